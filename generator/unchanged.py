"""Says what `generate` and `check` say where nothing has changed.

Receives what is remembered of earlier runs; prints. Runs nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.console import Console
from generator.recall import Record


def report_unchanged(command: str, records: Iterable[Record], console: Console) -> None:
    """Print what a run of all these clients would print."""
    listed = tuple(records)
    for record in listed:
        console.report_again(record.report)
    for record in listed:
        say_unchanged(command, record, console)


def say_unchanged(command: str, record: Record, console: Console) -> None:
    console.say(f"{record.folder} is in step.\n" if command == "check" else f"{record.folder}: no changes\n")
