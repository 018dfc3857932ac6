"""Names are stable: an operation or a schema that is added, before all others or after them, renames none of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.config import ClientConfig
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
