"""Security schemes and what requires them.

Receives places; returns `SecurityScheme` and `SecurityRequirement` values. Schemes that nobody defines are
undefined_security.py's.
"""

from __future__ import annotations

from itertools import count

from generator.loader.fixed_fields import OAUTH_FLOW, SECURITY_SCHEME, tell_unknown_fields
from generator.loader.pointers import tokens_of
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import has_mapping, is_header_name, is_mapping, text_of, texts_of
from generator.loader.spec import OAuthFlow, SecurityRequirement, SecurityScheme
from generator.loader.values import kind_of
from generator.problems import Problem

_TYPES = {
    "apikey": "apiKey",
    "http": "http",
    "oauth2": "oauth2",
    "openidconnect": "openIdConnect",
    "mutualtls": "mutualTLS",
    "basic": "basic",
}
_FLOWS = ("clientCredentials", "password", "authorizationCode", "implicit", "deviceAuthorization")
_FLOWS_2_0 = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def read_schemes(place: Place, reading: Reading) -> tuple[SecurityScheme, ...]:
    """Read `components.securitySchemes`, or Swagger 2.0's `securityDefinitions`."""
    if not has_mapping(place, reading, "What holds security schemes"):
        return ()
    found = (
        _scheme(name, target, reading)
        for name, member in place.members()
        if (target := reading.follow(member)) is not None
    )
    return tuple(scheme for scheme in found if scheme is not None)


def _scheme(name: str, place: Place, reading: Reading) -> SecurityScheme | None:
    if not is_mapping(place, reading, "A security scheme"):
        return None
    tell_unknown_fields(SECURITY_SCHEME, place, reading)
    stated = text_of(place.child("type"), reading)
    type = _TYPES.get((stated or "").lower())
    description = text_of(place.child("description"), reading)
    match type:
        case "basic":
            return SecurityScheme(name, "http", place.location, http_scheme="basic", description=description)
        case "http":
            scheme = text_of(place.child("scheme"), reading)
            if not scheme:
                reading.error(
                    "security-scheme-http", f"Security scheme `{name}` has `type: http` and no `scheme`.", place
                )
                return None
            return SecurityScheme(
                name,
                "http",
                place.location,
                http_scheme=scheme.lower(),
                description=description,
            )
        case "apiKey":
            return _api_key(name, place, description, reading)
        case "oauth2":
            return SecurityScheme(name, "oauth2", place.location, flows=_flows(place, reading), description=description)
        case "openIdConnect":
            url = text_of(place.child("openIdConnectUrl"), reading)
            return SecurityScheme(
                name, "openIdConnect", place.location, open_id_connect_url=url, description=description
            )
        case "mutualTLS":
            return SecurityScheme(name, "mutualTLS", place.location, description=description)
        case _:
            hint = f"Allowed are {', '.join(name for name in dict.fromkeys(_TYPES.values()) if name != 'basic')}."
            shown = f"`type: {stated}`" if stated else "no `type`"
            reading.error("security-scheme-type", f"Security scheme `{name}` has {shown}.", place, hint)
            return None


def _api_key(name: str, place: Place, description: str | None, reading: Reading) -> SecurityScheme | None:
    where, wire_name = text_of(place.child("in"), reading), text_of(place.child("name"), reading)
    if where not in ("header", "query", "cookie") or not wire_name:
        message = f"Security scheme `{name}` needs `in` (header, query or cookie) and `name`."
        reading.error("security-scheme-api-key", message, place)
        return None
    if where == "header" and not is_header_name(wire_name):
        message = f"`{wire_name}` is no name of a header (RFC 9110 §5.6.2): who gives this key gets an error."
        reading.warn("security-scheme-api-key", message, place.child("name"), "Correct it in an overlay.")
    return SecurityScheme(name, "apiKey", place.location, place=where, wire_name=wire_name, description=description)


def _flows(place: Place, reading: Reading) -> tuple[OAuthFlow, ...]:
    stated = text_of(place.child("flow"), reading)
    if stated is not None:  # Swagger 2.0 has one flow, in the scheme itself.
        return (_flow(_FLOWS_2_0.get(stated, stated), place, reading),)
    found: list[OAuthFlow] = []
    for kind, member in place.child("flows").members():
        if kind in _FLOWS and is_mapping(member, reading, "An OAuth flow"):
            tell_unknown_fields(OAUTH_FLOW, member, reading)
            found.append(_flow(kind, member, reading))
        elif not kind.startswith("x-"):
            reading.warn(
                "oauth-flow",
                f"`{kind}` is not an OAuth flow; it is ignored.",
                member,
                f"Allowed are {', '.join(_FLOWS)}.",
            )
    return tuple(found)


def _flow(kind: str, place: Place, reading: Reading) -> OAuthFlow:
    return OAuthFlow(
        kind,
        text_of(place.child("tokenUrl"), reading),
        text_of(place.child("refreshUrl"), reading),
    )


def read_requirements(place: Place, reading: Reading) -> tuple[SecurityRequirement, ...] | None:
    """Read `security`: alternatives, each of schemes needed together. None means that nothing is stated."""
    match place.value:
        case None:
            return None
        case list():
            return tuple(
                _requirement(item, reading)
                for item in place.items()
                if is_mapping(item, reading, "A security requirement")
            )
        case dict():  # One requirement without the list around it.
            reading.warn("security-list", "`security` should be a list; it is read as a list of this one.", place)
            return (_requirement(place, reading),)
        case other:
            reading.error("wrong-type", f"`security` must be a list, not {kind_of(other)}.", place)
            return None


def _requirement(place: Place, reading: Reading) -> SecurityRequirement:
    found: list[tuple[str, tuple[str, ...]]] = []
    for stated, member in place.members():
        name = _meant(stated, place, member, reading)
        reading.scheme_uses.setdefault((place.document.file, name), member.location)
        found.append((name, texts_of(member, reading)))
    return tuple(found)


def _meant(stated: str, place: Place, member: Place, reading: Reading) -> str:
    """Give the name of the scheme that is required: as stated, or of what a reference leads to (OpenAPI 3.2 §4.30)."""
    known = reading.schemes
    if stated in known or not ("#" in stated or "/" in stated):
        return stated
    found = reading.resolver.named(stated, place, member.location)
    # One that leads nowhere is as good as a name that nobody defines.
    target = None if isinstance(found, Problem) else reading.follow(found)
    if isinstance(found, Problem) or target is None:
        return stated
    same = next((name for name, scheme in known.items() if scheme.location == target.location), None)
    if same is not None:
        return same
    last = tokens_of(found.pointer)[-1] if found.pointer else stated
    name = next(name for number in count(1) if (name := f"{last}_{number}" if number > 1 else last) not in known)
    scheme = _scheme(name, target, reading)
    if scheme is not None:
        known[name] = scheme
    return name
