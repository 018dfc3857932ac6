"""How an API is reached: its servers, and its security schemes, as spec.py's Spec holds them."""

from __future__ import annotations

from dataclasses import dataclass

from generator.problems import Location


@dataclass(frozen=True, slots=True)
class ServerVariable:
    wire_name: str
    default: str
    enum: tuple[str, ...] = ()
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    """As written: may be relative, may hold {variables}."""
    location: Location
    name: str | None = None
    """OpenAPI 3.2 `name`, or x-name."""
    description: str | None = None
    variables: tuple[ServerVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class OAuthFlow:
    kind: str
    """"clientCredentials", "password", "authorizationCode", "implicit", "deviceAuthorization"."""
    token_url: str | None = None
    authorization_url: str | None = None
    refresh_url: str | None = None
    scopes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityScheme:
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
    bearer_format: str | None = None
    open_id_connect_url: str | None = None
    flows: tuple[OAuthFlow, ...] = ()
    description: str | None = None


SecurityRequirement = tuple[tuple[str, tuple[str, ...]], ...]
"""Schemes that are needed together: ((scheme name, scopes), …). () is "no security"."""
