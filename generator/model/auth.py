"""Credentials: which there are, and which each operation needs.

Receives security schemes, requirements and client.yml; returns Credentials. Every scheme that is required is there: those
that no document defines are the loader's (undefined_security.py).

An API key that is only a header parameter (`xi-api-key`) becomes a Credential: client.yml's `api_key_header` names it,
or, when the documents define no security at all, its usual name does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from generator.config import AuthConfig, ClientConfig
from generator.loader.spec import Operation, SecurityScheme, Spec
from generator.model.api import Credential, CredentialKind, TokenFlow
from generator.model.types import Doc
from generator.problems import Location, Problem, Severity, warning

Security = tuple[tuple[str, ...], ...]

API_KEY = "api_key"
"""Name of the Credential made from a header parameter."""
_KEY_HEADERS = frozenset(
    "x-api-key api-key apikey x-apikey xi-api-key x-auth-token x-access-token x-api-token x-auth-key"
    " authorization".split()
)
_PLACES = {
    "header": CredentialKind.API_KEY_HEADER,
    "query": CredentialKind.API_KEY_QUERY,
    "cookie": CredentialKind.API_KEY_COOKIE,
}
_PLACE_OF = {kind: place for place, kind in _PLACES.items()}


def credentials_of(
    spec: Spec, config: ClientConfig, api_key_header: str | None, problems: list[Problem]
) -> tuple[Credential, ...]:
    """Give every credential: those of schemes first, then client.yml's."""
    found = {scheme.name: _credential(scheme, problems) for scheme in spec.security_schemes}
    found.update((auth.scheme, configured(auth)) for auth in config.auth)
    if api_key_header is not None:
        found[API_KEY] = Credential(API_KEY, CredentialKind.API_KEY_HEADER, api_key_header, Doc())
    problems += _clashes(spec, found)
    return tuple(_with_scopes(credential, spec, config) for credential in found.values())


def _clashes(spec: Spec, credentials: Mapping[str, Credential]) -> Iterator[Problem]:
    """Find what is needed together and travels in one header, which has room for one value."""
    seen: set[tuple[str, ...]] = set()
    for operation in spec.operations:
        for requirement in operation.security or ():
            names = tuple(name for name, _ in requirement)
            by_header: dict[str, str] = {}
            for name in () if names in seen else names:
                header = _header(credentials[name])
                if header is not None and header.lower() in by_header:
                    message = (
                        f"`{by_header[header.lower()]}` and `{name}` are needed together, and both travel in the header "
                        f"{header}: only one is sent"
                    )
                    hint = "If either will do, make them two entries of `security` in an overlay."
                    place = _security_location(spec, operation, name)
                    yield warning("security-header-shared", message, place, hint)
                elif header is not None:
                    by_header[header.lower()] = name
            seen.add(names)


def _header(credential: Credential) -> str | None:
    match credential.kind:
        case CredentialKind.API_KEY_HEADER:
            return credential.wire_name
        case CredentialKind.API_KEY_QUERY | CredentialKind.API_KEY_COOKIE | CredentialKind.MUTUAL_TLS:
            return None
        case _:
            return "Authorization"


_TOKEN_KINDS = frozenset({CredentialKind.OAUTH2, CredentialKind.OPEN_ID_CONNECT})


def _with_scopes(credential: Credential, spec: Spec, config: ClientConfig) -> Credential:
    """Add what a token must be good for: client.yml's choice, else all that operations require of it."""
    if credential.kind not in _TOKEN_KINDS:
        return credential
    chosen = next((auth.scopes for auth in config.auth if auth.scheme == credential.name), ())
    required = {
        scope
        for operation in spec.operations
        for requirement in operation.security or ()
        for name, scopes in requirement
        if name == credential.name
        for scope in scopes
    }
    return replace(credential, scopes=chosen or tuple(sorted(required)))


def _security_location(spec: Spec, operation: Operation, name: str) -> Location:
    """Point at the document's own `security` where each of its operations has the same, else at the operation's."""
    file = operation.location.file
    same = all(other.security == operation.security for other in spec.operations if other.location.file == file)
    return Location(file, "/security" if same else f"{operation.location.pointer}/security")


def _credential(scheme: SecurityScheme, problems: list[Problem]) -> Credential:
    kind, wire_name = _kind(scheme, problems)
    flows = tuple(TokenFlow(flow.kind, flow.token_url, flow.refresh_url) for flow in scheme.flows)
    if scheme.open_id_connect_url is not None:
        flows = (TokenFlow("openIdConnect", discovery_url=scheme.open_id_connect_url),)
    return Credential(scheme.name, kind, wire_name, Doc(description=scheme.description), flows)


