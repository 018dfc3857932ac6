from __future__ import annotations

import black
from hypothesis import given
from hypothesis import strategies as st

from generator.emitter.layout import Call, Either, Expr, laid_out, signature

_NAMES = st.text(alphabet="bcgh", min_size=1, max_size=24)
_TYPES: st.SearchStrategy[Expr] = st.recursive(
    _NAMES,
    lambda inner: st.builds(
        lambda name, items: Call(f"{name}[", tuple(items), "]"), _NAMES, st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)
_NESTED: st.SearchStrategy[Expr] = st.recursive(
    _NAMES,
    lambda inner: (
        st.lists(inner.filter(lambda each: not isinstance(each, Either)), min_size=2, max_size=4).map(
            lambda each: Either(tuple(each))
        )
        | st.builds(
            lambda name, items: Call(f"{name}[", tuple(items), "]"), _NAMES, st.lists(inner, min_size=1, max_size=3)
        )
    ),
    max_leaves=12,
)
_UNIONS: st.SearchStrategy[Expr] = st.lists(_TYPES, min_size=2, max_size=5).map(
    lambda operands: Either(tuple(operands))
)
_VALUES: st.SearchStrategy[Expr] = st.recursive(
    _NAMES.map(lambda name: f'"{name}"'),
    lambda inner: st.builds(
        lambda name, items: Call(f"{name}(", tuple(items), ")"), _NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


def _is_stable(lines: list[str]) -> bool:
    source = "\n".join([*lines, ""])
    return source == black.format_str(source, mode=black.Mode())


@given(_VALUES)
def test_black_leaves_an_assignment_alone(value: Expr) -> None:
    assert _is_stable(laid_out("name = ", value, "", ""))


@given(
    st.lists(st.tuples(_NAMES, _TYPES | _UNIONS | _NESTED), max_size=5, unique_by=lambda pair: pair[0]),
    _TYPES | _UNIONS | _NESTED,
)
def test_black_leaves_a_signature_alone(parameters: list[tuple[str, Expr]], result: Expr) -> None:
    listed = [("self", "", ""), *((f"{name}_: ", annotation, "") for name, annotation in parameters)]
    lines = ["class C:", *signature("def f", listed, result, "    "), "        return None"]
    assert _is_stable([str(line) for line in lines])


def test_what_fits_stays_on_one_line() -> None:
    assert ['x = f("a", "b")'] == laid_out("x = ", Call("f(", ('"a"', '"b"'), ")"), "", "")


def test_a_single_subscript_gets_no_comma() -> None:
    long = "x" * 90
    assert ["a: list[", f"    {long}", "]"] == laid_out("a: ", Call("list[", (long,), "]"), "", "")
