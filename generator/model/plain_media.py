"""Media types that carry text or bytes, though their schemas say an object or a list.

    text/plain: {type: object}              application/octet-stream: {type: array}

Documents made from code have these, because a schema is stated once for all media types. OpenAPI does not say how such a value
is written (3.1 §4.8.14), so callers give and get what is on the wire, and a note says so. An answer that is also JSON,
with the same schema, is read as JSON wherever it is: servers that offer both send the very same text.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from generator.loader.spec import MediaType, Schema
from generator.model.api import AnswerKind, AnswerVariant, BodyKind
from generator.model.keywords import branches_of, has_object_keywords
from generator.model.merge import Merger
from generator.model.types import STRING, Binary, TypeExpr
from generator.problems import Problem, Severity


def is_structured(schema: Schema | None, merger: Merger) -> bool:
    """Tell whether all a schema allows, null aside, are objects and lists."""
    return schema is not None and _is_structured(schema, merger, 0)


_DEEPEST = 8
"""Alternatives inside alternatives that are looked through: a union may hold itself."""


def _is_structured(schema: Schema, merger: Merger, depth: int) -> bool:
    _, merged = merger.resolved(schema)
    kinds = set(merged.types) - {"null"}
    branches = [branch for branch in branches_of(merged) if set(merger.resolved(branch)[1].types) != {"null"}]
    if branches and depth < _DEEPEST and not kinds:
        return all(_is_structured(branch, merger, depth + 1) for branch in branches)
    if kinds:
        return kinds <= {"object", "array"}
    return has_object_keywords(merged) or merged.items is not None or bool(merged.prefix_items)


def plain_body_type(
    kind: BodyKind, expr: TypeExpr, media: MediaType, merger: Merger, problems: list[Problem]
) -> TypeExpr:
    """Give what a caller passes; `expr` is what the schema says."""
    if kind not in (BodyKind.BINARY, BodyKind.TEXT) or not is_structured(media.schema, merger):
        return expr
    is_text = kind is BodyKind.TEXT
    problems.append(_note(media, "a caller gives", "text" if is_text else "bytes, a path, an open file or an iterator"))
    return STRING if is_text else Binary()


def with_plain_answers(
    read: Iterable[tuple[MediaType, AnswerVariant, TypeExpr]], merger: Merger, problems: list[Problem]
) -> tuple[AnswerVariant, ...]:
    """Settle how the answers of one status are read; each comes with what is written and what its schema says."""
    written = tuple(read)
    jsons = [expr for _, variant, expr in written if variant.kind is AnswerKind.JSON]
    found: list[AnswerVariant] = []
    for media, variant, expr in written:
        is_text = variant.kind is AnswerKind.TEXT
        if (is_text or variant.kind is AnswerKind.BINARY) and is_structured(media.schema, merger):
            if is_text and expr in jsons:
                variant = replace(variant, kind=AnswerKind.JSON, type=expr)
            else:
                problems.append(_note(media, "a caller gets", "text" if is_text else "bytes"))
        found.append(variant)
    return tuple(found)


def _note(media: MediaType, how: str, what: str) -> Problem:
    name = media.media_type.strip()
    message = f"The schema of `{name}` is an object or a list, and nothing says how that is written: {how} {what}"
    hint = "If it is JSON, add application/json in an overlay."
    return Problem("media-type-schema", Severity.NOTE, message, media.location, hint)
