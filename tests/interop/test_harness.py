"""The parts of `make interop` that need no Prism: values that a schema allows, and what counts as a violation."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from generator.loader.spec import Discriminator, Schema
from tests.interop.limits import LIMITS, limit_of
from tests.interop.prism import NoPrism, installed
from tests.interop.run import _violation, main
from tests.interop.values import Values
from tests.model.specs import obj, ref, schema

PET = obj(
    ["name"],
    name=schema("string", constraints={"minLength": 8}),
    age=schema("integer"),
    id=schema("string", read_only=True),
)
SCHEMAS = {
    "api.yml#/components/schemas/Pet": PET,
    "api.yml#/components/schemas/Node": obj(next=schema(ref="api.yml#/components/schemas/Node")),
}


@pytest.mark.parametrize(
    ("written", "minimal", "full"),
    [
        (ref("Pet"), {"name": "texttttt"}, {"name": "texttttt", "age": 1}),
        (schema("string", format="date"), "2030-01-31", "2030-01-31"),
        (schema("string", constraints={"maxLength": 2}), "te", "te"),
        (schema("string", constraints={"pattern": "^a{3}$"}), "aaa", "aaa"),
        (schema("string", format="binary"), b"data", b"data"),
        (schema("integer", constraints={"minimum": 100}), 100, 100),
        (schema("integer", constraints={"exclusiveMinimum": 100}), 101, 101),
        (schema("number", constraints={"maximum": 0.5}), 0.5, 0.5),
        (schema("integer", constraints={"multipleOf": 7}), 7, 7),
        (schema("string", "null", enum=(None, "a")), "a", "a"),
        (schema(has_const=True, const=3), 3, 3),
        (schema("array", items=schema("boolean"), constraints={"minItems": 2}), [True, True], [True, True]),
        (schema("object", additional_properties=schema("integer")), {}, {"key": 1}),
        (
            schema("object", additional_properties=schema("integer"), constraints={"minProperties": 2}),
            {"key": 1, "key1": 1},
            {"key": 1, "key1": 1},
        ),
        (
            schema(all_of=(ref("Pet"), obj(["tag"], tag=schema("string")))),
            {"name": "texttttt", "tag": "text"},
            {"name": "texttttt", "age": 1, "tag": "text"},
        ),
        (schema(one_of=(schema("null"), schema("boolean"))), True, True),
        (
            schema(
                "object",
                properties=(("a", schema("integer")), ("b", schema("integer"))),
                one_of=(schema(required=("a",)), schema(required=("b",))),
            ),
            {"a": 1},
            {"a": 1},
        ),
        (
            schema(
                one_of=(ref("Pet"),), discriminator=Discriminator("kind", (("pet", "api.yml#/components/schemas/Pet"),))
            ),
            {"name": "texttttt", "kind": "pet"},
            {"name": "texttttt", "age": 1, "kind": "pet"},
        ),
    ],
)
def test_a_value_is_one_that_the_schema_allows(written: Schema, minimal: object, full: object) -> None:
    values = Values(SCHEMAS)
    assert (minimal, full) == (values.of(written, False), values.of(written, True))


def test_a_recursive_schema_ends() -> None:
    assert "next" in Values(SCHEMAS).of(ref("Node"), True)


def _answer(status: int, content: object, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, content=json.dumps(content), headers=headers)


def test_what_prism_finds_wrong_with_a_request_is_a_violation() -> None:
    noted = _answer(422, {}, **{"sl-violations": '[{"location":["request","query","n"],"message":"must be integer"}]'})
    assert "must be integer" in _violation(noted, noted.content)
    error = {"type": "https://stoplight.io/prism/errors#NOT_FOUND", "title": "Route not resolved"}
    unknown = _answer(404, error, **{"content-type": "application/problem+json"})
    assert "Route not resolved" in _violation(unknown, unknown.content)


def test_what_prism_finds_wrong_with_its_own_answer_is_none() -> None:
    noted = _answer(200, {}, **{"sl-violations": '[{"location":["response","body"],"message":"must be object"}]'})
    error = {
        "type": "https://stoplight.io/prism/errors#VIOLATIONS",
        "validation": [{"location": ["response", "body"], "message": "must be object"}],
    }
    own = _answer(500, error, **{"content-type": "application/problem+json"})
    fine = _answer(404, {"error": "not found"})
    assert ["", "", ""] == [_violation(each, each.content) for each in (noted, own, fine)]


def test_a_limit_explains_all_that_was_said_or_nothing() -> None:
    limit = next(each for each in LIMITS if each.said == "must be array")
    said = '[{"message":"body property a must be array"},{"message":"body property b must be array"}]'
    assert limit is limit_of(limit.document, limit.route, said)
    assert limit_of(limit.document, limit.route, said.replace("b must be array", "b is required")) is None
    assert limit_of(limit.document, "GET /other", said) is None


def test_without_npm_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPrism, match="npm and node are not on the path"):
        installed()
    assert 2 == main([])
