"""YAML by blocks, so that a document in which little has changed is parsed little.

    openapi: 3.1.0          ◀ a block
    paths:
      /pets: …              ◀ a block
      /pets/{id}: …         ◀ a block
    components:
      schemas:
        Pet: …              ◀ a block

A block is a member of a mapping, with its key; what it says is kept by the hash of its text. Cutting goes by indentation:
a line as far in as the first member's begins the next one. No value reaches over such a line, but text in quotes
or brackets; such a block does not parse on its own, and then the whole document is parsed.

Receives text; returns its value, or None where it has to be parsed. Does not know OpenAPI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from hashlib import sha256
from typing import Any

import yaml
from msgspec import Struct

from generator.loader import yaml_values
from generator.memo import Memo

_LARGE = 4096
"""Characters of a block that is worth cutting up."""
_DEPTH = 3
"""Keys from the root down to a block: `components`, `schemas`, `Pet`."""
_PLAIN = r"[\w/$.](?:[^\s:#]|:(?=\S))*"
_KEY = re.compile(rf"""[ ]*(?:"([^"\\\n]*)"|'([^'\n]*)'|({_PLAIN})):(?=[ \r\n]|\Z)([ ]*(?:\#.*)?\r?\n)?""")
"""A line that begins a member: its key, and the rest of the line if that says nothing."""
_CONTENT = re.compile(r"^( *)[^ \r\n#]", re.MULTILINE)


class _Blocks(Struct, frozen=True):
    values: dict[str, Any]
    """By hash of a block's text: the value of its one member."""


class _Block(Struct, frozen=True):
    path: tuple[str, ...]
    """Keys from the root down."""
    text: str

    @property
    def digest(self) -> str:
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def recalled(text: str, memo: Memo, stage: str) -> dict[str, Any] | None:
    """Give the document's value, with only those blocks parsed that the last run did not have."""
    known = memo.get(stage, "", _Blocks)
    if known is None:
        return None
    blocks = _blocks(text)
    digests = [block.digest for block in blocks]
    if sum(digest in known.values for digest in digests) * 2 < len(blocks) or not blocks:
        return None
    value: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for block, digest in zip(blocks, digests, strict=True):
        holder = value
        for key in block.path[:-1]:
            holder = holder.setdefault(key, {})
        if digest in values:
            # No two places share an object: an overlay changes one of them.
            holder[block.path[-1]] = deepcopy(values[digest])
            continue
        try:
            values[digest] = known.values[digest] if digest in known.values else _parsed(block)
        except (yaml.YAMLError, yaml_values.BadNode, yaml_values.TooDeep, _NotAlone):
            return None
        holder[block.path[-1]] = values[digest]
    if values.keys() != known.values.keys():
        memo.put(stage, "", _Blocks(values))
    return value


def keep(text: str, value: Any, memo: Memo, stage: str) -> None:
    """Keep the value of a document without aliases. `value` belongs to the caller again as soon as this returns."""
    blocks = _blocks(text)
    if _is_cut_right(value, blocks):
        memo.put(stage, "", _Blocks({block.digest: _at(value, block.path) for block in blocks}))


class _NotAlone(Exception):
    """A block does not say on its own what it says in its document."""


def _parsed(block: _Block) -> Any:
    root = yaml_values.compose(block.text)
    built = yaml_values.build(root) if root is not None else yaml_values.Built()
    if built.has_aliases or built.duplicates or not isinstance(built.value, dict):
        raise _NotAlone
    if list(built.value) != [block.path[-1]]:
        raise _NotAlone
    return built.value[block.path[-1]]


def _blocks(text: str) -> list[_Block]:
    """Cut up a document; no blocks if it cannot be."""
    return list(_inside(text, (), 0, len(text), 0))


def _inside(text: str, above: tuple[str, ...], start: int, end: int, indent: int) -> Iterator[_Block]:
    members = _members(text, start, end, indent)
    for at, (key, begin, inside) in enumerate(members):
        stop = members[at + 1][1] if at + 1 < len(members) else end
        is_cut = inside and stop - begin > _LARGE and len(above) + 1 < _DEPTH
        found = _CONTENT.search(text, inside, stop) if is_cut else None
        further = len(found[1]) if found is not None else 0
        parts = list(_inside(text, (*above, key), inside, stop, further)) if further > indent else []
        yield from parts or [_Block((*above, key), text[begin:stop])]


def _members(text: str, start: int, end: int, indent: int) -> list[tuple[str, int, int]]:
    """Give the mapping's members: key, index of the line, and of the next line if the value begins there, else 0. None
    if a line is further out, begins no member, or one of the same key, or stands before the first."""
    members: dict[str, tuple[str, int, int]] = {}
    for line in _lines_out_to(indent).finditer(text, start, end):
        key = _KEY.match(text, line.start(), end)
        is_first_deeper = not members and _CONTENT.search(text, start, line.start()) is not None
        if len(line[1]) != indent or key is None or is_first_deeper:
            return []
        name = next(name for name in key.groups()[:3] if name is not None)
        if name in members:
            return []
        members[name] = name, line.start(), key.end() if key[4] else 0
    return list(members.values())


@cache
def _lines_out_to(indent: int) -> re.Pattern[str]:
    # A list's items may stand as far in as the key that they belong to.
    return re.compile(rf"^( {{0,{indent}}})(?=[^ \r\n#])(?!-[ \r\n])", re.MULTILINE)


def _is_cut_right(value: Any, blocks: list[_Block]) -> bool:
    """Tell whether the blocks are the members that the parser has found."""
    keys: dict[tuple[str, ...], dict[str, None]] = {}
    for block in blocks:
        for depth, key in enumerate(block.path):
            keys.setdefault(block.path[:depth], {})[key] = None
    return bool(blocks) and all(
        isinstance(held := _at(value, path), dict) and list(held) == list(found) for path, found in keys.items()
    )


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
