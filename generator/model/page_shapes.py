"""What an operation's request and answer look like to somebody who looks for pages.

    parameters, body ──asks_of──▶ Asks: every place where a request could say which page it wants
    success answer ──shape_of──▶ Shape: where the items are, and every scalar beside them, shallow ones first

Names are compared by their words: "nextPageToken", "next_page_token" and "Next-Page-Token" are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from generator.model.api import STREAMS, Answer, AnswerKind, BodyKind, Operation, Place, Style
from generator.model.pages import BodySpot, Items, Path, QuerySpot, Spot
from generator.model.resource_paths import static_segments
from generator.model.types import (
    Alias,
    AnyValue,
    Doc,
    Enumeration,
    Field,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    PrimitiveKind,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
)
from generator.model.unions import union_of
from generator.model.words import noun_fold, snake_fold, words_of

Types = Mapping[TypeId, TypeDefinition]

_WRAPPERS = frozenset(
    "meta metadata paging pagination page page_info pages links link cursors cursor next next_page response_metadata"
    " page_metadata paging_info search_metadata result_info data result results response payload embedded".split()
)
"""Objects inside an answer, or a body, that may tell about pages."""
_ENVELOPES = frozenset(
    "data items results result entries records list values content contents objects elements rows collection resources"
    " value hits nodes documents members".split()
)
"""Names under which an answer holds the list that it stands for."""
_BESIDE = frozenset(
    "errors error_messages warnings warning_messages messages links order sort sorting included includes facets"
    " aggregations".split()
)
"""Lists that are never the items."""
_DEEPEST = 3


_FROM_ZERO = re.compile(r"\b(zero|0)[- ](based|indexed)\b|\b(start|begin)(s|ning|ing)? (at|from|with) (0|zero)\b", re.I)
_FROM_ONE = re.compile(r"\b(one|1)[- ](based|indexed)\b|\b(start|begin)(s|ning|ing)? (at|from|with) (1|one)\b", re.I)


class Kind(Enum):
    """What a value can be, as far as cursors and counts care."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    OBJECT = "object"
    OTHER = "other"


class Ask(Struct, frozen=True):
    """A place where a request could say which page it wants."""

    spot: Spot
    names: tuple[str, ...]
    """Folded: with and without what it stands in."""
    kind: Kind
    doc: Doc


class Told(Struct, frozen=True):
    """A value beside the items."""

    path: Path
    name: str
    """Folded."""
    inside: str
    """Folded name of what it stands in; "" is the body."""
    kind: Kind


class Shape(Struct, frozen=True):
    items: Items
    is_sure: bool
    """The list is called as envelopes call it, or as the path calls the things; or the body is the list."""
    told: tuple[Told, ...]


def alternatives(expr: TypeExpr, types: Types) -> tuple[TypeExpr | ObjectType, ...]:
    """Give what a value can be, with names followed and unions laid flat, also those that hold themselves; without null."""
    seen: set[TypeId] = set()
    found: list[TypeExpr | ObjectType] = []
    waiting = [expr]
    while waiting:
        match waiting.pop(0):
            case Named(id):
                definition = None if id in seen else types.get(id)
                seen.add(id)
                if isinstance(definition, Alias):
                    waiting.insert(0, definition.type)
                elif definition is not None:
                    found.append(definition)
            case UnionOf(members):
                waiting[:0] = members
            case Primitive(PrimitiveKind.NULL):
                pass
            case other:
                found.append(other)
    return tuple(found)


def bare(expr: TypeExpr, types: Types) -> TypeExpr | ObjectType | None:
    """Give what a value is, null aside; None if it can be several things."""
    found = alternatives(expr, types)
    return found[0] if len(found) == 1 else None


def kind_of(expr: TypeExpr, types: Types) -> Kind:
    kinds = {_kind(each, types) for each in alternatives(expr, types)}
    if len(kinds) == 1:
        return kinds.pop()
    # A cursor is often "string or integer".
    return Kind.TEXT if kinds and kinds <= {Kind.TEXT, Kind.INTEGER} else Kind.OTHER


def _kind(expr: TypeExpr | ObjectType, types: Types) -> Kind:
    match expr:
        case Primitive(PrimitiveKind.STRING):
            return Kind.TEXT
        case Primitive(PrimitiveKind.INTEGER | PrimitiveKind.NUMBER):
            return Kind.INTEGER
        case Primitive(PrimitiveKind.BOOLEAN):
            return Kind.BOOLEAN
        case Enumeration(_, base):
            return kind_of(base, types)
        case ObjectType():
            return Kind.OBJECT
        case _:
            return Kind.OTHER


def asks_of(operation: Operation, types: Types) -> tuple[Ask, ...]:
    return (*_in_query(operation, types), *_in_body(operation, types))


def _in_query(operation: Operation, types: Types) -> Iterator[Ask]:
    for parameter in operation.parameters:
        if parameter.place is not Place.QUERY:
            continue
        name = parameter.wire_name
        target = bare(parameter.type, types)
        if isinstance(target, ObjectType):
            for field in target.fields if parameter.style is Style.DEEP_OBJECT else ():
                names = (snake_fold(f"{name} {field.wire_name}"),)
                yield Ask(QuerySpot(f"{name}[{field.wire_name}]"), names, kind_of(field.type, types), field.doc)
        else:
            yield Ask(QuerySpot(name), (snake_fold(name),), kind_of(parameter.type, types), parameter.doc)


def _in_body(operation: Operation, types: Types) -> Iterator[Ask]:
    body = request_body(operation)
    target = None if body is None else bare(body, types)
    if isinstance(target, ObjectType):
        for path, field in _fields(target, (), types):
            names = (snake_fold(path[-1]), snake_fold(" ".join(path[-2:])))
            yield Ask(BodySpot(path), names, kind_of(field.type, types), field.doc)


