"""Walking through TypeExprs: what an expression refers to, and the same expression with unions replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import assert_never

from msgspec.structs import replace

from generator.model.types import (
    ANY,
    Alias,
    AnyValue,
    Binary,
    Enumeration,
    Field,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
)


def ids_in(expr: TypeExpr) -> Iterator[TypeId]:
    """Give the definitions an expression refers to."""
    match expr:
        case Named(id):
            yield id
        case ListOf(item):
            yield from ids_in(item)
        case MapOf(value):
            yield from ids_in(value)
        case TupleOf(items, rest):
            for each in (*items, *(() if rest is None else (rest,))):
                yield from ids_in(each)
        case UnionOf(members):
            for member in members:
                yield from ids_in(member)
        case Primitive() | AnyValue() | FormattedText() | Binary() | Enumeration():
            pass
        case _:
            assert_never(expr)


def parts_of(definition: TypeDefinition, counts: Callable[[Field], bool] = lambda field: True) -> Iterator[TypeExpr]:
    """Give the types a definition is made of; of its fields, those that count."""
    match definition:
        case ObjectType():
            yield from (field.type for field in definition.fields if counts(field))
            if definition.extra is not None:
                yield definition.extra
        case Alias():
            yield definition.type
        case _:
            assert_never(definition)


def with_unions(expr: TypeExpr, change: Callable[[UnionOf], UnionOf]) -> TypeExpr:
    """Give the expression with every union in it changed, inner ones first."""
    match expr:
        case ListOf(item):
            return ListOf(with_unions(item, change))
        case MapOf(value):
            return MapOf(with_unions(value, change))
        case TupleOf(items, rest):
            changed = tuple(with_unions(item, change) for item in items)
            return TupleOf(changed, None if rest is None else with_unions(rest, change))
        case UnionOf(members):
            return change(replace(expr, members=tuple(with_unions(member, change) for member in members)))
        case Named() | Primitive() | AnyValue() | FormattedText() | Binary() | Enumeration():
            return expr
        case _:
            assert_never(expr)


def has_union(expr: TypeExpr) -> bool:
    match expr:
        case UnionOf():
            return True
        case ListOf(inner) | MapOf(inner):
            return has_union(inner)
        case TupleOf(items, rest):
            return any(has_union(item) for item in (*items, *(() if rest is None else (rest,))))
        case Named() | Primitive() | AnyValue() | FormattedText() | Binary() | Enumeration():
            return False
        case _:
            assert_never(expr)


def definition_with_unions(definition: TypeDefinition, change: Callable[[UnionOf], UnionOf]) -> TypeDefinition:
    match definition:
        case ObjectType():
            if not any(
                has_union(expr) for expr in (*(field.type for field in definition.fields), definition.extra or ANY)
            ):
                return definition
            return replace(
                definition,
                fields=tuple(
                    replace(field, type=with_unions(field.type, change)) if has_union(field.type) else field
                    for field in definition.fields
                ),
                extra=None if definition.extra is None else with_unions(definition.extra, change),
            )
        case Alias():
            return replace(definition, type=with_unions(definition.type, change))
        case _:
            assert_never(definition)
