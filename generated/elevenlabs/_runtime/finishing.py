"""What must not be left in the middle, however little the caller can wait: an answer that will not come a second time.

Receives something to await; gives what it gives. A cancelled caller is told that it is when the work is over: nobody
else may begin the same meanwhile. How long that takes is for the work's own time limits.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

from .loops import asyncio_loop

T = TypeVar("T")


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Await something that a cancellation does not stop, under asyncio or trio."""
    from anyio import CancelScope

    # Stops trio's cancellations, and anyio's. asyncio's own stop at a task that nobody else knows.
    with CancelScope(shield=True):
        return await (work if asyncio_loop() is None else _in_own_task(work))
    raise AssertionError("a shield takes no exception away")


async def _in_own_task(work: Coroutine[Any, Any, T]) -> T:
    from asyncio import CancelledError, create_task, wait
    from contextlib import suppress

    task = create_task(work)
    try:
        await wait([task])
    except CancelledError:
        while not task.done():
            with suppress(CancelledError):
                await wait([task])
        if not task.cancelled():
            # Looked at: asyncio would print an exception that nobody has seen.
            task.exception()
        raise
    return task.result()
