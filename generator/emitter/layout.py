"""Black-stable layout of the few shapes that generated code is made of.

Receives small expression trees and gives lines of source that black leaves alone at 88 columns, so that formatting a
fresh tree finds nothing to do. A tree is a string (an atom), `Call` or `Either`.

    Call("Literal[", ("a", "b"), "]")     Either(("Cat", "Dog"))     Call("foo(", ("x", Call(...)), ")")
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from msgspec import Struct
from msgspec.structs import replace

WIDTH = 88
STEP = "    "


class Call(Struct, frozen=True):
    """A bracket with items: call, subscript, tuple, dict display."""

    head: str
    items: tuple[Expr, ...]
    tail: str
    prefix: str = ""
    """Put before the head: `name=`, or `"key": `."""
    keeps_comma: bool = False
    """A one-tuple needs its comma on one line too."""
    is_listed: bool = False
    """One item a line, even where all would fit on one: a further item is then a line more, and rewrites none."""


class Either(Struct, frozen=True):
    """Operands joined by `|`."""

    operands: tuple[Expr, ...]


Expr = str | Call | Either


def width(text: str) -> int:
    """Count columns as black does: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def one_line(expr: Expr) -> str:
    match expr:
        case str():
            return expr
        case Call(head, items, tail, prefix, keeps_comma):
            comma = "," if keeps_comma and len(items) == 1 else ""
            return prefix + head + ", ".join([one_line(item) for item in items]) + comma + tail
        case Either(operands):
            return " | ".join([one_line(operand) for operand in operands])


def laid_out(prefix: str, expr: Expr, suffix: str, indent: str) -> list[str]:
    """Spell `prefix expr suffix`, broken over lines where it does not fit.

    Items stand together on a line of their own where they fit there, else one a line with a trailing comma, which black keeps.
    """
    line = f"{indent}{prefix}{one_line(expr)}{suffix}"
    if (width(line) <= WIDTH and not _is_listed(expr)) or isinstance(expr, str):
        return [line]
    if isinstance(expr, Either):
        return _parenthesised(prefix, expr, suffix, indent)
    if not expr.items:
        return [line]
    together = _together(expr, indent)
    if together is not None:
        return [f"{indent}{prefix}{expr.prefix}{expr.head}", together, f"{indent}{expr.tail}{suffix}"]
    lines = [f"{indent}{prefix}{expr.prefix}{expr.head}"]
    # `list[X,]` would be another type than `list[X]`; black adds no comma there either.
    comma = "" if expr.tail == "]" and len(expr.items) == 1 else ","
    for item in expr.items:
        lines += _item(item, comma, indent + STEP)
    lines.append(f"{indent}{expr.tail}{suffix}")
    return lines


def _is_listed(expr: Expr) -> bool:
    """Tell whether anything in it has one item a line: then what is around it is broken too."""
    return isinstance(expr, Call) and (expr.is_listed or any(map(_is_listed, expr.items)))


def _together(expr: Call, indent: str) -> str | None:
    """Give all items on one line, if they fit. Black breaks a bare tuple, list or dict to one item a line in any case."""
    if _is_listed(expr) or expr.head in "([{":
        return None
    line = f"{indent}{STEP}{', '.join(one_line(item) for item in expr.items)}"
    return line if width(line) <= WIDTH else None


def _item(item: Expr, comma: str, indent: str) -> list[str]:
    """Inside brackets a long `a | b` needs no parentheses: one operand a line."""
    if isinstance(item, Either) and width(indent + one_line(item) + comma) > WIDTH:
        return _operands(item, comma, indent)
    return laid_out("", item, comma, indent)


def _operands(expr: Either, comma: str, indent: str) -> list[str]:
    *others, last = expr.operands
    lines: list[str] = []
    for index, operand in enumerate(others):
        lines += laid_out("| " if index else "", operand, "", indent)
    return [*lines, *laid_out("| ", last, comma, indent)]


def _parenthesised(prefix: str, expr: Either, suffix: str, indent: str) -> list[str]:
    """Black's form of a long `a | b`: in parentheses, on one line if it fits there, else one operand a line."""
    inner = indent + STEP
    joined = inner + one_line(expr)
    body = [joined] if width(joined) <= WIDTH else _operands(expr, "", inner)
    return [f"{indent}{prefix}(", *body, f"{indent}){suffix}"]


