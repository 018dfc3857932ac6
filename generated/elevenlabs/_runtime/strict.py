"""Strict mode: is a JSON document what the spec says?

    validate({"name": 3}, Pet)  ──▶  StrictValidationError: /name: 3 is no text

Receives decoded JSON and the same annotations and field tables that reading goes by. Changes nothing. A Literal that
stands before its base type (`Literal["a", "b"] | str`, an open enum) is closed here; behind it (`str | Literal["a"]`)
it only documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import Any, NamedTuple, get_args

from .annotations import (
    LISTS,
    MAPPINGS,
    Annotation,
    is_mapping,
    literal_values,
    members,
    origin_of,
    tagging_of,
)
from .constraints import broken_constraints
from .convert import opened
from .encode import jsonable, pointer_of
from .fields import View, table_of
from .unions import Tags, best_model, is_model, is_scalar

_LIMIT = 20
"""Failures that are reported. A document of another kind altogether has one in every place."""


class Failure(NamedTuple):
    pointer: str
    """JSON Pointer of the value; of the object, where a property is missing."""
    message: str

    def __str__(self) -> str:
        return f"{self.pointer or '(the document)'}: {self.message}"


class StrictValidationError(ValueError):
    """A document is not what the spec says."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        """The first of them, in document order."""
        super().__init__(self.failures)

    def __str__(self) -> str:
        shown = "; ".join(map(str, self.failures))
        return f"{shown}; …" if len(self.failures) == _LIMIT else shown


def validate(
    value: object, tp: Annotation, rules: Mapping[str, Any] | None = None
) -> None:
    """Raise StrictValidationError unless a decoded JSON document (or a model) is what `tp` and `rules` say."""
    walk = _Walk()
    walk.check(jsonable(value) if isinstance(value, View) else value, tp, ())
    if rules and not walk.failures:
        walk.check_rules(value, rules, ())
    if walk.failures:
        raise StrictValidationError(walk.failures[:_LIMIT])


_Place = tuple[object, ...]


class _Walk:
    """One walk through a document."""

    def __init__(self, known: dict[tuple[int, Annotation], bool] | None = None) -> None:
        self.failures: list[Failure] = []
        self._known = {} if known is None else known
        """By the identity of a value, and a type: whether it is one. Alternatives that hold alternatives would be
        tried again at each level otherwise, and all they hold with them."""
        self._tag_names: dict[int, str] = {}
        """By the identity of a tagged object: the property that is its tag."""

    def fail(self, place: _Place, message: str) -> None:
        self.failures.append(Failure(pointer_of(place), message))

    def check(self, value: Any, tp: Annotation, place: _Place) -> None:
        if len(self.failures) >= _LIMIT:
            return
        if isinstance(value, View):  # Read before, so converted in place.
            value = value.__dict__
        kinds = closed(opened(members(tp), with_maps=False))
        candidates = [kind for kind in kinds if _has_shape(value, kind)]
        if not candidates:
            self.fail(
                place,
                f"{_shown(value)} is no {' or '.join(_said(kind) for kind in kinds)}",
            )
        elif len(candidates) == 1:
            self._check_one(value, candidates[0], place)
        elif not any(self._passes(value, kind) for kind in candidates):
            self._check_one(value, _nearest(value, candidates), place)

    def _passes(self, value: Any, kind: Annotation) -> bool:
        key = (id(value), kind)
        if key not in self._known:
            walk = _Walk(self._known)
            walk._check_one(value, kind, ())
            self._known[key] = not walk.failures
        return self._known[key]

    def _check_one(self, value: Any, kind: Annotation, place: _Place) -> None:
        arguments = get_args(kind)
        if is_model(kind):
            self._check_object(value, kind, place)
        elif tagging_of(kind) is not None:
            self._check_tagged(value, kind, place)
        elif origin_of(kind) in LISTS:
            for index, item in enumerate(value):
                self.check(item, arguments[0], (*place, index))
        elif origin_of(kind) in MAPPINGS:
            for name, item in value.items():
                self.check(item, arguments[1], (*place, name))
        elif origin_of(kind) is tuple:
            self._check_tuple(value, arguments, place)

    def _check_object(
        self, value: Mapping[str, Any], cls: type[View], place: _Place
    ) -> None:
        table = table_of(cls)
        at_start = len(self.failures)
        for field in table.fields:
            if field.wire_name not in value:
                if field.is_required:
                    self.fail(
                        place, f"the required property {field.wire_name!r} is missing"
                    )
                continue
            item, inner = value[field.wire_name], (*place, field.wire_name)
            before = len(self.failures)
            self.check(item, field.type, inner)
            if item is not None and len(self.failures) == before:
                plain = jsonable(item)
                for message in broken_constraints(plain, field.constraints):
                    self.fail(inner, message)
                if "rules" in field.constraints:
                    self.check_rules(plain, field.constraints["rules"], inner)
        for name in value:
            if name not in table.by_wire_name and name != self._tag_names.get(
                id(value)
            ):
                if table.extra is None:
                    self.fail((*place, name), f"{cls.__name__} has no such property")
                else:
                    self.check(value[name], table.extra.type, (*place, name))
        if cls.__rules__ and len(self.failures) == at_start:
            known = frozenset(table.by_wire_name)
            self.check_rules(jsonable(value), cls.__rules__, place, known)

    def check_rules(
        self,
        value: Any,
        rules: Mapping[str, Any],
        place: _Place,
        known: frozenset[str] | None = None,
    ) -> None:
        from .rules import broken_rules

        for inner, message in broken_rules(value, rules, known):
            self.fail((*place, *inner), message)

    def _check_tagged(
        self, value: Mapping[str, Any], kind: Annotation, place: _Place
    ) -> None:
        tags = Tags(kind)
        variant = tags.variant_of(value)
        if variant is not None:
            # A variant need not list the property that tells it from the others.
            self._tag_names[id(value)] = tags.wire_name
            self.check(value, variant, place)
        elif claiming := tags.claiming(value):
            self._check_best(value, claiming, place)
        elif tags.wire_name in value:
            known = ", ".join(repr(each) for each in tags.values)
            self.fail(
                (*place, tags.wire_name),
                f"{_shown(value[tags.wire_name])} is none of {known}",
            )
        else:
            self._check_untagged(value, tags, place)

    def _check_untagged(
        self, value: Mapping[str, Any], tags: Tags, place: _Place
    ) -> None:
        """Check what has no tag: it is a variant that need not have one, and what is there has to tell which."""
        models = [each for each in tags.all_models() if _may_lack(each, tags.wire_name)]
        if not models:
            self.fail(
                place,
                f"the property {tags.wire_name!r}, which tells the variants apart, is missing",
            )
        else:
            self._check_best(value, models, place)

    def _check_best(
        self, value: Mapping[str, Any], models: list[type[View]], place: _Place
    ) -> None:
        if not any(self._passes(value, each) for each in models):
            chosen = best_model(value, models, must_convince=False)
            self.check(value, chosen or models[0], place)

    def _check_tuple(
        self, value: Sequence[Any], arguments: tuple[Annotation, ...], place: _Place
    ) -> None:
        if arguments[-1:] == (Ellipsis,):
            arguments = arguments[:1] * len(value)
        # Fewer are valid: how many there have to be, `minItems` says (JSON Schema 2020-12 §10.3.1.1).
        if len(value) > len(arguments):
            self.fail(place, f"{len(value)} items, at most {len(arguments)} allowed")
            return
        for index, (item, tp) in enumerate(zip(value, arguments, strict=False)):
            self.check(item, tp, (*place, index))


def closed(kinds: Sequence[Annotation]) -> list[Annotation]:
    """Leave out the base types of open enums: those behind a Literal of theirs."""
    kept: list[Annotation] = []
    bases: set[type] = set()
    for kind in kinds:
        if kind in bases:
            continue
        bases.update(type(value) for value in literal_values(kind) or ())
        if kind is float and int in bases and not any(other is int for other in kept):
            continue  # An enum of numbers may list only whole ones.
        kept.append(kind)
    return kept


def _nearest(value: Any, candidates: Sequence[Annotation]) -> Annotation:
    """Return the candidate whose failures are worth telling."""
    models = [kind for kind in candidates if is_model(kind)]
    tagged = [kind for kind in candidates if tagging_of(kind) is not None]
    if models and isinstance(value, dict):
        return best_model(value, models, False) or (tagged or models)[0]
    return (tagged or candidates)[0]


def _has_shape(value: Any, kind: Annotation) -> bool:
    """Tell whether a value is of the right JSON type; what is inside is looked at later."""
    literals = literal_values(kind)
    if literals is not None:
        return any(
            value == each and isinstance(value, bool) == isinstance(each, bool)
            for each in literals
        )
    if isinstance(value, dict):
        return is_model(kind) or is_mapping(kind) or tagging_of(kind) is not None
    if isinstance(value, list | tuple):
        return (
            origin_of(kind) in LISTS
            or origin_of(kind) is tuple
            or kind in (list, Any, object)
        )
    if kind is Decimal and isinstance(value, int | float):
        return False  # Lenient reading takes a number; the spec says text.
    return is_scalar(value, kind)


def _shown(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return "an object" if isinstance(value, dict) else "an array"
    text = (
        {None: "null", True: "true", False: "false"}.get(value)
        if isinstance(value, bool | None)
        else None
    )
    text = repr(value) if text is None else text
    quote = text[-1] if isinstance(value, str) else ""
    return text if len(text) <= 60 else f"{text[:57]}…{quote}"


def _may_lack(model: type[View], wire_name: str) -> bool:
    field = table_of(model).by_wire_name.get(wire_name)
    return field is not None and not field.is_required


_SAID: dict[Annotation, str] = {
    NoneType: "null",
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime: "date-time",
    date: "date",
    time: "time",
    bytes: "base64 text",
    Decimal: "decimal text",
}


def _said(kind: Annotation) -> str:
    literals = literal_values(kind)
    if literals is not None:
        return " or ".join(map(repr, literals))
    if origin_of(kind) in LISTS or origin_of(kind) is tuple:
        return "array"
    if tagging_of(kind) is not None or (
        is_mapping(kind) and not isinstance(kind, type)
    ):
        return "object"
    return _SAID.get(kind) or str(getattr(kind, "__name__", kind))
