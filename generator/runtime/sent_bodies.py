"""A request's body opened for a transport, and the fields that say how long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from .sentinels import Omit, omit
from .transport import Chunks

if TYPE_CHECKING:
    from .transport import TransportRequest

# RFC 9110 §8.6: methods that expect content say so, also when there is none.
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH", "QUERY"})


def length_to_send(request: TransportRequest) -> int | None:
    """Give the Content-Length to send; None if there is none, or it is not known."""
    content = request.content
    if isinstance(content, Chunks):
        return content.length
    if content or request.method in _WITH_LENGTH:
        return len(content or b"")
    return None


def opened(content: bytes | Chunks | None) -> bytes | Iterator[bytes] | None:
    """Open a body for a sync transport."""
    if not isinstance(content, Chunks):
        return content
    chunks = content.open()
    if not isinstance(chunks, Iterator):
        raise TypeError("an async iterator as a body needs the async client")
    return chunks


def opened_async(content: bytes | Chunks | None) -> bytes | AsyncIterator[bytes] | None:
    """Open a body for an async transport."""
    if not isinstance(content, Chunks):
        return content
    chunks = content.open()
    return chunks if isinstance(chunks, AsyncIterator) else in_a_thread(chunks)


async def in_a_thread(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read a file or a plain iterator without holding up the event loop."""
    from anyio.to_thread import run_sync

    while not isinstance(chunk := await run_sync(next, chunks, omit), Omit):
        yield chunk
