"""The two clients a generated one derives from. Importing them loads nothing that sends; the first call does."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from .base import BaseClient, SharedTransport, is_made_here
from .escape import AsyncEscapeHatch, SyncEscapeHatch
from .options import AsyncClientOptions, CallOptions, ClientOptions
from .responses import APIResponse, AsyncAPIResponse
from .sentinels import Omit, omit
from .streaming import AsyncStreamedResponse, StreamedResponse

if TYPE_CHECKING:
    import httpx2

    from .operations import Operation
    from .transport import AsyncTransport, Transport

T = TypeVar("T")


class SyncClient(SyncEscapeHatch, BaseClient["Transport"]):
    """Base of a generated client. Safe to share between threads."""

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """Make a client that differs in these options; default_headers and default_query are added to the old ones.

        It shares the connections, so closing one closes both.
        """
        return self._copy(options)

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

    def _new_transport(self) -> SharedTransport[Transport]:
        given: Transport | str | None = self._options.get("transport")
        http_client: httpx2.Client | None = self._options.get("http_client")

        def make() -> Transport:
            from . import transports

            return transports.transport_of(given, http_client)

        is_ours = is_made_here(given, http_client)
        return SharedTransport(
            make, type(self).__name__, (lambda made: made.close()) if is_ours else None
        )

    def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        return self._call_raw(
            operation, arguments, options, body=body, media_type=media_type
        ).parse()

    def _call_raw(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> APIResponse[T]:
        from . import sending

        call = sending.started(
            self._config, self.__dict__, operation, arguments, options, body, media_type
        )
        head, _, content = sending.answered(self._shared.get(), call, False)
        return APIResponse(head, content)

    def _call_streamed(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> StreamedResponse[T]:
        from . import sending

        call = sending.started(
            self._config, self.__dict__, operation, arguments, options, body, media_type
        )
        head, response, _ = sending.answered(self._shared.get(), call, True)
        return StreamedResponse(head, response)


class AsyncClient(AsyncEscapeHatch, BaseClient["AsyncTransport"]):
    """Base of a generated async client. For one event loop, under asyncio or trio."""

    def with_options(self, **options: Unpack[AsyncClientOptions]) -> Self:
        """Make a client that differs in these options; default_headers and default_query are added to the old ones.

        It shares the connections, so closing one closes both.
        """
        return self._copy(options)

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

    def _new_transport(self) -> SharedTransport[AsyncTransport]:
        given: AsyncTransport | str | None = self._options.get("transport")
        http_client: httpx2.AsyncClient | None = self._options.get("http_client")

        def make() -> AsyncTransport:
            from . import transports

            return transports.async_transport_of(given, http_client)

        # Closing needs an event loop, which a finalizer has not: the warning is all there is.
        is_ours = is_made_here(given, http_client)
        return SharedTransport(
            make, type(self).__name__, (lambda made: None) if is_ours else None
        )

    async def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        response = await self._call_raw(
            operation, arguments, options, body=body, media_type=media_type
        )
        return await response.parse()

    async def _call_raw(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> AsyncAPIResponse[T]:
        from . import sending

        given = self.__dict__
        call = await sending.started_async(
            self._config, given, operation, arguments, options, body, media_type
        )
        head, _, content = await sending.answered_async(self._shared.get(), call, False)
        return AsyncAPIResponse(head, content)

    async def _call_streamed(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> AsyncStreamedResponse[T]:
        from . import sending

        given = self.__dict__
        call = await sending.started_async(
            self._config, given, operation, arguments, options, body, media_type
        )
        head, response, _ = await sending.answered_async(self._shared.get(), call, True)
        return AsyncStreamedResponse(head, response)
