"""Replies, and time that passes at once."""

from __future__ import annotations

from collections.abc import Mapping

from tests.loopback import Reply


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """A reply that says it is JSON unless `headers` say otherwise."""
    return Reply(status, body, {**({"Content-Type": "application/json"} if body else {}), **(headers or {})})


class FakeClock:
    def __init__(self, now: float = 0.0) -> None:
        self.slept: list[float] = []
        self._now = now

    def now(self) -> float:
        return self._now

    def chance(self) -> float:
        return 0.5

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)
