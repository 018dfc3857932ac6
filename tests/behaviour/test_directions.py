"""readOnly and writeOnly: what a caller must give, what a server must send, and what type checkers think of both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /users:
    post:
      operationId: createUsers
      tags: [users]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [users]
              properties: {users: {type: array, items: {$ref: "#/components/schemas/User"}}}
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
components:
  schemas:
    User:
      type: object
      required: [id, name, password]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        password: {type: string, writeOnly: true}
"""


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    yield package_of(tmp_path_factory.mktemp("directions"), DOCUMENT)


def test_a_constructor_does_without_what_only_the_server_sets(inline: ModuleType) -> None:
    user = inline.types.User(name="Ann", password="p")
    assert {"name": "Ann", "password": "p"} == user.to_dict()
    with pytest.raises(TypeError, match="'password'"):
        inline.types.User(name="Ann")


def test_strict_mode_wants_what_the_server_sets_and_not_what_it_never_sends(inline: ModuleType) -> None:
    with Loopback(Reply(json={"id": "1", "name": "Ann"}), Reply(json={"name": "Ann"})) as server:
        with inline.Inline(base_url=server.url, strict=True) as client:
            user = client.users.create(users=[{"name": "Ann", "password": "p"}])
            assert ("1", None) == (user.id, user.password)
            with pytest.raises(inline.APIResponseValidationError, match="'id' is missing"):
                client.users.create(users=[])


_USE = """
from typing import assert_type
from {name} import types

user = types.User(name="Ann", password="p")
assert_type(user.id, str)
assert_type(user.password, str | None)
types.User(id="1", name="Ann", password="p")
"""


def test_type_checkers_agree(inline: ModuleType) -> None:
    path = inline.__path__[0]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "-c", _USE.format(name=inline.__name__)],
        capture_output=True,
        text=True,
        cwd=f"{path}/..",
        check=False,
    )
    assert 0 == done.returncode, done.stdout
