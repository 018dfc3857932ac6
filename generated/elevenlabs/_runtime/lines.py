"""Bodies that come in pieces, cut into lines, or into the JSON texts they hold.

    JSON lines, also called ndjson     b'{"a": 1}\\n{"a": 2}\\n'                ──▶  '{"a": 1}'  '{"a": 2}'
    JSON text sequences, RFC 7464      b'\\x1e{"a": 1}\\n\\x1e{"a": 2}\\n'       ──▶  the same

However the body is cut into pieces, what comes out is the same. Parses no JSON for others. `held` says how much waits
for its end, about in bytes: who feeds a body that others send has to stop somewhere (see streaming.check_held).
"""

from __future__ import annotations

import codecs
import re

_RECORD_SEPARATOR = "\x1e"
TEXT_SIZE = 64
"""Bytes that a text takes beside its characters: a million lines of one character are not a million bytes."""


class LineSplitter:
    """Cuts at CR, LF and CRLF. str.splitlines would also cut at U+2028 and others."""

    def __init__(self) -> None:
        self._open: list[str] = []
        """Pieces of the line that has no end yet; joined once, so that a long line costs no more than its length."""
        self.held = 0
        self._ends_with_cr = False

    def feed(self, text: str) -> list[str]:
        """Give the lines that are complete now."""
        if not text:
            return []
        if self._ends_with_cr:
            # The CR ended a line already; an LF right after it belongs to it.
            text = text.removeprefix("\n")
        self._ends_with_cr = text.endswith("\r")
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if first:
            self._open.append(first)
            self.held += len(first)
        if not others:
            return []
        lines = ["".join(self._open), *others[:-1]]
        self._open = [others[-1]] if others[-1] else []
        self.held = len(others[-1])
        return lines

    def rest(self) -> list[str]:
        """Give the last line, if it has no end."""
        return ["".join(self._open)] if self._open else []


class Pieces:
    """Gives a body as it comes."""

    held = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        return [chunk] if chunk else []

    def rest(self) -> list[bytes]:
        return []


class JsonLines:
    """Cuts a body into its lines; empty ones, which servers send to keep a connection open, are left out.

    Only LF ends a line: CR is white space, inside a JSON text too.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._open: list[str] = []
        self.held = 0

    def feed(self, chunk: bytes) -> list[str]:
        """Give the JSON texts that are complete now."""
        return self._cut(self._decoder.decode(chunk))

    def rest(self) -> list[str]:
        """Give the last one: its line need not have an end."""
        return self._cut(self._decoder.decode(b"", True) + "\n")

    def _cut(self, text: str) -> list[str]:
        first, *others = text.split("\n")
        self._open.append(first)
        self.held += len(first)
        if not others:
            return []
        lines = ["".join(self._open), *others[:-1]]
        self._open = [others[-1]]
        self.held = len(others[-1])
        return [line for line in lines if line.strip()]


class JsonSequence:
    """Cuts a body into its records.

    A record ends where the next one begins, or at a line end where it is whole: nobody wants to wait for the next one.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines: list[str] = []
        """Of the record that is not whole yet, with their ends."""
        self._open: list[str] = []
        """Pieces of its last line, which has no end."""
        self._depth = 0
        """Brackets that are open at the end of the last whole line."""
        self._is_broken = False
        """Whether it cannot become whole: it looked so once, and was no JSON."""
        self.held = 0

    def feed(self, chunk: bytes) -> list[str]:
        """Give the JSON texts that are complete now."""
        return self._cut(self._decoder.decode(chunk))

    def rest(self) -> list[str]:
        """Give the last one."""
        return self._cut(self._decoder.decode(b"", True) + _RECORD_SEPARATOR)

    def _cut(self, text: str) -> list[str]:
        found: list[str] = []
        first, *records = text.split(_RECORD_SEPARATOR)
        self._take(first, found)
        for record in records:
            self._end_record(found)
            self._take(record, found)
        return [record for record in found if record.strip()]

    def _take(self, text: str, found: list[str]) -> None:
        *lines, last = text.split("\n")
        for line in lines:
            self._end_line("".join([*self._open, line, "\n"]))
            self._open = []
            if self._is_whole():
                self._end_record(found)
        if last:
            self._open.append(last)
            self.held += len(last)

    def _end_line(self, line: str) -> None:
        # No string goes over a line end, so an empty line says nothing, and brackets can be counted line by line.
        if line.strip(" \t\r\n"):
            self._lines.append(line)
            self.held += len(line) + TEXT_SIZE
            bare = _STRING.sub("", line)
            self._depth += bare.count("{") + bare.count("[")
            self._depth -= bare.count("}") + bare.count("]")

    def _is_whole(self) -> bool:
        """Tell whether the lines are a JSON text. They are joined once, so that a long record costs no more than its length."""
        if not self._lines or self._depth > 0 or self._is_broken:
            return False
        self._is_broken = not _is_json("".join(self._lines))
        return not self._is_broken

    def _end_record(self, found: list[str]) -> None:
        found.append("".join([*self._lines, *self._open]))
        self._lines, self._open = [], []
        self._depth, self._is_broken, self.held = 0, False, 0


# Without its end, too: looking for one again at each quote of a long line would take for ever.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?')


def _is_json(record: str) -> bool:
    import json

    try:
        json.loads(record.strip())
    except (ValueError, RecursionError):
        return False
    return True
