"""The calls in a vendor's own Python sample: `client.voice_clones.update(…)` → ("voice_clones", "update").

Receives the source text of a sample; returns the chains of the calls on a client, in their order. The source is parsed,
never run.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from textwrap import dedent

_TRANSPARENT = frozenset({"with_raw_response", "with_streaming_response", "with_options", "copy"})
"""Links of a chain that change how the call is made, not which one it is."""
_OF_CLIENT = frozenset({"close", "aclose"})


def calls_in(source: str) -> tuple[tuple[str, ...], ...]:
    """Find names assigned from a CapWords call, and the methods that are called on them."""
    try:
        with warnings.catch_warnings():
            # Samples hold "\d" and the like; that is no concern of ours.
            warnings.simplefilter("ignore")
            tree = ast.parse(dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    clients = set(_clients(tree))
    calls = [
        (node.lineno, node.col_offset, chain)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (chain := _chain(node.func, clients)) is not None
    ]
    return tuple(dict.fromkeys(chain for _, _, chain in sorted(calls) if chain and chain[-1] not in _OF_CLIENT))


def _clients(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                target=ast.Name(id=name), value=value
            ):
                if _makes_client(value):
                    yield name
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                if _makes_client(value):
                    yield name
            case _:
                pass


def _makes_client(value: ast.AST | None) -> bool:
    match value:
        case ast.Await(value=inner):
            return _makes_client(inner)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name[:1].isupper()
        case _:
            return False


def _chain(node: ast.AST, clients: set[str]) -> tuple[str, ...] | None:
    """Give the attributes from a client to here; None when the expression does not begin at one."""
    match node:
        case ast.Name(id=name):
            return () if name in clients else None
        case ast.Attribute(value=inner, attr=name):
            before = _chain(inner, clients)
            if before is None:
                return None
            return before if name in _TRANSPARENT else (*before, name)
        case ast.Call(func=ast.Name()):
            return () if _makes_client(node) else None
        case ast.Call(func=inner):
            before = _chain(inner, clients)
            # Only `client.with_options(…)` gives a client again; what other calls return is a result.
            return before if before == () and isinstance(inner, ast.Attribute) else None
        case _:
            return None
