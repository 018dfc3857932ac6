"""Retries by a policy of the user's: how often, on what, how long, told to whom, within what budget."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.retry_policy import Retry, RetryBudget, RetryPolicy
from tests.loopback import Loopback, Misbehaviour, Reply, refusing_url
from tests.runtime.sample import Acme
from tests.runtime.support import KINDS, FakeClock, called

every_kind = pytest.mark.parametrize("kind", KINDS)
THING = Reply(200, json={"id": "1"})


def read(client: Any) -> Any:
    return client.things.read("x")


def failed(kind: str, *script: Any, use: Any = read, **options: Any) -> tuple[Any, int]:
    with Loopback(*script) as server:
        with pytest.raises(errors.ClientError) as caught:
            called(kind, use, base_url=server.url, **options)
    return caught.value, len(server.requests)


@every_kind
def test_a_policy_says_how_often(kind: str) -> None:
    assert 5 == failed(kind, Reply(503), retry=RetryPolicy(4))[1]
    assert 2 == failed(kind, Reply(503), retry=RetryPolicy(4), max_retries=1)[1]
    assert 4 == failed(kind, Reply(503), use=lambda client: client.things.read("x", retry=RetryPolicy(3)))[1]
    both = lambda client: client.things.read("x", retry=RetryPolicy(3), max_retries=0)  # noqa: E731
    assert 1 == failed(kind, Reply(503), use=both, max_retries=9)[1]
    copied = lambda client: client.with_options(retry=RetryPolicy(1)).things.read("x")  # noqa: E731
    assert 2 == failed(kind, Reply(503), use=copied, max_retries=9)[1]
    back = lambda client: client.things.read("x", retry=None)  # noqa: E731
    assert 3 == failed(kind, Reply(503), use=back, retry=RetryPolicy(7))[1]


@every_kind
@pytest.mark.parametrize(
    ("statuses", "status", "attempts"),
    [((404,), 404, 3), ((404,), 503, 1), (("4XX",), 418, 3), (("4xx", 500), 500, 3), ((), 429, 1)],
)
def test_a_policy_says_on_what(kind: str, statuses: Any, status: int, attempts: int) -> None:
    assert attempts == failed(kind, Reply(status), retry=RetryPolicy(statuses=statuses))[1]


@every_kind
def test_no_policy_sends_twice_what_may_be_acted_upon_twice(kind: str) -> None:
    ping = lambda client: client.things.ping({"a": 1})  # noqa: E731
    assert 1 == failed(kind, Misbehaviour.RESET, use=ping, retry=RetryPolicy(9))[1]


@every_kind
def test_a_policy_says_how_long(kind: str) -> None:
    clock = FakeClock(chance=0.5)
    failed(kind, Reply(503), retry=RetryPolicy(4, first_wait=1, longest_wait=3, jitter=1), clock=clock)
    assert [0.5, 1.0, 1.5, 1.5] == clock.slept
    patient = RetryPolicy(1, longest_wait_asked_for=100)
    clock = FakeClock()
    failed(kind, Reply(429, headers={"Retry-After": "99"}), retry=patient, clock=clock)
    assert [99.0] == clock.slept


@every_kind
def test_on_retry_is_told_before_each_wait(kind: str) -> None:
    clock = FakeClock()
    told: list[tuple[Retry, int]] = []
    policy = RetryPolicy(on_retry=lambda retry: told.append((retry, len(clock.slept))))
    with Loopback(Reply(503), Misbehaviour.RESET, THING) as server:
        called(kind, read, base_url=server.url, retry=policy, clock=clock, query_key="s3cret", api_key=None)
    (first, slept_first), (second, slept_second) = told
    assert (1, 0.5, "503 Service Unavailable", 503, "GET", 0) == (
        *(first.attempt, first.wait, first.reason, first.status_code, first.method),
        slept_first,
    )
    assert (2, 1.0, None, 1) == (second.attempt, second.wait, second.status_code, slept_second)
    assert "" != second.reason
    assert "s3cret" not in repr(told)
    assert f"{server.url}/things/x" in first.url


@every_kind
def test_what_on_retry_raises_ends_the_call(kind: str) -> None:
    def stop(retry: Retry) -> None:
        raise LookupError("enough")

    with Loopback(Reply(503)) as server, pytest.raises(LookupError, match="enough") as caught:
        called(kind, read, base_url=server.url, retry=RetryPolicy(on_retry=stop))
    assert (1, ["raised by the client's on_retry"]) == (len(server.requests), caught.value.__notes__)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_client_waits_for_on_retry(kind: str) -> None:
    told: list[int] = []

    async def tell(retry: Retry) -> None:
        told.append(retry.attempt)

    failed(kind, Reply(503), retry=RetryPolicy(on_retry=tell))
    assert [1, 2] == told


def test_a_sync_client_refuses_an_async_on_retry() -> None:
    async def tell(retry: Retry) -> None: ...

    with Loopback(Reply(503)) as server, pytest.raises(TypeError, match="an async on_retry needs the async client"):
        called("sync", read, base_url=server.url, retry=RetryPolicy(on_retry=tell))


@every_kind
def test_a_budget_bounds_the_retries_of_all_calls(kind: str) -> None:
    budget = RetryBudget(3, per_success=0.5)
    policy = RetryPolicy(budget=budget)
    assert [3, 2, 1] == [failed(kind, Reply(503), retry=policy)[1] for _ in range(3)]
    with refusing_url() as url, pytest.raises(errors.APIConnectionError) as caught:
        called(kind, read, base_url=url, retry=policy)
    assert 0 == caught.value.retries_taken
    with Loopback(THING) as server:
        for _ in range(4):
            called(kind, read, base_url=server.url, retry=policy)
    assert 2 == budget.left
    assert 3 == failed(kind, Reply(503), retry=policy)[1]


def test_a_budget_counts_right_across_threads() -> None:
    budget = RetryBudget(1000)
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: budget.take(), range(3000)))
    assert (1000, 0) == (sum(taken), budget.left)


def test_a_budget_is_never_overfull() -> None:
    budget = RetryBudget(2)
    budget.succeeded()
    assert 2 == budget.left


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_policies_travel(travel: Any) -> None:
    policy = RetryPolicy(5, statuses=(429, "5XX"), on_retry=print, budget=RetryBudget(7))
    other = travel(policy)
    assert (5, (429, "5XX"), print, 7) == (other.max_retries, other.statuses, other.on_retry, other.budget.left)
    assert (True, False) == (other.has(503), other.has(408))
    assert other.budget.take()
    plain = RetryPolicy(5)
    assert (plain, hash(plain)) == (travel(plain), hash(travel(plain)))
    assert plain != RetryPolicy(4)
    assert "RetryPolicy(max_retries=5, statuses=(408, 409, 429, '5XX'), first_wait=0.5" in repr(plain)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"max_retries": -1}, "max_retries must be"),
        ({"jitter": 2}, "jitter is a part of the wait, 0 to 1, not 2"),
        ({"first_wait": -1}, "a wait is a number of seconds, 0 or more, not -1"),
        ({"statuses": ("5xy",)}, "statuses are numbers, or '3XX', '4XX' or '5XX', not '5xy'"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(given: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RetryPolicy(**given)


def test_only_a_policy_is_a_policy() -> None:
    with pytest.raises(TypeError, match="retry must be a RetryPolicy, not int"):
        Acme(api_key="k", retry=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="retry must be a RetryPolicy, not int"):
        Acme(api_key="k").things.read("x", retry=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="counts from 0, not -1"):
        RetryBudget(-1)
