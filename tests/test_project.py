"""What README, CONTRIBUTING, Makefile and packaging promise, held against each other."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from generator import __version__, arguments
from generator.client_yml import read_client
from generator.client_yml_pagination import STYLES
from generator.config import ClientConfig
from generator.folder import MARKER
from generator.loader import load_spec
from generator.model import build_api
from generator.model.pages import Cursor
from generator.runtime import retries
from tests.loopback import Loopback, Received, Reply
from tests.pets import PETS, write_client

if TYPE_CHECKING:
    from telnyx import Telnyx

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / document).read_text(encoding="utf-8"), re.S | re.M)


def commands() -> Iterator[list[str]]:
    for document in DOCUMENTS:
        for block in blocks(document, "sh"):
            yield from (shlex.split(line) for line in block.splitlines() if line)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def vendor(request: Received) -> Reply:
    if "no-such-clone" in request.path:
        return Reply(404, json={"errors": [{"code": "10005", "title": "Resource not found"}]})
    return Reply(200, json={"data": {"id": "c1", "name": "updated-clone", "gender": "new-gender", "language": None}})


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"__name__": "readme"}
    with Loopback(vendor) as server:
        monkeypatch.setenv("TELNYX_API_KEY", "key")
        monkeypatch.setenv("TELNYX_BASE_URL", server.url)
        for block in blocks("README.md", "python"):
            exec(compile(block, "README.md", "exec"), names)
        cast("Telnyx", names["client"]).close()

    printed = capsys.readouterr().out
    assert "new-gender\nTrue\n{'data': {'id': 'c1', " in printed
    assert '{"id":"c1","name":"updated-clone","gender":"new-gender","language":null}}\n404 None' in printed
    clones = "/voice_clones/182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"
    assert ("PATCH", clones, {"name": "updated-clone"}) == (
        server.requests[0].method,
        server.requests[0].path,
        server.requests[0].json,
    )
    assert [{"name": "office", "billing_group_id": None}, {"name": "office"}] == [
        request.json for request in server.requests if request.path.startswith("/outbound")
    ]
    assert {"Bearer key"} == {request.headers["authorization"] for request in server.requests}
    assert "/undocumented" in {request.path for request in server.requests}


def test_the_commands_of_the_documents_exist(tmp_path: Path) -> None:
    (tmp_path / "petstore.yml").write_text(PETS, encoding="utf-8")
    listed = list(commands())
    made = {word for command in listed if command[0] == "make" for word in command[1:] if "=" not in word}
    run = [command[1:] for command in listed if command[0] == "clientmill"]

    assert made and made <= targets()
    assert ["generate", "check", "inspect"] == [arguments.parse(words).command for words in run]
    for words in run:
        done = subprocess.run(
            [sys.executable, "-m", "generator", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == done.returncode, done.stderr
    assert (tmp_path / "clients" / "petstore" / "__init__.py").is_file()
    assert {"make", "clientmill", "pip", "mkdir", "cp", ".ci/run"} == {command[0] for command in listed}


def test_every_setting_of_client_yml_is_in_the_readme() -> None:
    # Where the file is, and its entries, are no settings.
    settings = set(ClientConfig.__struct_fields__) - {"location", "places"}

    section = README.partition("### client.yml")[2].partition("\n## ")[0]
    assert settings == set(re.findall(r"^\| `(\w+)` \|", section, re.M))


def test_the_readmes_client_yml_is_one(tmp_path: Path) -> None:
    [example] = [block for block in blocks("README.md", "yaml") if "package: acme" in block]

    config = read_client(write_client(tmp_path, "acme", client=example))

    assert ("acme", "ACME", 4, 3) == (config.package, config.class_name, len(config.auth), len(config.skip))


def test_the_readmes_pagination_can_be_read(tmp_path: Path) -> None:
    [example] = [block for block in blocks("README.md", "yaml") if block.startswith("pagination:")]

    config = read_client(write_client(tmp_path, "acme", client=example))

    assert ["cursor", "page", None] == [choice.style for choice in config.pagination]


def test_the_readmes_table_of_pagination_settings_is_what_can_be_set() -> None:
    table = README.partition("| Style | Settings |\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", table, re.M)
    shown = {style: set(re.findall(r"`(\w+)`", text)) for style, text in rows}

    known = {style: {*names} - {"items"} for style, names in STYLES.items() if style != "link-header"}
    assert known == shown


def test_the_readmes_overlay_makes_pages_of_what_a_vendor_forgot(tmp_path: Path) -> None:
    [overlay] = [block for block in blocks("README.md", "yaml") if block.startswith("overlay:")]
    (tmp_path / "overlay.yml").write_text(overlay, encoding="utf-8")
    (tmp_path / "pets.yml").write_text(FORGETFUL, encoding="utf-8")
    config = ClientConfig("pets", "Pets", ((tmp_path / "pets.yml").as_posix(),))
    spec = load_spec(config.specs, overlays=((tmp_path / "overlay.yml").as_posix(),)).spec

    (before,) = build_api(load_spec(config.specs).spec, config).resources[0].operations
    (after,) = build_api(spec, config).resources[0].operations

    assert None is before.pagination
    assert isinstance(after.pagination, Cursor) and ("next_page", "offset") == after.pagination.next


FORGETFUL = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: "https://pets.example"}]
paths:
  /pets:
    get:
      parameters: [{name: offset, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Some pets.
          content:
            application/json:
              schema: {type: object, properties: {data: {type: array, items: {type: object}}}}
"""


def test_the_retry_table_is_the_runtimes() -> None:
    documented = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in (retries.__doc__ or "").splitlines()
        if line.strip().startswith("|") and "---" not in line
    ]
    first, second, *rows = documented
    wanted = [[f"{a} {b}".strip() for a, b in zip(first, second, strict=True)], *rows]

    section = README.partition("### What is tried again")[2].partition("\n#")[0]
    shown = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|") and "---" not in line
    ]
    assert wanted == shown


def test_every_target_is_in_the_help() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = {word for line in re.findall(r"^\.PHONY: (.*)$", text, re.M) for word in line.split()}

    assert targets() == phony
    assert {"help", "generate", "check", "test", "lint", "types", "bench", "corpus", "clean"} <= phony


def test_the_lock_pins_what_the_project_asks_for_and_names_no_registry() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        re.split(r"[<>=~!]", each)[0].lower()
        for each in (*project["dependencies"], *project["optional-dependencies"]["dev"])
    }
    lines = [
        line for line in (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    ]

    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert wanted <= {line.partition("==")[0].lower() for line in lines}


def test_the_trees_marker_is_what_the_templates_write() -> None:
    # emitter/tree.py refuses to replace a package whose first line does not have it.
    firsts = [path.read_text(encoding="utf-8").partition("\n")[0] for path in ROOT.glob("generated/*/__init__.py")]

    assert firsts and all(MARKER in first for first in firsts)


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
