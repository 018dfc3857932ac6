"""The facts of one client that its generated `_client.py` states: name, servers, credentials."""

# Named tuples, not dataclasses: every import of a client makes these classes, and `dataclasses` brings `inspect`.

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# A plain dict, because settings travel with their client, and a MappingProxyType cannot be pickled.
_NO_VARIABLES: Mapping[str, str] = {}


_NO_CHOICES: Mapping[str, tuple[str, ...]] = {}


class Server(NamedTuple):
    """A place the API is at."""

    name: str
    url: str
    """May hold {variables}. Without a host, it is a path below the host of `base_url`."""
    variables: Mapping[str, str] = _NO_VARIABLES
    """Variable → default."""
    choices: Mapping[str, tuple[str, ...]] = _NO_CHOICES
    """Variable → the values it may have, where the spec says; with strict=True others are refused."""


class Variable(NamedTuple):
    """How the user sets a variable of servers."""

    wire_name: str
    """As it stands in the servers' URLs."""
    argument: str
    """The constructor's."""
    environment: str
    """The environment variable that is read when the argument is not given."""


class TokenFlow(NamedTuple):
    """How an OAuth 2 token is come by. URLs may be relative to `base_url`."""

    kind: str
    """"clientCredentials", "password", "authorizationCode", "deviceAuthorization" or "openIdConnect"."""
    token_url: str | None = None
    refresh_url: str | None = None
    """None means the token_url."""
    discovery_url: str | None = None
    """Of OpenID Connect: where the token URL is told."""
    client_authentication: str | None = None
    """"basic" or "post": how the token URL gets the client's id and secret. None means basic."""


class Credential(NamedTuple):
    """One way to prove who calls."""

    name: str
    """As `Settings.security` and `Operation.security` refer to it."""
    kind: str
    """"bearer", "basic", "digest", "api-key-header", "api-key-query", "api-key-cookie", "oauth2", "open-id-connect" or
    "mutual-tls"."""
    arguments: tuple[str, ...] = ()
    """The constructor's arguments: one, or two for basic and digest (user name, password). OAuth 2: see `roles`."""
    environment: tuple[str, ...] = ()
    """For each argument the variable that is read when it is not given; "" means none."""
    wire_name: str | None = None
    """Header, query parameter or cookie of an API key."""
    flows: tuple[TokenFlow, ...] = ()
    """The ways this client can come by a token itself."""
    roles: tuple[str, ...] = ()
    """What each argument is, where there are flows: "access_token" first, then those of "client_id", "client_secret",
    "refresh_token", "username", "password", "scopes" and "token_options" that the flows need. () means: as they are
    called."""
    scopes: tuple[str, ...] = ()
    """What the operations need, asked for unless the user gives `scopes=`. () means: what the server gives by default."""


def arguments_by_role(credential: Credential) -> dict[str, str]:
    """Give the arguments of a credential with token flows; {} for others."""
    if not credential.flows:
        return {}
    roles = credential.roles or credential.arguments
    return dict(zip(roles, credential.arguments, strict=True))


class Settings(NamedTuple):
    """What makes a client this vendor's."""

    package: str
    """Name in User-Agent, log and errors."""
    version: str
    env_prefix: str
    servers: tuple[Server, ...] = ()
    """The first is the default."""
    credentials: tuple[Credential, ...] = ()
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives, each the names of Credentials needed together; () in it: none needed. None: send what there is."""
    variables: tuple[Variable, ...] = ()
    """Of the servers, the operations' own included."""
    types_package: str = __name__.rpartition(".")[0].rpartition(".")[0] + ".types"
    """Where the answers' types are found: beside this runtime, wherever the client was put."""


def header_of(credential: Credential) -> str | None:
    """Give the header, lower case, a credential travels in; None if it travels otherwise."""
    if credential.kind == "api-key-header":
        return (credential.wire_name or "Authorization").lower()
    if credential.kind in ("api-key-query", "api-key-cookie", "mutual-tls"):
        return None
    return "authorization"


def secret_headers_of(settings: Settings) -> frozenset[str]:
    """Give the names, lower case, of the headers a client's credentials travel in."""
    return frozenset(
        header for one in settings.credentials if (header := header_of(one)) is not None
    )


def secret_query_of(settings: Settings) -> frozenset[str]:
    """Give the names of the query parameters a client's credentials travel in."""
    return frozenset(
        one.wire_name or ""
        for one in settings.credentials
        if one.kind == "api-key-query"
    )


def shadowed_by(
    settings: Settings, credentials: Mapping[str, object]
) -> frozenset[str]:
    """Give the arguments whose environment variables do not count, because the user gave another way to the same token.

    What is given in code wins: a token beside a client id that the environment has, and the other way round.
    """
    found: set[str] = set()
    for one in settings.credentials:
        roles = arguments_by_role(one)
        given = {role for role, name in roles.items() if credentials.get(name)}
        if "access_token" in given:
            found |= set(one.arguments) - {roles["access_token"]}
        elif given & _WHO:
            found.add(roles["access_token"])
    return frozenset(found)


_WHO = frozenset({"client_id", "client_secret", "refresh_token", "username"})
"""Roles that say whose token it is."""


def certificate_argument(settings: Settings) -> str | None:
    """Name the constructor's argument for the client's TLS certificate; None if the API asks for none."""
    for one in settings.credentials:
        if one.kind == "mutual-tls" and one.arguments:
            return one.arguments[0]
    return None
