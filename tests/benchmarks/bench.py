"""`make bench`: how long generating and importing take, as ratios in one run.

Every number is the best of several runs of a fresh process, in CPU seconds (user and system), so that neither a busy
machine nor a warm one decides. Ratios hold from machine to machine; seconds do not.

    --smoke   one run of each: does the bench work?
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_GENERATED = _ROOT / "generated"


@dataclass(frozen=True)
class Row:
    measured: str
    seconds: float
    baseline: str
    baseline_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.baseline_seconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__.partition("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="one run of each")
    runs = 1 if parser.parse_args().smoke else 7
    rows = (*generating(runs), *importing(runs))
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs; best of {runs}, CPU seconds\n"
    )
    print(table(rows))
    return 0


def generating(runs: int) -> tuple[Row, ...]:
    """Generate the clients of specs/ with nothing there, and again with nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        output, cache = Path(folder, "out"), Path(folder, "cache")
        command = [sys.executable, "-m", "generator", "-q", "generate", "--output", str(output)]
        environment = {"CLIENTMILL_CACHE": str(cache)}
        start = _best(runs, [sys.executable, "-c", "pass"])

        def forget() -> None:
            for left in (output, cache):
                if left.exists():
                    left.rename(Path(folder, f"{left.name}-{len(os.listdir(folder))}"))

        cold = _best(runs, command, environment, before=forget)
        unchanged = _best(runs, command, environment)
    return (
        Row("generate specs/, cold", cold, "python -c pass", start),
        Row("generate specs/, nothing changed", unchanged, "python -c pass", start),
        Row("generate specs/, nothing changed", unchanged, "generate specs/, cold", cold),
    )


def importing(runs: int) -> tuple[Row, ...]:
    environment = {"PYTHONPATH": str(_GENERATED)}
    library = _best(runs, [sys.executable, "-c", "import httpx2"], environment)
    package = _best(runs, [sys.executable, "-c", "import telnyx"], environment)
    touch = "import telnyx; telnyx.Telnyx(api_key='key').voice_clones.update"
    method = _best(runs, [sys.executable, "-c", touch], environment)
    construct = _best(runs, [sys.executable, "-c", "import httpx2; httpx2.Client()"], environment)
    return (
        Row("import telnyx", package, "import httpx2", library),
        Row("import telnyx, construct, find a method", method, "import httpx2, construct", construct),
    )


def _best(
    runs: int,
    command: list[str],
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] = lambda: None,
) -> float:
    found: list[float] = []
    for _ in range(runs):
        before()
        begin = os.times()
        subprocess.run(command, check=True, cwd=_ROOT, env={**os.environ, **(environment or {})})
        end = os.times()
        found.append(end.children_user + end.children_system - begin.children_user - begin.children_system)
    # os.times counts in ticks; a process is never free.
    return max(min(found), 0.001)


def table(rows: tuple[Row, ...]) -> str:
    lines = ["| measured | seconds | against | seconds | ratio |", "|---|---:|---|---:|---:|"]
    lines += [
        f"| {row.measured} | {row.seconds:.2f} | {row.baseline} | {row.baseline_seconds:.2f} | {row.ratio:.2f} |"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
