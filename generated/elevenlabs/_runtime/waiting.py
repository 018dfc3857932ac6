"""Asking again until something is done: the loop behind `client.wait_until(…)`.

    ask ──▶ done? ──▶ the value
             └─ no ──▶ wait: interval × backoff each time, at most max_interval; or what Retry-After says ──▶ ask

Receives what to ask and how to tell; knows no resource and sends nothing itself. Time is the client's clock's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from .awaitables import refusal
from .clock import Clock
from .errors import ClientError
from .responses import ResponseHead
from .retries import LONGEST_PAUSE, wait_asked_for

T = TypeVar("T")
R = TypeVar("R")


class WaitTimeoutError(ClientError, TimeoutError):
    """`wait_until` gave up: what was asked for was not done in time."""

    def __init__(self, last: Any, polls: int, waited: float) -> None:
        asked = "once" if polls == 1 else f"{polls} times"
        # One argument: TimeoutError, which is an OSError, would take several for errno and a file's name.
        super().__init__(
            f"not done after {waited:.1f} s, asked {asked}; see `.last` for what came last"
        )
        self.last = last
        """The last value that came."""
        self.polls = polls
        """How often it was asked."""
        self.waited = waited
        """Seconds."""

    def __reduce__(self) -> Any:
        # An OSError made without its __init__, as other errors of ours are restored, has no message.
        return type(self), (self.last, self.polls, self.waited), self.__dict__


class Waiting:
    """How long to wait next, and when to give up."""

    def __init__(
        self,
        clock: Clock,
        timeout: float | None,
        interval: float,
        max_interval: float,
        backoff: float,
    ) -> None:
        if interval < 0 or max_interval < 0 or (timeout is not None and timeout < 0):
            raise ValueError("timeout, interval and max_interval must not be negative")
        if backoff < 1:
            raise ValueError(
                f"backoff must be 1 or more, not {backoff!r}: the wait never shrinks"
            )
        self._clock = clock
        self._timeout = timeout
        self._next = interval
        self._longest = max(max_interval, interval)
        self._backoff = backoff
        self._started = clock.now()
        self._slept = 0.0
        self._polls = 0
        self._is_last = False

    def next_wait(self, value: object) -> float:
        """Give the seconds until the next poll; raise WaitTimeoutError if there is no time for one."""
        self._polls += 1
        wait, self._next = self._next, min(self._next * self._backoff, self._longest)
        asked = (
            wait_asked_for(value.headers, self._clock.now())
            if isinstance(value, ResponseHead)
            else None
        )
        if self._timeout is not None:
            left = self._timeout - self._waited()
            if (
                self._is_last
                or left <= 0
                or (asked is not None and asked > left)  # It would not be done before.
            ):
                raise WaitTimeoutError(value, self._polls, self._waited())
            if asked is None and wait >= left:
                # One more look at the very end: it may have been done meanwhile.
                self._is_last, wait = True, left
        if asked is not None:
            wait = min(asked, LONGEST_PAUSE)
        self._slept += wait
        return wait

    def _waited(self) -> float:
        # The clock on the wall may be set back meanwhile; what was slept has passed.
        return max(self._clock.now() - self._started, self._slept)


def wait_until(
    waiting: Waiting,
    clock: Clock,
    poll: Callable[[], T],
    done: Callable[[T], object],
    on_poll: Callable[[T], object] | None,
) -> T:
    while True:
        value = _at_once(poll(), "poll")
        if on_poll is not None:
            _at_once(on_poll(value), "on_poll")
        if _at_once(done(value), "done"):
            return value
        clock.sleep(waiting.next_wait(value))


async def wait_until_async(
    waiting: Waiting,
    clock: Clock,
    poll: Callable[[], Awaitable[T]],
    done: Callable[[T], object],
    on_poll: Callable[[T], object] | None,
) -> T:
    while True:
        value = await poll()
        if on_poll is not None:
            await _settled(on_poll(value))
        if await _settled(done(value)):
            return value
        await clock.sleep_async(waiting.next_wait(value))


def _at_once(told: R, name: str) -> R:
    if isinstance(told, Awaitable):
        raise refusal(told, name)
    return told


async def _settled(told: object) -> object:
    """Wait for what an async function gives: by itself it is true, whatever comes of it."""
    return await told if isinstance(told, Awaitable) else told
