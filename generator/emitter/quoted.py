"""Aliases whose meaning is a quoted text, in as many parts as type checkers can read.

    _Item_1: TypeAlias = "types.Message | types.ToolCall"
    _Item_tags_2: dict[str, str] = {"message": "Message", "call": "ToolCall"}
    Item: TypeAlias = 'Annotated[_Item_1, Tagged("type", _Item_tags_2)]'

ty reads quoted annotations of up to 256 nodes of syntax, which a union of 64 types of other modules has, and without
escaped characters, which `won't fix` needs between quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from msgspec.structs import replace

from generator.emitter import literals
from generator.emitter.layout import Call, Either, Expr, alias, laid_out, one_line

_MOST_NODES = 256
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|[.|\[({]')
_NODES = {".": 1, "|": 1, "[": 3, "(": 3, "{": 3}


def quoted_alias(name: str, annotation: str, expr: Expr) -> list[str]:
    """Spell `name: annotation = "expr"`, below parts of it where it is too long; their names begin with an underscore."""
    lines: list[str] = []
    numbers = count(1)

    def shortened(inner: Expr) -> Expr:
        """Take out values and unions that are too long, the innermost first, and then lists of tags."""
        if isinstance(inner, str) or not _is_unreadable(inner):
            return inner
        if isinstance(inner, Call) and inner.head == "Literal[":
            values = f"_{name}_{next(numbers)}"
            # Needs no quotes: there are no other definitions in it.
            lines.extend(alias(values, annotation, inner))
            return values
        if isinstance(inner, Call):
            call: Expr = replace(inner, items=tuple(map(shortened, inner.items)))
            if _is_unreadable(call):
                call, tags = _without_tags(f"_{name}_tags_{next(numbers)}", call)
                lines.extend(tags)
            return call
        whole = Either(tuple(map(shortened, inner.operands)))
        if not _is_unreadable(whole):
            return whole
        names: list[Expr] = []
        for part in _parts_of(whole):
            names.append(f"_{name}_{next(numbers)}")
            lines.extend(alias(one_line(names[-1]), annotation, literals.string(one_line(part))))
        return _either(tuple(names))

    text = one_line(shortened(expr))
    return [*lines, *alias(name, annotation, literals.string(text))]


def loses_order(expr: Expr) -> bool:
    """Tell whether Python may give a union another order: for `Literal["a"] | str | int` typing takes whatever equal
    union it has made before. Strict mode goes by that order (runtime/known_values.py)."""
    match expr:
        case Call(items=items):
            return any(map(loses_order, items))
        case Either(operands):
            has_literal = any(isinstance(each, Call) and each.head == "Literal[" for each in operands)
            return (has_literal and len(operands) > 2) or any(map(loses_order, operands))
        case _:
            return False


def _parts_of(union: Either) -> Iterator[Expr]:
    part: tuple[Expr, ...] = ()
    for operand in union.operands:
        if part and _nodes_of(Either((*part, operand))) > _MOST_NODES:
            yield _either(part)
            part = ()
        part = (*part, operand)
    yield _either(part)


def _either(operands: tuple[Expr, ...]) -> Expr:
    return operands[0] if len(operands) == 1 else Either(operands)


def _without_tags(name: str, expr: Expr) -> tuple[Expr, list[str]]:
    """Give a tagged union's list of tags a name: `Annotated[…, Tagged("type", {…})]`."""
    match expr:
        case Call(items=(union, Call(items=(wire_name, Call(head="{") as tags, *more)) as tagged)):
            said = replace(tagged, items=(wire_name, name, *more))
            return replace(expr, items=(union, said)), laid_out(f"{name}: dict[str, str] = ", tags, "", "")
        case _:
            return expr, []


def _is_unreadable(expr: Expr) -> bool:
    return _nodes_of(expr) > _MOST_NODES or not {"'", "\\"}.isdisjoint(one_line(expr))


def _nodes_of(expr: Expr) -> int:
    """Count the nodes of syntax, rather too many than too few: a text is two, a bracket or a call up to three."""
    return sum(2 if token[0] == '"' else _NODES.get(token, 1) for token in _TOKEN.findall(one_line(expr)))
