"""Media types whose schemas say what they cannot carry.

    text/plain: {type: object}              application/octet-stream: {type: array}         multipart/form-data: {type: array}
    text/event-stream: {itemSchema: …} of a request, which no stream is made of

Documents made from code have these, because a schema is stated once for all media types. OpenAPI does not say how such a value
is written (3.1 §4.8.14), so callers give and get what is on the wire, and a note says so. An answer that is also JSON,
with the same schema, is read as JSON wherever it is: servers that offer both send the very same text. A form is names and
values; where the schema has no names, callers give them. A whole body whose schema says `contentEncoding` is what is on the
wire too, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from generator.loader.spec import MediaType, Schema
from generator.model.api import AnswerKind, AnswerVariant, BodyKind
from generator.model.keywords import branches_of, has_object_keywords
from generator.model.media import body_type, essence, stream_kind
from generator.model.merge import Merger
from generator.model.types import ANY, STRING, Binary, ListOf, MapOf, TypeExpr, UnionOf
from generator.problems import Problem, Severity, warning


def is_structured(schema: Schema | None, merger: Merger) -> bool:
    """Tell whether all a schema allows, null aside, are objects and lists."""
    kinds = frozenset() if schema is None else _kinds(schema, merger, 0)
    return bool(kinds) and kinds <= {"object", "array"}


_DEEPEST = 8
"""Alternatives inside alternatives that are looked through: a union may hold itself."""
_ANYTHING = frozenset({"object", "array", "string", "number", "boolean"})


def _kinds(schema: Schema, merger: Merger, depth: int) -> frozenset[str]:
    """Give the JSON types of what a schema allows, null aside. None at all: only null."""
    _, merged = merger.resolved(schema)
    kinds = frozenset(merged.types) - {"null"}
    if kinds or merged.types:
        return kinds
    if branches_of(merged):
        inner = (_kinds(branch, merger, depth + 1) if depth < _DEEPEST else _ANYTHING for branch in branches_of(merged))
        return frozenset().union(*inner)
    if has_object_keywords(merged):
        return frozenset({"object"})
    return frozenset({"array"}) if merged.items is not None or merged.prefix_items else _ANYTHING


def plain_body_type(
    kind: BodyKind, expr: TypeExpr, media: MediaType, merger: Merger, problems: list[Problem]
) -> TypeExpr:
    """Give what a caller passes; `expr` is what the schema says."""
    if kind in (BodyKind.FORM, BodyKind.MULTIPART) and (media.schema is not None or _is_of_items(media)):
        kinds = frozenset({"array"}) if media.schema is None else _kinds(media.schema, merger, 0)
        return _named_type(kind, expr, media, kinds, problems)
    if kind is BodyKind.BINARY and stream_kind(media.media_type) is AnswerKind.JSON_LINES:
        return _lines_type(expr, media, merger)
    if kind not in (BodyKind.BINARY, BodyKind.TEXT):
        return body_type(kind, expr)
    if not _is_structured(media, merger):
        problems += _encoding_notes(media, merger, "it goes out as a caller gives it")
        return body_type(kind, expr)
    is_text = kind is BodyKind.TEXT
    problems.append(
        schema_note(media, "a caller gives", "text" if is_text else "bytes, a path, an open file or an iterator")
    )
    return body_type(kind, STRING)


def _is_of_items(media: MediaType) -> bool:
    """Tell whether only items are described: the whole is a list of them (OpenAPI 3.2 §4.14.1)."""
    return media.schema is None and media.item_schema is not None


def _is_structured(media: MediaType, merger: Merger) -> bool:
    return _is_of_items(media) or is_structured(media.schema, merger)


def _lines_type(expr: TypeExpr, media: MediaType, merger: Merger) -> TypeExpr:
    """Give what a caller passes for JSON lines: the values, or the lines as they are. Some schemas describe one line."""
    if media.item_schema is not None or (media.schema is not None and _kinds(media.schema, merger, 0) == {"array"}):
        return UnionOf((expr, Binary()))
    if media.schema is None or expr == STRING or isinstance(expr, Binary):
        return Binary()
    return UnionOf((ListOf(expr), Binary()))


def _named_type(
    kind: BodyKind, expr: TypeExpr, media: MediaType, kinds: frozenset[str], problems: list[Problem]
) -> TypeExpr:
    """Give what a caller passes for a form: names and values, also where the schema is a list or a single value."""
    name = media.media_type.strip()
    is_positional = kind is BodyKind.MULTIPART and essence(name) != "multipart/form-data"
    if not kinds or "object" in kinds or (is_positional and kinds == {"array"}):
        return expr
    if kind is BodyKind.FORM and kinds == {"string"}:
        # Somebody has written the pairs already.
        return expr
    what = "is no object, so its values have no names: a caller gives an object, and with it the names"
    if is_positional:
        what = "is neither an object nor a list: a caller gives a list of parts"
    hint = "Correct the schema in an overlay."
    problems.append(warning("form-without-names", f"The schema of `{name}` {what}", media.location, hint))
    if is_positional:
        return ListOf(expr)
    return MapOf(ANY if "array" in kinds else expr)


def with_plain_answers(
    read: Iterable[tuple[MediaType, AnswerVariant, TypeExpr]], merger: Merger, problems: list[Problem]
) -> tuple[AnswerVariant, ...]:
    """Settle how the answers of one status are read; each comes with what is written and what its schema says."""
    written = tuple(read)
    jsons = [expr for _, variant, expr in written if variant.kind is AnswerKind.JSON]
    found: list[AnswerVariant] = []
    for media, variant, expr in written:
        is_text = variant.kind is AnswerKind.TEXT
        is_plain = is_text or variant.kind is AnswerKind.BINARY
        if is_plain and not _is_structured(media, merger):
            problems += _encoding_notes(media, merger, "a caller gets it as it came")
        elif is_plain:
            if is_text and expr in jsons:
                variant = replace(variant, kind=AnswerKind.JSON, type=expr)
            else:
                problems.append(schema_note(media, "a caller gets", "text" if is_text else "bytes"))
        found.append(variant)
    return tuple(found)


def schema_note(media: MediaType, how: str, what: str) -> Problem:
    """Say that a caller gives or gets what is on the wire, where the schema says what cannot be written."""
    name = media.media_type.strip()
    message = f"The schema of `{name}` is an object or a list, and nothing says how that is written: {how} {what}"
    hint = "If it is JSON, add application/json in an overlay."
    return Problem("media-type-schema", Severity.NOTE, message, media.location, hint)


_IDENTITIES = frozenset({"7bit", "8bit", "binary"})
"""RFC 2045 §6.2: encodings that encode nothing."""


def _encoding_notes(media: MediaType, merger: Merger, how: str) -> Iterator[Problem]:
    """Say that a whole body in base64, or the like, is left so: `format: byte` of one is most often said of plain bytes."""
    if media.schema is None:
        return
    _, merged = merger.resolved(media.schema)
    stated = merged.content_encoding or ("base64" if merged.format == "byte" else "")
    if stated and stated.lower() not in _IDENTITIES:
        message = (
            f"The schema of `{media.media_type.strip()}` says {stated}, which a client neither writes nor reads: {how}"
        )
        yield Problem("media-type-encoding", Severity.NOTE, message, media.location)
