"""The generated packages' READMEs are true: their code runs, their tables name what exists."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from tests.behaviour.inline import package_of
from tests.behaviour.made import DOCUMENTS, made
from tests.behaviour.replies import answer
from tests.behaviour.vendors import GENERATED, method_of
from tests.loopback import Loopback

every_package = pytest.mark.parametrize("package", sorted(path.parent.name for path in GENERATED.glob("*/README.md")))


@every_package
def test_the_code_runs(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (GENERATED / package / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 3
    namespace: dict[str, Any] = {}
    with Loopback(answer(200, b"{}")) as server:
        monkeypatch.setenv(f"{package.upper()}_BASE_URL", server.url)
        monkeypatch.setenv(f"{package.upper()}_API_KEY", "k")
        for block in blocks:
            exec(block, namespace)
        namespace["client"].close()
        assert len(server.requests) == sum("result = client." in block for block in blocks)


@every_package
def test_every_method_of_the_table_is_there_sync_and_async(package: str) -> None:
    text = (GENERATED / package / "README.md").read_text(encoding="utf-8")
    calls = re.findall(r"^\| `client\.([\w.]+)` \| `(\w+) (\S+)` \|", text, re.MULTILINE)
    module = import_module(package)
    names = re.search(r"`(\w+)` and `(Async\w+)`", text)
    assert calls and names is not None
    for class_name in names.groups():
        client = getattr(module, class_name)(api_key="k")
        assert all(callable(method_of(client, call)) for call, _, _ in calls)


_OPTIONAL_BODY = """
paths:
  /notes/{id}:
    put:
      operationId: updateNote
      tags: [notes]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [title, kind]
              properties: {title: {type: string}, kind: {const: note}, colour: {type: string}}
      responses: {"204": {description: Done}}
"""


def test_a_call_shows_what_a_body_has_to_have_though_the_body_may_be_left_out(tmp_path: Path) -> None:
    package = package_of(tmp_path, _OPTIONAL_BODY)
    text = (tmp_path / package.__name__ / "README.md").read_text(encoding="utf-8")
    call = 'result = client.notes.update(id="my-id", title="…", kind="note")'
    assert call in text
    with Loopback(answer(204)) as server, package.Inline(base_url=server.url) as client:
        exec(call, {"client": client})
    assert {"title": "…", "kind": "note"} == server.requests[0].json


def test_a_client_can_be_faked_in_tests_as_it_says(tmp_path: Path) -> None:
    package = made(DOCUMENTS / "hooks.yml", tmp_path, "faked")
    text = (tmp_path / "faked" / "README.md").read_text(encoding="utf-8")
    [block] = [each for each in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S) if "MockTransport" in each]
    names: dict[str, Any] = {"Faked": package.Faked}
    exec(block, names)

    with names["fake"] as fake, pytest.raises(package.NotFoundError, match="gone"):
        fake.widgets.list()
    twin = create_autospec(fake)
    twin.users.create.return_value = "made"
    assert "made" == twin.users.create(name="Ada")
    with pytest.raises(TypeError, match="too many positional arguments"):
        twin.users.create("Ada")
    with pytest.raises(AttributeError):
        twin.users.creat(name="Ada")
    raw = create_autospec(package.Faked)(base_url="http://elsewhere").users.with_raw_response
    raw.create(name="Ada")
    with pytest.raises(TypeError, match="too many positional arguments"):
        raw.create("Ada")
