"""Pages: what a call of an operation that answers page by page gives.

    page = client.widgets.list(limit=50)      the first page; it has come
    page.items, page.body                     its items; the answer's whole body
    for item in client.widgets.list(): …      all items of all pages, asked for as they are needed
    for page in page.pages(): …               this page and all after it

    page = await client.widgets.list()        the same, async
    async for item in client.widgets.list(): …

`client.widgets.list(limit=50, **page.next_page_info())` goes on after a page, in another process too. Every page is
asked for with the options of the user's own call. What comes next is turning.py's to say.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast
from urllib.parse import urlsplit

from .elsewhere import OF_PAGES
from .page_iterators import AsyncItems, AsyncPages, SyncItems, SyncPages
from .page_urls import UrlCall, call_at, query_of
from .paging import LinkPages, UrlPages
from .turning import (
    Asked,
    Came,
    Turn,
    is_endless,
    items_of,
    merged,
    turn_of,
    wholly,
    without_key,
)
from .urls import redacted

if TYPE_CHECKING:
    from .base import BaseClient
    from .client import AsyncClient, SyncClient
    from .options import CallOptions
    from .paging import Paging
    from .responses import ResponseHead

I = TypeVar("I")  # noqa: E741  (Item)
B = TypeVar("B")
C = TypeVar("C", bound="BaseClient[Any]")


class Page(Generic[C, I, B]):
    """Common to both kinds. Attributes that a page has not are its body's."""

    body: B
    """The answer, as the spec has it."""

    def __init__(self, client: C, asked: Asked, body: B, head: ResponseHead) -> None:
        self.body = body
        self._client = client
        self._asked = asked
        self._url = head.url
        self._link = head.headers.get_all("link")
        if isinstance(self._facts, UrlPages | LinkPages):
            asked.trail.setdefault(head.url, asked.depth)

    @cached_property
    def items(self) -> list[I]:
        """The items of this page; [] if the answer has none."""
        return items_of(self._facts, self.body)

    def has_next_page(self) -> bool:
        """Tell whether the answer says that there is more. False also where it leads back to a page that has been."""
        return self._turn is not None

    def next_page_info(self) -> CallOptions:
        """Give the options with which the user's own call gives the next page; {} if there is none.

        They are plain JSON: keep them, and go on later with `client.x.list(…, **info)`. Raises ValueError if the next
        page is at another address, where no call of the operation leads.
        """
        turn = self._turn
        if turn is None:
            return {}
        if not turn.url:
            return wholly(self._asked, turn.options)
        here, there = urlsplit(self._url), urlsplit(turn.url)
        if (here.path, here.hostname) != (there.path, there.hostname):
            raise ValueError(f"the next page is at {redacted(turn.url)}")
        secrets = self._config_secrets()
        query = query_of(turn.url).items()
        return {
            "extra_query": {name: each for name, each in query if name not in secrets}
        }

    @property
    def _facts(self) -> Paging:
        return cast("Paging", self._asked.operation.page)

    @cached_property
    def _turn(self) -> Turn | None:
        came = Came(self.body, self.items, self._url, self._link)
        turn = turn_of(self._facts, self._asked, came)
        if turn is None or not turn.key:
            return turn
        key = redacted(turn.key, self._config_secrets())
        been = self._asked.trail.get(key)
        return None if been is not None and been <= self._asked.depth else turn

    def _config_secrets(self) -> frozenset[str]:
        return self._client._config.secret_query

    def _following(self) -> Asked:
        """Say how to ask for the next page."""
        turn, asked = self._turn, self._asked
        if turn is None:
            raise RuntimeError("this is the last page; ask has_next_page() before")
        if turn.key:
            key = redacted(turn.key, self._config_secrets())
            asked.trail[key] = asked.depth + 1
        return asked._replace(
            arguments=without_key(asked),
            options=merged(asked, turn.options),
            depth=asked.depth + 1,
            before=turn.before,
            first=turn.first,
            url=turn.url,
        )

    def _is_echo_of(self, page: Page[C, I, B]) -> bool:
        """Tell whether a server that takes no page number, after all, has given the same page again."""
        return is_endless(self._facts) and self.items == page.items

    def __repr__(self) -> str:
        more = ", and more" if self.has_next_page() else ""
        return f"<{type(self).__name__} of {len(self.items)} items{more}>"

    if not TYPE_CHECKING:  # `page.body.x` is what type checkers can follow.

        def __getattr__(self, name):
            if name.startswith("__") or "body" not in self.__dict__:
                raise AttributeError(
                    f"{type(self).__name__!r} object has no attribute {name!r}"
                )
            try:
                return getattr(self.body, name)
            except AttributeError:
                if name not in OF_PAGES:
                    raise
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}; {OF_PAGES[name]}"
            )


