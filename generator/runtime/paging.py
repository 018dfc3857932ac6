"""How the answers of an operation go on page after page: the facts that generated modules state.

`turning` reads them; nothing here does anything. A path leads into an answer's body by names as they are on the wire:
("meta", "next_cursor"). () is the body itself where `items` are meant, and "not told" anywhere else.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str, ...]
Spot: TypeAlias = "str | tuple[str, ...]"
"""Where a request says which page it wants: a query parameter ("after", "page[number]"), or the path of a property of
the body (("cursor",))."""


class CursorPages(NamedTuple):
    """An answer holds what the request for the next page has to send."""

    cursor: Spot
    items: Path = ()
    next: Path = ()
    last_item: Path = ()
    """Without `next`: where the last item holds the cursor, from the item on."""
    more: Path = ()
    """A boolean: whether there is a next page."""
    last: Path = ()
    """A boolean: whether there is none."""
    otherwise: OffsetPages | None = None
    """How it goes on when the call has not chosen cursors, where an operation offers both."""


class NumberedPages(NamedTuple):
    """A request says which page it wants, by its number."""

    page: Spot
    items: Path = ()
    first: int = 1
    number: Path = ()
    """The number of the page that came."""
    pages: Path = ()
    """How many pages there are."""
    total: Path = ()
    """How many items there are on all of them."""
    more: Path = ()
    last: Path = ()


class OffsetPages(NamedTuple):
    """A request says how many items to leave out."""

    offset: Spot
    items: Path = ()
    first: int = 0
    start: Path = ()
    """The offset of what came: where counting begins, if the call has not said."""
    total: Path = ()
    more: Path = ()
    last: Path = ()


class UrlPages(NamedTuple):
    """An answer's body holds the URL of the next page."""

    next: Path
    items: Path = ()


class LinkPages(NamedTuple):
    """An answer's Link header holds the URL of the next page (RFC 8288)."""

    items: Path = ()


Paging: TypeAlias = CursorPages | NumberedPages | OffsetPages | UrlPages | LinkPages
