"""How long generating takes, how much memory, and how large the outcome is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from tests.benchmarks.documents import document
from tests.benchmarks.measuring import ROOT, Process, Row, process
from tests.benchmarks.peers import Peers
from tests.benchmarks.sizes import lines_by_purpose, longest_module, operations_of

_SIZES = (125, 250, 500, 1000)
_TARGETS = {("action0-client-openapi", "elevenlabs-full.json"): 1.0, ("openapi-python-client", "openai.yaml"): 0.25}
"""(Peer, document) → most that the ratio should be."""
_CHANGED = {"openai.yaml": 0.5}
"""Document → most that a run should take of a cold one when one operation has changed."""
_LARGEST_MEMORY = 150
"""MB."""
_MOST_LINES = 120
_LONGEST_MODULE = 3000
_SUMMARY = re.compile(r'\bsummary"?: *"?(?=[A-Za-z])')
"""What stands before an operation's summary, in YAML and in JSON."""


def generating(runs: int, folder: Path, sizes: Sequence[int] = _SIZES) -> Iterator[Row]:
    """Measure documents of our own: the least that Python takes, nothing changed, and what twice the operations cost."""
    least = process(runs, [sys.executable, "-c", "pass"])
    first: Process | None = None
    for size in sizes:
        file = folder / f"made_up_{size}.json"
        file.write_text(document(size))
        cold, unchanged = _runs(runs, file, folder)
        if first is None:
            first = cold
            yield Row("generate", f"{size} operations, cold", cold.seconds, "python -c pass", least.seconds)
        else:
            times = size / sizes[0]
            name = f"{sizes[0]} operations × {times:.0f}"
            yield Row("generate", f"{size} operations, cold", cold.seconds, name, first.seconds * times, "s", 1.1)
            yield Row(
                "generate", f"{size} operations, memory", cold.megabytes, name, first.megabytes * times, "MB", 1.1
            )
        name = f"{size} operations, nothing changed"
        yield Row("generate", name, unchanged.seconds, "what is wanted", 0.25, "s", 1.0)


def generating_documents(runs: int, files: Sequence[Path], folder: Path, peers: Peers) -> Iterator[Row]:
    """Measure documents of others, against other generators where those are there."""
    for file in files:
        cold, unchanged = _runs(runs, file, folder)
        yield Row("generate", f"{file.name}, nothing changed", unchanged.seconds, "cold", cold.seconds)
        changed = _changed(runs, file, folder)
        wanted = _CHANGED.get(file.name)
        yield Row("generate", f"{file.name}, one operation changed", changed.seconds, "cold", cold.seconds, "s", wanted)
        yield Row("generate", f"{file.name}, memory", cold.megabytes, "what is wanted", _LARGEST_MEMORY, "MB", 1.0)
        package = folder / "out" / "made_up"
        lines = lines_by_purpose(package).total() / operations_of(package)
        target = 1.0 if file.name == "openai.yaml" else None
        yield Row("size", f"{file.name}, lines an operation", lines, "what is wanted", _MOST_LINES, "", target)
        longest = longest_module(package)
        yield Row("size", f"{file.name}, the longest module", longest, "what is wanted", _LONGEST_MODULE, "", 1.0)
        for peer in ("action0-client-openapi", "openapi-python-client"):
            command = peers.generator(peer, file, folder / f"{peer}-out")
            if command is None:
                continue
            try:
                # Two runs: some take a minute.
                other = process(min(runs, 2), command)
            except RuntimeError as failure:
                print(f"{peer} does not generate {file.name}: {str(failure)[-300:]}", file=sys.stderr)
            else:
                yield Row(
                    "generate",
                    f"{file.name}, cold",
                    cold.seconds,
                    peer,
                    other.seconds,
                    "s",
                    _TARGETS.get((peer, file.name)),
                )


def _runs(runs: int, file: Path, folder: Path) -> tuple[Process, Process]:
    """Generate with nothing there, and again with nothing to do."""
    output, cache = folder / "out", folder / "cache"
    command, environment = _command(file, folder)

    def forget() -> None:
        for left in (output, cache):
            if left.exists():
                left.rename(folder / f"{left.name}-{len(os.listdir(folder))}")

    cold = process(runs, command, environment, before=forget)
    return cold, process(runs, command, environment)


def _changed(runs: int, file: Path, folder: Path) -> Process:
    """Generate where all is there already and one operation says something else."""
    copy, text, numbers = folder / file.name, file.read_text(encoding="utf-8"), count()

    def change() -> None:
        copy.write_text(_SUMMARY.sub(lambda found: f"{found[0]}New {next(numbers)} ", text, count=1), encoding="utf-8")

    command, environment = _command(copy, folder)
    change()
    process(1, command, environment)
    return process(runs, command, environment, before=change)


def _command(file: Path, folder: Path) -> tuple[list[str], dict[str, str]]:
    words = ["-q", "generate", "--spec", str(file), "--package", "made_up", "--output", str(folder / "out")]
    environment = {"CLIENTMILL_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    return [sys.executable, "-m", "generator", *words], environment
