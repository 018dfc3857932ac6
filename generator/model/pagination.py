"""Which operations answer page by page, and how: found where the request and the answer agree.

    Operation + types ──pagination_of──▶ Pagination, or None

What agrees                                                              gives
`cursor` asked, `next_cursor` told; `offset` asked, `next_page.offset`   Cursor
`starting_after` asked, `has_more` told, items with an `id`              Cursor of the last item
a documented `Link` header, items                                        LinkHeader
`page` asked, `total_pages` (`has_more`, `total` …) told                 PageNumber
`offset` asked, `total` (`has_more` …) told                              Offset
`next_url` or `links.next` told                                          NextUrl
`page` and `per_page`, or `offset` and `limit`, asked; a plain list      PageNumber, Offset: up to an empty page

Rather none than a wrong one: client.yml names what is not found here. Reads names and types, no text but a parameter's
"zero-based".
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.api import Operation
from generator.model.page_names import (
    AFTER,
    AFTER_PREFIXES,
    CURSOR,
    ENDS,
    LAST,
    MORE,
    NEXT,
    NEXT_URL,
    NUMBER,
    OFFSET,
    PAGE,
    PAGES,
    SIZE,
    START_INDEX,
    TOTAL,
    TURNS,
    VAGUE_OFFSET,
)
from generator.model.page_shapes import (
    Ask,
    Kind,
    Shape,
    Told,
    Types,
    alternatives,
    asks_of,
    first_number,
    kind_of,
    shape_of,
    successes,
)
from generator.model.pages import Cursor, Flags, LinkHeader, NextUrl, Offset, PageNumber, Pagination, Path
from generator.model.types import ObjectType, TypeExpr

_METHODS = frozenset({"GET", "POST", "QUERY"})
"""What changes something is not asked for again."""
_LINKS = frozenset({"links", "link"})


def pagination_of(operation: Operation, types: Types) -> Pagination | None:
    if operation.method not in _METHODS:
        return None
    shape = shape_of(operation, types)
    if shape is None:
        return None
    asks = asks_of(operation, types)
    return (
        _cursor(asks, shape)
        or _last_item(asks, shape, types)
        or _link_header(operation, shape)
        or _number(asks, shape, ends=True)
        or _offset(asks, shape)
        or _next_url(asks, shape)
        or _number(asks, shape, ends=False)
        or _up_to_empty(operation, asks, shape)
    )


def _called(asks: tuple[Ask, ...], names: frozenset[str], *kinds: Kind) -> Iterator[Ask]:
    return (ask for ask in asks if ask.kind in kinds and not names.isdisjoint(ask.names))


def _path(shape: Shape, names: frozenset[str], kind: Kind) -> Path | None:
    return next((told.path for told in shape.told if told.kind is kind and told.name in names), None)


def flags_of(shape: Shape) -> Flags:
    return Flags(_path(shape, MORE, Kind.BOOLEAN), _path(shape, LAST, Kind.BOOLEAN))


def _cursor(asks: tuple[Ask, ...], shape: Shape) -> Cursor | None:
    pairs = [
        (rank, index, ask, told)
        for index, told in enumerate(shape.told)
        for ask in asks
        if (rank := _agreement(ask, told)) is not None
    ]
    if not pairs:
        return None
    _, _, ask, told = min(pairs, key=lambda pair: pair[:2])
    others = tuple(other for other in asks if other is not ask)
    offset = _offset(others, shape)
    otherwise = offset if offset is not None and offset.total is not None else None
    return Cursor(ask.spot, shape.items, told.path, flags=flags_of(shape), otherwise=otherwise)


def _agreement(ask: Ask, told: Told) -> int | None:
    """Tell how surely what is told is what to ask for next: 0 is surest; None if it is not."""
    if told.kind not in (Kind.TEXT, Kind.INTEGER) or ask.kind not in (Kind.TEXT, Kind.INTEGER):
        return None
    if ask.kind is Kind.INTEGER and told.kind is Kind.TEXT or told.inside in _LINKS or told.name in NEXT_URL:
        return None
    ranks = (_agreement_by_name(name, told) for name in ask.names)
    return min((rank for rank in ranks if rank is not None), default=None)


def _agreement_by_name(asked: str, told: Told) -> int | None:
    is_next = told.inside in ("next", "next_page")
    turns = not TURNS.isdisjoint(asked.split("_"))
    if (turns and told.name == f"next_{asked}") or (is_next and told.name == asked):
        return 0
    if told.name == "next" and asked in PAGE:
        return 1 if told.kind is Kind.INTEGER else None
    if asked in CURSOR:
        if told.name == asked:
            return 1
        if told.name in NEXT:
            return 2
    if asked in AFTER and told.name == "last_id":
        return 3
    stems = {asked.removeprefix(prefix) for prefix in AFTER_PREFIXES if asked.startswith(prefix)}
    if told.name.startswith("last_") and told.name.removeprefix("last_") in stems:
        return 3
    is_pair = asked.startswith("last_") and told.name == f"next_{asked.removeprefix('last_')}"
    return 3 if is_pair else None


def _last_item(asks: tuple[Ask, ...], shape: Shape, types: Types) -> Cursor | None:
    flags = flags_of(shape)
    if flags.more is None or not _has_id(shape.items.type, types):
        return None
    ask = next(_called(asks, AFTER, Kind.TEXT), None)
    return None if ask is None else Cursor(ask.spot, shape.items, None, ("id",), flags)


def _has_id(item: TypeExpr, types: Types) -> bool:
    kinds = alternatives(item, types)
    return bool(kinds) and all(
        isinstance(each, ObjectType)
        and any(field.wire_name == "id" and kind_of(field.type, types) is Kind.TEXT for field in each.fields)
        for each in kinds
    )


def _link_header(operation: Operation, shape: Shape) -> LinkHeader | None:
    names = {header.wire_name.lower() for answer in successes(operation) for header in answer.headers}
    return LinkHeader(shape.items) if "link" in names else None


def _number(asks: tuple[Ask, ...], shape: Shape, *, ends: bool) -> PageNumber | None:
    """`ends`: whether the answer has to say where it ends, or just which page it is."""
    ask = next(_called(asks, PAGE, Kind.INTEGER), None)
    if ask is None:
        return None
    found = PageNumber(
        ask.spot,
        shape.items,
        first_number(ask, 1),
        _path(shape, NUMBER, Kind.INTEGER) or _bare_number(shape),
        _path(shape, PAGES, Kind.INTEGER),
        _path(shape, TOTAL, Kind.INTEGER),
        flags_of(shape),
    )
    is_told = bool(found.pages or found.total or found.flags != Flags()) if ends else found.number is not None
    return found if is_told else None


def _bare_number(shape: Shape) -> Path | None:
    """`number` is the page's where it stands beside a number of pages or items."""
    counts = {told.path[:-1] for told in shape.told if told.name in PAGES | TOTAL}
    numbers = (told.path for told in shape.told if told.name == "number" and told.kind is Kind.INTEGER)
    return next((path for path in numbers if path[:-1] in counts or path[-2:-1] == ("page",)), None)


