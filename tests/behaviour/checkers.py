"""The type checkers that people use, and what they find."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

CHECKERS = ("mypy", "basedpyright", "ty", "pyrefly")


def complaints(checker: str, environment: Path, folder: Path, *paths: str) -> list[str]:
    """Give the lines of what a checker finds in paths of a folder, "use.py:12: error: …"; it also looks for what is deprecated."""
    settings = {"typeCheckingMode": "standard", "pythonVersion": "3.11", "reportDeprecated": "error"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    python = next(
        path for path in (environment / "bin" / "python", environment / "Scripts" / "python.exe") if path.exists()
    )
    options = {
        "mypy": ["--strict", f"--cache-dir={folder / 'cache'}", f"--python-executable={python}"],
        "basedpyright": ["--level", "error", "--pythonpath", str(python)],
        "ty": ["check", "--python", str(environment), "--output-format", "concise"],
        "pyrefly": ["check", "--preset=default", f"--python-interpreter-path={python}", "--output-format=min-text"],
    }
    options["mypy"] += ["--enable-error-code", "deprecated"]
    options["pyrefly"] += ["--min-severity", "warn"]
    done = subprocess.run(
        [sys.executable, "-m", checker, *options[checker], *paths],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stderr
    # Lines without a place sum up, or go on with the line before.
    placed = [line for line in done.stdout.splitlines() if re.search(r"\.py:\d+:", line)]
    found = [line for line in placed if "error" in line.lower() or "warn" in line.lower()]
    assert found or 0 == done.returncode, done.stdout
    return found


def lines_in(file: str, found: Iterable[str]) -> list[int]:
    """Give the numbers of the lines of a file in which something was found."""
    return sorted({int(line.partition(f"{file}:")[2].partition(":")[0]) for line in found if f"{file}:" in line})
