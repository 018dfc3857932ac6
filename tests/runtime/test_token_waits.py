"""Calls that wait for one token together: the first is cancelled, has less time, or asks for what it is to bring."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any

import anyio
import pytest

from generator.runtime import errors
from generator.runtime.credential_types import Token
from tests.loopback import Misbehaviour, Received, Reply
from tests.runtime.grants import CLIENT, CODE, GET, MACHINE, Vendor, get, oauth, settings_of, used
from tests.runtime.streaming_support import settled
from tests.runtime.support import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS)
every_async_kind = pytest.mark.parametrize("kind", KINDS[1:])
BY_MACHINE = settings_of(oauth(MACHINE))
BY_CODE = settings_of(oauth(CODE))
REFRESH = {"refresh_token": "r1"}


class Slow(Vendor):
    """Answers a request for a token when it is told to."""

    def __init__(self, *answers: Reply | dict[str, object]) -> None:
        super().__init__(*answers)
        self.is_asked, self.may_answer = Event(), Event()

    def token(self) -> Reply:
        self.is_asked.set()
        assert self.may_answer.wait(20)
        return super().token()


@every_async_kind
def test_a_cancelled_call_keeps_the_refresh_token_that_replaces_the_one_it_sent(kind: str) -> None:
    vendor = Slow({"refresh_token": "r2"})
    told: list[Token] = []

    async def cancelled(client: Any) -> Any:
        async with anyio.create_task_group() as group:
            group.start_soon(get, client)
            await anyio.to_thread.run_sync(vendor.is_asked.wait)
            group.cancel_scope.cancel()
            vendor.may_answer.set()
        return await get(client)

    given = {**REFRESH, "token_options": {"on_token": told.append}}
    with vendor.server as server:
        assert {"proof": "Bearer t1"} == used(kind, BY_CODE, given, cancelled, base_url=server.url)
    assert ["r2"] == [token.refresh_token for token in told]
    assert ["Bearer t1"] == vendor.proofs


def test_a_cancelled_task_of_asyncio_lets_nobody_else_send_its_refresh_token() -> None:
    vendor = Slow({"refresh_token": "r2"})

    async def cancelled(client: Any) -> Any:
        first, second = asyncio.create_task(get(client)), asyncio.create_task(get(client))
        await asyncio.to_thread(vendor.is_asked.wait)
        for _ in range(2):
            first.cancel()
            await asyncio.sleep(0)
            assert not first.done()
        vendor.may_answer.set()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await second

    with vendor.server as server:
        assert {"proof": "Bearer t1"} == used("asyncio", BY_CODE, REFRESH, cancelled, base_url=server.url)
    assert ["r1"] == [form["refresh_token"] for form in vendor.asked]


@every_async_kind
def test_a_cancelled_call_does_not_wait_for_a_token_that_can_be_had_again(kind: str) -> None:
    vendor = Slow()

    async def cancelled(client: Any) -> Any:
        async with anyio.create_task_group() as group:
            group.start_soon(get, client)
            await anyio.to_thread.run_sync(vendor.is_asked.wait)
            group.cancel_scope.cancel()
        vendor.may_answer.set()
        return await get(client)

    with vendor.server as server:
        # Which token depends on when the server answers the request that is given up.
        assert used(kind, BY_MACHINE, CLIENT, cancelled, base_url=server.url)["proof"].startswith("Bearer t")


@every_async_kind
@pytest.mark.parametrize(("settings", "given"), [(BY_MACHINE, CLIENT), (BY_CODE, REFRESH)])
def test_an_async_hook_that_needs_a_token_for_a_token_is_told_so_and_does_not_hang(
    kind: str, settings: Any, given: dict[str, Any]
) -> None:
    vendor = Vendor()

    async def use(client: Any) -> Any:
        with anyio.fail_after(20):
            return await get(client._copy({"on_request": lambda request: get(client)}))

    with vendor.server as server, pytest.raises(RuntimeError, match="makes a call that needs one"):
        used(kind, settings, given, use, base_url=server.url)


@every_async_kind
@pytest.mark.parametrize(("settings", "given"), [(BY_MACHINE, CLIENT), (BY_CODE, REFRESH)])
def test_an_async_on_token_is_awaited_before_the_token_is_used(kind: str, settings: Any, given: dict[str, Any]) -> None:
    vendor = Vendor()
    told: list[tuple[str, int]] = []

    async def write(token: Token) -> None:
        await anyio.sleep(0)
        told.append((token.access_token, len(vendor.proofs)))

    with vendor.server as server:
        used(kind, settings, {**given, "token_options": {"on_token": write}}, get, base_url=server.url)
    assert [("t1", 0)] == told


@every_kind
def test_what_on_token_raises_ends_the_call_and_the_token_stays(kind: str) -> None:
    vendor = Vendor()

    def refuse(token: Token) -> None:
        raise OSError("disk full")

    async def refuse_async(token: Token) -> None:
        refuse(token)

    async def twice(client: Any) -> Any:
        with pytest.raises(OSError, match="disk full") as caught:
            await settled(get(client))
        assert ["raised by the client's on_token"] == caught.value.__notes__
        return await settled(get(client))

    given = {**CLIENT, "token_options": {"on_token": refuse if kind == "sync" else refuse_async}}
    with vendor.server as server:
        if kind == "sync":
            used(kind, BY_MACHINE, given, lambda client: anyio.run(twice, client), base_url=server.url)
        else:
            used(kind, BY_MACHINE, given, twice, base_url=server.url)
    assert (1, ["Bearer t1"]) == (len(vendor.asked), vendor.proofs)


def test_a_sync_client_refuses_an_async_on_token() -> None:
    async def write(token: Token) -> None: ...

    with Vendor().server as server, pytest.raises(TypeError, match="an async on_token needs the async client"):
        used("sync", BY_MACHINE, {**CLIENT, "token_options": {"on_token": write}}, get, base_url=server.url)


class Silent(Slow):
    """Hangs up on the first request for a token, when it is told to; answers all others."""

    def route(self, request: Received) -> Reply | Misbehaviour:
        if request.path == "/x" or self.is_asked.is_set():
            return super().route(request)
        self.is_asked.set()
        assert self.may_answer.wait(20)
        return Misbehaviour.CLOSE


async def _found(client: Any, vendor: Slow, *timeouts: float) -> list[Any]:
    """Make calls with these limits at once; give their values and exceptions, keyed by their order."""
    found: list[Any] = [None] * len(timeouts)

    async def one(at: int) -> None:
        try:
            found[at] = await client._call(GET, (), {"timeout": timeouts[at]})
        except errors.APIError as error:
            found[at] = error

    async with anyio.create_task_group() as group:
        for at in range(len(timeouts)):
            group.start_soon(one, at)
            # The first is to be the one that asks.
            await anyio.to_thread.run_sync(vendor.is_asked.wait)
        await anyio.wait_all_tasks_blocked()
        vendor.may_answer.set()
    return found


@every_async_kind
def test_who_has_more_time_does_not_share_a_failure_of_the_connection(kind: str) -> None:
    vendor = Silent()
    options = {"base_url": vendor.server.url, "max_retries": 0}
    with vendor.server:
        hasty, *patient = used(kind, BY_MACHINE, CLIENT, lambda client: _found(client, vendor, 20, 30, 30), **options)
    assert isinstance(hasty, errors.APIConnectionError)
    assert [{"proof": "Bearer t1"}] * 2 == patient
    assert 2 == len(vendor.asked)


@every_async_kind
def test_a_refusal_is_everybodys_whatever_the_time(kind: str) -> None:
    vendor = Slow(Reply(400, json={"error": "invalid_client"}))
    with vendor.server as server:
        found = used(kind, BY_MACHINE, CLIENT, lambda client: _found(client, vendor, 20, 30, 40), base_url=server.url)
    assert [errors.TokenError] * 3 == [type(each) for each in found]
    assert 1 == len(vendor.asked)


@every_async_kind
def test_who_has_as_much_time_shares_it_with_its_cause(kind: str) -> None:
    vendor = Silent()
    options = {"base_url": vendor.server.url, "max_retries": 0}
    with vendor.server:
        found = used(kind, BY_MACHINE, CLIENT, lambda client: _found(client, vendor, 20, 20, 20), **options)
    assert 1 == len(vendor.asked)
    assert [errors.APIConnectionError] * 3 == [type(each) for each in found]
    assert found[0] is not found[1]
    assert {type(found[0].__cause__)} == {type(each.__cause__) for each in found} != {type(None)}
