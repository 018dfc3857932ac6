"""A model as a field of a pydantic model, which is how FastAPI and others see it."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest

from tests.runtime.petshop.types import Cat, Dog


class Shelter(pydantic.BaseModel):
    cat: Cat
    dogs: list[Dog] = []


class Checked(pydantic.BaseModel):
    cat: Cat = pydantic.Field(strict=True)


def test_an_object_and_a_model_are_taken_and_given_back() -> None:
    shelter = Shelter.model_validate({"cat": {"kind": "cat", "name": "Tom", "new": 1}, "dogs": []})
    assert shelter.cat == Cat.from_dict({"kind": "cat", "name": "Tom", "new": 1})
    assert Shelter(cat=shelter.cat).cat is shelter.cat
    assert '{"cat":{"kind":"cat","name":"Tom","new":1},"dogs":[]}' == shelter.model_dump_json()
    assert {"cat": {"kind": "cat", "name": "Tom", "new": 1}, "dogs": []} == shelter.model_dump()
    assert shelter == Shelter.model_validate_json(shelter.model_dump_json())


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="Cat views a JSON object, not int"):
        Shelter.model_validate({"cat": 3})


def test_a_strict_field_is_checked_against_the_spec() -> None:
    assert "Tom" == Checked.model_validate({"cat": {"kind": "cat", "name": "Tom"}}).cat.name
    with pytest.raises(pydantic.ValidationError, match="/lives: 10 is not at most 9"):
        Checked.model_validate({"cat": {"kind": "cat", "name": "Tom", "lives": 10}})


def test_a_json_schema_describes_the_fields() -> None:
    described: Any = Shelter.model_json_schema()["properties"]["cat"]
    assert ["kind", "name"] == described["required"]
    assert {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]} == described["properties"]["born"]
    assert "Owner" == described["properties"]["owner"]["anyOf"][0]["title"]
