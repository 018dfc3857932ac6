"""What a media type says about a body: which codec reads and writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from generator.loader.equality import shape_of
from generator.loader.spec import MediaType, Schema
from generator.model.api import AnswerKind, BodyKind
from generator.model.types import ANY, STRING, Binary, Primitive, PrimitiveKind, TypeExpr, UnionOf


def with_shared_schemas(media_types: Iterable[MediaType]) -> Iterator[MediaType]:
    """Let media types whose inline schemas are equal have one schema, so that they have one type too."""
    known: dict[object, Schema] = {}
    for media in media_types:
        if media.schema is None or media.schema.ref is not None:
            yield media
        else:
            yield replace(media, schema=known.setdefault(shape_of(media.schema), media.schema))


def essence(media_type: str) -> str:
    """Give the media type without parameters, lower case: "application/json; charset=utf-8" → "application/json"."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    name = essence(media_type)
    return name in ("application/json", "text/json", "application/x-json") or name.endswith("+json")


def is_form(media_type: str) -> bool:
    return essence(media_type) == "application/x-www-form-urlencoded"


def is_xml(media_type: str) -> bool:
    return essence(media_type) in ("application/xml", "text/xml") or essence(media_type).endswith("+xml")


_JSON_LINES = (
    *("/jsonl", "/x-jsonl", "/ndjson", "/x-ndjson", "/json-lines", "/jsonlines", "/x-jsonlines", "/stream+json"),
    *("/json-seq", "+json-seq"),
)


def _is_range(name: str) -> bool:
    return "*" in name


def _is_structured(expr: TypeExpr) -> bool:
    """Tell whether a type under `*/*` can only be meant as JSON."""
    return expr != ANY and not isinstance(expr, Binary) and expr != Primitive(PrimitiveKind.STRING)


def body_kind(media: MediaType, expr: TypeExpr) -> BodyKind:
    name = essence(media.media_type)
    if isinstance(expr, Binary) and not name.startswith("multipart/"):
        return BodyKind.BINARY
    if is_json(name):
        return BodyKind.JSON
    if is_form(name):
        return BodyKind.FORM
    if name.startswith("multipart/"):
        return BodyKind.MULTIPART
    if is_xml(name):
        return BodyKind.XML
    if name.startswith("text/") and not _is_range(name):
        return BodyKind.TEXT
    if _is_range(name):
        return BodyKind.JSON if _is_structured(expr) else BodyKind.BINARY
    return BodyKind.BINARY


def stream_kind(media_type: str) -> AnswerKind | None:
    """Give the kind of stream, None for what comes as one body. runtime/media.py agrees."""
    name = essence(media_type)
    if name == "text/event-stream":
        return AnswerKind.EVENT_STREAM
    return AnswerKind.JSON_LINES if name.endswith(_JSON_LINES) else None


def answer_kind(media: MediaType, expr: TypeExpr) -> AnswerKind:
    name = essence(media.media_type)
    stream = stream_kind(name)
    if stream is not None:
        return stream
    if isinstance(expr, Binary):
        return AnswerKind.BINARY
    if is_json(name):
        return AnswerKind.JSON
    if is_xml(name):
        return AnswerKind.XML
    if name.startswith("text/"):
        return AnswerKind.TEXT
    if _is_range(name):
        return AnswerKind.JSON if _is_structured(expr) else AnswerKind.BINARY
    return AnswerKind.BINARY


def body_type(kind: BodyKind, expr: TypeExpr) -> TypeExpr:
    """Give what a caller passes: bytes and text are what they are, whatever the schema calls them."""
    match kind:
        case BodyKind.BINARY:
            return Binary()
        case BodyKind.TEXT:
            # Text that is in a file already need not be read first.
            return UnionOf((STRING, Binary())) if expr in (ANY, STRING) else expr
        case _:
            return expr


def answer_type(kind: AnswerKind, expr: TypeExpr) -> TypeExpr:
    match kind:
        case AnswerKind.BINARY | AnswerKind.PIECES:
            return Binary()
        case AnswerKind.TEXT:
            return STRING
        case _:
            return expr
