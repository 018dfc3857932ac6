"""Cookie parameters: style form, percent-encoded, and style cookie of OpenAPI 3.2, as it is.

Receives a `Parameter` and any value; returns the pairs of a Cookie header, which is joined by "; ".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from .params import CONTENT_STYLES, Pair, content_text, flattened, plain_of, text_of

if TYPE_CHECKING:
    from .operations import Parameter

# RFC 6265 §4.1.1 cookie-octet without "%", which would read as an encoding.
_SAFE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_BREAKING = ";\r\n\0"


def encode_cookie(parameter: Parameter, value: object) -> list[Pair]:
    """Expand one cookie parameter into cookies."""
    name = parameter.encoded_name
    if value is None:
        return []
    if parameter.style in CONTENT_STYLES:
        return [(name, cookie_text(content_text(parameter, value)))]
    plain = plain_of(value)
    if parameter.style == "cookie":
        return list(_as_given(parameter, plain))
    if isinstance(plain, dict) and parameter.explode:
        return [
            (quote(key), cookie_text(text_of(item)))
            for key, item in plain.items()
            if item is not None
        ]
    if isinstance(plain, list) and parameter.explode:
        return [
            (name, cookie_text(text_of(item))) for item in plain if item is not None
        ]
    if isinstance(plain, list | dict):
        items = list(flattened(plain, ""))
        return [(name, ",".join(items))] if items else []
    return [(name, cookie_text(text_of(plain)))]


def cookie_text(value: str) -> str:
    """Encode only what a cookie cannot hold: many servers do not decode cookies."""
    return quote(value, safe=_SAFE)


def _as_given(parameter: Parameter, plain: object) -> Iterator[Pair]:
    """Expand without any encoding: who calls has escaped what must be (OpenAPI 3.2 §4.12.2.2).

    explode=True: color=blue; color=black   R=100; G=200   explode=False: color=blue,black   color=R,100,G,200
    """
    for name, text in _pairs(parameter, plain):
        if any(character in name or character in text for character in _BREAKING):
            # The value is not shown: it may be a secret.
            raise ValueError(
                f"cookie {parameter.wire_name!r} must not hold `;`, a line break or a NUL"
            )
        yield name, text


def _pairs(parameter: Parameter, plain: object) -> Iterator[Pair]:
    name = parameter.wire_name
    if isinstance(plain, dict):
        given = [
            (key, text_of(item)) for key, item in plain.items() if item is not None
        ]
        if parameter.explode:
            yield from given
        elif given:
            yield name, ",".join([each for pair in given for each in pair])
    elif isinstance(plain, list):
        items = [text_of(item) for item in plain if item is not None]
        if parameter.explode:
            yield from ((name, item) for item in items)
        elif items:
            yield name, ",".join(items)
    else:
        yield name, text_of(plain)
