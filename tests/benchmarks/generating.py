"""How long generating takes, how much memory, and how large the outcome is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from tests.benchmarks.documents import document
from tests.benchmarks.measuring import ROOT, Command, Row, in_turn
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
    commands = [Command([sys.executable, "-c", "pass"])]
    for size in sizes:
        file = folder / f"made_up_{size}.json"
        file.write_text(document(size))
        commands += _cold_and_again(file)
    least, *others = in_turn(runs, *commands)
    first = others[0]
    for size, cold, unchanged in zip(sizes, others[::2], others[1::2], strict=True):
        if cold is first:
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
    for original in files:
        name, file = original.name, folder / original.name
        shutil.copyfile(original, file)
        rivals = dict(_rivals(file, peers))
        commands = (*_cold_and_again(file), _changed(file), *rivals.values())
        cold, unchanged, changed, *others = in_turn(runs, *commands)
        wanted = _CHANGED.get(name)
        yield Row("generate", f"{name}, nothing changed", unchanged.seconds, "cold", cold.seconds)
        yield Row("generate", f"{name}, one operation changed", changed.seconds, "cold", cold.seconds, "s", wanted)
        yield Row("generate", f"{name}, memory", cold.megabytes, "what is wanted", _LARGEST_MEMORY, "MB", 1.0)
        package = _place(file) / "out" / "made_up"
        lines = lines_by_purpose(package).total() / operations_of(package)
        target = 1.0 if name == "openai.yaml" else None
        yield Row("size", f"{name}, lines an operation", lines, "what is wanted", _MOST_LINES, "", target)
        longest = longest_module(package)
        yield Row("size", f"{name}, the longest module", longest, "what is wanted", _LONGEST_MODULE, "", 1.0)
        for peer, other in zip(rivals, others, strict=True):
            most = _TARGETS.get((peer, name))
            yield Row("generate", f"{name}, cold", cold.seconds, peer, other.seconds, "s", most)


def _rivals(file: Path, peers: Peers) -> Iterator[tuple[str, Command]]:
    """Give the peers that are there and generate this document."""
    for peer in ("action0-client-openapi", "openapi-python-client"):
        words = peers.generator(peer, file, file.with_name(f"{peer}-out"))
        if words is None:
            continue
        try:
            in_turn(1, Command(words))
        except RuntimeError as failure:
            print(f"{peer} does not generate {file.name}: {str(failure)[-300:]}", file=sys.stderr)
        else:
            yield peer, Command(words)


def _cold_and_again(file: Path) -> tuple[Command, Command]:
    """Generate with nothing there, and again with nothing to do."""
    place = _place(file)
    place.mkdir()
    words, environment = _command(file)

    def forget() -> None:
        for left in (place / "out", place / "cache"):
            if left.exists():
                left.rename(place / f"{left.name}-{len(os.listdir(place))}")

    return Command(words, environment, forget), Command(words, environment)


def _changed(file: Path) -> Command:
    """Generate where all is there already and one operation says something else."""
    text, numbers = file.read_text(encoding="utf-8"), count()

    def change() -> None:
        file.write_text(_SUMMARY.sub(lambda found: f"{found[0]}New {next(numbers)} ", text, count=1), encoding="utf-8")

    return Command(*_command(file), change)


def _place(file: Path) -> Path:
    return file.with_name(f"of-{file.stem}")


def _command(file: Path) -> tuple[list[str], dict[str, str]]:
    place = _place(file)
    words = ["-q", "generate", "--spec", str(file), "--package", "made_up", "--output", str(place / "out")]
    environment = {"CLIENTMILL_CACHE": str(place / "cache"), "PYTHONPATH": str(ROOT)}
    return [sys.executable, "-m", "generator", *words], environment
