"""Changes of a tree, for people: a unified diff.

Receives Changes; returns text. A file that is new, gone, or changed all over is cut after some lines, with the count of what
was cut: the diff is to be read, `clientmill generate` applies it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from generator.emitter.tree import Change
from generator.report import visible

LINES_PER_FILE = 60
_LONGEST_DIFFED = 20_000
"""Lines of one file; difflib's time grows with the square of it."""


def diff_text(changes: Iterable[Change], folder: str) -> str:
    """Spell all changes; `folder` is the package's, as the user gave it."""
    return "".join(f"{line}\n" for change in changes for line in _file_diff(change, folder))


def counts(changes: Iterable[Change]) -> str:
    """Say how many of each: "1 file added, 2 changed, 1 removed"."""
    listed = tuple(changes)
    added = sum(change.old is None for change in listed)
    removed = sum(change.new is None for change in listed)
    parts = ((added, "added"), (len(listed) - added - removed, "changed"), (removed, "removed"))
    told = [f"{count} {word}" for count, word in parts if count]
    return ", ".join(told) if told else "no changes"


def _file_diff(change: Change, folder: str) -> Iterator[str]:
    old, new = _lines(change.old), _lines(change.new)
    name = f"{folder}/{change.path}"
    if change.old is None:
        yield visible(f"added: {name}")
    elif change.new is None:
        yield visible(f"removed: {name}")
    # What git and patch read: /dev/null for the missing side.
    before = "/dev/null" if change.old is None else f"a/{name}"
    after = "/dev/null" if change.new is None else f"b/{name}"
    if max(len(old), len(new)) > _LONGEST_DIFFED:
        yield visible(f"--- {before}")
        yield visible(f"+++ {after}")
        yield f"(differs; too long to compare line by line: {len(old)} and {len(new)} lines)"
        return
    lines = list(difflib.unified_diff(old, new, before, after, lineterm=""))
    for line in lines[:LINES_PER_FILE]:
        # Tabs stay, so that the diff can be applied.
        yield "\t".join(visible(part) for part in line.split("\t"))
    if len(lines) > LINES_PER_FILE:
        yield f"({len(lines) - LINES_PER_FILE} more lines of this file are not shown)"
    if not lines and change.old and change.new:
        yield visible(f"differs in bytes that are not text: {name}")


def _lines(content: bytes | None) -> list[str]:
    if content is None:
        return []
    # Not splitlines(): it also breaks at characters that are text in a string literal.
    lines = content.decode("utf-8", "replace").replace("\r\n", "\\r\n").split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], lines[-1] + "  (no line end)"]
