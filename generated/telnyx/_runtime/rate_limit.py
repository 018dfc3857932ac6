"""How much may still be asked, from whatever fields an answer says it in.

X-RateLimit-Limit: 100    X-RateLimit-Remaining: 7    X-RateLimit-Reset: 30        also X-Rate-Limit-…, RateLimit-…
x-ratelimit-remaining-requests: 59    x-ratelimit-reset-requests: 6m0s             beside …-tokens: the requests count
RateLimit: "default";r=7;t=30    RateLimit-Policy: "default";q=100;w=60             draft-ietf-httpapi-ratelimit-headers
RateLimit: limit=100, remaining=7, reset=30                                         its older form

What cannot be read is None; nothing here raises.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, NamedTuple

from .headers import http_date

if TYPE_CHECKING:
    from .headers import Headers


class RateLimit(NamedTuple):
    """A server's count of what a caller asks. Each part is None if the server does not say it."""

    limit: int | None
    """Requests in one window."""
    remaining: int | None
    """Requests that may still come in this one."""
    reset: float | None
    """Seconds from the answer until the window ends."""


_PREFIXES = ("x-ratelimit-", "x-rate-limit-", "ratelimit-")
# Some vendors count several things; requests are what every call costs.
_SUFFIXES = ("", "-requests", "-request")
_MEMBER = re.compile(r"""(?:^|[;,])\s*([a-z-]+)\s*=\s*"?([\d.]+)""", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
# Larger numbers are moments, not spans: 30 years, in seconds since 1970.
_FIRST_MOMENT = 946_684_800.0


def rate_limit_of(headers: Headers) -> RateLimit | None:
    """Read an answer's fields; None if none of them says anything."""
    for prefix in _PREFIXES:
        for suffix in _SUFFIXES:
            texts = [
                headers.get(f"{prefix}{name}{suffix}", "")
                for name in ("limit", "remaining", "reset")
            ]
            found = RateLimit(
                _whole(texts[0]), _whole(texts[1]), _seconds(texts[2], headers)
            )
            if found != _NOTHING:
                return found
    members = _members(headers.get("ratelimit-policy", "")) | _members(
        headers.get("ratelimit", "")
    )
    found = RateLimit(
        _whole(members.get("limit") or members.get("q", "")),
        _whole(members.get("remaining") or members.get("r", "")),
        _seconds(members.get("reset") or members.get("t", ""), headers),
    )
    return None if found == _NOTHING else found


_NOTHING = RateLimit(None, None, None)


def _members(text: str) -> dict[str, str]:
    """Read `"a";q=1;w=2, "b";q=3` and `a=1, b=2`; of equal names the first, which is the closest limit."""
    found: dict[str, str] = {}
    for name, value in _MEMBER.findall(text):
        found.setdefault(name.lower(), value)
    return found


def _whole(text: str) -> int | None:
    """Read "100", and the 100 of "100, 100;w=60"."""
    number = re.match(r"\s*(\d{1,18})(?!\d)", text)
    return int(number[1]) if number else None


def _seconds(text: str, headers: Headers) -> float | None:
    """Read seconds, a moment (in seconds or milliseconds since 1970, ISO 8601 or an HTTP-date), or "1h2m3s"."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        parts = _DURATION.findall(text)
        if parts and "".join(map("".join, parts)) == text:
            return sum(float(count) * _SECONDS[unit] for count, unit in parts)
        moment = _moment(text)
        return None if moment is None else max(0.0, moment - _now(headers))
    if not 0 <= number < float("inf"):
        return None
    if number < _FIRST_MOMENT:
        return number
    seconds = number / 1000 if number >= _FIRST_MOMENT * 100 else number
    return max(0.0, seconds - _now(headers))


def _now(headers: Headers) -> float:
    """Give the moment of the answer, by the server's clock if it says so: ours may be wrong."""
    moment = _moment(headers.get("date", ""))
    return time.time() if moment is None else moment


def _moment(text: str) -> float | None:
    from datetime import UTC, datetime

    moment = http_date(text)
    if moment is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
