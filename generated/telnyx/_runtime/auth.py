"""Who calls: which credentials an operation gets, and where they travel.

    Settings.credentials + what the client was given ──chosen──▶ credentials ──values (maybe awaited)──▶ Proof

Values are never kept, printed or put into an exception here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from .errors import ClientError, MissingCredentialsError
from .params import cookie_text

if TYPE_CHECKING:
    from .settings import Credential, Settings

Given = Mapping[str, object]
"""Argument of the constructor → str, callable or None."""


class Proof(NamedTuple):
    """What a request carries to prove who calls."""

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    """Names and values, not yet encoded."""
    cookies: tuple[tuple[str, str], ...] = ()


NO_PROOF = Proof()


def chosen(
    settings: Settings,
    security: tuple[tuple[str, ...], ...] | None,
    given: Given,
    by_hand: frozenset[str],
) -> tuple[Credential, ...]:
    """Pick the first alternative the client has everything for; raise MissingCredentialsError if there is none.

    Credentials whose names are in `by_hand` the caller sends: they count as there, and are not sent a second time.
    """
    available = {
        one.name: one
        for one in settings.credentials
        if one.name in by_hand or is_given(one, given)
    }
    if security is None:
        return tuple(one for one in available.values() if one.name not in by_hand)
    for alternative in sorted(security, key=lambda names: not names):
        if all(name in available for name in alternative):
            return tuple(available[name] for name in alternative if name not in by_hand)
    raise MissingCredentialsError(_what_is_missing(settings, security))


def values_of(
    credentials: tuple[Credential, ...], given: Given
) -> tuple[tuple[str, ...], ...]:
    """Give the values of each credential's arguments; call what is callable."""
    return tuple(
        tuple(_value(given.get(name), name) for name in one.arguments)
        for one in credentials
    )


async def values_of_async(
    credentials: tuple[Credential, ...], given: Given
) -> tuple[tuple[str, ...], ...]:
    """The same, and await what the callables give."""
    found = []
    for credential in credentials:
        values = []
        for name in credential.arguments:
            value = given.get(name)
            value = value() if callable(value) else value
            values.append(
                _checked(await value if isinstance(value, Awaitable) else value, name)
            )
        found.append(tuple(values))
    return tuple(found)


def proof_of(
    credentials: tuple[Credential, ...], values: tuple[tuple[str, ...], ...]
) -> Proof:
    """Put credentials where they travel."""
    headers: list[tuple[str, str]] = []
    query: list[tuple[str, str]] = []
    cookies: list[tuple[str, str]] = []
    for credential, value in zip(credentials, values, strict=True):
        name = credential.wire_name or ""
        match credential.kind:
            case "bearer" | "oauth2" | "open-id-connect":
                headers.append(("Authorization", f"Bearer {value[0]}"))
            case "basic":
                headers.append(("Authorization", _basic(*value)))
            case "api-key-header":
                headers.append((name, value[0]))
            case "api-key-query":
                query.append((name, value[0]))
            case "api-key-cookie":
                cookies.append((name, cookie_text(value[0])))
            case "mutual-tls":
                # The certificate is the transport's: http_client=httpx2.Client(verify=context).
                pass
            case other:
                raise ClientError(
                    f"{credential.name}: authentication of kind {other!r} is not supported"
                )
    return Proof(tuple(headers), tuple(query), tuple(cookies))


def is_given(credential: Credential, given: Given) -> bool:
    """Tell whether the client has a credential."""
    # The password of basic authentication may be empty: API keys are often sent as the user name alone.
    return not credential.arguments or bool(given.get(credential.arguments[0]))


def _value(value: object, name: str) -> str:
    value = value() if callable(value) else value
    if isinstance(value, Awaitable):
        close = getattr(value, "close", None)
        if close is not None:
            close()
        raise TypeError(f"{name}: an async callable needs the async client")
    return _checked(value, name)


def _checked(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(
            f"{name} must be a str, or a callable that gives one, not {type(value).__name__}"
        )
    return value


def _basic(user: str, password: str = "") -> str:
    from base64 import b64encode

    return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def _what_is_missing(settings: Settings, security: tuple[tuple[str, ...], ...]) -> str:
    by_name = {credential.name: credential for credential in settings.credentials}
    ways = [
        " and ".join(_how_to_give(by_name.get(name), name) for name in names)
        for names in security
    ]
    return (
        f"this operation of {settings.package} needs credentials: {'; or '.join(ways)}"
    )


def _how_to_give(credential: Credential | None, name: str) -> str:
    if credential is None or not credential.arguments:
        return f"{name!r}, which this client cannot give: send it with extra_headers="
    arguments = " and ".join(f"{argument}=" for argument in credential.arguments)
    variables = " and ".join(credential.environment)
    return f"give {arguments} to the client" + (
        f" or set {variables}" if variables else ""
    )
