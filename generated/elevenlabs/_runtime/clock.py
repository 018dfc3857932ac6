"""Time and chance, as one thing that tests can replace."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What waiting between attempts needs."""

    def now(self) -> float:
        """Give the seconds since the epoch: Retry-After may be a date."""
        ...

    def chance(self) -> float:
        """Give a random number, 0 ≤ number < 1."""
        ...

    def sleep(self, seconds: float) -> None: ...

    async def sleep_async(self, seconds: float) -> None: ...


class SystemClock:
    """The real ones."""

    def now(self) -> float:
        return time.time()

    def chance(self) -> float:
        from random import random

        return random()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        # Under asyncio and trio alike.
        from anyio import sleep

        await sleep(seconds)


SYSTEM_CLOCK = SystemClock()
