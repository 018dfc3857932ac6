"""How an API is reached: its servers, and its security schemes, as spec.py's Spec holds them."""

from __future__ import annotations

from msgspec import Struct

from generator.problems import Location


class ServerVariable(Struct, frozen=True):
    wire_name: str
    default: str
    enum: tuple[str, ...] = ()
    description: str | None = None


class Server(Struct, frozen=True):
    url: str
    """As written: may be relative, may hold {variables}."""
    location: Location
    name: str | None = None
    """OpenAPI 3.2 `name`, or one of the extensions that say the same."""
    description: str | None = None
    variables: tuple[ServerVariable, ...] = ()


class OAuthFlow(Struct, frozen=True):
    kind: str
    """"clientCredentials", "password", "authorizationCode", "implicit", "deviceAuthorization"."""
    token_url: str | None = None
    refresh_url: str | None = None


class SecurityScheme(Struct, frozen=True):
    name: str
    """The key under components/securitySchemes."""
    type: str
    """"apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"."""
    location: Location
    place: str | None = None
    """apiKey only: "header", "query", "cookie"."""
    wire_name: str | None = None
    """apiKey only."""
    http_scheme: str | None = None
    """http only, lower case: "bearer", "basic", "digest"."""
    open_id_connect_url: str | None = None
    flows: tuple[OAuthFlow, ...] = ()
    description: str | None = None


SecurityRequirement = tuple[tuple[str, tuple[str, ...]], ...]
"""Schemes that are needed together: ((scheme name, scopes), …). () is "no security"."""
