"""`python -m generator`: the same as `clientmill`."""

from __future__ import annotations

from generator.cli import process

if __name__ == "__main__":
    process()
