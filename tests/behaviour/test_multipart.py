"""Multipart bodies of a generated client: what the document says of each part reaches the wire."""

from __future__ import annotations

import subprocess
import sys
from email import message_from_bytes
from pathlib import Path

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Received, Reply

DOCUMENT = """
openapi: 3.2.0
info: {title: Inline, version: "1"}
servers: [{url: https://inline.example}]
paths:
  /files:
    post:
      operationId: createFile
      tags: [files]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [meta, files]
              properties:
                meta: {type: object, properties: {a: {type: integer}}}
                files: {type: array, items: {type: string, format: binary}}
                tags: {type: array, items: {type: string}}
                photo: {type: string, format: byte}
            encoding:
              meta:
                contentType: application/json
                headers:
                  X-Checksum: {required: true, schema: {type: string}}
                  X-Kind: {required: true, schema: {type: string, enum: [meta]}}
              tags: {style: form, explode: false}
      responses: {"204": {description: d}}
  /batch:
    post:
      operationId: createBatch
      tags: [batch]
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema: {type: array, prefixItems: [{type: object}, {}], items: {}}
            prefixEncoding: [{contentType: application/json}]
            itemEncoding: {contentType: image/png, headers: {X-N: {schema: {type: integer}}}}
      responses: {"204": {description: d}}
"""


def parts(request: Received) -> list[dict[str, str]]:
    message = message_from_bytes(
        b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n" + request.body
    )
    return [
        {**{name.lower(): value for name, value in part.items()}, "": str(part.get_payload())}
        for part in message.walk()
        if part is not message
    ]


def test_headers_styles_and_positions_reach_the_wire(tmp_path: Path) -> None:
    inline = package_of(tmp_path, DOCUMENT)
    with Loopback(Reply(204)) as server, inline.Inline(base_url=server.url) as client:
        part = inline.FormPart
        client.files.create(
            meta=part({"a": 1}, headers={"X-Checksum": "c"}),
            files=[b"1", ("b.txt", b"2")],
            tags=["a", "b"],
            photo=b"hi",
        )
        client.batch.create(body=[{"a": 1}, part(b"2", headers={"X-N": 2})])
    files, batch = (parts(request) for request in server.requests)
    assert ("application/json", "c", "meta", '{"a":1}') == tuple(files[0][name] for name in ("content-type", "x-checksum", "x-kind", ""))  # fmt: skip
    assert ["1", "2", "a,b", "aGk="] == [each[""] for each in files[1:]]
    assert [("application/json", None, '{"a":1}'), ("image/png", "2", "2")] == [
        (each["content-type"], each.get("x-n"), each[""]) for each in batch
    ]


_USE = """
from {name} import FormPart, Inline

client = Inline()
client.files.create(meta=FormPart({{"a": 1}}, headers={{"X-Checksum": "c"}}), files=[b"1", ("b", b"2", None, {{"X": "1"}})])
client.files.create(meta={{"a": 1}}, files=[])
"""


def test_a_type_checker_takes_a_part_with_headers(tmp_path: Path) -> None:
    inline = package_of(tmp_path, DOCUMENT)
    (tmp_path / "use.py").write_text(_USE.format(name=inline.__name__))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "use.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert 0 == done.returncode, done.stdout
