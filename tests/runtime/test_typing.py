"""What type checkers make of models: constructor, fields, helpers. Runs mypy and pyright on the sample below."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = """
from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, assert_type

from generator.runtime.model import Model, field, from_dict, to_dict
from generator.runtime.unions import Tagged


class Cat(Model):
    kind: Literal["cat"]
    at: datetime | None = None


class Dog(Model, extra="Cat | None"):
    kind: Literal["dog"] | str
    to_dict: str | None = None  # type: ignore[assignment]


Pet: TypeAlias = "Annotated[Cat | Dog, Tagged('kind', {'cat': 'Cat', 'wolf-dog': 'Dog'})]"


class Owner(Model):
    name: str
    nick: str | None = None
    size: int = field(minimum=0)
    from_: str | None = field(default=None, wire="from", max_length=255)
    pet: Pet | None = None
    pets: list[Pet] | None = None
    self: str | None = None


m = Owner(name="Ann", size=1)
Owner(name="Ann", size=1, nick=None, from_="x", pet=Cat(kind="cat"), pets=[], self="y")
assert_type(m.name, str)
assert_type(m.size, int)
assert_type(m.from_, str | None)
assert_type(m.pet, Cat | Dog | None)
assert_type(m.to_dict(), dict[str, Any])
assert_type(Owner.from_dict({}), Owner)
assert_type(from_dict(Owner, {}, strict=True), Owner)
assert_type(to_dict(m), dict[str, Any])
assert_type(Dog(kind="x").to_dict, str | None)
match m:
    case Owner(pet=Cat(at=at)):
        assert_type(at, datetime | None)
m.from_ = None
m["new"] = 1
"gender" in m
Owner(nick="x")  # wrong: name and size are missing
Owner(name="Ann", size="x")  # wrong: a text
Owner(name="Ann", size=1, new=1)  # wrong: no such field
Owner("Ann", 1)  # wrong: by keyword only
m.size = "x"  # wrong: a text
m.sise  # wrong: no such field
m.sise = 1  # wrong: no such field
"""
WRONG_LINES = [number for number, line in enumerate(SAMPLE.splitlines(), 1) if "# wrong" in line]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE)
    return path


def complained_lines(output: str) -> list[int]:
    """Take the line numbers from `sample.py:12: error: …` and `sample.py:12:5 - error: …`."""
    lines = (
        line.partition("sample.py:")[2] for line in output.splitlines() if "sample.py:" in line and "error" in line
    )
    return sorted({int(line.partition(":")[0]) for line in lines})


def test_mypy_sees_what_is_wrong_and_nothing_else(sample: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(sample)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert WRONG_LINES == complained_lines(done.stdout), done.stdout


def test_pyright_sees_what_is_wrong_and_nothing_else(sample: Path, tmp_path: Path) -> None:
    settings = f'{{"typeCheckingMode": "standard", "extraPaths": ["{ROOT.as_posix()}"]}}'
    (tmp_path / "pyrightconfig.json").write_text(settings)
    command = [sys.executable, "-m", "basedpyright", "-p", str(tmp_path), "--pythonpath", sys.executable, str(sample)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert WRONG_LINES == complained_lines(done.stdout), done.stdout
