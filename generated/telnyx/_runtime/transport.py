"""What carries requests: the protocols a transport fulfils, and the plain values that cross it.

    client ──TransportRequest──▶ Transport ──TransportResponse──▶ client
                                     └──TransportFailure (raised)──▶ client, which decides about a retry

A transport sends one request once: it follows no redirect, retries nothing and raises for no status.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from types import AsyncGeneratorType
from typing import TYPE_CHECKING, Protocol

from .sentinels import Omit, omit
from .urls import redacted

if TYPE_CHECKING:
    from .headers import Headers
    from .options import Timeout

LONGEST_IDLE = 4.0
"""Seconds that a connection waits for its next call. Many servers close theirs after five: one that is used just then, or
that was closed while this process was frozen (as serverless ones are), fails a call that must not be repeated."""


class Chunks:
    """A request body that is sent piece by piece."""

    __slots__ = ("is_async", "is_rewindable", "length", "open")

    def __init__(
        self,
        open: Callable[[], Iterator[bytes] | AsyncIterator[bytes]],
        length: int | None = None,
        is_rewindable: bool = False,
        is_async: bool = False,
    ) -> None:
        self.open = open
        """Starts from the beginning each time it is called, if `is_rewindable`; else it can be called once."""
        self.length = length
        """In bytes. None means unknown: sent with Transfer-Encoding: chunked."""
        self.is_rewindable = is_rewindable
        self.is_async = is_async
        """Whether `open` gives an async iterator: only an async client can send it."""


class TransportRequest:
    """One request, exactly as it goes out."""

    __slots__ = (
        "content",
        "headers",
        "is_streamed",
        "max_response_bytes",
        "method",
        "secret_headers",
        "secret_query",
        "timeout",
        "url",
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: tuple[tuple[str, str], ...],
        content: bytes | Chunks | None,
        timeout: Timeout,
        secret_headers: frozenset[str] = frozenset(),
        secret_query: frozenset[str] = frozenset(),
        max_response_bytes: int | None | Omit = omit,
    ) -> None:
        self.method = method
        self.url = url
        """Absolute and percent-encoded; the transport changes nothing about it."""
        self.headers = headers
        self.content = content
        self.timeout = timeout
        self.secret_headers = secret_headers
        """Names, lower case, of the headers that prove who calls."""
        self.secret_query = secret_query
        """Names of the query parameters that prove who calls."""
        self.max_response_bytes = max_response_bytes
        """How large the answer's body may be, decompressed: see `decompression.Meter`."""
        self.is_streamed = False
        """The answer's body is read as it comes: its head must not wait for any of it. Set when it is sent."""

    def with_headers(
        self, headers: tuple[tuple[str, str], ...], content: bytes | Chunks | None
    ) -> TransportRequest:
        """Make one that differs in these."""
        return TransportRequest(
            self.method,
            self.url,
            headers,
            content,
            self.timeout,
            self.secret_headers,
            self.secret_query,
            self.max_response_bytes,
        )

    @property
    def is_repeatable(self) -> bool:
        """Whether it can be sent more than once: what is sent of its body can be read again."""
        content = self.content
        return not isinstance(content, Chunks) or content.is_rewindable

    @property
    def shown_url(self) -> str:
        """The URL without credentials: what answers and errors say that was called."""
        return redacted(self.url, self.secret_query)

    @property
    def told_url(self) -> str:
        """For logs, traces and hooks: also without what only sounds like a credential, as the signature of a redirect's."""
        from .headers import shown_text

        return shown_text(self.url, self.secret_query)

    def __repr__(self) -> str:
        return f"<TransportRequest {self.method} {self.shown_url}>"


class TransportResponse(Protocol):
    """What came back: the head is there, the body is read when asked for. Reading may raise TransportFailure.

    Bodies come out decompressed, and stop at the request's `max_response_bytes`.
    """

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Headers: ...

    def read(self) -> bytes: ...

    def iter_bytes(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class AsyncTransportResponse(Protocol):
    """The same for `AsyncTransport`."""

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> Headers: ...

    async def read(self) -> bytes: ...

    def iter_bytes(self) -> AsyncIterator[bytes]: ...

    async def close(self) -> None: ...


class Transport(Protocol):
    """Carries requests of a client. Must be safe across threads."""

    def send(self, request: TransportRequest) -> TransportResponse: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """Carries requests of an async client."""

    async def send(self, request: TransportRequest) -> AsyncTransportResponse: ...

    async def close(self) -> None: ...


async def finish(chunks: AsyncIterator[object]) -> None:
    """End a generator that may not have been read to its end. Left alone, the event loop would do it, later."""
    if isinstance(chunks, AsyncGeneratorType) and not chunks.ag_running:
        await chunks.aclose()


class TransportFailure(Exception):
    """No answer, or half of one. Raised `from` the library's own exception, which the user finds as the cause."""

    def __init__(
        self,
        message: str,
        *,
        was_sent: bool,
        is_timeout: bool = False,
        is_hopeless: bool = False,
    ) -> None:
        super().__init__(message)
        self.was_sent = was_sent
        """Whether any part of the request may have reached the server: then it may have been acted upon."""
        self.is_timeout = is_timeout
        self.is_hopeless = is_hopeless
        """Trying again cannot help: a certificate that is not trusted, a URL that is none."""


class UnreadableBody(TransportFailure):
    """The answer came, but its body cannot be decompressed, or is too large."""

    def __init__(self, message: str) -> None:
        super().__init__(message, was_sent=True, is_hopeless=True)