def _fields(target: ObjectType, above: Path, types: Types) -> Iterator[tuple[Path, Field]]:
    """Give the fields of an object, then those of the wrappers in it."""
    inner: list[tuple[Path, ObjectType]] = []
    for field in target.fields:
        path = (*above, field.wire_name)
        yield path, field
        held = bare(field.type, types)
        if isinstance(held, ObjectType) and snake_fold(field.wire_name) in _WRAPPERS and len(path) < _DEEPEST:
            inner.append((path, held))
    for path, held in inner:
        yield from _fields(held, path, types)


def shape_of(operation: Operation, types: Types) -> Shape | None:
    """Describe the answer; None if it is no list of things, or if it cannot be told which list."""
    expr = success_body(operation)
    if expr is None:
        return None
    nouns = {noun_fold(words_of(segment)) for segment in static_segments(operation.path)}
    shapes: list[Shape] = []
    for body in alternatives(expr, types):
        shape = _shape(body, nouns, types)
        if shape is None or shape.items.path != (shapes or [shape])[0].items.path:
            return None
        shapes.append(shape)
    return _common(shapes) if shapes else None


def _shape(body: TypeExpr | ObjectType, nouns: set[tuple[str, ...]], types: Types) -> Shape | None:
    if isinstance(body, ListOf):
        return Shape(Items((), body.item), True, ())
    if not isinstance(body, ObjectType):
        return None
    found = _items(body, (), nouns, types)
    if found is None:
        return None
    told = tuple(
        Told(path, snake_fold(path[-1]), snake_fold(path[-2]) if len(path) > 1 else "", kind_of(field.type, types))
        for path, field in _fields(body, (), types)
    )
    return Shape(found[0], found[1], told)


def _common(shapes: Sequence[Shape]) -> Shape:
    """Describe an answer that has one of several shapes, with the items in one place: what all of them tell."""
    first = shapes[0]
    item = union_of(shape.items.type for shape in shapes)
    told = tuple(told for told in first.told if all(told in shape.told for shape in shapes))
    return Shape(Items(first.items.path, item), all(shape.is_sure for shape in shapes), told)


def request_body(operation: Operation) -> TypeExpr | None:
    body = operation.body
    return None if body is None or body.variants[0].kind is not BodyKind.JSON else body.variants[0].type


def success_body(operation: Operation) -> TypeExpr | None:
    """Give the type of the JSON that a success brings; None if there is none, or several, or a stream."""
    variants = [variant for answer in successes(operation) for variant in answer.variants]
    found = {variant.type for variant in variants if variant.kind is AnswerKind.JSON}
    return found.pop() if len(found) == 1 and not any(each.kind in STREAMS for each in variants) else None


def successes(operation: Operation) -> Iterator[Answer]:
    return (answer for answer in operation.answers if answer.is_success)


def _items(body: ObjectType, above: Path, nouns: set[tuple[str, ...]], types: Types) -> tuple[Items, bool] | None:
    """Find the items; whether it is sure that they are it."""
    lists: dict[str, TypeExpr] = {}
    for field in body.fields:
        held = bare(field.type, types)
        if isinstance(held, ListOf) and snake_fold(field.wire_name) not in _BESIDE:
            lists[field.wire_name] = held.item
    envelopes = [name for name in lists if snake_fold(name) in _ENVELOPES]
    named = [name for name in lists if noun_fold(words_of(name)) in nouns]
    for names, is_sure in ((envelopes, True), (named, True), (list(lists), False)):
        if len(names) == 1:
            return Items((*above, names[0]), lists[names[0]]), is_sure
    if lists or above:
        return None
    for field in body.fields:
        held = bare(field.type, types)
        if isinstance(held, ObjectType) and snake_fold(field.wire_name) in _WRAPPERS | _ENVELOPES:
            found = _items(held, (field.wire_name,), nouns, types)
            if found is not None:
                return found
    return None


def property_at(expr: TypeExpr, dotted: str, types: Types) -> tuple[Path, TypeExpr] | None:
    """Follow a path as a person writes it, "paging.next"; a name may itself have dots ("@odata.nextLink")."""
    if not dotted:
        return (), expr
    for target in alternatives(expr, types):
        match target:
            case AnyValue():
                return tuple(dotted.split(".")), target
            case MapOf(value):
                return (dotted,), value
            case ObjectType(fields=fields):
                found = _in_fields(fields, dotted, types)
                if found is not None:
                    return found
    return None


def _in_fields(fields: tuple[Field, ...], dotted: str, types: Types) -> tuple[Path, TypeExpr] | None:
    for field in fields:
        name = field.wire_name
        if dotted == name:
            return (name,), field.type
        if dotted.startswith(f"{name}."):
            found = property_at(field.type, dotted[len(name) + 1 :], types)
            if found is not None:
                return (name, *found[0]), found[1]
    return None


def tellable(expr: TypeExpr, types: Types) -> list[str]:
    """Name what a path can lead to, for a person."""
    target = bare(expr, types)
    return [".".join(path) for path, _ in _fields(target, (), types)] if isinstance(target, ObjectType) else []


def first_number(ask: Ask, usual: int) -> int:
    """Tell where counting begins: 0 or 1."""
    text = f"{ask.doc.title or ''} {ask.doc.description or ''}"
    if ask.doc.has_default and ask.doc.default in (0, 1) and not isinstance(ask.doc.default, bool):
        return int(ask.doc.default)
    return 0 if _FROM_ZERO.search(text) else 1 if _FROM_ONE.search(text) else usual
