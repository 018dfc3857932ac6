"""What an error says, for the shapes vendors give their errors."""

from __future__ import annotations

import json

import pytest

from generator.runtime.answers import AnswerTable, Reader
from generator.runtime.error_texts import error_text
from generator.runtime.headers import Headers
from generator.runtime.responses import APIResponse, ResponseHead


def text_of(body: bytes, content_type: str = "application/json") -> str:
    headers = Headers([("Content-Type", content_type)])
    reader = Reader(AnswerTable("GET", ()), "tests.runtime.sample_types", False)
    return error_text(APIResponse(ResponseHead(400, headers, "GET", "http://x", reader), body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"errors": [{"code": "10005", "title": "Not found", "detail": "No clone"}]}, "10005 Not found – No clone"),
        ({"errors": [{"code": "a", "title": "A"}, {"code": "b"}]}, "a A (and 1 more)"),
        ({"errors": ["broken", "wrong"]}, "broken (and 1 more)"),
        ({"errors": {"name": ["is too long"]}}, "name: is too long"),
        ({"error": {"message": "Bad key", "type": "auth_error", "code": None}}, "auth_error Bad key"),
        ({"error": {"message": "Bad key", "code": "invalid"}}, "invalid Bad key"),
        ({"error": "invalid_grant", "error_description": "Expired"}, "invalid_grant – Expired"),
        ({"message": "Nope"}, "Nope"),
        ({"message": ["a must be a string", "b must"], "error": "Bad Request"}, "a must be a string (and 1 more)"),
        ({"message": [], "error": "Bad Request"}, "Bad Request"),
        (
            {
                "error": {
                    "issues": [{"code": "too_small", "path": ["tags", 0], "message": "Too short"}],
                    "name": "ZodError",
                }
            },
            "tags.0: Too short",
        ),
        ({"issues": [{"code": "custom", "path": [], "message": "Too short"}]}, "custom Too short"),
        ({"message": "Nope", "code": 123456}, "123456 Nope"),
        ({"code": 404, "message": "Nope"}, "Nope"),
        ({"detail": "Not authenticated"}, "Not authenticated"),
        ({"detail": {"status": "voice_not_found", "message": "No voice"}}, "voice_not_found No voice"),
        (
            {"detail": [{"loc": ["body", "name"], "msg": "Field required", "type": "missing"}]},
            "body.name: Field required",
        ),
        ({"type": "https://x/e", "title": "Out of credit", "status": 403, "detail": "30"}, "Out of credit – 30"),
        ({"errors": {"json": {"name": ["Too long", "Odd"]}}, "code": 422, "status": "Bad"}, "json.name: Too long"),
        ({"message": "Invalid", "detail": {"query": {"n": ["No number"]}}}, "query.n: No number"),
        ({"author": {"name": ["Needed"]}}, "author.name: Needed"),
        ({"lines": [{}, {"sku": ["Needed"]}]}, "lines.1.sku: Needed"),
        ([{}, {"name": ["Needed"]}, {"name": ["Odd"]}], "name: Needed (and 1 more)"),
        (
            {"detail": "Invalid", "extra": [{"message": "Above 10", "key": "limit", "source": "body"}]},
            "limit: Above 10",
        ),
        ({"detail": "Invalid", "extra": {"hint": 1}}, "Invalid"),
        ({"message": ["name must be text", "odd"], "error": "Bad Request"}, "name must be text (and 1 more)"),
        ({"errors": [{"field": "name", "message": "is blank"}, {"field": "age"}]}, "name: is blank (and 1 more)"),
        (
            {"errors": [{"type": "field", "msg": "Invalid value", "path": "name", "location": "body"}]},
            "name: Invalid value",
        ),
        ({"detail": "validation failed", "errors": [{"message": "no text", "location": "body.a"}]}, "body.a: no text"),
        (
            {
                "error": "Bad Request",
                "message": "Validation failed",
                "path": "/pets",
                "errors": [{"code": "NotBlank", "defaultMessage": "is blank", "field": "name", "objectName": "pet"}],
            },
            "name: is blank",
        ),
        ({"status": 404, "error": "Not Found", "path": "/pets/7"}, "Not Found"),
        ({"title": "Constraint Violation", "violations": [{"field": "name", "message": "is blank"}]}, "name: is blank"),
        (
            {"message": "Bad Request", "_embedded": {"errors": [{"message": "pet.name: is blank"}]}},
            "pet.name: is blank",
        ),
        (
            {"error": {"message": "Invalid", "details": [{"path": "/kind", "code": "enum", "message": "no such"}]}},
            "/kind: no such",
        ),
        (
            {"message": "Validation Failed", "details": {"body.name": {"message": "is required", "value": ""}}},
            "body.name: is required",
        ),
        ({"errors": [{"field": "name", "code": "missing"}]}, "missing"),
        (
            {"errors": [{"field": "age", "title": "Out of range", "detail": "at most 150"}]},
            "age: Out of range – at most 150",
        ),
        ({"errors": [{"field": "age", "detail": "at most 150"}]}, "age: at most 150"),
        ({"errors": "1 validation error"}, "1 validation error"),
        ({"data": {"tags": ["a"], "id": 1}}, '{"data": {"tags": ["a"], "id": 1}}'),
        ({"unknown": {"shape": 1}}, '{"unknown": {"shape": 1}}'),
        ([], ""),
        (["a"], "a"),
        ("just text", "just text"),
        (None, ""),
        ({"errors": []}, '{"errors": []}'),
        ({}, ""),
    ],
)
def test_json_of_any_shape(body: object, expected: str) -> None:
    assert expected == text_of(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"", "", ""),
        (b"upstream  is\ndown", "text/plain", "upstream is down"),
        (b"<html><head><title>502 Bad Gateway</title></head></html>", "text/html", "an HTML page: 502 Bad Gateway"),
        (b"<!doctype html><p>x", "", "an HTML page"),
        (b"<error>x</error>", "application/xml", "<error>x</error>"),
        (b"x" * 1000, "text/plain", "x" * 300 + "…"),
    ],
)
def test_other_bodies(body: bytes, content_type: str, expected: str) -> None:
    assert expected == text_of(body, content_type)


def test_only_the_beginning_of_a_page_is_searched_for_its_title() -> None:
    assert "an HTML page" == text_of(b"<html>" + b"<title" * 200_000, "text/html")
    assert "an HTML page" == text_of(b"<html>" + b" " * 10_000 + b"<title>late</title>", "text/html")


@pytest.mark.parametrize("body", [b'{"error":' * 900 + b"1" + b"}" * 900, b"[" * 5000 + b"]" * 5000])
def test_what_is_nested_too_deep_is_shown_as_it_came(body: bytes) -> None:
    assert body[:300].decode() + "…" == text_of(body)
