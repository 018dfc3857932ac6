"""How things are measured: CPU seconds, the best of several runs, and always as a ratio to something in the same run.

Neither a busy machine nor a warm one decides then, and ratios hold from machine to machine.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """One thing measured."""

    group: str
    measured: str
    value: float
    baseline: str
    baseline_value: float
    unit: str = "s"
    target: float | None = None
    """The ratio that is wanted at most. None: it is only told."""

    @property
    def ratio(self) -> float:
        return self.value / self.baseline_value


@dataclass(frozen=True)
class Process:
    """What a process took."""

    seconds: float
    """User and system."""
    megabytes: float
    """Peak resident memory."""


@dataclass(frozen=True)
class Command:
    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], object] = lambda: None
    """Called before each run."""


def in_turn(runs: int, *commands: Command) -> list[Process]:
    """Run commands in turn, several times, so that all see the same machine; give the least that each took."""
    rounds = [[_run(command) for command in commands] for _ in range(runs)]
    return [
        Process(max(min(each.seconds for each in found), 0.001), min(each.megabytes for each in found))
        for found in zip(*rounds, strict=True)
    ]


def python(code: str, environment: Mapping[str, str]) -> Command:
    return Command([sys.executable, "-c", code], environment)


def _run(command: Command) -> Process:
    command.before()
    # Waited for by itself: os.times() would count in ticks of 10 ms.
    child = subprocess.Popen(
        command.words,
        cwd=ROOT,
        # Compiled once, as an installer leaves what it installs, here and in the peers' environments.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **command.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with child:
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command.words)}: exit code {child.returncode}\n{said.decode(errors='replace')}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Process(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def pair(runs: int, first: Callable[[], object], second: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Give CPU seconds of one call of each, measured in turn, so that both see the same machine."""
    best = [float("inf"), float("inf")]
    first(), second()
    for _ in range(runs):
        for index, function in enumerate((first, second)):
            gc.collect()
            gc.disable()
            begin = process_time()
            for _ in range(repeat):
                function()
            best[index] = min(best[index], (process_time() - begin) / repeat)
            gc.enable()
    return best[0], best[1]
