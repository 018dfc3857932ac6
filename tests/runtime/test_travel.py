"""Clients, options, answers and errors in other processes, in copies, in threads; and what is left open."""

from __future__ import annotations

import copy
import gc
import multiprocessing
import pickle
import warnings
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import anyio
import httpx2
import pytest

from generator.runtime import errors
from generator.runtime.hooks import OutgoingRequest
from generator.runtime.model import to_dict
from generator.runtime.options import Timeout
from generator.runtime.retry_policy import Retry, RetryBudget, RetryPolicy
from tests.loopback import Loopback, Reply
from tests.runtime.sample import Acme, AsyncAcme
from tests.runtime.support import KINDS, called

THING = Reply(200, json={"id": "1", "name": "ä", "unknown": [1, None]})


def mark(request: OutgoingRequest) -> None:
    request.set_header("X-Mark", "1")


def note(retry: Retry) -> None:
    """Do nothing: a function that another process can import."""


def key() -> str:
    return "key-of-a-function"


OPTIONS: dict[str, Any] = {
    "timeout": Timeout(9, connect=3),
    "retry": RetryPolicy(1, on_retry=note, budget=RetryBudget(5)),
    "default_headers": {"X-Default": "d"},
    "on_request": [mark],
    "transport": "pyreqwest",
}


def call(client: Acme) -> tuple[dict[str, object], Any]:
    """Run in another process: call, and send back what came and what went wrong."""
    with client:
        thing = client.things.read("x")
        try:
            client.things.read("none")
        except errors.NotFoundError as error:
            return to_dict(thing), (thing, error)
    raise AssertionError("no error")


def call_async(client: AsyncAcme) -> dict[str, object]:
    async def run() -> dict[str, object]:
        async with client:
            return to_dict(await client.things.read("x"))

    return anyio.run(run)


def test_clients_answers_and_errors_travel_to_spawned_processes_and_back() -> None:
    def reply(request: Any) -> Reply:
        return Reply(404, json={"code": "7"}) if request.path.endswith("none") else THING

    context = multiprocessing.get_context("spawn")
    with Loopback(reply) as server, ProcessPoolExecutor(1, context) as pool:
        client = Acme(api_key=key, base_url=server.url, **OPTIONS)
        sent, (thing, error) = pool.submit(call, client).result()
        async_client = AsyncAcme(api_key="k", base_url=server.url, retry=OPTIONS["retry"])
        assert sent == pool.submit(call_async, async_client).result()
    assert {"id": "1", "name": "ä", "unknown": [1, None]} == sent == to_dict(thing)
    assert ("7", 404, f"{server.url}/things/none") == (error.body.code, error.status_code, error.response.url)
    first = server.requests[0].headers
    assert ("Bearer key-of-a-function", "1", "d") == (first["authorization"], first["x-mark"], first["x-default"])


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_what_a_client_was_made_of_travels(travel: Any) -> None:
    client = Acme(api_key="k", base_url="http://127.0.0.1:9/v9", max_response_bytes=7, strict=True, **OPTIONS)
    other = travel(client)._config
    assert (Timeout(9, connect=3), 1, 7, True) == (
        other.timeout,
        other.max_retries,
        other.max_response_bytes,
        other.is_strict,
    )
    assert ("http://127.0.0.1:9/v9", ("X-Default", "d")) == (other.base_url, other.default_headers["x-default"])
    assert (note, 5) == (other.retry.on_retry, other.retry.budget.left)
    assert (mark,) == other.hooks.on_request


def test_a_deep_copy_has_connections_and_a_budget_of_its_own() -> None:
    with Loopback(THING) as server:
        client = Acme(api_key="k", base_url=server.url, on_request=lambda request: None, retry=OPTIONS["retry"])
        with client, copy.deepcopy(client) as other:
            client.things.read("x")
            other.things.read("x")
            assert other._config.retry is not client._config.retry
    assert 2 == server.connections


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", lambda: "k"),
        ("on_request", lambda request: None),
        ("on_error", [mark, lambda error: None]),
        ("retry", RetryPolicy(on_retry=lambda retry: None)),
    ],
)
def test_what_another_process_cannot_import_is_named(name: str, value: Any) -> None:
    client = Acme(**{"api_key": "k", name: value})
    with pytest.raises(TypeError, match=f"this Acme cannot be pickled, because {name}= holds <lambda>, which another"):
        pickle.dumps(client)
    assert isinstance(copy.deepcopy(client), Acme)


@pytest.mark.parametrize("limits", [Timeout(), Timeout(None), Timeout(1, read=2), Timeout(connect=None, pool=0.5)])
def test_limits_travel(limits: Timeout) -> None:
    assert limits == pickle.loads(pickle.dumps(limits)) == copy.copy(limits) == copy.deepcopy(limits)


def test_a_client_that_opened_nothing_leaks_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for client_class in (Acme, AsyncAcme):
            client_class(api_key="k")
            client_class(api_key="k").with_options(timeout=1)
            client_class(api_key="k", transport="pyreqwest")
        gc.collect()


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_an_async_client_that_is_not_closed_is_a_leak(transport: Any) -> None:
    with Loopback(THING) as server:
        client = AsyncAcme(api_key="k", base_url=server.url, transport=transport)

        async def run() -> None:
            await client.things.read("x")

        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            anyio.run(run)
            del run, client
            gc.collect()
            texts = [str(warning.message) for warning in found]
            # They hold the transport, and the event loop warns of its sockets in turn.
            found.clear()
            gc.collect()
    assert "unclosed AsyncAcme" in texts


@pytest.mark.parametrize("kind", KINDS)
def test_the_user_s_own_client_is_no_leak_but_closed_with_ours(kind: str) -> None:
    made = httpx2.Client() if kind == "sync" else httpx2.AsyncClient()
    with Loopback(THING) as server:
        called(kind, lambda client: client.things.read("x"), base_url=server.url, http_client=made)
    assert made.is_closed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("each_transport")
def test_a_closed_client_closes_its_connections_and_its_copies(kind: str) -> None:
    copies: list[Any] = []

    def use(client: Any) -> Any:
        copies.append(client.with_options(timeout=3))
        return client.things.read("x")

    with Loopback(THING) as server:
        called(kind, use, base_url=server.url)
        assert server.closed.acquire(timeout=30)
        with pytest.raises(RuntimeError, match="this (Async)?Acme is closed"):
            if kind == "sync":
                copies[0].things.read("x")
            else:
                anyio.run(copies[0].things.read, "x", backend=kind)
    assert 1 == len(server.requests)
