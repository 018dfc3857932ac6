"""Connections that fail, retries and redirects; attempts are the server's count."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime import errors
from tests.loopback import Loopback, Misbehaviour, Reply, Step, refusing_url
from tests.runtime.support import KINDS, FakeClock, called

pytestmark = [pytest.mark.parametrize("kind", KINDS), pytest.mark.usefixtures("each_transport")]

UPDATED = Reply(200, json={"id": "1", "name": "a"})
HTML = Reply(200, b"<html><head><title>Hi</title></head></html>", {"Content-Type": "text/html; charset=utf-8"})


def update(client: Any) -> Any:
    return client.things.update("x", name="a")


def read(client: Any) -> Any:
    return client.things.read("x")


def answered(kind: str, *script: Step, use: Any = update, **options: Any) -> Any:
    with Loopback(*script) as server:
        return called(kind, use, base_url=server.url, **options)


def failed(kind: str, *script: Step, use: Any = update, **options: Any) -> tuple[Any, int]:
    """Give the error, and how many requests the server saw."""
    with Loopback(*script) as server:
        with pytest.raises(errors.ClientError) as caught:
            called(kind, use, base_url=server.url, **options)
    return caught.value, len(server.requests)


# Connections.


def test_a_refused_connection_is_retried_for_every_method_and_keeps_its_cause(kind: str) -> None:
    clock = FakeClock()
    with refusing_url() as url, pytest.raises(errors.APIConnectionError) as caught:
        called(kind, update, base_url=url, clock=clock)
    assert ([0.5, 1.0], 2) == (clock.slept, caught.value.retries_taken)
    assert "ConnectError" == type(caught.value.__cause__).__name__
    # asyncio's and trio's own exceptions say only that all attempts failed.
    assert "connection refused" in str(caught.value).lower()
    assert f"(PATCH {url}/things/x after 2 retries)" in str(caught.value)


@pytest.mark.parametrize("how", [Misbehaviour.CLOSE, Misbehaviour.RESET, Misbehaviour.TRUNCATED, Misbehaviour.NO_HTTP])
def test_a_connection_that_breaks_is_retried_only_if_that_is_safe(kind: str, how: Misbehaviour) -> None:
    error, attempts = failed(kind, how)
    assert (errors.APIConnectionError, 1) == (type(error), attempts)
    assert error.__cause__ is not None
    _, attempts = failed(kind, how, use=read)
    assert 3 == attempts
    with_key = lambda client: client.things.update("x", idempotency_key="k")  # noqa: E731
    _, attempts = failed(kind, how, use=with_key)
    assert 3 == attempts


@pytest.mark.parametrize("how", [Misbehaviour.CLOSE, Misbehaviour.TRUNCATED, None])
def test_what_a_failure_was_caused_by_holds_no_credential(kind: str, how: Misbehaviour | None) -> None:
    given = {"api_key": "s3cret", "query_key": "s3cret", "cookie_key": "s3cret"}
    if how is None:
        with refusing_url() as url, pytest.raises(errors.APIConnectionError) as caught:
            called(kind, read, base_url=url.replace("://", "://u:s3cret@"), **given)
        error: Any = caught.value
    else:
        error, _ = failed(kind, how, **given)
    cause: Any = error.__cause__
    while cause is not None:
        request = getattr(cause, "request", None)
        shown = [repr(cause), repr(vars(cause)), repr(request)]
        if request is not None:
            assert "/things/x" == request.url.path
            shown += [str(request.url), repr(request.headers.raw), repr(request.content)]
        assert [] == [text for text in shown if "s3cret" in text or "czNjcmV0" in text]
        cause = cause.__cause__ or cause.__context__


@pytest.mark.parametrize("how", [Misbehaviour.STALL, Misbehaviour.STALLED_BODY])
def test_a_read_timeout_is_retried_only_if_that_is_safe(kind: str, how: Misbehaviour) -> None:
    error, attempts = failed(kind, how, timeout=0.05)
    assert (errors.APITimeoutError, 1) == (type(error), attempts)
    assert "Timeout" in type(error.__cause__).__name__
    assert isinstance(error, errors.APIConnectionError)
    _, attempts = failed(kind, how, use=read, timeout=0.05)
    assert 3 == attempts


def test_a_timeout_can_be_set_per_call(kind: str) -> None:
    error, _ = failed(kind, Misbehaviour.STALL, use=lambda client: client.things.update("x", timeout=0.05))
    assert errors.APITimeoutError is type(error)


def test_a_break_then_an_answer_is_an_answer(kind: str) -> None:
    assert "1" == answered(kind, Misbehaviour.RESET, Misbehaviour.TRUNCATED, UPDATED, use=read).id


def test_a_url_that_is_none_is_not_retried(kind: str) -> None:
    clock = FakeClock()
    with pytest.raises(errors.APIConnectionError):
        called(kind, update, base_url="http://127.0.0.400", clock=clock)
    assert [] == clock.slept


# Retries.


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
@pytest.mark.parametrize("use", [update, read])
def test_busy_answers_are_retried_twice_for_every_method(kind: str, status: int, use: Any) -> None:
    clock = FakeClock()
    error, attempts = failed(kind, Reply(status), use=use, clock=clock)
    assert (3, [0.5, 1.0], 2) == (attempts, clock.slept, error.response.retries_taken)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_other_errors_are_not_retried(kind: str, status: int) -> None:
    assert 1 == failed(kind, Reply(status))[1]


def test_chance_shortens_the_waits(kind: str) -> None:
    clock = FakeClock(chance=0.5)
    failed(kind, Reply(500), clock=clock)
    assert [0.4375, 0.875] == clock.slept


def test_an_error_then_an_answer_is_an_answer(kind: str) -> None:
    assert "1" == answered(kind, Reply(503), Reply(429), UPDATED).id


@pytest.mark.parametrize(("retries", "attempts"), [(0, 1), (1, 2), (5, 6)])
def test_how_often_can_be_set_per_client_and_per_call(kind: str, retries: int, attempts: int) -> None:
    assert attempts == failed(kind, Reply(503), max_retries=retries)[1]
    per_call = lambda client: client.things.update("x", max_retries=retries)  # noqa: E731
    assert attempts == failed(kind, Reply(503), use=per_call)[1]


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"Retry-After": "3"}, [3.0]),
        ({"Retry-After": "0"}, [0.0]),
        ({"retry-after-ms": "250", "Retry-After": "3"}, [0.25]),
        ({"Retry-After": "Mon, 12 Jan 1970 13:46:50 GMT"}, [10.0]),
        ({"Retry-After": "nonsense"}, [0.5]),
        ({"Retry-After": "60"}, [60.0]),
    ],
)
def test_the_server_s_wait_is_kept_to(kind: str, headers: dict[str, str], waits: list[float]) -> None:
    clock = FakeClock(now=1_000_000.0)
    answered(kind, Reply(429, headers=headers), UPDATED, clock=clock)
    assert waits == clock.slept


def test_a_wait_too_long_is_no_retry(kind: str) -> None:
    error, attempts = failed(kind, Reply(429, headers={"Retry-After": "61"}))
    assert (errors.RateLimitError, 1) == (type(error), attempts)


class Closing(FakeClock):
    """Closes a client while one of its calls waits, as another thread or task would."""

    client: Any = None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.client.close()

    async def sleep_async(self, seconds: float) -> None:
        super().sleep(seconds)
        await self.client.close()


def test_a_call_that_waits_when_its_client_is_closed_is_not_sent_again(kind: str) -> None:
    clock = Closing()

    def use(client: Any) -> Any:
        clock.client = client
        return update(client)

    with Loopback(Reply(503), UPDATED) as server, pytest.raises(RuntimeError, match="this (Async)?Acme is closed"):
        called(kind, use, base_url=server.url, clock=clock)
    assert (1, [0.5]) == (len(server.requests), clock.slept)


def test_x_should_retry_decides(kind: str) -> None:
    assert 1 == failed(kind, Reply(503, headers={"x-should-retry": "false"}))[1]
    assert 3 == failed(kind, Reply(400, headers={"x-should-retry": "true"}))[1]


def test_each_attempt_sends_the_same(kind: str) -> None:
    with Loopback(Reply(503), UPDATED) as server:
        use = lambda client: client.things.update("x", name="a", idempotency_key="k")  # noqa: E731
        called(kind, use, base_url=server.url)
    first, second = server.requests
    assert first == second


# Redirects.


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "PATCH", True), (302, "PATCH", True), (303, "GET", False), (307, "PATCH", True), (308, "PATCH", True)],
)
def test_redirects_are_followed(kind: str, status: int, method: str, body: bool) -> None:
    with Loopback(Reply(status, headers={"Location": "/v3/moved%2Fa?x=1"}), UPDATED) as server:
        assert "1" == called(kind, update, base_url=server.url).id
    moved = server.requests[1]
    assert (method, "/v3/moved%2Fa?x=1") == (moved.method, moved.target)
    assert (body, body) == (moved.body != b"", "content-type" in moved.headers)
    assert "Bearer key-123" == moved.headers["authorization"]


def test_post_becomes_get_as_in_browsers(kind: str) -> None:
    with Loopback(Reply(302, headers={"Location": "/x"}), UPDATED) as server:
        called(kind, lambda client: client.things.ping({"a": 1}), base_url=server.url)
    assert ("GET", b"") == (server.requests[1].method, server.requests[1].body)


def test_a_head_stays_a_head(kind: str) -> None:
    with Loopback(Reply(303, headers={"Location": "/y"}), Reply(200)) as server:
        called(kind, lambda client: client.request("HEAD", "/x", cast_to=bytes), base_url=server.url)
    assert ["HEAD", "HEAD"] == [request.method for request in server.requests]


def test_a_retry_is_logged(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "acme")
    with Loopback(Reply(503), UPDATED) as server:
        called(kind, update, base_url=server.url, clock=FakeClock())
    (told,) = (record.getMessage() for record in caplog.records if "retry" in record.getMessage())
    assert told.startswith(f"PATCH {server.url}/things/x") and ": retry 1 in 0." in told


def test_another_origin_gets_no_credentials(kind: str) -> None:
    with Loopback(UPDATED) as other, Loopback(Reply(307, headers={"Location": other.url + "/x"})) as server:
        call = lambda client: client.things.update("x", theme="t", extra_headers={"X-Acme-Key": "k2"})  # noqa: E731
        called(kind, call, base_url=server.url)
    assert {"authorization", "x-acme-key", "cookie"} <= server.requests[0].headers.keys()
    assert not {"authorization", "x-acme-key", "cookie"} & other.requests[0].headers.keys()


def test_a_redirect_loop_ends(kind: str) -> None:
    error, attempts = failed(kind, Reply(302, headers={"Location": "/again"}), use=read)
    assert (302, 21) == (error.status_code, attempts)
    assert "gave up after 20 redirects" in str(error)


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "http://[::1", None])
def test_a_redirect_to_nowhere_is_an_error(kind: str, location: str | None) -> None:
    error, attempts = failed(kind, Reply(302, headers={} if location is None else {"Location": location}))
    assert (302, 1) == (error.status_code, attempts)


def test_a_redirect_to_an_error_is_that_error(kind: str) -> None:
    error, _ = failed(kind, Reply(302, headers={"Location": "/gone"}), Reply(404))
    assert (errors.NotFoundError, True) == (type(error), "/gone" in str(error))
