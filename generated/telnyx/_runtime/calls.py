"""One call on its way: what was tried, what came, what to do next. No input or output happens here.

send ──▶ failure ──▶ wait and send again, or raise
     ──▶ redirect ─▶ send the next request
     ──▶ answer ───▶ wait and send again, or done
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from . import logs, retries
from .errors import APIStatusError, status_error, status_line
from .headers import IDEMPOTENCY_HEADERS, Headers
from .redirects import MOST_REDIRECTS, redirected
from .responses import APIResponse, ResponseHead
from .streaming import broken, raise_broken
from .transport import UnreadableBody

if TYPE_CHECKING:
    import logging

    from .answers import Reader
    from .clock import Clock
    from .exchange import Authorizer
    from .errors import APIError
    from .hooks import Hooks, OutgoingRequest
    from .renewing import Renewal
    from .retry_policy import Retry, RetryPolicy
    from .transport import TransportFailure, TransportRequest


class Call:
    """The state of one call over all its attempts."""

    is_for_token = False

    # Most calls need none of these: what stays as it is here costs nothing.
    sent: TransportRequest | None = None
    """The one that goes out, if hooks had a say in it."""
    proven: TransportRequest | None = None
    """The one that goes out, with a proof that takes requests of its own. `request` has none: no redirect and no error
    shows it."""
    authorizer: Authorizer | None = None
    """Makes such proofs."""
    renewal: Renewal | None = None
    """Set where a function of the user's gives the proof."""
    next: Retry | None = None
    """The retry that comes after the wait, if there is a policy to tell it to."""
    _retries = 0
    _sent = 0
    _redirects = 0
    _note = ""
    _started = 0.0

    def __init__(
        self,
        request: TransportRequest,
        reader: Reader,
        max_retries: int,
        clock: Clock,
        logger: logging.Logger,
        policy: RetryPolicy | None = None,
        hooks: Hooks | None = None,
        template: str = "",
    ) -> None:
        self.request = request
        """The next one to send."""
        self.hooks = hooks
        self.template = template
        """The operation's path."""
        self._reader = reader
        self._max_retries = max_retries
        self.clock = clock
        self._logger = logger
        self._policy = policy

    def begin(self, is_streamed: bool) -> TransportRequest:
        self._started = perf_counter()
        self._sent += 1
        request = self._current
        request.is_streamed = is_streamed
        return request

    def outgoing(self) -> OutgoingRequest:
        """Give what hooks may look at, and add headers to."""
        from .hooks import OutgoingRequest

        request = self.proven or self.request
        return OutgoingRequest(
            request, self.template, self._retries, self._sent, self.is_for_token
        )

    @property
    def _current(self) -> TransportRequest:
        return self.sent or self.proven or self.request

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
            max_response_bytes=request.max_response_bytes,
        )

    @property
    def has_moved(self) -> bool:
        """Whether a redirect has led to another request than the one it began with."""
        return self._redirects > 0

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
        logs.log_answer(self._logger, self._current, head)
        self.request = following
        return True

    def proves_again(self, head: ResponseHead) -> bool:
        """Tell whether this is a refusal that another proof may mend: a newer token, the answer to a challenge."""
        if self.authorizer is None or not self.authorizer.sends_again(
            self.request, head
        ):
            return False
        head.stop_clock(perf_counter() - self._started)
        logs.log_answer(self._logger, self._current, head)
        logs.log_refusal(self._logger, self.request)
        return True

    def without_body(self, head: ResponseHead, failure: TransportFailure) -> bytes:
        """Stand in for a body that cannot be read.

        One that cannot be decompressed makes an error of a success; an error stays the error it is. One that breaks
        off is no answer, except to say who calls: that was said before it.
        """
        if not isinstance(failure, UnreadableBody):
            if self.authorizer is None or head.status_code != 401:
                raise failure
        elif head.is_success:
            raise_broken(head, failure)
        return b""

    def wait_after_answer(self, head: ResponseHead, is_success: bool) -> float | None:
        """Give the seconds to wait before the next attempt; None if this answer is the one."""
        head.stop_clock(perf_counter() - self._started)
        logs.log_answer(self._logger, self._current, head)
        policy = self._policy
        if is_success:
            if policy is not None and policy.budget is not None:
                policy.budget.succeeded()
            return None
        if not self._may_retry or not retries.is_answer_retried(
            head.status_code, head.headers, policy
        ):
            return None
        wait = retries.wait_asked_for(head.headers, self.clock.now())
        if wait is None:
            wait = retries.wait_before(self._retries, self.clock.chance(), policy)
        elif wait > (
            retries.LONGEST_WAIT_ASKED_FOR
            if policy is None
            else policy.longest_wait_asked_for
        ):
            return None
        if not self._has_budget():
            return None
        return self._retry_in(wait, status_line(head.status_code), head.status_code)

    def wait_after_failure(self, failure: TransportFailure) -> float:
        """Give the seconds to wait before the next attempt; raise the failure as ours if there is none."""
        logs.log_failure(self._logger, self._current, failure)
        has_key = any(
            name.lower() in IDEMPOTENCY_HEADERS for name, _ in self._current.headers
        )
        if (
            not self._may_retry
            or not retries.is_failure_retried(failure, self.request.method, has_key)
            or not self._has_budget()
        ):
            raise self.as_error(failure)
        wait = retries.wait_before(self._retries, self.clock.chance(), self._policy)
        return self._retry_in(wait, str(failure), None)

    def as_error(self, failure: TransportFailure) -> APIError:
        return broken(self.head(0, Headers()), failure)

    def error(self, head: ResponseHead, content: bytes) -> APIStatusError:
        return status_error(APIResponse(head, content), self._note)

    def tell_of_retry(self) -> None:
        """Call the policy's on_retry, for a sync client."""
        told = None if self._policy is None else self._policy.on_retry
        if told is not None:
            from .hooks import run

            run((told,), self.next, "on_retry")

    async def tell_of_retry_async(self) -> None:
        """Call the policy's on_retry, and wait for it if it is async."""
        told = None if self._policy is None else self._policy.on_retry
        if told is not None:
            from .hooks import run_async

            await run_async((told,), self.next, "on_retry")

    @property
    def _may_retry(self) -> bool:
        return self.request.is_repeatable and self._retries < self._max_retries

    def _has_budget(self) -> bool:
        policy = self._policy
        if policy is None or policy.budget is None or policy.budget.take():
            return True
        logs.log_no_budget(self._logger, self.request)
        return False

    def _retry_in(self, wait: float, reason: str, status: int | None) -> float:
        self._retries += 1
        request = self.request
        logs.log_retry(self._logger, request, self._retries, wait)
        if self._policy is not None and self._policy.on_retry is not None:
            from .retry_policy import Retry

            self.next = Retry(
                self._retries, wait, reason, status, request.method, request.shown_url
            )
        return wait
