"""multipart/form-data (RFC 7578) and its sisters: one part per property, files streamed.

    bytes, path, open file, (name, content[, type[, headers]])   a part with a file name
    an array                                                     a part per item
    an object                                                    a part of application/json
    anything else                                                a part of text; null is the empty text
    FormPart(any of these, headers=…)                            with headers of its own

The spec's `encoding` may give another content type per property, headers, or the style of a query parameter. A body that is
a list has a part for each item, without a name (OpenAPI 3.2 §4.15.3: multipart/mixed, multipart/related …).
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from . import media
from .bodies import Content, content_of, form_text, is_content, is_styled, styled_pairs
from .config import checked_header
from .encode import json_bytes, jsonable
from .fields import View
from .file_types import name_of_file, type_of_file
from .params import encode_header, plain_of, text_of
from .sent_bodies import chained
from .sentinels import omit

if TYPE_CHECKING:
    from .operations import Encoding

# RFC 9110 §5.1
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# RFC 2046 §5.1.1
_BOUNDARY = re.compile(r';\s*boundary="?([^";]+)', re.IGNORECASE)
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class FormPart:
    """A value of a multipart body with what its part says of itself: `FormPart(meta, headers={"X-Checksum": "…"})`."""

    __slots__ = ("content_type", "file_name", "headers", "value")

    def __init__(
        self,
        value: object,
        *,
        headers: Mapping[str, object] | None = None,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> None:
        self.value = value
        self.headers = headers or {}
        self.content_type = content_type
        self.file_name = file_name

    def __repr__(self) -> str:
        return f"FormPart({self.value!r}, headers={dict(self.headers)!r})"


class Part(NamedTuple):
    name: str
    """"" for a part that is known by its position."""
    content: Content
    content_type: str | None = None
    file_name: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def encode_multipart(
    media_type: str,
    value: object,
    encodings: Mapping[str, Encoding],
    positions: tuple[tuple[Encoding, ...], Encoding | None] = ((), None),
    files: tuple[str, ...] = (),
) -> tuple[Content, str]:
    """Give the body, and its media type with the boundary.

    `positions` are the encodings of a list's items, `files` the members that are files. Raises TypeError for one that
    is none: the name of a file is not its content, and must not be sent in its place. A boundary that the media type
    has is the body's; then the value may be the whole body, put together already.
    """
    told = _BOUNDARY.search(media_type)
    if told is not None and is_content(value):
        return content_of(value), media_type
    if isinstance(value, list | tuple):
        parts = _positional(value, *positions)
    else:
        # The members of a model as they are: as JSON, bytes would be text.
        members = value.__dict__ if isinstance(value, View) else value
        members = members if isinstance(members, Mapping) else jsonable(members)
        if not isinstance(members, Mapping):
            raise TypeError(
                f"a multipart body must be an object or a list, not {type(value).__name__}"
            )
        for name in files:
            _check_file(name, members.get(name))
        parts = [
            part
            for name, member in members.items()
            for part in parts_of(name, member, encodings.get(name))
        ]
    boundary = os.urandom(16).hex() if told is None else told[1].strip()
    content_type = media_type if told else f"{media_type}; boundary={boundary}"
    pieces = list(_joined(parts, boundary.encode("ascii")))
    if media.essence(media_type) == "multipart/related" and parts:
        if "type=" not in media_type:
            # RFC 2387 §3.1: the type of the root, which is the first part.
            root = media.essence(parts[0].content_type or "text/plain")
            content_type += f'; type="{root}"'
    if all(isinstance(piece, bytes) for piece in pieces):
        return (
            b"".join(piece for piece in pieces if isinstance(piece, bytes)),
            content_type,
        )
    return chained(pieces), content_type


def _check_file(name: str, value: object) -> None:
    if isinstance(value, list | tuple) and not is_file(value):
        for item in value:
            _check_file(name, item)
    elif isinstance(value, str | int | float | Mapping | View):
        raise TypeError(
            f"{name} takes a file: bytes, an open file, pathlib.Path(…) or (file name, content); "
            f"{type(value).__name__} is none. To send text, encode it"
        )


def parts_of(
    name: str, value: object, encoding: Encoding | None, is_item: bool = False
) -> Iterator[Part]:
    """Make the parts of one property, or of one item of a positional body."""
    if isinstance(value, FormPart):
        for part in parts_of(name, value.value, encoding, is_item):
            yield _with_own(part, value, encoding)
        return
    if value is omit:
        return
    wanted = encoding.content_type if encoding is not None else None
    # `contentType` may list several; what this file is, its name tells better than the first of them.
    content_type = (
        wanted if wanted and "," not in wanted and not media.is_range(wanted) else None
    )
    fixed = encoding.fixed if encoding is not None else ()
    if encoding is not None and encoding.is_base64:
        if isinstance(value, bytes | bytearray | memoryview):
            value = jsonable(value)
    if isinstance(value, str) and encoding is not None and encoding.is_json_text:
        yield Part(name, value.encode("utf-8"), content_type, None, fixed)
    elif is_file(value):
        yield _file_part(name, value, content_type, encoding)
    elif isinstance(value, Iterator | AsyncIterator):
        content_type = content_type or "application/octet-stream"
        yield Part(name, content_of(value), content_type, name or None, fixed)
    elif encoding is not None and is_styled(encoding) and not is_item:
        yield from _styled(name, plain_of(value), encoding)
    elif isinstance(value, list | tuple | set | frozenset) and not is_item:
        for item in value:
            # An array inside is one part: flattened, nobody could tell where it ended.
            yield from parts_of(name, item, encoding, is_item=isinstance(item, list))
    else:
        yield _value_part(name, plain_of(value), content_type, fixed)


def _positional(
    items: list[Any] | tuple[Any, ...],
    prefix: tuple[Encoding, ...],
    rest: Encoding | None,
) -> list[Part]:
    parts: list[Part] = []
    for index, item in enumerate(items):
        encoding = prefix[index] if index < len(prefix) else rest
        for part in parts_of("", item, encoding, is_item=True):
            # The default of a part that has no type is ASCII (RFC 2046 §5.1).
            content_type = part.content_type or "text/plain; charset=utf-8"
            parts.append(part._replace(content_type=content_type))
    return parts


def _styled(name: str, plain: object, encoding: Encoding) -> Iterator[Part]:
    """Make parts as a query parameter would be pairs, without percent-encoding (OpenAPI 3.1.1 §4.8.15.1.1)."""
    if not isinstance(plain, list | dict):
        yield Part(name, text_of(plain).encode("utf-8"), headers=encoding.fixed)
        return
    # All is encoded, so that what `unquote` takes back is what was encoded here, and not by the caller.
    encoding = encoding._replace(allow_reserved=False)
    for key, text in styled_pairs(quote(name, safe=""), plain, encoding):
        yield Part(unquote(key), unquote(text).encode("utf-8"), headers=encoding.fixed)


def _value_part(
    name: str,
    plain: object,
    content_type: str | None,
    headers: tuple[tuple[str, str], ...],
) -> Part:
    is_nested = isinstance(plain, dict | list)
    if content_type is None:
        content_type = "application/json" if is_nested else None
    elif is_nested and media.essence(content_type).endswith("form-urlencoded"):
        content = form_text(plain, {}).encode("ascii")
        return Part(name, content, content_type, None, headers)
    elif is_nested and media.is_xml(content_type):
        from .xml_writing import xml_of_value

        content = xml_of_value(plain, Any, None, name or "root").encode("utf-8")
        return Part(name, content, content_type, None, headers)
    if content_type is not None and (is_nested or media.is_json(content_type)):
        return Part(name, json_bytes(plain), content_type, None, headers)
    return Part(name, text_of(plain).encode("utf-8"), content_type, None, headers)


def _with_own(part: Part, given: FormPart, encoding: Encoding | None) -> Part:
    """Add the headers of a FormPart; a name that is there already is replaced."""
    known = {
        each.wire_name.lower(): each
        for each in (encoding.headers if encoding is not None else ())
    }
    headers = {name.lower(): (name, value) for name, value in part.headers}
    for name, value in given.headers.items():
        if value is None or value is omit:
            continue
        if not _TOKEN.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a header")
        declared = known.get(name.lower())
        text = text_of(value) if declared is None else encode_header(declared, value)
        headers[name.lower()] = (name, checked_header(name, text))
    own_type = headers.pop("content-type", (None, None))[1]
    return part._replace(
        headers=tuple(headers.values()),
        content_type=given.content_type or own_type or part.content_type,
        file_name=given.file_name or part.file_name,
    )


def is_file(value: object) -> bool:
    """Tell a file from a value: a tuple is a file if its second item can be a file's content."""
    if not isinstance(value, tuple):
        return is_content(value)
    given: list[Any] = list(value)
    if not 2 <= len(given) <= 4 or not isinstance(given[0], str | None):
        return False
    if len(given) == 4 and not isinstance(given[3], Mapping):
        return False
    if len(given) > 2 and isinstance(given[1], str):
        return given[2] is None or "/" in str(given[2])
    return is_content(given[1]) or isinstance(given[1], Iterator | AsyncIterator)


