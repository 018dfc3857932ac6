"""From a method's call to its first page. Loaded with the first call that gives pages.

client.x.list(…)                             SyncPage / AsyncPager
client.x.with_raw_response.list(…)           a response whose parse() gives the page
client.x.with_streaming_response.list(…)     likewise
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .client import AsyncClient, SyncClient
from .options import refuse_unknown
from .pages import AsyncPage, AsyncPager, SyncPage
from .turning import Asked, first_key

if TYPE_CHECKING:
    from .answers import Reader
    from .operations import PagedOperation
    from .options import CallOptions
    from .paging import Paging
    from .resource import AsyncResource, SyncResource
    from .responses import ResponseHead
    from .sentinels import Omit

I = TypeVar("I")  # noqa: E741  (Item)
B = TypeVar("B")


class PageReader:
    """Reads an answer as the Reader it is made from does, and makes a page of it."""

    def __init__(
        self, reader: Reader, make: Callable[[object, ResponseHead], object]
    ) -> None:
        self._reader = reader
        self._make = make

    def success(self, head: ResponseHead, content: bytes) -> object:
        return self._make(self._reader.success(head, content), head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def page_call(
    owner: SyncClient | SyncResource,
    operation: PagedOperation[I, B],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    media_type: str | Omit,
) -> SyncPage[I, B]:
    """Ask for the first page."""
    client = owner if isinstance(owner, SyncClient) else owner._client
    answer = client._call if isinstance(owner, SyncClient) else owner._answer
    is_plain = answer == client._call
    send = client._call_raw if is_plain else answer
    asked = _asked(operation, arguments, options, body, media_type)

    def make(value: object, head: ResponseHead) -> SyncPage[I, B]:
        return SyncPage(client, asked, cast("B", value), head)

    response: Any = send(
        operation, arguments, options, body=body, media_type=media_type
    )
    response.read_with(PageReader(response._reader, make))
    return cast("SyncPage[I, B]", response.parse() if is_plain else response)


def async_page_call(
    owner: AsyncClient | AsyncResource,
    operation: PagedOperation[I, B],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    media_type: str | Omit,
) -> AsyncPager[I, B]:
    """The same; nothing is sent before it is awaited. A raw or streaming view gets a coroutine, as of any method."""
    if options:
        # Here the method's frame is still there to be named.
        refuse_unknown(options)
    client = owner if isinstance(owner, AsyncClient) else owner._client
    answer = client._call if isinstance(owner, AsyncClient) else owner._answer
    is_plain = answer == client._call
    send = client._call_raw if is_plain else answer

    async def first() -> Any:
        # Each time anew: a pager that is iterated twice goes through all pages twice.
        asked = _asked(operation, arguments, options, body, media_type)

        def make(value: object, head: ResponseHead) -> AsyncPage[I, B]:
            return AsyncPage(client, asked, cast("B", value), head)

        response: Any = await send(
            operation, arguments, options, body=body, media_type=media_type
        )
        response.read_with(PageReader(response._reader, make))
        return await response.parse() if is_plain else response

    return AsyncPager(first) if is_plain else cast("AsyncPager[I, B]", first())


def _asked(
    operation: PagedOperation[I, B],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    media_type: str | Omit,
) -> Asked:
    asked = Asked(operation, arguments, options, body, media_type, {})
    key = first_key(cast("Paging", operation.page), asked)
    if key:
        asked.trail[key] = 0
    return asked
