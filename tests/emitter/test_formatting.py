from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.emitter.formatting import formatted


def test_black_has_the_last_word_on_modules(tmp_path: Path) -> None:
    files = {"a.py": "x = {  'a':1 }\n", "README.md": "x = {  'a':1 }\n", "py.typed": ""}

    expected = {"a.py": 'x = {"a": 1}\n', "README.md": "x = {  'a':1 }\n", "py.typed": ""}
    assert expected == formatted(files, Cache(tmp_path, "format"))


def test_the_runtime_is_left_byte_for_byte(tmp_path: Path) -> None:
    assert {"_runtime/a.py": "x=1\n"} == formatted({"_runtime/a.py": "x=1\n"}, Cache(tmp_path, "format"))


def test_verdicts_are_the_same_from_the_cache(tmp_path: Path) -> None:
    files = {"a.py": "x=1\n", "b.py": "x = 1\n"}
    first = formatted(files, Cache(tmp_path, "format"))

    assert 2 == len(os.listdir(tmp_path / "format"))
    assert first == formatted(files, Cache(tmp_path, "format")) == formatted(files, Cache(None, "format"))


def test_a_module_that_is_not_python_is_a_bug_and_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"types/a\.py is not Python"):
        formatted({"types/a.py": "x = (\n"}, Cache(tmp_path, "format"))
