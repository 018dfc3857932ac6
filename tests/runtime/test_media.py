"""Media types: how well one covers another."""

from __future__ import annotations

import pytest

from generator.runtime import media


@pytest.mark.parametrize(
    ("declared", "came", "closeness"),
    [
        ("application/json", "text/html", 0),
        ("application/json", "application/problem+json", 1),
        ("application/*", "application/json", 2),
        ("application/json; version=2", "application/json", 3),
        ("application/json; charset=utf-8", "application/json", 4),
        ("application/json; version=2", 'application/json; charset=utf-8; version="2"', 5),
    ],
)
def test_a_media_type_that_says_more_of_what_came_is_closer(declared: str, came: str, closeness: int) -> None:
    assert media.closeness(declared, came) == closeness


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("Latin1", "Latin1"),
        ('"shift_jis"', "shift_jis"),
        ("UTF-16", "UTF-16"),
        *((name, "utf-8") for name in ("nonsense", "idna", "Punycode", "unicode_escape", "raw_unicode_escape")),
        *((name, "utf-8") for name in ("undefined", "hex", "rot13", "\0", "\ud800", "")),
    ],
)
def test_a_charset_is_what_any_bytes_can_be_read_in(name: str, charset: str) -> None:
    content_type = f"text/plain; charset={name}"
    assert charset == media.charset_of(content_type)
    assert media.text_of_body(b"xn--\xff\\N{}-\xe9" * 2, content_type)
