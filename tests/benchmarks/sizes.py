"""Lines of a generated package by what they are for: `python -m tests.benchmarks.sizes FOLDER`.

Receives the folder of a package; `_runtime` is left out, as it is the same for every API. Prints a table, largest first, with lines per
operation. It deliberately reads the result and not the generator, so that it counts what a reader sees.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_OPERATION = re.compile(r"^_\w+: \w*Operation\[", re.MULTILINE)


def lines_by_purpose(package: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and inside.parts[0] != "_runtime" and "__pycache__" not in inside.parts:
            text = path.read_text(encoding="utf-8")
            room = inside.parts[0] if len(inside.parts) > 1 else inside.name
            if path.suffix != ".py":
                counts[room] += text.count("\n")
            else:
                counts.update(f"{room}: {purpose}" for purpose in _purposes(text))
    return counts


def longest_module(package: Path) -> int:
    return max(text.count("\n") for text in _modules(package))


def operations_of(package: Path) -> int:
    return sum(len(_OPERATION.findall(text)) for text in _modules(package))


def _modules(package: Path) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in package.rglob("*.py") if "_runtime" not in path.parts)


def _purposes(text: str) -> list[str]:
    """Name the purpose of every line. Inner statements name theirs after outer ones, so the innermost counts."""
    lines = text.split("\n")[:-1]
    purposes = ["blank" if not line else "header" for line in lines]
    tree = ast.parse(text)
    for node, purpose in _told(tree.body, ""):
        for index in range(_first(node) - 1, node.end_lineno or 0):
            purposes[index] = purpose if lines[index] or purpose.endswith("docstring") else "blank"
    return purposes


def _first(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _told(body: list[ast.stmt], owner: str) -> Iterator[tuple[ast.stmt, str]]:
    for node in body:
        match node:
            case ast.ClassDef():
                kind = "TypedDict" if "TypedDict" in ast.unparse(node.bases[0]) else "class"
                kind = "view" if node.name.endswith(("Raw", "Streamed")) and owner == "" else kind
                kind = "async class" if node.name.startswith("Async") and kind == "class" else kind
                yield node, kind
                yield from _told(node.body, kind)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                prefix = "async " if owner == "async class" else ""
                is_property = bool(node.decorator_list)
                yield node, f"{prefix}{'property' if is_property else 'signature'}"
                for inner in node.body:
                    is_text = isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)
                    if not is_property:
                        yield inner, f"{prefix}docstring" if is_text else f"{prefix}body"
            case ast.Expr(value=ast.Constant(value=str())):
                yield node, f"{owner or 'module'} docstring"
            case ast.AnnAssign() | ast.Assign():
                yield node, f"{owner} field" if owner else "fact or alias"
            case ast.Import() | ast.ImportFrom() | ast.If():
                yield node, "import"
            case _:
                yield node, "other"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    operations = operations_of(folder)
    found = lines_by_purpose(folder)
    for purpose, count in found.most_common():
        print(f"{count:7} {count / operations:7.1f}  {purpose}")
    print(f"{found.total():7} {found.total() / operations:7.1f}  all; the longest module has {longest_module(folder)}")
