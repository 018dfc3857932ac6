"""What crosses between a client and pyreqwest: requests, answers, limits and failures.

Whatever pyreqwest would change on its way out is refused here, and what it says of a failure comes out as
`TransportFailure`, without the credentials that a URL may hold.
"""

# mypy: disable-error-code="import-not-found, no-any-return, unused-ignore"
# pyright: reportMissingImports=false

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from .decompression import (
    accepted_codings,
    decompressed,
    decompressed_async,
    is_plain,
)
from .headers import Headers
from .sent_bodies import length_to_send
from .transport import TransportFailure

try:
    from pyreqwest import exceptions
    from pyreqwest.client import ClientBuilder, SyncClientBuilder
    from pyreqwest.http import Url

    from .pyreqwest_urls import url_of
except ImportError as error:
    raise ImportError(
        "this transport needs pyreqwest: pip install pyreqwest", name=error.name
    ) from error

if TYPE_CHECKING:
    from pyreqwest.client import Client, SyncClient
    from pyreqwest.request import (
        RequestBuilder,
        StreamRequest,
        SyncRequestBuilder,
        SyncStreamRequest,
    )
    from pyreqwest.response import BaseResponse, Response, SyncResponse

    from .options import Timeout
    from .transport import TransportRequest

R = TypeVar("R")
B = TypeVar("B", ClientBuilder, SyncClientBuilder)


def sync_client(
    timeout: Timeout,
    max_connections: int,
    configure: Callable[[SyncClientBuilder], SyncClientBuilder] | None,
) -> SyncClient:
    builder = _set_up(SyncClientBuilder(), timeout, max_connections)
    return (builder if configure is None else configure(builder)).build()


def async_client(
    timeout: Timeout,
    max_connections: int,
    configure: Callable[[ClientBuilder], ClientBuilder] | None,
) -> Client:
    builder = _set_up(ClientBuilder(), timeout, max_connections)
    return (builder if configure is None else configure(builder)).build()


def _fill(
    builder: RequestBuilder | SyncRequestBuilder, request: TransportRequest
) -> None:
    builder.headers(headers_of(request)).error_for_status(False)
    if request.is_streamed:
        # Otherwise the head waits for the first 64 KiB of the body: the events of an hour.
        builder.streamed_read_buffer_limit(0)
    if isinstance(request.content, bytes) and request.content:
        builder.body_bytes(request.content)


def send(client: SyncClient, request: TransportRequest) -> PyreqwestResponse:
    with FailuresAsOurs(request):
        builder = client.request(request.method, url_of(request))
        _fill(builder, request)
        sent = builder.build_streamed()
        return PyreqwestResponse(request, sent, sent.__enter__())


async def send_async(
    client: Client, request: TransportRequest
) -> AsyncPyreqwestResponse:
    with FailuresAsOurs(request):
        builder = client.request(request.method, url_of(request))
        _fill(builder, request)
        sent = builder.build_streamed()
        return AsyncPyreqwestResponse(
            request, sent, await _cancelled_as_asked(sent.__aenter__())
        )


class _Head:
    def __init__(self, request: TransportRequest, response: BaseResponse) -> None:
        self._request = request
        self._is_closed = False
        self.status_code = response.status
        self.headers = received(response)


class PyreqwestResponse(_Head):
    def __init__(
        self, request: TransportRequest, sent: SyncStreamRequest, response: SyncResponse
    ) -> None:
        super().__init__(request, response)
        self._sent = sent
        self._reader = response.body_reader

    def read(self) -> bytes:
        limit = self._request.max_response_bytes
        with FailuresAsOurs(self._request):
            try:
                if is_plain(self.headers, limit):
                    return self._reader.bytes().to_bytes()
                return b"".join(decompressed(self._raw(), self.headers, limit, True))
            finally:
                self.close()

    def iter_bytes(self) -> Iterator[bytes]:
        limit = self._request.max_response_bytes
        with FailuresAsOurs(self._request):
            yield from decompressed(self._raw(), self.headers, limit, False)

    def close(self) -> None:
        # pyreqwest refuses to close twice.
        if not self._is_closed:
            self._is_closed = True
            self._sent.__exit__(None, None, None)

    def _raw(self) -> Iterator[bytes]:
        while (chunk := self._reader.read_chunk()) is not None:
            yield chunk.to_bytes()


