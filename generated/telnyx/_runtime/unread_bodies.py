"""What a body that is still on its way knows of itself: it comes once, and no more when its response is closed.

Receives heads of answers and what reads their bodies; raises RuntimeError for what comes too late. Reads nothing itself.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar, cast

from .responses import ResponseHead
from .transport import finish

if TYPE_CHECKING:
    from types import AsyncGeneratorType

I = TypeVar("I")  # noqa: E741  (Item)

_CLOSED = "the response is closed: its body is read inside the block, or before close()"


class UnreadBody(ResponseHead):
    """What both kinds know of a body that comes once, and no more when it is closed."""

    __slots__ = ("_began", "_content", "_is_closed", "_is_taken")

    def __init__(self, head: ResponseHead) -> None:
        self._same_head(head)
        self._content: bytes | None = None
        # `elapsed` counts from here until the body has been read.
        self._began = perf_counter() - head.elapsed.total_seconds()
        self._is_taken = False
        self._is_closed = False

    def _take(self) -> None:
        """Begin to read. Raise RuntimeError if that is too late: transports would each say, or give, something else."""
        self._check_open()
        if self._is_taken:
            raise RuntimeError("the body has been read already: only read() keeps it")
        self._is_taken = True

    def _check_open(self) -> None:
        if self._is_closed:
            raise RuntimeError(_CLOSED)


class Given(AsyncIterator[I]):
    """What a caller iterates. Cut off by the block's end it says so: the body would seem to be complete."""

    __slots__ = ("_inner", "_is_cut")

    def __init__(self, inner: AsyncGenerator[I, None]) -> None:
        self._inner = inner
        self._is_cut = False

    def __anext__(self) -> Awaitable[I]:
        if self._is_cut:
            raise RuntimeError(_CLOSED)
        return self._inner.__anext__()

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def cut(self) -> None:
        generator = cast("AsyncGeneratorType[I, None]", self._inner)
        self._is_cut = generator.ag_frame is not None
        await finish(self._inner)
