"""A change of one line in a document is a change of a few lines in the package.

Renders a small API of all kinds of methods, adds one optional parameter or one member of a body to one of them, renders again, and
counts the lines that a unified diff adds and removes in all files.
"""

from __future__ import annotations

import copy
import difflib
import json
from pathlib import Path
from typing import Any

import pytest

from generator.config import ClientConfig
from generator.emitter.render import render
from generator.loader.load import load_spec
from generator.model.build import build_api

MOST = 8
_TEXT = {"type": "string"}
_OBJECT = {"type": "object", "properties": {"id": _TEXT, "next": _TEXT}}
_PAGE = {"type": "object", "properties": {"data": {"type": "array", "items": _OBJECT}, "next_cursor": _TEXT}}


def _query(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": _TEXT, "description": f"The {name}."} for name in names]


def _id() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": _TEXT, "description": "Which."}


def _body(name: str) -> dict[str, Any]:
    # Each has a text of its own: of several bodies that say the same, one has the class, and what changes needs one too.
    title = {**_TEXT, "description": f"What it is called in {name}."}
    return {"type": "object", "required": ["title"], "properties": {"title": title, "pages": {"type": "integer"}}}


def _limit() -> dict[str, Any]:
    return {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}


def _operation(name: str, parameters: list[dict[str, Any]], body: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    answer = {"description": "Done.", "content": {"application/json": {"schema": more.get("answer", _OBJECT)}}}
    made = {"operationId": name, "summary": "Do it.", "tags": ["books"], "parameters": parameters}
    if body:
        content = {media_type: {"schema": _body(name)} for media_type in body}
        made["requestBody"] = {"required": more.get("is_required", True), "content": content}
    if "events" in more:
        answer["content"]["text/event-stream"] = {"schema": _OBJECT}
    return {**made, "responses": {"200": answer, "404": {"description": "None.", **answer}}}


_OPERATIONS = {
    "get /books/{id}": _operation("get_book", [_id()]),
    "get /books": _operation("list_books", [*_query("cursor"), _limit(), *_query("order")], answer=_PAGE),
    "get /search": _operation("search_books", _query(*(f"filter_number_{number}" for number in range(20)))),
    "get /fifth/{id}": _operation("fifth", [_id(), *_query("one", "two", "three", "page[size]", "four")]),
    "get /nothing": _operation("nothing", []),
    "delete /books/{id}": _operation("remove_a_book_that_is_no_longer_in_any_of_our_shelves", [_id()]),
    "post /books": _operation("create_book", _query("is_draft"), ("application/json",)),
    "put /books/{id}": _operation("replace_book", [_id()], ("application/json",), is_required=False),
    "post /forms": _operation("form", [], ("application/json", "application/x-www-form-urlencoded")),
    "post /files": _operation("file", [_id()], ("multipart/form-data",)),
    "post /watch": _operation("watch", _query("stream"), ("application/json",), events=True),
}


def _lines(document: dict[str, Any], folder: Path) -> dict[str, list[str]]:
    path = folder / "books.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    config = ClientConfig("books", "Books", ("books.json",))
    loaded = load_spec([path])
    files = render(build_api(loaded.spec, config), config, "make generate")
    return {name: text.splitlines() for name, text in files.items() if not name.startswith("_runtime/")}


def _document(operations: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for key, operation in operations.items():
        method, path = key.split()
        paths.setdefault(path, {})[method] = operation
    return {"openapi": "3.1.0", "info": {"title": "Books", "version": "1"}, "paths": paths}


def _changed(operations: dict[str, Any], folder: Path) -> list[str]:
    """Give the lines that differ from the package of `_OPERATIONS`."""
    old, new = _lines(_document(_OPERATIONS), folder), _lines(_document(operations), folder)
    return [
        line
        for name in sorted({*old, *new})
        for line in difflib.unified_diff(old.get(name, []), new.get(name, []), lineterm="", n=0)
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]


@pytest.mark.parametrize("key", _OPERATIONS)
def test_one_more_parameter_is_a_diff_of_a_few_lines(key: str, tmp_path: Path) -> None:
    operations = copy.deepcopy(_OPERATIONS)
    operations[key]["parameters"] += _query("brand_new")
    changed = _changed(operations, tmp_path)
    assert any("brand_new" in line for line in changed)
    assert len(changed) <= MOST, "\n".join(changed)


@pytest.mark.parametrize("key", [key for key, operation in _OPERATIONS.items() if "requestBody" in operation])
def test_one_more_member_of_a_body_is_a_diff_of_a_few_lines(key: str, tmp_path: Path) -> None:
    operations = copy.deepcopy(_OPERATIONS)
    for content in operations[key]["requestBody"]["content"].values():
        content["schema"]["properties"]["brand_new"] = {**_TEXT, "description": "It was not there before."}
    changed = _changed(operations, tmp_path)
    assert any("brand_new" in line for line in changed)
    assert len(changed) <= MOST, "\n".join(changed)
