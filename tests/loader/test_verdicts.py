from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.loader import load_spec, verdicts

_WRONG = "openapi: 3.1.0\ninfo: {title: t, version: 1}\npaths: {}\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every document that the validator is asked about."""
    noted: list[str] = []
    ask = verdicts.validator_problems
    monkeypatch.setattr(
        verdicts,
        "validator_problems",
        lambda document, sources: (noted.append(document.file), ask(document, sources))[1],
    )
    return noted


def test_the_validator_is_asked_once_about_the_same_bytes(tmp_path: Path, asked: list[str]) -> None:
    file = tmp_path / "a.yml"
    file.write_text(_WRONG)
    cache = Cache(tmp_path / "cache", "validator")

    first = verdicts.verdicts(load_spec([file]).sources, (), cache)
    assert first == verdicts.verdicts(load_spec([file]).sources, (), cache)
    assert ["validator"] == [problem.code for problem in first]
    assert 2 == first[0].location.line
    assert 1 == len(asked)

    file.write_text("\n" + _WRONG)
    assert [3] == [each.location.line for each in verdicts.verdicts(load_spec([file]).sources, (), cache)]
    assert 2 == len(asked)


def test_an_overlay_is_another_document(tmp_path: Path, asked: list[str]) -> None:
    file, overlay = tmp_path / "a.yml", tmp_path / "overlay.yml"
    file.write_text(_WRONG)
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions: [{target: $.info, update: {version: '1'}}]\n"
    )
    cache = Cache(tmp_path / "cache", "validator")

    assert 1 == len(verdicts.verdicts(load_spec([file]).sources, (), cache))
    assert () == verdicts.verdicts(load_spec([file], overlays=[overlay]).sources, (str(overlay),), cache)
    assert 2 == len(asked)


def test_without_a_cache_folder_the_validator_is_asked_each_time(tmp_path: Path, asked: list[str]) -> None:
    file = tmp_path / "a.yml"
    file.write_text(_WRONG)
    for _ in range(2):
        verdicts.verdicts(load_spec([file]).sources, (), Cache(None, "validator"))
    assert 2 == len(asked)
    assert ["a.yml"] == os.listdir(tmp_path)
