"""URLs for pyreqwest, which reads them by a browser's rules (WHATWG) and would change some on their way out.

Receives requests; gives pyreqwest's own URLs. What would be sent otherwise than it was built is refused.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .transport import TransportFailure
from .urls import redacted, remembering

if TYPE_CHECKING:
    from .transport import TransportRequest

# No import statement: type checkers of who does not use pyreqwest would miss it.
Url: Any = import_module("pyreqwest.http").Url


def url_of(request: TransportRequest) -> Any:
    """Parse the URL; refuse one that pyreqwest would send otherwise than it was built, such as `/a/%2E%2E/b`."""
    url, is_unchanged = _parsed(request.url, request.shown_url)
    if not is_unchanged:
        shown = redacted(str(url), request.secret_query)
        raise TransportFailure(
            f"pyreqwest would send this as {shown}; httpx2 sends it as it is",
            was_sent=False,
            is_hopeless=True,
        )
    return url


@remembering
def _parsed(text: str) -> tuple[Any, bool]:
    """Parse a URL, and tell whether it stays what it is."""
    url = Url(text)
    # A browser's rules (WHATWG) escape the apostrophe in a query, which changes nothing.
    return url, _target(str(url)) == _target(text)


def _target(url: str) -> str:
    """Give what comes after the host, to compare: "http://h?a" → "/?a"."""
    rest = url.partition("://")[2]
    ends = [at for at in (rest.find("/"), rest.find("?")) if at >= 0]
    target = rest[min(ends) :] if ends else ""
    return (target if target.startswith("/") else "/" + target).replace("'", "%27")
