"""What a forked process begins anew: servers load an application and then fork workers.

    connections     two processes on one would read each other's answers: each makes its own
    locks           another thread may hold one at that moment, and is not there to let go of it

Objects say that they have such things with `renewed_in_forks`. What they leave stays the parent's.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from threading import Lock, RLock
    from types import TracebackType

T = TypeVar("T")


class Renewed(Protocol):
    def begin_anew(self) -> None:
        """Let go of what is the parent's, in the forked process. Must be quick, and make nothing yet."""
        ...


_all: WeakSet[Renewed] = WeakSet()
_left: list[object] = []


def renewed_in_forks(one: Renewed) -> None:
    """Have it begin anew in every process that is forked from now on."""
    _all.add(one)


def leave_to_parent(value: object) -> None:
    """Keep it for ever: letting go of it might close, or wait for, what is not there."""
    _left.append(value)


def _begin_anew() -> None:
    for one in list(_all):
        one.begin_anew()


if sys.platform != "win32" and hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


class ForkSafeLock:
    """A lock that is free in a forked process, whoever held it before.

    It is made when it is first needed, as threading makes it then: where a server patches its workers with gevent's locks
    after it has loaded the application, one of threading's own would stop all greenlets of a worker for ever.
    """

    __slots__ = ("__weakref__", "_is_reentrant", "_made")

    def __init__(self, is_reentrant: bool = False) -> None:
        self._is_reentrant = is_reentrant
        self._made: list[Lock | RLock] = []
        renewed_in_forks(self)

    def begin_anew(self) -> None:
        self._made = []

    def __enter__(self) -> None:
        made = self._made
        if not made:
            # Threads that come at once may each add one: the first is everyone's.
            made.append(threading.RLock() if self._is_reentrant else threading.Lock())
        made[0].acquire()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # There is none where this process was forked inside the block.
        if self._made:
            self._made[0].release()


class PerProcess(Generic[T]):
    """A value that is made when it is first asked for, and again in a forked process."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = ForkSafeLock()
        self.made: T | None = None
        """None: nobody has asked for it in this process."""
        renewed_in_forks(self)

    def get(self) -> T:
        made = self.made
        if made is None:
            with self._lock:
                made = self.made = self.made or self._make()
        return made

    def begin_anew(self) -> None:
        leave_to_parent(self.made)
        self.made = None
