"""Going through pages and their items, sync and async.

Plain iterators, not generators: one that has raised can be asked again and goes on with the page that failed, and one
that is left in the middle leaves nothing behind to be closed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from .pages import AsyncPage, SyncPage

I = TypeVar("I")  # noqa: E741  (Item)
B = TypeVar("B")


class SyncPages(Generic[I, B]):
    """A page and all after it."""

    def __init__(self, first: SyncPage[I, B]) -> None:
        self._first = first
        self._page: SyncPage[I, B] | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> SyncPage[I, B]:
        page = self._page
        if page is None:
            self._page = self._first
        else:
            following = page.next_page() if page.has_next_page() else None
            if following is None or following._is_echo_of(page):
                raise StopIteration
            self._page = following
        return self._page


class SyncItems(Generic[I]):
    """The items of pages."""

    def __init__(self, pages: SyncPages[I, Any]) -> None:
        self._pages = pages
        self._items: Iterator[I] = iter(())

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> I:
        while True:
            for item in self._items:
                return item
            self._items = iter(next(self._pages).items)


class AsyncPages(Generic[I, B]):
    """A page and all after it. The first may have to be asked for."""

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[I, B]]]) -> None:
        self._first = first
        self._page: AsyncPage[I, B] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AsyncPage[I, B]:
        page = self._page
        if page is None:
            self._page = await self._first()
        else:
            following = await page.next_page() if page.has_next_page() else None
            if following is None or following._is_echo_of(page):
                raise StopAsyncIteration
            self._page = following
        return self._page


class AsyncItems(Generic[I]):
    """The items of pages."""

    def __init__(self, pages: AsyncPages[I, Any]) -> None:
        self._pages = pages
        self._items: Iterator[I] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> I:
        while True:
            for item in self._items:
                return item
            page = await anext(self._pages)
            self._items = iter(page.items)
