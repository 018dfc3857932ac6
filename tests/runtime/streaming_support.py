"""One scenario over a stream for the sync client and the async one."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from generator.runtime.operations import Operation
from generator.runtime.stream_operations import EitherOperation, StreamOperation
from tests.runtime.sample import Acme, AsyncAcme
from tests.runtime.support import FakeClock

EVENTS = {"Content-Type": "text/event-stream"}


async def settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


class Streams:
    """A client, sync or async, by methods that are all async."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.is_sync = isinstance(client, Acme)

    async def call(self, operation: Operation[Any], how: str = "_call", **options: Any) -> Any:
        """`how`: "_call", "_call_raw" or "_call_streamed"."""
        return await settled(getattr(self.client, how)(self._part(operation, options), (), options))

    def _part(self, operation: Operation[Any], options: dict[str, Any]) -> Operation[Any]:
        match operation:
            case StreamOperation():
                return operation.stream if self.is_sync else operation.async_stream
            case EitherOperation():
                wanted = options.pop("stream", None)
                return operation.stream_if(wanted) if self.is_sync else operation.async_stream_if(wanted)
            case _:
                return operation

    async def take(self, stream: Any, found: list[Any], at_most: int = -1) -> list[Any]:
        """Loop over the stream; what came before an exception is in `found`."""
        if self.is_sync:
            for item in stream:
                found.append(item)
                if len(found) == at_most:
                    break
        else:
            async for item in stream:
                found.append(item)
                if len(found) == at_most:
                    break
        return found

    async def first(self, stream: Any, number: int) -> list[Any]:
        return [next(stream) if self.is_sync else await anext(stream) for _ in range(number)]

    async def all(self, operation: Operation[Any], **options: Any) -> list[Any]:
        return await self.take(await self.call(operation, **options), [])


def played(kind: str, scenario: Callable[[Streams], Awaitable[Any]], **options: Any) -> Any:
    options.setdefault("api_key", "k")
    options.setdefault("clock", FakeClock())

    async def run() -> Any:
        if kind == "sync":
            with Acme(**options) as client:
                return await scenario(Streams(client))
        async with AsyncAcme(**options) as async_client:
            return await scenario(Streams(async_client))

    return anyio.run(run, backend="asyncio" if kind == "sync" else kind)
