"""Inputs that nobody writes on purpose, or only on purpose: right, or errors that say where. Never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import ClientConfig
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from generator.model.api import Api
from generator.problems import ProblemsFound, Severity
from tests.loader.documents import HEAD, Folder

EMPTY = f"{HEAD}paths: {{}}\n"
JSON = '{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}%s}'
NEST = '{"items": '
_LAUGHS = [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)]


def schemas(text: str) -> str:
    return f"{EMPTY}components: {{schemas: {{{text}}}}}\n"


REFUSED: list[tuple[str | bytes, str]] = [
    ("", "empty-file"),
    ("# only\n# comments\n", "empty-file"),
    ("  \n\n", "empty-file"),
    ("- a\n- b\n", "not-a-document"),
    ("hello\n", "not-a-document"),
    (HEAD, "nothing-to-generate"),
    (f"{EMPTY}x-a: \xe9\n".encode("latin-1"), "encoding"),
    (bytes(range(256)), "encoding"),
    (f"{HEAD}paths:\n\t/a: {{}}\n", "yaml-tab"),
    (f'{EMPTY}x-a: "\0"\n', "yaml-syntax"),
    (f"{EMPTY}x-a: {'[' * 10_000}{']' * 10_000}\n", "too-deep"),
    (JSON % f', "x-a": {"[" * 10_000}{"]" * 10_000}', "too-deep"),
    (JSON % f', "x-a": {NEST * 5_000}1{"}" * 5_000}', "too-deep"),
    (f"{EMPTY}x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n{''.join(_LAUGHS)}", "yaml-alias-bomb"),
    (f"{EMPTY}x-a: &a [*a]\n", "yaml-alias-bomb"),
    (f"{EMPTY}x-a: &a {{<<: *a}}\n", "too-deep"),
    (f"{EMPTY}x-a: *nowhere\n", "yaml-syntax"),
    (f"{EMPTY}---\na: b\n", "yaml-several-documents"),
    (f"{EMPTY}? [a, b]\n: c\n", "yaml-value"),
    (f"{EMPTY}x-a: {'9' * 5_000}\n", "yaml-value"),
    (f"{EMPTY}x-a: 0x{'f' * 5_000}\n", "yaml-value"),
    (JSON % f', "x-a": {"9" * 5_000}', "number-too-long"),
    (JSON % ' "x-a" 5', "json-syntax"),
    ('{"openapi": "3.1.0"', "json-syntax"),
    (JSON % ', "paths": {}', "duplicate-key"),
    (f"{EMPTY}paths: {{}}\n", "duplicate-key"),
    (schemas("A: {$ref: '#/components/schemas/A'}"), "ref-cycle"),
    (schemas("A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}"), "ref-cycle"),
    (schemas("A: {$ref: 'nowhere.yml#/A'}"), "ref-missing"),
    (schemas("A: {$ref: '#/components/schemas/Nope'}"), "ref-missing"),
    (schemas("A: {$ref: 5}"), "ref-invalid"),
    (schemas("A: {$ref: 'http://[x'}"), "ref-invalid"),
    (schemas('A: {$ref: "a\\0b"}'), "ref-invalid"),
    (JSON % ', "components": {"schemas": {"A": {"$ref": "a\\ud800"}}}', "ref-invalid"),
    (schemas("A: {$ref: 'http://example.com/a.yml'}"), "ref-remote"),
    (schemas("A: {$ref: '../outside.yml'}"), "ref-outside"),
    (f"{HEAD}paths: []\n", "wrong-type"),
    (f"{HEAD}paths: {{/a: 5}}\n", "wrong-type"),
    ("openapi: 4.0.0\ninfo: {title: t, version: 1}\npaths: {}\n", "version-unsupported"),
    ("openapi: []\npaths: {}\n", "version-unsupported"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_what_cannot_be_read_is_an_error_that_says_where(folder: Folder, content: str | bytes, code: str) -> None:
    is_json = isinstance(content, str) and content.startswith("{")
    errors = folder.write_named({"d.json" if is_json else "d.yml": content}).errors()
    assert code in [problem.code for problem in errors]


TAKEN: list[str | bytes] = [
    EMPTY,
    f"{HEAD}paths: null\n",
    f"{HEAD}paths:\ncomponents:\n",
    "\ufeff" + EMPTY,
    EMPTY.encode("utf-16"),
    EMPTY.encode("utf-16-le"),
    EMPTY.encode("utf-16-be"),
    EMPTY.encode("utf-32"),
    EMPTY.encode("utf-32-be"),
    EMPTY.replace("\n", "\r\n"),
    (JSON % "").encode("utf-16-le"),
    JSON % ', "x-a": [NaN, -0, 1e999, "\\ud800"]',
    f"{EMPTY}x-a: !python/object:os.system {{}}\nx-b: !!binary aGk=\n",
    schemas("A: {allOf: [{$ref: '#/components/schemas/A'}]}, B: {oneOf: [{$ref: '#/components/schemas/B'}]}"),
    schemas("A: {items: {$ref: '#/components/schemas/A'}}, B: {not: {$ref: '#/components/schemas/B'}}"),
    schemas("A: {anyOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}"),
    schemas("1: {type: string}, 2.5: {properties: {1: {}, true: {}, 2020-01-01: {}, null: {}}}"),
    schemas(f"{'a' * 300}: {{properties: {{{'b' * 300}: {{}}, '': {{}}, ' ': {{}}, '\\0x': {{}}}}}}"),
    f'{HEAD}paths: {{"": {{get: {{}}}}, "/{{": {{get: {{}}}}, "/{{}}": {{get: {{}}}}, "/{{a}}{{a}}": {{get: {{}}}}}}\n',
    f'{HEAD}paths: {{"/a?b=c": {{get: {{}}}}, "//": {{get: {{}}}}, "/../x": {{get: {{}}}}, "/\\n": {{get: {{}}}}}}\n',
    f"{HEAD}servers: [{{url: 'http://[x'}}, {{url: '{{a'}}]\npaths: {{}}\n",
]


def built(path: Path) -> tuple[Api, dict[str, str]]:
    config = ClientConfig("client", "Client", (path.name,))
    api = build_api(load_spec([path]).spec, config)
    return api, dict(render(api, config, "clientmill"))


@pytest.mark.parametrize("content", TAKEN)
def test_what_can_be_read_makes_a_client(tmp_path: Path, content: str | bytes) -> None:
    is_json = content[:1] in ("{", b"{")
    path = tmp_path / ("d.json" if is_json else "d.yml")
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    _, files = built(path)
    for name, text in files.items():
        if name.endswith(".py") and "_runtime" not in name:
            compile(text, name, "exec")


def test_responses_with_integer_keys_are_statuses(folder: Folder) -> None:
    operation = folder.operation("responses: {200: {description: d}, 404: {description: d}, default: {description: d}}")
    assert ["200", "404", "default"] == [response.status for response in operation.responses]


WHOLE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "servers": [{"url": "https://{a}.example", "variables": {"a": {"default": "x", "enum": ["x"]}}}],
    "tags": [{"name": "pets", "description": "d"}],
    "security": [{"key": []}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {
                "operationId": "updatePet",
                "tags": ["pets"],
                "parameters": [{"name": "q", "in": "query", "style": "deepObject", "schema": {"type": "object"}}],
                "requestBody": {
                    "content": {
                        "application/xml": {"schema": {"$ref": "#/components/schemas/Pet"}},
                        "multipart/form-data": {
                            "schema": {"$ref": "#/components/schemas/Pet"},
                            "encoding": {"tags": {"style": "form", "headers": {"X-A": {"schema": {"const": "a"}}}}},
                        },
                    }
                },
                "responses": {
                    "200": {
                        "description": "d",
                        "headers": {"X-A": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pets"}}},
                        "links": {"l": {"operationId": "updatePet"}},
                    }
                },
                "callbacks": {"c": {"{$url}": {"post": {"requestBody": {"content": {"application/json": {}}}}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "kind"],
                "properties": {
                    "id": {"type": "integer", "readOnly": True, "xml": {"attribute": True}},
                    "kind": {"enum": ["cat", 1, None]},
                    "tags": {"type": "array", "items": {"type": "string", "maxLength": 5}, "uniqueItems": True},
                    "owner": {"anyOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}]},
                },
                "if": {"required": ["tags"]},
                "then": {"minProperties": 2},
                "dependentRequired": {"tags": ["kind"]},
                "additionalProperties": {"type": "number", "minimum": 1},
            },
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"default": 9}}}]},
            "Pets": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "array", "prefixItems": [{"type": "string"}]}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
            },
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


def places_in(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*place, key)
        yield from places_in(item, (*place, key))


PLACES = list(places_in(WHOLE))
JUNK = st.sampled_from(
    [
        None,
        5,
        -1.5,
        True,
        "",
        "x",
        "#",
        "#/",
        "http://[x",
        "\0",
        "a b",
        "{",
        "}{",
        [],
        [1],
        [None],
        {},
        {"a": 5},
        {"": None},
    ]
    + [{"$ref": "#"}, {"$ref": 5}, [{}], {"type": ["null"]}, 10**400, 1e308, {"enum": [{}]}, {"oneOf": []}, {"not": {}}]
)


@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_junk_anywhere_is_taken_or_located(changes: list[tuple[tuple[Any, ...], Any]], tmp_path_factory: Any) -> None:
    document = copy.deepcopy(WHOLE)
    for place, junk in changes:
        holder: Any = document
        try:
            for step in place[:-1]:
                holder = holder[step]
            holder[place[-1]] = copy.deepcopy(junk)
        except (KeyError, IndexError, TypeError):
            continue
    path = tmp_path_factory.mktemp("junk") / "d.json"
    path.write_text(json.dumps(document))
    try:
        built(path)
    except ProblemsFound as found:
        errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
        assert errors and all(problem.location.file for problem in errors)
