"""Members of a body that are files: they choose the media type, and what is no file is not sent as one."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.inline import package_of
from tests.behaviour.test_multipart import parts
from tests.loopback import Loopback, Reply

DOCUMENT = """
openapi: 3.1.0
info: {title: Inline, version: "1"}
servers: [{url: https://inline.example}]
components:
  schemas:
    Upload:
      type: object
      required: [image, prompt]
      properties:
        image: {anyOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]}
        mask: {type: [string, "null"], format: binary}
        prompt: {type: string}
        size: {type: object, properties: {width: {type: integer}}}
        taken: {type: string, format: date}
        albums: {$ref: "#/components/schemas/Albums"}
    Albums: {type: array, items: {$ref: "#/components/schemas/Albums"}}
    Edit:
      type: object
      required: [prompt]
      properties: {prompt: {type: string}, image: {type: string}}
paths:
  /edits:
    post:
      operationId: createEdit
      tags: [edits]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Edit"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Upload"}}
      responses: {"204": {description: d}}
  /uploads:
    post:
      operationId: createUpload
      tags: [uploads]
      requestBody:
        required: true
        content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Upload"}}}
      responses: {"204": {description: d}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("inline"), DOCUMENT)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (b"abc", "multipart/form-data"),
        (io.BytesIO(b"abc"), "multipart/form-data"),
        (("a.png", b"abc"), "multipart/form-data"),
        ([b"abc"], "multipart/form-data"),
        ([("a.png", b"abc"), b"d"], "multipart/form-data"),
        ("https://a.test/a.png", "application/json"),
    ],
)
def test_a_body_with_a_file_goes_out_as_multipart(package: ModuleType, image: Any, expected: str) -> None:
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.edits.create(body={"image": image, "prompt": "p"})
        (request,) = server.requests
    assert expected == request.headers["content-type"].partition(";")[0]
    if expected == "multipart/form-data":
        assert "abc" == parts(request)[0][""]


def test_the_files_of_a_model_are_sent_as_files(package: ModuleType) -> None:
    """As JSON they would be text in base64."""
    image = [b"1", ("b.png", b"2")]
    upload = package.types.Upload(image=image, prompt="p", size={"width": 5}, taken=date(2020, 1, 2))
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.edits.create(body=upload)
        found = parts(server.requests[0])
    assert ["1", "2", "p", '{"width":5}', "2020-01-02"] == [each[""] for each in found]
    assert [None, "application/json", None] == [each.get("content-type") for each in found[2:]]


@pytest.mark.parametrize("wrong", ["a.png", 5, {"a": 1}, [b"1", "a.png"]])
def test_what_is_no_file_is_not_sent_as_one(package: ModuleType, wrong: Any) -> None:
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        with pytest.raises(TypeError, match=r"image takes a file: bytes, an open file, pathlib.Path\(…\)"):
            client.uploads.create(image=wrong, prompt="p")
        client.uploads.create(image=b"1", mask=None, prompt="p")
        assert 1 == len(server.requests)


def test_a_path_is_a_file(package: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"abc")
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.uploads.create(image=tmp_path / "a.png", prompt="p")
        assert "abc" == parts(server.requests[0])[0][""]
