"""What the blocks of a YAML document say, by the hash of their text: where little has changed, little is parsed.

Receives text; returns its value, or None where it has to be parsed. yaml_cut.py says what a block is.
"""

from __future__ import annotations

import re
from copy import deepcopy
from hashlib import sha256
from typing import Any

import yaml

from generator.loader import yaml_values
from generator.loader.yaml_cut import Block, Cut
from generator.memo import Memo

_ANCHOR = re.compile(r"&(?<![^\s\[{,:?-]&)[\w-]+(?=[\s?:,\]}%@`]|\Z)")
"""Where there is none, no block holds a value of another, not even one word of it (YAML 1.2.2 §6.9.2)."""


def recalled(text: str, memo: Memo, stage: str) -> dict[str, Any] | None:
    """Give the document's value, with only those blocks parsed that the last run did not have."""
    known = memo.get(stage, "", dict)
    if known is None:
        return None
    blocks = Cut(text).blocks()
    digests = [_digest(block) for block in blocks]
    if sum(digest in known for digest in digests) * 2 < len(blocks) or not blocks:
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
            values[digest] = known[digest] if digest in known else _parsed(block)
        except (yaml.YAMLError, yaml_values.BadNode, yaml_values.TooDeep, _NotAlone):
            return None
        holder[block.path[-1]] = values[digest]
    if values.keys() != known.keys():
        memo.put(stage, "", values)
    return value


def keep(text: str, value: Any, memo: Memo, stage: str) -> None:
    """Keep the value of a document, unless an alias may be in it. `value` belongs to the caller again as soon as this
    returns."""
    blocks = Cut(text).blocks() if memo.is_kept and _ANCHOR.search(text) is None else []
    if _is_cut_right(value, blocks):
        memo.put(stage, "", {_digest(block): _at(value, block.path) for block in blocks})


class _NotAlone(Exception):
    """A block does not say on its own what it says in its document."""


def _parsed(block: Block) -> Any:
    root = yaml_values.compose(block.text)
    built = yaml_values.build(root) if root is not None else yaml_values.Built()
    if built.has_aliases or built.duplicates or not isinstance(built.value, dict):
        raise _NotAlone
    if list(built.value) != [block.path[-1]]:
        raise _NotAlone
    return built.value[block.path[-1]]


def _digest(block: Block) -> str:
    return sha256(block.text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_cut_right(value: Any, blocks: list[Block]) -> bool:
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
