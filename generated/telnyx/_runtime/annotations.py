"""Annotations as text to type objects, on first need.

    "list[Pet] | None"  ──resolve──▶  list[Alias("Pet")] | None  ──members──▶  (list[Alias("Pet")], NoneType)

Receives the text and the module it stands in; names that the module imports only for type checkers are found in the
package of types. Does not know models: a model is a class like any other here.
"""

from __future__ import annotations

import builtins
import re
import typing
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args

from .known_values import Known, Literals, Ordered
from .scalars import genuine

Annotation: TypeAlias = Any
"""A type object: a class, a generic alias, a union, an `Alias`, None. There is no static type for that."""


LISTS = frozenset({list, Sequence, MutableSequence})
MAPPINGS = frozenset({dict, Mapping, MutableMapping})


_UNION: Any = Union


class Tagged:
    """Marks a union whose variants one property tells apart: `Annotated[Cat | Dog, Tagged("kind", {"cat": "Cat"})]`.

    Without variants, those are meant that the property's own type has in each model: `kind: Literal["cat"] | str`.
    """

    __slots__ = ("default", "variants", "wire_name")

    def __init__(
        self,
        wire_name: str,
        variants: Mapping[str, str] | None = None,
        default: str | None = None,
    ) -> None:
        self.wire_name = wire_name
        self.variants = variants
        """Value on the wire → name of a type, of the union's members or of the same package. None: see above."""
        self.default = default
        """Name of the type that a value without a tag, or with an unknown one, has."""

    def __repr__(self) -> str:
        return f"Tagged({self.wire_name!r}, {self.variants!r}, {self.default!r})"


class Alias:
    """A name whose meaning is a text: followed when it is needed, so that aliases may be recursive."""

    __slots__ = ("_target", "name", "text", "where")

    def __init__(self, name: str, text: str, where: str) -> None:
        self.name = name
        self.text = text
        self.where = where

    @property
    def target(self) -> Annotation:
        try:
            return self._target
        except AttributeError:
            self._target: Annotation = resolve(self.text, self.where)
            return self._target

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alias) and (self.text, self.where) == (
            other.text,
            other.where,
        )

    def __hash__(self) -> int:
        return hash((self.text, self.where))

    def __or__(self, other: Any) -> Any:
        return _UNION[self, other]

    def __ror__(self, other: Any) -> Any:
        return _UNION[other, self]

    def __repr__(self) -> str:
        return self.name

    @property
    def __value__(self) -> Annotation:
        """What libraries that look at types ask of a `type X = …` statement's."""
        return self.target

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from .pydantic_schema import core_schema_of_alias

        return core_schema_of_alias(self)


_LITERALS = Literals()

_COMMON: dict[str, Any] = {
    name: getattr(typing, name)
    for name in (
        "Annotated",
        "Any",
        "Optional",
        "TypedDict",
        "Union",
        "NotRequired",
        "Required",
    )
} | {
    "Sequence": Sequence,
    "Mapping": Mapping,
    "datetime": datetime,
    "date": date,
    "time": time,
    "Decimal": Decimal,
    "Tagged": Tagged,
}
"""What an alias's text may use although the package of types does not export it."""


_PACKAGE = frozenset({"types", "_types"})
"""What modules of types call their package: `types.Pet`; the second where a property hides the first."""


def _named(name: str, value: Any, place: ModuleType) -> Any:
    if value is None:
        return NoneType  # `S | None` would be an error of Python's.
    if origin_of(value) is Union:
        # With typing, `S | None` may have another order.
        return Ordered(get_args(value))
    return Alias(name, value, place.__name__) if isinstance(value, str) else value


class _Package:
    """The package as a text sees it: what is a text in it is an alias."""

    __slots__ = ("_module",)

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return _named(name, getattr(self._module, name), self._module)


class _Namespace(dict[str, Any]):
    """The names that a text in `module` can use. Starts empty; eval asks for each name once per text."""

    def __init__(self, module: ModuleType, local: Mapping[str, Any]) -> None:
        super().__init__(local, Literal=_LITERALS)
        self.module = module
        is_package = hasattr(module, "__path__")
        self.package = "" if is_package else module.__name__.rpartition(".")[0]

    def __missing__(self, name: str) -> Any:
        if name in _PACKAGE:
            return _Package(self._places()[-1])
        for place in self._places():
            try:
                value = getattr(place, name)
            except AttributeError:
                continue
            # A sub-module "date" of the package is not the type `date`.
            if not isinstance(value, ModuleType):
                return _named(name, value, place)
        return _COMMON[name]  # KeyError makes eval look among the builtins.

    def _places(self) -> tuple[ModuleType, ...]:
        return (self.module, _module(self.package)) if self.package else (self.module,)


