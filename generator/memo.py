"""What the stages made of a client's documents in its last run, each beside the hash of what it was made from.

Receives values of the stages, and gives them back in a later run whose input is the same: where one operation has
changed, most of the work was done the last time. Values are kept as plain data, which no reading can turn into code. There is
one entry for each client and stage, so that the folder does not grow with every change.
"""

from __future__ import annotations

import marshal
import sys
from hashlib import sha256
from typing import TypeVar

import msgspec

from generator.cache import Cache, key_of

T = TypeVar("T")
_HEAD = 64
"""Digits of a key."""


class Memo:
    """`version` says which Clientmill made the values, `whose` which client they are of."""

    def __init__(self, cache: Cache, version: str, *whose: str) -> None:
        self._cache = cache
        self._version = f"{version} {sys.implementation.cache_tag}"
        self._whose = whose

    @property
    def is_kept(self) -> bool:
        """Tell whether there is any use in working out a key."""
        return self._cache.is_there

    def get(self, stage: str, key: str, type_: type[T]) -> T | None:
        """Give what was put for this stage, if it was under the same key."""
        entry = self._cache.get(key_of(*self._whose, stage))
        if entry is None or entry[:_HEAD] != self._key(key):
            return None
        try:
            found = msgspec.convert(marshal.loads(memoryview(entry)[_HEAD:]), type=type_)
        except (EOFError, TypeError, ValueError, msgspec.ValidationError):
            # Of another making: what is not here is made anew.
            return None
        return found

    def put(self, stage: str, key: str, value: object) -> None:
        """Keep a value. A dict has to be of plain values."""
        if not self.is_kept:
            return
        try:
            content = marshal.dumps(value if isinstance(value, dict) else msgspec.to_builtins(value))
        except (RecursionError, ValueError):
            return  # Nested deeper than can be written out: it is made again next time.
        self._cache.put(key_of(*self._whose, stage), self._key(key) + content)

    def _key(self, key: str) -> bytes:
        return key_of(self._version, key).encode()


def digest_of(value: object) -> str:
    """Hash a stage's value by what is in it."""
    # Format 2 writes equal values equally, whoever else refers to them.
    return sha256(marshal.dumps(msgspec.to_builtins(value), 2)).hexdigest()


NO_MEMO = Memo(Cache(None, ""), "")
"""Knows nothing and keeps nothing."""
