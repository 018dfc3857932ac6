"""YAML text to plain values, by the core schema of YAML 1.2 (§10.3), and places of values in the text.

`yes`, `no`, `on` and `off` are strings, dates stay strings, `0123` is the integer 123, `0o17` and `0x1F` are integers,
and a mapping's key is always its text as written: `200:` is "200". Merge keys (`<<`) work although 1.2 dropped them,
because real documents use them.

Receives text; returns dicts, lists and scalars with the duplicates met on the way. Does not know OpenAPI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
import yaml

from generator.loader.pointers import pointer_of

DEPTH_LIMIT = 200
"""Levels of nesting. Readers are recursive; no document written by hand or tool comes near."""

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_IMPLICIT = ""
_TAG = "tag:yaml.org,2002:"


class TooDeep(Exception):
    """Nesting beyond DEPTH_LIMIT, or an alias inside what it stands for."""

    def __init__(self, node: yaml.Node) -> None:
        self.index: int = node.start_mark.index
        super().__init__()


class BadNode(Exception):
    """A value that has no plain counterpart."""

    def __init__(self, message: str, node: yaml.Node) -> None:
        self.index: int = node.start_mark.index
        super().__init__(message)


class _Loader(yaml.CSafeLoader):
    """Composes nodes only. Tags are left to `plain_scalar`: PyYAML's own resolution is YAML 1.1's and costs a third of
    the time."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return _IMPLICIT

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class Built(Struct):
    """What a node graph says."""

    value: Any = None
    node_count: int = 0
    has_aliases: bool = False
    """Of a list or a mapping; one that stands for a single word shares nothing."""
    duplicates: list[tuple[str, int, int]] = field(default_factory=list)
    """(pointer, index of the first key, index of the second)."""


def compose(text: str) -> yaml.Node | None:
    """Parse into a node graph. None means an empty stream. Raises yaml.YAMLError."""
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def build(root: yaml.Node) -> Built:
    """Turn a node graph into values. Aliased nodes become the same object. Raises TooDeep and BadNode."""
    built = Built()
    known: dict[int, Any] = {}
    path: list[str] = []

    def value_of(node: yaml.Node, depth: int) -> Any:
        if type(node) is yaml.ScalarNode:
            return plain_scalar(node)
        if id(node) in known:
            built.has_aliases = True
            return known[id(node)]
        if depth > DEPTH_LIMIT:
            raise TooDeep(node)
        built.node_count += len(node.value) + 1
        if type(node) is yaml.SequenceNode:
            items: list[Any] = []
            known[id(node)] = items
            for at, item in enumerate(node.value):
                path.append(str(at))
                items.append(value_of(item, depth + 1))
                path.pop()
            return items
        members: dict[str, Any] = {}
        known[id(node)] = members
        merges = "<<" in [key.value for key, _ in node.value]
        if merges:
            for key, value in _merged_members(node, depth):
                path.append(key)
                members[key] = value_of(value, depth + 1)
                path.pop()
        seen: dict[str, yaml.Node] = {}
        for key_node, item in node.value:
            if merges and is_merge(key_node):
                continue
            key = key_text(key_node)
            if key in seen:
                pointer = pointer_of((*path, key))
                built.duplicates.append((pointer, seen[key].start_mark.index, key_node.start_mark.index))
            seen[key] = key_node
            if type(item) is yaml.ScalarNode:
                members[key] = plain_scalar(item)
                continue
            path.append(key)
            members[key] = value_of(item, depth + 1)
            path.pop()
        return members

    built.value = value_of(root, 0)
    return built


def is_merge(key: yaml.Node) -> bool:
    return (
        key.value == "<<" and type(key) is yaml.ScalarNode and not key.style and key.tag in (_IMPLICIT, _TAG + "merge")
    )


def key_text(node: yaml.Node) -> str:
    if type(node) is not yaml.ScalarNode:
        raise BadNode("A mapping's key must be text, not a list or a mapping.", node)
    return str(node.value)


def plain_scalar(node: yaml.ScalarNode) -> Any:
    """Give a scalar's value: by its tag if it has one, as text if quoted, else by the core schema."""
    text, tag = node.value, node.tag
    if tag == _IMPLICIT:
        return text if node.style else _core(text, node)
    match tag.removeprefix(_TAG):
        case "int" | "bool" | "null":
            return _core(text, node)
        case "float":
            number = _core(text, node)
            return float(number) if isinstance(number, int) else number
        case _:
            return text


def _core(text: str, node: yaml.Node) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    try:
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _BASED.fullmatch(text):
            number = int(text, 0)
            repr(number)  # Reading hexadecimal digits has no limit, but nothing could show such a number.
            return number
    except ValueError as failure:  # Python refuses integers of more than 4,300 digits.
        raise BadNode("The number is too long.", node) from failure
    return text


def _merged_members(node: yaml.Node, depth: int) -> Iterator[tuple[str, yaml.Node]]:
    """Give what `<<` brings in. Of several sources the first to have a key wins, so it is given last."""
    if depth > DEPTH_LIMIT:
        raise TooDeep(node)
    for key, value in node.value:
        if not is_merge(key):
            continue
        sources = value.value if type(value) is yaml.SequenceNode else [value]
        for source in reversed(sources):
            if type(source) is not yaml.MappingNode:
                raise BadNode("`<<` must name a mapping or a list of mappings.", value)
            yield from _merged_members(source, depth + 1)
            yield from ((key_text(own), item) for own, item in source.value if not is_merge(own))


def index_at(root: yaml.Node, tokens: tuple[str, ...]) -> int:
    """Find where a value is written: a member at its key, an item at its beginning, a missing one at what would hold
    it."""
    index, node = int(root.start_mark.index), root
    for token in tokens:
        step = _step(node, token)
        if step is None:
            break
        key, node = step
        index = int(key.start_mark.index)
    return index


def text_at(root: yaml.Node, tokens: tuple[str, ...]) -> str | None:
    """Give a plain scalar as it is written: `1.10` where its value is 1.1. None for anything else."""
    node = root
    for token in tokens:
        step = _step(node, token)
        if step is None:
            return None
        node = step[1]
    return str(node.value) if type(node) is yaml.ScalarNode else None


def _step(node: yaml.Node, token: str) -> tuple[yaml.Node, yaml.Node] | None:
    if type(node) is yaml.SequenceNode:
        if token.isascii() and token.isdigit() and int(token) < len(node.value):
            return node.value[int(token)], node.value[int(token)]
        return None
    if type(node) is not yaml.MappingNode:
        return None
    for key, value in reversed(node.value):
        if key.value == token and type(key) is yaml.ScalarNode and not is_merge(key):
            return key, value
    for key, value in node.value:
        if is_merge(key):
            for source in value.value if type(value) is yaml.SequenceNode else [value]:
                found = _step(source, token)
                if found is not None:
                    return found
    return None
