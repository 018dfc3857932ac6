from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.loader.document import Document, read_document
from generator.loader.pointers import pointer_of, tokens_of
from generator.problems import Severity
from tests.loader.documents import places

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


def document_of(text: str, file: str = "a.json") -> Document:
    found, problems = read_document(text.encode(), file)
    assert problems == ()
    assert isinstance(found, Document)
    return found


def test_a_member_is_located_at_its_key_and_an_item_at_its_beginning() -> None:
    document = document_of('{\n  "a~/b": [1, {"c": "}"},\n    {"d": null}],\n  "é": {}\n}')
    assert document.position("/a~0~1b/2/d") == (3, 6)
    assert document.position("/a~0~1b/1") == (2, 15)
    assert document.position("/é") == (4, 3)


def test_a_duplicate_key_is_located_at_both_places() -> None:
    _, problems = read_document(b'{"a": {"b": 1,\n "c": 2,\n "b": 3}}', "a.json")
    assert places(problems) == [("duplicate-key", "a.json", 3, 2)]
    assert [(place.line, place.column) for place in problems[0].related] == [(1, 8)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"a": 1 "b": 2}', "json-syntax", 1, 9),
        ('{"a": 1', "json-syntax", 1, 8),
        ('{"a": ' + "[" * 5000 + "]" * 5000 + "}", "too-deep", 1, 1),
        ('{"a": ' + "9" * 5000 + "}", "number-too-long", 1, 1),
    ],
)
def test_what_is_not_json_is_located(text: str, code: str, line: int, column: int) -> None:
    _, (problem,) = read_document(text.encode(), "a.json")
    assert (problem.code, problem.location.line) == (code, line)
    assert problem.location.column == column


@pytest.mark.parametrize("text", ['{"a": 1,}', "{a: 1}", '{"a": 1 # one\n}'])
def test_json_with_a_slip_is_read_as_yaml_with_a_warning(text: str) -> None:
    document, problems = read_document(text.encode(), "a.json")
    assert isinstance(document, Document) and document.value == {"a": 1}
    assert [(problem.severity, problem.code) for problem in problems] == [(Severity.WARNING, "json-syntax")]


def test_a_json_file_may_hold_yaml() -> None:
    assert document_of("openapi: 3.1.0\n").value == {"openapi": "3.1.0"}


def test_a_yaml_file_may_hold_json() -> None:
    assert document_of('{"a": "\\u00e9", "b": 1}', "a.yml").value == {"a": "é", "b": 1}


@given(JSON)
def test_yaml_and_json_agree(value: Any) -> None:
    if not isinstance(value, dict | list):
        value = [value]
    text = json.dumps(value)
    assert document_of(text).value == value
    assert document_of(text, "a.yml").value == value


@given(st.dictionaries(st.text(), JSON, min_size=1))
def test_every_pointer_leads_to_its_key(value: dict[str, Any]) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    document = document_of(text)
    lines = text.split("\n")
    for key in value:
        line, column = document.position(pointer_of((key,)))
        assert lines[line - 1][column - 1 :].startswith(json.dumps(key, ensure_ascii=False))


@given(st.lists(st.text()).map(tuple))
def test_a_pointer_gives_back_its_tokens(tokens: tuple[str, ...]) -> None:
    assert tokens_of(pointer_of(tokens)) == tokens
