"""Pagination: how the answers of an operation go on. A closed union of small frozen classes.

A path leads into the answer's body by names as they are on the wire. () is the body itself where items are meant.
"""

from __future__ import annotations

from msgspec import Struct

from generator.model.types import TypeExpr, Variant

Path = tuple[str, ...]


class QuerySpot(Variant, frozen=True):
    wire_name: str
    """As in the query: "after", "page[number]"."""


class BodySpot(Variant, frozen=True):
    path: Path
    """Of a property of the request's body."""


Spot = QuerySpot | BodySpot
"""Where a request says which page it wants."""


class Items(Struct, frozen=True):
    """Where the items of a page are, and of which type."""

    path: Path
    type: TypeExpr


class Flags(Struct, frozen=True):
    """What answers say about the end. None: they say nothing of the kind."""

    more: Path | None = None
    """A boolean: whether there is a next page."""
    last: Path | None = None
    """A boolean: whether there is none."""


class PageNumber(Variant, frozen=True):
    page: Spot
    items: Items
    first: int
    """Number of the first page."""
    number: Path | None = None
    pages: Path | None = None
    """How many pages there are."""
    total: Path | None = None
    """How many items there are on all pages."""
    flags: Flags = Flags()


class Offset(Variant, frozen=True):
    offset: Spot
    items: Items
    first: int
    """The offset of the first item: 0, or 1 where counting begins with 1."""
    start: Path | None = None
    """The offset of what came."""
    total: Path | None = None
    flags: Flags = Flags()


class Cursor(Variant, frozen=True):
    cursor: Spot
    items: Items
    next: Path | None
    last_item: Path | None = None
    """Without `next`: where the last item holds the cursor, from the item on."""
    flags: Flags = Flags()
    otherwise: Offset | None = None
    """How it goes on when a call has not chosen cursors, where an operation offers both."""


class NextUrl(Variant, frozen=True):
    next: Path
    items: Items


class LinkHeader(Variant, frozen=True):
    """RFC 8288."""

    items: Items


Pagination = PageNumber | Offset | Cursor | NextUrl | LinkHeader
