"""When a call is tried again, and after how long. Pure functions: no clock, no chance, no network.

    | What happened                                            | GET HEAD PUT DELETE   | POST PATCH and others       |
    |                                                          | OPTIONS TRACE QUERY   |                             |
    |----------------------------------------------------------|-----------------------|-----------------------------|
    | Answered 408, 409, 429 or 5xx                            | retried               | retried                     |
    | Answered anything else                                   | not retried           | not retried                 |
    | Answered with `x-should-retry: true` / `false`           | retried / not retried | retried / not retried       |
    | No connection: refused, DNS, TLS, timeout, none free     | retried               | retried                     |
    | The connection broke, or timed out, after sending began  | retried               | with an idempotency key only|
    | A certificate that is not trusted, a URL that is none    | not retried           | not retried                 |
    | The body is a one-time iterator or an unseekable stream  | not retried           | not retried                 |

At most `max_retries` times (2 by default). The wait is what the server says (`retry-after-ms`, then `Retry-After` in
seconds or as a date, exactly); if it asks for more than 60 seconds, the error is raised at once, because a retry
before that time would be refused again. Otherwise it is 0.5 s · 2^n, at most 8 s, less up to a quarter at random.
A `RetryPolicy` changes these numbers and the first row's statuses, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .headers import http_date

if TYPE_CHECKING:
    from .headers import Headers
    from .retry_policy import RetryPolicy
    from .transport import TransportFailure

# RFC 9110 §9.2.2; QUERY is safe and idempotent by RFC 10008.
IDEMPOTENT_METHODS = frozenset(
    {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"}
)

FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
LONGEST_WAIT_ASKED_FOR = 60.0
LONGEST_PAUSE = 3600.0
"""Seconds that a server can make a client wait that has no limit of its own: servers say 1e300, too."""
JITTER = 0.25
_RETRIED_STATUSES = frozenset({408, 409, 429})


def is_answer_retried(
    status: int, headers: Headers, policy: RetryPolicy | None = None
) -> bool:
    """Tell whether an answer asks for another attempt, of any method: the server has said what it did."""
    if status < 300:
        return False
    match headers.get("x-should-retry", "").strip().lower():
        case "true":
            return True
        case "false":
            return False
        case _ if policy is not None:
            return policy.has(status)
        case _:
            return status in _RETRIED_STATUSES or status >= 500


def is_failure_retried(
    failure: TransportFailure, method: str, has_idempotency_key: bool
) -> bool:
    """Tell whether a request without an answer may be sent again: only if it cannot be acted upon twice."""
    if failure.is_hopeless:
        return False
    return (
        not failure.was_sent
        or has_idempotency_key
        or method.upper() in IDEMPOTENT_METHODS
    )


def wait_before(
    attempt: int, chance: float, policy: RetryPolicy | None = None
) -> float:
    """Give the seconds to wait before retry number `attempt`, counted from 0; 0 ≤ chance < 1."""
    first, longest, jitter = (
        (FIRST_WAIT, LONGEST_WAIT, JITTER)
        if policy is None
        else (policy.first_wait, policy.longest_wait, policy.jitter)
    )
    # Without the limit on the exponent, a large max_retries would overflow a float.
    return min(longest, first * 2.0 ** min(attempt, 16)) * (1 - jitter * chance)


def wait_asked_for(headers: Headers, now: float) -> float | None:
    """Give the seconds the server asks to wait, never below 0; None if it does not say, or says nonsense."""
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    text = headers.get("retry-after", "")
    seconds = _number(text) if text else None
    if seconds is None and text:
        until = http_date(text)
        seconds = None if until is None else until.timestamp() - now
    return None if seconds is None else max(0.0, seconds)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None
