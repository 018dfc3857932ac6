"""What was pickled before a package was generated anew is read after it, by a process that never saw the old one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from generator.config import ClientConfig
from generator.emitter import render
from generator.emitter.tree import write
from tests.behaviour.inline import HEAD, api_of

_ANSWER = "{description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}"
_PETS = f"  /pets: {{get: {{operationId: getPet, tags: [pets], responses: {{'200': {_ANSWER}}}}}}}\n"
_SHOPS = f"  /shops: {{get: {{operationId: getShop, tags: [shops], responses: {{'200': {_ANSWER}}}}}}}\n"
_SCHEMAS = """
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}, home: {$ref: "#/components/schemas/Home"}}}
    Home: {type: object, properties: {street: {type: string}}}
"""


def _generate(folder: Path, paths: str) -> None:
    config = ClientConfig("shop", "Shop", ("shop.yml",))
    write(dict(render(api_of(folder, f"{HEAD}paths:\n{paths}{_SCHEMAS}"), config, "clientmill")), folder / "shop")


def _run(folder: Path, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert "" == done.stderr
    return done.stdout.strip()


def test_a_model_is_unpickled_although_its_class_stands_in_another_module_now(tmp_path: Path) -> None:
    _generate(tmp_path, _PETS)
    made = "types.Pet.from_dict({'name': 'Tom', 'home': {'street': 'Elm'}, 'new': 1})"
    pickled = _run(
        tmp_path,
        f"import pickle; from shop import types; pet = {made}; pet.home; print(pet.__module__, pickle.dumps([pet]))",
    )
    module, _, content = pickled.partition(" ")
    _generate(tmp_path, _PETS + _SHOPS)
    told = _run(
        tmp_path,
        f"import pickle; [pet] = pickle.loads({content}); print(pet.__module__);"
        f" from shop import types; assert pet == {made}; print(pet.home.street)",
    )
    assert ("shop.types.pets", ["shop.types.shared", "Elm"]) == (module, told.split())