class SyncPage(Page["SyncClient", I, B], Generic[I, B]):
    """One page of items; iterating it gives the items of all pages from here on."""

    def __iter__(self) -> Iterator[I]:
        return SyncItems(self.pages())

    def pages(self) -> SyncPages[I, B]:
        """Give this page and all after it, each asked for when it is needed."""
        return SyncPages(self)

    def next_page(self) -> Self:
        """Ask for the next page; raise RuntimeError if there is none."""
        asked = self._following()
        call = _call_of(asked, self._client)
        response = self._client._call_raw(
            call.operation,
            call.arguments,
            call.options,
            body=asked.body,
            media_type=asked.media_type,
        )
        return type(self)(self._client, asked, response.parse(), response)


class AsyncPage(Page["AsyncClient", I, B], Generic[I, B]):
    """One page of items; iterating it gives the items of all pages from here on."""

    def __aiter__(self) -> AsyncIterator[I]:
        return AsyncItems(self.pages())

    def pages(self) -> AsyncPages[I, B]:
        """Give this page and all after it, each asked for when it is needed."""

        async def first() -> AsyncPage[I, B]:
            return self

        return AsyncPages(first)

    async def next_page(self) -> Self:
        """Ask for the next page; raise RuntimeError if there is none."""
        asked = self._following()
        call = _call_of(asked, self._client)
        response = await self._client._call_raw(
            call.operation,
            call.arguments,
            call.options,
            body=asked.body,
            media_type=asked.media_type,
        )
        return type(self)(self._client, asked, await response.parse(), response)


class AsyncPager(Coroutine[Any, Any, "AsyncPage[I, B]"], Generic[I, B]):
    """A call that is not sent yet: `await` gives the first page, `async for` all items of all pages.

    A coroutine, as any method's call is, so that it can be made a task; but one that may be left alone, or awaited again.
    """

    def __init__(
        self, send: Callable[[], Coroutine[Any, Any, AsyncPage[I, B]]]
    ) -> None:
        self._send = send
        self._sent: Coroutine[Any, Any, AsyncPage[I, B]] | None = None

    def __await__(self) -> Generator[Any, None, AsyncPage[I, B]]:
        return cast("Generator[Any, None, AsyncPage[I, B]]", self._send().__await__())

    def send(self, value: Any, /) -> Any:
        return self._started().send(value)

    def throw(self, *error: Any) -> Any:
        return self._started().throw(*error)

    def close(self) -> None:
        if self._sent is not None:
            self._sent.close()

    def _started(self) -> Coroutine[Any, Any, AsyncPage[I, B]]:
        if self._sent is None:
            self._sent = self._send()
        return self._sent

    def __aiter__(self) -> AsyncIterator[I]:
        return AsyncItems(self.pages())

    def pages(self) -> AsyncPages[I, B]:
        """Give all pages, each asked for when it is needed."""
        return AsyncPages(self._send)


def _call_of(asked: Asked, client: SyncClient | AsyncClient) -> UrlCall:
    if asked.url:
        return call_at(asked.url, asked, asked.options, client._config)
    return UrlCall(asked.operation, asked.arguments, asked.options)
