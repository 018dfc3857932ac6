"""Security schemes that documents require but do not define, or that client.yml defines for them.

Receives the merged schemes, what requires them and client.yml's `auth:`; returns all schemes. Where nobody says what a
scheme is, its name decides, and a warning says how:

    contains "basic"                   HTTP basic
    contains "apikey" (also api_key)   API key in the header X-API-Key
    anything else, as "bearerAuth"     HTTP bearer, by far the most common
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.config import AuthConfig
from generator.loader.spec import SecurityScheme
from generator.problems import Location, Problem, warning

_SEPARATORS = re.compile(r"[\W_]+")


def with_undefined(
    schemes: Sequence[SecurityScheme],
    uses: Mapping[tuple[str, str], Location],
    auth: Sequence[AuthConfig],
    otherwise: Location,
) -> tuple[tuple[SecurityScheme, ...], tuple[Problem, ...]]:
    """Add what is missing. `uses`: (file, scheme) → where the file requires it. `otherwise` locates a scheme nobody
    requires."""
    found = {scheme.name: scheme for scheme in schemes}
    places = {name: place for (_, name), place in reversed(list(uses.items()))}
    for config in auth:
        known = found.get(config.scheme)
        location = known.location if known is not None else places.get(config.scheme, otherwise)
        found[config.scheme] = _configured(config, location)
    problems: list[Problem] = []
    assumed: dict[str, SecurityScheme] = {}
    for (_, name), place in uses.items():
        if name in found:
            continue
        scheme = assumed.setdefault(name, _by_name(name, place))
        taken = _described(scheme)
        message = f"Security scheme `{name}` is required but defined nowhere; by its name it is taken for {taken}."
        entry = f"`- {{scheme: {name}, type: http-bearer}}`"
        hint = f"Define it under `auth:` in client.yml: {entry}, or http-basic, or api-key."
        problems.append(warning("security-scheme-undefined", message, place, hint))
    return (*found.values(), *assumed.values()), tuple(problems)


def _by_name(name: str, location: Location) -> SecurityScheme:
    plain = _SEPARATORS.sub("", name).lower()
    if "bearer" not in plain and "basic" in plain:
        return SecurityScheme(name, "http", location, http_scheme="basic")
    if "bearer" not in plain and "apikey" in plain:
        return SecurityScheme(name, "apiKey", location, place="header", wire_name="X-API-Key")
    return SecurityScheme(name, "http", location, http_scheme="bearer")


def _described(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return f"an API key in the header {scheme.wire_name}"
    return f"HTTP {scheme.http_scheme}"


def _configured(config: AuthConfig, location: Location) -> SecurityScheme:
    match config.type:
        case "api-key":
            return SecurityScheme(config.scheme, "apiKey", location, place=config.location, wire_name=config.wire_name)
        case "http-basic" | "http-digest":
            return SecurityScheme(config.scheme, "http", location, http_scheme=config.type.removeprefix("http-"))
        case "mutual-tls":
            return SecurityScheme(config.scheme, "mutualTLS", location)
        case "openid-connect":
            return SecurityScheme(config.scheme, "openIdConnect", location, open_id_connect_url=config.url)
        case "oauth2":
            return SecurityScheme(config.scheme, "oauth2", location)
        case _:
            return SecurityScheme(config.scheme, "http", location, http_scheme="bearer")
