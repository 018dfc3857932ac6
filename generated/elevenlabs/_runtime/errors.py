"""Everything a client raises.

    ClientError
     ├─ MissingCredentialsError        nothing was sent
     ├─ LinkError                      links.py: an answer has not what its link needs
     ├─ WaitTimeoutError               waiting.py: not done in time
     ├─ WebhookVerificationError       webhooks.py: the API did not send it; WebhookPayloadError: it cannot be read
     └─ APIError
         ├─ TokenError                 the token URL gave no token; the call itself was not sent
         ├─ APIConnectionError         no answer, or half of one; the cause is kept
         │   └─ APITimeoutError
         ├─ APIResponseError           a success whose body cannot be used
         │   └─ APIResponseValidationError    with strict=True: it is not what the spec says
         ├─ APIStreamError             an event called "error" in a stream
         └─ APIStatusError             400 BadRequestError        404 NotFoundError            429 RateLimitError
                                       401 AuthenticationError    409 ConflictError            5xx InternalServerError
                                       403 PermissionDeniedError  422 UnprocessableEntityError

All of them pickle, and none of them shows a credential.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from .rate_limit import RateLimit
    from .responses import APIResponse
    from .sse import ServerSentEvent

E = TypeVar("E", bound="ClientError")

_SHOWN_LENGTH = 200


class ClientError(Exception):
    """Root of everything a client raises on its own account."""

    def __reduce__(
        self,
    ) -> tuple[object, tuple[type[ClientError], tuple[object, ...], dict[str, object]]]:
        # Exception's own way calls the class with `args`, which is not what these classes are made from.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(cls: type[E], args: tuple[object, ...], state: dict[str, object]) -> E:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class MissingCredentialsError(ClientError):
    """The operation needs a credential the client does not have."""


class APIError(ClientError):
    """A call that did not end in a usable answer."""

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else ""

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request, to quote in a support case. None if no answer came, or it has none."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


def _shown(url: str) -> str:
    from .headers import shown_text

    return shown_text(url)


class APIConnectionError(APIError):
    """No answer came, or it broke off. `__cause__` is the transport's own exception."""

    def __init__(
        self, message: str, *, method: str, url: str, retries_taken: int = 0
    ) -> None:
        super().__init__(message)
        self.method = method
        self.url = url
        self.retries_taken = retries_taken

    def __str__(self) -> str:
        word = "retry" if self.retries_taken == 1 else "retries"
        retries = f" after {self.retries_taken} {word}" if self.retries_taken else ""
        return f"{self.message} ({self.method} {_shown(self.url)}{retries})"


class APITimeoutError(APIConnectionError):
    """The server, or the way to it, took longer than `timeout`."""


class TokenError(APIError):
    """The OAuth 2 token URL gave no token."""

    def __init__(
        self,
        message: str,
        *,
        url: str,
        status_code: int | None = None,
        error: str | None = None,
        error_description: str | None = None,
    ) -> None:
        super().__init__(message)
        self.url = url
        self.status_code = status_code
        """None: no request was made."""
        self.error = error
        """Its code, as "invalid_client" (RFC 6749 §5.2). None: the server gave none."""
        self.error_description = error_description

    def __str__(self) -> str:
        told = [self.error, self.error_description]
        text = ": ".join([self.message, *(each for each in told if each)])
        status = "" if self.status_code is None else f"{self.status_code}, "
        return f"{text} ({status}{self.url})"


class _AnsweredError(APIError):
    def __init__(self, message: str, response: APIResponse[Any]) -> None:
        super().__init__(message)
        self.response = response

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def request_id(self) -> str | None:
        return self.response.request_id

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the answer says about how much may still be asked. None if it says nothing."""
        return self.response.rate_limit

    def _about_request(self) -> str:
        response = self.response
        request_id = (
            f", request id {response.request_id}" if response.request_id else ""
        )
        return f"{response.method} {_shown(response.url)}{request_id}"


class APIResponseError(_AnsweredError):
    """The answer says success, but its body cannot be used."""

    def __str__(self) -> str:
        response = self.response
        content_type = response.headers.get("content-type", "no content type")
        body = f": {_excerpt(response.text())}" if response.content else ""
        return f"{status_line(self.status_code)}: {self.message} ({self._about_request()}; {content_type}{body})"


class APIResponseValidationError(APIResponseError):
    """Only with strict=True: the answer is not what the spec says."""


class APIStreamError(_AnsweredError):
    """The server said success, began a stream, and then sent an event called "error" in it."""

    def __init__(self, response: APIResponse[Any], event: ServerSentEvent) -> None:
        super().__init__("", response)
        self.event = event

    @property
    def body(self) -> Any:
        """The event's data: JSON if it is that, else text."""
        try:
            return self.event.json()
        except (ValueError, RecursionError):
            return self.event.data

    @property
    def message(self) -> str:
        """What the server says is wrong."""
        from .error_texts import error_text

        return error_text(self.response)

    def __str__(self) -> str:
        return f"error in the stream: {self.message} ({self._about_request()})"


class APIStatusError(_AnsweredError):
    """The server answered, and not with success."""

    def __init__(self, response: APIResponse[Any], message: str = "") -> None:
        super().__init__(message, response)

    @property
    def body(self) -> Any:
        """What the spec declares for this status; undeclared JSON as it is; else text; None if there is none."""
        if "_body" not in self.__dict__:
            self._body = self.response.error_body()
        return self._body

    @property
    def message(self) -> str:
        """What the server says is wrong."""
        from .error_texts import error_text

        return super().message or error_text(self.response)

    def __str__(self) -> str:
        message = self.message
        return f"{status_line(self.status_code)}{': ' if message else ''}{message} ({self._about_request()})"

    def __reduce__(
        self,
    ) -> tuple[object, tuple[type[ClientError], tuple[object, ...], dict[str, object]]]:
        # The body is read again on the other side: its type may be one that does not travel.
        kept = {name: self.__dict__[name] for name in self.__dict__ if name != "_body"}
        return _restored, (type(self), self.args, kept)


class BadRequestError(APIStatusError):
    """400"""


class AuthenticationError(APIStatusError):
    """401"""


class PermissionDeniedError(APIStatusError):
    """403"""


class NotFoundError(APIStatusError):
    """404"""


class ConflictError(APIStatusError):
    """409"""


class UnprocessableEntityError(APIStatusError):
    """422"""


class RateLimitError(APIStatusError):
    """429"""


class InternalServerError(APIStatusError):
    """500 and above"""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: APIResponse[Any], message: str = "") -> APIStatusError:
    """Make the exception for an answer that is no success. Without `message`, the body says what is wrong."""
    default = InternalServerError if response.status_code >= 500 else APIStatusError
    return _BY_STATUS.get(response.status_code, default)(response, message)


def status_line(status: int) -> str:
    """404 → "404 Not Found"."""
    from http import HTTPStatus

    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _excerpt(text: str) -> str:
    text = " ".join(text[: 4 * _SHOWN_LENGTH].split())
    return text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"
