"""From a call to its stream, and the raw and streamed views of one. Loaded by the first call of such an operation.

plain call                 the request is sent, the head has come            → Stream[T]
with_raw_response          the same; nothing of the body is read before asked → UnreadResponse[Stream[T]]
with_streaming_response    the block owns the body; `.parse()` gives a Stream over it
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .clock import SYSTEM_CLOCK
from .responses import APIResponse, AsyncAPIResponse
from .resuming import reader_of, reader_of_async
from .streams import AsyncStream, Stream, warn_of_unclosed

if TYPE_CHECKING:
    from .clock import Clock
    from .options import CallOptions
    from .streaming import AsyncStreamedResponse, StreamedResponse

T = TypeVar("T")

Send = Callable[[str], "StreamedResponse[Any]"]
SendAsync = Callable[[str], "Awaitable[AsyncStreamedResponse[Any]]"]


def resuming(options: CallOptions, last_event_id: str) -> CallOptions:
    """Add what tells the server where to go on."""
    if not last_event_id:
        return options
    headers = options.get("extra_headers") or {}
    return {**options, "extra_headers": {**headers, "Last-Event-ID": last_event_id}}


def stream_of(
    response: StreamedResponse[Any],
    clock: Clock = SYSTEM_CLOCK,
    resend: Send | None = None,
) -> Stream[Any]:
    return Stream(response, reader_of(response), clock, resend)


async def async_stream_of(
    response: AsyncStreamedResponse[Any],
    clock: Clock = SYSTEM_CLOCK,
    resend: SendAsync | None = None,
) -> AsyncStream[Any]:
    return AsyncStream(response, await reader_of_async(response), clock, resend)


class UnreadResponse(APIResponse[T]):
    """A raw response to a stream: `parse()` gives the stream; everything else reads the body to its end."""

    __slots__ = ("_clock", "_is_taken", "_resend", "_response")

    def __init__(
        self, response: StreamedResponse[Any], clock: Clock, resend: Send
    ) -> None:
        self._same_head(response)
        self._response = response
        self._clock = clock
        self._resend = resend
        self._is_taken = False

    def __getattr__(self, name: str) -> Any:
        # `content` is a slot that is still empty.
        if name != "content":
            raise AttributeError(name)
        self._is_taken = True
        try:
            self.content = self._response.read()
        finally:
            self._response.close()
        return self.content

    def parse(self) -> T:
        self._is_taken = True
        return cast("T", stream_of(self._response, self._clock, self._resend))

    def read(self) -> bytes:
        return self.content

    def close(self) -> None:
        """Close the connection, if nobody wants the body."""
        self._is_taken = True
        self._response.close()

    def __del__(self) -> None:
        if not self._is_taken and not sys.is_finalizing():
            warn_of_unclosed(self, "parse(), read() or close() it")
            self._response.close()


class AsyncUnreadResponse(AsyncAPIResponse[T]):
    """The same of an async client; `content` is there when `read()`, `text()` or `json()` has read it."""

    __slots__ = ("_clock", "_is_taken", "_resend", "_response")

    def __init__(
        self, response: AsyncStreamedResponse[Any], clock: Clock, resend: SendAsync
    ) -> None:
        self._same_head(response)
        self._response = response
        self._clock = clock
        self._resend = resend
        self._is_taken = False

    def __getattr__(self, name: str) -> Any:
        # The slot `content` is empty until something is awaited.
        hint = ": `await` read() first" if name == "content" else ""
        raise AttributeError(f"no attribute {name!r}{hint}")

    async def parse(self) -> T:
        self._is_taken = True
        stream = await async_stream_of(self._response, self._clock, self._resend)
        return cast("T", stream)

    async def read(self) -> bytes:
        self._is_taken = True
        try:
            self.content = await self._response.read()
        finally:
            await self._response.close()
        return self.content

    async def json(self) -> Any:
        await self.read()
        return await super().json()

    async def text(self) -> str:
        await self.read()
        return await super().text()

    async def close(self) -> None:
        """Close the connection, if nobody wants the body."""
        self._is_taken = True
        await self._response.close()

    def __del__(self) -> None:
        if not self._is_taken and not sys.is_finalizing():
            warn_of_unclosed(self, "parse(), read() or close() it")
