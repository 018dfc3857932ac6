"""Strict mode beyond objects: limits of parameters, before anything is sent, and of answers that are lists, texts or lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import pytest

from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /pets/{code}:
    get:
      operationId: listPets
      tags: [shop]
      parameters:
        - {name: code, in: path, required: true, schema: {type: string, pattern: "^[a-z]{2}$"}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
        - {name: ids, in: query, schema: {type: array, minItems: 1, items: {type: string, maxLength: 3}}}
        - {name: X-Ratio, in: header, schema: {type: [number, "null"], multipleOf: 0.5, exclusiveMaximum: 10}}
        - {name: session, in: cookie, schema: {$ref: "#/components/schemas/Short"}}
        - {name: since, in: query, schema: {type: string, format: date, maxLength: 10}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {type: array, maxItems: 2, items: {$ref: "#/components/schemas/Short"}}}
            text/plain: {schema: {type: string, minLength: 2}}
  /lines:
    get:
      operationId: readLines
      tags: [shop]
      responses:
        "200":
          description: ok
          content: {application/jsonl: {itemSchema: {type: integer, minimum: 0}}}
  /birds:
    post:
      operationId: addBird
      tags: [shop]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Bird"}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Bird"}}}}
components:
  schemas:
    Bird:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      if: {properties: {kind: {const: parrot}}}
      then: {properties: {words: {type: integer}}, required: [words]}
    Short: {type: string, maxLength: 3}
"""
GOOD = Reply(200, json=["abc"])


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("limits"), DOCUMENT)


def _used(package: ModuleType, mode: str, server: Loopback, use: Callable[[Any], Any], strict: bool = True) -> Any:
    if mode == "sync":
        with package.Inline(base_url=server.url, strict=strict) as client:
            return use(client)

    async def run() -> Any:
        async with package.AsyncInline(base_url=server.url, strict=strict) as client:
            return await use(client)

    return anyio.run(run)


def _listing(*path: Any, **arguments: Any) -> Callable[[Any], Any]:
    return lambda client: client.shop.list_pets(*path, **arguments)


every_mode = pytest.mark.parametrize("mode", ["sync", "async"])
BROKEN = [
    (("ABC",), {}, "code: 'ABC' does not match"),
    (("ab",), {"limit": 101}, "limit: 101 is not at most 100"),
    (("ab",), {"ids": []}, "ids: 0 items, at least 1"),
    (("ab",), {"ids": ["a", "long"]}, "ids/1: 4 characters, at most 3 allowed"),
    (("ab",), {"x_ratio": 1.2}, "X-Ratio: 1.2 is no multiple of 0.5"),
    (("ab",), {"x_ratio": 10}, "X-Ratio: 10 is not"),
    (("ab",), {"session": "long"}, "session: 4 characters"),
    (("ab",), {"limit": 0, "session": "long"}, "limit: 0 is not at least 1; session: 4 characters"),
]


@every_mode
@pytest.mark.parametrize(("path", "arguments", "message"), BROKEN)
def test_a_parameter_beyond_its_limits_is_not_sent(
    package: ModuleType, mode: str, path: tuple[Any, ...], arguments: dict[str, Any], message: str
) -> None:
    with Loopback(GOOD) as server, pytest.raises(ValueError, match=message):
        _used(package, mode, server, _listing(*path, **arguments))
    assert [] == server.requests


@every_mode
@pytest.mark.parametrize(("path", "arguments", "message"), BROKEN)
def test_nothing_is_checked_unless_the_client_is_strict(
    package: ModuleType, mode: str, path: tuple[Any, ...], arguments: dict[str, Any], message: str
) -> None:
    with Loopback(GOOD) as server:
        assert ["abc"] == _used(package, mode, server, _listing(*path, **arguments), strict=False)
    assert 1 == len(server.requests)


@every_mode
def test_parameters_within_their_limits_are_sent(package: ModuleType, mode: str) -> None:
    with Loopback(GOOD) as server:
        arguments = {"limit": 100, "ids": ["a"], "session": "abc", "since": date(2024, 1, 31)}
        assert ["abc"] == _used(package, mode, server, _listing("ab", x_ratio=9.5, **arguments))
        assert ["abc"] == _used(package, mode, server, _listing("ab", x_ratio=None))
    assert 2 == len(server.requests)


@every_mode
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(200, json=["a", "b", "c"]), "3 items, at most 2 allowed"),
        (Reply(200, json=["a", "long"]), "/1: 4 characters, at most 3 allowed"),
        (Reply(200, b"x", {"Content-Type": "text/plain"}), "1 characters, at least 2 needed"),
    ],
)
def test_an_answer_that_is_no_object_has_limits_too(package: ModuleType, mode: str, reply: Reply, message: str) -> None:
    with Loopback(reply) as server:
        with pytest.raises(package.APIResponseValidationError, match=message):
            _used(package, mode, server, _listing("ab"))
        assert reply.json in (..., _used(package, mode, server, _listing("ab"), strict=False))


def test_a_line_beyond_its_limits_raises_when_it_comes(package: ModuleType) -> None:
    with Loopback(Reply(200, b"1\n-1\n", {"Content-Type": "application/jsonl"})) as server:
        with package.Inline(base_url=server.url, strict=True) as client, client.shop.read_lines() as lines:
            assert 1 == next(lines)
            with pytest.raises(package.APIResponseValidationError, match="-1 is not at least 0"):
                next(lines)


def test_a_property_that_only_a_condition_names_is_an_argument_and_known(package: ModuleType) -> None:
    parrot = {"kind": "parrot", "words": 3}
    with Loopback(Reply(200, json=parrot), Reply(200, json={"kind": "parrot"})) as server:
        with package.Inline(base_url=server.url, strict=True) as client:
            assert 3 == client.shop.add_bird(kind="parrot", words=3).words
            with pytest.raises(package.APIResponseValidationError, match="the required property 'words' is missing"):
                client.shop.add_bird(kind="parrot", words=3)
    assert parrot == server.requests[0].json


def test_limits_are_facts_of_the_operation(tmp_path: Path) -> None:
    package = package_of(tmp_path, DOCUMENT)
    text = (tmp_path / package.__name__ / "resources" / "shop.py").read_text()
    assert '"limit": {"minimum": 1, "maximum": 100}' in text
