"""The method that clients and resources have for operations that answer page by page.

Importing it loads nothing; the first call does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from .sentinels import Omit, omit

if TYPE_CHECKING:
    from .operations import PagedOperation
    from .options import CallOptions
    from .pages import AsyncPager, SyncPage

Item = TypeVar("Item")
T = TypeVar("T")


class SyncPaged:
    """Base of what has methods that give pages."""

    def _page(
        self,
        operation: PagedOperation[Item, T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> SyncPage[Item, T]:
        from .page_calls import page_call

        owner = cast("Any", self)
        return page_call(owner, operation, arguments, options, body, media_type)


class AsyncPaged:
    """The same for async ones. Not a coroutine: what it gives can be awaited, and iterated."""

    def _page(
        self,
        operation: PagedOperation[Item, T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> AsyncPager[Item, T]:
        from .page_calls import async_page_call

        owner = cast("Any", self)
        return async_page_call(owner, operation, arguments, options, body, media_type)
