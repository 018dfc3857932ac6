from __future__ import annotations

import json
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pydantic
import pytest

from generator.runtime.encode import json_bytes, jsonable, to_dict, to_json
from generator.runtime.sentinels import Omit, omit
from tests.runtime.petshop.types import Address


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Legacy(pydantic.BaseModel):
    at: datetime
    name: str = pydantic.Field(serialization_alias="Name")


@dataclass
class Point:
    x: int
    label: str | Omit = omit


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2024, 5, 1, tzinfo=UTC), "2024-05-01T00:00:00Z"),
        (date(2024, 5, 1), "2024-05-01"),
        (time(8), "08:00:00"),
        (b"hi", "aGk="),
        (bytearray(b"hi"), "aGk="),
        (memoryview(b"hi"), "aGk="),
        (Decimal("1.50"), "1.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Colour.RED, "red"),
        (Level.LOW, 1),
        ((1, 2), [1, 2]),
        (deque([1]), [1]),
        (range(2), [0, 1]),
        ({3, 1, 2}, [1, 2, 3]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (MappingProxyType({"a": (1,)}), {"a": [1]}),
        (OrderedDict(a=1), {"a": 1}),
        ({Colour.RED: 1}, {"red": 1}),
        (Address(street="Elm"), {"street": "Elm"}),
        (Legacy(at=datetime(2024, 5, 1), name="x"), {"at": "2024-05-01T00:00:00", "Name": "x"}),
        (Point(1), {"x": 1}),
        ({"a": omit, "b": None, "c": [omit, 1]}, {"b": None, "c": [1]}),
    ],
)
def test_a_value_has_a_form_in_json(value: object, expected: object) -> None:
    assert expected == jsonable(value)
    assert type(expected) is type(jsonable(value))


def test_nothing_of_the_result_is_shared_with_the_value() -> None:
    value: dict[str, Any] = {"a": [{}]}
    made = jsonable(value)
    made["a"][0]["x"] = 1
    assert {"a": [{}]} == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, {"b/c": object()}]}, "/a/1/b~1c: object has no form in JSON"),
        (object, "type has no form in JSON"),
        (omit, "Omit has no form in JSON"),
        ({1: 2}, "the name of a property is text, not int"),
        (iter([1]), "list_iterator has no form in JSON"),
    ],
)
def test_a_type_without_a_form_is_refused_with_its_place(value: object, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        jsonable(value)
    assert message in str(caught.value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("nan")])
def test_a_number_without_a_form_is_refused_with_its_place(number: object) -> None:
    with pytest.raises(ValueError, match="^/a/0: .* has no form in JSON$"):
        to_json({"a": [number]})


def test_text_is_compact_and_not_escaped() -> None:
    assert '{"a":["é",1.5,true,null]}' == to_json({"a": ["é", 1.5, True, None]})
    assert '{"a":"é"}'.encode() == json_bytes({"a": "é"})


def test_half_a_surrogate_pair_survives() -> None:
    assert {"a": "\ud800é"} == json.loads(json_bytes({"a": "\ud800é"}))


def test_only_an_object_has_a_dict() -> None:
    assert {"x": 1} == to_dict(Point(1))
    with pytest.raises(TypeError, match="list is no JSON object"):
        to_dict([])


def test_omit_is_one_false_object() -> None:
    import copy
    import pickle

    assert omit is Omit() is copy.deepcopy(omit) is pickle.loads(pickle.dumps(omit))
    assert not omit and "omit" == repr(omit)
