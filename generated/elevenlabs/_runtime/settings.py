"""The facts of one client that its generated `_client.py` states: name, servers, credentials."""

# Named tuples, not dataclasses: every import of a client makes these classes, and `dataclasses` brings `inspect`.

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# A plain dict, because settings travel with their client, and a MappingProxyType cannot be pickled.
_NO_VARIABLES: Mapping[str, str] = {}


class Server(NamedTuple):
    """A place the API is at."""

    name: str
    url: str
    """May hold {variables}. Without a host, it is a path below the host of `base_url`."""
    variables: Mapping[str, str] = _NO_VARIABLES
    """Variable → default."""


class TokenFlow(NamedTuple):
    """How an OAuth 2 token is come by."""

    kind: str
    token_url: str | None = None
    authorization_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[str, ...] = ()


class Credential(NamedTuple):
    """One way to prove who calls."""

    name: str
    """As `Settings.security` and `Operation.security` refer to it."""
    kind: str
    """"bearer", "basic", "digest", "api-key-header", "api-key-query", "api-key-cookie", "oauth2", "open-id-connect" or
    "mutual-tls"."""
    arguments: tuple[str, ...] = ()
    """The constructor's arguments: one, or two for basic and digest (user name, password)."""
    environment: tuple[str, ...] = ()
    """For each argument the variable that is read when it is not given."""
    wire_name: str | None = None
    """Header, query parameter or cookie of an API key."""
    flows: tuple[TokenFlow, ...] = ()


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
