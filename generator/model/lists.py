"""Which operations answer with a list of things, so that reading is called `list` and not `retrieve`."""

from __future__ import annotations

from collections.abc import Callable

from generator.loader.spec import Operation, Schema
from generator.model import page_names
from generator.model.merge import Merger
from generator.model.resource_paths import static_segments
from generator.model.words import is_plural, noun_fold, snake_fold, words_of

_ENVELOPES = frozenset(
    "data items results result entries records list values content objects elements rows collection resources"
    " value".split()
)
"""Names under which an object holds the list that it stands for."""
_PAGING = page_names.PAGE | page_names.SIZE


def list_test(merger: Merger) -> Callable[[Operation], bool | None]:
    """Give a test for operations; it gives None when the answer says nothing about its shape."""

    def returns_list(operation: Operation) -> bool | None:
        found = by_answer(operation)
        # Some describe one of the things where the answer is a page of them.
        return True if found is False and _is_paged(operation) else found

    def by_answer(operation: Operation) -> bool | None:
        nouns = {noun_fold(words_of(segment)) for segment in static_segments(operation.path)[-1:]}
        for response in operation.responses:
            for media in response.media_types if response.status.startswith("2") else ():
                if media.schema is not None:
                    found = _is_list(media.schema, nouns, merger)
                    if found is not None:
                        return found
        return None

    return returns_list


def _is_paged(operation: Operation) -> bool:
    segments = static_segments(operation.path)
    if operation.path.endswith("}") or not segments or not is_plural(words_of(segments[-1])[-1]):
        return False
    return any(each.place == "query" and snake_fold(each.wire_name) in _PAGING for each in operation.parameters)


def _is_list(schema: Schema, nouns: set[tuple[str, ...]], merger: Merger) -> bool | None:
    """`nouns`: what the last segment of the path calls the things: {voices: [...]} answers GET /voices."""
    _, merged = merger.resolved(schema)
    if not merged.properties:
        return "array" in merged.types if merged.types else None
    lists = [name for name, inner in merged.properties if "array" in merger.resolved(inner)[1].types]
    is_lone = len(lists) == 1 and len(merged.properties) == 1
    return is_lone or any(_is_of(name, nouns) for name in lists) or _holds_list(merged, nouns, merger)


def _is_of(name: str, nouns: set[tuple[str, ...]]) -> bool:
    return name.lower() in _ENVELOPES or noun_fold(words_of(name)) in nouns


def _holds_list(merged: Schema, nouns: set[tuple[str, ...]], merger: Merger) -> bool:
    """Look into one more envelope: {Data: {Account: [...]}} answers GET /accounts of Open Banking."""
    envelopes = (merger.resolved(inner)[1] for name, inner in merged.properties if name.lower() in _ENVELOPES)
    return any(
        _is_of(name, nouns) and "array" in merger.resolved(inner)[1].types
        for envelope in envelopes
        for name, inner in envelope.properties
    )
