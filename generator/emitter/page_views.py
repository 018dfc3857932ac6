"""How pages show in generated code: the type of a paged method, and the fact of its operation."""

from __future__ import annotations

from typing import assert_never

from generator.emitter import literals
from generator.emitter.layout import Call, Expr
from generator.emitter.spelling import Speller
from generator.model.api import Operation
from generator.model.pages import (
    BodySpot,
    Cursor,
    Flags,
    LinkHeader,
    NextUrl,
    Offset,
    PageNumber,
    Pagination,
    Path,
    QuerySpot,
    Spot,
)


def operation_maker(operation: Operation) -> str:
    return "Operation" if operation.pagination is None else "PagedOperation"


def fact_types(operation: Operation, result: Expr, speller: Speller) -> tuple[Expr, ...]:
    """Give what an operation's fact is generic in: what it answers with, and before it what its pages are made of."""
    if operation.pagination is None:
        return (result,)
    return speller.returned(operation.pagination.items.type), result


def returned_type(operation: Operation, result: Expr, speller: Speller) -> Expr:
    """Give what the method returns; its async twin's type follows from it (runtime/twins.py)."""
    if operation.pagination is None:
        return result
    return Call(f"{speller.name('SyncPage')}[", fact_types(operation, result, speller), "]")


def page_fact(pagination: Pagination) -> Call:
    """Spell `page=…`: one of runtime/paging.py's facts."""
    return _fact(pagination, "page=")


def page_fact_names(operation: Operation) -> set[str]:
    pagination = operation.pagination
    if pagination is None:
        return set()
    names = {page_fact(pagination).head.rstrip("(")}
    if isinstance(pagination, Cursor) and pagination.otherwise is not None:
        names.add("OffsetPages")
    return names


def _fact(pagination: Pagination, prefix: str) -> Call:
    items = _named("items", pagination.items.path or None)
    match pagination:
        case Cursor(cursor, _, next, last_item, flags, otherwise):
            facts = [_spot(cursor), *items, *_named("next", next), *_named("last_item", last_item), *_flags(flags)]
            if otherwise is not None:
                facts.append(_fact(otherwise, "otherwise="))
            return Call("CursorPages(", tuple(facts), ")", prefix)
        case PageNumber(page, _, first, number, pages, total, flags):
            facts = [_spot(page), *items, *([f"first={first}"] if first != 1 else [])]
            facts += [*_named("number", number), *_named("pages", pages), *_named("total", total), *_flags(flags)]
            return Call("NumberedPages(", tuple(facts), ")", prefix)
        case Offset(offset, _, first, start, total, flags):
            facts = [_spot(offset), *items, *([f"first={first}"] if first else []), *_named("start", start)]
            return Call("OffsetPages(", (*facts, *_named("total", total), *_flags(flags)), ")", prefix)
        case NextUrl(next):
            return Call("UrlPages(", (_path(next), *items), ")", prefix)
        case LinkHeader():
            return Call("LinkPages(", tuple(items), ")", prefix)
        case _:
            assert_never(pagination)


def _spot(spot: Spot) -> Expr:
    match spot:
        case QuerySpot(wire_name):
            return literals.string(wire_name)
        case BodySpot(path):
            return _path(path)
        case _:
            assert_never(spot)


def _flags(flags: Flags) -> list[Expr]:
    return [*_named("more", flags.more), *_named("last", flags.last)]


def _named(name: str, path: Path | None) -> list[Expr]:
    return [] if path is None else [_path(path, f"{name}=")]


def _path(path: Path, prefix: str = "") -> Expr:
    return Call("(", tuple(literals.string(name) for name in path), ")", prefix, keeps_comma=True)
