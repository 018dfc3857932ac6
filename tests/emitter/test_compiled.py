"""Compiled templates: kept, checked, and never in the way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from generator.emitter.compiled import CompiledTemplates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.j2").write_text("{% if 1 %}\nHello {{ name }}\n{% endif %}\n")
    return tmp_path


def rendered(folder: Path, **options: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(folder), bytecode_cache=CompiledTemplates(folder, options), **options
    )
    return environment.get_template("a/b.j2").render(name="Ada")


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


def compiles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a list that grows by a source for every template that is compiled from now on."""
    sources: list[str] = []
    whole = Environment._parse

    def counted(self: Environment, source: str, *rest: Any) -> Any:
        sources.append(source)
        return whole(self, source, *rest)

    monkeypatch.setattr(Environment, "_parse", counted)
    return sources


def test_a_template_is_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = compiles(monkeypatch)
    assert rendered(folder, trim_blocks=True) == rendered(folder, trim_blocks=True) == "Hello Ada\n"
    assert 1 == len(sources) == len(kept(folder))


def test_a_changed_template_or_option_is_compiled_anew(folder: Path) -> None:
    assert rendered(folder, trim_blocks=True) == "Hello Ada\n"
    assert rendered(folder, trim_blocks=False) == "\nHello Ada\n"
    (folder / "a/b.j2").write_text("Bye {{ name }}")
    assert rendered(folder, trim_blocks=True) == "Bye Ada"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_entry_is_compiled_anew(folder: Path, damage: bytes | None) -> None:
    rendered(folder)
    [entry] = kept(folder)
    entry.write_bytes(entry.read_bytes()[:-20] if damage is None else damage)
    assert "Hello Ada" in rendered(folder)


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "__pycache__").write_text("no folder")
    assert "Hello Ada" in rendered(folder)
    (folder / "__pycache__").unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "Hello Ada" in rendered(folder)
    assert [] == kept(folder)
