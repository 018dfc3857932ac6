"""Parameters on the wire: every style × explode × place of OpenAPI 3.1 §4.8.12.2, over RFC 6570.

Receives a `Parameter` and any value; returns text that is percent-encoded already. The values are spelled as:

    str as it is · bool true/false · numbers as in JSON · dates and times ISO 8601 · enums by value
    None: an argument that is None is not sent; in arrays and objects it is left out (RFC 6570 §2.3: undefined)
    []  : not sent (RFC 6570 §2.3), unless the parameter allows empty values: name=
    an array or object inside another: compact JSON, because no style says otherwise
    deepObject goes on inside: filter[a][b]=1 · arrays: filter[t][]=1&filter[t][]=2, of objects: filter[o][0][k]=1. No
    version of OpenAPI says how; so Stripe wants them, and PHP, Rails and Node's qs read them

Names and values are encoded down to RFC 3986's unreserved characters; delimiters of the style itself (",", ";", "=")
stay. A space is %20, "|" is %7C, brackets are %5B and %5D, as the table of OpenAPI 3.1.1 has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from .encode import json_bytes, jsonable
from .sentinels import omit

if TYPE_CHECKING:
    from .operations import Parameter

Pair: TypeAlias = tuple[str, str]
"""Name and value, both encoded."""

_RESERVED_IN_PATH = ":@!$&'()*+,;="
# OpenAPI 3.1.1 §4.8.12.2.1: allowReserved still encodes what a query cannot hold or reads otherwise: # [ ] & +
RESERVED_IN_QUERY = ":/?@!$'()*,;="
CONTENT_STYLES = frozenset({"json", "text", "form-urlencoded"})
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ENCODED_DOT = re.compile("%2[Ee]")
# Of unreserved characters alone, as most ids are (RFC 3986 §2.3): told five times as fast as `quote` tells it.
_needs_nothing = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch
_DELIMITERS = {
    "form": ",",
    "spaceDelimited": "%20",
    "pipeDelimited": "%7C",
    "tabDelimited": "%09",
}
_HEADER_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def text_of(value: object) -> str:
    """Spell one primitive."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value
    plain = plain_of(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if plain is None:
        return ""
    if isinstance(plain, float) and plain.is_integer() and abs(plain) < 1e16:
        # 5.0 is an integer to JSON Schema, and many servers parse the text with an integer parser.
        return str(int(plain))
    return plain if isinstance(plain, str) else json_text(plain)


def json_text(value: object) -> str:
    return str(json_bytes(value), "utf-8")


def plain_of(value: object) -> object:
    """Give None, bool, int, float, str, list or dict: what the styles tell apart."""
    if value is None or type(value) in (str, int, bool, float):
        return value
    if type(value) is Decimal and value.is_finite():
        # Digits, not 1E+2: servers that read a parameter's text seldom know exponents.
        return format(value, "f")
    if isinstance(value, Enum):
        return plain_of(value.value)
    if isinstance(value, list | tuple):
        return [plain_of(item) for item in value]
    return jsonable(value)


def content_text(parameter: Parameter, value: object) -> str:
    """Spell what has a media type in place of a style."""
    match parameter.style:
        case "json":
            return json_text(value)
        case "form-urlencoded":
            return _form_text(parameter, value)
        case _:
            return text_of(value)


def _form_text(parameter: Parameter, value: object) -> str:
    from .bodies import form_text

    return form_text(value, parameter.encodings)


def encode_path(parameter: Parameter, value: object) -> str:
    """Expand one path parameter. A value that comes to nothing gives "", which no path accepts; `omit` is a ValueError."""
    is_reserved = parameter.allow_reserved
    if type(value) is str and parameter.style == "simple" and not is_reserved:
        return quoted(value, "")
    if value is omit:
        raise ValueError(f"path parameter {parameter.wire_name!r} is missing")
    if not is_reserved:
        return _path_text(parameter, value, "")
    # "%2E" is "." to everyone who reads a path (RFC 3986 §6.2.2.2): spelled so, a way through the tree is seen.
    return _ENCODED_DOT.sub(".", _path_text(parameter, value, _RESERVED_IN_PATH))


def _path_text(parameter: Parameter, value: object, keep: str) -> str:
    if parameter.style in CONTENT_STYLES:
        return quote(content_text(parameter, value), safe=keep)
    match parameter.style:
        case "label":
            return _labelled(parameter, plain_of(value), keep)
        case "matrix":
            return _matrix(parameter, plain_of(value), keep)
        case _:
            delimiter = _DELIMITERS.get(parameter.style, ",")
            return _simple(plain_of(value), parameter.explode, keep, delimiter)


def encode_query(parameter: Parameter, value: object) -> list[Pair]:
    """Expand one query parameter into the pairs it is sent as."""
    keep = RESERVED_IN_QUERY if parameter.allow_reserved else ""
    name = parameter.encoded_name
    if type(value) is str and parameter.style != "json":
        return [(name, quoted(value, keep))]
    if value is None:
        return []
    if parameter.style in CONTENT_STYLES:
        return [(name, quote(content_text(parameter, value), safe=keep))]
    plain = plain_of(value)
    if not isinstance(plain, list | dict):
        return [(name, quoted(text_of(plain), keep))]
    pairs = list(query_pairs(name, plain, parameter.style, parameter.explode, keep))
    return pairs or ([(name, "")] if parameter.allow_empty else [])


def quoted(value: str, keep: str) -> str:
    """Percent-encode all but `keep`; where reserved characters are kept, so is what is encoded already (RFC 6570 §3.2.3)."""
    if _needs_nothing(value):
        return value
    if not keep:
        return quote(value, safe="")
    return _BARE_PERCENT.sub("%25", quote(value, safe=keep + "%"))


def query_pairs(
    name: str,
    value: list[object] | dict[str, object],
    style: str,
    explode: bool,
    keep: str = "",
) -> Iterator[Pair]:
    """Expand an array or object. `name` is encoded already.

    form, explode:      color=blue&color=black    R=100&G=200
    form:               color=blue,black          color=R,100,G,200
    spaceDelimited:     color=blue%20black        pipeDelimited: color=blue%7Cblack
    tabDelimited:       color=blue%09black
    deepObject:         color%5BR%5D=100&color%5BG%5D=200
    """
    if style == "deepObject":
        yield from _deep(name, value, keep)
    elif explode and isinstance(value, dict):
        for key, item in value.items():
            if item is not None:
                yield quote(key, safe=""), _encoded(item, keep)
    elif explode:
        for item in value:
            if item is not None:
                yield name, _encoded(item, keep)
    else:
        flat = list(flattened(value, keep.replace(",", "")))
        if flat:
            yield name, _DELIMITERS.get(style, ",").join(flat)


def encode_header(parameter: Parameter, value: object) -> str:
    """Spell one header parameter: style simple, without percent-encoding (OpenAPI 3.1.1 §4.8.12.1)."""
    if type(value) is str and parameter.style != "json":
        return value
    if parameter.style == "json":
        import json

        # Escaped to ASCII: other characters are not safe in a header field.
        return json.dumps(jsonable(value), separators=(",", ":"))
    if parameter.style in CONTENT_STYLES:
        return content_text(parameter, value)
    plain = plain_of(value)
    if isinstance(plain, dict):
        sign = "=" if parameter.explode else ","
        return ",".join(
            f"{key}{sign}{text_of(item)}"
            for key, item in plain.items()
            if item is not None
        )
    if isinstance(plain, list):
        delimiter = _HEADER_DELIMITERS.get(parameter.style, ",")
        return delimiter.join(text_of(item) for item in plain if item is not None)
    return text_of(plain)


def encode_querystring(parameter: Parameter, value: object) -> str:
    """Spell the whole query string (OpenAPI 3.2 `in: querystring`); the style is its media type."""
    if isinstance(value, str):
        return quoted(value, RESERVED_IN_QUERY + "&+")
    if "json" in parameter.style:
        return quote(json_text(value), safe="")
    plain = plain_of(value)
    if isinstance(plain, dict):
        return _form_text(parameter, plain)
    return quote(text_of(plain), safe="")


def _encoded(value: object, keep: str) -> str:
    if isinstance(value, list | dict):
        return quote(json_text(value), safe=keep)
    return quoted(text_of(value), keep)


def flattened(value: list[object] | dict[str, object], keep: str) -> Iterator[str]:
    """R,100,G,200"""
    if isinstance(value, dict):
        for key, item in value.items():
            if item is not None:
                yield quoted(key, keep)
                yield _encoded(item, keep)
    else:
        yield from (_encoded(item, keep) for item in value if item is not None)


def _assigned(value: dict[str, object], keep: str) -> Iterator[Pair]:
    """R=100"""
    return (
        (quoted(key, keep), _encoded(item, keep))
        for key, item in value.items()
        if item is not None
    )


def _equated(value: dict[str, object], keep: str) -> Iterator[str]:
    return (f"{key}={text}" for key, text in _assigned(value, keep))


def _simple(value: object, explode: bool, keep: str, delimiter: str) -> str:
    if isinstance(value, dict):
        return delimiter.join(
            _equated(value, keep) if explode else flattened(value, keep)
        )
    if isinstance(value, list):
        return delimiter.join(flattened(value, keep))
    return quoted(text_of(value), keep)


def _labelled(parameter: Parameter, value: object, keep: str) -> str:
    items: Iterable[str]
    if isinstance(value, list | dict) and not parameter.explode:
        items = [",".join(flattened(value, keep))]
    elif isinstance(value, dict):
        items = _equated(value, keep)
    elif isinstance(value, list):
        items = flattened(value, keep)
    else:
        items = [quoted(text_of(value), keep)]
    return "".join(f".{item}" for item in items)


def _matrix(parameter: Parameter, value: object, keep: str) -> str:
    pairs: Iterable[tuple[str, str]]
    name = parameter.encoded_name
    if isinstance(value, dict) and parameter.explode:
        pairs = _assigned(value, keep)
    elif isinstance(value, list) and parameter.explode:
        pairs = ((name, item) for item in flattened(value, keep))
    elif isinstance(value, list | dict):
        pairs = [(name, ",".join(flattened(value, keep)))]
    else:
        pairs = [(name, quoted(text_of(value), keep))]
    # Nothing follows the name of an empty value (RFC 6570 §3.2.7).
    return "".join([f";{key}={text}" if text else f";{key}" for key, text in pairs])


def _deep(name: str, value: object, keep: str) -> Iterator[Pair]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(f"{name}%5B{quote(key, safe='')}%5D", item, keep)
    elif isinstance(value, list):
        has_inside = any(isinstance(item, list | dict) for item in value)
        for position, item in enumerate(value):
            index = str(position) if has_inside else ""
            yield from _deep(f"{name}%5B{index}%5D", item, keep)
    elif value is not None:
        yield name, quoted(text_of(value), keep)
