"""A request's body opened for a transport, and the fields that say how long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from .sentinels import Omit, omit
from .transport import Chunks, TransportFailure, finish

if TYPE_CHECKING:
    from .transport import TransportRequest

# RFC 9110 §8.6: methods that expect content say so, also when there is none.
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH", "QUERY"})


def length_to_send(request: TransportRequest) -> int | None:
    """Give the Content-Length to send; None if there is none, it is not known, or the caller's own headers end the body.

    Raise TransportFailure if theirs says otherwise than the body is.
    """
    content = request.content
    if isinstance(content, Chunks):
        length = content.length
    elif content or request.method in _WITH_LENGTH:
        length = len(content or b"")
    else:
        length = None
    if length is None:
        return None
    for name, value in request.headers:
        match name.lower():
            case "transfer-encoding":
                # RFC 9112 §6.2: never both.
                return None
            case "content-length":
                if value != str(length):
                    raise TransportFailure(
                        f"the header Content-Length says {value}, but the body has {length} bytes",
                        was_sent=False,
                        is_hopeless=True,
                    )
                return None
    return length


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


def chained(pieces: list[bytes | Chunks]) -> Chunks:
    """Send pieces one after the other: rewindable, and of known length, if all of them are."""
    lengths = [
        len(piece) if isinstance(piece, bytes) else piece.length for piece in pieces
    ]
    is_rewindable = all(
        isinstance(piece, bytes) or piece.is_rewindable for piece in pieces
    )
    length = (
        None
        if None in lengths
        else sum(length for length in lengths if length is not None)
    )

    is_async = any(isinstance(piece, Chunks) and piece.is_async for piece in pieces)

    def chunks() -> Iterator[bytes] | AsyncIterator[bytes]:
        return _one_by_one_async(pieces) if is_async else _one_by_one(pieces)

    return Chunks(chunks, length, is_rewindable, is_async)


def _one_by_one(pieces: list[bytes | Chunks]) -> Iterator[bytes]:
    for piece in pieces:
        content = opened(piece)
        if isinstance(content, bytes):
            yield content
        else:
            yield from content or ()


async def _one_by_one_async(pieces: list[bytes | Chunks]) -> AsyncIterator[bytes]:
    for piece in pieces:
        content = opened_async(piece)
        if isinstance(content, bytes):
            yield content
        elif content is not None:
            try:
                async for chunk in content:
                    yield chunk
            finally:
                await finish(content)
