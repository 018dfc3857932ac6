"""A request's body that tells how much of it has been sent. Loaded only if a call has `upload_progress=`.

    client.files.create(file=path, upload_progress=lambda sent, total: print(sent, total))

Counts what is handed to the connection, so the last bytes may still be on their way. Each attempt counts from 0.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from .transport import Chunks, finish

Progress = Callable[[int, int | None], object]
"""Told the bytes that have been sent, and how many there are; None means that nobody knows yet."""

_PIECE = 64 * 1024


def told_of(content: bytes | Chunks, progress: Progress) -> Chunks:
    """Give the same body, one that tells `progress` where it is: 0 first, then after every piece."""
    if not callable(progress):
        raise TypeError(
            f"upload_progress must be a function, not {type(progress).__name__}"
        )
    whole = content if isinstance(content, Chunks) else _cut(content)

    def opened() -> Iterator[bytes] | AsyncIterator[bytes]:
        chunks = whole.open()
        if isinstance(chunks, AsyncIterator):
            return _counted_async(chunks, whole.length, progress)
        return _counted(chunks, whole.length, progress)

    return Chunks(opened, whole.length, whole.is_rewindable, whole.is_async)


def _cut(content: bytes) -> Chunks:
    def pieces() -> Iterator[bytes]:
        for at in range(0, len(content), _PIECE):
            yield content[at : at + _PIECE]

    return Chunks(pieces, len(content), True)


def _counted(
    chunks: Iterator[bytes], total: int | None, progress: Progress
) -> Iterator[bytes]:
    sent = 0
    progress(0, total)
    for chunk in chunks:
        yield chunk
        # The next piece is asked for when this one is out.
        sent += len(chunk)
        progress(sent, total)


async def _counted_async(
    chunks: AsyncIterator[bytes], total: int | None, progress: Progress
) -> AsyncIterator[bytes]:
    sent = 0
    progress(0, total)
    try:
        async for chunk in chunks:
            yield chunk
            sent += len(chunk)
            progress(sent, total)
    finally:
        await finish(chunks)
