"""`clientmill changes`: exit codes, what is printed where, and that nothing is written."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.cli import main
from tests.pets import write_client


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_client(Path("specs"), "pets")
    assert 0 == main(["generate", "-q"])


def edit(old: str, new: str) -> None:
    file = Path("specs/pets/openapi.yml")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def on_disk() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()}


def git(*words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.test", *words], check=True, capture_output=True)


def test_nothing_has_changed_for_callers(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert 0 == main(["changes"])
    assert "generated/pets: nothing that callers see has changed.\n" == capsys.readouterr().out


def test_what_breaks_callers_is_told_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    before = on_disk()
    edit("age: {", "years: {")
    capsys.readouterr()
    assert 1 == main(["changes"])
    printed = capsys.readouterr()
    assert "breaking  " in printed.out and printed.out.endswith(": a major version.\n")
    assert ("", before) == (printed.err, on_disk())
    assert 1 == main(["changes", "-q"])
    assert "version" not in capsys.readouterr().out


def test_changes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    edit("age: {", "years: {")
    capsys.readouterr()
    assert 1 == main(["changes", "--json"])
    (client,) = json.loads(capsys.readouterr().out)["clients"]
    assert ("generated/pets", "major") == (client["client"], client["release"])
    assert {"kind", "where", "what"} == set(client["changes"][0])


def test_a_package_that_is_not_there_yet_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree("generated")
    capsys.readouterr()
    assert 0 == main(["changes"])
    assert "generated/pets: it is new.\n" == capsys.readouterr().out


def test_the_package_of_a_revision_is_compared_from_any_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q")
    git("add", "specs")
    git("commit", "-qm", "without")
    git("add", "generated")
    git("commit", "-qm", "with")
    edit("age: {", "years: {")
    assert 0 == main(["generate", "-q"])
    capsys.readouterr()
    assert 0 == main(["changes"])
    assert 1 == main(["changes", "--since", "HEAD"])
    assert "breaking  " in capsys.readouterr().out
    assert 0 == main(["changes", "--since", "HEAD~1"])
    assert "it is new" in capsys.readouterr().out
    Path("generated/.gitattributes").write_text("*.py export-ignore\n")
    monkeypatch.setenv("GIT_DIR", str(Path(".git").absolute()))  # As in a hook.
    assert 1 == main(["changes", "--since", "HEAD"])
    monkeypatch.setenv("GIT_DIR", ".git")
    assert 1 == main(["changes", "--since", "HEAD"])
    Path("inner").mkdir()
    monkeypatch.chdir("inner")
    assert 1 == main(["changes", "--since", "HEAD", "--specs-dir", "../specs", "--output", "../generated"])


def test_a_repository_inside_the_package_is_not_looked_into() -> None:
    git("init", "-q")
    git("add", "-A")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},generated/pets/lib/theirs")
    git("commit", "-qm", "with a submodule")
    assert 0 == main(["changes", "--since", "HEAD"])


def test_a_revision_that_git_does_not_know_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 2 == main(["changes", "--since", "HEAD"])
    assert "not a git repository" in capsys.readouterr().err
    git("init", "-q")
    assert 2 == main(["changes", "--since", "no-such"])
    assert capsys.readouterr().err.startswith("clientmill: git knows no revision `no-such`. Fetch it first")
    assert 2 == main(["changes", "--since=--output=x"])
    capsys.readouterr()
    monkeypatch.setenv("PATH", "")
    assert 2 == main(["changes", "--since", "HEAD"])
    assert "git is not installed" in capsys.readouterr().err


def test_a_package_that_is_no_python_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = sorted(Path("generated/pets/resources").glob("[a-z]*.py"))
    first.write_text("<<<<<<< ours\n", encoding="utf-8")
    assert 2 == main(["changes"])
    said = capsys.readouterr().err
    assert f"clientmill: {first.as_posix()}:1: this is no Python" in said and "Say --since HEAD to compare" in said
