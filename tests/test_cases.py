"""Every document in tests/cases becomes a client that is type-checked, and whose calls go round.

The documents cover OpenAPI row by row; what goes out and what comes back is judged by tests/roundtrip, which reads the
document itself.
"""

from __future__ import annotations

import sys
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

from generator.cli import main
from tests.roundtrip.exercise import Exercise

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_is_sent_and_what_comes_back_are_what_was_meant(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = next(case.glob("openapi.*"))
    package = f"case_{case.name}"
    assert main(["-q", "generate", "--spec", str(document), "--package", package, "--output", str(tmp_path)]) == 0
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    try:
        tally = Exercise(
            document, import_module(package), f"Case{case.name.title().replace('_', '')}", examples=25
        ).run()
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]

    assert tally.differences == []
    assert tally.without_example == []
    assert tally.requests
