"""What a user may set, per client and per call.

`ClientOptions` are the keyword arguments every client takes beside its credentials; `CallOptions` those every
method takes beside its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    Protocol,
    TypeAlias,
    TypedDict,
    TypeVar,
    cast,
)

from .sentinels import Omit as Omit
from .sentinels import omit as omit

if TYPE_CHECKING:
    import httpx2

    from .clock import Clock
    from .errors import APIError
    from .hooks import OutgoingRequest
    from .responses import ResponseHead
    from .retry_policy import RetryPolicy
    from .transport import AsyncTransport, Transport
    from .webhooks import WebhookVerifier
    from .uploads import Progress

DEFAULT_MAX_RETRIES = 2
_DEFAULT_SECONDS = 60.0
_DEFAULT_CONNECT_SECONDS = 5.0


class TimeoutLike(Protocol):
    """Anything with the four limits; `httpx2.Timeout` is one."""

    @property
    def connect(self) -> float | None: ...

    @property
    def read(self) -> float | None: ...

    @property
    def write(self) -> float | None: ...

    @property
    def pool(self) -> float | None: ...


class Timeout:
    """Limits in seconds; None means no limit.

    `read` and `write` limit the wait for the next piece, not the whole transfer; `pool` limits the wait for a free
    connection. Limits that are not given are `seconds`.
    """

    __slots__ = ("connect", "pool", "read", "write")

    def __init__(
        self,
        seconds: float | None = _DEFAULT_SECONDS,
        *,
        connect: float | None | Omit = omit,
        read: float | None | Omit = omit,
        write: float | None | Omit = omit,
        pool: float | None | Omit = omit,
    ) -> None:
        self.connect = seconds if isinstance(connect, Omit) else connect
        self.read = seconds if isinstance(read, Omit) else read
        self.write = seconds if isinstance(write, Omit) else write
        self.pool = seconds if isinstance(pool, Omit) else pool
        for limit in self._limits():
            if limit is not None and not limit > 0:
                raise ValueError(
                    f"a timeout must be more than 0 seconds, or None for no limit, not {limit!r}"
                )

    @classmethod
    def of(cls, value: float | TimeoutLike | None) -> Timeout:
        """Read what a user gave: seconds, None, a Timeout or an httpx2.Timeout."""
        if value is None or isinstance(value, int | float):
            return cls(value)
        if isinstance(value, Timeout):
            return value
        try:
            return cls(
                connect=value.connect,
                read=value.read,
                write=value.write,
                pool=value.pool,
            )
        except AttributeError:
            raise TypeError(
                f"timeout must be seconds, None or a Timeout, not {type(value).__name__}"
            ) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeout) and self._limits() == other._limits()

    def __hash__(self) -> int:
        return hash(self._limits())

    def __repr__(self) -> str:
        return "Timeout(connect={!r}, read={!r}, write={!r}, pool={!r})".format(
            *self._limits()
        )

    def _limits(self) -> tuple[float | None, float | None, float | None, float | None]:
        return self.connect, self.read, self.write, self.pool


DEFAULT_TIMEOUT = Timeout(connect=_DEFAULT_CONNECT_SECONDS)


V = TypeVar("V")
Hooked: TypeAlias = Callable[[V], object] | Sequence[Callable[[V], object]] | None
"""A hook, or several, called in order."""


class CallOptions(TypedDict, total=False):
    """Keyword arguments of every method."""

    extra_headers: Mapping[str, str | Omit | None] | None
    """Sent besides, or in place of, what the call sends itself. None or `omit` takes a header away."""
    extra_query: Mapping[str, object] | None
    """Sent besides, or in place of, the call's own. Lists repeat the name; None or `omit` takes it away."""
    extra_body: Mapping[str, object] | None
    """Members added to an object body; they win."""
    timeout: float | TimeoutLike | None
    max_retries: int
    retry: RetryPolicy | None
    """In place of the client's; `max_retries` beside it wins over its own."""
    idempotency_key: str | None
    """Sent as Idempotency-Key; with it a call is retried also when its connection broke after it was sent."""
    upload_progress: Progress | None
    """Told the bytes of the body that have been sent, and how many there are (None: unknown). Retries count from 0."""
    max_response_bytes: int | None
    """How large the answer may be, decompressed, read whole or streamed. Without it only bombs are stopped: bodies read
    whole that grow beyond 64 MiB and 250 times what came. None stops nothing."""


