"""What crosses between a client and pyreqwest: requests, answers, limits and failures.

Whatever pyreqwest would change on its way out is refused here, and what it says of a failure comes out as
`TransportFailure`, without the credentials that a URL may hold.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from .decompression import accepted_codings, decompressed, decompressed_async, is_plain
from .headers import Headers
from .sent_bodies import length_to_send
from .transport import LONGEST_IDLE, TransportFailure

try:
    # No import statements: type checkers of who does not use pyreqwest would miss it.
    exceptions: Any = import_module("pyreqwest.exceptions")
    _client: Any = import_module("pyreqwest.client")

    from .pyreqwest_urls import Url, url_of
except ImportError as error:
    raise ImportError(
        "this transport needs pyreqwest: pip install pyreqwest", name=error.name
    ) from error

if TYPE_CHECKING:
    from .options import Timeout
    from .pyreqwest_transport import (
        Client,
        ClientBuilder,
        SyncClient,
        SyncClientBuilder,
    )
    from .transport import TransportRequest

T = TypeVar("T")
# pyreqwest's own.
RequestBuilder: TypeAlias = Any
Response: TypeAlias = Any


def sync_client(
    timeout: Timeout,
    max_connections: int,
    configure: Callable[[SyncClientBuilder], SyncClientBuilder] | None,
) -> SyncClient:
    builder = _set_up(_client.SyncClientBuilder(), timeout, max_connections)
    return (builder if configure is None else configure(builder)).build()


def async_client(
    timeout: Timeout,
    max_connections: int,
    configure: Callable[[ClientBuilder], ClientBuilder] | None,
) -> Client:
    builder = _set_up(_client.ClientBuilder(), timeout, max_connections)
    return (builder if configure is None else configure(builder)).build()


def _fill(builder: RequestBuilder, request: TransportRequest) -> None:
    builder.headers(headers_of(request)).error_for_status(False)
    if request.is_streamed:
        # Otherwise the head waits for the first 64 KiB of the body: the events of an hour.
        builder.streamed_read_buffer_limit(0)
    if isinstance(request.content, bytes) and request.content:
        builder.body_bytes(request.content)


def send(client: SyncClient, request: TransportRequest) -> PyreqwestResponse:
    try:
        builder = client.request(request.method, url_of(request))
        _fill(builder, request)
        sent = builder.build_streamed()
        return PyreqwestResponse(request, sent, sent.__enter__())
    except Exception as error:
        # pyreqwest's connections stay open for as long as anything refers to their client, and who keeps the error keeps
        # this frame.
        client = builder = sent = None
        raise_as_ours(error, request)


async def send_async(
    client: Client, request: TransportRequest
) -> AsyncPyreqwestResponse:
    try:
        builder = client.request(request.method, url_of(request))
        _fill(builder, request)
        sent = builder.build_streamed()
        response = await _cancelled_as_asked(sent.__aenter__())
        return AsyncPyreqwestResponse(request, sent, response)
    except Exception as error:
        client = builder = sent = None
        raise_as_ours(error, request)


class _Head:
    def __init__(
        self, request: TransportRequest, sent: Any, response: Response
    ) -> None:
        self._request = request
        self._sent = sent
        self._response = response
        self._is_closed = False
        self.status_code = response.status
        self.headers = Received(response.headers)


class PyreqwestResponse(_Head):
    def read(self) -> bytes:
        limit = self._request.max_response_bytes
        try:
            if is_plain(self.headers, limit):
                content: bytes = self._response.body_reader.bytes().to_bytes()
                return content
            return b"".join(decompressed(self._raw(), self.headers, limit, True))
        except Exception as error:
            raise_as_ours(error, self._request)
        finally:
            self.close()

    def iter_bytes(self) -> Iterator[bytes]:
        limit = self._request.max_response_bytes
        try:
            yield from decompressed(self._raw(), self.headers, limit, False)
        except Exception as error:
            raise_as_ours(error, self._request)

    def close(self) -> None:
        # pyreqwest refuses to close twice.
        if not self._is_closed:
            self._is_closed = True
            self._sent.__exit__(None, None, None)

    def _raw(self) -> Iterator[bytes]:
        reader = self._response.body_reader
        while (chunk := reader.read_chunk()) is not None:
            yield chunk.to_bytes()


class AsyncPyreqwestResponse(_Head):
    async def read(self) -> bytes:
        limit = self._request.max_response_bytes
        try:
            if is_plain(self.headers, limit):
                reader = self._response.body_reader
                read: Any = await _cancelled_as_asked(reader.bytes())
                content: bytes = read.to_bytes()
                return content
            async with aclosing(self._chunks(True)) as chunks:
                return b"".join([chunk async for chunk in chunks])
        except Exception as error:
            raise_as_ours(error, self._request)
        finally:
            await self.close()

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        try:
            async with aclosing(self._chunks(False)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except Exception as error:
            raise_as_ours(error, self._request)

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
        reader = self._response.body_reader
        while (chunk := await _cancelled_as_asked(reader.read_chunk())) is not None:
            yield chunk.to_bytes()


async def _cancelled_as_asked(result: Awaitable[T]) -> T:
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


_SHARE_FOR_CONNECTING = 0.95
"""Of the limit for reading: so much less that timers on a busy machine still run out in this order."""


@cache
def _home() -> int:
    """Give the process that has built the first client, and with it pyreqwest's thread."""
    return os.getpid()


