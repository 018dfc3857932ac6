"""Who calls: which credentials an operation gets, and where they travel.

    Settings.credentials + what the client was given ──chosen──▶ credentials ──values (maybe awaited)──▶ Proof
                                                                    what takes a request of its own ──▶ exchange.py

Values are never kept, printed or put into an exception here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .errors import ClientError, MissingCredentialsError
from .settings import arguments_by_role

if TYPE_CHECKING:
    from .settings import Credential, Settings
    from .unshown import Unshown

Given: TypeAlias = "Unshown[object] | Mapping[str, object]"
"""Argument of the constructor → str, callable or None."""


class Exchange:
    """A credential whose proof takes a request of its own: a token to fetch, a challenge to answer."""

    __slots__ = ("credential", "values")

    def __init__(self, credential: Credential, values: tuple[object, ...]) -> None:
        self.credential = credential
        self.values = values
        """Of its arguments, as they were given: callables are not called yet."""


Values = tuple[tuple[str, ...] | Exchange, ...]


class Proof:
    """What a request carries to prove who calls."""

    __slots__ = ("cookies", "exchange", "headers", "query")

    def __init__(
        self,
        headers: Mapping[str, str],
        query: Sequence[tuple[str, str]] = (),
        cookies: Sequence[tuple[str, str]] = (),
        exchange: Exchange | None = None,
    ) -> None:
        self.headers = headers
        self.query = query
        """Names and values, not yet encoded."""
        self.cookies = cookies
        self.exchange = exchange
        """What is proven while the request is sent."""


NO_PROOF = Proof({})


def chosen(
    settings: Settings,
    security: tuple[tuple[str, ...], ...] | None,
    given: Given,
    by_hand: frozenset[str],
    assumed: frozenset[str] = frozenset(),
) -> tuple[Credential, ...]:
    """Pick the first alternative the client has everything for; raise MissingCredentialsError if there is none.

    Credentials whose names are in `by_hand` the caller sends: they count as there, and are not sent a second time.
    Those in `assumed` may be there: they count where nothing else is complete.
    """
    available = {
        one.name: one
        for one in settings.credentials
        if one.name in by_hand or is_given(one, given)
    }
    if security is None:
        return tuple(one for one in available.values() if one.name not in by_hand)
    known = available.keys()
    for there in (known, known | assumed) if assumed else (known,):
        for alternative in security:
            if alternative and there >= set(alternative):
                sent = [name for name in alternative if name not in by_hand]
                return tuple([available[name] for name in sent if name in known])
        # Nothing at all is the last choice: where credentials are optional, they are sent if there are any.
        if () in security:
            return ()
    raise MissingCredentialsError(_what_is_missing(settings, security))


def values_of(credentials: tuple[Credential, ...], given: Given) -> Values:
    """Give the values of each credential's arguments; call what is callable."""
    return tuple(
        [
            (
                Exchange(one, tuple(given.get(name) for name in one.arguments))
                if is_exchanged(one, given)
                else tuple(
                    [
                        called(given.get(name), name, is_needed=not at)
                        for at, name in enumerate(_own_arguments(one))
                    ]
                )
            )
            for one in credentials
        ]
    )


async def values_of_async(credentials: tuple[Credential, ...], given: Given) -> Values:
    """The same, and await what the callables give."""
    found: list[tuple[str, ...] | Exchange] = []
    for one in credentials:
        if is_exchanged(one, given):
            found.append(
                Exchange(one, tuple(given.get(name) for name in one.arguments))
            )
            continue
        values = []
        for at, name in enumerate(_own_arguments(one)):
            values.append(await called_async(given.get(name), name, is_needed=not at))
        found.append(tuple(values))
    return tuple(found)


def proof_of(credentials: tuple[Credential, ...], values: Values) -> Proof:
    """Put credentials where they travel."""
    headers: dict[str, str] = {}
    query: list[tuple[str, str]] = []
    cookies: list[tuple[str, str]] = []
    exchange: Exchange | None = None
    for credential, value in zip(credentials, values, strict=True):
        if isinstance(value, Exchange):
            exchange = value
            continue
        name = credential.wire_name or ""
        match credential.kind:
            case "bearer" | "oauth2" | "open-id-connect":
                headers["Authorization"] = f"Bearer {value[0]}"
            case "basic":
                headers["Authorization"] = _basic(*value)
            case "api-key-header":
                headers[name] = value[0]
            case "api-key-query":
                query.append((name, value[0]))
            case "api-key-cookie":
                from .cookies import cookie_text

                cookies.append((name, cookie_text(value[0])))
            case "mutual-tls":
                # The transport shows the certificate whenever it connects.
                pass
            case other:
                raise ClientError(
                    f"{credential.name}: authentication of kind {other!r} is not supported"
                )
    return Proof(headers, query, cookies, exchange)


