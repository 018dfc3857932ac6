"""The calls in a vendor's own Python sample: `client.voice_clones.update(…)` → ("voice_clones", "update").

Receives the source text of a sample; returns the chains of the calls on a client, in their order. The source is parsed,
never run.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Set
from textwrap import dedent

_TRANSPARENT = frozenset({"with_raw_response", "with_streaming_response", "with_options", "copy"})
"""Links of a chain that change how the call is made, not which one it is."""
_OF_CLIENT = frozenset({"close", "aclose"})
_LIBRARIES = frozenset({"aiohttp", "http", "httplib", "httplib2", "httpx", "requests", "urllib", "urllib2", "urllib3"})
"""What samples of vendors without an SDK send requests with: `conn.getresponse()` names no operation."""


def calls_in(source: str) -> tuple[tuple[str, ...], ...]:
    """Find names assigned from a CapWords call, and the methods that are called on them."""
    try:
        with warnings.catch_warnings():
            # Samples hold "\d" and the like; that is no concern of ours.
            warnings.simplefilter("ignore")
            tree = ast.parse(dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    foreign = _LIBRARIES.union(_imported_from_libraries(tree))
    clients = set(_clients(tree, foreign))
    calls = [
        (node.lineno, node.col_offset, chain)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (chain := _chain(node.func, clients, foreign)) is not None
    ]
    return tuple(dict.fromkeys(chain for _, _, chain in sorted(calls) if chain and chain[-1] not in _OF_CLIENT))


def _imported_from_libraries(tree: ast.AST) -> Iterator[str]:
    """Give the names that stand for an HTTP library, or for what is in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (each.asname for each in names if each.asname and each.name.split(".")[0] in _LIBRARIES)
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] in _LIBRARIES:
                yield from (each.asname or each.name for each in names)
            case _:
                pass


def _clients(tree: ast.AST, foreign: Set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                target=ast.Name(id=name), value=value
            ):
                if _makes_client(value, foreign):
                    yield name
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                if _makes_client(value, foreign):
                    yield name
            case _:
                pass


def _makes_client(value: ast.AST | None, foreign: Set[str]) -> bool:
    match value:
        case ast.Await(value=inner):
            return _makes_client(inner, foreign)
        case ast.Call(func=(ast.Name(id=name) | ast.Attribute(attr=name)) as made):
            return name[:1].isupper() and _first_name(made) not in foreign
        case _:
            return False


def _first_name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _chain(node: ast.AST, clients: Set[str], foreign: Set[str]) -> tuple[str, ...] | None:
    """Give the attributes from a client to here; None when the expression does not begin at one."""
    match node:
        case ast.Name(id=name):
            return () if name in clients else None
        case ast.Attribute(value=inner, attr=name):
            before = _chain(inner, clients, foreign)
            if before is None:
                return None
            return before if name in _TRANSPARENT else (*before, name)
        case ast.Call(func=ast.Name()):
            return () if _makes_client(node, foreign) else None
        case ast.Call(func=inner):
            before = _chain(inner, clients, foreign)
            # Only `client.with_options(…)` gives a client again; what other calls return is a result.
            return before if before == () and isinstance(inner, ast.Attribute) else None
        case _:
            return None
