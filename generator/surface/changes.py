"""One thing that is different for callers."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Kind(Enum):
    BREAKING = "breaking"
    """Code that ran, or that a type checker took, may not any more."""
    ADDITION = "addition"
    """There is more to call, to give or to read."""
    NOTE = "note"
    """Worth knowing, and nothing to do."""


class Change(Struct, frozen=True, order=True):
    where: str
    """`client.files.create`, `types.File.size`."""
    kind: Kind
    what: str