class _SharedOptions(TypedDict, total=False):
    base_url: str | None
    """Wins over `server` and over <PREFIX>_BASE_URL, for every operation."""
    timeout: float | TimeoutLike | None
    max_retries: int
    retry: RetryPolicy | None
    """How calls are tried again; `max_retries` beside it wins over its own."""
    default_headers: Mapping[str, str | Omit | None] | None
    default_query: Mapping[str, object] | None
    max_response_bytes: int | None
    """As in CallOptions."""
    strict: bool
    """Raise APIResponseValidationError for an answer that is not what the spec says."""
    tracing: object
    """True, or a tracer provider of OpenTelemetry: a span for every attempt."""
    clock: Clock | None
    """Time and chance, for tests: see `Clock`."""
    webhook_secret: str | bytes | None
    """What `webhooks.unwrap` verifies with. Default: <PREFIX>_WEBHOOK_SECRET."""
    webhook_verifier: WebhookVerifier | None
    """In place of Standard Webhooks with a secret: see `Ed25519Webhooks`."""


class ClientOptions(_SharedOptions, total=False):
    """Keyword arguments of a client's constructor and of `with_options`."""

    on_request: Hooked[OutgoingRequest]
    """Called before each attempt; may add headers."""
    on_response: Hooked[ResponseHead]
    """Called after each answer, of any status."""
    on_error: Hooked[APIError]
    """Called after each attempt that failed, also if it is tried again."""
    http_client: httpx2.Client | None
    transport: Transport | Literal["httpx2", "pyreqwest"] | None
    """Carries the requests. "pyreqwest" is faster than the default, "httpx2", and must be installed."""


class AsyncClientOptions(_SharedOptions, total=False):
    """Keyword arguments of an async client's constructor and of `with_options`."""

    on_request: Hooked[OutgoingRequest]
    """Called before each attempt, and awaited if it is async; may add headers."""
    on_response: Hooked[ResponseHead]
    """Called after each answer, of any status."""
    on_error: Hooked[APIError]
    """Called after each attempt that failed, also if it is tried again."""
    http_client: httpx2.AsyncClient | None
    transport: AsyncTransport | Literal["httpx2", "pyreqwest"] | None
    """Carries the requests. "pyreqwest" is faster than the default, "httpx2", and must be installed."""


HOOK_OPTIONS = ("on_request", "on_response", "on_error", "tracing")
CALL_OPTION_NAMES = frozenset(CallOptions.__optional_keys__)
CLIENT_OPTION_NAMES = frozenset(ClientOptions.__optional_keys__)


def refuse_unknown(options: CallOptions) -> None:
    """Raise TypeError, as Python does, for a keyword that neither the method nor CallOptions knows."""
    for name, value in options.items():
        if name not in CALL_OPTION_NAMES:
            raise TypeError(
                f"{_name_of_caller()}() got an unexpected keyword argument {name!r}"
            )
        if name.startswith("extra_"):
            checked_mapping(name, value)


def _name_of_caller() -> str:
    """Find the method the user called: the first frame outside this package, or of its own that users call."""
    import sys

    here = __name__.rpartition(".")[0] + "."
    frame = sys._getframe()
    own = ""
    while frame.f_back is not None and str(
        frame.f_globals.get("__name__", "")
    ).startswith(here):
        if frame.f_globals["__name__"] == here + "twins":
            break
        if frame.f_globals["__name__"] == here + "escape":
            own = frame.f_code.co_qualname
        frame = frame.f_back
    return own or frame.f_code.co_qualname


def checked_mapping(name: str, value: object) -> Mapping[str, Any]:
    """Give what an option holds, {} for None; raise TypeError for what is no mapping. Web frameworks' headers are one."""
    if not value:
        return {}
    if not hasattr(value, "items"):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    return cast("Mapping[str, Any]", value)