def annotated(name: str, annotation: Expr, suffix: str, indent: str) -> list[str]:
    """Spell `name: annotation`; black puts a name that is too long for the line in parentheses, if that helps or it has a dot."""
    lines = laid_out(f"{name}: ", annotation, suffix, indent)
    if width(lines[0]) <= WIDTH:
        return lines
    inside, start = laid_out("", annotation, "", indent + STEP), f"{indent}{name}: ("
    if isinstance(annotation, str):
        is_better = "." in annotation or width(inside[0]) <= WIDTH
    else:
        # Of a short value behind such a name black has forms of its own; formatting.py asks it then.
        is_better = (not suffix or suffix.endswith("(")) and max(map(width, (start, *inside))) <= WIDTH
    return [start, *inside, f"{indent}){suffix}"] if is_better else lines


def bound(name: str, value: Call, indent: str) -> list[str]:
    """Spell `name = value`. Parentheses come around the value if its name leaves no room even for its head, and they help."""
    inside = laid_out("", value, "", indent + STEP)
    if width(f"{indent}{name} = {value.head}") > WIDTH >= max(map(width, (f"{indent}{name} = (", *inside))):
        return [f"{indent}{name} = (", *inside, f"{indent})"]
    return laid_out(f"{name} = ", value, "", indent)


def alias(name: str, annotation: str, value: Expr) -> list[str]:
    """Spell `name: annotation = value` of a module. A string that is too long goes into parentheses."""
    prefix = f"{name}: {annotation} = "
    is_broken = not isinstance(value, str) and width(f"{STEP}{one_line(value)}") > WIDTH
    # Black has many forms for a short value behind such a name; formatting.py asks it then.
    if is_broken and width(f"{prefix}(") > WIDTH:
        return [f"{name}: (", f"{STEP}{annotation}", *laid_out(") = ", value, "", "")]
    if isinstance(value, str) and width(prefix + value) > WIDTH:
        return [f"{prefix}(", f"{STEP}{value}", ")"]
    return laid_out(prefix, value, "", "")


def assigned(name: str, annotation: Expr, value: Expr, indent: str) -> list[str]:
    """Spell `name: annotation = value`. Black breaks the value first, then puts it in parentheses, then breaks the annotation."""
    prefix = f"{name}: {one_line(annotation)} = "
    line = f"{indent}{prefix}{one_line(value)}"
    if width(line) <= WIDTH and not _is_listed(value):
        return [line]
    if isinstance(value, Call) and value.items and width(f"{indent}{prefix}{value.prefix}{value.head}") <= WIDTH:
        return laid_out(prefix, value, "", indent)
    if width(f"{indent}{prefix}(") <= WIDTH:
        return [f"{indent}{prefix}(", *laid_out("", value, "", indent + STEP), f"{indent})"]
    # Broken in any case: when black would break it is a long story that a trailing comma ends.
    listed = replace(value, is_listed=True) if isinstance(value, Call) else value
    first, *rest = laid_out("", listed, "", indent)
    return [*annotated(name, annotation, f" = {first.removeprefix(indent)}", indent), *rest]


def signature(
    head: str,
    parameters: Iterable[tuple[str, Expr, str]],
    result: Expr,
    indent: str,
    ending: str = ":",
    *,
    is_listed: bool = False,
) -> list[str]:
    """Spell `head(parameters) -> result:`; a parameter is (text before the annotation, annotation, text after it).

    `is_listed`: one parameter a line in any case, so that a further one is a line more, and rewrites none.
    """
    listed = tuple(parameters)
    flat = ", ".join(before + one_line(annotation) + after for before, annotation, after in listed)
    line = f"{indent}{head}({flat}) -> {one_line(result)}{ending}"
    if width(line) <= WIDTH and not is_listed:
        return [line]
    lines = [f"{indent}{head}("]
    for before, annotation, after in listed:
        lines += laid_out(before, annotation, after + ",", indent + STEP)
    return [*lines, *laid_out(") -> ", result, ending, indent)]
