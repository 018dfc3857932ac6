"""A document of any size, always the same: what is measured must not depend on documents that are not in this repository."""

from __future__ import annotations

import json

OPERATIONS_PER_RESOURCE = 5


def document(operations: int) -> str:
    """Give an OpenAPI document as JSON with at least this many operations, five to a resource, and three schemas for each."""
    paths: dict[str, object] = {}
    schemas: dict[str, object] = {}
    for number in range(-(-operations // OPERATIONS_PER_RESOURCE)):
        name = _word(number)
        plural, thing = f"{name}s", name.title()
        paths[f"/{plural}"] = {
            "get": _operation(plural, f"List {plural}", f"{thing}Page", _limits()),
            "post": _operation(plural, f"Create a {name}", thing, (), thing),
        }
        key = {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": f"The {name}.",
        }
        paths[f"/{plural}/{{id}}"] = {
            "get": _operation(plural, f"Retrieve a {name}", thing, (key,)),
            "patch": _operation(plural, f"Update a {name}", thing, (key,), thing),
            "delete": _operation(plural, f"Delete a {name}", thing, (key,)),
        }
        schemas |= _schemas(thing)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Made up", "version": "1"},
        "servers": [{"url": "https://made-up.example/v1"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return json.dumps(whole)


def thing(number: int = 0) -> dict[str, object]:
    """Give an object that the schema of every resource describes, under a kilobyte."""
    return {
        "id": f"thing-{number}",
        "name": f"The thing with number {number}",
        "status": ("new", "ready", "gone")[number % 3],
        "created_at": "2024-05-06T07:08:09.123456Z",
        "score": number / 7,
        "is_public": number % 2 == 0,
        "note": None,
        "tags": ["one", "two", "three"],
        "owner": {"id": f"owner-{number}", "email": "someone@made-up.example", "since": "2020-01-02T03:04:05Z"},
        "parts": [{"id": f"part-{each}", "email": None, "since": None} for each in range(3)],
        "text": "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 5,
    }


def _word(number: int) -> str:
    """Give a word of letters for a number: words with digits are split when names are made."""
    letters = ""
    while True:
        number, rest = divmod(number, 20)
        letters = "bcdfghjklmnpqrtvwxzk"[rest] + "aeiou"[rest % 5] + letters
        if not number:
            return f"{letters}ta"


def _operation(
    tag: str, summary: str, answer: str, parameters: tuple[object, ...], body: str | None = None
) -> dict[str, object]:
    made: dict[str, object] = {
        "tags": [tag],
        "operationId": f"{summary.split()[0].lower()}{tag.title()}",
        "summary": summary,
        "description": f"{summary}, and tell what became of it in a sentence that is about as long as vendors' are.",
        "parameters": parameters,
        "responses": {"200": {"description": "Done.", "content": _json(answer)}},
    }
    return made if body is None else made | {"requestBody": {"required": True, "content": _json(body)}}


def _json(schema: str) -> dict[str, object]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _limits() -> tuple[object, ...]:
    return (
        {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 20}, "description": "How many."},
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string"},
            "description": "The last one of the page before.",
        },
    )


def _schemas(thing: str) -> dict[str, object]:
    text = {"type": "string", "description": "A text that has a meaning."}
    time = {"type": ["string", "null"], "format": "date-time"}
    person = {"$ref": f"#/components/schemas/{thing}Person"}
    return {
        thing: {
            "type": "object",
            "description": f"One {thing.lower()} of many.",
            "required": ["id", "name"],
            "properties": {
                "id": text,
                "name": text,
                "status": {"type": "string", "enum": ["new", "ready", "gone"]},
                "created_at": {"type": "string", "format": "date-time"},
                "score": {"type": "number"},
                "is_public": {"type": "boolean"},
                "note": {"type": ["string", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "owner": person,
                "parts": {"type": "array", "items": person},
                "text": text,
            },
        },
        f"{thing}Person": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": text, "email": {"type": ["string", "null"]}, "since": time},
        },
        f"{thing}Page": {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "array", "items": {"$ref": f"#/components/schemas/{thing}"}}},
        },
    }
