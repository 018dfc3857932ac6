"""`make bench`: how long it takes to generate, import, call, decode and read, as ratios in one run.

Prints a table, and writes it with a chart into tests/benchmarks/results. See measuring.py for how.

    --smoke           one run of each, small, nothing written: does the bench work?
    --peers           install other generators and SDKs into the cache folder, and compare with them
    --documents DIR   also generate the documents in this folder
    --only WORD       only the groups that begin so: generate, import, call, decode
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks.calling import calling, keeping
from tests.benchmarks.chart import chart
from tests.benchmarks.decoding import decoding
from tests.benchmarks.documents import document
from tests.benchmarks.generating import generating, generating_documents
from tests.benchmarks.importing import defining, importing
from tests.benchmarks.measuring import ROOT, Row
from tests.benchmarks.peers import Peers, installed

_RESULTS = Path(__file__).parent / "results"
_LARGE = ("openai.yaml", "elevenlabs-full.json")
"""Of the documents in DIR, those that are measured."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__.partition("\n")[0])
    parser.add_argument("--smoke", action="store_true", help="one run of each, small; writes nothing")
    parser.add_argument("--peers", action="store_true", help="install other generators and SDKs, and compare")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="also generate documents of this folder")
    parser.add_argument("--only", default="", metavar="WORD", help="generate, import, call or decode")
    asked = parser.parse_args()
    peers = installed() if asked.peers else Peers(None)
    with tempfile.TemporaryDirectory() as folder:
        rows = tuple(_rows(Path(folder), asked.only, asked.smoke, asked.documents, peers))
    told = f"{_machine()}; CPU time, best of several runs"
    print(f"{told}\n\n{table(rows)}")
    if not asked.smoke and not asked.only:
        _RESULTS.mkdir(exist_ok=True)
        (_RESULTS / "results.md").write_text(f"{told}.\n\n{table(rows)}\n")
        (_RESULTS / "results.svg").write_text(chart(rows, told))
    return 0


def _rows(folder: Path, only: str, is_smoke: bool, documents: Path | None, peers: Peers) -> Iterator[Row]:
    runs = 1 if is_smoke else 5
    if "generate".startswith(only):
        yield from generating(runs, folder, (10, 20) if is_smoke else (125, 250, 500, 1000))
        if documents is not None and not is_smoke:
            files = [documents / name for name in _LARGE if (documents / name).is_file()]
            yield from generating_documents(runs, files, folder, peers)
    _generated(folder, 10 if is_smoke else 1000)
    sys.path.insert(0, str(folder))
    if "import".startswith(only):
        yield from importing(runs, folder)
    package = import_module("made_up")
    if "import".startswith(only):
        yield defining(runs, package)
    if "call".startswith(only):
        yield from calling(runs, package)
        yield keeping(runs, folder)
    if "decode".startswith(only):
        yield from decoding(runs, package, peers)


def _generated(folder: Path, operations: int) -> None:
    """Make the package made_up in the folder."""
    file = folder / "made_up.json"
    file.write_text(document(operations))
    words = ["-q", "generate", "--spec", str(file), "--package", "made_up", "--output", str(folder)]
    subprocess.run([sys.executable, "-m", "generator", *words], cwd=ROOT, check=True)


def _machine() -> str:
    """Name the machine by its kind, not by whose it is."""
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        # Not Linux, or not so much of it.
        model = platform.processor() or model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(rows: Sequence[Row]) -> str:
    lines = ["| | measured | | against | | ratio | target |", "|---|---|---:|---|---:|---:|---:|"]
    for row in rows:
        target = "" if row.target is None else f"≤ {row.target:.2f}"
        lines.append(
            f"| {row.group} | {row.measured} | {_told(row.value, row.unit)} | {row.baseline}"
            f" | {_told(row.baseline_value, row.unit)} | {row.ratio:.2f} | {target} |"
        )
    return "\n".join(lines)


def _told(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}".strip()
    for factor, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= factor:
            return f"{value / factor:.3g} {name}"
    return f"{value * 1e9:.3g} ns"


if __name__ == "__main__":
    raise SystemExit(main())
