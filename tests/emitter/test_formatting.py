from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.emitter.formatting import formatted, is_surely_stable

_LONG = "x" * 90
_UNSTABLE = f"a = {_LONG} | {_LONG}\n"
_STABLE = f"a = (\n    {_LONG}\n    | {_LONG}\n)\n"


def test_a_module_with_too_long_a_line_is_given_to_black(tmp_path: Path) -> None:
    files = {"a.py": _UNSTABLE, "README.md": _UNSTABLE, "py.typed": ""}

    expected = {"a.py": _STABLE, "README.md": _UNSTABLE, "py.typed": ""}
    assert expected == formatted(files, Cache(tmp_path, "format"))


def test_a_module_without_long_lines_needs_no_black(tmp_path: Path) -> None:
    text = f'"""{_LONG}"""\n\nclass A:\n    """One\n    {_LONG}\n    """\n'

    assert {"a.py": text} == formatted({"a.py": text}, Cache(tmp_path, "format"))
    assert not (tmp_path / "format").exists()


@pytest.mark.parametrize(
    "line",
    [
        f"    {_LONG}",
        f"    | {_LONG}.{_LONG},",
        f"    keyword={_LONG},",
        f'    "{_LONG}",',
        f"    '\"{_LONG}\"',",
        f'    "{_LONG}": "{_LONG}\\"",',
        f"    name: {_LONG}",
        f"class {_LONG}(",
        f"# {_LONG} {_LONG}",
        f"        {_LONG.upper()} {_LONG}",
    ],
)
def test_what_cannot_be_broken_may_be_long(line: str) -> None:
    assert is_surely_stable(f"{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        f"    {_LONG} | {_LONG}",
        f"    {_LONG}({_LONG}),",
        f'    "{_LONG}" "{_LONG}",',
        f"    name: {_LONG[:80]}",
        f"name: {_LONG} = 1",
        f"    {'漢' * 50}: int",
        f"class {_LONG}({_LONG}):",
        f"        del {_LONG}, {_LONG}",
    ],
)
def test_what_can_be_broken_may_not(line: str) -> None:
    assert not is_surely_stable(f"{line}\n")


def test_the_runtime_is_left_byte_for_byte(tmp_path: Path) -> None:
    assert {"_runtime/a.py": "x=1\n"} == formatted({"_runtime/a.py": "x=1\n"}, Cache(tmp_path, "format"))


def test_verdicts_are_the_same_from_the_cache(tmp_path: Path) -> None:
    files = {"a.py": _UNSTABLE, "b.py": f"a = b.{_LONG}\n"}
    first = formatted(files, Cache(tmp_path, "format"))

    assert 2 == len(os.listdir(tmp_path / "format"))
    assert first == formatted(files, Cache(tmp_path, "format")) == formatted(files, Cache(None, "format"))


def test_a_module_that_is_not_python_is_a_bug_and_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"types/a\.py is not Python"):
        formatted({"types/a.py": f"x = ({_LONG}\n"}, Cache(tmp_path, "format"))
