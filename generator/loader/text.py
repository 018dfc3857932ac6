"""Bytes to text, and places in text.

Receives a file's bytes; returns a `SourceText` that turns an index into line and column. Does not parse.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from generator.problems import Location, Problem, error

_EXCERPT_LIMIT = 300
"""Characters of a line worth printing. A minified document is one line of a megabyte."""


class SourceText:
    """A file's text without its byte order mark."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    def position(self, index: int) -> tuple[int, int]:
        """Give the 1-based line and column, in characters, of an index."""
        starts = self._line_starts()
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1

    def line(self, number: int, column: int | None = None) -> str | None:
        """Give a line by its 1-based number, cut where it gets too long; None where no part holding `column` fits."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return None
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        found = self.text[starts[number - 1] : end].rstrip("\r")
        if len(found) <= _EXCERPT_LIMIT:
            return found
        return found[:_EXCERPT_LIMIT] if column is None or column <= _EXCERPT_LIMIT else None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            # Only \n ends a line, as editors count; str.splitlines would also break at U+2028 and form feeds.
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return self._starts


_STARTS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""Byte order marks; the longer ones first, because one begins as another."""


def _by_zeros(data: bytes) -> str:
    """Tell the encoding of a text that begins with two ASCII characters, as documents do, by the zeros around them."""
    zeros = tuple(byte == 0 for byte in data[:4])
    by_zeros: dict[tuple[bool, ...], str] = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return by_zeros.get(zeros, "utf-8")


def decoded(data: bytes, file: str) -> SourceText | Problem:
    """Decode UTF-8, UTF-16 or UTF-32, with a byte order mark or without; anything else is a located problem."""
    encoding = next((name for start, name in _STARTS.items() if data.startswith(start)), None) or _by_zeros(data)
    if encoding == "utf-8":
        data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return SourceText(data.decode(encoding))
    except UnicodeDecodeError as failure:
        before = data[: failure.start].decode(encoding, "replace")
        line, column = SourceText(before).position(len(before))
        return error(
            "encoding",
            f"The file is not {encoding.upper()}: byte 0x{data[failure.start]:02x} cannot be decoded.",
            Location(file, "", line, column),
            "Save the file as UTF-8.",
        )