def _set_up(
    builder: ClientBuilder, timeout: Timeout, max_connections: int
) -> ClientBuilder:
    if os.getpid() != _home():
        # The one thread that pyreqwest has for all its clients stayed with the other process.
        builder.runtime_multithreaded(True)
    builder.follow_redirects(False).referer(False).default_cookie_store(False)
    builder.gzip(False).brotli(False).zstd(False).deflate(False)
    # RFC 9112 §5.2: a field that goes on in the next line is read, with a space between.
    builder.http1_allow_obsolete_multiline_headers_in_responses(True)
    builder.max_connections(max_connections).pool_idle_timeout(
        timedelta(seconds=LONGEST_IDLE)
    )
    connecting = timeout.connect
    if timeout.read is not None:
        builder.read_timeout(timedelta(seconds=timeout.read))
        # It runs while pyreqwest connects, too: the limit for that comes first, and tells that nothing was sent.
        within = timeout.read * _SHARE_FOR_CONNECTING
        connecting = within if connecting is None else min(connecting, within)
    if connecting is not None:
        builder.connect_timeout(timedelta(seconds=connecting))
    if timeout.pool is not None:
        builder.pool_timeout(timedelta(seconds=timeout.pool))
    return builder


def headers_of(request: TransportRequest) -> list[tuple[str, str]]:
    headers = [*request.headers]
    if not any([name.lower() == "accept-encoding" for name, _ in headers]):
        headers.append(("Accept-Encoding", accepted_codings()))
    length = length_to_send(request)
    if length is not None:
        headers.append(("Content-Length", str(length)))
    return headers


class Received(Headers):
    """Taken over from pyreqwest when somebody looks: few calls' are looked at."""

    __slots__ = ("_taken", "_theirs")

    def __init__(self, theirs: Any) -> None:
        self._theirs = theirs
        self._folded = None
        self._taken: tuple[tuple[str, str], ...] | None = None

    def _raw(self) -> tuple[tuple[str, str], ...]:
        if self._taken is None:
            try:
                self._taken = tuple(self._theirs.items())
            except ValueError:
                self._taken = tuple(_readable(self._theirs))
        return self._taken

    def __contains__(self, name: object) -> bool:
        # What is there may still be unreadable.
        return (
            isinstance(name, str)
            and name in self._theirs
            and super().__contains__(name)
        )


def _readable(headers: Any) -> Iterator[tuple[str, str]]:
    """Give the fields that are ASCII: one that is not spoils `items()`."""
    for name in dict.fromkeys(headers.keys()):
        try:
            values = headers.getall(name)
        except ValueError:
            continue
        yield from ((name, value) for value in values)


def raise_as_ours(error: Exception, request: TransportRequest) -> NoReturn:
    """Raise what pyreqwest raised as a TransportFailure, and anything else as it is."""
    if isinstance(error, exceptions.DetailedPyreqwestError):
        said: Any = error
        causes = said.details["causes"] or []
        for cause in causes:
            # Errors print their request's URL, with the credentials in it.
            cause["message"] = cause["message"].replace(
                str(Url(request.url)), request.shown_url
            )
        raise _failure(error, [cause["message"] for cause in causes]) from error
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        # What the builder says of a URL or a method that is none.
        raise TransportFailure(str(error), was_sent=False, is_hopeless=True) from error
    raise error


def _failure(error: Any, causes: list[str]) -> TransportFailure:
    # pyreqwest says ConnectError of all that happens before the head of an answer; reqwest says where.
    is_connecting = any("client error (Connect)" in cause for cause in causes)
    if isinstance(error, exceptions.PoolTimeoutError):
        return TransportFailure(
            "no connection became free in time", was_sent=False, is_timeout=True
        )
    if isinstance(error, exceptions.RequestTimeoutError):
        said = "connecting took too long"
        return TransportFailure(
            said if is_connecting else "the server took too long to answer",
            was_sent=not is_connecting,
            is_timeout=True,
        )
    is_wrong = isinstance(error, exceptions.BuilderError)
    is_untrusted = is_connecting and any("certificate" in cause for cause in causes)
    return TransportFailure(
        causes[-1] if causes else error.message,
        was_sent=not is_connecting and not is_wrong,
        is_hopeless=is_wrong or is_untrusted,
    )
