"""What Prism cannot do, with the reason: requests that are right by the document and that it refuses all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    document: str
    route: str
    """"METHOD /path"."""
    said: str
    """Part of everything that Prism says; anything else it says is a violation."""
    reason: str


_MULTIPART = (
    "Prism reads every part of multipart/form-data as text (parseMultipartFormDataParams in its prism-http), so no array"
    " and no object can be right. The part is sent as OpenAPI 3.1 §4.8.15 has it: an object as JSON, an array as a part"
    " for each item."
)
_STREAMS = (
    "Prism can make up no server-sent events of which each is an object (NO_COMPLEX_OBJECT_TEXT): it answers text/event-stream"
    " with one value. The same requests without `stream` are accepted."
)
LIMITS = (
    Limit(
        "openai.yaml",
        "POST /audio/transcriptions",
        "must be array",
        _MULTIPART,
    ),
    Limit("openai.yaml", "POST /files", "expires_after must be object", _MULTIPART),
    Limit(
        "openai.yaml",
        "POST /audio/speech",
        "Only Transfer-Encoding: chunked is supported",
        "The document lists Transfer-Encoding among the response's headers; Prism makes up a value and sends it, which"
        " is no HTTP. The request has been accepted by then.",
    ),
    *(
        Limit("openai.yaml", route, "Cannot serialise complex objects as text", _STREAMS)
        for route in (
            "POST /audio/transcriptions",
            "POST /chat/completions",
            "POST /images/generations",
            "POST /responses",
            "POST /responses?beta=true",
        )
    ),
)


_MESSAGE = re.compile(r'"message":"((?:[^"\\]|\\.)*)"')


def limit_of(document: str, route: str, violation: str) -> Limit | None:
    """Give the limit that explains all that Prism said; None if any of it is something else."""
    messages = _MESSAGE.findall(violation) or [violation]
    for each in LIMITS:
        if (each.document, each.route) == (document, route) and all(each.said in message for message in messages):
            return each
    return None
