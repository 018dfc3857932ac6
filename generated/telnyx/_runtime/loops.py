"""One value for each event loop: connections belong to the loop that made them.

    asyncio.run(main()); asyncio.run(main())        with one client, as scripts, task queues and Django's async_to_sync do

Receives what makes a value; gives the running loop's own, under asyncio or trio. Values of loops that are closed are let
go of: nothing can close them any more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from .forks import ForkSafeLock, leave_to_parent, renewed_in_forks

T = TypeVar("T")

_MOST_LOOPS = 16
"""That are not closed, and may yet be over: of trio nobody can say, and some of asyncio are never closed."""


class PerLoop(Generic[T]):
    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = ForkSafeLock()
        self._made: dict[Any, T] = {}
        renewed_in_forks(self)

    def get(self) -> T:
        loop = _running_loop()
        found = self._made.get(loop)
        if found is None:
            with self._lock:
                for other in list(self._made):
                    if _is_over(other, len(self._made) >= _MOST_LOOPS):
                        del self._made[other]
                found = self._made[loop] = self._make()
        return found

    def begin_anew(self) -> None:
        leave_to_parent(self._made)
        self._made = {}

    def take(self) -> T | None:
        """Give the running loop's value, to close it; let go of all others."""
        with self._lock:
            found = self._made.pop(_running_loop(), None)
            self._made.clear()
            return found


def asyncio_loop() -> Any:
    """Give the running loop of asyncio; None if there is none, as under trio."""
    # Not imported for it: a loop that runs has been imported by who runs it.
    asyncio = sys.modules.get("asyncio")
    return None if asyncio is None else asyncio._get_running_loop()


def _running_loop() -> Any:
    loop = asyncio_loop()
    if loop is None and "trio" in sys.modules:
        return sys.modules["trio"].lowlevel.current_trio_token()
    return loop


def _is_over(loop: Any, are_many: bool) -> bool:
    """Tell whether nobody needs a loop's value any more; where there are many, of one that does not run."""
    if not hasattr(loop, "is_closed"):
        return are_many
    return bool(loop.is_closed() or (are_many and not loop.is_running()))
