"""Answers that come whole or as a stream, as Fern's extension says it.

    x-fern-streaming: {format: sse, stream-condition: $request.stream, response: …, response-stream: …}

Receives an operation's place and its responses; returns the responses with a media type for each of the two ways that the
success does not have yet. The extension without a condition is model/responses.py's: there all answers are streams.
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.schemas import read_schema
from generator.loader.spec import MediaType, Response

_WHOLE = "application/json"
_EVENTS, _LINES = "text/event-stream", "application/jsonl"


def with_either_answer(operation: Place, responses: tuple[Response, ...], reading: Reading) -> tuple[Response, ...]:
    stated = operation.child("x-fern-streaming")
    if not isinstance(stated.value, dict) or "stream-condition" not in stated.value:
        return responses
    # Fern's own default is lines of JSON.
    streamed = _EVENTS if stated.value.get("format") == "sse" else _LINES
    added = [
        MediaType(media_type, place.location, read_schema(place, reading))
        for media_type, place in ((_WHOLE, stated.child("response")), (streamed, stated.child("response-stream")))
        if isinstance(place.value, dict)
    ]
    return tuple(_with_missing(each, added) if _has_content(each) else each for each in responses)


def _has_content(response: Response) -> bool:
    return response.status.startswith("2") and response.status not in ("204", "205")


def _with_missing(response: Response, added: list[MediaType]) -> Response:
    known = {each.media_type.partition(";")[0].strip().lower() for each in response.media_types}
    missing = (each for each in added if each.media_type not in known)
    return replace(response, media_types=(*response.media_types, *missing))
