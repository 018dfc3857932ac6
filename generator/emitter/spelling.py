"""TypeExpr to annotation.

Two directions: what comes back (`list[Pet]`, `datetime`) and what a caller may pass (`Sequence[Pet | PetDict]`, `datetime | str`).
A `Speller` belongs to one class body: it knows which names that class hides, and collects what the module has to import.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from generator.emitter import literals
from generator.emitter.imports import DEPRECATED
from generator.emitter.layout import Call, Either, Expr, one_line
from generator.emitter.table import NameTable, differs_as_input
from generator.model.tagging import is_plain, is_told_by_member
from generator.model.types import (
    Alias,
    AnyValue,
    Binary,
    Enumeration,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    PrimitiveKind,
    TextFormat,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    UnionOf,
)

_PRIMITIVES = {
    PrimitiveKind.STRING: "str",
    PrimitiveKind.INTEGER: "int",
    PrimitiveKind.NUMBER: "float",
    PrimitiveKind.BOOLEAN: "bool",
    PrimitiveKind.NULL: "None",
}
_FORMATS = {
    TextFormat.DATE_TIME: "datetime",
    TextFormat.DATE: "date",
    TextFormat.TIME: "time",
    TextFormat.BASE64: "bytes",
    TextFormat.DECIMAL: "Decimal",
}


def joined(parts: Iterable[Expr]) -> Expr:
    """Join with `|`: flat, each operand once, None last."""
    flat: dict[str, Expr] = {}
    for part in parts:
        for operand in part.operands if isinstance(part, Either) else (part,):
            flat.setdefault(one_line(operand), operand)
    if "Any" in flat:
        return "Any"
    if "None" in flat:
        flat["None"] = flat.pop("None")
    operands = tuple(flat.values())
    return operands[0] if len(operands) == 1 else Either(operands)


def is_marked(definition: TypeDefinition) -> bool:
    """Tell whether type checkers say of its every mention that it is deprecated."""
    return isinstance(definition, ObjectType) and definition.doc.is_deprecated


def _fits_literal(value: object) -> bool:
    """Literal has no floats (PEP 586), and mypy reads no integers of more than 64 bits in it."""
    return not isinstance(value, float) and not (isinstance(value, int) and abs(value) >= 1 << 63)


def with_omit(annotation: Expr) -> Expr:
    """Let an argument be left out: `str | None | Omit`."""
    return Either((*annotation.operands, "Omit")) if isinstance(annotation, Either) else Either((annotation, "Omit"))


class Speller:
    def __init__(
        self, table: NameTable, hidden: frozenset[str] = frozenset(), prefix: str = "", home: str | None = None
    ) -> None:
        """`hidden`: names the class body binds; `prefix`: "types." where definitions are reached through the package;
        `home`: the module of `types` whose own definitions need no prefix.
        """
        self._table = table
        self._hidden = hidden
        self._prefix = prefix
        self._home = home
        self.used: set[str] = set()
        """Names the module has to import; a leading underscore marks one that the class hides."""
        self.definitions: set[str] = set()
        """Definitions referred to."""

    def name(self, name: str) -> str:
        spelled = f"_{name}" if name in self._hidden else name
        self.used.add(spelled)
        return spelled

    def returned(self, expr: TypeExpr) -> Expr:
        """Spell what comes back from the server, and what a model holds."""
        match expr:
            case Primitive(kind):
                return "None" if kind is PrimitiveKind.NULL else self.name(_PRIMITIVES[kind])
            case AnyValue():
                return self.name("Any")
            case FormattedText(format):
                return self.name(_FORMATS[format])
            case Binary():
                # Only parts of a form hold raw bytes; in JSON, where a model comes from, such a property is text.
                return joined((self.name("str"), self.name("bytes")))
            case Enumeration():
                return self._enumeration(expr)
            case ListOf(item):
                return Call(f"{self.name('list')}[", (self.returned(item),), "]")
            case TupleOf(items, rest):
                return self._tuple(items, rest)
            case MapOf(value):
                return Call(f"{self.name('dict')}[", (self.name("str"), self.returned(value)), "]")
            case UnionOf(members):
                return self._tagged(joined(self.returned(member) for member in members), expr)
            case Named(id):
                return self._definition(self._table.names[id], self._table.types[id])
            case _:
                assert_never(expr)

    def passed(self, expr: TypeExpr) -> Expr:
        """Spell what a caller may pass; the runtime encodes all of it."""
        match expr:
            case FormattedText(format):
                return joined((self.name(_FORMATS[format]), self.name("str")))
            case Binary():
                return self.name("FileInput")
            case ListOf(item):
                return Call(f"{self.name('Sequence')}[", (self.passed(item),), "]")
            case TupleOf():
                return Call(f"{self.name('Sequence')}[", (self.name("Any"),), "]")
            case MapOf(value):
                return Call(f"{self.name('Mapping')}[", (self.name("str"), self.passed(value)), "]")
            case UnionOf(members):
                return joined(self.passed(member) for member in members)
            case Named():
                return self._passed_definition(expr)
            case Primitive() | AnyValue() | Enumeration():
                return self.returned(expr)
            case _:
                assert_never(expr)

    def _definition(self, name: str, definition: TypeDefinition) -> str:
        self.definitions.add(name)
        if is_marked(definition):
            self.used.add(DEPRECATED)
        # In a script without capitals, a field may be called as a type is.
        if self._prefix and (name in self._hidden or self._table.homes[name] != self._home):
            return f"{self.name(self._prefix.rstrip('.'))}.{name}"
        return name

    def _passed_definition(self, expr: Named) -> Expr:
        definition = self._table.types[expr.id]
        own, passed = self._table.names[expr.id], self._table.input_names.get(expr.id)
        match definition:
            case ObjectType():
                parts: list[Expr] = [self._definition(own, definition)]
                if passed is not None:
                    parts.append(self._definition(passed, definition))
                if passed is None or not isinstance(definition.extra, AnyValue | None):
                    # A TypedDict has no way to allow further keys, so typed extra properties come in as any mapping.
                    parts.append(Call(f"{self.name('Mapping')}[", (self.name("str"), self.name("Any")), "]"))
                return joined(parts)
            case Alias():
                if passed is None and differs_as_input(definition.type, self._table.types):
                    return self.passed(definition.type)
                return self._definition(passed or own, definition)
            case _:
                assert_never(definition)

    def _enumeration(self, expr: Enumeration) -> Expr:
        """Known values first, then the base: that order tells strict mode that nothing else is known (see runtime/strict.py)."""
        known = tuple(literals.value(item.value) for item in expr.values if _fits_literal(item.value))
        parts: list[Expr] = [Call(f"{self.name('Literal')}[", known, "]")] if known else []
        # What no Literal can list is any value of its type, which an annotation says in front.
        unlisted = dict.fromkeys(type(item.value).__name__ for item in expr.values if not _fits_literal(item.value))
        parts = [*map(self.name, unlisted), *parts] if known else parts
        if not expr.is_const or len(known) < len(expr.values):
            parts.append(self.returned(expr.base))
        return joined(parts)

    def _tuple(self, items: tuple[TypeExpr, ...], rest: TypeExpr | None) -> Expr:
        if rest is None:
            return Call(f"{self.name('tuple')}[", tuple(self.returned(item) for item in items), "]")
        every = joined([*(self.returned(item) for item in items), self.returned(rest)])
        return Call(f"{self.name('list')}[", (every,), "]")

    def _tagged(self, spelled: Expr, union: UnionOf) -> Expr:
        tagging, names = union.tagging, self._table.names
        if tagging is None or spelled == "Any" or is_told_by_member(union, self._table.types):
            return spelled
        items: list[Expr] = [literals.string(tagging.wire_name)]
        if not is_plain(union, self._table.types):
            pairs = tuple(f"{literals.string(value)}: {literals.string(names[id])}" for value, id in tagging.variants)
            items.append(Call("{", pairs, "}"))
        if tagging.default is not None:
            items.append(f"default={literals.string(names[tagging.default])}")
        return Call(f"{self.name('Annotated')}[", (spelled, Call(f"{self.name('Tagged')}(", tuple(items), ")")), "]")
