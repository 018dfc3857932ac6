"""What httpx2 raises, as a TransportFailure: what went wrong in words, and whether anything may have been sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType

import httpx2

from .transport import TransportFailure


class _FailuresAsOurs:
    """Turns what httpx2 raises inside its block into a TransportFailure."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if exc is None:
            return
        if isinstance(exc, httpx2.RequestError):
            _forget_secrets(exc)
            raise _failure(exc) from exc
        if isinstance(exc, httpx2.InvalidURL):
            raise TransportFailure(str(exc), was_sent=False, is_hopeless=True) from exc
        from ssl import SSLError

        if isinstance(exc, SSLError):
            # Under asyncio, httpx2 lets those through that come after the handshake: TLS 1.3 servers check a client's
            # certificate only then.
            raise TransportFailure(
                str(exc),
                was_sent=True,
                is_hopeless="CERTIFICATE" in (exc.reason or ""),
            ) from exc
        if type(exc).__module__.startswith("h11."):
            # A body that is not as long as it said it was: httpx2 lets what h11 says of that pass.
            raise TransportFailure(str(exc), was_sent=True, is_hopeless=True) from exc


failures_as_ours = _FailuresAsOurs()


# Everything else that is a TransportError happens after the first byte was written, or may have.
_BEFORE_SENDING = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
)
_HOPELESS = (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError)
_SAID_OF_TIMEOUTS: dict[type[httpx2.RequestError], str] = {
    httpx2.ConnectTimeout: "connecting took too long",
    httpx2.ReadTimeout: "the server took too long to answer",
    httpx2.WriteTimeout: "sending took too long",
    httpx2.PoolTimeout: "no connection became free in time",
}


def _failure(error: httpx2.RequestError) -> TransportFailure:
    is_timeout = isinstance(error, httpx2.TimeoutException)
    message = _SAID_OF_TIMEOUTS.get(type(error)) or _said(error)
    is_before = isinstance(error, (*_BEFORE_SENDING, *_HOPELESS))
    is_hopeless = isinstance(error, _HOPELESS) or _is_untrusted(error)
    return TransportFailure(
        message, was_sent=not is_before, is_timeout=is_timeout, is_hopeless=is_hopeless
    )


def _forget_secrets(error: httpx2.RequestError) -> None:
    """Leave of the request, which users find on the cause of an error, what proves nothing: its method and its path."""
    try:
        request = error.request
    except RuntimeError:
        return  # It has none.
    url = request.url.copy_with(userinfo=b"", query=None)
    error.request = httpx2.Request(request.method, url)


def _said(error: BaseException) -> str:
    """Give an error's text, or that of what caused it: trio's own have none."""
    causes = list(_causes(error))
    numbers = [cause.errno for cause in causes if isinstance(cause, OSError)]
    if numbers and numbers[0] is None and numbers[-1] is not None:
        # anyio and trio say that all attempts failed, and leave why to what caused it.
        return f"[Errno {numbers[-1]}] {os.strerror(numbers[-1])}"
    texts = (str(cause) for cause in causes)
    return next((text for text in texts if text), type(error).__name__)


def _is_untrusted(error: BaseException) -> bool:
    return any(
        type(cause).__name__ == "SSLCertVerificationError" for cause in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, what caused it, what caused that, and so on; of several causes each."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        # Contexts are looked at in spite of `raise … from None`: so httpcore2's pool raises everything, without its cause.
        error = error.__cause__ or error.__context__
