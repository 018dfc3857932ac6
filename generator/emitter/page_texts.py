"""Pages in words: for `clientmill inspect`, and for the method's own documentation."""

from __future__ import annotations

from typing import assert_never

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

_ENDS = {"pages": "of", "total": "of", "more": "while", "last": "until"}
"""What tells where numbered pages end, the best first."""


def page_settings(pagination: Pagination) -> dict[str, str]:
    """Describe pages as client.yml's `pagination:` would: setting → text."""
    items = {"items": _dotted(pagination.items.path)} if pagination.items.path else {}
    match pagination:
        case Cursor(cursor, _, next, last_item, flags, otherwise):
            paths = _paths(next=next, last_item=last_item)
            said = {"style": "cursor", "cursor": _spot(cursor), **paths, **items, **_flags(flags)}
            if otherwise is not None:
                said |= {"offset": _spot(otherwise.offset), **_paths(total=otherwise.total)}
            return said
        case PageNumber(page, _, first, number, pages, total, flags):
            paths = _paths(number=number, pages=pages, total=total)
            return {"style": "page", "page": _spot(page), **items, "first": str(first), **paths, **_flags(flags)}
        case Offset(offset, _, first, start, total, flags):
            paths = _paths(start=start, total=total)
            return {"style": "offset", "offset": _spot(offset), **items, "first": str(first), **paths, **_flags(flags)}
        case NextUrl(next):
            return {"style": "next-url", **_paths(next=next), **items}
        case LinkHeader():
            return {"style": "link-header", **items}
        case _:
            assert_never(pagination)


def page_summary(pagination: Pagination) -> str:
    """Say it in a line: "cursor after → next_cursor, items in data"."""
    said = page_settings(pagination)
    items = f"items in {said['items']}" if "items" in said else "items are the body"
    end = next((f" {word} {said[name]}" for name, word in _ENDS.items() if name in said), "")
    match pagination:
        case Cursor(otherwise=otherwise):
            goes_on = said["next"] if "next" in said else f"{said['last_item']} of the last item"
            other = f" or offset {_spot(otherwise.offset)}" if otherwise is not None else ""
            return f"cursor {said['cursor']} → {goes_on}{other}, {items}"
        case PageNumber():
            return f"page {said['page']}{end}, {items}"
        case Offset():
            return f"offset {said['offset']}{end}, {items}"
        case NextUrl():
            return f"URL in {said['next']}, {items}"
        case LinkHeader():
            return f"Link header, {items}"
        case _:
            assert_never(pagination)


def _spot(spot: Spot) -> str:
    match spot:
        case QuerySpot(wire_name):
            return wire_name
        case BodySpot(path):
            return _dotted(path)
        case _:
            assert_never(spot)


def _paths(**paths: Path | None) -> dict[str, str]:
    return {name: _dotted(path) for name, path in paths.items() if path is not None}


def _flags(flags: Flags) -> dict[str, str]:
    return _paths(more=flags.more, last=flags.last)


def _dotted(path: Path) -> str:
    return ".".join(path)
