"""Webhooks: who sent it, and what it says.

    body, headers ──verifier──▶ WebhookVerificationError, or it is the API's ──▶ JSON ──▶ the typed payload

`StandardWebhooks` (standardwebhooks.com) is the verifier unless another is given; anything with a `verify` is one. What
no type describes comes as a plain model: an API that sends a new kind of event breaks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    overload,
)

from .errors import ClientError, MissingCredentialsError
from .headers import Headers

if TYPE_CHECKING:
    from .base import BaseClient
    from .config import Config

E = TypeVar("E")
C = TypeVar("C")

Body: TypeAlias = str | bytes | bytearray | memoryview
HeaderFields: TypeAlias = (
    Mapping[str, str] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]]
)
"""Of any web framework: a mapping in any case, or pairs as ASGI has them."""


class WebhookVerificationError(ClientError):
    """What came is not signed by the API, or was sent too long ago: answer 400 and forget it."""


class WebhookPayloadError(ClientError):
    """The API signed it, but it cannot be read; with strict=True: it is not what the spec says."""


class WebhookVerifier(Protocol):
    """Tells whether the API sent something."""

    def verify(self, body: bytes, headers: Headers, now: float) -> None:
        """Raise WebhookVerificationError if it did not. `now`: seconds since the epoch."""
        ...


class WebhookReceiver(Generic[E]):
    """The part of `client.webhooks` that reads what the API sends; E is all that it may."""

    _event: str = "Any"
    """E's text in the namespace of the package's `types`."""

    @overload
    def unwrap(
        self,
        body: Body,
        headers: HeaderFields,
        secret: str | bytes | None = None,
        *,
        verifier: WebhookVerifier | None = None,
    ) -> E: ...

    @overload
    def unwrap(
        self,
        body: Body,
        headers: HeaderFields,
        secret: str | bytes | None = None,
        *,
        verifier: WebhookVerifier | None = None,
        cast_to: type[C],
    ) -> C: ...

    def unwrap(
        self,
        body: Body,
        headers: HeaderFields,
        secret: str | bytes | None = None,
        *,
        verifier: WebhookVerifier | None = None,
        cast_to: type[Any] | None = None,
    ) -> Any:
        """Verify that the API sent this request, and give its payload.

        Args:
            body: the request's body as it came; parsed and printed again, its signature is another.
            headers: the request's headers.
            secret: default: the client's webhook_secret, then $<PREFIX>_WEBHOOK_SECRET.
            verifier: in place of Standard Webhooks with that secret. Default: the client's webhook_verifier.
            cast_to: a type of the package's `types`, for callbacks, or where only one event can come.

        Raises:
            WebhookVerificationError: the API did not send it.
        """
        content = _bytes(body)
        fields = _fields(headers)
        config = _config_of(self)
        if verifier is None:
            verifier = _default_verifier(_client_of(self)._options, config, secret)
        verifier.verify(content, fields, config.clock.now())
        return _read(config, content, fields, cast_to or self._event)

    @overload
    def parse_unverified(self, body: Body, headers: HeaderFields = ()) -> E: ...

    @overload
    def parse_unverified(
        self, body: Body, headers: HeaderFields = (), *, cast_to: type[C]
    ) -> C: ...

    def parse_unverified(
        self,
        body: Body,
        headers: HeaderFields = (),
        *,
        cast_to: type[Any] | None = None,
    ) -> Any:
        """Give the payload of a request that anybody may have sent: for tests, and behind a proxy that verifies."""
        return _read(
            _config_of(self), _bytes(body), _fields(headers), cast_to or self._event
        )


def _client_of(receiver: object) -> BaseClient[Any]:
    # Not an attribute of the class: what a mixin declares must be the very type that the resource has.
    client: BaseClient[Any] = vars(receiver)["_client"]
    return client


def _config_of(receiver: object) -> Config:
    return _client_of(receiver)._config


def _default_verifier(
    options: Mapping[str, Any], config: Config, secret: str | bytes | None
) -> WebhookVerifier:
    from .signatures import StandardWebhooks

    given: WebhookVerifier | None = options.get("webhook_verifier")
    if not secret and given is not None:
        return given
    secret = secret or options.get("webhook_secret")
    variable = f"{config.settings.env_prefix}_WEBHOOK_SECRET"
    if not secret:
        import os

        secret = os.environ.get(variable)
    if not secret:
        raise MissingCredentialsError(
            f"no webhook secret: give webhook_secret= or webhook_verifier= to the client, or set {variable}; "
            "parse_unverified() reads a body whoever sent it"
        )
    return StandardWebhooks(secret)


def _bytes(body: Body) -> bytes:
    if isinstance(body, str):
        # What is no Unicode was not sent so: then no signature is right, and it is no JSON.
        return body.encode("utf-8", "surrogatepass")
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    raise TypeError(
        f"body must be the request's body as it came, bytes or str, not {type(body).__name__}"
    )


def _fields(headers: HeaderFields) -> Headers:
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return Headers(cast("Iterable[Any]", pairs))


def _read(config: Config, content: bytes, headers: Headers, tp: Any) -> Any:
    from .json_codec import parsed_json
    from .convert import decode
    from .media import essence
    from .strict import StrictValidationError

    content_type = headers.get("content-type", "")
    if essence(content_type) == "application/x-www-form-urlencoded":
        value: object = _form(content)
    else:
        try:
            value = parsed_json(content, content_type)
        except ValueError as error:
            raise WebhookPayloadError(f"the body is not valid JSON: {error}") from error
    try:
        return decode(value, tp, config.settings.types_package, strict=config.is_strict)
    except (StrictValidationError, RecursionError) as error:
        raise WebhookPayloadError(str(error)) from error


def _form(content: bytes) -> dict[str, Any]:
    """Read a form; a name that comes several times is a list."""
    from urllib.parse import parse_qs

    found = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True)
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in found.items()
    }
