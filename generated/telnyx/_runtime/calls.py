"""One call on its way: what was tried, what came, what to do next. No input or output happens here.

send ──▶ failure ──▶ wait and send again, or raise
     ──▶ redirect ─▶ send the next request
     ──▶ answer ───▶ wait and send again, or done
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from . import logs, retries
from .errors import APIStatusError, status_error
from .headers import Headers
from .redirects import MOST_REDIRECTS, redirected
from .responses import APIResponse, ResponseHead
from .streaming import raise_broken
from .transport import Chunks

if TYPE_CHECKING:
    import logging

    from .answers import Reader
    from .clock import Clock
    from .exchange import Authorizer
    from .transport import TransportFailure, TransportRequest, UnreadableBody


class Call:
    """The state of one call over all its attempts."""

    __slots__ = (
        "_logger",
        "_max_retries",
        "_note",
        "_reader",
        "_redirects",
        "_retries",
        "_started",
        "authorizer",
        "clock",
        "request",
    )

    def __init__(
        self,
        request: TransportRequest,
        reader: Reader,
        max_retries: int,
        clock: Clock,
        logger: logging.Logger,
    ) -> None:
        self.request = request
        """The next one to send."""
        self._reader = reader
        self._max_retries = max_retries
        self.clock = clock
        self.authorizer: Authorizer | None = None
        """Set where the proof of who calls takes requests of its own."""
        self._logger = logger
        self._retries = 0
        self._redirects = 0
        self._note = ""
        self._started = 0.0

    def begin(self) -> TransportRequest:
        self._started = perf_counter()
        return self.request

    def head(self, status: int, headers: Headers) -> ResponseHead:
        request = self.request
        return ResponseHead(
            status,
            headers,
            request.method,
            request.shown_url,
            self._reader,
            retries_taken=self._retries,
            elapsed=perf_counter() - self._started,
        )

    def follow(self, head: ResponseHead) -> bool:
        """Take a redirect up: `request` is the next one then."""
        if not 300 <= head.status_code < 400:
            return False
        following = redirected(self.request, head.status_code, head.headers)
        if following is None:
            return False
        if self._redirects == MOST_REDIRECTS:
            self._note = f"gave up after {MOST_REDIRECTS} redirects"
            return False
        self._redirects += 1
        logs.log_answer(self._logger, self.request, head)
        self.request = following
        return True

    def without_body(self, head: ResponseHead, failure: UnreadableBody) -> bytes:
        """Stand in for a body that cannot be decompressed: an error stays the error it is, a success becomes one."""
        if head.is_success:
            raise_broken(head, failure)
        return b""

    def wait_after_answer(self, head: ResponseHead) -> float | None:
        """Give the seconds to wait before the next attempt; None if this answer is the one."""
        head.stop_clock(perf_counter() - self._started)
        logs.log_answer(self._logger, self.request, head)
        if (
            head.is_success
            or not self._may_retry
            or not retries.is_answer_retried(head.status_code, head.headers)
        ):
            return None
        wait = retries.wait_asked_for(head.headers, self.clock.now())
        if wait is None:
            wait = retries.wait_before(self._retries, self.clock.chance())
        elif wait > retries.LONGEST_WAIT_ASKED_FOR:
            return None
        return self._retry_in(wait)

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Give the seconds to wait before the next attempt; raise the failure as ours if there is none."""
        logs.log_failure(self._logger, self.request, failure)
        has_key = any(
            name.lower() == "idempotency-key" for name, _ in self.request.headers
        )
        if not self._may_retry or not retries.is_failure_retried(
            failure, self.request.method, has_key
        ):
            raise_broken(self.head(0, Headers()), failure)
        return self._retry_in(retries.wait_before(self._retries, self.clock.chance()))

    def error(self, head: ResponseHead, content: bytes) -> APIStatusError:
        return status_error(APIResponse(head, content), self._note)

    @property
    def _may_retry(self) -> bool:
        content = self.request.content
        is_sendable = not isinstance(content, Chunks) or content.is_rewindable
        return is_sendable and self._retries < self._max_retries

    def _retry_in(self, wait: float) -> float:
        self._retries += 1
        logs.log_retry(self._logger, self.request, self._retries, wait)
        return wait
