"""What web frameworks leave out of the documents that they write."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /report:
    get: {operationId: report, tags: [files], responses: {"200": {description: FastAPI's FileResponse}}}
    put: {operationId: swap, tags: [files], responses: {"200": {description: done}}}
    delete: {operationId: delete, tags: [files], responses: {"204": {description: gone}}}
  /state:
    get: {operationId: state, tags: [files], responses: {"204": {description: nothing new}}}
    head: {operationId: peek, tags: [files], responses: {"200": {description: it is there}}}
  /either:
    get:
      operationId: either
      tags: [files]
      responses:
        "200": {description: it, content: {application/json: {schema: {type: integer}}}}
        "202": {description: not yet}
  /failing:
    get:
      operationId: failing
      tags: [files]
      responses:
        "200": {description: ok}
        default: {description: no, content: {application/json: {schema: {type: object, required: [why]}}}}
"""


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("frameworks"), DOCUMENT)


def _called(inline: ModuleType, url: str, name: str, mode: str) -> Any:
    if mode == "sync":
        with inline.Inline(base_url=url, strict=True) as client:
            return getattr(client.files, name)()

    async def call() -> Any:
        async with inline.AsyncInline(base_url=url, strict=True) as client:
            return await getattr(client.files, name)()

    return anyio.run(call)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"\x89PNG", "image/png", b"\x89PNG"),
        (b'{"a": 1}', "application/json", {"a": 1}),
        ("grün".encode(), "text/plain; charset=utf-8", "grün"),
        (b"", "text/plain", None),
    ],
)
def test_what_comes_without_declared_content_is_handed_over(
    mode: str, body: bytes, content_type: str, expected: object, inline: ModuleType
) -> None:
    reply = Reply(200, body, {"Content-Type": content_type})
    with Loopback(reply, reply, reply) as server:
        assert expected == _called(inline, server.url, "report", mode)
        assert expected == _called(inline, server.url, "failing", mode)
        assert expected == _called(inline, server.url, "swap", mode)
        assert "*/*" == server.requests[0].headers["accept"]


@pytest.mark.parametrize(
    ("name", "annotation"),
    [
        ("report", "Any"),
        ("failing", "Any"),
        ("swap", "Any"),
        ("delete", "None"),
        ("state", "None"),
        ("peek", "None"),
        ("either", "int | None"),
    ],
)
def test_the_type_says_whether_something_may_come(name: str, annotation: str, inline: ModuleType) -> None:
    resource = import_module(f"{inline.__name__}.resources.files").Files
    assert annotation == inspect.get_annotations(getattr(resource, name))["return"]


TAGGED = """paths:
  /animals:
    post:
      operationId: addAnimal
      tags: [animals]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [animal]
              properties:
                animal:
                  oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
                  discriminator: {propertyName: kind}
      responses: {"204": {description: done}}
components:
  schemas:
    Cat: {type: object, properties: {kind: {type: string, const: cat, default: cat}, name: {type: string}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, const: dog}, name: {type: string}}}
"""


def test_constructors_fill_in_tags_that_a_server_has_as_defaults(tmp_path: Path) -> None:
    # FastAPI lists no property as required that has a default, and refuses an object without its tag.
    package = package_of(tmp_path, TAGGED)
    with Loopback(Reply(204), Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.animals.create(animal=package.types.Cat(name="Tom"))
        client.animals.create(animal=package.types.Dog(name="Rex"))
    assert [{"kind": "cat", "name": "Tom"}, {"kind": "dog", "name": "Rex"}] == [
        request.json["animal"] for request in server.requests
    ]
