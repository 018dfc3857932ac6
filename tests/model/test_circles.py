from __future__ import annotations

import pytest

from generator.model.circles import without_circles
from generator.model.types import ANY, INTEGER, NULL, STRING, Alias, Doc, ListOf, Named, TypeExpr, UnionOf
from generator.problems import Location

A, B, C = Named("A"), Named("B"), Named("C")


def _alias(name: str, expr: TypeExpr) -> Alias:
    return Alias(name, name, expr, Doc(), Location("a.yml"))


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        ({"A": UnionOf((A, STRING))}, {"A": STRING}),
        ({"A": UnionOf((A, STRING, NULL))}, {"A": UnionOf((STRING, NULL))}),
        ({"A": B, "B": UnionOf((A, STRING))}, {"A": STRING, "B": STRING}),
        (
            {"A": UnionOf((B, INTEGER)), "B": UnionOf((A, STRING))},
            {"A": UnionOf((INTEGER, STRING)), "B": UnionOf((STRING, INTEGER))},
        ),
        (
            {"A": UnionOf((B, INTEGER, NULL)), "B": UnionOf((C, STRING)), "C": UnionOf((A, ListOf(A)))},
            {
                "A": UnionOf((INTEGER, STRING, ListOf(A), NULL)),
                "B": UnionOf((STRING, INTEGER, ListOf(A), NULL)),
                "C": UnionOf((ListOf(A), INTEGER, STRING, NULL)),
            },
        ),
        ({"A": A}, {"A": ANY}),
        ({"A": B, "B": A}, {"A": ANY, "B": ANY}),
        # What only leads to a circle stays, and so does what holds itself.
        ({"A": UnionOf((B, INTEGER)), "B": UnionOf((B, STRING))}, {"A": UnionOf((B, INTEGER)), "B": STRING}),
        ({"A": UnionOf((ListOf(A), STRING))}, {"A": UnionOf((ListOf(A), STRING))}),
    ],
)
def test_what_leads_back_to_an_alias_is_no_alternative_of_it(
    written: dict[str, TypeExpr], settled: dict[str, TypeExpr]
) -> None:
    found = without_circles({name: _alias(name, expr) for name, expr in written.items()})
    assert {name: _alias(name, expr) for name, expr in settled.items()} == found
