"""The two clients a generated one derives from. Importing them loads nothing that sends; the first call does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from .base import BaseClient, SharedTransport, is_made_here
from .escape import AsyncEscapeHatch, SyncEscapeHatch
from .lazy import LazyModule
from .options import CallOptions
from .paged import AsyncPaged, SyncPaged
from .responses import APIResponse, AsyncAPIResponse
from .sentinels import Omit, omit
from .streaming import AsyncStreamedResponse, StreamedResponse

if TYPE_CHECKING:
    import httpx2

    from . import sending
    from .links import Link
    from .model import Model
    from .operations import Operation
    from .transport import AsyncTransport, Transport

else:
    sending = LazyModule(__package__, ".sending")

T = TypeVar("T")

DEFAULT_WAIT = 600.0
"""Seconds that `wait_until` waits: most jobs are done or lost by then, and a loop without an end hides the lost ones."""


class SyncClient(SyncPaged, SyncEscapeHatch, BaseClient["Transport"]):
    """Base of a generated client. Safe to share between threads, and with forked processes."""

    def close(self) -> None:
        """Close the connections, also those of an `http_client` that was given."""
        transport = self._shared.take_to_close()
        if transport is not None:
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def wait_until(
        self,
        poll: Callable[[], T],
        done: Callable[[T], object],
        *,
        timeout: float | None = DEFAULT_WAIT,
        interval: float = 1.0,
        max_interval: float = 30.0,
        backoff: float = 1.5,
        on_poll: Callable[[T], object] | None = None,
    ) -> T:
        """Ask until it is done: `client.wait_until(lambda: client.jobs.get(id), lambda job: job.status == "ready")`.

        The wait in seconds is `interval`, then `backoff` times that each time, at most `max_interval`; a Retry-After
        counts instead if `poll` gives raw responses. Raises WaitTimeoutError after `timeout` seconds (None: never).
        """
        from . import waiting

        clock = self._config.clock
        plan = waiting.Waiting(clock, timeout, interval, max_interval, backoff)
        return waiting.wait_until(plan, clock, poll, done, on_poll)

    def follow(
        self, response: APIResponse[Any] | Model, link: Link[T], **more: Any
    ) -> T:
        """Make the call that a link of an answer stands for: `client.follow(response, links.UsersCreate.get_address)`.

        `response` is of `with_raw_response`; a plain result will do for links that need nothing but the body. `more`:
        arguments the link leaves open, and the call's options. Raises LinkError if the answer has not what it needs.
        """
        from .links import next_call

        return cast("T", next_call(self, response, link, more)())

    def _new_transport(self) -> SharedTransport[Transport]:
        given: Transport | str | None = self._options.get("transport")
        http_client: httpx2.Client | None = self._options.get("http_client")

        def make() -> Transport:
            from . import transports

            return transports.transport_of(given, http_client, self._certificate())

        is_ours = is_made_here(given, http_client, "Client")
        return SharedTransport(
            make, type(self).__name__, (lambda made: made.close()) if is_ours else None
        )

    def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        if operation.is_stream:
            unread = self._call_unread(operation, arguments, options, body, media_type)
            return unread.parse()
        # Without a response that nobody sees.
        head, _, content = sending.sent(
            self, False, operation, arguments, options, body, media_type
        )
        value: T = head.value_of(content)
        return value

    def _call_raw(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> APIResponse[T]:
        if operation.is_stream:
            return self._call_unread(operation, arguments, options, body, media_type)
        head, _, content = sending.sent(
            self, False, operation, arguments, options, body, media_type
        )
        return APIResponse(head, content)

    def _call_streamed(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> StreamedResponse[T]:
        head, response, _ = sending.sent(
            self, True, operation, arguments, options, body, media_type
        )
        return StreamedResponse(head, response)

    def _call_unread(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object,
        media_type: str | Omit,
    ) -> APIResponse[T]:
        """Answer with a stream that has begun."""
        from .opening import UnreadResponse, resuming

        def send(last_event_id: str) -> StreamedResponse[T]:
            again = resuming(options, last_event_id)
            return self._call_streamed(
                operation, arguments, again, body=body, media_type=media_type
            )

        return UnreadResponse(send(""), self._config.clock, send)


class AsyncClient(AsyncPaged, AsyncEscapeHatch, BaseClient["AsyncTransport"]):
    """Base of a generated async client, under asyncio or trio. Each event loop has connections of its own."""

    async def close(self) -> None:
        """Close the connections, also those of an `http_client` that was given."""
        transport = self._shared.take_to_close()
        if transport is not None:
            await transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def wait_until(
        self,
        poll: Callable[[], Awaitable[T]],
        done: Callable[[T], object],
        *,
        timeout: float | None = DEFAULT_WAIT,
        interval: float = 1.0,
        max_interval: float = 30.0,
        backoff: float = 1.5,
        on_poll: Callable[[T], object] | None = None,
    ) -> T:
        """Ask until it is done: `await client.wait_until(lambda: client.jobs.get(id), lambda job: job.done)`.

        The wait in seconds is `interval`, then `backoff` times that each time, at most `max_interval`; a Retry-After
        counts instead if `poll` gives raw responses. Raises WaitTimeoutError after `timeout` seconds (None: never).
        """
        from . import waiting

        clock = self._config.clock
        plan = waiting.Waiting(clock, timeout, interval, max_interval, backoff)
        return await waiting.wait_until_async(plan, clock, poll, done, on_poll)

    async def follow(
        self, response: AsyncAPIResponse[Any] | Model, link: Link[T], **more: Any
    ) -> T:
        """Make the call that a link of an answer stands for: `await client.follow(response, links.UsersCreate.get_address)`.

        `response` is of `with_raw_response`; a plain result will do for links that need nothing but the body. `more`:
        arguments the link leaves open, and the call's options. Raises LinkError if the answer has not what it needs.
        """
        from .links import next_call

        return cast("T", await next_call(self, response, link, more)())

    def _new_transport(self) -> SharedTransport[AsyncTransport]:
        given: AsyncTransport | str | None = self._options.get("transport")
        http_client: httpx2.AsyncClient | None = self._options.get("http_client")

        def make() -> AsyncTransport:
            from . import transports

            return transports.async_transport_of(
                given, http_client, self._certificate()
            )

        # Closing needs an event loop, which a finalizer has not: the warning is all there is.
        is_ours = is_made_here(given, http_client, "AsyncClient")
        return SharedTransport(
            make, type(self).__name__, (lambda made: None) if is_ours else None
        )

    async def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        if operation.is_stream:
            unread = await self._call_unread(
                operation, arguments, options, body, media_type
            )
            return await unread.parse()
        head, _, content = await sending.sent_async(
            self, False, operation, arguments, options, body, media_type
        )
        value: T = head.value_of(content)
        return value

    async def _call_raw(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> AsyncAPIResponse[T]:
        if operation.is_stream:
            return await self._call_unread(
                operation, arguments, options, body, media_type
            )
        head, _, content = await sending.sent_async(
            self, False, operation, arguments, options, body, media_type
        )
        return AsyncAPIResponse(head, content)

    async def _call_streamed(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> AsyncStreamedResponse[T]:
        head, response, _ = await sending.sent_async(
            self, True, operation, arguments, options, body, media_type
        )
        return AsyncStreamedResponse(head, response)

    async def _call_unread(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object,
        media_type: str | Omit,
    ) -> AsyncAPIResponse[T]:
        """Answer with a stream that has begun."""
        from .opening import AsyncUnreadResponse, resuming

        async def send(last_event_id: str) -> AsyncStreamedResponse[T]:
            again = resuming(options, last_event_id)
            return await self._call_streamed(
                operation, arguments, again, body=body, media_type=media_type
            )

        return AsyncUnreadResponse(await send(""), self._config.clock, send)
