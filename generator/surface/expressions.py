"""Annotations as values that can be compared: does one take, or give, all that another does?

    "types.Cat | Literal['a', 'b'] | None"  ──type_of──▶  {Atom("Cat"), Atom("'a'"), Atom("'b'"), Atom("None")}

Names of aliases stay names: what an alias means is compared once, and not wherever it is used.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple


class Atom(NamedTuple):
    """A member of a union."""

    name: str
    """A class's, without its module; or a known value as Python writes it, "'a'"."""
    arguments: tuple[frozenset[Atom], ...] = ()


Type = frozenset[Atom]
PART = re.compile(r"_.+_\d+")
"""A part of an alias that is too long. An underscore before other names is there because a class body hides them."""
ANYTHING = frozenset({"Any", "object"})
_AS_IN_JSON = ANYTHING | {"str", "int", "float", "bool", "None", "list", "dict"}
_TRANSPARENT = frozenset({"Required", "NotRequired", "ReadOnly"})
_WIDER = {"float": ("int",), "Sequence": ("list", "tuple"), "Mapping": ("dict",)}
"""Name → names that it covers (PEP 484 has `float` cover `int`)."""


@lru_cache(maxsize=4096)
def type_of(text: str) -> Type:
    return _type(ast.parse(text.strip(), mode="eval").body)


def covers(wide: Type, narrow: Type) -> bool:
    """Tell whether whatever is `narrow` is `wide` too."""
    return not uncovered(wide, narrow)


def uncovered(wide: Type, narrow: Type) -> Type:
    """Give the members of `narrow` that `wide` does not cover."""
    return frozenset(each for each in narrow if not any(_covers(other, each) for other in wide))


def names_in(text: str) -> frozenset[str]:
    """Give every name that an annotation mentions."""
    return names_of(type_of(text))


def is_known_value(atom: Atom) -> bool:
    """Tell a Literal's value from a class."""
    return atom.name in ("True", "False") or atom.name[:1] in "'\"-0123456789"


def spelled(tp: Type) -> str:
    """Write a type: its members in order, known values and None last."""
    values = sorted(atom.name for atom in tp if is_known_value(atom))
    known = [f"Literal[{', '.join(values)}]"] if values else []
    members = sorted(_one(atom) for atom in tp if not is_known_value(atom) and atom.name != "None")
    return " | ".join([*members, *known, *(["None"] if Atom("None") in tp else [])])


def _one(atom: Atom) -> str:
    inner = f"[{', '.join(map(spelled, atom.arguments))}]" if atom.arguments else ""
    return atom.name.removesuffix("[]") + inner


def names_of(tp: Type) -> frozenset[str]:
    """Give every name in a type, known values aside."""
    own = {atom.name for atom in tp if not is_known_value(atom)}
    return frozenset(own).union(*(names_of(part) for atom in tp for part in atom.arguments))


def expanded(tp: Type, aliases: Mapping[str, str], seen: frozenset[str] = frozenset()) -> Type:
    """Put what aliases mean in place of their names. One that is met inside itself stays a name."""
    found: set[Atom] = set()
    for atom in tp:
        if atom.name in aliases and not atom.arguments and atom.name not in seen:
            found |= expanded(type_of(aliases[atom.name]), aliases, seen | {atom.name})
        else:
            found.add(Atom(atom.name, tuple(expanded(part, aliases, seen) for part in atom.arguments)))
    return frozenset(found)


def is_growth(before: Type, after: Type) -> bool:
    """Tell whether only what a server may add one day was added: to a union another class, another known value."""
    if not all(atom.arguments for atom in uncovered(after, before)):
        return False
    is_union = len(before - {Atom("None")}) > 1
    return all(
        (
            is_union
            and (is_known_value(atom) or (atom.name[:1].isupper() and not atom.arguments and atom.name != "None"))
        )
        or any(_has_grown(one, atom) for one in before)
        for atom in uncovered(before, after)
    )


def _has_grown(before: Atom, after: Atom) -> bool:
    return (
        before.name == after.name
        and bool(before.arguments)
        and len(before.arguments) == len(after.arguments)
        and all(
            covers(one, other) or is_growth(one, other)
            for one, other in zip(before.arguments, after.arguments, strict=True)
        )
    )


def agrees(before: Type, after: Type) -> bool:
    """Tell whether type checkers take what is `after` for what was `before`, as they take `Any` for everything."""
    return all(
        "Any" == each.name
        or covers(before, frozenset({each}))
        or any(
            one.name == each.name
            and len(one.arguments) == len(each.arguments) > 0
            and all(agrees(*pair) for pair in zip(one.arguments, each.arguments, strict=True))
            for one in before
        )
        for each in after
    )


def is_plain(tp: Type) -> bool:
    """Tell whether it comes as it is in JSON: nothing in it is made an object or a date."""
    return names_of(tp) <= _AS_IN_JSON


def _covers(wide: Atom, narrow: Atom) -> bool:
    if wide == narrow or wide.name in ANYTHING:
        return True
    if is_known_value(narrow):
        kind = type(ast.literal_eval(narrow.name)).__name__
        return kind == wide.name or kind in _WIDER.get(wide.name, ())
    if wide.name != narrow.name and narrow.name not in _WIDER.get(wide.name, ()):
        return False
    if not wide.arguments or len(wide.arguments) != len(narrow.arguments):
        return not wide.arguments
    return all(covers(one, other) for one, other in zip(wide.arguments, narrow.arguments, strict=True))


def _type(node: ast.expr) -> Type:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _type(left) | _type(right)
        case ast.Constant(value=str(text)):
            return type_of(text)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return frozenset({Atom(name if PART.fullmatch(name) else name.removeprefix("_"))})
        case ast.Subscript(value=head, slice=inner):
            return _subscript(_head(head), inner.elts if isinstance(inner, ast.Tuple) else [inner])
        case ast.List(elts=items):
            return frozenset({Atom("[]", tuple(_type(item) for item in items))})
        case _:
            return frozenset({Atom(ast.unparse(node))})


def _head(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
    return name.removeprefix("_")


def _subscript(head: str, items: list[ast.expr]) -> Type:
    if head == "Literal":
        return frozenset(Atom(ast.unparse(item)) for item in items)
    if head == "Annotated" or head in _TRANSPARENT:
        return _type(items[0])
    return frozenset({Atom(head, tuple(_type(item) for item in items))})
