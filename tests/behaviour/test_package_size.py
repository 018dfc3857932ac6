"""How long generated packages are, and how little of one a small change of its document rewrites."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.config import ClientConfig
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from tests.behaviour.inline import HEAD

_GET = """
  /{name}s/{{id}}:
    get:
      operationId: get{title}
      tags: [{name}s]
      summary: Get a {name} by its id.
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}, description: Which one.}}{more}
      responses:
        "200": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/{title}"}}}}}}}}
        "404": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Problem"}}}}}}}}
  /{name}s:
    get:
      operationId: list{title}s
      tags: [{name}s]
      summary: List all of them.
      parameters:
        - {{name: owner, in: query, schema: {{type: string}}, description: Whose.}}
        - {{name: colour, in: query, schema: {{type: string}}, description: Of this colour only.}}
        - {{name: limit, in: query, schema: {{type: integer}}, description: At most so many.}}{more}
      responses:
        "200": {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: "#/components/schemas/{title}"}}}}}}}}}}
    post:
      operationId: create{title}
      tags: [{name}s]
      summary: Make a new one.
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: "#/components/schemas/{title}"}}}}}}
      responses:
        "201": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/{title}"}}}}}}}}
"""
_SCHEMA = """
    {title}:
      type: object
      required: [id]
      properties:
        id: {{type: string, description: Names it for good.}}
        colour: {{type: string, enum: [red, green, blue]}}
        made_at: {{type: string, format: date-time}}
        size: {{$ref: "#/components/schemas/Size"}}
"""
_SHARED = """
    Problem: {type: object, properties: {message: {type: string}}}
    Size: {type: object, properties: {width: {type: number}, height: {type: number}}}
"""
_NAMES = ("box", "cart", "door", "engine", "fence", "gate", "house", "island", "jar", "kite")
_MORE = "\n        - {name: sorted_by, in: query, schema: {type: string}, description: By which field.}"


def _document(more_of: str = "", place: str = "") -> str:
    """Spell an API of thirty operations; `more_of` has a parameter more, in its `place`: "get" or "list"."""
    paths = ""
    for name in _NAMES:
        one, all_of_them = _GET.split(f"  /{{name}}s:\n")
        has_more = name == more_of
        paths += one.format(name=name, title=name.title(), more=_MORE if has_more and place == "get" else "")
        paths += f"  /{name}s:\n" + all_of_them.format(
            name=name, title=name.title(), more=_MORE if has_more and place == "list" else ""
        )
    schemas = "".join(_SCHEMA.format(title=name.title()) for name in _NAMES)
    return f"{HEAD}paths:{paths}components:\n  schemas:{schemas}{_SHARED}"


def _files(folder: Path, document: str) -> Mapping[str, str]:
    path = folder / "api.yml"
    path.write_text(document, encoding="utf-8")
    config = ClientConfig("acme", "Acme", (str(path),))
    files = render(build_api(load_spec([path]).spec, config), config, "clientmill")
    return {name: text for name, text in files.items() if not name.startswith("_runtime/")}


def _changed_lines(old: Mapping[str, str], new: Mapping[str, str]) -> int:
    assert old.keys() == new.keys()
    return sum(_distance(old[name].split("\n"), new[name].split("\n")) for name in old if old[name] != new[name])


def _distance(old: list[str], new: list[str]) -> int:
    """Count the + and - lines of the shortest diff; difflib's is not always that."""
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    row = [0] * (len(new) + 1)
    for line in old:
        above, row = row, [0]
        for index, other in enumerate(new):
            row.append(above[index] + 1 if line == other else max(row[-1], above[index + 1]))
    return len(old) + len(new) - 2 * row[-1]


@pytest.mark.parametrize("place", ["get", "list"])
def test_a_new_query_parameter_changes_at_most_eight_lines(tmp_path: Path, place: str) -> None:
    before = _files(tmp_path, _document())
    after = _files(tmp_path, _document("door", place))
    assert 1 <= _changed_lines(before, after) <= 8


def test_thirty_plain_operations_take_less_than_sixty_lines_each(tmp_path: Path) -> None:
    files = _files(tmp_path, _document())
    lines = sum(text.count("\n") for text in files.values())
    assert lines < 60 * 3 * len(_NAMES)


def test_no_line_of_a_method_is_told_twice_for_async(tmp_path: Path) -> None:
    module = _files(tmp_path, _document())["resources/doors.py"]
    assert 1 == module.count("Of this colour only.")
    assert "    list = awaited(Doors.list)\n" in module
