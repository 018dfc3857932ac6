"""Schemas that hold themselves, narrower each time, and parents that list their heirs by way of other unions."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /trees: {get: {operationId: getTree, tags: [shop], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}}}}}
  /pets: {get: {operationId: getPet, tags: [shop], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}}}
  /times: {get: {operationId: getTime, tags: [shop], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Times"}}}}}}}
components:
  schemas:
    Times: {type: array, items: {anyOf: [{type: string, format: date-time}, {$ref: "#/components/schemas/Times"}]}}
    Tree: {type: array, prefixItems: [{type: string}], items: {$ref: "#/components/schemas/Tree", prefixItems: [{type: string}]}}
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind}
      oneOf: [{$ref: "#/components/schemas/Furry"}, {$ref: "#/components/schemas/Bird"}]
    Furry: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {bark: {type: string}}}]}
    Bird: {allOf: [{$ref: "#/components/schemas/Pet"}, {type: object, properties: {wings: {type: integer}}}]}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("selves"), DOCUMENT)


def _answer(package: ModuleType, method: str, json: Any) -> Any:
    with Loopback(Reply(200, json=json)) as server, package.Inline(base_url=server.url, strict=True) as client:
        return getattr(client.shop, method)()


@pytest.mark.parametrize("tree", [["a"], ["a", ["b"]], ["a", ["b", ["c", ["d"]], ["e"]]]])
def test_a_list_of_narrower_lists_of_itself_is_read(package: ModuleType, tree: list[Any]) -> None:
    assert tree == _answer(package, "get_tree", tree)


def test_what_stands_beside_a_list_of_itself_is_converted_at_every_depth(package: ModuleType) -> None:
    written, read = "2024-01-31T12:00:00Z", datetime(2024, 1, 31, 12, tzinfo=UTC)
    assert [read, [read, [read]]] == _answer(package, "get_time", [written, [written, [written]]])


def test_such_a_list_is_checked_at_every_depth(package: ModuleType) -> None:
    with pytest.raises(package.APIResponseValidationError, match="/1/1/1: 3 is no"):
        _answer(package, "get_tree", ["a", ["b", ["c", 3]]])


@pytest.mark.parametrize(
    ("kind", "wire_name", "value"), [("Cat", "lives", 9), ("Dog", "bark", "wow"), ("Bird", "wings", 2)]
)
def test_an_heir_in_a_union_of_its_parents_is_told_by_its_tag(
    package: ModuleType, kind: str, wire_name: str, value: object
) -> None:
    pet = _answer(package, "get_pet", {"kind": kind, wire_name: value})
    assert kind == type(pet).__name__
    assert value == getattr(pet, wire_name)
