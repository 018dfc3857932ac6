"""Bodies that come in pieces, cut into lines, or into the JSON texts they hold.

    JSON lines, also called ndjson     b'{"a": 1}\\n{"a": 2}\\n'                ──▶  '{"a": 1}'  '{"a": 2}'
    JSON text sequences, RFC 7464      b'\\x1e{"a": 1}\\n\\x1e{"a": 2}\\n'       ──▶  the same

However the body is cut into pieces, what comes out is the same. Parses no JSON for others.
"""

from __future__ import annotations

import codecs

_RECORD_SEPARATOR = "\x1e"


class LineSplitter:
    """Cuts at CR, LF and CRLF. str.splitlines would also cut at U+2028 and others."""

    def __init__(self) -> None:
        self._open: list[str] = []
        """Pieces of the line that has no end yet; joined once, so that a long line costs no more than its length."""
        self._ends_with_cr = False

    def feed(self, text: str) -> list[str]:
        """Give the lines that are complete now."""
        if not text:
            return []
        if self._ends_with_cr:
            # The CR ended a line already; an LF right after it belongs to it.
            text = text.removeprefix("\n")
        self._ends_with_cr = text.endswith("\r") if text else False
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if first:
            self._open.append(first)
        if not others:
            return []
        lines = ["".join(self._open), *others[:-1]]
        self._open = [others[-1]] if others[-1] else []
        return lines

    def rest(self) -> list[str]:
        """Give the last line, if it has no end."""
        return ["".join(self._open)] if self._open else []


class JsonLines:
    """Cuts a body into its lines; empty ones, which servers send to keep a connection open, are left out.

    Only LF ends a line: CR is white space, inside a JSON text too.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._open: list[str] = []

    def feed(self, chunk: bytes) -> list[str]:
        """Give the JSON texts that are complete now."""
        return self._cut(self._decoder.decode(chunk))

    def rest(self) -> list[str]:
        """Give the last one: its line need not have an end."""
        return self._cut(self._decoder.decode(b"", True) + "\n")

    def _cut(self, text: str) -> list[str]:
        first, *others = text.split("\n")
        self._open.append(first)
        if not others:
            return []
        lines = ["".join(self._open), *others[:-1]]
        self._open = [others[-1]]
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
            self._lines.append("".join([*self._open, line, "\n"]))
            self._open = []
            if _may_be_whole("".join(self._lines)):
                self._end_record(found)
        if last:
            self._open.append(last)

    def _end_record(self, found: list[str]) -> None:
        found.append("".join([*self._lines, *self._open]))
        self._lines, self._open = [], []


_ENDS = {"{": "}", "[": "]", '"': '"'}


def _may_be_whole(record: str) -> bool:
    import json

    record = record.strip()
    if not record or not record.endswith(_ENDS.get(record[0], "")):
        return False
    try:
        json.loads(record)
    except (ValueError, RecursionError):
        return False
    return True
