"""Names are stable: an operation or a schema that is added, before all others or after them, renames none of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.config import ClientConfig
from generator.emitter import render
from generator.emitter.describe import operation_views
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.model import build_api
from tests.roundtrip.raw import loaded
from tests.test_cases import CASES

_ADDED = "added_later"
_PATHS = {
    "/added/later": {
        "get": {
            "operationId": "addedLater",
            "responses": {
                "200": {
                    "description": "New.",
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{_ADDED}"}}},
                }
            },
        }
    }
}
_SCHEMAS = {_ADDED: {"type": "object", "properties": {"a": {"type": "integer"}}}}


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
@pytest.mark.parametrize("case", [case for case in CASES if case.name != "swagger"], ids=lambda path: path.name)
def test_what_is_added_renames_nothing(case: Path, is_first: bool, tmp_path: Path) -> None:
    folder = shutil.copytree(case, tmp_path / "case")
    document = next(folder.glob("openapi.*"))
    before = _names(document)
    raw = loaded(document)
    raw["paths"] = _joined(_PATHS, raw["paths"], is_first)
    raw["components"] = {**raw.get("components", {})}
    raw["components"]["schemas"] = _joined(_SCHEMAS, raw["components"].get("schemas", {}), is_first)
    text = json.dumps(raw) if document.suffix == ".json" else yaml.safe_dump(raw, sort_keys=False, allow_unicode=True)
    document.write_text(text, encoding="utf-8")

    after = _names(document)

    assert len(after) > len(before)
    assert before == {key: after.get(key) for key in before}


_ITEM = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "part": {"type": "object", "properties": {"n": {}}}},
}


def _answering(tag: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _ITEM}}
    return {
        "get": {
            "operationId": f"list_{tag}",
            "tags": [tag],
            "responses": {"200": {"description": "", "content": content}},
        }
    }


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
@pytest.mark.parametrize("name", ["ins", "much_longer_names"])
def test_a_like_type_that_is_added_takes_no_name_away_and_changes_no_call(
    name: str, is_first: bool, tmp_path: Path
) -> None:
    paths, schemas = {"/things": _answering("things")}, {"Something": {"type": "object", "properties": {"a": {}}}}
    more = {f"/{name}": _answering(name)}
    before = _files(tmp_path, paths, schemas)
    after = _files(tmp_path, _joined(more, paths, is_first), schemas)
    with_component = _files(tmp_path, paths, _joined({"ThingsAsComponent": _ITEM}, schemas, is_first))

    assert _type_names(before) <= _type_names(after) & _type_names(with_component)
    assert {"ThingListResponse", "ThingListResponsePart"} <= _type_names(before)
    for files in (after, with_component):
        assert before["resources/things.py"] == files["resources/things.py"]
        text = "".join(text for path, text in files.items() if path.startswith("types/"))
        assert 1 == text.count("\n    n: ")


def _files(folder: Path, paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, str]:
    document = folder / "openapi.json"
    info = {"title": "T", "version": "1"}
    raw = {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}
    document.write_text(json.dumps(raw), encoding="utf-8")
    config = ClientConfig("client", "Client", (document.name,))
    return render(build_api(load_spec([document]).spec, config), config, "clientmill")


def _type_names(files: dict[str, str]) -> set[str]:
    """Give what `client.types` has, from the texts that define it."""
    texts = (text for path, text in files.items() if path.startswith("types/") and not path.endswith("__init__.py"))
    return {
        name for text in texts for name in re.findall(r"^(?:class )?(\w+)(?: = |: TypeAlias|\()", text, re.MULTILINE)
    }


def _joined(new: dict[str, Any], old: dict[str, Any], is_first: bool) -> dict[str, Any]:
    return {**new, **old} if is_first else {**old, **new}


def _names(document: Path) -> dict[str, object]:
    """Give every name of the client, keyed by what it stands for."""
    api = build_api(load_spec([document]).spec, ClientConfig("client", "Client", (document.name,)))
    found: dict[str, object] = {id.partition("#")[2]: name for id, name in name_table(api).names.items()}
    for view in operation_views(api):
        arguments = [name for name, _ in (*view.parameters, *view.body_fields)]
        found[f"{view.operation.method} {view.operation.path} {view.operation.id}"] = (view.call, *arguments)
    return found