def _module(name: str) -> ModuleType:
    # Not sys.modules: what another thread is importing just now stands there with half of its names.
    return import_module(name)


def resolve(
    text: str, where: str, local: Mapping[str, Any] | None = None
) -> Annotation:
    """Evaluate an annotation's text in module or package `where`. `local` holds names that win over the module's.

    Raises NameError, with a note of the text and the place, when a name is not found.
    """
    try:
        return eval(
            text, {"__builtins__": builtins}, _Namespace(_module(where), local or {})
        )
    except NameError as error:
        error.add_note(f"in the annotation {text!r} of {where}")
        raise


def own_annotations(cls: type) -> dict[str, Annotation]:
    """Give a class's own annotations, as texts where it has texts, without its ClassVars."""
    try:
        given = cls.__annotations__
    except NameError:
        # Python 3.14 evaluates them here, where the class itself has no name yet (PEP 649).
        library: Any = import_module("annotationlib")
        given = library.get_annotations(cls, format=library.Format.STRING)
    return {
        name: each
        for name, each in given.items()
        if not str(each).startswith(("ClassVar", "typing.ClassVar"))
    }


def origin_of(tp: Annotation) -> Any:
    """typing.get_origin, whose own annotation leaves most of what it returns out."""
    return typing.get_origin(tp)


def follow(tp: Annotation) -> Annotation:
    """Replace an alias by what it stands for."""
    while True:
        if isinstance(tp, Alias):
            tp = tp.target
        elif type(tp).__name__ == "TypeAliasType":  # `type X = …`, Python 3.12
            tp = tp.__value__
        elif origin_of(tp) in (typing.Required, typing.NotRequired):
            tp = get_args(tp)[0]
        else:
            return NoneType if tp is None else genuine(tp)


def tagging_of(tp: Annotation) -> Tagged | None:
    """Return the `Tagged` of an `Annotated[…]`, None when it has none."""
    return next(
        (mark for mark in getattr(tp, "__metadata__", ()) if isinstance(mark, Tagged)),
        None,
    )


def members(tp: Annotation) -> tuple[Annotation, ...]:
    """Flatten a union, following aliases; one member for anything else. A tagged union stays one member.

    Order is that of the text; no member appears twice.
    """
    found: list[Annotation] = []
    _collect(tp, found, set())
    return tuple(found)


def _collect(tp: Annotation, found: list[Annotation], seen: set[Alias]) -> None:
    if isinstance(tp, Alias):
        if tp in seen:  # `A = "A | None"`: nothing new behind it.
            return
        seen.add(tp)
    tp = follow(tp)
    origin = origin_of(tp)
    if origin is Union or origin is UnionType or isinstance(tp, Ordered):
        for argument in tp.members if isinstance(tp, Ordered) else get_args(tp):
            _collect(argument, found, seen)
    elif origin is Annotated and tagging_of(tp) is None:
        _collect(get_args(tp)[0], found, seen)
    elif not any(tp is other or tp == other for other in found):
        found.append(tp)


def is_mapping(member: Annotation) -> bool:
    """Tell whether a union's member takes any JSON object as it is: a dict, a TypedDict, Any."""
    return (
        origin_of(member) in MAPPINGS
        or member in (dict, Mapping, Any, object)
        or (isinstance(member, type) and hasattr(member, "__total__"))
    )


def literal_values(member: Annotation) -> tuple[Any, ...] | None:
    """Return the values of a Literal, None for any other type."""
    if isinstance(member, Known):
        return member.values
    return get_args(member) if origin_of(member) is Literal else None


_ATOM = r"""(?:str|int|float|bool|None|Any|object|dict|list|Literal\[(?:[^\]'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\])"""
_NESTED = rf"(?:(?:list|dict|Sequence|Mapping)\[(?:str, ?)?{_ATOM}(?: ?\| ?{_ATOM})*\]|{_ATOM})"
_PLAIN = re.compile(rf"{_NESTED}(?: ?\| ?{_NESTED})*")


@lru_cache(maxsize=4096)
def is_plain(annotation: str) -> bool:
    """Tell whether JSON's own values are all that the annotation can mean."""
    return _PLAIN.fullmatch(annotation) is not None
