"""An answer's bytes as they come over httpx2, asynchronously, with an end for those that nobody reads to theirs."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx2


class RawBody:
    """`async with RawBody(response) as chunks`: closes the response behind the block.

    httpx2 reads through generators that are stacked on each other. Closing the topmost abandons the others, and trio
    warns of each. A closed connection has nothing more to give, so reading on ends them all, and frees the connection.
    """

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self._chunks = response.aiter_raw()

    async def __aenter__(self) -> AsyncIterator[bytes]:
        return self._chunks

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        extensions = self._response.extensions
        # Not where streams share a connection, which stays open and would be waited for; nor with a mock's own generator.
        if "network_stream" in extensions and extensions.get("http_version") in (
            b"HTTP/1.0",
            b"HTTP/1.1",
        ):
            await self._response.aclose()
            try:
                # No more than what has arrived already and waits in a buffer.
                async for _ in self._chunks:
                    pass
            except Exception:
                # That the connection is closed; what happened before that is on its way to the caller.
                pass
        await self._chunks.aclose()
