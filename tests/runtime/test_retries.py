"""The retry rule, as its table says it."""

from __future__ import annotations

import pytest

from generator.runtime.headers import Headers
from generator.runtime.retries import is_answer_retried, is_failure_retried, wait_asked_for, wait_before
from generator.runtime.transport import TransportFailure, UnreadableBody

NOTHING = Headers()


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_busy_and_broken_servers_are_asked_again(status: int) -> None:
    assert is_answer_retried(status, NOTHING)


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 422])
def test_other_answers_are_final(status: int) -> None:
    assert not is_answer_retried(status, NOTHING)


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [(400, "true", True), (503, "false", False), (503, "maybe", True), (200, "true", False), (404, " TRUE ", True)],
)
def test_the_server_s_word_counts_more(status: int, said: str, expected: bool) -> None:
    assert expected == is_answer_retried(status, Headers([("X-Should-Retry", said)]))


@pytest.mark.parametrize(
    ("method", "was_sent", "has_key", "expected"),
    [
        ("GET", True, False, True),
        ("put", True, False, True),
        ("DELETE", True, False, True),
        ("POST", True, False, False),
        ("PATCH", True, False, False),
        ("POST", True, True, True),
        ("POST", False, False, True),
        ("PATCH", False, False, True),
    ],
)
def test_what_may_have_been_acted_upon_is_not_sent_twice(
    method: str, was_sent: bool, has_key: bool, expected: bool
) -> None:
    assert expected == is_failure_retried(TransportFailure("", was_sent=was_sent), method, has_key)


def test_what_cannot_get_better_is_not_tried_again() -> None:
    assert not is_failure_retried(TransportFailure("", was_sent=False, is_hopeless=True), "GET", True)
    assert not is_failure_retried(UnreadableBody(""), "GET", True)


def test_waits_double_up_to_a_limit_and_shrink_by_chance() -> None:
    assert [0.5, 1, 2, 4, 8, 8] == [wait_before(attempt, 0.0) for attempt in range(6)]
    assert 0.5 * 0.875 == wait_before(0, 0.5)
    assert 8 == wait_before(10**6, 0.0)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": f"Sun, 06 Nov {'9' * 30} 08:49:47 GMT"}, None),
        ({"retry-after-ms": "1500", "Retry-After": "7"}, 1.5),
        ({"retry-after-ms": "x", "Retry-After": "7"}, 7),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"}, 10),
        ({"Retry-After": "Sunday, 06-Nov-94 08:49:47 GMT"}, 10),
        ({"Retry-After": "Sun Nov  6 08:49:47 1994"}, 10),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:00 GMT"}, 0),
    ],
)
def test_the_server_says_how_long(headers: dict[str, str], expected: float | None) -> None:
    assert expected == wait_asked_for(Headers(headers.items()), 784111777.0)
