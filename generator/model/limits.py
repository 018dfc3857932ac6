"""What a document says that a client does not use yet: one note a kind, so that nothing goes missing without a word.

Receives a Spec; returns notes. They stop nothing: every call works, and each note says the way that works today.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.loader.spec import Operation, Spec
from generator.model.media import stream_kind
from generator.problems import Location, Problem, Severity

_KINDS = {
    "links": ("A link makes no helper of its own; its values are in the answer.", "links"),
    "response-headers": (
        "A response header has no type of its own; `with_raw_response` gives it as text.",
        "response headers",
    ),
    "streams": (
        "A stream comes as one text; `with_streaming_response` gives it line by line as it comes.",
        "streamed answers",
    ),
    "callbacks": ("A callback makes types for its payload, no server.", "callbacks"),
    "webhooks": ("A webhook makes types for its payload, no signature check.", "webhooks"),
}


def limits_of(spec: Spec) -> Iterator[Problem]:
    """Give a note for each kind that the documents use, at the first place, with the number of places."""
    for kind, (message, noun) in _KINDS.items():
        places = list(_places(kind, spec))
        if places:
            more = f" ({len(places)} {noun} in all.)" if len(places) > 1 else ""
            yield Problem(f"limit-{kind}", Severity.NOTE, message + more, places[0])


def _places(kind: str, spec: Spec) -> Iterator[Location]:
    match kind:
        case "webhooks":
            yield from (webhook.location for webhook in spec.webhooks)
        case _:
            for operation in spec.operations:
                yield from _in_operation(kind, operation)


def _in_operation(kind: str, operation: Operation) -> Iterator[Location]:
    if kind == "callbacks":
        yield from (inner.location for callback in operation.callbacks for inner in callback.operations)
    for response in operation.responses:
        if kind == "links":
            yield from (link.location for link in response.links)
        elif kind == "response-headers":
            yield from (header.location for header in response.headers)
        elif kind == "streams":
            yield from (each.location for each in response.media_types if stream_kind(each.media_type) is not None)
