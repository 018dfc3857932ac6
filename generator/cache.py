"""Results that are dear to compute, kept by the hash of what they were computed from.

Receives bytes, gives them back in a later run. Lives in one folder outside every project, safe to delete at any time
and to share between processes. A folder that cannot be used means no cache, never an error.

    ~/.cache/clientmill/format/3f2a…   ◀ 64 hexadecimal digits of the content's hash, a line end, the content
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

ENTRY_LIMIT = 8192
"""Entries of one kind; above it the older half is dropped. A large client has some hundred files."""

_numbers = count()


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Give the folder: $CLIENTMILL_CACHE, else clientmill in $XDG_CACHE_HOME, else ~/.cache/clientmill; None without a home."""
    if chosen := environment.get("CLIENTMILL_CACHE"):
        return Path(chosen)
    # The XDG specification says to ignore a relative path.
    if (shared := environment.get("XDG_CACHE_HOME", "")) and os.path.isabs(shared):
        return Path(shared) / "clientmill"
    home = os.path.expanduser("~")
    return Path(home) / ".cache" / "clientmill" if os.path.isabs(home) else None


def key_of(*parts: str) -> str:
    """Hash the parts so that no two lists of parts give one key by being joined."""
    digest = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


class Cache:
    """Entries of one kind."""

    def __init__(self, folder: Path | None, kind: str, limit: int = ENTRY_LIMIT) -> None:
        self._limit = limit
        self._folder = folder / kind if folder is not None else None
        self._has_written = False

    @property
    def is_there(self) -> bool:
        return self._folder is not None

    def get(self, key: str) -> bytes | None:
        """Give what was put under this key, if it is there and whole."""
        if self._folder is None:
            return None
        try:
            entry = (self._folder / key).read_bytes()
        except OSError:
            return None
        digest, _, content = entry.partition(b"\n")
        return content if digest == sha256(content).hexdigest().encode() else None

    def put(self, key: str, content: bytes) -> None:
        if self._folder is None:
            return
        # A rename is atomic, so that no other process ever reads half an entry.
        unfinished = self._folder / f"{key}.{os.getpid()}.{next(_numbers)}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
            unfinished.replace(self._folder / key)
            self._has_written = True
        except OSError:
            # Read-only home, full disk: what was computed is computed again next time. Not tried again in this run.
            self._folder = None
            with suppress(OSError):
                unfinished.unlink()

    def prune(self) -> None:
        """Drop the older half when there are more entries than the limit. Does nothing if nothing was put."""
        if self._folder is None or not self._has_written:
            return
        try:
            with os.scandir(self._folder) as listing:
                entries = list(listing)
            if len(entries) <= self._limit:
                return
            # By name among equals: a fresh tree's entries all have about the same time.
            entries.sort(key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
            for entry in entries[: len(entries) // 2]:
                os.unlink(entry.path)
        except OSError:
            # Another process prunes too, or the folder is gone.
            return
