"""Transports over pyreqwest, which takes a fraction of httpx2's time per call. Needs `pip install pyreqwest`.

    Acme(transport="pyreqwest")
    Acme(transport=PyreqwestTransport(lambda builder: builder.proxy(ProxyBuilder.all("http://…"))))

Behaves as the transport over httpx2 does: redirects, cookies, decompression and retries stay off or are the client's.
Bodies that are streamed, or large, go over httpx2: pyreqwest's time limit for reading runs while a body is written, and
its one thread waits for an iterator. So does everything under trio, which pyreqwest does not know. Header values beyond
ASCII cannot be had from pyreqwest, and are left out. A cancelled call ends at once, but holds its connection until its
time limit is over: pyreqwest does not break it off. Nor does it a thread that waits, when Ctrl-C is pressed or another
thread closes its stream.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from .forks import ForkSafeLock, leave_to_parent, renewed_in_forks
from .loops import asyncio_loop
from .transport import Chunks

if TYPE_CHECKING:
    from .options import Timeout
    from .transport import (
        AsyncTransport,
        AsyncTransportResponse,
        Transport,
        TransportRequest,
        TransportResponse,
    )

# pyreqwest's own. Not imported: type checkers of who does not use it would miss it.
Client: TypeAlias = Any
ClientBuilder: TypeAlias = Any
SyncClient: TypeAlias = Any
SyncClientBuilder: TypeAlias = Any

C = TypeVar("C")
_Limits = tuple[float | None, float | None, float | None]
"""What pyreqwest can limit: connecting, reading, and waiting for a connection."""

MAX_CONNECTIONS = 1000
"""Requests under way at once, as with the transport over httpx2."""
_LARGEST_BODY = 1 << 20
_MOST_CLIENTS = 16


class PyreqwestTransport:
    """Sends over pyreqwest's sync client."""

    def __init__(
        self,
        configure: Callable[[SyncClientBuilder], SyncClientBuilder] | None = None,
        *,
        max_connections: int = MAX_CONNECTIONS,
        fallback: Transport | None = None,
    ) -> None:
        """Make a transport.

        `configure` sets up proxies, certificates or HTTP/2. `fallback` carries what pyreqwest does not. It is made when
        it is needed, but not beside `configure`: there it has to be said, as `HttpxTransport(httpx2.Client(…))`.
        """
        self._fallback = _Fallback(fallback, configure is not None, _httpx_transport)

        from . import pyreqwest_values as values

        self._send = values.send

        self._clients: _Clients[SyncClient] = _Clients(
            lambda timeout: values.sync_client(timeout, max_connections, configure)
        )

    def send(self, request: TransportRequest) -> TransportResponse:
        if _is_not_for_pyreqwest(request):
            return self._fallback.get().send(request)
        return self._send(self._clients.get(request.timeout), request)

    def close(self) -> None:
        for client in self._clients.take_all():
            client.close()
        if self._fallback.made is not None:
            self._fallback.made.close()


class AsyncPyreqwestTransport:
    """Sends over pyreqwest's async client under asyncio; under trio over httpx2."""

    def __init__(
        self,
        configure: Callable[[ClientBuilder], ClientBuilder] | None = None,
        *,
        max_connections: int = MAX_CONNECTIONS,
        fallback: AsyncTransport | None = None,
    ) -> None:
        """Make a transport: see `PyreqwestTransport`."""
        self._fallback = _Fallback(
            fallback, configure is not None, _async_httpx_transport
        )

        from . import pyreqwest_values as values

        self._send = values.send_async

        self._clients: _Clients[Client] = _Clients(
            lambda timeout: values.async_client(timeout, max_connections, configure)
        )

    async def send(self, request: TransportRequest) -> AsyncTransportResponse:
        if _is_not_for_pyreqwest(request) or asyncio_loop() is None:
            return await self._fallback.get().send(request)
        return await self._send(self._clients.get(request.timeout), request)

    async def close(self) -> None:
        for client in self._clients.take_all():
            await client.close()
        if self._fallback.made is not None:
            await self._fallback.made.close()


class _Clients(Generic[C]):
    """A client for each set of limits: pyreqwest knows them per client, not per request."""

    def __init__(self, make: Callable[[Timeout], C]) -> None:
        self._make = make
        self._lock = ForkSafeLock()
        self._made: dict[_Limits, C] = {}
        renewed_in_forks(self)

    def get(self, timeout: Timeout) -> C:
        limits = timeout.connect, timeout.read, timeout.pool
        client = self._made.get(limits)
        if client is None:
            with self._lock:
                client = self._made.get(limits)
                if client is None:
                    while len(self._made) >= _MOST_CLIENTS:
                        # Let go of, not closed: what is under way over it goes on.
                        self._made.pop(next(iter(self._made)))
                    client = self._made[limits] = self._make(timeout)
        return client

    def begin_anew(self) -> None:
        leave_to_parent(self._made)
        self._made = {}

    def take_all(self) -> list[C]:
        with self._lock:
            clients = list(self._made.values())
            self._made.clear()
            return clients


class _Fallback(Generic[C]):
    """What carries the requests that pyreqwest does not."""

    def __init__(
        self, given: C | None, is_configured: bool, make: Callable[[], C]
    ) -> None:
        self.made = given
        self._is_configured = is_configured
        self._make = make
        self._lock = ForkSafeLock()

    def get(self) -> C:
        with self._lock:
            if self.made is None:
                if self._is_configured:
                    raise TypeError(
                        "a streamed or large body, and everything under trio, goes over httpx2, which configure= "
                        "does not set up: give this transport fallback=HttpxTransport(httpx2.Client(…)) too"
                    )
                self.made = self._make()
            return self.made


def _httpx_transport() -> Transport:
    from .httpx_transport import HttpxTransport

    return HttpxTransport()


def _async_httpx_transport() -> AsyncTransport:
    from .httpx_transport import AsyncHttpxTransport

    return AsyncHttpxTransport()


def _is_not_for_pyreqwest(request: TransportRequest) -> bool:
    content = request.content
    return isinstance(content, Chunks) or (
        content is not None and len(content) > _LARGEST_BODY
    )
