"""Runs with nothing changed: they say and leave what a full run would, without one; and anything changed makes a full run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import commands
from generator.cli import main
from tests.pets import BROKEN, PETS, write_client

REPOSITORY = Path(__file__).resolve().parents[1]
_WARNED = PETS.replace("/pets/{id}:", "pets/{id}:")


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTMILL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def full_runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the package of every client that goes through the stages."""
    noted: list[str] = []
    produce = commands.pipeline.produce

    def noting(job: commands.pipeline.Job, *rest: object) -> object:
        noted.append(job.config.package)
        return produce(job, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(commands.pipeline, "produce", noting)
    return noted


def test_nothing_changed_imports_none_of_the_stages() -> None:
    write_client(Path("specs"), "pets")
    assert 0 == main(["generate"])

    heavy = {"yaml", "jinja2", "black", "openapi_spec_validator", "generator.pipeline", "generator.loader"}
    code = (
        f"from generator.cli import main; import sys; main(['generate']); print(sorted({heavy!r} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert "generated/pets: no changes\n[]\n" == done.stdout


@pytest.mark.parametrize("command", ["generate", "check"])
def test_nothing_changed_prints_what_a_full_run_prints(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    write_client(Path("specs"), "pets", _WARNED)
    main(["generate"])
    capfd.readouterr()

    assert 0 == main([command])
    remembered = capfd.readouterr()
    Path("../cache").rename("../elsewhere")
    assert 0 == main([command])

    assert "warning[path-without-slash]" in remembered.err
    assert capfd.readouterr() == remembered


def test_quiet_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    write_client(Path("specs"), "pets", _WARNED)
    main(["-q", "generate"])
    main(["-q", "generate"])

    assert ("", "") == tuple(capfd.readouterr())


def _edit(path: str) -> None:
    Path(path).write_text(Path(path).read_text() + "\n# more\n")


def _new_document() -> None:
    Path("specs/pets/more.yml").write_text(PETS.replace("/pets/", "/animals/").replace("updatePet", "updateAnimal"))


_CHANGES: dict[str, Callable[[], object]] = {
    "document": lambda: _edit("specs/pets/openapi.yml"),
    "referenced document": lambda: _edit("specs/pets/parts/pet.yaml"),
    "referenced document is gone and back elsewhere": lambda: (
        Path("specs/pets/parts").rename("specs/pets/else"),
        Path("specs/pets/parts").symlink_to("else"),
    ),
    "client.yml": lambda: Path("specs/pets/client.yml").write_text("version: 1.0.0\n"),
    "overlay": lambda: Path("specs/pets/overlay.yml").write_text(
        "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n  - {target: $.info, update: {title: Dogs}}\n"
    ),
    "another document": _new_document,
    "generated file": lambda: _edit("generated/pets/_client.py"),
    "runtime file": lambda: _edit("generated/pets/_runtime/model.py"),
    "file too many": lambda: Path("generated/pets/more.py").touch(),
    "file too few": lambda: Path("generated/pets/py.typed").unlink(),
    "no package": lambda: Path("generated").rename("gone"),
    "left by a killed run": lambda: Path("generated/.pets.old-1a2b").mkdir(),
    "damaged cache": lambda: [path.write_bytes(b"?") for path in Path("../cache/run").iterdir()],
    "no cache": lambda: Path("../cache").rename("../elsewhere"),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_a_change_makes_a_full_run(change: str, full_runs: list[str]) -> None:
    reference = PETS.replace("#/components/schemas/Pet", "parts/pet.yaml", 1)
    folder = write_client(Path("specs"), "pets", reference)
    (folder / "parts").mkdir()
    (folder / "parts/pet.yaml").write_text("type: object\nproperties: {name: {type: string}}\n")
    assert 0 == main(["generate"])
    assert 0 == main(["generate"])
    assert ["pets"] == full_runs

    _CHANGES[change]()
    assert 0 == main(["generate"])
    assert ["pets", "pets"] == full_runs

    assert 0 == main(["check"])
    assert ["pets", "pets"] == full_runs


@pytest.mark.parametrize(
    "words",
    [
        ["--allow-outside"],
        ["--output", "elsewhere"],
        ["--class-name", "Shop"],
        ["--package", "shop"],
        ["--spec", "more.yml"],
    ],
)
def test_another_request_makes_a_full_run(words: list[str], full_runs: list[str]) -> None:
    Path("pets.yml").write_text(PETS)
    Path("more.yml").write_text(PETS.replace("/pets/", "/animals/").replace("updatePet", "updateAnimal"))
    first = ["generate", "--spec", "pets.yml", "--package", "pets"]
    assert 0 == main(first)
    assert 0 == main([*first, *words])
    assert 2 == len(full_runs)


def test_only_the_client_that_changed_is_run(full_runs: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    write_client(Path("specs"), "pets", _WARNED)
    write_client(Path("specs"), "shop")
    main(["generate"])
    capfd.readouterr()
    full_runs.clear()

    _edit("specs/shop/openapi.yml")
    assert 0 == main(["generate"])

    assert ["shop"] == full_runs
    printed = capfd.readouterr()
    assert "generated/pets: no changes\ngenerated/shop: no changes\n" == printed.out
    assert "warning[path-without-slash]" in printed.err


def test_errors_are_not_remembered(full_runs: list[str]) -> None:
    write_client(Path("specs"), "pets", BROKEN)
    assert 2 == main(["generate"])
    assert 2 == main(["generate"])
    assert ["pets", "pets"] == full_runs


def test_a_check_that_finds_drift_is_not_remembered(full_runs: list[str]) -> None:
    write_client(Path("specs"), "pets")
    main(["generate"])
    _edit("generated/pets/_client.py")

    assert 1 == main(["check"])
    assert 1 == main(["check"])


def test_two_clients_of_one_package_are_an_error_also_when_both_are_remembered() -> None:
    for name in ("pets", "shop"):
        folder = write_client(Path("specs"), name)
        (folder / "client.yml").write_text("package: same\n")
        assert 0 == main(["generate", "-q", name])
    assert 2 == main(["generate"])


def test_a_client_that_is_not_there_is_still_an_error() -> None:
    write_client(Path("specs"), "pets")
    main(["generate"])
    assert 2 == main(["generate", "pest"])
    Path("specs").rename("gone")
    assert 2 == main(["generate"])
