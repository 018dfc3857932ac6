"""How much may still be asked, as vendors say it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.headers import Headers
from generator.runtime.rate_limit import RateLimit, rate_limit_of
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, called

DATE = {"Date": "Sun, 06 Nov 1994 08:49:37 GMT"}
NOW = 784111777


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "30"}, (100, 7, 30)),
        ({"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0"}, (100, 0, None)),
        ({"RateLimit-Limit": "100, 100;w=60", "RateLimit-Remaining": "7", "RateLimit-Reset": "1.5"}, (100, 7, 1.5)),
        ({"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-tokens": "9"}, (60, None, None)),
        ({"x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "1h6m0.5s"}, (None, 5, 3960.5)),
        ({"x-ratelimit-remaining": "5", "x-ratelimit-reset": "20ms"}, (None, 5, 0.02)),
        ({"x-ratelimit-reset": str(NOW + 2000000000)}, (None, None, 2000000000)),
        ({"x-ratelimit-reset": "Sun, 06 Nov 1994 08:49:47 GMT"}, (None, None, 10)),
        ({"x-ratelimit-reset": "1994-11-06T08:50:37Z"}, (None, None, 60)),
        ({"x-ratelimit-reset": "Sun, 06 Nov 1994 08:00:00 GMT"}, (None, None, 0)),
        ({"RateLimit": '"default";r=7;t=30', "RateLimit-Policy": '"default";q=100;w=60'}, (100, 7, 30)),
        ({"RateLimit": '"burst";r=1;t=2, "daily";r=900;t=3600'}, (None, 1, 2)),
        ({"RateLimit": "limit=100, remaining=7, reset=30"}, (100, 7, 30)),
        ({"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "soon"}, (None, 7, None)),
    ],
)
def test_limits_are_read(headers: dict[str, str], expected: tuple[Any, ...]) -> None:
    assert expected == rate_limit_of(Headers({**DATE, **headers}.items()))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-RateLimit-Limit": "", "X-RateLimit-Reset": "nan"},
        {"X-RateLimit-Reset": "-5", "RateLimit": "?1"},
        {"X-RateLimit-Limit": "9" * 5000, "X-RateLimit-Reset": "1e999"},
    ],
)
def test_nonsense_is_nothing(headers: dict[str, str]) -> None:
    assert rate_limit_of(Headers(headers.items())) is None


def test_a_moment_in_milliseconds_is_told_by_its_size() -> None:
    until = time.time() + 60
    limit = rate_limit_of(Headers([("X-RateLimit-Reset", str(int(until * 1000)))]))
    assert limit is not None and limit.reset is not None
    assert 30 < limit.reset <= 60


@pytest.mark.parametrize("kind", KINDS)
def test_answers_and_errors_have_it(kind: str) -> None:
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"}
    with Loopback(Reply(200, json={}, headers=headers), Reply(429, headers=headers)) as server:
        raw = called(kind, lambda client: client.things.with_raw_response.read("x"), base_url=server.url)
        with pytest.raises(errors.RateLimitError) as caught:
            called(kind, lambda client: client.things.read("x", max_retries=0), base_url=server.url)
    assert RateLimit(100, 0, None) == raw.rate_limit == caught.value.rate_limit
