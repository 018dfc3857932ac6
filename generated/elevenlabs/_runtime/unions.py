"""Which member of a union a JSON value is.

By the JSON type first. Several members for a text: see `text_readers`. Several for an object: by the tag, where the
spec names one; else the best match, in this order:

    1. score: +4 a Literal's value, −16 another value than a closed Literal's, +2 a required property, +1 an optional
       one, −1 a property of another type, −3 a required property absent; a nested object counts for what it scores
       itself, between −4 and +4, one level deep
    2. fewest properties that the class does not know
    3. fewest required properties absent, then fewest properties absent
    4. first in the union (only for classes that the value cannot tell apart)

So the order of the members does not matter where the value says anything. An object that no class explains is an
`UnknownVariant`: a model without fields, every property of which is reachable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, NamedTuple, get_args

from .annotations import (
    LISTS,
    Alias,
    Annotation,
    is_mapping,
    literal_values,
    members,
    origin_of,
    resolve,
    tagging_of,
)
from .annotations import Tagged as Tagged
from .fields import View, table_of
from .model import Model
from .scalars import READERS, TELLING


class UnknownVariant(Model, extra="Any"):
    """A JSON object of a union that is none of the variants the spec knows. Its properties: `m["name"]`, `m.name`."""


class Tags:
    """A tagged union's variants by what their tag is on the wire."""

    __slots__ = (
        "_by_name",
        "_claims",
        "_found",
        "_inner",
        "_names",
        "_package",
        "models",
        "tagged",
    )

    def __init__(self, union: Annotation) -> None:
        tagged = tagging_of(union)
        assert tagged is not None, union
        self.tagged = tagged
        listed = get_args(get_args(union)[0]) or (get_args(union)[0],)
        flat = [member for each in listed for member in members(each)]
        self.models: list[type[View]] = [member for member in flat if is_model(member)]
        self._inner = [member for member in flat if tagging_of(member) is not None]
        homes = [each.__module__ for each in self.models]
        homes += [each.where for each in listed if isinstance(each, Alias)]
        self._package = homes[0] if homes else ""
        self._by_name = {_name_of(each): each for each in (*flat, *listed)}
        self._found: dict[str, Annotation] = {}
        self._claims: dict[tuple[type, object], list[type[View]]] | None = None
        if tagged.variants is None:
            # Kept there, as strict mode makes a `Tags` for every object.
            tagged.variants = self._own_values()
        self._names: Mapping[str, str] = tagged.variants

    @property
    def wire_name(self) -> str:
        return self.tagged.wire_name

    @property
    def values(self) -> tuple[str, ...]:
        """The tags that are known."""
        return tuple(self._names)

    def _own_values(self) -> dict[str, str]:
        """Read off each model what its tag can be."""
        found: dict[str, str] = {}
        for model in self.models:
            for value in self._literals_of(model):
                found.setdefault(_tag_text(value), model.__name__)
        return found

    def _literals_of(self, model: type[View]) -> Iterator[object]:
        field = table_of(model).by_wire_name.get(self.wire_name)
        for member in () if field is None else field.members:
            yield from literal_values(member) or ()

    def all_models(self) -> list[type[View]]:
        """Return the classes of the union, and of tagged unions that are members of it."""
        inner = [model for each in self._inner for model in Tags(each).all_models()]
        return list(dict.fromkeys((*self.models, *inner)))

    def claiming(self, value: Mapping[str, Any]) -> list[type[View]]:
        """Return the classes that a value can be of whose tag says no variant: several have that tag, or some need none."""
        tag = value.get(self.wire_name)
        if isinstance(tag, str | int | float):
            return self._claimed().get((type(tag), tag), [])
        if tag is not None:
            return []
        return [
            model
            for model in self.all_models()
            if all(
                not field.is_required or name in value
                for name, field in table_of(model).by_wire_name.items()
            )
        ]

    def _claimed(self) -> dict[tuple[type, object], list[type[View]]]:
        if self._claims is None:
            self._claims = {}
            for model in self.all_models():
                for each in dict.fromkeys(self._literals_of(model)):
                    self._claims.setdefault((type(each), each), []).append(model)
        return self._claims

    def variant_of(self, value: Mapping[str, Any]) -> Annotation | None:
        """Return the type that the tag says, None when it says nothing known."""
        tag = value.get(self.tagged.wire_name)
        text = tag if isinstance(tag, str) else _tag_text(tag)
        name = self._names.get(text, self.tagged.default)
        if name is None:
            return None
        if name not in self._found:
            self._found[name] = (
                self._by_name[name]
                if name in self._by_name
                else resolve(name, self._package)
            )
        return self._found[name]


def _tag_text(value: object) -> str:
    """Write a value as mappings have it: true, 1, 2.5. The generator's model/tagging.py writes them so."""
    if isinstance(value, bool | None):
        return {True: "true", False: "false", None: ""}[value]
    return str(value)


def _name_of(tp: Annotation) -> str:
    return tp.name if isinstance(tp, Alias) else getattr(tp, "__name__", "")


def is_model(member: Annotation) -> bool:
    return isinstance(member, type) and issubclass(member, View)


