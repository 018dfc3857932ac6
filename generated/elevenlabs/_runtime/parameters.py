"""What a generated module states about each parameter: `header("X-Trace", name="trace")`. params.py encodes their values,
cookies.py those of cookies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from .operations import Encoding

Limits = Mapping[str, Mapping[str, Any]]
"""What strict mode checks of each parameter before it is sent: minimum, max_length … and `rules` of what is inside."""
NO_LIMITS: Limits = {}
# As the limits, no read-only view: pages carry these where they are pickled.
NO_ENCODINGS: Mapping[str, Encoding] = {}


class Parameter(NamedTuple):
    wire_name: str
    place: str
    """"path", "query", "header", "cookie" or "querystring"."""
    style: str
    """OpenAPI's, or "json", "form-urlencoded" or "text" where the spec gives a media type; of a querystring, the media
    type."""
    explode: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    encoded_name: str = ""
    name: str = ""
    """Of the method's argument; "" where it is the wire name."""
    limits: Mapping[str, Any] = NO_LIMITS
    """This one's of `Limits`."""
    encodings: Mapping[str, Encoding] = NO_ENCODINGS
    """How each property is written, where the value is a form."""

    @property
    def is_idempotency_key(self) -> bool:
        """Tell whether it is what makes a call safe to send twice."""
        from .headers import IDEMPOTENCY_HEADERS

        return self.place == "header" and self.wire_name.lower() in IDEMPOTENCY_HEADERS


def path(
    wire_name: str,
    style: str = "simple",
    explode: bool = False,
    allow_reserved: bool = False,
    name: str = "",
    encodings: Mapping[str, Encoding] = NO_ENCODINGS,
    **limits: Any,
) -> Parameter:
    return Parameter(
        wire_name,
        "path",
        style,
        explode,
        allow_reserved,
        encoded_name=quote(wire_name, safe=""),
        name=name,
        limits=limits,
        encodings=encodings,
    )


def query(
    wire_name: str,
    style: str = "form",
    explode: bool = True,
    allow_reserved: bool = False,
    allow_empty: bool = False,
    name: str = "",
    encodings: Mapping[str, Encoding] = NO_ENCODINGS,
    **limits: Any,
) -> Parameter:
    return Parameter(
        wire_name,
        "query",
        style,
        explode,
        allow_reserved,
        allow_empty,
        quote(wire_name, safe=""),
        name,
        limits,
        encodings,
    )


def header(
    wire_name: str,
    style: str = "simple",
    explode: bool = False,
    allow_reserved: bool = False,
    name: str = "",
    encodings: Mapping[str, Encoding] = NO_ENCODINGS,
    **limits: Any,
) -> Parameter:
    # Header values are not percent-encoded, so allowReserved says nothing about them.
    return Parameter(
        wire_name,
        "header",
        style,
        explode,
        allow_reserved,
        name=name,
        limits=limits,
        encodings=encodings,
    )


def cookie(
    wire_name: str,
    style: str = "form",
    explode: bool = True,
    allow_reserved: bool = False,
    name: str = "",
    encodings: Mapping[str, Encoding] = NO_ENCODINGS,
    **limits: Any,
) -> Parameter:
    return Parameter(
        wire_name,
        "cookie",
        style,
        explode,
        allow_reserved,
        encoded_name=quote(wire_name, safe=""),
        name=name,
        limits=limits,
        encodings=encodings,
    )


def querystring(
    media_type: str = "application/x-www-form-urlencoded",
    name: str = "",
    encodings: Mapping[str, Encoding] = NO_ENCODINGS,
) -> Parameter:
    return Parameter("", "querystring", media_type, name=name, encodings=encodings)
