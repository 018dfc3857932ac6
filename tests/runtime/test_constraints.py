from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.constraints import broken_constraints


@pytest.mark.parametrize(
    ("keyword", "limit", "right", "wrong"),
    [
        ("min_length", 2, "ab", "a"),
        ("max_length", 2, "ab", "abc"),
        ("pattern", "^a.c$", "abc", "xabc"),
        ("pattern", "^[[A-Z]{2}$", "[A", "ab"),
        ("pattern", "^[^[]$", "b", "["),
        ("pattern", r"^[a&&b\]||~~]+$", "a&]|~", "c"),
        ("pattern", "^[+--]+$", "+,-", "."),
        ("pattern", "^[--9]+$", "-.9", ","),
        ("pattern", r"^[\--9]+$", "-.9", ","),
        ("pattern", r"^[a\--9]+$", "-.9", ","),
        ("pattern", r"^\[[]a]\]$", "[]]", "[b]"),
        ("minimum", 1, 1, 0),
        ("maximum", 1.5, 1.5, 2),
        ("exclusive_minimum", 1, 1.1, 1),
        ("exclusive_maximum", 1, 0, 1),
        ("multiple_of", 0.1, 0.3, 0.35),
        ("multiple_of", 5, 10, 11),
        ("multiple_of", 1, 10**40, 1e-300),
        ("multiple_of", 0.01, 1e30, 0.001),
        ("multiple_of", 2, 1e308, float("inf")),
        ("min_items", 1, [0], []),
        ("max_items", 1, [0], [0, 0]),
        ("unique_items", True, [1, True, "1", [1]], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
        ("min_properties", 1, {"a": 1}, {}),
        ("max_properties", 1, {"a": 1}, {"a": 1, "b": 2}),
    ],
)
def test_a_limit_is_checked(keyword: str, limit: Any, right: Any, wrong: Any) -> None:
    assert [] == list(broken_constraints(right, {keyword: limit}))
    assert 1 == len(list(broken_constraints(wrong, {keyword: limit})))


@pytest.mark.parametrize(
    ("keyword", "limit", "value"),
    [
        ("min_length", 2, 1),
        ("minimum", 2, "1"),
        ("minimum", 2, True),
        ("max_items", 0, "abc"),
        ("unique_items", False, [1, 1]),
        ("pattern", "(?<name>[", "abc"),
        ("pattern", "a{1,5000000000}", "abc"),
        ("pattern", "(" * 5000 + ")" * 5000, "abc"),
        ("multiple_of", 0, 1),
        ("deprecated", True, "abc"),
    ],
)
def test_a_limit_says_nothing_about_other_values(keyword: str, limit: Any, value: Any) -> None:
    assert [] == list(broken_constraints(value, {keyword: limit}))
