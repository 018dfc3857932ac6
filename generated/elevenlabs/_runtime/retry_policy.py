"""What a user may change about retries: how often, on what, after how long, who is told, and how many in all.

    client = Acme(retry=RetryPolicy(max_retries=5, statuses=(429, "5XX"), on_retry=print, budget=RetryBudget(20)))

When a request may be sent again at all is in retries.py, and no policy changes that: what cannot be acted upon twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from .forks import ForkSafeLock
from .options import DEFAULT_MAX_RETRIES
from .retries import FIRST_WAIT, JITTER, LONGEST_WAIT, LONGEST_WAIT_ASKED_FOR


class Retry(NamedTuple):
    """One retry that is about to happen: what `on_retry` is told."""

    attempt: int
    """1 for the first retry."""
    wait: float
    """Seconds until it is sent."""
    reason: str
    """"503 Service Unavailable", or what became of the connection."""
    status_code: int | None
    """None if no answer came."""
    method: str
    url: str
    """Without secrets."""


class RetryBudget:
    """Bounds the retries of all calls of a client together, so that they do not bury a service that is down.

    Each retry takes one token; each call that succeeds gives `per_success` back. Without a token nothing is retried.
    Clients may share one; a copy that travels to another process counts for itself.
    """

    __slots__ = ("_lock", "_tokens", "most", "per_success")

    def __init__(self, most: float = 20, per_success: float = 0.1) -> None:
        if most < 0 or per_success < 0:
            raise ValueError(
                f"a retry budget counts from 0, not {min(most, per_success)!r}"
            )
        self.most = most
        self.per_success = per_success
        self._tokens = float(most)
        self._lock = ForkSafeLock()

    @property
    def left(self) -> float:
        """Retries that may still happen."""
        return self._tokens

    def take(self) -> bool:
        """Take one retry; tell whether there was one."""
        with self._lock:
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    def succeeded(self) -> None:
        # Most calls find a full budget, and need not wait for each other.
        if self._tokens < self.most:
            with self._lock:
                self._tokens = min(self.most, self._tokens + self.per_success)

    def __getstate__(self) -> tuple[float, float, float]:
        return self.most, self.per_success, self._tokens

    def __setstate__(self, state: tuple[float, float, float]) -> None:
        self.most, self.per_success, self._tokens = state
        self._lock = ForkSafeLock()

    def __repr__(self) -> str:
        return f"RetryBudget({self.most:g}, {self.per_success:g}, left={self.left:g})"


class RetryPolicy:
    """How a client, or one call, tries again. Never changed once made."""

    __slots__ = (
        "_ranges",
        "_statuses",
        "budget",
        "first_wait",
        "jitter",
        "longest_wait",
        "longest_wait_asked_for",
        "max_retries",
        "on_retry",
        "statuses",
    )

    def __init__(
        self,
        max_retries: int = DEFAULT_MAX_RETRIES,
        *,
        statuses: Iterable[int | str] = (408, 409, 429, "5XX"),
        first_wait: float = FIRST_WAIT,
        longest_wait: float = LONGEST_WAIT,
        jitter: float = JITTER,
        longest_wait_asked_for: float = LONGEST_WAIT_ASKED_FOR,
        on_retry: Callable[[Retry], object] | None = None,
        budget: RetryBudget | None = None,
    ) -> None:
        from .config import checked_retries

        if not 0 <= jitter <= 1:
            raise ValueError(f"jitter is a part of the wait, 0 to 1, not {jitter!r}")
        least = min(first_wait, longest_wait, longest_wait_asked_for)
        if least < 0:
            raise ValueError(f"a wait is a number of seconds, 0 or more, not {least!r}")
        self.max_retries = checked_retries(max_retries)
        """`max_retries=` beside a policy wins."""
        self.statuses = tuple(statuses)
        """Answers that are retried: 429, "5XX". The server's own `x-should-retry` wins."""
        self.first_wait = first_wait
        """Seconds; each further wait is twice as long."""
        self.longest_wait = longest_wait
        self.jitter = jitter
        """The part of a wait that chance may take away."""
        self.longest_wait_asked_for = longest_wait_asked_for
        """If the server asks for more seconds, its error is raised at once."""
        self.on_retry = on_retry
        """Told before each wait; may be async for an async client. What it raises ends the call."""
        self.budget = budget
        self._statuses = frozenset(one for one in self.statuses if isinstance(one, int))
        self._ranges = frozenset(
            _hundreds(one) for one in self.statuses if isinstance(one, str)
        )

    def has(self, status: int) -> bool:
        """Tell whether an answer of this status is retried."""
        return status in self._statuses or status // 100 in self._ranges

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RetryPolicy) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash(self._facts())

    def __repr__(self) -> str:
        names = ("max_retries", "statuses", "first_wait", "longest_wait", "jitter")
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"RetryPolicy({shown}, …)"

    def _facts(self) -> tuple[object, ...]:
        return (
            self.max_retries,
            self.statuses,
            self.first_wait,
            self.longest_wait,
            self.jitter,
            self.longest_wait_asked_for,
            self.on_retry,
            self.budget,
        )


def _hundreds(text: str) -> int:
    """Read "5XX"."""
    if len(text) != 3 or text[1:].upper() != "XX" or text[0] not in "345":
        raise ValueError(
            f"statuses are numbers, or '3XX', '4XX' or '5XX', not {text!r}"
        )
    return int(text[0])
