"""What strict mode takes and refuses where several schemas speak of one value, held against what JSON Schema says."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.inline import package_of

DOCUMENT = """
paths: {}
components:
  schemas:
    Nothing: {type: "null"}
    Some: {type: string, enum: [a, b]}
    Any: {anyOf: [{type: string}, {type: string, enum: [a, b]}]}
    SomeOrNumber: {anyOf: [{type: string, enum: [a, b]}, {type: integer}]}
    AnyOrNumber: {anyOf: [{type: string}, {type: string, enum: [a, b]}, {type: integer}]}
    OpenFirst: {allOf: [{type: object, additionalProperties: true}], properties: {a: {type: string}}}
    Case:
      type: object
      properties:
        nothing: {$ref: "#/components/schemas/Nothing"}
        short: {anyOf: [{type: string, maxLength: 3}, {type: "null"}]}
        shorts: {type: array, items: {oneOf: [{type: string, maxLength: 3}, {type: "null"}]}}
        any: {$ref: "#/components/schemas/Any"}
        some: {$ref: "#/components/schemas/Some"}
        someOrNumber: {$ref: "#/components/schemas/SomeOrNumber"}
        anyOrNumber: {$ref: "#/components/schemas/AnyOrNumber"}
        mixedOrTruth: {anyOf: [{enum: [b2, 1, true]}, {type: boolean}]}
        wholeOrNumber: {anyOf: [{type: integer, enum: [1, 2]}, {type: number}]}
        open: {$ref: "#/components/schemas/OpenFirst"}
        textOrFraction: {oneOf: [{type: string}, {type: number, enum: [2.5]}]}
        textNotOneOrNumber: {anyOf: [{type: string, not: {enum: [a, 1]}}, {type: integer}]}
        afterAny: {type: array, prefixItems: [{}], items: {type: boolean}}
        knownOrFraction: {oneOf: [{const: red}, {const: 2.5}]}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("values"), DOCUMENT)


VALID = [
    ("nothing", None),
    ("short", "abc"),
    ("short", None),
    ("shorts", ["abc", None]),
    ("any", "z"),
    ("some", "a"),
    ("someOrNumber", "a"),
    ("someOrNumber", 1),
    ("anyOrNumber", "z"),
    ("mixedOrTruth", False),
    ("wholeOrNumber", 2.5),
    ("wholeOrNumber", 7),
    ("open", {"a": "b", "further": 1}),
    ("textOrFraction", "abc"),
    ("textNotOneOrNumber", 1),
    ("afterAny", [{}, True]),
    ("knownOrFraction", "red"),
    ("knownOrFraction", 2.5),
]
INVALID = [
    ("nothing", 1),
    ("short", "abcd"),
    ("shorts", ["abcd"]),
    ("some", "z"),
    ("someOrNumber", "z"),
    ("mixedOrTruth", "z"),
    ("textOrFraction", 7),
    ("textNotOneOrNumber", "a"),
    ("afterAny", [True, {}]),
    ("knownOrFraction", 7),
]


@pytest.mark.parametrize(("name", "value"), VALID)
def test_what_is_valid_is_taken_and_given_back(package: ModuleType, name: str, value: Any) -> None:
    case = package.types.Case.from_dict({name: value}, strict=True)
    assert {name: value} == case.to_dict()
    assert repr(case)


@pytest.mark.parametrize(("name", "value"), INVALID)
def test_what_is_not_valid_is_refused(package: ModuleType, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"/{name}"):
        package.types.Case.from_dict({name: value}, strict=True)
