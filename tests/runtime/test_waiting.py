"""wait_until: what is asked, when, and what comes of it, sync and async."""

from __future__ import annotations

import pickle
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from generator.runtime.errors import ClientError
from generator.runtime.waiting import WaitTimeoutError
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, FakeClock, called

every_kind = pytest.mark.parametrize("kind", KINDS)


def asking(kind: str, values: list[Any]) -> Callable[[], Any]:
    """Give the values in order, the last one again and again; as awaitables where the client is async."""

    def ask() -> Any:
        value = values.pop(0) if len(values) > 1 else values[0]

        async def later() -> Any:
            return value

        return value if kind == "sync" else later()

    return ask


def waited(kind: str, values: list[Any], clock: FakeClock, **choices: Any) -> Any:
    return called(
        kind, lambda client: client.wait_until(asking(kind, values), lambda value: value >= 3, **choices), clock=clock
    )


@every_kind
def test_it_asks_until_done_and_gives_the_value(kind: str) -> None:
    clock = FakeClock()
    seen: list[int] = []
    assert 3 == waited(kind, [0, 1, 2, 3], clock, interval=1, backoff=2, on_poll=seen.append)
    assert [1, 2, 4] == clock.slept
    assert [0, 1, 2, 3] == seen


@every_kind
def test_what_is_done_already_is_not_waited_for(kind: str) -> None:
    clock = FakeClock()
    assert 5 == waited(kind, [5], clock, timeout=0)
    assert [] == clock.slept


@every_kind
def test_the_wait_grows_to_its_limit(kind: str) -> None:
    clock = FakeClock()
    waited(kind, [0, 0, 0, 0, 0, 3], clock, interval=2, max_interval=5, backoff=2)
    assert [2, 4, 5, 5, 5] == clock.slept


@every_kind
def test_it_gives_up_in_time_after_a_last_look(kind: str) -> None:
    clock = FakeClock()
    with pytest.raises(WaitTimeoutError) as caught:
        waited(kind, [0, 1, 2], clock, timeout=10, interval=4, backoff=1)
    assert [4, 4, 2] == clock.slept
    assert (2, 4, 10) == (caught.value.last, caught.value.polls, caught.value.waited)
    assert "not done after 10.0 s, asked 4 times; see `.last` for what came last" == str(caught.value)


@every_kind
def test_what_is_done_at_the_last_look_is_no_timeout(kind: str) -> None:
    assert 3 == waited(kind, [0, 0, 3], FakeClock(), timeout=5, interval=4)


def test_the_error_is_a_timeout_and_travels() -> None:
    error = WaitTimeoutError({"state": "new"}, 1, 2.0)
    assert isinstance(error, ClientError) and isinstance(error, TimeoutError)
    assert (None, None) == (error.errno, error.filename)
    again = pickle.loads(pickle.dumps(error))
    assert ({"state": "new"}, 1, 2.0) == (again.last, again.polls, again.waited)
    assert "asked once" in str(again)
    error.add_note("of a job")
    assert ["of a job"] == pickle.loads(pickle.dumps(error)).__notes__


@every_kind
def test_an_exception_of_the_question_comes_through(kind: str) -> None:
    def fail() -> Awaitable[int]:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        called(kind, lambda client: client.wait_until(fail, bool))


@pytest.mark.parametrize(
    ("choices", "message"),
    [({"interval": -1}, "negative"), ({"timeout": -1}, "negative"), ({"backoff": 0.5}, "backoff must be 1 or more")],
)
def test_choices_that_make_no_sense_are_refused(choices: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        waited("sync", [0], FakeClock(), **choices)


@every_kind
def test_a_raw_response_says_itself_when_to_ask_again(kind: str) -> None:
    busy = Reply(202, json={"id": "1", "name": "new"}, headers={"Retry-After": "17"})
    ready = Reply(200, json={"id": "1", "name": "new"})
    clock = FakeClock()
    with Loopback(busy, busy, ready) as server:
        response = called(
            kind,
            lambda client: client.wait_until(
                lambda: client.things.with_raw_response.update("1", name="n"), lambda raw: raw.status_code == 200
            ),
            base_url=server.url,
            clock=clock,
        )
    assert ([17, 17], 200) == (clock.slept, response.status_code)


@every_kind
def test_no_server_makes_a_client_wait_for_more_than_an_hour(kind: str) -> None:
    busy = [Reply(202, json={"id": "1"}, headers={"Retry-After": said}) for said in ("1e300", "3601")]
    clock = FakeClock()
    with Loopback(*busy, Reply(200, json={"id": "1"})) as server:
        called(
            kind,
            lambda client: client.wait_until(
                lambda: client.things.with_raw_response.update("1", name="n"),
                lambda raw: raw.status_code == 200,
                timeout=None,
            ),
            base_url=server.url,
            clock=clock,
        )
    assert [3600, 3600] == clock.slept


@every_kind
def test_a_server_that_asks_for_more_time_than_there_is_ends_it_at_once(kind: str) -> None:
    busy = Reply(202, json={"id": "1", "name": "new"}, headers={"Retry-After": "17"})
    clock = FakeClock()
    with Loopback(busy) as server, pytest.raises(WaitTimeoutError) as caught:
        called(
            kind,
            lambda client: client.wait_until(
                lambda: client.things.with_raw_response.update("1", name="n"),
                lambda raw: raw.status_code == 200,
                timeout=10,
            ),
            base_url=server.url,
            clock=clock,
        )
    assert ([], 202) == (clock.slept, caught.value.last.status_code)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "sync"])
def test_an_async_client_waits_for_async_functions(kind: str) -> None:
    seen: list[int] = []

    async def done(value: int) -> bool:
        return value >= 3

    async def look(value: int) -> None:
        seen.append(value)

    ask = asking(kind, [1, 2, 3])
    assert 3 == called(kind, lambda client: client.wait_until(ask, done, on_poll=look), clock=FakeClock())
    assert [1, 2, 3] == seen


@pytest.mark.parametrize("name", ["poll", "done", "on_poll"])
def test_a_sync_client_refuses_async_functions(name: str) -> None:
    async def later(*_: object) -> bool:
        return False

    functions: dict[str, Any] = {"poll": lambda: 1, "done": bool, "on_poll": None, name: later}
    with pytest.raises(TypeError, match=f"^an async {name} needs the async client$"):
        called("sync", lambda client: client.wait_until(functions.pop("poll"), functions.pop("done"), **functions))
