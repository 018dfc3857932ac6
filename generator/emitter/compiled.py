"""Compiled templates, kept beside their sources as Python keeps its modules: in `__pycache__`.

Compiling the templates takes as long as rendering five hundred models with them. Jinja checks what it is given: an
entry of another source, Python or Jinja is compiled anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """A folder that cannot be written means that every run compiles, never an error."""

    def __init__(self, folder: Path, options: Mapping[str, object]) -> None:
        """`options`: those of the environment. Templates are compiled by them, and Jinja does not look whether they
        have changed."""
        self._folder = folder / "__pycache__"
        self._options = repr(sorted((name, repr(value)) for name, value in options.items()))

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        tag = sha256(f"{name} {self._options}".encode()).hexdigest()[:16]
        return f"{name.replace('/', '.')}.{sys.implementation.cache_tag}.{tag}"

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            bucket.bytecode_from_string((self._folder / bucket.key).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        unfinished = self._folder / f"{bucket.key}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            unfinished.write_bytes(bucket.bytecode_to_string())
            unfinished.replace(self._folder / bucket.key)
