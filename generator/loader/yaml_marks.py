"""Places of values in YAML text. Only the blocks are parsed in which something is looked for; see yaml_cut.py."""

from __future__ import annotations

import yaml

from generator.loader import yaml_values
from generator.loader.yaml_cut import Cut


class YamlMarks:
    """Where the values of one text are written."""

    # Nodes take twenty times the memory of their text, so nobody keeps them while the document is worked with.
    __slots__ = ("_cut", "_nodes", "_text", "_whole")

    def __init__(self, text: str) -> None:
        self._text = text
        self._cut = Cut(text)
        self._nodes: dict[int, yaml.Node] = {}
        self._whole: yaml.Node | None = None

    def index_at(self, tokens: tuple[str, ...]) -> int:
        """Find where a value is written: a member at its key, an item at its beginning, a missing one at what would
        hold it."""
        node, start, rest = self._around(tokens)
        return start + yaml_values.index_at(node, rest)

    def text_at(self, tokens: tuple[str, ...]) -> str | None:
        """Give a plain scalar as it is written: `1.10` where its value is 1.1. None for anything else."""
        node, _, rest = self._around(tokens)
        return yaml_values.text_at(node, rest)

    def _around(self, tokens: tuple[str, ...]) -> tuple[yaml.Node, int, tuple[str, ...]]:
        """Give a node that holds the value, where its text begins, and the keys that lead on from it."""
        block = self._cut.around(tokens) if self._whole is None else None
        if block is not None:
            node = self._nodes.get(block.start) or _composed(block.text)
            if node is not None:
                self._nodes[block.start] = node
                return node, block.start, tokens[len(block.path) - 1 :]
        if self._whole is None:
            self._whole = yaml_values.compose(self._text)
        assert self._whole is not None, "the same text had a value before"
        return self._whole, 0, tokens


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml_values.compose(text)
    except yaml.YAMLError:
        return None  # It needs what stands elsewhere: an anchor, the end of a text in quotes.
