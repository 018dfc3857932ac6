"""Where a 3xx answer leads. Pure: request and answer in, the next request out.

301, 302  POST becomes GET, other methods stay      303  becomes GET, but HEAD stays
307, 308  method and body stay                      another origin: no Host, no credentials, no cookies, nor what sounds like one
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .headers import is_secret
from .transport import TransportRequest
from .urls import followed, is_absolute, origin

if TYPE_CHECKING:
    from .headers import Headers

MOST_REDIRECTS = 20

_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_ABOUT_THE_BODY = frozenset(
    {
        "content-type",
        "content-length",
        "content-encoding",
        "content-language",
        "transfer-encoding",
    }
)


def redirected(
    request: TransportRequest, status: int, headers: Headers
) -> TransportRequest | None:
    """Give the request that follows a redirect; None if the answer is none, or cannot be followed."""
    if status not in _FOLLOWED or "location" not in headers:
        return None
    try:
        url = followed(request.url, headers["location"])
        stays = origin(url) == origin(request.url)
    except ValueError:
        return None
    if not is_absolute(url):
        return None
    method, content, kept = request.method, request.content, request.headers
    if (status in (301, 302) and method == "POST") or (
        status == 303 and method not in ("GET", "HEAD")
    ):
        method, content = "GET", None
        kept = tuple(pair for pair in kept if pair[0].lower() not in _ABOUT_THE_BODY)
    if not stays:
        kept = tuple(
            pair
            for pair in kept
            if pair[0].lower() != "host"
            and not is_secret(pair[0], request.secret_headers)
        )
    following = TransportRequest(
        method,
        url,
        kept,
        content,
        request.timeout,
        request.secret_headers,
        request.secret_query,
        request.max_response_bytes,
    )
    return following if following.is_repeatable else None
