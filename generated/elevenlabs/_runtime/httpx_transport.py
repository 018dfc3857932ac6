"""The default transports, over httpx2. Imported when a client sends its first request, not before.

Receives `TransportRequest`s; returns answers whose bodies are read on demand. Redirects and retries are not its job,
and what httpx2 raises comes out as `TransportFailure`, with httpx2's exception as the cause.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, TypeVar

import httpx2

from .decompression import accepted_codings, decompressed, decompressed_async, is_plain
from .forks import ForkSafeLock, PerProcess
from .hanging_up import hang_up
from .headers import Headers
from .httpx_failures import failures_as_ours
from .loops import PerLoop
from .raw_bodies import RawBody
from .sent_bodies import length_to_send, opened, opened_async
from .transport import LONGEST_IDLE
from .urls import remembering

if TYPE_CHECKING:
    import ssl

    from .sentinels import Omit
    from .transport import TransportRequest

# Enough that a client is not the bottleneck of a busy service; httpx2's own 100 is for browsers' habits.
_LIMITS = httpx2.Limits(
    max_connections=1000, max_keepalive_connections=100, keepalive_expiry=LONGEST_IDLE
)

_tls_lock = ForkSafeLock()
_tls_contexts: list[ssl.SSLContext] = []


def shared_tls_context() -> ssl.SSLContext:
    """Give the process's one context: reading the certificates takes longer than everything else a client does."""
    with _tls_lock:
        if not _tls_contexts:
            from .certificates import default_tls_context

            _tls_contexts.append(default_tls_context())
        return _tls_contexts[0]


def _tls_context(certificate: object) -> ssl.SSLContext:
    if certificate is None:
        return shared_tls_context()
    from .certificates import tls_context_with

    return tls_context_with(certificate)


def _no_cookies() -> CookieJar:
    """Make a jar that stays empty: a call must not depend on what an earlier one was answered."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


_C = TypeVar("_C", httpx2.Client, httpx2.AsyncClient)


def _bare(client: _C) -> _C:
    """Take away httpx2's own headers: every request brings what it needs, and would be compared with them."""
    client.headers.clear()
    return client


class HttpxTransport:
    """Sends over an httpx2.Client."""

    def __init__(
        self, client: httpx2.Client | None = None, certificate: object = None
    ) -> None:
        self._theirs = client
        self._own = PerProcess(
            lambda: _bare(
                httpx2.Client(
                    verify=_tls_context(certificate),
                    limits=_LIMITS,
                    cookies=_no_cookies(),
                )
            )
        )

    def send(self, request: TransportRequest) -> HttpxResponse:
        with failures_as_ours:
            content = opened(request.content)
            httpx_request = _httpx_request(self._theirs, request, content)
            client = self._own.get() if self._theirs is None else self._theirs
            response = client.send(httpx_request, stream=True, follow_redirects=False)
        return HttpxResponse(response, request.max_response_bytes)

    def close(self) -> None:
        client = self._own.made if self._theirs is None else self._theirs
        if client is not None:
            client.close()


class AsyncHttpxTransport:
    """Sends over an httpx2.AsyncClient, under asyncio or trio."""

    def __init__(
        self, client: httpx2.AsyncClient | None = None, certificate: object = None
    ) -> None:
        self._theirs = client
        self._own = PerLoop(
            lambda: _bare(
                httpx2.AsyncClient(
                    verify=_tls_context(certificate),
                    limits=_LIMITS,
                    cookies=_no_cookies(),
                )
            )
        )

    async def send(self, request: TransportRequest) -> AsyncHttpxResponse:
        with failures_as_ours:
            content = opened_async(request.content)
            httpx_request = _httpx_request(self._theirs, request, content)
            client = self._own.get() if self._theirs is None else self._theirs
            response = await client.send(
                httpx_request, stream=True, follow_redirects=False
            )
        return AsyncHttpxResponse(response, request.max_response_bytes)

    async def close(self) -> None:
        client = self._own.take() if self._theirs is None else self._theirs
        if client is not None:
            await client.aclose()


class _Head:
    def __init__(self, response: httpx2.Response, limit: int | None | Omit) -> None:
        self._response = response
        self._limit = limit
        self.status_code = response.status_code
        self.headers = Headers(response.headers.raw)