def is_given(credential: Credential, given: Given) -> bool:
    """Tell whether the client has a credential."""
    # The password of basic authentication may be empty: API keys are often sent as the user name alone.
    return (
        not credential.arguments
        or bool(given.get(credential.arguments[0]))
        or bool(credential.flows and grants_of(credential, given))
    )


def is_exchanged(credential: Credential, given: Given) -> bool:
    """Tell whether the proof takes a request of its own."""
    if credential.kind == "digest":
        return True
    if not credential.flows:
        return False
    token = given.get(credential.arguments[0])
    # A token that was given is sent as it is; with a refresh token beside it, for as long as the server takes it.
    return not token or (
        isinstance(token, str) and "refresh_token" in grants_of(credential, given)
    )


def is_asked_for(credentials: tuple[Credential, ...], given: Given) -> bool:
    """Tell whether a function of the user's gives one of the values."""
    for credential in credentials:
        for name in credential.arguments:
            if callable(given.get(name)):
                return True
    return False


def grants_of(credential: Credential, given: Given) -> tuple[str, ...]:
    """Give the ways to a token that the client has everything for, the best first (RFC 6749 §4, §6)."""
    roles = arguments_by_role(credential)
    there = {role for role, name in roles.items() if given.get(name)}
    return tuple(
        grant
        for grant, needed in _NEEDED.items()
        if needed <= there and is_offered(credential, grant)
    )


_NEEDED = {
    "refresh_token": {"refresh_token"},
    "password": {"username", "password"},
    "client_credentials": {"client_id", "client_secret"},
}
"""OAuth 2's grant_type → the roles that it takes."""
_FLOWS = {
    "password": {"password"},
    "client_credentials": {"clientCredentials", "openIdConnect"},
}


def is_offered(credential: Credential, grant: str) -> bool:
    """Tell whether one of the flows is of that kind. Every flow may give refresh tokens."""
    kinds = _FLOWS.get(grant)
    return kinds is None or any(flow.kind in kinds for flow in credential.flows)


def _own_arguments(credential: Credential) -> tuple[str, ...]:
    """Give the arguments whose values are sent: of OAuth 2's, that is the token alone."""
    if credential.kind == "mutual-tls":
        return ()
    return credential.arguments[:1] if credential.flows else credential.arguments


def called(value: object, name: str, *, is_needed: bool = False) -> str:
    """Give a credential's value, from its function if it is one. None is "", unless it `is_needed`."""
    if type(value) is str and value:
        return value
    value = value() if callable(value) else value
    if isinstance(value, Awaitable):
        from .awaitables import refusal

        raise refusal(value, name)
    return _checked(value, name, is_needed)


async def called_async(value: object, name: str, *, is_needed: bool = False) -> str:
    """The same, and await what the function gives."""
    value = value() if callable(value) else value
    return _checked(
        await value if isinstance(value, Awaitable) else value, name, is_needed
    )


def _checked(value: object, name: str, is_needed: bool) -> str:
    if value is None and not is_needed:
        return ""
    if not isinstance(value, str):
        raise TypeError(
            f"{name} must be a str, or a callable that gives one, not {type(value).__name__}"
        )
    if not value and is_needed:
        raise MissingCredentialsError(f"{name}: the function gave an empty str")
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
    if credential.kind == "mutual-tls":
        return (
            f"{_to_give(credential, (0,))}, or an http_client= that has a certificate"
        )
    if not credential.flows:
        return _to_give(credential, tuple(range(len(credential.arguments))))
    ways = [{"access_token"}]
    ways += [roles for grant, roles in _NEEDED.items() if is_offered(credential, grant)]
    roles = list(arguments_by_role(credential))
    positions = [
        tuple(at for at, role in enumerate(roles) if role in way)
        for way in ways
        if way <= set(roles)
    ]
    return ", or ".join(_to_give(credential, way) for way in positions)


def _to_give(credential: Credential, positions: tuple[int, ...]) -> str:
    arguments = " and ".join(f"{credential.arguments[at]}=" for at in positions)
    told = credential.environment
    variables = " and ".join(
        told[at] for at in positions if at < len(told) and told[at]
    )
    return f"give {arguments} to the client" + (
        f" or set {variables}" if variables else ""
    )