def _kind(scheme: SecurityScheme, problems: list[Problem]) -> tuple[CredentialKind, str | None]:
    match scheme.type:
        case "apiKey" if scheme.place in _PLACES:
            return _PLACES[scheme.place], scheme.wire_name
        case "http" if scheme.http_scheme in ("bearer", "basic", "digest"):
            return CredentialKind(scheme.http_scheme), None
        case "oauth2":
            return CredentialKind.OAUTH2, None
        case "openIdConnect":
            return CredentialKind.OPEN_ID_CONNECT, None
        case "mutualTLS":
            return CredentialKind.MUTUAL_TLS, None
        case _:
            what = f"`type: {scheme.type}`" + (f", `scheme: {scheme.http_scheme}`" if scheme.http_scheme else "")
            message = f"Security scheme `{scheme.name}` ({what}) is not known; its value is sent as the whole header"
            problems.append(warning("security-scheme-unknown", message, scheme.location))
            return CredentialKind.API_KEY_HEADER, scheme.wire_name or "Authorization"


_FLOWS = {
    "client-credentials": "clientCredentials",
    "password": "password",
    "authorization-code": "authorizationCode",
}


def configured(auth: AuthConfig) -> Credential:
    """Give the credential that client.yml describes."""
    match auth.type:
        case "http-basic":
            return Credential(auth.scheme, CredentialKind.BASIC, None, Doc())
        case "http-digest":
            return Credential(auth.scheme, CredentialKind.DIGEST, None, Doc())
        case "mutual-tls":
            return Credential(auth.scheme, CredentialKind.MUTUAL_TLS, None, Doc())
        case "api-key":
            return Credential(auth.scheme, _PLACES[auth.location], auth.wire_name, Doc())
        case "oauth2":
            flow = TokenFlow(_FLOWS[auth.flow], auth.url, client_authentication=auth.client_authentication)
            return Credential(auth.scheme, CredentialKind.OAUTH2, None, Doc(), (flow,))
        case "openid-connect":
            flow = TokenFlow("openIdConnect", discovery_url=auth.url, client_authentication=auth.client_authentication)
            return Credential(auth.scheme, CredentialKind.OPEN_ID_CONNECT, None, Doc(), (flow,))
        case _:
            return Credential(auth.scheme, CredentialKind.BEARER, None, Doc())


def key_header(spec: Spec, config: ClientConfig, problems: list[Problem]) -> str | None:
    """Give the header parameter that is the API key in all but name, as written."""
    if config.api_key_header is not None:
        return config.api_key_header
    if spec.security_schemes or config.auth:
        return None
    counts: Counter[str] = Counter()
    places: dict[str, Location] = {}
    for operation in spec.operations:
        for parameter in operation.parameters:
            if parameter.place == "header" and parameter.wire_name.lower() in _KEY_HEADERS:
                counts[parameter.wire_name] += 1
                places.setdefault(parameter.wire_name, parameter.location)
    if not counts:
        return None
    header = max(counts, key=lambda name: (counts[name], name))
    message = f"No document defines security; header parameter `{header}` is taken as the API key where it stands"
    hint = f"Say so in client.yml: `api_key_header: {header}`."
    problems.append(Problem("api-key-header-convention", Severity.NOTE, message, places[header], hint))
    return header


def security_of(operation: Operation, api_key_header: str | None) -> Security | None:
    """Give the alternatives; () among them: none needed. None: the documents do not say."""
    if api_key_header is not None and _has_header(operation, api_key_header):
        return ((API_KEY,), ())
    if operation.security is None:
        return None
    found = tuple(tuple(name for name, _ in requirement) for requirement in operation.security)
    return tuple(dict.fromkeys(found)) or ((),)


def sent_keys(
    operation: Operation, api_key_header: str | None, credentials: Iterable[Credential]
) -> Mapping[tuple[str, str], str]:
    """Give what the client adds to every request of an operation: (in, name) of the parameter it would be, and a reason
    why that is no argument. A header's name is in lower case."""
    found: dict[tuple[str, str], str] = {}
    alternatives = [{name for name, _ in requirement} for requirement in operation.security or () if requirement]
    for credential in credentials:
        place = _PLACE_OF.get(credential.kind)
        if place and credential.wire_name and alternatives and all(credential.name in names for names in alternatives):
            name = credential.wire_name.lower() if place == "header" else credential.wire_name
            found[place, name] = f"sent by the client as its `{credential.name}`"
    if api_key_header is not None:
        found["header", api_key_header.lower()] = "sent from the client's api_key"
    return found


def _has_header(operation: Operation, wire_name: str) -> bool:
    names = (each.wire_name.lower() for each in operation.parameters if each.place == "header")
    return wire_name.lower() in names


def common_security(securities: Iterable[Security | None]) -> Security | None:
    """Give what most operations need; of equally many, the first. None where that is more than others ask for, which do not
    say: what the client has is sent there, and nothing is missing."""
    counts = Counter(securities)
    common = max(counts, key=lambda security: counts[security]) if counts else None
    return None if common is not None and None in counts and () not in common else common
