"""Extensions for other generators that say something of what is sent or comes, and that nothing here reads.

Receives the place of an extension; notes what is lost without it. Those that only name things, or say how a client is to
behave (retries, usage examples), are passed over: a document without them is whole.
"""

from __future__ import annotations

from typing import Any

from generator.loader.reading import Reading
from generator.loader.refs import Place

_LOST = {
    "x-fern-base-path": (
        "the paths are sent without what it puts in front of them",
        "Write it into the URLs of `servers`, in an overlay.",
    ),
    "x-fern-global-headers": (
        "these headers are no arguments of the client",
        "Give them as `default_headers=`, or declare them as parameters in an overlay.",
    ),
    "x-fern-idempotency-headers": (
        "these headers are no arguments of any method",
        "Give them as `extra_headers=`, or declare them as parameters in an overlay.",
    ),
    "x-fern-header": (
        "the key is sent without the prefix",
        "Give the key with the prefix in front of it.",
    ),
    "x-speakeasy-sse-sentinel": (
        "only `[DONE]` ends a stream, and another text that is no JSON is an error",
        "Catch the APIResponseError there, or read the lines of `with_streaming_response`.",
    ),
}


def tell_unread(key: str, place: Place, reading: Reading) -> None:
    """Note an extension without which something is lost."""
    lost = _LOST.get(key)
    if lost is not None and _says_something(key, place.value):
        reading.warn("extension-unread", f"`{key}` is not read: {lost[0]}.", place, lost[1])


def _says_something(key: str, value: Any) -> bool:
    match key:
        case "x-fern-header":
            return isinstance(value, dict) and bool(value.get("prefix"))
        case "x-speakeasy-sse-sentinel":
            return bool(value != "[DONE]")
        case _:
            return bool(value)
