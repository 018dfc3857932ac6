"""What one item of a stream is.

    JSON lines     itemSchema, else the schema: each line is such a JSON text
    events         itemSchema describes the event (OpenAPI 3.2 §4.14.4): its `data` is what counts
                       {data: {contentMediaType: application/json, contentSchema: Tick}}    → Tick
                       {data: {type: string}, event: …}                                     → the event itself
                   else the schema: the JSON that `data` holds; a text, or no schema: the event itself.
                   Where the schema has `data` and nothing but what events have, it may mean either: see described_event

A text as the type of an event stream's items means the event itself: see AnswerVariant.type.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.loader.spec import MediaType, Schema
from generator.model.api import AnswerKind, DescribedEvent
from generator.model.keywords import branches_of
from generator.model.media import is_json
from generator.model.merge import Merger
from generator.model.positions import Position
from generator.model.schemas import TypeBuilder
from generator.model.types import (
    ANY,
    NULL,
    STRING,
    Alias,
    Binary,
    Enumeration,
    FormattedText,
    ListOf,
    Named,
    TypeExpr,
    UnionOf,
)
from generator.model.unions import union_of

_DONE = "[DONE]"
"""What ends a stream by convention: no item, though some documents list it among them."""
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry", "comment"})


def whole_type(media: MediaType, position: Position, types: TypeBuilder) -> TypeExpr:
    """Give the type of what comes or goes in one piece: a list, where a document describes only the items."""
    if media.schema is None and media.item_schema is not None:
        return ListOf(types.type_of(media.item_schema, position.item()))
    return types.type_of(media.schema, position)


def item_type(kind: AnswerKind, media: MediaType, position: Position, types: TypeBuilder) -> TypeExpr:
    item = media.item_schema
    place = position if item is None else position.variant("Item")
    if kind is AnswerKind.EVENT_STREAM and item is not None:
        data = _data_of_event(item, types.merger)
        if data is not None:
            return _typed_data(data, place.property("data"), types)
    expr = types.type_of(media.schema if item is None else item, place)
    if item is None:
        expr = _item_of(expr, types)
    expr = _without_done(expr)
    if kind is AnswerKind.EVENT_STREAM:
        return STRING if expr == ANY or _is_text(expr) else expr
    # `type: string` of a whole body of lines is what people write who mean a file.
    return ANY if item is None and _is_text(expr) else expr


def described_event(kind: AnswerKind, media: MediaType, types: TypeBuilder) -> DescribedEvent | None:
    """Give what a schema says of the event around the JSON, as Speakeasy and oRPC write it. None: it has no `data`, or more
    than events have, so that it describes the JSON itself."""
    if kind is not AnswerKind.EVENT_STREAM or media.item_schema is not None or media.schema is None:
        return None
    data = _data_of_event(media.schema, types.merger)
    if not data:
        return None
    merged = [types.merger.resolved(each)[1] for each in data]
    return DescribedEvent(
        _told_by_all(media.schema, types.merger),
        all(each.types and set(each.types) <= {"string", "null"} for each in merged),
    )


def _item_of(expr: TypeExpr, types: TypeBuilder) -> TypeExpr:
    """Give the type of one line or event: a schema that lists them means each of them."""
    listed = expr
    if isinstance(expr, Named):
        definition = types.types.get(expr.id)
        listed = definition.type if isinstance(definition, Alias) else expr
    return listed.item if isinstance(listed, ListOf) else expr


def _is_text(expr: TypeExpr) -> bool:
    match expr:
        case FormattedText() | Binary():
            return True
        case Enumeration(base=base):
            return base == STRING
        case UnionOf(members):
            return all(member == NULL or _is_text(member) for member in members)
        case _:
            return expr == STRING


def _without_done(expr: TypeExpr) -> TypeExpr:
    if not isinstance(expr, UnionOf):
        return expr
    members = tuple(member for member in expr.members if not _says_done(member))
    return expr if len(members) in (0, len(expr.members)) else union_of(members)


def _says_done(expr: TypeExpr) -> bool:
    return isinstance(expr, Enumeration) and [each.value for each in expr.values] == [_DONE]


def _data_of_event(item: Schema, merger: Merger) -> list[Schema] | None:
    """Give the schemas of an event's `data`, one a variant; None if the schema describes no event but its JSON."""
    forms = _forms_of_event(item, merger)
    names = {name for form in forms for name in form}
    if "data" not in names or not names <= _EVENT_FIELDS:
        return None
    found = (form["data"] for form in forms if "data" in form)
    return [data for data in found if data.const != _DONE and data.enum != (_DONE,)]


def _told_by_all(item: Schema, merger: Merger) -> tuple[str, ...]:
    """Give what each event is to have: an id only where no variant is without one."""
    each = [set(form) for form in _forms_of_event(item, merger)]
    return tuple(sorted(set.intersection(*each) | (set.union(*each) & {"data", "event"})))


def _forms_of_event(item: Schema, merger: Merger) -> list[dict[str, Schema]]:
    """Give the properties that an event has, as each of its variants."""
    event = merger.resolved(item)[1]
    common = dict(event.properties)
    variants = [merger.resolved(branch)[1] for branch in branches_of(event)]
    return [common | dict(variant.properties) for variant in variants] or [common]


def _typed_data(data: list[Schema], place: Position, types: TypeBuilder) -> TypeExpr:
    found = [_data_type(each, place, types) for each in data]
    # Where one kind of event holds plain text, only the event tells which it is.
    return STRING if STRING in found or not found else union_of(tuple(found))


def _data_type(data: Schema, place: Position, types: TypeBuilder) -> TypeExpr:
    merged = types.merger.resolved(data)[1]
    if merged.content_schema is not None and is_json(merged.content_media_type or "application/json"):
        return types.type_of(merged.content_schema, place)
    if merged.content_media_type is not None and is_json(merged.content_media_type):
        return ANY
    expr = types.type_of(data, place)
    return STRING if expr == ANY or _is_text(expr) else expr
