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
