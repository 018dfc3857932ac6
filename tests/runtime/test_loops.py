"""An async client over several event loops: scripts, task queues and Django start one for each piece of work."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Literal

import pytest
import trio

from generator.runtime.loops import PerLoop
from tests.loopback import Loopback, Reply
from tests.runtime.sample import AsyncAcme

Over = Literal["httpx2", "pyreqwest"]

over_both = pytest.mark.parametrize("over", ["httpx2", "pyreqwest"])
# Connections that nobody closed before their loop ended: as it is with these users.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def warnings_come_now() -> Iterator[None]:
    """Keep them out of other tests."""
    yield
    gc.collect()


def _server() -> Loopback:
    return Loopback(lambda request: Reply(json={"id": request.target}))


async def _read(client: AsyncAcme, times: int = 2) -> list[str]:
    return [(await client.things.read(str(number))).id for number in range(times)]


@over_both
def test_one_loop_after_another(over: Over) -> None:
    with _server() as server:
        client = AsyncAcme(api_key="k", base_url=server.url, transport=over)
        for _ in range(3):
            assert ["/things/0", "/things/1"] == asyncio.run(_read(client))
        assert ["/things/0", "/things/1"] == trio.run(_read, client)
        asyncio.run(client.close())


@over_both
def test_loops_of_several_threads_at_once(over: Over) -> None:
    together = Barrier(4)

    def work(client: AsyncAcme) -> list[str]:
        together.wait()
        return asyncio.run(_read(client, 30))

    with _server() as server, ThreadPoolExecutor(4) as pool:
        client = AsyncAcme(api_key="k", base_url=server.url, transport=over)
        assert [[f"/things/{number}" for number in range(30)]] * 4 == list(pool.map(work, [client] * 4))
        asyncio.run(client.close())


class Value:
    pass


def test_values_of_loops_that_are_over_are_let_go_of() -> None:
    own = PerLoop(Value)

    async def kept() -> weakref.ref[Value]:
        value = own.get()
        assert value is own.get()
        return weakref.ref(value)

    first, *others = [asyncio.run(kept()) for _ in range(3)] + [trio.run(kept) for _ in range(20)]
    assert first() is None
    assert sum(each() is not None for each in others) <= 16


def test_a_loop_that_runs_keeps_its_value_however_many_there_are() -> None:
    own: PerLoop[object] = PerLoop(object)
    together = Barrier(20)

    async def is_kept() -> bool:
        value = own.get()
        together.wait()
        return value is own.get()

    with ThreadPoolExecutor(20) as pool:
        assert [True] * 20 == list(pool.map(lambda _: asyncio.run(is_kept()), range(20)))


def test_loops_that_nobody_closes_do_not_add_up() -> None:
    own = PerLoop(Value)

    async def kept() -> weakref.ref[Value]:
        return weakref.ref(own.get())

    loops = [asyncio.new_event_loop() for _ in range(20)]
    values = [loop.run_until_complete(kept()) for loop in loops]
    assert sum(each() is not None for each in values) <= 16
    for loop in loops:
        loop.close()


def test_the_running_loops_value_is_taken_to_close_it() -> None:
    own: PerLoop[object] = PerLoop(object)

    async def take() -> bool:
        return own.get() is own.take() and own.take() is None

    assert asyncio.run(take())
    assert trio.run(take)
