"""JSON text to plain values, and places of values in the text.

Receives text; returns dicts, lists and scalars. Lines are looked for only when a problem needs them, by skipping over
siblings with the C scanner, so a document without problems costs one `json.loads`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.loader.pointers import escaped

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def parse(text: str) -> tuple[Any, bool]:
    """Give the value, and whether some object has a key twice. Raises ValueError (json.JSONDecodeError) and
    RecursionError."""
    has_duplicates = False

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        members = dict(pairs)
        if len(members) != len(pairs):
            has_duplicates = True
        return members

    return json.loads(text, object_pairs_hook=unique), has_duplicates


def duplicates_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Give (pointer, index of the first key, index of the second) for every key that an object has again."""
    waiting = [("", _skip_space(text, 0))]
    while waiting:
        pointer, start = waiting.pop()
        seen: dict[str, int] = {}
        for key, key_index, value_index in _members(text, start):
            below = f"{pointer}/{escaped(key)}"
            if text[start] == "{" and key in seen:
                yield below, seen[key], key_index
            seen.setdefault(key, key_index)
            if text[value_index] in "{[":
                waiting.append((below, value_index))


class JsonMarks:
    """Where the values of one text are written."""

    __slots__ = ("_tables", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._tables: dict[int, dict[str, tuple[int, int]]] = {}

    def index_at(self, tokens: tuple[str, ...]) -> int:
        """Find where a value is written: a member at its key, an item at its beginning, a missing one at what would
        hold it."""
        start = index = _skip_space(self._text, 0)
        for token in tokens:
            found = self._table(start).get(token)
            if found is None:
                break
            index, start = found
        return index

    def _table(self, start: int) -> dict[str, tuple[int, int]]:
        if start not in self._tables:
            self._tables[start] = {key: (at, value) for key, at, value in _members(self._text, start)}
        return self._tables[start]


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Give (key, index of key, index of value) of an object's members or a list's items; nothing for a scalar."""
    opening = text[start]
    if opening not in "{[":
        return
    at, count = _skip_space(text, start + 1), 0
    while text[at] not in "}]":
        if opening == "{":
            key, after = _DECODER.raw_decode(text, at)
            value = _skip_space(text, _skip_space(text, after) + 1)
        else:
            key, value = str(count), at
        yield key, at, value
        count += 1
        at = _skip_space(text, _DECODER.raw_decode(text, value)[1])
        if text[at] == ",":
            at = _skip_space(text, at + 1)


def _skip_space(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return found.end() if found else index
