"""Forms whose schemas are no objects: a file alone, a list, a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.problems import Severity
from tests.behaviour.inline import api_of, package_of
from tests.loopback import Loopback, Received, Reply

DOCUMENT = """
paths:
  /upload:
    post:
      operationId: upload
      tags: [shop]
      requestBody:
        required: true
        content: {MEDIA_TYPE: {schema: SCHEMA}}
      responses: {"204": {description: none}}
"""


def _document(media_type: str, schema: str) -> str:
    return DOCUMENT.replace("MEDIA_TYPE", media_type).replace("SCHEMA", schema)


def _sent(folder: Path, document: str, body: Any) -> Received:
    package = package_of(folder, document)
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.shop.upload(body=body)
    return server.requests[0]


@pytest.mark.parametrize(
    ("media_type", "schema", "body", "wire"),
    [
        ("multipart/form-data", "{type: string, format: binary}", {"file": b"PK"}, b'name="file"; filename='),
        ("multipart/form-data", "{type: array, items: {type: string}}", {"tag": ["a", "b"]}, b'name="tag"\r\n\r\nb'),
        ("multipart/mixed", "{type: integer}", [5], b"\r\n\r\n5\r\n"),
        ("application/x-www-form-urlencoded", "{type: array, items: {type: integer}}", {"n": [1, 2]}, b"n=1&n=2"),
        ("application/x-www-form-urlencoded", "{type: integer}", {"n": 1}, b"n=1"),
        ("application/x-www-form-urlencoded", "{type: string}", "a=1&b=2", b"a=1&b=2"),
    ],
)
def test_callers_give_the_names(tmp_path: Path, media_type: str, schema: str, body: Any, wire: bytes) -> None:
    request = _sent(tmp_path, _document(media_type, schema), body)
    assert media_type == request.headers["content-type"].partition(";")[0]
    assert wire in request.body


@pytest.mark.parametrize(
    ("media_type", "schema", "is_told"),
    [
        ("multipart/form-data", "{type: array, items: {type: string}}", True),
        ("multipart/form-data", "{anyOf: [{type: string}, {type: 'null'}]}", True),
        ("multipart/form-data", "{oneOf: [{type: string}, {type: object}]}", False),
        ("multipart/mixed", "{type: array, items: {type: string}}", False),
        ("application/x-www-form-urlencoded", "{type: array}", True),
        ("application/x-www-form-urlencoded", "{}", False),
        ("application/x-www-form-urlencoded", "{type: object}", False),
    ],
)
def test_a_form_without_names_is_a_warning_with_a_place(
    tmp_path: Path, media_type: str, schema: str, is_told: bool
) -> None:
    problems = api_of(tmp_path, _document(media_type, schema)).problems
    found = [(each.code, each.severity, each.location.pointer) for each in problems if each.code.startswith("form")]
    place = f"/paths/~1upload/post/requestBody/content/{media_type.replace('/', '~1')}"
    assert ([("form-without-names", Severity.WARNING, place)] if is_told else []) == found
