"""What answers' headers make together: one object per operation, and one per shared answer.

    GET /widgets: 200 {X-Rate-Limit}, 404 {X-Trace}     → WidgetListHeaders {X-Rate-Limit, X-Trace}
    #/components/responses/TooMany {Retry-After}        → TooManyHeaders

Receives the answers of an operation as they were built; returns them with the id of the object, and defines it. How a
header's text becomes the value is told by the field's `spelling`.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.model.api import Answer, AnswerHeader, Style
from generator.model.positions import Position, id_at, shared_name
from generator.model.schemas import TypeBuilder
from generator.model.types import Doc, Field, TypeId
from generator.model.unions import union_of
from generator.problems import Location


def with_header_types(
    answers: tuple[Answer, ...], home: Position, request: str, types: TypeBuilder
) -> tuple[Answer, ...]:
    """Define the objects. `request` is what the operation is told as: "GET /widgets"."""
    own = [answer for answer in answers if answer.headers and shared_name(answer.location) is None]
    own_id = None
    if own:
        text = f"Headers of the answers to {request}."
        own_id = _defined(own, Position(f"{home.name}Headers"), own[0].location, text, types)
    finished: list[Answer] = []
    for answer in answers:
        shared = shared_name(answer.location)
        if not answer.headers:
            finished.append(answer)
        elif shared is None:
            finished.append(replace(answer, headers_type=own_id))
        else:
            text = f"Headers of the answer `{shared}`, which several operations give."
            id = _defined([answer], Position(f"{shared}Headers"), answer.location, text, types)
            finished.append(replace(answer, headers_type=id))
    return tuple(finished)


def _defined(
    answers: Sequence[Answer], position: Position, location: Location, text: str, types: TypeBuilder
) -> TypeId:
    id = f"{id_at(location)}~headers"
    if id not in types.types:
        types.define_object(id, position, _fields(answers), Doc(description=text), location)
    return id


def _fields(answers: Sequence[Answer]) -> tuple[Field, ...]:
    """Put headers of one name together; one is required if every answer has to have it."""
    by_name: dict[str, list[AnswerHeader]] = {}
    for answer in answers:
        for header in answer.headers:
            by_name.setdefault(header.wire_name.lower(), []).append(header)
    return tuple(
        Field(
            wire_name=found[0].wire_name,
            type=union_of(header.type for header in found),
            is_required=len(found) == len(answers) and all(header.is_required for header in found),
            doc=found[0].doc,
            location=found[0].location,
            spelling=_spelling(found[0]),
        )
        for found in by_name.values()
    )


def _spelling(header: AnswerHeader) -> str | None:
    if header.style is Style.JSON:
        return "json"
    return "explode" if header.explode else None
