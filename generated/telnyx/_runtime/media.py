"""Media types: what kind of thing one names, and whether two agree. RFC 9110 §8.3, RFC 6839 for "+json"."""

from __future__ import annotations

import codecs
from functools import lru_cache


@lru_cache(maxsize=256)
def essence(content_type: str) -> str:
    """Give type/subtype, lower case, without parameters."""
    return content_type.partition(";")[0].strip().lower()


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """application/json, text/json, application/problem+json; not JSON lines."""
    return essence(content_type).endswith(("/json", "+json")) and not is_json_lines(
        content_type
    )


def is_event_stream(content_type: str) -> bool:
    return essence(content_type) == "text/event-stream"


def is_json_sequence(content_type: str) -> bool:
    """RFC 7464, and RFC 8091 for "+json-seq"."""
    return essence(content_type).endswith(("/json-seq", "+json-seq"))


def is_xml(content_type: str) -> bool:
    return essence(content_type).endswith(("/xml", "+xml"))


def is_multipart(content_type: str) -> bool:
    return essence(content_type).startswith("multipart/")


def is_json_lines(content_type: str) -> bool:
    return essence(content_type).endswith(_JSON_LINES)


def is_stream(content_type: str) -> bool:
    """Tell whether the body is a row of items, which come one by one. generator/model/media.py agrees."""
    return (
        is_event_stream(content_type)
        or is_json_lines(content_type)
        or is_json_sequence(content_type)
    )


_JSON_LINES = (
    "/jsonl",
    "/x-jsonl",
    "/ndjson",
    "/x-ndjson",
    "/json-lines",
    "/jsonlines",
    "/x-jsonlines",
    "/stream+json",
)


def is_text(content_type: str) -> bool:
    """Text of any sort, XML and forms too."""
    plain = essence(content_type)
    return plain.startswith("text/") or plain.endswith(
        ("/xml", "+xml", "/x-www-form-urlencoded", "/yaml", "+yaml")
    )


def is_range(content_type: str) -> bool:
    return "*" in essence(content_type)


def agree(declared: str, came: str) -> bool:
    """Tell whether a declared media type, perhaps a range as image/*, covers the one that came."""
    wanted, given = essence(declared), essence(came)
    if wanted == given or wanted in ("*/*", "*"):
        return True
    if wanted.endswith("/*"):
        return given.startswith(wanted[:-1])
    return is_json(wanted) and is_json(given)


def closeness(declared: str, came: str) -> int:
    """Tell how well a declared media type covers the one that came: 0 not at all, then any JSON for any JSON, a range,
    the type without its parameters, and with all it says of them."""
    if not agree(declared, came):
        return 0
    wanted = essence(declared)
    if is_range(wanted):
        return 2
    if wanted != essence(came):
        return 1
    parameters = _parameters(without_charset(declared))
    if not parameters <= _parameters(came):
        return 3
    return 4 + len(parameters)


def _parameters(content_type: str) -> set[str]:
    pieces = content_type.lower().replace('"', "").split(";")[1:]
    return {piece.strip() for piece in pieces if piece.strip()}


@lru_cache(maxsize=256)
def without_charset(content_type: str) -> str:
    """Leave out the parameter that says how text is encoded: nobody negotiates that, and servers compare by text."""
    first, *rest = content_type.split(";")
    kept = [
        piece.strip()
        for piece in rest
        if not piece.strip().lower().startswith("charset")
    ]
    return "; ".join([first.strip().lower(), *(piece for piece in kept if piece)])


# Python has them as encodings of text, for host names and its own source. They raise whatever they are told to do with
# what they cannot read, and punycode takes for ever.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)


def charset_of(content_type: str) -> str:
    """Give the charset parameter if it is text in an encoding that Python knows, else utf-8."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'")
            try:
                "".encode(charset)
                is_refused = codecs.lookup(charset).name in _NO_CHARSETS
            except (LookupError, ValueError):
                return "utf-8"
            return "utf-8" if is_refused else charset
    return "utf-8"


def text_of_body(content: bytes, content_type: str) -> str:
    """Decode a body; what is not text in its charset becomes U+FFFD."""
    return content.decode(charset_of(content_type), "replace")


def text_in_place_of_json(content: bytes, content_type: str) -> str | None:
    """Give the text of a file that came where a JSON string was declared; None if it says that it is JSON, or is no text."""
    if is_json(content_type) or not content_type:
        return None
    try:
        return content.decode(charset_of(content_type))
    except UnicodeDecodeError:
        return None