class HttpxResponse(_Head):
    def read(self) -> bytes:
        with failures_as_ours:
            try:
                if is_plain(self.headers, self._limit):
                    return self._response.read()
                return b"".join(self._chunks(True))
            finally:
                self._response.close()

    def iter_bytes(self) -> Iterator[bytes]:
        with failures_as_ours:
            yield from self._chunks(False)

    def close(self) -> None:
        hang_up(self._response)

    def _chunks(self, is_whole: bool) -> Iterator[bytes]:
        response = self._response
        if response.is_stream_consumed:
            # A mock's answer, or one that a hook of the user's own client has read.
            return iter((response.content,))
        chunks = response.iter_raw()
        if is_plain(self.headers, self._limit):
            return chunks
        return decompressed(chunks, self.headers, self._limit, is_whole)


class AsyncHttpxResponse(_Head):
    async def read(self) -> bytes:
        with failures_as_ours:
            try:
                if is_plain(self.headers, self._limit):
                    return await self._response.aread()
                async with aclosing(self._chunks(True)) as chunks:
                    return b"".join([chunk async for chunk in chunks])
            finally:
                await self._response.aclose()

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        with failures_as_ours:
            async with aclosing(self._chunks(False)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def close(self) -> None:
        await self._response.aclose()

    async def _chunks(self, is_whole: bool) -> AsyncGenerator[bytes, None]:
        response = self._response
        if response.is_stream_consumed:
            yield response.content
            return
        async with RawBody(response) as raw:
            if is_plain(self.headers, self._limit):
                async for chunk in raw:
                    yield chunk
                return
            async with aclosing(
                decompressed_async(raw, self.headers, self._limit, is_whole)
            ) as chunks:
                async for chunk in chunks:
                    yield chunk


class _QuietURL(httpx2.URL):
    """Goes out whole, but prints without secrets: httpx2 logs the URL of every request."""

    def __init__(self, url: str, shown: str) -> None:
        super().__init__(url)
        self._shown = shown

    def __str__(self) -> str:
        return self._shown


_parsed = remembering(httpx2.URL)


def _httpx_request(
    theirs: httpx2.Client | httpx2.AsyncClient | None,
    request: TransportRequest,
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
) -> httpx2.Request:
    """Make httpx2's request. What the user's own httpx2 client adds (headers, parameters, cookies) comes below ours."""
    text, shown = request.url, request.shown_url
    if theirs is not None and theirs.params:
        text += ("&" if "?" in text else "?") + str(theirs.params)
    url = _parsed(text, shown)
    headers = [
        (name.encode("ascii"), value.encode("utf-8")) for name, value in request.headers
    ]
    ours = {name.lower() for name, _ in headers}
    if b"host" not in ours:
        headers.insert(0, (b"Host", url.netloc))
        ours.add(b"host")
    if theirs is not None:
        headers += [pair for pair in theirs.headers.raw if pair[0].lower() not in ours]
    elif b"accept-encoding" not in ours:
        headers.append((b"Accept-Encoding", accepted_codings().encode("ascii")))
    cookies = None if theirs is None else theirs.cookies
    timeout = request.timeout
    limits = {
        "connect": timeout.connect,
        "read": timeout.read,
        "write": timeout.write,
        "pool": timeout.pool,
    }
    length = length_to_send(request)
    if length is not None:
        headers.append((b"Content-Length", str(length).encode("ascii")))
    if content is None or isinstance(content, bytes):
        # Given as a stream, httpx2 adds no headers of its own: they are all here already.
        stream = httpx2.ByteStream(content or b"")
        made = httpx2.Request(
            request.method,
            url,
            headers=headers,
            stream=stream,
            cookies=cookies,
            extensions={"timeout": limits},
        )
        # So that the hooks and the authentication of a user's own client find it in `request.content`.
        made.read()
    else:
        made = httpx2.Request(
            request.method,
            url,
            headers=headers,
            content=content,
            cookies=cookies,
            extensions={"timeout": limits},
        )
    # httpx2 spells it in capitals, and methods are told apart by their case (RFC 9110 §9.1).
    made.method = request.method
    if shown != request.url:
        made.url = _QuietURL(text, shown)
    return made