def _offset(asks: tuple[Ask, ...], shape: Shape) -> Offset | None:
    ask = next(_called(asks, OFFSET, Kind.INTEGER), None) or _vague_offset(asks)
    if ask is None:
        return None
    flags = flags_of(shape)
    total = _path(shape, TOTAL, Kind.INTEGER)
    if total is None and flags == Flags():
        return None
    start = None if START_INDEX.isdisjoint(ask.names) else _path(shape, START_INDEX, Kind.INTEGER)
    return Offset(ask.spot, shape.items, first_number(ask, 0), start, total, flags)


def _vague_offset(asks: tuple[Ask, ...]) -> Ask | None:
    """`start` and `from` are as often the beginning of a time: then there is an end too."""
    has_end = any(not ENDS.isdisjoint(ask.names) for ask in asks)
    has_size = any(_called(asks, SIZE, Kind.INTEGER))
    return next(_called(asks, VAGUE_OFFSET, Kind.INTEGER), None) if has_size and not has_end else None


def _next_url(asks: tuple[Ask, ...], shape: Shape) -> NextUrl | None:
    is_asked = any(not (PAGE | OFFSET | CURSOR | SIZE).isdisjoint(ask.names) for ask in asks)
    names = {(told.inside, told.name) for told in shape.told}
    for told in shape.told:
        is_text = told.kind is Kind.TEXT
        is_link = told.name == "next" and told.inside in _LINKS and told.kind is not Kind.BOOLEAN
        is_paired = told.name == "next" and bool({(told.inside, "prev"), (told.inside, "previous")} & names)
        if is_link or (is_text and (told.name in NEXT_URL or (is_paired and is_asked))):
            return NextUrl(told.path, shape.items)
    return None


def _up_to_empty(operation: Operation, asks: tuple[Ask, ...], shape: Shape) -> Pagination | None:
    """Take a list for a page where the request asks for one in so many words, though the answer does not say so."""
    if operation.method != "GET" or not shape.is_sure or not any(_called(asks, SIZE, Kind.INTEGER)):
        return None
    page = next(_called(asks, PAGE, Kind.INTEGER), None)
    if page is not None:
        return PageNumber(page.spot, shape.items, first_number(page, 1))
    offset = next(_called(asks, OFFSET, Kind.INTEGER), None)
    return Offset(offset.spot, shape.items, first_number(offset, 0)) if offset is not None else None
