"""Types that are the same: one class with several names, in calls, answers, dicts, unions and strict mode."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

_PET = (
    "{type: object, required: [id], properties: {id: {type: string, minLength: 2}, owner: {type: object,"
    " description: Who feeds it., properties: {name: {type: string}, born: {type: string, format: date}}},"
    " parts: {type: array, items: {type: object, properties: {name: {type: string}}}}}}"
)
_DOCUMENT = f"""
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        "200":
          description: d
          content:
            application/json:
              schema: {{type: array, items: {{$ref: "#/components/schemas/ListedPet"}}}}
    post:
      operationId: createPet
      tags: [pets]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [pet]
              properties:
                pet: {{$ref: "#/components/schemas/NewPet"}}
                other: {{anyOf: [{{$ref: "#/components/schemas/NewPet"}}, {{$ref: "#/components/schemas/ListedPet"}}]}}
      responses:
        "200": {{description: d, content: {{application/json: {{schema: {_PET}}}}}}}
  /animals/{{id}}:
    get:
      operationId: getAnimal
      tags: [animals]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                oneOf: [{{$ref: "#/components/schemas/Cat"}}, {{$ref: "#/components/schemas/Dog"}}]
                discriminator: {{propertyName: kind, mapping: {{cat: Cat, dog: Dog}}}}
components:
  schemas:
    ListedPet: &pet {_PET}
    NewPet: *pet
    Cat: &animal {{type: object, required: [kind], properties: {{kind: {{type: string}}, name: {{type: string}}}}}}
    Dog: *animal
    Mood: &mood {{type: string, description: How it feels., enum: [good, bad]}}
    OtherMood: *mood
"""
_SENT = {"id": "p1", "owner": {"name": "Ann", "born": "2000-01-02"}, "parts": [{"name": "tail"}]}


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("shared"), _DOCUMENT)


def test_like_schemas_are_one_class_with_all_their_names(inline: ModuleType) -> None:
    types = inline.types
    assert types.NewPet is types.ListedPet is types.PetCreateResponse
    assert types.NewPetOwner is types.ListedPetOwner is types.PetCreateResponseOwner
    assert types.NewPetPart is types.ListedPetPart
    assert types.NewPetDict is types.ListedPetDict
    assert types.NewPetOwnerDict is types.ListedPetOwnerDict
    assert types.OtherMood == types.Mood
    assert {"NewPet", "ListedPet", "PetCreateResponse", "NewPetDict"} <= {*dir(types)}


def test_the_class_stands_once_in_the_package(inline: ModuleType) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (Path(inline.__path__[0]) / "types").glob("*.py")]
    assert 1 == sum(source.count("born: date | None") for source in sources)
    assert 1 == sum(source.count("How it feels.") for source in sources)


def test_a_model_a_dict_and_what_another_call_gave_are_all_sent(inline: ModuleType) -> None:
    types = inline.types
    with Loopback(Reply(json=_SENT), Reply(json=[_SENT]), Reply(json=_SENT)) as server:
        with inline.Inline(base_url=server.url) as client:
            made = client.pets.create(pet=types.NewPet(id="p1", owner={"name": "Ann"}), other=_SENT)
            listed = client.pets.list()
            client.pets.create(pet=listed[0], other=made)
    assert {"pet": {"id": "p1", "owner": {"name": "Ann"}}, "other": _SENT} == server.requests[0].json
    assert {"pet": _SENT, "other": _SENT} == server.requests[2].json
    assert type(made) is type(listed[0]) is types.PetCreateResponse
    assert isinstance(made.owner, types.NewPetOwner)
    assert 2000 == made.owner.born.year
    assert made == pickle.loads(pickle.dumps(listed[0]))


def test_variants_that_look_alike_are_told_by_their_tag_and_by_their_class(inline: ModuleType) -> None:
    types = inline.types
    replies = [Reply(json={"kind": kind, "name": "T"}) for kind in ("cat", "dog", "cow")]
    with Loopback(*replies) as server, inline.Inline(base_url=server.url) as client:
        cat, dog, cow = (client.animals.retrieve("1") for _ in replies)
    assert (types.Cat, types.Dog) == (type(cat), type(dog))
    assert not isinstance(dog, types.Cat)
    assert "cow" == cow.kind


def test_strict_mode_checks_a_shared_type_under_each_name(inline: ModuleType) -> None:
    replies = [Reply(json={"id": "x"}), Reply(json=[{"id": "x"}])]
    with Loopback(*replies) as server, inline.Inline(base_url=server.url, strict=True) as client:
        with pytest.raises(inline.APIResponseValidationError, match="/id"):
            client.pets.create(pet={"id": "p1"})
        with pytest.raises(inline.APIResponseValidationError, match="/0/id"):
            client.pets.list()


_USE = """
from typing import assert_type
from {name} import Inline, types

client = Inline(base_url="http://localhost")
made = client.pets.create(pet=types.NewPet(id="p1"), other={{"id": "p1", "owner": {{"name": "Ann"}}}})
assert_type(made, types.ListedPet)
assert_type(client.pets.list()[0].owner, types.NewPetOwner | None)
known: types.ListedPetDict = {{"id": "p2"}}
new: types.NewPetDict = known
client.pets.create(pet=new)
client.pets.create(pet=made)
mood: types.OtherMood = "good"
same: types.Mood = mood
"""


def test_type_checkers_know_the_names_for_one_type(inline: ModuleType) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "-c", _USE.format(name=inline.__name__)],
        capture_output=True,
        text=True,
        cwd=f"{inline.__path__[0]}/..",
        check=False,
    )
    assert 0 == done.returncode, done.stdout
