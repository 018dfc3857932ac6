"""What a client loads when it is imported: modules are counted, as time would depend on the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import main
from tests.benchmarks.documents import document

_MOST_BESIDE_HTTPX2 = 80
_CONSTRUCT = "import httpx2; httpx2.Client()"
_TOUCH = "import made_up; made_up.MadeUp(base_url='http://127.0.0.1').batas.retrieve"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that holds the package made_up, of a thousand operations."""
    made = tmp_path_factory.mktemp("made_up")
    (made / "made_up.json").write_text(document(1000))
    words = ["--spec", str(made / "made_up.json"), "--package", "made_up", "--output", str(made)]
    assert 0 == main(["-q", "generate", *words])
    return made


def _loaded(folder: Path, code: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, sep='\\n')"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_finding_a_method_loads_few_modules_beside_httpx2(folder: Path) -> None:
    more = _loaded(folder, f"{_CONSTRUCT}\n{_TOUCH}") - _loaded(folder, _CONSTRUCT)
    assert len(more) <= _MOST_BESIDE_HTTPX2, sorted(more)


def test_finding_a_method_loads_one_resource_and_no_types(folder: Path) -> None:
    found = {name for name in _loaded(folder, _TOUCH) if name.startswith("made_up.")}
    assert {"made_up.resources", "made_up.resources.batas"} == {name for name in found if ".resources" in name}
    assert set() == {name for name in found if ".types." in name}


def test_constructing_a_client_loads_no_http_library(folder: Path) -> None:
    assert "httpx2" not in _loaded(folder, _TOUCH)


def test_reading_a_model_loads_the_types_of_its_resource_and_shared_ones_only(folder: Path) -> None:
    found = _loaded(folder, "import made_up; made_up.types.Bata.from_dict({'id': '1', 'owner': {'id': '2'}}).owner")
    # The owner is the same type in every resource.
    assert {"made_up.types.batas", "made_up.types.shared"} == {
        name for name in found if name.startswith("made_up.types.")
    }
