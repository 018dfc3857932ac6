"""Request bodies: from what a method was given to bytes, or to chunks that are sent one by one.

application/json, +json             any value                     → compact UTF-8
application/jsonl, x-ndjson         a list of values              → a line each; of json-seq a record each
application/x-www-form-urlencoded   an object                     → pairs (see `form_text`)
multipart/*                         an object                     → parts (see multipart.py)
XML                                 an object, a list, a value    → see xml_writing.py; str or bytes as it is
text/*                              str or bytes                  → as it is
anything else                       bytes, path, file, iterator   → as it is, streamed
*/*, image/*                        by the value: object → JSON, str → text, else binary
"""

from __future__ import annotations

import os
import stat
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast
from urllib.parse import quote

from . import media
from .encode import json_bytes, jsonable
from .params import (
    RESERVED_IN_QUERY,
    Pair,
    json_text,
    plain_of,
    query_pairs,
    quoted,
    text_of,
)
from .sentinels import Omit, omit
from .transport import Chunks

if TYPE_CHECKING:
    from .operations import Body, Encoding

Content: TypeAlias = bytes | Chunks

FileContent: TypeAlias = (
    "bytes | bytearray | memoryview | os.PathLike[str] | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes]"
)
FileTuple: TypeAlias = (
    "tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]"
)
FileWithHeaders: TypeAlias = (
    "tuple[str | None, FileContent, str | None, Mapping[str, str]]"
)
FileInput: TypeAlias = "FileContent | FileTuple | FileWithHeaders"
"""What a method takes as a file: content, or (file name, content), or (file name, content, content type), or these and the
headers of its part."""

CHUNK_SIZE = 64 * 1024

FORM = "application/x-www-form-urlencoded"


class EncodedBody(NamedTuple):
    content: Content
    content_type: str


def encode_body(
    body: Body | None,
    value: object,
    media_type: str | Omit = omit,
    extra: Mapping[str, object] | None = None,
    types_package: str = "",
    method: str = "POST",
) -> EncodedBody | None:
    """Encode what a method was given; None if there is nothing to send.

    Members that are `omit` are left out; see `_is_sent_empty` for a body of which all are. `extra` adds members to an
    object, and is the object if nothing was given.
    """
    if isinstance(value, dict) and value:
        kept = {name: member for name, member in value.items() if member is not omit}
        value = kept if kept or _is_sent_empty(body, media_type, method) else omit
    if extra is not None:
        value = _merged(value, extra)
    if body is not None and body.needs and isinstance(value, dict):
        lacking = [repr(name) for name in body.needs if name not in value]
        if lacking:
            raise TypeError(
                f"missing {', '.join(lacking)}: the body needs it, or must be left out altogether"
            )
    if isinstance(value, Omit):
        if body is not None and body.is_required:
            raise TypeError("missing the request body, which this operation requires")
        return None
    known = () if body is None else body.media_types
    chosen = media_type or (known[0] if known else "application/json")
    if body is not None and len(known) > 1 and not media_type:
        from .body_types import type_for

        chosen = type_for(value, known, body.files)
    if media.is_range(chosen):
        chosen = _type_by_value(value, chosen)
    if body is not None and body.xml is not None and media.is_xml(chosen):
        if not (isinstance(value, str) or is_content(value)):
            return EncodedBody(_xml(body.xml, value, types_package), chosen)
    return EncodedBody(*_encode(chosen, value, body))


def _is_sent_empty(body: Body | None, media_type: str | Omit, method: str) -> bool:
    """Tell whether a body of which nothing was given is sent as the empty object, not left out.

    An optional one that is JSON is, where that is valid and bodies are usual: many documents forget to say
    `required: true`.
    """
    if body is None or body.is_required:
        return True
    chosen = media_type or (body.media_types or ("application/json",))[0]
    is_usual = method in ("POST", "PUT", "PATCH")
    return is_usual and media.is_json(chosen) and not body.needs


def _encode(media_type: str, value: object, body: Body | None) -> tuple[Content, str]:
    if media.is_json(media_type):
        return json_bytes(value), media_type
    plain = media.essence(media_type)
    if plain == FORM or media.is_multipart(plain):
        encodings: Mapping[str, Encoding] = {}
        if body is not None:
            encodings = body.others.get(media_type, body.encodings)
        if plain != FORM:
            from .multipart import encode_multipart

            positions = (body.prefix, body.item) if body is not None else ((), None)
            files = () if body is None else body.files
            return encode_multipart(media_type, value, encodings, positions, files)
        return (
            value
            if isinstance(value, bytes)
            else form_text(value, encodings).encode("utf-8")
        ), media_type
    if media.is_json_lines(media_type) and isinstance(value, list | tuple):
        return b"".join(json_bytes(item) + b"\n" for item in value), media_type
    if media.is_json_sequence(media_type) and isinstance(value, list | tuple):
        # RFC 7464 §2.2
        texts = (b"\x1e" + json_bytes(item) + b"\n" for item in value)
        return b"".join(texts), media_type
    if isinstance(value, str):
        return value.encode(media.charset_of(media_type)), media_type
    if media.is_text(media_type) and not is_content(value):
        scalar = plain_of(value)
        if isinstance(scalar, str | int | float):
            return text_of(scalar).encode(media.charset_of(media_type)), media_type
    return content_of(value), media_type


def _xml(facts: Mapping[str, Any], value: object, types_package: str) -> bytes:
    from .convert import resolve
    from .xml_writing import xml_of_value

    tp = facts["type"]
    tp = resolve(tp, types_package) if isinstance(tp, str) else tp
    return xml_of_value(value, tp, facts, facts["root"]).encode("utf-8")


