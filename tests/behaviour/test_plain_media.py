"""Media types of text and bytes whose schemas say an object, as documents made from code have them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import pytest

from generator.problems import Severity
from tests.behaviour.inline import api_of, package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /both:
    post:
      operationId: sendBoth
      tags: [shop]
      requestBody:
        required: true
        content:
          application/octet-stream: {schema: {$ref: "#/components/schemas/Pet"}}
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses: {"204": {description: none}}
  /file-or-form:
    post:
      operationId: sendFileOrForm
      tags: [shop]
      requestBody:
        required: true
        content:
          application/zip: {}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Pet"}}
      responses: {"204": {description: none}}
  /text:
    post:
      operationId: sendText
      tags: [shop]
      requestBody:
        required: true
        content:
          text/plain: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
      responses: {"204": {description: none}}
  /pets:
    get:
      operationId: listPets
      tags: [shop]
      responses:
        "200":
          description: As ASP.NET documents it.
          content:
            text/plain: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
  /raw:
    get:
      operationId: readPlain
      tags: [shop]
      responses:
        "200":
          description: ok
          content:
            text/plain: {schema: {anyOf: [{$ref: "#/components/schemas/Pet"}, {type: "null"}]}}
  /content:
    get:
      operationId: readContent
      tags: [shop]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: string}}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("plain"), DOCUMENT)


def _called(package: ModuleType, mode: str, server: Loopback, method: str, **arguments: Any) -> Any:
    if mode == "sync":
        with package.Inline(base_url=server.url, strict=arguments.pop("strict", False)) as client:
            return getattr(client.shop, method)(**arguments)

    async def run() -> Any:
        async with package.AsyncInline(base_url=server.url, strict=arguments.pop("strict", False)) as client:
            return await getattr(client.shop, method)(**arguments)

    return anyio.run(run)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(
    ("method", "body", "content_type", "wire"),
    [
        ("send_both", {"name": "Rex"}, "application/json", b'{"name":"Rex"}'),
        ("send_both", b"\x00\x01", "application/octet-stream", b"\x00\x01"),
        ("send_file_or_form", b"PK", "application/zip", b"PK"),
        ("send_file_or_form", {"name": "Rex"}, "multipart/form-data", None),
        ("send_text", "Rex, Ada", "text/plain", b"Rex, Ada"),
    ],
)
def test_a_body_goes_out_as_the_first_media_type_that_can_carry_it(
    package: ModuleType, mode: str, method: str, body: Any, content_type: str, wire: bytes | None
) -> None:
    with Loopback(Reply(204)) as server:
        _called(package, mode, server, method, body=body)
        (request,) = server.requests
    assert content_type == request.headers["content-type"].partition(";")[0]
    assert wire is None or wire == request.body


def test_a_model_goes_out_as_json_beside_bytes(package: ModuleType) -> None:
    with Loopback(Reply(204)) as server:
        _called(package, "sync", server, "send_both", body=package.types.Pet(name="Rex"))
        assert {"name": "Rex"} == server.requests[0].json


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain; charset=utf-8"])
def test_json_that_calls_itself_text_is_read_as_the_json_it_is(
    package: ModuleType, mode: str, content_type: str
) -> None:
    with Loopback(Reply(200, b'[{"name": "Rex"}]', {"Content-Type": content_type})) as server:
        assert [package.types.Pet(name="Rex")] == _called(package, mode, server, "list_pets")


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b'"a"', "application/json", "a"),
        (b'"a"', "application/octet-stream", "a"),
        (b"a: b", "application/octet-stream", "a: b"),
        (b'{"a": 1}', "application/octet-stream", '{"a": 1}'),
        (b"5", "text/plain", "5"),
        (b"5", "application/json", 5),
        ("é".encode("latin-1"), "text/plain; charset=latin-1", "é"),
    ],
)
def test_a_file_that_a_document_calls_a_json_string_comes_as_its_text(
    package: ModuleType, content: bytes, content_type: str, expected: object
) -> None:
    with Loopback(Reply(200, content, {"Content-Type": content_type})) as server:
        assert expected == _called(package, "sync", server, "read_content")


def test_a_file_that_is_no_text_is_no_json_string_either(package: ModuleType) -> None:
    with Loopback(Reply(200, b"\xff\xfe\x00", {"Content-Type": "application/octet-stream"})) as server:
        with pytest.raises(package.APIResponseError, match="application/octet-stream came; with_raw_response gives it"):
            _called(package, "sync", server, "read_content")


def test_text_that_is_no_json_comes_as_it_is_and_raises_in_strict_mode(package: ModuleType) -> None:
    with Loopback(Reply(200, b"Rex, Ada", {"Content-Type": "text/plain"})) as server:
        assert "Rex, Ada" == _called(package, "sync", server, "list_pets")
        with pytest.raises(package.APIResponseError, match="text/plain came"):
            _called(package, "sync", server, "list_pets", strict=True)


def test_text_that_nothing_describes_comes_as_text(package: ModuleType) -> None:
    with Loopback(Reply(200, b'{"name": "Rex"}', {"Content-Type": "text/plain"})) as server:
        assert '{"name": "Rex"}' == _called(package, "sync", server, "read_plain")


def test_what_nothing_describes_is_a_note_with_a_place(tmp_path: Path) -> None:
    problems = [each for each in api_of(tmp_path, DOCUMENT).problems if each.code == "media-type-schema"]
    assert {Severity.NOTE} == {each.severity for each in problems}
    assert ["application/octet-stream", "text/plain", "text/plain"] == sorted(
        each.location.pointer.rpartition("/")[2].replace("~1", "/") for each in problems
    )
