"""What a document deprecates is marked in the client: type checkers tell of it, and calls go on working."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module, invalidate_caches
from pathlib import Path

import black
import pytest

from generator.cli import main
from tests.loopback import Loopback, Reply

DOCUMENT = """\
openapi: 3.1.0
info: {title: Old, version: "1"}
servers: [{url: https://old.example}]
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      deprecated: true
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
    post: {operationId: deprecated, tags: [things], responses: {"204": {description: d}}}
    delete: {operationId: dropThings, tags: [things], deprecated: true, responses: {"204": {description: d}}}
components:
  schemas:
    Thing: {type: object, deprecated: true, properties: {a: {type: integer}, b: {$ref: "#/components/schemas/Words"}}}
    Words: {type: array, items: {type: string}}
    Zeal: {type: object, deprecated: true, properties: {a: {type: integer}}}
"""
USE = """\
from old import Old, types
client = Old()
client.things.list()
client.things.deprecated()
types.Thing(a=1)
"""


def test_a_deprecated_operation_and_schema_are_marked_and_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old.yml").write_text(DOCUMENT)
    assert 0 == main(
        ["-q", "generate", "--spec", str(tmp_path / "old.yml"), "--package", "old", "--output", str(tmp_path)]
    )
    written = [path for path in (tmp_path / "old").rglob("*.py") if "_runtime" not in path.parts]
    assert [] == [
        path.name for path in written if black.format_str(path.read_text(), mode=black.Mode()) != path.read_text()
    ]
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    old = import_module("old")
    with Loopback(Reply(200, json={"a": 1})) as server, old.Old(base_url=server.url) as client:
        assert 1 == client.things.list().a
    assert hasattr(type(client.things).list, "__deprecated__")
    assert hasattr(old.types.Thing, "__deprecated__")
    assert not hasattr(type(client.things).deprecated, "__deprecated__")

    (tmp_path / "use.py").write_text(USE)
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--enable-error-code=deprecated", "use.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    lines = [line for line in told.splitlines() if line.startswith("use.py")]
    assert ["use.py:3:", "use.py:5:"] == [line.split(" ")[0] for line in lines], told