def is_content(value: object) -> bool:
    """Tell bytes, a path or an open file from a value."""
    return isinstance(value, bytes | bytearray | memoryview | os.PathLike) or hasattr(
        value, "read"
    )


def form_text(value: object, encodings: Mapping[str, Encoding]) -> str:
    """Encode an object as application/x-www-form-urlencoded, spaces as %20.

    Arrays repeat their name and objects are JSON, unless the spec says otherwise (OpenAPI 3.1 §4.8.15). null is the
    empty text: an object that says null and one that says nothing stay apart.
    """
    if isinstance(value, str):
        return value
    pairs: list[tuple[str, str]] = []
    for name, member in _members(value):
        encoding = encodings.get(name)
        key = quote(name, safe="")
        plain = plain_of(member)
        if (
            encoding is not None
            and encoding.content_type
            and media.is_json(encoding.content_type)
            and not (encoding.is_json_text and isinstance(plain, str))
        ):
            pairs.append((key, quote(json_text(plain), safe="")))
        elif not isinstance(plain, list | dict):
            keep = (
                RESERVED_IN_QUERY
                if encoding is not None and encoding.allow_reserved
                else ""
            )
            pairs.append((key, quoted(text_of(plain), keep)))
        elif encoding is not None and is_styled(encoding):
            pairs += styled_pairs(key, plain, encoding)
        elif isinstance(plain, list):
            pairs += query_pairs(key, plain, "form", True)
        else:
            pairs.append((key, quote(json_text(plain), safe="")))
    return "&".join(f"{key}={text}" for key, text in pairs)


def is_styled(encoding: Encoding) -> bool:
    """Tell whether a value goes out as a query parameter would: one of the three says so (OpenAPI 3.1 §4.8.15.1)."""
    return (
        encoding.style is not None
        or encoding.explode is not None
        or encoding.allow_reserved
    )


def styled_pairs(
    key: str, value: list[object] | dict[str, object], encoding: Encoding
) -> Iterable[Pair]:
    """Expand an array or object as the query parameter `key`, which is encoded already."""
    style = encoding.style or "form"
    explode = style == "form" if encoding.explode is None else encoding.explode
    keep = RESERVED_IN_QUERY if encoding.allow_reserved else ""
    return query_pairs(key, value, style, explode, keep)


def _members(value: object) -> Iterable[tuple[str, object]]:
    plain = value if isinstance(value, dict) else jsonable(value)
    if not isinstance(plain, dict):
        raise TypeError(f"a form body must be an object, not {type(value).__name__}")
    return plain.items()


def _merged(value: object, extra: Mapping[str, object]) -> dict[str, object]:
    if isinstance(value, Omit):
        return dict(extra)
    if not isinstance(value, dict):
        value = jsonable(value)
    if not isinstance(value, dict):
        raise TypeError(
            f"extra_body adds members to an object, and this body is {type(value).__name__}"
        )
    return {**value, **extra}


def _type_by_value(value: object, media_type: str) -> str:
    """Settle a range. What its bytes are, only the caller knows: extra_headers={"Content-Type": …} says it."""
    if isinstance(value, str):
        return (
            "text/plain"
            if media.agree(media_type, "text/plain")
            else "application/octet-stream"
        )
    if is_content(value) or isinstance(value, Iterator | AsyncIterator):
        return "application/octet-stream"
    return "application/json"


def content_of(value: object) -> Content:
    """Give bytes, a path, an open file or an iterable of bytes as content."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, os.PathLike):
        return _of_path(cast("os.PathLike[str]", value))
    if hasattr(value, "read"):
        return _of_file(cast("IO[bytes]", value))
    if isinstance(value, AsyncIterable):
        chunks = cast("AsyncIterable[bytes]", value)
        return Chunks(
            chunks.__aiter__, None, not isinstance(value, AsyncIterator), True
        )
    if isinstance(value, Iterable) and not isinstance(value, dict | str):
        pieces = cast("Iterable[bytes]", value)
        return Chunks(pieces.__iter__, None, not isinstance(value, Iterator))
    raise TypeError(
        f"a binary body must be bytes, a path, an open file or an iterator, not {type(value).__name__}"
    )


def _of_path(path: os.PathLike[str]) -> Chunks:
    def chunks() -> Iterator[bytes]:
        with open(path, "rb") as file:
            yield from _pieces(file.read)

    found = os.stat(path)
    if stat.S_ISREG(found.st_mode):
        return Chunks(chunks, found.st_size, True)
    # A named pipe, /dev/stdin, the shell's <(…): no size is known, and what was read is gone.
    return Chunks(chunks, None, False)


def _of_file(file: IO[bytes]) -> Chunks:
    try:
        start = file.tell()
        # Not what seek() gives: that of mmap, and of files over SFTP, gives nothing.
        file.seek(0, os.SEEK_END)
        length = file.tell() - start
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        # A pipe or a wrapper: it can be read once, and how long it is shows when it ends.
        return Chunks(lambda: _pieces(file.read), None, False)

    def chunks() -> Iterator[bytes]:
        file.seek(start)
        yield from _pieces(file.read)

    return Chunks(chunks, length, True)


def _pieces(read: Callable[[int], bytes | str]) -> Iterator[bytes]:
    while piece := read(CHUNK_SIZE):
        if isinstance(piece, str):
            raise TypeError('the file is opened as text; open it in binary mode ("rb")')
        yield piece
