"""XML bodies and answers of a generated client, over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /pets:
    post:
      operationId: createPet
      tags: [pets]
      requestBody:
        required: true
        content: {application/xml: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses:
        "200": {description: d, content: {application/xml: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "400": {description: d, content: {application/xml: {schema: {$ref: "#/components/schemas/Error"}}}}
    get:
      operationId: listPets
      tags: [pets]
      responses:
        "200":
          description: d
          content:
            application/xml: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}, xml: {name: pets}}}
  /both:
    put:
      operationId: updateBoth
      tags: [both]
      requestBody:
        content:
          application/xml: {schema: {$ref: "#/components/schemas/Pet"}}
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses: {"200": {description: d, content: {text/xml: {schema: {type: string}}}}}
components:
  schemas:
    Error: {type: object, properties: {code: {type: integer}}}
    Pet:
      type: object
      required: [name]
      xml: {name: pet}
      properties:
        id: {type: integer, xml: {attribute: true}}
        name: {type: string}
        photoUrls: {type: array, items: {type: string, xml: {name: photoUrl}}, xml: {wrapped: true}}
"""
PET = b'<pet id="7"><name>Rex</name><photoUrls><photoUrl>a</photoUrl></photoUrls></pet>'
XML = {"content-type": "application/xml"}


@pytest.fixture(scope="module")
def inline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    yield package_of(Path(tmp_path_factory.mktemp("xml")), DOCUMENT)


def test_fields_go_out_as_xml_and_a_model_comes_back(inline: ModuleType) -> None:
    with Loopback(Reply(200, PET, XML)) as server, inline.Inline(base_url=server.url) as client:
        pet = client.pets.create(id=7, name="Rex", photo_urls=["a"])
    (request,) = server.requests
    assert ("application/xml", PET) == (request.headers["content-type"], request.body.partition(b"\n")[2])
    assert (7, "Rex", ["a"]) == (pet.id, pet.name, pet.photo_urls)


def test_the_async_client_does_the_same(inline: ModuleType) -> None:
    async def run(url: str) -> object:
        async with inline.AsyncInline(base_url=url) as client:
            return (await client.pets.create(name="Rex")).id

    with Loopback(Reply(200, PET, XML)) as server:
        assert 7 == asyncio.run(run(server.url))


def test_a_list_of_models_comes_back(inline: ModuleType) -> None:
    with Loopback(Reply(200, b"<pets>" + PET + PET + b"</pets>", XML)) as server:
        with inline.Inline(base_url=server.url) as client:
            assert [7, 7] == [pet.id for pet in client.pets.list()]


def test_an_error_in_xml_has_a_typed_body(inline: ModuleType) -> None:
    with Loopback(Reply(400, b"<Error><code>5</code></Error>", XML)) as server:
        with inline.Inline(base_url=server.url) as client, pytest.raises(inline.BadRequestError) as caught:
            client.pets.create(name="Rex")
    assert 5 == caught.value.body.code


def test_strict_mode_looks_at_xml_too(inline: ModuleType) -> None:
    with Loopback(Reply(200, b'<pet id="x"/>', XML)) as server:
        with inline.Inline(base_url=server.url, strict=True) as client:
            with pytest.raises(inline.APIResponseValidationError, match="name"):
                client.pets.create(name="Rex")


def test_what_is_no_xml_is_an_error_that_says_so(inline: ModuleType) -> None:
    with Loopback(Reply(200, b"<pet>", XML)) as server, inline.Inline(base_url=server.url) as client:
        with pytest.raises(inline.APIResponseError, match="not valid XML"):
            client.pets.create(name="Rex")


def test_a_server_that_answers_json_all_the_same_is_read(inline: ModuleType) -> None:
    with Loopback(Reply(200, json={"id": 7, "name": "Rex"})) as server, inline.Inline(base_url=server.url) as client:
        assert 7 == client.pets.create(name="Rex").id


def test_of_two_media_types_the_call_chooses(inline: ModuleType) -> None:
    with Loopback(Reply(200, b"<ok/>", XML)) as server, inline.Inline(base_url=server.url) as client:
        assert "<ok/>" == client.both.update(name="Rex")
        client.both.update(name="Rex", content_type="application/xml")
    assert [b'{"name":"Rex"}', b"<pet><name>Rex</name></pet>"] == [
        request.body.partition(b"\n")[2] or request.body for request in server.requests
    ]
