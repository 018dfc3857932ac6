"""How an operation answers: at once, item by item, or as the call wishes; and which argument says the wish.

Receives Operations; returns no Python: signatures.py spells what follows from it.
"""

from __future__ import annotations

from enum import Enum

from generator.emitter.table import NameTable, resolved
from generator.model.api import STREAMS, Answer, AnswerVariant, Body, Operation
from generator.model.bodies import object_of
from generator.model.types import BOOLEAN, NULL, Alias, Enumeration, Named, TypeExpr, UnionOf

FLAG_NAMES = ("stream", "streaming")
"""What a boolean is called, in a body or a query, that asks for the stream."""


class AnswerForm(Enum):
    PLAIN = "at once"
    STREAM = "item by item"
    EITHER = "as the call wishes"


def answer_form(operation: Operation) -> AnswerForm:
    variants = [variant for answer in successes(operation) for variant in answer.variants]
    streams = [variant for variant in variants if is_stream(variant)]
    if not streams or operation.method == "HEAD":
        return AnswerForm.PLAIN
    return AnswerForm.STREAM if len(streams) == len(variants) else AnswerForm.EITHER


def is_stream(variant: AnswerVariant) -> bool:
    return variant.kind in STREAMS


def successes(operation: Operation) -> tuple[Answer, ...]:
    """Give the 2xx answers; `default` where none is told."""
    found = tuple(answer for answer in operation.answers if answer.is_success)
    return found or tuple(answer for answer in operation.answers if answer.status == "default")


def untold(operation: Operation) -> tuple[Answer, ...]:
    """Give the answers that are whatever comes: those of an operation whose document has no content for any success, but
    for statuses that forbid it. Web frameworks leave the content of files out (FastAPI), of what has no serializer
    (drf-spectacular), of all that nobody has described (NestJS, Fastify)."""
    found = successes(operation)
    if operation.method == "HEAD" or any(each.variants for each in found):
        return ()
    return tuple(each for each in found if each.status not in ("204", "205"))


def can_ask(wire_name: str, type: TypeExpr | None, table: NameTable) -> bool:
    """Tell whether a field or parameter is the wish for a stream: a boolean of that name, perhaps null."""
    return wire_name in FLAG_NAMES and type is not None and _is_boolean(type, table)


def can_be_null(type: TypeExpr, table: NameTable) -> bool:
    match _followed(type, table):
        case UnionOf(members):
            return any(can_be_null(member, table) for member in members)
        case other:
            return other == NULL


def member_that_asks(body: Body | None, table: NameTable) -> str | None:
    """Give the member of a body that is one argument."""
    for variant in body.variants if body is not None and body.flat is None else ():
        definition = object_of(variant.type, table.types)
        for field in definition.fields if definition is not None else ():
            if can_ask(field.wire_name, field.type, table):
                return field.wire_name
    return None


def _followed(type: TypeExpr, table: NameTable) -> TypeExpr:
    while isinstance(type, Named):
        definition = resolved(type.id, table.types)
        if not isinstance(definition, Alias):
            return type
        type = definition.type
    return type


def _is_boolean(type: TypeExpr, table: NameTable) -> bool:
    match _followed(type, table):
        case UnionOf(members):
            others = [member for member in members if member != NULL]
            return all(_is_boolean(member, table) for member in others)
        case Enumeration(values, base):
            return base == BOOLEAN and len(values) == 2
        case other:
            return other == BOOLEAN
