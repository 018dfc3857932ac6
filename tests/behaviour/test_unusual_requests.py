"""Requests that few documents ask for: methods of their own, and parameters as OpenAPI 3.2 has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.inline import package_of
from tests.behaviour.small_clients import KINDS, called
from tests.loopback import Loopback, Received, Reply

DOCUMENT = """openapi: 3.2.0
info: {title: Unusual, version: "1"}
paths:
  /files:
    additionalOperations:
      copyIt: {operationId: copyFile, tags: [shop], responses: {"204": {description: d}}}
  /cookies:
    get:
      operationId: sendCookies
      tags: [shop]
      parameters:
      - {name: plain, in: cookie, style: cookie, schema: {type: string}}
      - {name: colors, in: cookie, style: cookie, explode: false, schema: {type: array, items: {type: string}}}
      responses: {"204": {description: d}}
  /whole:
    get:
      operationId: searchWhole
      tags: [shop]
      parameters:
      - name: q
        in: querystring
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: "#/components/schemas/Search"}
            encoding: {ids: {style: pipeDelimited, explode: false}, where: {style: deepObject}}
      responses: {"204": {description: d}}
  /written:
    get:
      operationId: searchWritten
      tags: [shop]
      parameters:
      - {name: q, in: querystring, content: {text/plain: {schema: {type: string}}}}
      responses: {"204": {description: d}}
  /filtered:
    get:
      operationId: searchFiltered
      tags: [shop]
      parameters:
      - name: filter
        in: query
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: "#/components/schemas/Search"}
            encoding: {ids: {explode: false}}
      responses: {"204": {description: d}}
  /{version}/shelves/{shelf}/{format}:
    get:
      operationId: getShelf
      tags: [shop]
      parameters:
      - {name: version, in: path, required: true, schema: {const: v1}}
      - {name: shelf, in: path, required: true, schema: {type: string}}
      - {name: format, in: path, required: true, schema: {const: json}}
      responses: {"204": {description: d}}
components:
  schemas:
    Search:
      type: object
      properties:
        text: {type: string}
        ids: {type: array, items: {type: integer}}
        where: {type: object, additionalProperties: {type: string}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("unusual"), DOCUMENT)


def _sent(package: ModuleType, use: Callable[[Any], Any], kind: str = "sync", **options: Any) -> Received:
    with Loopback(Reply(204)) as server:
        called(kind, package, "Inline", use, base_url=server.url, **options)
        (received,) = server.requests
    return received


@pytest.mark.parametrize("transport", [None, "pyreqwest"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_method_keeps_its_case(package: ModuleType, kind: str, transport: str | None) -> None:
    received = _sent(package, lambda client: client.shop.copy_file(), kind, transport=transport)
    assert ("copyIt", "/files") == (received.method, received.target)


def test_cookies_of_style_cookie_go_out_as_they_are_given(package: ModuleType) -> None:
    received = _sent(package, lambda client: client.shop.send_cookies(plain='a%20b,c"d', colors=["red", "blue"]))
    assert 'plain=a%20b,c"d; colors=red,blue' == received.headers["cookie"]


def test_a_form_is_the_whole_query_as_its_encodings_say(package: ModuleType) -> None:
    search = package.types.Search(text="a b", ids=[1, 2], where={"k": "v"})
    received = _sent(package, lambda client: client.shop.search_whole(q=search))
    assert "/whole?text=a%20b&ids=1%7C2&where%5Bk%5D=v" == received.target


def test_a_query_that_a_caller_wrote_stays_one(package: ModuleType) -> None:
    received = _sent(package, lambda client: client.shop.search_written(q="100% a&b=%20"))
    assert "/written?100%25%20a&b=%20" == received.target


def test_a_form_can_be_one_parameter(package: ModuleType) -> None:
    received = _sent(package, lambda client: client.shop.search_filtered(filter={"text": "a&b", "ids": [1, 2]}))
    assert "/filtered?filter=text%3Da%2526b%26ids%3D1%2C2" == received.target


@pytest.mark.parametrize("given", [("v1", "top"), ("v1", "top", "json")])
def test_a_constant_in_the_path_need_not_be_given_if_nothing_has_to_be_behind_it(
    package: ModuleType, given: tuple[str, ...]
) -> None:
    received = _sent(package, lambda client: client.shop.get_shelf(*given))
    assert "/v1/shelves/top/json" == received.target


TWO_SPELLINGS = """paths:
  /things:
    post:
      operationId: findThing
      tags: [things]
      parameters:
      - {name: $top, in: query, schema: {type: string}}
      - {name: top, in: query, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
components:
  schemas:
    Thing: {type: object, properties: {_id: {type: string}, id: {type: string}}}
"""


def test_of_two_spellings_the_python_name_is_that_of_its_own(tmp_path: Path) -> None:
    made = package_of(tmp_path, TWO_SPELLINGS)
    with (
        Loopback(Reply(json={"_id": "object", "id": "number"})) as server,
        made.Inline(base_url=server.url) as client,
    ):
        found = client.things.find(id="1", body_id="2", top="3", query_top="4")
    assert ("number", "object", "number") == (found.id, found.id_, found["id"])
    (request,) = server.requests
    assert {"id": "1", "_id": "2"} == request.json
    assert request.target.endswith("?%24top=4&top=3")


EXPANDING = """paths:
  /charges:
    get:
      operationId: listCharges
      tags: [charges]
      parameters:
      - {name: expand, in: query, style: deepObject, explode: true, schema: {type: array, items: {type: string}}}
      responses: {"204": {description: d}}
"""


@pytest.mark.parametrize(
    ("more", "expected"), [({}, "expand%5B%5D=a&expand%5B%5D=b"), ({"expand": "c"}, "expand=c"), ({"expand": None}, "")]
)
def test_arrays_of_deep_objects_have_brackets_and_can_be_taken_away(
    tmp_path: Path, more: dict[str, Any], expected: str
) -> None:
    package = package_of(tmp_path, EXPANDING)
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.charges.list(expand=["a", "b"], extra_query=more)
    assert expected == server.requests[0].query
