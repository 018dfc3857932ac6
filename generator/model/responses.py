"""Answers: what comes back for each status, in each media type, with which headers."""

from __future__ import annotations

from generator.loader import spec
from generator.model.api import Answer, AnswerHeader, AnswerKind, AnswerVariant, Style
from generator.model.items import described_event, item_type, whole_type
from generator.model.media import answer_kind, answer_type, is_json, stream_kind, with_shared_schemas
from generator.model.objects import doc_of
from generator.model.plain_media import with_plain_answers
from generator.model.positions import Position, shared_name
from generator.model.schemas import TypeBuilder
from generator.model.types import STRING, Doc, TypeExpr
from generator.problems import Problem, Severity


def answers_of(operation: spec.Operation, home: Position, types: TypeBuilder) -> tuple[Answer, ...]:
    """Give the answers: exact statuses in ascending order, then ranges, then the default."""
    ordered = sorted(operation.responses, key=lambda response: _rank(response.status))
    in_pieces = _comes_in_pieces(operation)
    return tuple(_answer(response, home, types, in_pieces and response.status.startswith("2")) for response in ordered)


def _comes_in_pieces(operation: spec.Operation) -> bool:
    """Tell whether Fern's extension says so: what is called JSON is one JSON text after another then, and a file is to be
    used while it comes."""
    stated = operation.extensions.get("x-fern-streaming")
    return stated is True or (isinstance(stated, dict) and "stream-condition" not in stated)


def _rank(status: str) -> tuple[int, str]:
    if status == "default":
        return (2, "")
    return (0 if status.isdigit() else 1, status)


def _position(response: spec.Response, home: Position) -> Position:
    """200 → PetUpdateResponse; 404 → PetUpdateResponse404; default → PetUpdateResponseDefault."""
    shared = shared_name(response.location)
    if shared:
        return Position(shared, "Response")
    if response.status.startswith("2"):
        return Position(f"{home.name}Response", response.status)
    return Position(f"{home.name}Response{response.status.capitalize()}", "Body")


_EMPTY = ("204", "205")
"""Statuses whose answers have no content: RFC 9110 §15.3.5, §15.3.6."""


def _answer(response: spec.Response, home: Position, types: TypeBuilder, in_pieces: bool) -> Answer:
    position = _position(response, home)
    media_types = response.media_types
    if response.status in _EMPTY and media_types:
        message = (
            f"An answer with {response.status} has no content: what is said of it never comes, and a call gives None."
        )
        types.problems += [Problem("content-forbidden", Severity.NOTE, message, each.location) for each in media_types]
        media_types = ()
    return Answer(
        status=response.status,
        variants=with_plain_answers(
            [
                (media, *_variant(media, position.media(media.media_type, index), types, in_pieces))
                for index, media in enumerate(with_shared_schemas(media_types))
            ],
            types.merger,
            types.problems,
        ),
        headers=tuple(_header(header, position, types) for header in response.headers if _is_told(header)),
        doc=Doc(description=response.description),
        location=response.location,
    )


def _is_told(header: spec.Header) -> bool:
    # OpenAPI 3.1 §4.8.17: a response header named Content-Type SHALL be ignored.
    return header.wire_name.lower() != "content-type"


_WHOLE = frozenset({AnswerKind.JSON, AnswerKind.TEXT, AnswerKind.XML})
"""Answers whose schema is that of the value a caller gets."""


def _variant(
    media: spec.MediaType, position: Position, types: TypeBuilder, in_pieces: bool
) -> tuple[AnswerVariant, TypeExpr]:
    """Give how an answer is read, and what its schema says."""
    kind = AnswerKind.JSON_LINES if in_pieces and is_json(media.media_type) else stream_kind(media.media_type)
    if kind is not None:
        expr = item_type(kind, media, position, types)
    else:
        expr = whole_type(media, position, types)
        kind = answer_kind(media, expr)
        if in_pieces and kind is AnswerKind.BINARY:
            kind = AnswerKind.PIECES
    is_xml = kind is AnswerKind.XML and types.xml is not None and media.schema is not None
    stated = media.item_schema if kind is AnswerKind.JSON_LINES else media.schema if kind in _WHOLE else None
    rules = {} if stated is None else types.rules.whole_of(stated)
    xml = types.xml.node_of(media.schema, is_root=True) if is_xml and types.xml and media.schema else None
    answered, event = answer_type(kind, expr), described_event(kind, media, types)
    return AnswerVariant(media.media_type.strip(), kind, answered, media.location, xml, rules, event), expr


def _header(header: spec.Header, position: Position, types: TypeBuilder) -> AnswerHeader:
    doc = Doc() if header.schema is None else doc_of(header.schema)
    shared = shared_name(header.location)
    is_own = shared is None or "/headers/" not in header.location.pointer.partition("/responses/")[0]
    place = position.property(header.wire_name) if is_own or shared is None else Position(shared, "Header")
    return AnswerHeader(
        wire_name=header.wire_name,
        type=STRING if header.schema is None else types.type_of(header.schema, place),
        doc=Doc(None, header.description or doc.description, header.is_deprecated or doc.is_deprecated),
        location=header.location,
        is_required=header.is_required,
        style=_header_style(header),
        explode=header.explode,
    )


def _header_style(header: spec.Header) -> Style:
    if header.content_media_type is None:
        return Style.SIMPLE
    return Style.JSON if is_json(header.content_media_type) else Style.TEXT
