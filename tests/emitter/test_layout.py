from __future__ import annotations

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emitter.formatting import is_surely_stable
from generator.emitter.imports import import_lines
from generator.emitter.layout import Call, Either, Expr, alias, annotated, assigned, bound, laid_out, signature
from generator.emitter.shared_names import alias_of, class_of

_NAMES = st.text(alphabet="bcgh", min_size=1, max_size=24)
_ANY_LENGTH = _NAMES | st.integers(40, 100).map("b".__mul__)
"""Also names that leave no room on a line."""
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
_LONG_TYPES: st.SearchStrategy[Expr] = (
    _ANY_LENGTH
    | st.builds(
        lambda name, items: Call(f"{name}[", tuple(items), "]"), _NAMES, st.lists(_ANY_LENGTH, min_size=1, max_size=3)
    )
    | st.lists(_ANY_LENGTH | _TYPES, min_size=2, max_size=4).map(lambda operands: Either(tuple(operands)))
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


def _is_stable_if_trusted(lines: list[str]) -> bool:
    return not is_surely_stable("\n".join([*lines, ""])) or _is_stable(lines)


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


@given(_ANY_LENGTH, _LONG_TYPES)
def test_black_leaves_a_field_alone_however_long_its_names(name: str, annotation: Expr) -> None:
    assert _is_stable_if_trusted(["class C:", *annotated(f"{name}_", annotation, "", "    ")])


@given(_ANY_LENGTH, _LONG_TYPES, st.just("None") | st.lists(_ANY_LENGTH, min_size=1, max_size=3))
def test_black_leaves_a_default_alone_however_long_its_names(
    name: str, annotation: Expr, value: str | list[str]
) -> None:
    given_value: Expr = value if isinstance(value, str) else Call("field(", tuple(value), ")")
    assert _is_stable_if_trusted(["class C:", *assigned(f"{name}_", annotation, given_value, "    ")])


@given(_ANY_LENGTH, _LONG_TYPES | _ANY_LENGTH.map(lambda text: f'"{text}"'))
def test_black_leaves_an_alias_alone_however_long_its_names(name: str, value: Expr) -> None:
    assert _is_stable_if_trusted(alias(f"{name}_", "TypeAlias", value))


@given(_ANY_LENGTH, _ANY_LENGTH)
def test_black_leaves_another_name_of_a_type_alone_however_long(name: str, known: str) -> None:
    for spelled in (alias_of, class_of):
        assert _is_stable_if_trusted(spelled(f"{name}_", f"{known}_"))


@given(_ANY_LENGTH, st.lists(st.tuples(_ANY_LENGTH, _LONG_TYPES), max_size=3, unique_by=lambda pair: pair[0]))
def test_black_leaves_a_signature_alone_however_long_its_names(name: str, parameters: list[tuple[str, Expr]]) -> None:
    listed = [("self", "", ""), *((f"{each}_: ", annotation, " = omit") for each, annotation in parameters)]
    lines = ["class C:", *signature(f"def {name}_", listed, "None", "    "), "        return None"]
    assert _is_stable_if_trusted([str(line) for line in lines])


@pytest.mark.parametrize("length", range(30, 100))
def test_black_leaves_methods_of_operations_alone_however_long_their_names(length: int) -> None:
    name = "b" * length
    for owner in ("C", "Cccccc", f"C{name}"):
        for maker in ("awaited(", "async_paged(", "async_streaming("):
            assert _is_stable_if_trusted(["class A:", *bound(name, Call(maker, (f"{owner}.{name}",), ")"), "    ")])
    called = Call(f"*_{name}.given(", ("locals()",), ")")
    method = signature(f"def {name}", (("self", "", ""),), "None", "    ", is_listed=True)
    call = laid_out("return ", Call("self._call(", (called,), ")"), "", " " * 8)
    assert _is_stable_if_trusted(["class A:", *method, *call])
    for answers in (
        ("None",),
        ("types.Short", "types.Longer"),
        (f"types.{name}", "types.A"),
        (f"types.{'B' * 40}",) * 2,
    ):
        fact = assigned(f"_{name}", Call("Operation[", answers, "]"), Call("Operation(", ('"GET /"',), ")"), "")
        assert _is_stable_if_trusted(fact)
    for names in (("C",), (f"C{name}",), ("B", f"C{name}")):
        assert _is_stable_if_trusted(import_lines(f".{name}", names))


def test_a_name_too_long_for_its_line_gets_parentheses() -> None:
    long = "x" * 80
    assert ["    a_long_name: (", f"        {long}", "    )"] == annotated("a_long_name", long, "", "    ")


def test_what_fits_stays_on_one_line() -> None:
    assert ['x = f("a", "b")'] == laid_out("x = ", Call("f(", ('"a"', '"b"'), ")"), "", "")


def test_a_single_subscript_gets_no_comma() -> None:
    long = "x" * 90
    assert ["a: list[", f"    {long}", "]"] == laid_out("a: ", Call("list[", (long,), "]"), "", "")
