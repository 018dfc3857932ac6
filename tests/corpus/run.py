"""`make corpus`: a client from every document of a folder, its format checked, every module imported and every method called.

Receives the folder; prints a line per document and fails if one fails in another way than with located errors. The
documents are large and belong to others, so they are not in this repository: no folder, nothing to do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count, environ
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_DOCUMENTS = frozenset({".yml", ".yaml", ".json", ".md"})
_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
for name in dir(package.types):
    getattr(package.types, name)
"""


@dataclass(frozen=True)
class Verdict:
    document: Path
    word: str
    """"generated", "refused" (with located errors) or "FAILED"."""
    details: str = ""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    wanted = arguments[1:]
    if not folder.is_dir():
        print(f"There is no folder {folder}: no corpus to run over. Name one with SPECS=…")
        return 0
    documents = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _DOCUMENTS and (not wanted or any(word in path.name for word in wanted))
    )
    with tempfile.TemporaryDirectory() as output, ThreadPoolExecutor(cpu_count()) as pool:
        jobs = [pool.submit(tried, document, Path(output, str(index))) for index, document in enumerate(documents)]
        verdicts = []
        for job in jobs:
            verdict = job.result()
            verdicts.append(verdict)
            note = f"  ({verdict.details})" if verdict.word == "generated" else ""
            print(f"{verdict.word:10} {verdict.document.relative_to(folder)}{note}", flush=True)
            if not note:
                print("    " + verdict.details.strip().replace("\n", "\n    "))
    counts = {word: sum(each.word == word for each in verdicts) for word in ("generated", "refused", "FAILED")}
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    return 1 if counts["FAILED"] or not documents else 0


def tried(document: Path, output: Path) -> Verdict:
    made = _run(
        "-m", "generator", "-q", "generate", "--spec", str(document), "--package", "client", "--output", str(output)
    )
    if made.returncode == 2 and ": error[" in made.stderr:
        return Verdict(document, "refused", made.stderr)
    if made.returncode != 0:
        return Verdict(document, "FAILED", made.stderr[-2000:])
    formatted = _run("-m", "black", "--check", "--diff", "--quiet", "--line-length", "88", str(output))
    if formatted.returncode != 0:
        return Verdict(document, "FAILED", formatted.stdout[-2000:])
    imported = _run("-W", "error", "-c", _IMPORT_ALL, "client", path=str(output))
    if imported.returncode != 0:
        return Verdict(document, "FAILED", imported.stderr[-2000:])
    called = _run("-m", "tests.corpus.calls", str(document), str(output))
    if called.returncode != 0:
        return Verdict(document, "FAILED", (called.stdout + called.stderr)[-2000:])
    went = _run("-m", "tests.roundtrip", str(document), str(output), environ.get("EXAMPLES", "5"))
    if went.returncode != 0:
        return Verdict(document, "FAILED", (went.stdout + went.stderr)[-4000:])
    return Verdict(document, "generated", f"{called.stdout.strip()}, {went.stdout.strip().splitlines()[-1]}")


def _run(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env={**environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
