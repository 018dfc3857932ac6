"""YAML text cut into blocks that can be parsed one by one.

    openapi: 3.1.0          ◀ a block
    paths:
      /pets: …              ◀ a block
      /pets/{id}: …         ◀ a block
    components:
      schemas:
        Pet: …              ◀ a block

A block is a member of a mapping, with its key. Cutting goes by indentation: a line as far in as the first member's begins
the next one. No value reaches over such a line, but text in quotes or brackets; such a block does not parse on its
own, nor does one with an alias of what stands in another.

Receives text; returns blocks, or none where it cannot be cut. Parses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_LARGE = 4096
"""Characters of a block that is worth cutting up."""
_DEPTH = 3
"""Keys from the root down to a block: `components`, `schemas`, `Pet`."""
_PLAIN = r"[\w/$.](?:[^\s:#]|:(?=\S))*"
_KEY = re.compile(rf"""[ ]*(?:"([^"\\\n]*)"|'([^'\n]*)'|({_PLAIN})):(?=[ \r\n]|\Z)([ ]*(?:\#.*)?\r?\n)?""")
"""What begins a member: its key, and the rest of the line if that says nothing."""
_CONTENT = re.compile(r"\n( *)(?=[^ \r\n#])")
"""The end of the line before one that says something, and that one's indent."""


class Block(NamedTuple):
    path: tuple[str, ...]
    """Keys from the root down."""
    start: int
    """Index of its first line."""
    text: str


class _Member(NamedTuple):
    key: str
    start: int
    end: int
    inside: int
    """Where the line after the key's begins, if nothing but the key is on that; else 0."""


class Cut:
    """One text. It has a line feed in front, so that every line begins behind one."""

    def __init__(self, text: str) -> None:
        self._text = "\n" + text
        self._known: dict[tuple[int, int, int], tuple[_Member, ...]] = {}

    def blocks(self) -> list[Block]:
        """Give all blocks; none if the document cannot be cut."""
        return list(self._blocks((), self._members(1, len(self._text), 0)))

    def around(self, tokens: tuple[str, ...]) -> Block | None:
        """Give the block that holds what the keys lead to; None if it is not known which does."""
        members = self._members(1, len(self._text), 0)
        path: tuple[str, ...] = ()
        block: Block | None = None
        for token in tokens[:_DEPTH]:
            member = next((each for each in members if each.key == token), None)
            if member is None:
                return None
            path = (*path, token)
            block = self._block(path, member)
            members = self._inside(member, len(path))
            if not members:
                break
        return block if block is not None and not members else None

    def _blocks(self, above: tuple[str, ...], members: tuple[_Member, ...]) -> Iterator[Block]:
        for member in members:
            path = (*above, member.key)
            inner = self._inside(member, len(path))
            if inner:
                yield from self._blocks(path, inner)
            else:
                yield self._block(path, member)

    def _block(self, path: tuple[str, ...], member: _Member) -> Block:
        return Block(path, member.start - 1, self._text[member.start : member.end])

    def _inside(self, member: _Member, depth: int) -> tuple[_Member, ...]:
        """Give the members of a member that is to be cut up."""
        if depth >= _DEPTH or not member.inside or member.end - member.start <= _LARGE:
            return ()
        content = _CONTENT.search(self._text, member.inside - 1, member.end)
        own = _CONTENT.match(self._text, member.start - 1)
        if content is None or own is None or len(content[1]) <= len(own[1]):
            return ()
        return self._members(member.inside, member.end, len(content[1]))

    def _members(self, start: int, end: int, indent: int) -> tuple[_Member, ...]:
        """Give a mapping's members; none if a line is further out than they are, begins no member, or one of a key that
        has come before, or if something stands before the first."""
        place = start, end, indent
        if place not in self._known:
            self._known[place] = self._members_at(*place)
        return self._known[place]

    def _members_at(self, start: int, end: int, indent: int) -> tuple[_Member, ...]:
        text = self._text
        found: dict[str, tuple[int, int]] = {}
        first = _CONTENT.search(text, start - 1, end)
        if first is None:
            return ()
        for line in _lines_out_to(indent).finditer(text, start - 1, end):
            key = _KEY.match(text, line.start() + 1, end)
            is_first_missed = not found and line.start() != first.start()
            if len(line[1]) != indent or key is None or is_first_missed:
                return ()
            name = next(name for name in key.groups()[:3] if name is not None)
            if name in found:
                return ()
            found[name] = line.start() + 1, key.end() if key[4] else 0
        ends = [begin for begin, _ in found.values()][1:] + [end]
        return tuple(_Member(key, begin, end, inside) for (key, (begin, inside)), end in zip(found.items(), ends))


@cache
def _lines_out_to(indent: int) -> re.Pattern[str]:
    # A list's items may stand as far in as the key that they belong to.
    return re.compile(rf"\n( {{0,{indent}}})(?=[^ \r\n#])(?!-[ \r\n])")
