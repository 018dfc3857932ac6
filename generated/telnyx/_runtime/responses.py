"""What a call answers with when it is asked for more than the parsed value.

    client.x.with_raw_response.update(…)        → APIResponse[T] / AsyncAPIResponse[T]: the body is read
    client.x.with_streaming_response.update(…)  → a context manager of StreamedResponse[T]: the body is still to come

`parse()` gives what the plain call would have given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import media
from .sentinels import Omit, omit

if TYPE_CHECKING:
    from datetime import timedelta

    from .answers import Reader
    from .headers import Headers
    from .model import Model
    from .rate_limit import RateLimit

T = TypeVar("T")
M = TypeVar("M", bound="Model")

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid")
_OTHER_REQUEST_ID_HEADERS = ("x-correlation-id", "cf-ray")


class ResponseHead:
    """All of an answer but its body."""

    __slots__ = (
        "_elapsed",
        "_limit",
        "_reader",
        "headers",
        "method",
        "retries_taken",
        "status_code",
        "url",
    )

    def __init__(
        self,
        status_code: int,
        headers: Headers,
        method: str,
        url: str,
        reader: Reader,
        *,
        retries_taken: int = 0,
        elapsed: float = 0.0,
        max_response_bytes: int | None | Omit = omit,
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.method = method
        self.url = url
        """Of the request that was answered, after redirects; without secrets."""
        self.retries_taken = retries_taken
        self._limit = max_response_bytes
        """The request's `max_response_bytes`."""
        self._reader = reader
        self._elapsed = elapsed

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request. None if the answer has none."""
        headers = self.headers
        # Box-Request-Id, X-GitHub-Request-Id; X-Ms-Request-Id before X-Ms-Client-Request-Id, which is the caller's.
        own = sorted(
            (name for name in headers if name.endswith("-request-id")), key=len
        )
        names = (*_REQUEST_ID_HEADERS, *own, *_OTHER_REQUEST_ID_HEADERS)
        return next((headers[name] for name in names if name in headers), None)

    @property
    def rate_limit(self) -> RateLimit | None:
        """What the answer says about how much may still be asked. None if it says nothing."""
        from .rate_limit import rate_limit_of

        return rate_limit_of(self.headers)

    @property
    def elapsed(self) -> timedelta:
        """From sending the request, the last one if there were retries, to the end of what is read by now."""
        from datetime import timedelta

        return timedelta(seconds=self._elapsed)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300

    def parse_headers(self, cls: type[M]) -> M:
        """Give the headers as the spec types them: `response.parse_headers(types.WidgetListHeaders).x_rate_limit`.

        A header that is not there is None; one that is not what the spec says stays text. Raises
        APIResponseValidationError for either if the client is strict.
        """
        from .typed_headers import typed_headers

        return typed_headers(self, cls, self._reader.is_strict)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} {self.method} {self.url}>"

    def stop_clock(self, seconds: float) -> None:
        """Say how long it took, when more has been read than the head."""
        self._elapsed = seconds

    def value_of(self, content: bytes) -> Any:
        """Give the value that a success has with this body."""
        return self._reader.success(self, content)

    def read_with(self, reader: Any) -> None:
        """Let something else make the value: it does as a Reader does."""
        self._reader = reader

    def _same_head(self, head: ResponseHead) -> None:
        self.status_code = head.status_code
        self.headers = head.headers
        self.method = head.method
        self.url = head.url
        self.retries_taken = head.retries_taken
        self._limit = head._limit
        self._reader = head._reader
        self._elapsed = head._elapsed


class APIResponse(ResponseHead, Generic[T]):
    """An answer with its body."""

    __slots__ = ("content",)

    def __init__(self, head: ResponseHead, content: bytes) -> None:
        self._same_head(head)
        self.content = content

    def parse(self) -> T:
        """Give what the plain call gives; raise APIResponseError if the body is not it."""
        value: T = self.value_of(self.content)
        return value

    def json(self) -> Any:
        """Parse the body as JSON, whatever the spec says; raise ValueError if it is not."""
        from .json_codec import parsed_json

        return parsed_json(self.content, self.headers.get("content-type", ""))

    def text(self) -> str:
        return media.text_of_body(self.content, self.headers.get("content-type", ""))

    def read(self) -> bytes:
        return self.content

    def error_body(self) -> object:
        """Give the body as an error of this status: see APIStatusError.body."""
        return self._reader.failure(self, self.content)


class AsyncAPIResponse(ResponseHead, Generic[T]):
    """An answer with its body, of an async client."""

    __slots__ = ("content",)

    def __init__(self, head: ResponseHead, content: bytes) -> None:
        self._same_head(head)
        self.content = content

    async def parse(self) -> T:
        """Give what the plain call gives; raise APIResponseError if the body is not it."""
        value: T = self.value_of(self.content)
        return value

    async def json(self) -> Any:
        """Parse the body as JSON, whatever the spec says; raise ValueError if it is not."""
        from .json_codec import parsed_json

        return parsed_json(self.content, self.headers.get("content-type", ""))

    async def text(self) -> str:
        return media.text_of_body(self.content, self.headers.get("content-type", ""))

    async def read(self) -> bytes:
        return self.content
