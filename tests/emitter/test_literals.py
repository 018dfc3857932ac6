from __future__ import annotations

import ast

import black
from hypothesis import given
from hypothesis import strategies as st

from generator.emitter import literals

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON)
def test_a_literal_evaluates_to_the_value_it_was_made_of(value: object) -> None:
    assert value == ast.literal_eval(literals.value(value))


@given(st.text(max_size=20) | st.text("a\"'\\", max_size=12))
def test_black_leaves_a_string_literal_alone(text: str) -> None:
    source = f"x = {literals.string(text)}\n"
    assert source == black.format_str(source, mode=black.Mode())


def test_one_tuples_keep_their_comma() -> None:
    assert "(('a',),)".replace("'", '"') == literals.value((("a",),))
