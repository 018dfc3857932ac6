"""What a call answers with where the server sends items one by one.

    with client.events.watch() as events:            async with await client.events.watch() as events:
        for event in events:                             async for event in events:
            print(event)                                     print(event)

Leaving the loop or the block closes the connection. A connection that breaks raises APIConnectionError, after what came
before it was given out; `reconnecting()` makes it come back instead.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from .errors import APIConnectionError
from .items import ItemReader, Mark
from .resuming import Resumption, reader_of, reader_of_async, resumption_of
from .transport import finish

if TYPE_CHECKING:
    from .clock import Clock
    from .streaming import AsyncStreamedResponse, StreamedResponse

T = TypeVar("T")


class _StreamState(Generic[T]):
    """What both kinds of stream know."""

    _items: ItemReader[T]
    _resumption: Resumption | None = None
    _is_closed = False
    _is_lent = True
    """Whether somebody else closes the response: so it is until the stream is whole."""
    _is_entered = False
    """Whether a block closes the stream: then a loop that is left does not, and what it leaves can still be read."""

    @property
    def last_event_id(self) -> str:
        """The id to go on from, for `extra_headers={"Last-Event-ID": …}` of a later call. "" if there is none."""
        return self._items.last_id

    def _next_item(self) -> T | Mark:
        # Another thread or task may close the stream while this one waits for what comes.
        return Mark.END if self._is_closed else self._items.next_item()

    def __del__(self) -> None:
        if self._is_closed or self._is_lent or sys.is_finalizing():
            return
        warn_of_unclosed(self, "use it in a `with` block, or close() it")
        self._drop()

    def _drop(self) -> None:
        """Do what can be done without waiting."""


def warn_of_unclosed(thing: object, hint: str) -> None:
    """Say that a connection stays taken until the client is closed."""
    warnings.warn(
        f"unclosed {type(thing).__name__}: {hint}",
        ResourceWarning,
        stacklevel=3,
        source=thing,
    )


class Stream(_StreamState[T]):
    """Items that come one by one."""

    def __init__(
        self,
        response: StreamedResponse[Any],
        items: ItemReader[T],
        clock: Clock,
        resend: Callable[[str], StreamedResponse[Any]] | None = None,
    ) -> None:
        """`resend` sends the request again, with a Last-Event-ID; None: the response is lent, and its owner closes it."""
        self._response = response
        self._items = items
        self._clock = clock
        self._resend = resend
        self._is_lent = resend is None
        self._chunks = response.iter_bytes()

    @property
    def response(self) -> StreamedResponse[Any]:
        """Status and headers of the answer, the last one if there were several; and its body, read instead of items."""
        return self._response

    def reconnecting(self, at_most: int = 5, *, any_method: bool = False) -> Self:
        """Send the request again, with Last-Event-ID, when the connection ends or breaks; give the stream itself.

        The wait before is what the server's `retry:` says, else 3 seconds. The stream ends after `[DONE]`, a 204, or
        `at_most` connections one after the other that brought nothing. Only server-sent events can go on, and only GET
        is safe to send again, so other methods need `any_method=True`.
        """
        self._resumption = resumption_of(
            self._response, self._items, at_most, any_method, self._resend is None
        )
        return self

    def close(self) -> None:
        """Stop here. What has not been read is dropped, with the connection."""
        self._is_closed = True
        self._items.stop()
        self._response.close()

    def __iter__(self) -> Iterator[T]:
        return self if self._is_entered or self._is_lent else self._until_left()

    def _until_left(self) -> Iterator[T]:
        try:
            while (item := self._take()) is not Mark.END:
                yield cast("T", item)
        finally:
            self.close()

    def __next__(self) -> T:
        item = self._take()
        if item is Mark.END:
            raise StopIteration
        return cast("T", item)

    def __enter__(self) -> Self:
        self._is_entered = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Stream of {self._response!r}>"

    def _take(self) -> T | Mark:
        try:
            while (item := self._next_item()) is Mark.MORE:
                self._read_on()
        except BaseException:
            self.close()
            raise
        if item is Mark.END:
            self.close()
        return item

    def _read_on(self) -> None:
        failure: APIConnectionError | None = None
        try:
            chunk = next(self._chunks, None)
        except APIConnectionError as error:
            chunk, failure = None, error
        if self._is_closed:
            return
        if chunk is not None:
            self._items.feed(chunk)
        elif self._resumption is not None:
            self._come_back(self._resumption, failure)
        elif failure is not None:
            raise failure
        else:
            self._items.end()

    def _come_back(
        self, resumption: Resumption, failure: APIConnectionError | None
    ) -> None:
        self._response.close()
        while (wait := resumption.wait(self._items)) is not None:
            self._clock.sleep(wait)
            if self._is_closed:
                return
            assert self._resend is not None
            try:
                response = self._resend(self._items.last_id)
            except APIConnectionError as error:
                failure = error
                continue
            self._response = response
            self._items = reader_of(response, self._items)
            self._chunks = response.iter_bytes()
            return
        if failure is not None:
            raise failure
        self._items.end()

    def _drop(self) -> None:
        self._response.close()


class AsyncStream(_StreamState[T]):
    """Items that come one by one, of an async client."""

    def __init__(
        self,
        response: AsyncStreamedResponse[Any],
        items: ItemReader[T],
        clock: Clock,
        resend: Callable[[str], Awaitable[AsyncStreamedResponse[Any]]] | None = None,
    ) -> None:
        """`resend` sends the request again, with a Last-Event-ID; None: the response is lent, and its owner closes it."""
        self._response = response
        self._items = items
        self._clock = clock
        self._resend = resend
        self._is_lent = resend is None
        self._chunks = response.iter_bytes()

    @property
    def response(self) -> AsyncStreamedResponse[Any]:
        """Status and headers of the answer, the last one if there were several; and its body, read instead of items."""
        return self._response

    def reconnecting(self, at_most: int = 5, *, any_method: bool = False) -> Self:
        """Send the request again, with Last-Event-ID, when the connection ends or breaks; give the stream itself.

        The wait before is what the server's `retry:` says, else 3 seconds. The stream ends after `[DONE]`, a 204, or
        `at_most` connections one after the other that brought nothing. Only server-sent events can go on, and only GET
        is safe to send again, so other methods need `any_method=True`.
        """
        self._resumption = resumption_of(
            self._response, self._items, at_most, any_method, self._resend is None
        )
        return self

    async def close(self) -> None:
        """Stop here. What has not been read is dropped, with the connection."""
        self._is_closed = True
        self._items.stop()
        await self._let_go()

    def __aiter__(self) -> AsyncIterator[T]:
        return self if self._is_entered or self._is_lent else self._until_left()

    async def _until_left(self) -> AsyncIterator[T]:
        try:
            while (item := await self._take()) is not Mark.END:
                yield cast("T", item)
        finally:
            await self.close()

    async def __anext__(self) -> T:
        item = await self._take()
        if item is Mark.END:
            raise StopAsyncIteration
        return cast("T", item)

    async def __aenter__(self) -> Self:
        self._is_entered = True
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncStream of {self._response!r}>"

    async def _take(self) -> T | Mark:
        try:
            while (item := self._next_item()) is Mark.MORE:
                await self._read_on()
        except BaseException:
            await self.close()
            raise
        if item is Mark.END:
            await self.close()
        return item

    async def _read_on(self) -> None:
        failure: APIConnectionError | None = None
        try:
            chunk = await anext(self._chunks, None)
        except APIConnectionError as error:
            chunk, failure = None, error
        if self._is_closed:
            return
        if chunk is not None:
            self._items.feed(chunk)
        elif self._resumption is not None:
            await self._come_back(self._resumption, failure)
        elif failure is not None:
            raise failure
        else:
            self._items.end()

    async def _come_back(
        self, resumption: Resumption, failure: APIConnectionError | None
    ) -> None:
        await self._let_go()
        while (wait := resumption.wait(self._items)) is not None:
            await self._clock.sleep_async(wait)
            if self._is_closed:
                return
            assert self._resend is not None
            try:
                response = await self._resend(self._items.last_id)
            except APIConnectionError as error:
                failure = error
                continue
            self._response = response
            self._items = await reader_of_async(response, self._items)
            self._chunks = response.iter_bytes()
            return
        if failure is not None:
            raise failure
        self._items.end()

    async def _let_go(self) -> None:
        try:
            await finish(self._chunks)
        finally:
            await self._response.close()
