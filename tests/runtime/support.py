"""Runs a piece of a test over the sync client and the async one, under asyncio and trio; and a clock to look at."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import anyio

from tests.runtime.sample import Acme, AsyncAcme

KINDS = ("sync", "asyncio", "trio")
CARRIER: ContextVar[str | None] = ContextVar("CARRIER", default=None)
"""The transport of clients made by `called`: set by the fixture `each_transport`."""


class FakeClock:
    """Waits in no time and remembers how long it would have been."""

    def __init__(self, now: float = 1_000_000.0, chance: float = 0.0) -> None:
        self.slept: list[float] = []
        self._now = now
        self._chance = chance

    def now(self) -> float:
        return self._now

    def chance(self) -> float:
        return self._chance

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


def called(kind: str, use: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client, do something with it that gives a value or an awaitable, close it, give the value."""
    options.setdefault("api_key", "key-123")
    options.setdefault("clock", FakeClock())
    if "http_client" not in options:
        options.setdefault("transport", CARRIER.get())
    if kind == "sync":
        with Acme(**options) as client:
            return use(client)

    async def run() -> Any:
        async with AsyncAcme(**options) as async_client:
            return await use(async_client)

    return anyio.run(run, backend=kind)


def streamed(kind: str, open: Callable[[Any], Any], use: Callable[[Any], Any], **options: Any) -> Any:
    """The same with a streaming response: `use` gets it inside its block. Async iterators are collected."""

    def in_block(client: Any) -> Any:
        if kind == "sync":
            with open(client) as response:
                value = use(response)
                return list(value) if hasattr(value, "__next__") else value

        async def run() -> Any:
            async with open(client) as response:
                value = use(response)
                return [item async for item in value] if hasattr(value, "__anext__") else await value

        return run()

    return called(kind, in_block, **options)
