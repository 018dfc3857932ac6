"""What a user hangs into every attempt of every call: on_request, on_response, on_error.

    on_request(OutgoingRequest)    before each attempt, retries, redirects and requests for tokens too; may add headers
    on_response(ResponseHead)      after each answer, of any status
    on_error(APIError)             after each attempt that failed: no answer, or one that is no success (a 401 that
                                   another proof mends is none)

A hook is a function or a list of them, called in order; for an async client they may be async. What a hook raises ends
the call and reaches the caller as it is. A request holds its credentials, since a hook may have to sign it; responses,
errors and every repr are without. Loaded only if a client has hooks or `tracing=`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from .awaitables import refusal
from .config import checked_header
from .headers import Headers
from .transport import Chunks

if TYPE_CHECKING:
    from .errors import APIError
    from .responses import ResponseHead
    from .settings import Settings
    from .transport import TransportRequest

Functions = tuple[Callable[[Any], object], ...]


class OutgoingRequest:
    """One attempt that is about to be sent. Headers are all that can be changed."""

    __slots__ = ("_path", "_request", "is_for_token", "retries_taken", "times_sent")

    def __init__(
        self,
        request: TransportRequest,
        path: str,
        retries_taken: int,
        times_sent: int = 0,
        is_for_token: bool = False,
    ) -> None:
        self._request = request
        self._path = path
        self.retries_taken = retries_taken
        """0 for the first attempt."""
        self.times_sent = times_sent
        """How often the call has been sent before, for whatever reason: retries, redirects, another token."""
        self.is_for_token = is_for_token
        """It asks for a token, or where to ask for one: it goes to the token URL and not to the API."""

    @property
    def method(self) -> str:
        return self._request.method

    @property
    def url(self) -> str:
        """As it goes out, credentials in its query included; `shown_url` is without."""
        return self._request.url

    @property
    def shown_url(self) -> str:
        """Without the values of query parameters that are credentials, or sound like one: for logs and traces."""
        return self._request.told_url

    @property
    def path_template(self) -> str:
        """The operation's path, as its description has it: "/things/{id}"."""
        return self._path

    @property
    def headers(self) -> Headers:
        """As they go out, credentials included."""
        return Headers(self._request.headers)

    @property
    def content(self) -> bytes | None:
        """The body; None if there is none, or it is streamed."""
        content = self._request.content
        return None if isinstance(content, Chunks) else content

    def set_header(self, name: str, value: str | None) -> None:
        """Send a header, in place of the one of that name; None takes it away."""
        kept = tuple(
            pair for pair in self._request.headers if pair[0].lower() != name.lower()
        )
        added = () if value is None else ((name, checked_header(name, value)),)
        self._request = self._request.with_headers(kept + added, self._request.content)

    def to_send(self) -> TransportRequest:
        return self._request

    def __repr__(self) -> str:
        return f"<OutgoingRequest {self.method} {self.shown_url}>"


class Observer(Protocol):
    """Follows an attempt from its beginning to its end, whatever that is."""

    def begin(self, request: OutgoingRequest) -> object:
        """Give what `end` gets back."""
        ...

    def end(
        self, begun: object, head: ResponseHead | None, error: BaseException | None
    ) -> None: ...


class Hooks:
    """A client's hooks. Never changed."""

    __slots__ = ("observers", "on_error", "on_request", "on_response")

    def __init__(
        self,
        on_request: Functions,
        on_response: Functions,
        on_error: Functions,
        observers: tuple[Observer, ...],
    ) -> None:
        self.on_request = on_request
        self.on_response = on_response
        self.on_error = on_error
        self.observers = observers

    def tell_error(self, error: APIError) -> None:
        run(self.on_error, error, "on_error")

    async def tell_error_async(self, error: APIError) -> None:
        await run_async(self.on_error, error, "on_error")


def hooks_of(options: Mapping[str, Any], settings: Settings) -> Hooks | None:
    """Read a client's options; None if none of them is a hook."""
    on_request, on_response, on_error = (
        _functions(name, options.get(name))
        for name in ("on_request", "on_response", "on_error")
    )
    observers: tuple[Observer, ...] = ()
    tracing = options.get("tracing")
    if tracing is not None and tracing is not False:
        from .tracing import Tracing

        observers = (Tracing(tracing, settings),)
    if not (on_request or on_response or on_error or observers):
        return None
    return Hooks(on_request, on_response, on_error, observers)


def run(functions: Functions, value: object, name: str) -> None:
    """Call hooks of a sync client."""
    for function in functions:
        try:
            result = function(value)
        except BaseException as error:
            raise_noted(error, name)
        if isawaitable(result):
            raise refusal(result, name)


async def run_async(functions: Functions, value: object, name: str) -> None:
    """Call hooks of an async client, and wait for those that are async."""
    for function in functions:
        try:
            result = function(value)
            if isawaitable(result):
                await result
        except BaseException as error:
            raise_noted(error, name)


def raise_noted(error: BaseException, name: str) -> NoReturn:
    """Raise a hook's own exception, and say whose it is."""
    if isinstance(error, Exception):
        error.add_note(f"raised by the client's {name}")
    raise error


def _functions(name: str, given: object) -> Functions:
    if given is None:
        return ()
    listed = tuple(given) if isinstance(given, Iterable) else (given,)
    functions = tuple(function for function in listed if callable(function))
    if len(functions) != len(listed):
        raise TypeError(f"{name} must be a function or a list of functions")
    return functions
