"""A model as a field of a pydantic model, which is how FastAPI and others see it."""

from __future__ import annotations

from typing import Any, get_args

import pydantic
import pytest

from generator.runtime.unions import UnknownVariant
from tests.runtime.petshop import types
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


class Household(pydantic.BaseModel):
    pet: types.Pet
    pets: list[types.Pet] = []
    guest: types.Pet | None = None


def test_a_union_with_a_name_is_told_apart_and_given_back() -> None:
    cat, dog = {"kind": "cat", "name": "Tom", "new": 1}, {"kind": "dog", "name": "Rex"}
    household = Household.model_validate({"pet": dict(cat), "pets": [dict(dog), {"kind": "fish"}], "guest": dict(dog)})
    found = [household.pet, *household.pets, household.guest]
    assert [Cat, Dog, UnknownVariant, Dog] == [type(each) for each in found]
    assert household.pet is Household(pet=household.pet).pet
    assert {"pet": cat, "pets": [dog, {"kind": "fish"}], "guest": dog} == household.model_dump()
    assert household == Household.model_validate_json(household.model_dump_json())


@pytest.mark.parametrize("value", [3, "cat", [], True])
def test_what_a_union_can_never_be_is_refused(value: object) -> None:
    with pytest.raises(pydantic.ValidationError, match=f"{type(value).__name__} is no Pet"):
        Household.model_validate({"pet": value})


def test_a_strict_union_is_checked_against_the_spec() -> None:
    adapter = pydantic.TypeAdapter(types.Pet)
    assert isinstance(adapter.validate_python({"kind": "cat", "name": "Tom"}, strict=True), Cat)
    with pytest.raises(pydantic.ValidationError, match="/kind: 'fish' is none of"):
        adapter.validate_python({"kind": "fish"}, strict=True)


def test_the_json_schema_of_a_union_has_its_variants() -> None:
    described: Any = pydantic.TypeAdapter(types.Pet).json_schema()
    assert ["Cat", "Dog"] == [variant["title"] for variant in described["anyOf"]]


def test_a_name_for_a_union_says_what_it_is() -> None:
    assert ("Pet", True) == (repr(types.Pet), Cat in get_args(get_args(types.Pet.__value__)[0]))


def test_what_is_validated_stays_as_it_was() -> None:
    class Any_(pydantic.BaseModel):
        pets: types.JsonValue | list[dict[str, Any]]

    data = {"pets": [{"kind": "cat", "name": "Tom"}]}
    pydantic.TypeAdapter(list[types.Pet] | list[dict[str, Any]]).validate_python(data["pets"])
    Any_.model_validate(data)
    assert {"pets": [{"kind": "cat", "name": "Tom"}]} == data and dict is type(data["pets"][0])


def test_another_class_is_no_variant() -> None:
    with pytest.raises(pydantic.ValidationError, match="Owner is no Pet"):
        Household.model_validate({"pet": types.Owner(name="Ann", size=1)})