def _file_part(
    name: str, value: object, content_type: str | None, encoding: Encoding | None
) -> Part:
    file_name: str | None = None
    headers: Mapping[str, object] = {}
    if isinstance(value, tuple):
        given: tuple[Any, ...] = value
        file_name, value = given[:2]
        content_type = next(iter(given[2:3]), None) or content_type
        headers = next(iter(given[3:4]), headers)
        value = value.encode("utf-8") if isinstance(value, str) else value
    file_name = file_name or name_of_file(value) or name or None
    listed = encoding.content_type if encoding is not None else None
    content_type = content_type or type_of_file(file_name or "", listed or "")
    fixed = encoding.fixed if encoding is not None else ()
    part = Part(name, content_of(value), content_type, file_name, fixed)
    return (
        _with_own(part, FormPart(None, headers=headers), encoding) if headers else part
    )


def _joined(parts: Iterable[Part], boundary: bytes) -> Iterator[Content]:
    for part in parts:
        lines = "\r\n"
        disposition = (
            f'form-data; name="{part.name.translate(_ESCAPES)}"' if part.name else ""
        )
        if part.file_name is not None:
            disposition = disposition or "attachment"
            disposition += f'; filename="{part.file_name.translate(_ESCAPES)}"'
        own = {name.lower() for name, _ in part.headers}
        if disposition and "content-disposition" not in own:
            lines += f"Content-Disposition: {disposition}\r\n"
        if part.content_type is not None:
            content_type = checked_header("Content-Type", part.content_type)
            lines += f"Content-Type: {content_type}\r\n"
        lines += "".join(f"{name}: {value}\r\n" for name, value in part.headers)
        yield b"--" + boundary + lines.encode("utf-8") + b"\r\n"
        yield part.content
        yield b"\r\n"
    yield b"--" + boundary + b"--\r\n"