class Fit(NamedTuple):
    """How well an object matches a class. Compares as the module says."""

    score: int
    unknown: int
    required_absent: int
    absent: int
    misfits: int
    foreign_literals: int
    known: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        return (self.score, -self.unknown, -self.required_absent, -self.absent)

    @property
    def is_possible(self) -> bool:
        return not self.foreign_literals and (self.known > 0 or self.unknown == 0)

    @property
    def is_convincing(self) -> bool:
        return (
            self.is_possible
            and not self.misfits
            and not self.required_absent
            and not self.unknown
        )


def best_model(
    value: Mapping[str, Any],
    models: Sequence[type[View]],
    must_convince: bool,
    tag_names: Collection[str] = (),
) -> type[View] | None:
    """Return the class that an object matches best, None when it matches none.

    `must_convince` asks for more, where there is something else that the object can be: every required property there
    but the tags, nothing unknown.
    """
    fits = [(fit_of(value, model, 1, tag_names), model) for model in models]
    fit, chosen = max(fits, key=lambda each: each[0].rank)
    return chosen if (fit.is_convincing if must_convince else fit.is_possible) else None


def best_list(value: list[Any], candidates: Sequence[Annotation]) -> int:
    """Return the index of the list or tuple type that an array matches best."""
    scores = [_score(value, candidate, 1) for candidate in candidates]
    return scores.index(max(scores))


_KNOWN, _REQUIRED, _LITERAL, _MISFIT, _ABSENT, _FOREIGN = 1, 2, 4, -1, -3, -16


def fit_of(
    value: Mapping[str, Any],
    model: type[View],
    depth: int,
    tag_names: Collection[str] = (),
) -> Fit:
    """Match an object with a class; nested objects `depth` levels deep."""
    table = table_of(model)
    score = known = misfits = foreign = absent = required_absent = 0
    for wire_name, field in table.by_wire_name.items():
        if wire_name not in value:
            absent += 1
            if field.is_required and wire_name not in tag_names:
                required_absent += 1
                score += _ABSENT
            continue
        known += 1
        points = max(
            _score(value[wire_name], member, depth) for member in field.members
        )
        misfits += points < 0
        foreign += points <= _FOREIGN
        score += points if points != _KNOWN or not field.is_required else _REQUIRED
    unknown = (
        0
        if table.extra is not None and table.extra.annotation != "Any"
        else sum(name not in table.by_wire_name for name in value)
    )
    return Fit(score, unknown, required_absent, absent, misfits, foreign, known)


def _score(value: Any, member: Annotation, depth: int) -> int:
    """Score a value against one member of a union (or a type that is none)."""
    literals = literal_values(member)
    if literals is not None:
        return (
            _LITERAL
            if any(value == each and type(value) is type(each) for each in literals)
            else _FOREIGN
        )
    if isinstance(value, View):
        value = value.__dict__
    match value:
        case dict():
            return _score_of_object(value, member, depth)
        case list() | tuple():
            return _score_of_array(value, member, depth)
        case _:
            return _KNOWN if is_scalar(value, member) else _MISFIT


def _score_of_object(value: dict[str, Any], member: Annotation, depth: int) -> int:
    if is_model(member):
        return (
            _KNOWN
            if depth < 1
            else min(max(fit_of(value, member, depth - 1).score, -_LITERAL), _LITERAL)
        )
    if tagging_of(member) is not None:
        variant = Tags(member).variant_of(value)
        return _MISFIT if variant is None else _KNOWN
    return _KNOWN if is_mapping(member) else _MISFIT


# A long list of objects says no more than its beginning.
_ITEMS_LOOKED_AT = 5


def _score_of_array(value: Sequence[Any], member: Annotation, depth: int) -> int:
    origin, arguments = origin_of(member), get_args(member)
    if origin is tuple and arguments[-1:] != (Ellipsis,):
        if len(arguments) != len(value):
            return _MISFIT
        pairs = list(zip(value, arguments, strict=True))
    elif origin in LISTS or origin is tuple:
        pairs = [(item, arguments[0]) for item in value[:_ITEMS_LOOKED_AT]]
    else:
        return _KNOWN if member in (list, Any, object) else _MISFIT
    return min(
        (max(_score(item, each, depth) for each in members(tp)) for item, tp in pairs),
        default=_KNOWN,
    )


def is_scalar(value: Any, member: Annotation) -> bool:
    """Tell whether a JSON scalar is what a type says. Python's values, set by hand, are too."""
    if member in (Any, object):
        return True
    if value is None:
        return member is NoneType
    if isinstance(value, bool):
        return member is bool
    if member in READERS:
        return isinstance(value, member) or READERS[member](value) is not value
    if member is float:
        return isinstance(value, int | float)
    if member is int:
        return isinstance(value, int) or (
            isinstance(value, float) and value.is_integer()
        )
    return member is str and isinstance(value, str)


def text_readers(kinds: Sequence[Annotation]) -> list[type]:
    """Return the types that a union reads from text, in the order to try.

    Beside `str`, a text that is a date-time, date or time to the letter is one; base64 and decimals are not tried, as
    ordinary words and numbers would pass for them. Either way the text on the wire stays what it was.
    """
    takes_any_text = any(kind in (str, Any, object) for kind in kinds)
    tried = TELLING if takes_any_text else READERS
    return [kind for kind in READERS if kind in tried and kind in kinds]
