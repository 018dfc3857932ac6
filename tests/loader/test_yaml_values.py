"""YAML 1.2 core semantics, key by key."""

from __future__ import annotations

import math
from typing import Any

import pytest

from generator.loader.document import Document, read_document
from generator.problems import Problem
from tests.loader.documents import places


def value_of(text: str) -> Any:
    found, problems = read_document(text.encode(), "a.yml")
    assert problems == ()
    assert isinstance(found, Document)
    return found.value


def problems_in(content: str | bytes, file: str = "a.yml") -> tuple[Problem, ...]:
    return read_document(content if isinstance(content, bytes) else content.encode(), file)[1]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
        ('"12"', "12"),
        ("2024-01-31", "2024-01-31"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("12:30:45", "12:30:45"),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("-7", -7),
        ("+7", 7),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("!!float 3", 3.0),
        ("!custom text", "text"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_core_says(written: str, expected: object) -> None:
    assert repr(value_of(f"a: {written}")["a"]) == repr(expected)


def test_a_key_is_its_text() -> None:
    assert value_of("{200: a, 0o17: b, on: c, null: d, 1.10: e, 2024-01-01: f}") == {
        "200": "a",
        "0o17": "b",
        "on": "c",
        "null": "d",
        "1.10": "e",
        "2024-01-01": "f",
    }


def test_anchors_and_merge_keys_work_and_own_members_win() -> None:
    text = """
base: &base {a: 1, b: 2}
more: &more {b: 3, c: 4}
one: {<<: *base, b: 9}
two: {<<: [*more, *base], d: 5}
"""
    value = value_of(text)
    assert value["one"] == {"a": 1, "b": 9}
    assert value["two"] == {"a": 1, "b": 3, "c": 4, "d": 5}


def test_a_quoted_merge_sign_is_a_key() -> None:
    assert value_of("{'<<': {a: 1}}") == {"<<": {"a": 1}}


def test_a_duplicate_key_is_located_at_both_places() -> None:
    (problem,) = problems_in("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert places((problem,)) == [("duplicate-key", "a.yml", 5, 3)]
    assert problem.location.pointer == "/b/c"
    assert [place.line for place in problem.related] == [3]


def test_a_number_and_its_text_are_the_same_key() -> None:
    assert places(problems_in("200: a\n'200': b\n")) == [("duplicate-key", "a.yml", 2, 1)]


def test_an_indenting_tab_is_located() -> None:
    (problem,) = problems_in("a:\n\tb: 1\n")
    assert places((problem,)) == [("yaml-tab", "a.yml", 2, 1)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [1, 2\nb: 3\n", "yaml-syntax", 2),
        ("a: 'open\n", "yaml-syntax", 2),
        ("a: 1\n---\nb: 2\n", "yaml-several-documents", 2),
        ("? [a, b]\n: 1\n", "yaml-value", 1),
        ("a: *nowhere\n", "yaml-syntax", 1),
        ("a: 1\nb: \x07\n", "yaml-syntax", 2),
        ("", "empty-file", 1),
        ("# only a comment\n", "empty-file", 1),
        ("a: " + "[" * 300 + "]" * 300, "too-deep", 1),
        ("a: " + "9" * 5000, "yaml-value", 1),
        ("a: &a [*a]\n", "yaml-alias-bomb", 1),
        ("<<: 1\n", "yaml-value", 1),
    ],
)
def test_what_is_no_document_is_located(text: str, code: str, line: int) -> None:
    (problem,) = problems_in(text)
    assert (problem.code, problem.location.line) == (code, line)


def test_aliases_that_stand_for_billions_are_refused_at_once() -> None:
    levels = [f"l{at}: &l{at} [{', '.join([f'*l{at - 1}'] * 10)}]" for at in range(1, 30)]
    assert [problem.code for problem in problems_in("l0: &l0 [x]\n" + "\n".join(levels))] == ["yaml-alias-bomb"]


def test_a_byte_order_mark_is_no_content() -> None:
    found, problems = read_document(b"\xef\xbb\xbfopenapi: 3.1.0\n", "a.yml")
    assert isinstance(found, Document)
    assert (found.value, problems, found.position("/openapi")) == ({"openapi": "3.1.0"}, (), (1, 1))


def test_utf_16_with_a_byte_order_mark_is_read() -> None:
    found, _ = read_document("a: é".encode("utf-16"), "a.yml")
    assert isinstance(found, Document)
    assert found.value == {"a": "é"}


def test_bytes_that_are_not_utf_8_are_located_in_characters() -> None:
    (problem,) = problems_in(b"a: 1\nb: \xc3\xa9\xe9\n")
    assert places((problem,)) == [("encoding", "a.yml", 2, 5)]


def test_places_are_those_an_editor_shows() -> None:
    # U+2028 ends a line for YAML but not for editors; astral characters are one column.
    found, _ = read_document("a: '\U0001f600 \u2028 x'\nb: {c: [1, '\U0001f600', {d: 2}]}\r\ne: 3\n".encode(), "a.yml")
    assert isinstance(found, Document)
    assert found.position("/b/c/2/d") == (2, 18)
    assert found.position("/e") == (3, 1)


def test_a_missing_place_is_located_at_what_would_hold_it() -> None:
    found, _ = read_document(b"a:\n  b: 1\n", "a.yml")
    assert isinstance(found, Document)
    assert found.position("/a/nothing/here") == (1, 1)


def test_a_merged_member_is_located_where_it_is_written() -> None:
    found, _ = read_document(b"x: &x\n  b: 1\na:\n  <<: *x\n", "a.yml")
    assert isinstance(found, Document)
    assert found.position("/a/b") == (2, 3)