class AsyncPyreqwestResponse(_Head):
    def __init__(
        self, request: TransportRequest, sent: StreamRequest, response: Response
    ) -> None:
        super().__init__(request, response)
        self._sent = sent
        self._reader = response.body_reader

    async def read(self) -> bytes:
        limit = self._request.max_response_bytes
        with FailuresAsOurs(self._request):
            try:
                if is_plain(self.headers, limit):
                    return (await _cancelled_as_asked(self._reader.bytes())).to_bytes()
                async with aclosing(self._chunks(True)) as chunks:
                    return b"".join([chunk async for chunk in chunks])
            finally:
                await self.close()

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        with FailuresAsOurs(self._request):
            async with aclosing(self._chunks(False)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._sent.__aexit__(None, None, None)

    async def _chunks(self, is_whole: bool) -> AsyncGenerator[bytes, None]:
        limit = self._request.max_response_bytes
        async with (
            aclosing(self._raw()) as raw,
            aclosing(decompressed_async(raw, self.headers, limit, is_whole)) as chunks,
        ):
            async for chunk in chunks:
                yield chunk

    async def _raw(self) -> AsyncGenerator[bytes, None]:
        reader = self._reader
        while chunk := await _cancelled_as_asked(reader.read_chunk()):
            yield chunk.to_bytes()


async def _cancelled_as_asked(result: Awaitable[R]) -> R:
    """Await something of pyreqwest's.

    Where a task is cancelled, pyreqwest raises a CancelledError of its own. anyio does not take that for its scope's.
    """
    try:
        return await result
    except BaseException as error:
        if type(error).__name__ == "CancelledError":
            from anyio.lowlevel import checkpoint_if_cancelled

            await checkpoint_if_cancelled()
        raise


def _set_up(builder: B, timeout: Timeout, max_connections: int) -> B:
    builder.follow_redirects(False).referer(False).default_cookie_store(False)
    builder.gzip(False).brotli(False).zstd(False).deflate(False)
    builder.max_connections(max_connections)
    if timeout.connect is not None:
        builder.connect_timeout(timedelta(seconds=timeout.connect))
    if timeout.read is not None:
        builder.read_timeout(timedelta(seconds=timeout.read))
    if timeout.pool is not None:
        builder.pool_timeout(timedelta(seconds=timeout.pool))
    return builder


def headers_of(request: TransportRequest) -> list[tuple[str, str]]:
    headers = list(request.headers)
    if not any(name.lower() == "accept-encoding" for name, _ in headers):
        headers.append(("Accept-Encoding", accepted_codings()))
    length = length_to_send(request)
    if length is not None:
        headers.append(("Content-Length", str(length)))
    return headers


def received(response: BaseResponse) -> Headers:
    headers = response.headers
    try:
        return Headers(list(headers.items()))
    except ValueError:
        return Headers(list(_readable(response)))


def _readable(response: BaseResponse) -> Iterator[tuple[str, str]]:
    """Give the fields that are ASCII: one that is not spoils `items()`."""
    for name in dict.fromkeys(response.headers.keys()):
        try:
            values = response.headers.getall(name)
        except ValueError:
            continue
        yield from ((name, value) for value in values)


class FailuresAsOurs:
    """Turns what pyreqwest raises inside its block into a TransportFailure."""

    __slots__ = ("_request",)

    def __init__(self, request: TransportRequest) -> None:
        self._request = request

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(exc, exceptions.DetailedPyreqwestError):
            causes = exc.details["causes"] or []
            for cause in causes:
                # Errors print their request's URL, with the credentials in it.
                cause["message"] = cause["message"].replace(
                    str(Url(self._request.url)), self._request.shown_url
                )
            raise _failure(exc, [cause["message"] for cause in causes]) from exc
        if isinstance(exc, ValueError) and not isinstance(exc, UnicodeError):
            # What the builder says of a URL or a method that is none.
            raise TransportFailure(str(exc), was_sent=False, is_hopeless=True) from exc


_SAID_OF_TIMEOUTS = {
    True: "connecting took too long",
    False: "the server took too long to answer",
}


def _failure(
    error: exceptions.DetailedPyreqwestError, causes: list[str]
) -> TransportFailure:
    # pyreqwest says ConnectError of all that happens before the head of an answer; reqwest says where.
    is_connecting = any("client error (Connect)" in cause for cause in causes)
    message = causes[-1] if causes else error.message
    if isinstance(error, exceptions.PoolTimeoutError):
        return TransportFailure(
            "no connection became free in time", was_sent=False, is_timeout=True
        )
    if isinstance(error, exceptions.RequestTimeoutError):
        return TransportFailure(
            _SAID_OF_TIMEOUTS[is_connecting],
            was_sent=not is_connecting,
            is_timeout=True,
        )
    is_wrong = isinstance(error, exceptions.BuilderError)
    is_untrusted = is_connecting and any("certificate" in cause for cause in causes)
    return TransportFailure(
        message,
        was_sent=not is_connecting and not is_wrong,
        is_hopeless=is_wrong or is_untrusted,
    )
