"""multipart/form-data (RFC 7578) and its sisters: one part per property, files streamed.

    bytes, path, open file, (name, content[, type])   a part with a file name
    an array                                          a part per item
    an object                                         a part of application/json
    anything else                                     a part of text; null is the empty text

The spec's `encoding` may give another content type per property.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from . import media, sent_bodies
from .bodies import Content, content_of, is_content
from .encode import json_bytes, jsonable
from .params import plain_of, text_of
from .sentinels import omit
from .transport import Chunks

if TYPE_CHECKING:
    from .operations import Encoding

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Part(NamedTuple):
    name: str
    content: Content
    content_type: str | None = None
    file_name: str | None = None


def encode_multipart(
    media_type: str,
    value: object,
    encodings: Mapping[str, Encoding],
    boundary: str | None = None,
) -> tuple[Content, str]:
    """Give the body, and its media type with the boundary."""
    members = value if isinstance(value, Mapping) else jsonable(value)
    if not isinstance(members, Mapping):
        raise TypeError(
            f"a multipart body must be an object, not {type(value).__name__}"
        )
    boundary = boundary or os.urandom(16).hex()
    parts = [
        part
        for name, member in members.items()
        for part in parts_of(name, member, encodings.get(name))
    ]
    pieces = list(_joined(parts, boundary.encode("ascii")))
    content_type = f"{media_type}; boundary={boundary}"
    if all(isinstance(piece, bytes) for piece in pieces):
        return (
            b"".join(piece for piece in pieces if isinstance(piece, bytes)),
            content_type,
        )
    return _chained(pieces), content_type


def parts_of(name: str, value: object, encoding: Encoding | None) -> Iterator[Part]:
    """Make the parts of one property."""
    wanted = encoding.content_type if encoding is not None else None
    # `contentType` may list several; what this file is, its name tells better than the first of them.
    content_type = (
        wanted if wanted and "," not in wanted and not media.is_range(wanted) else None
    )
    if value is omit:
        return
    if is_file(value):
        yield _file_part(name, value, content_type)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from parts_of(name, item, encoding)
    elif isinstance(value, Iterator | AsyncIterator):
        yield Part(
            name, content_of(value), content_type or "application/octet-stream", name
        )
    else:
        plain = plain_of(value)
        if isinstance(plain, dict) or (
            content_type is not None and media.is_json(content_type)
        ):
            yield Part(name, json_bytes(plain), content_type or "application/json")
        else:
            yield Part(name, text_of(plain).encode("utf-8"), content_type)


def is_file(value: object) -> bool:
    """Tell a file from a value: a tuple is a file if its second item can be a file's content."""
    if isinstance(value, tuple):
        if len(value) not in (2, 3) or not (
            value[0] is None or isinstance(value[0], str)
        ):
            return False
        if len(value) == 3 and isinstance(value[1], str):
            return value[2] is None or "/" in str(value[2])
        return is_content(value[1]) or isinstance(value[1], Iterator | AsyncIterator)
    return is_content(value)


def _file_part(name: str, value: object, content_type: str | None) -> Part:
    file_name: str | None = None
    if isinstance(value, tuple):
        file_name = value[0]
        content_type = (value[2] if len(value) == 3 else None) or content_type
        value = value[1].encode("utf-8") if isinstance(value[1], str) else value[1]
    file_name = file_name or _name_of(value) or name
    return Part(name, content_of(value), content_type or _guessed(file_name), file_name)


def _name_of(value: object) -> str | None:
    path = value if isinstance(value, os.PathLike) else getattr(value, "name", None)
    # The name of a file made from a descriptor is a number.
    return (
        os.path.basename(os.fspath(path))
        if isinstance(path, str | os.PathLike)
        else None
    )


def _guessed(file_name: str) -> str:
    from mimetypes import guess_type

    return guess_type(file_name)[0] or "application/octet-stream"


def _joined(parts: Iterable[Part], boundary: bytes) -> Iterator[Content]:
    for part in parts:
        disposition = f'form-data; name="{part.name.translate(_ESCAPES)}"'
        if part.file_name is not None:
            disposition += f'; filename="{part.file_name.translate(_ESCAPES)}"'
        lines = f"\r\nContent-Disposition: {disposition}\r\n"
        if part.content_type is not None:
            lines += f"Content-Type: {part.content_type}\r\n"
        yield b"--" + boundary + lines.encode("utf-8") + b"\r\n"
        yield part.content
        yield b"\r\n"
    yield b"--" + boundary + b"--\r\n"


def _chained(pieces: list[Content]) -> Chunks:
    """Send pieces one after the other: rewindable, and of known length, if all of them are."""
    lengths = [
        len(piece) if isinstance(piece, bytes) else piece.length for piece in pieces
    ]
    is_rewindable = all(
        isinstance(piece, bytes) or piece.is_rewindable for piece in pieces
    )
    length = (
        None
        if None in lengths
        else sum(length for length in lengths if length is not None)
    )

    is_async = any(isinstance(piece, Chunks) and piece.is_async for piece in pieces)

    def chunks() -> Iterator[bytes] | AsyncIterator[bytes]:
        return _one_by_one_async(pieces) if is_async else _one_by_one(pieces)

    return Chunks(chunks, length, is_rewindable, is_async)


def _one_by_one(pieces: list[Content]) -> Iterator[bytes]:
    for piece in pieces:
        opened = sent_bodies.opened(piece)
        if isinstance(opened, bytes):
            yield opened
        else:
            yield from opened or ()


async def _one_by_one_async(pieces: list[Content]) -> AsyncIterator[bytes]:
    for piece in pieces:
        opened = sent_bodies.opened_async(piece)
        if isinstance(opened, bytes):
            yield opened
        elif opened is not None:
            async for chunk in opened:
                yield chunk
