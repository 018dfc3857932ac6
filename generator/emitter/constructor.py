"""What a client's constructor takes to know who calls, and where: names, types, environment variables.

Receives an Api; returns a `Constructor`. Equal arguments are one: credentials that look the same on the wire share it,
unless their names tell of two (`ApiKeyAuth`, `AdminApiKeyAuth`), and so do the token flows of one host, because who has a
client id has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from generator.config import ClientConfig
from generator.emitter import literals
from generator.emitter.layout import Call, Either, Expr
from generator.emitter.method_views import method_names
from generator.emitter.names import Scope, snake_name
from generator.emitter.resource_views import CLIENT_MEMBERS, places
from generator.emitter.table import all_operations
from generator.model.api import Api, Credential, CredentialKind, Server, ServerVariable, TokenFlow
from generator.model.words import words_of

_OLD_CREDENTIALS = frozenset({"api_key", "username", "password", "access_token"})
OPTIONS = frozenset(
    "self server options timeout max_retries default_headers default_query strict clock webhook_secret webhook_verifier"
    " retry on_request on_response on_error tracing max_response_bytes"
    " http_client transport".split()
)
"""What the constructor takes beside: runtime/options.py's ClientOptions."""
_OTHER_VARIABLES = frozenset({"log"})
"""Names whose environment variable means something else."""
_GRANTING = frozenset({"clientCredentials", "password", "authorizationCode", "deviceAuthorization", "openIdConnect"})
_ROLES = {
    "clientCredentials": ("client_id", "client_secret", "scopes"),
    "password": ("client_id", "client_secret", "username", "password", "scopes"),
    "openIdConnect": ("client_id", "client_secret", "refresh_token", "scopes"),
}
_ALIKE = frozenset({CredentialKind.BEARER, CredentialKind.BASIC, CredentialKind.DIGEST})
"""Kinds whose credentials all look the same on the wire."""
_SAYS_NOTHING = re.compile(
    r"(x|apis?|keys?|o?auth|authentication|authorization|credentials?|security|schemes?|header|tokens?|access|bearer|basic"
    r"|digest|https?|jwt|default|\d)+"
)
"""Words that any credential may be named with, also written as one: `basicauth`, `OAuth2`."""
_USER_ROLES = ("client_id", "client_secret", "refresh_token")
"""Of flows that a user takes part in: the first token comes from elsewhere, and says what it is good for."""
_ORDER = "access_token client_id client_secret refresh_token username password scopes token_options".split()

_SECRET = Either(("str", "Callable[[], str]", "None"))
_ASYNC_SECRET = Either(("str", Call("Callable[", ("[]", Either(("str", "Awaitable[str]"))), "]"), "None"))
_TEXT = "a value, or a function that gives one before every call."
_TOLD = {
    "access_token": _TEXT,
    "client_id": "with `client_secret`, what tokens are fetched with, and renewed.",
    "client_secret": "see `client_id`. A value, or a function that gives one.",
    "refresh_token": "what tokens are renewed with.",
    "username": "a value, or a function that gives one.",
    "password": "a value, or a function that gives one.",
    "scopes": "what tokens are to be good for; in the environment, separated by spaces.",
    "token_options": "how tokens are fetched: see TokenOptions.",
    "client_cert": "a PEM file with certificate and key, or a tuple of a file each, or an ssl.SSLContext.",
}


class Argument(Struct, frozen=True):
    python_name: str
    type: Expr
    async_type: Expr
    used: frozenset[str]
    """Names that the types are spelled with."""
    environment: str
    """The variable that is read when it is not given; "" means none."""
    text: str
    """What it is."""
    default: str = ""
    """In words, where there is one beside the environment's."""

    @property
    def told(self) -> str:
        """For docstrings: what it is, and what it is when it is not given."""
        variable = f"${self.environment}" if self.environment else ""
        default = ", or ".join(each for each in (variable, self.default) if each)
        return f"{self.text} Default: {default}." if default else self.text


class CredentialArguments(Struct, frozen=True):
    """How a caller hands a credential over."""

    credential: Credential
    python_names: tuple[str, ...]
    environment: tuple[str, ...]
    roles: tuple[str, ...]
    """Of a credential with token flows: what each argument is."""
    flows: tuple[TokenFlow, ...]
    """Those that the client goes itself."""


class VariableArgument(Struct, frozen=True):
    wire_name: str
    python_name: str
    environment: str


class Constructor(Struct, frozen=True):
    credentials: tuple[CredentialArguments, ...]
    secrets: tuple[Argument, ...]
    """Attributes of the client, too: `client.api_key = "…"`."""
    variables: tuple[VariableArgument, ...]
    places: tuple[Argument, ...]
    """The server variables."""


def env_prefix(config: ClientConfig) -> str:
    return config.env_prefix or snake_name(config.package).upper()


def constructor_of(api: Api, config: ClientConfig) -> Constructor:
    top = {place.path[0] for place in places(api).values()}
    methods = set(method_names(api.operations, {*CLIENT_MEMBERS, *top}).values())
    # Credentials are attributes, as resources and methods are; those of old have resources give way.
    scope = Scope({*CLIENT_MEMBERS, *OPTIONS, *_OTHER_VARIABLES, *top, *methods} - _OLD_CREDENTIALS)
    prefix = env_prefix(config)
    arguments: dict[str, Argument] = {}
    shared: dict[tuple[object, ...], str] = {}
    words = _words_by_name(api, config)
    general = {each.kind for each in api.credentials if not words[each.name]}
    credentials = tuple(
        _credential(each, words[each.name], each.kind in general, scope, prefix, shared, arguments)
        for each in api.credentials
    )
    places_by_name: list[Argument] = []
    variables: list[VariableArgument] = []
    for wire_name, found in _variables(api).items():
        wanted = snake_name(wire_name, fallback="variable")
        python_name = scope.claim(wanted, f"{wanted.rstrip('_')}_variable")
        environment = f"{prefix}_{python_name.upper()}"
        variables.append(VariableArgument(wire_name, python_name, environment))
        places_by_name.append(_place(python_name, wire_name, environment, found))
    return Constructor(credentials, tuple(arguments.values()), tuple(variables), tuple(places_by_name))


def _credential(
    credential: Credential,
    words: tuple[str, ...],
    has_general: bool,
    scope: Scope,
    prefix: str,
    shared: dict[tuple[object, ...], str],
    arguments: dict[str, Argument],
) -> CredentialArguments:
    """Name a credential's arguments, and note those that are new.

    `words`: its own; `has_general`: the plain names are for one of its kind without such, wherever the document lists that.
    """
    flows = tuple(flow for flow in credential.flows if _is_gone_by_itself(flow))
    roles = _roles(credential, flows)
    keys = {role: _key(role, credential, words, flows) for role in roles}
    # Together: `identity_client_id` beside a plain `client_secret` would not look like a pair.
    is_taken = (has_general and bool(words)) or any(role in scope for role, key in keys.items() if key not in shared)
    for role, key in keys.items():
        if key not in shared:
            full = snake_name(f"{'_'.join(words) or credential.name} {role}")
            shared[key] = scope.claim(full) if is_taken else scope.claim(role, full)
            arguments[shared[key]] = _argument(shared[key], role, prefix)
    names = [shared[key] for key in keys.values()]
    return CredentialArguments(
        credential,
        tuple(names),
        tuple(arguments[name].environment for name in names),
        roles if flows else (),
        flows,
    )


def _key(role: str, credential: Credential, words: tuple[str, ...], flows: tuple[TokenFlow, ...]) -> tuple[object, ...]:
    """Give what is equal where two credentials share an argument."""
    if flows and role != "access_token":
        # A secret goes to nobody but the host it was made for.
        return role, credential.kind, frozenset(_hosts(flows))
    return role, credential.kind, credential.wire_name, words


def _words_by_name(api: Api, config: ClientConfig) -> dict[str, tuple[str, ...]]:
    """Give each credential's own words; of one kind that are needed together, the first's: their header holds one key."""
    # Of several documents, one may call the only key by the vendor's name.
    vendor = {word.lower() for name in (config.package, config.class_name) for word in words_of(name)}
    found = {each.name: _own_words(each, vendor) for each in api.credentials}
    kinds = {each.name: each.kind for each in api.credentials}
    for operation in all_operations(api):
        for needed in operation.security or ():
            first: dict[CredentialKind, str] = {}
            for name in needed:
                found[name] = found[first.setdefault(kinds[name], name)]
    return found


def _own_words(credential: Credential, vendor: set[str]) -> tuple[str, ...]:
    """Give what a name says of whose a credential is, of kinds that are alike: ("admin",) for AdminApiKeyAuth."""
    if credential.kind not in _ALIKE:
        return ()
    words = (word.lower() for word in words_of(credential.name))
    return tuple(word for word in words if word not in vendor and not _SAYS_NOTHING.fullmatch(word))


def _roles(credential: Credential, flows: tuple[TokenFlow, ...]) -> tuple[str, ...]:
    match credential.kind:
        case CredentialKind.BASIC | CredentialKind.DIGEST:
            return ("username", "password")
        case CredentialKind.OAUTH2 | CredentialKind.OPEN_ID_CONNECT:
            needed = {role for flow in flows for role in _ROLES.get(flow.kind, _USER_ROLES)}
            needed |= {"access_token", *(("token_options",) if flows else ())}
            return tuple(role for role in _ORDER if role in needed)
        case CredentialKind.MUTUAL_TLS:
            return ("client_cert",)
        case _:
            return ("api_key",)


def _is_gone_by_itself(flow: TokenFlow) -> bool:
    return flow.kind in _GRANTING and bool(flow.token_url or flow.refresh_url or flow.discovery_url)


def _hosts(flows: tuple[TokenFlow, ...]) -> Iterator[str]:
    for flow in flows:
        for url in (flow.token_url, flow.refresh_url, flow.discovery_url):
            if url:
                yield urlsplit(url).netloc


def _argument(python_name: str, role: str, prefix: str) -> Argument:
    environment = "" if role == "token_options" else f"{prefix}_{python_name.upper()}"
    used: frozenset[str]
    match role:
        case "scopes":
            kind = async_kind = Either(("Sequence[str]", "None"))
            used = frozenset({"Sequence"})
        case "token_options":
            kind = async_kind = Either(("TokenOptions", "None"))
            used = frozenset({"TokenOptions"})
        case "client_cert":
            kind = async_kind = Either(("ClientCertificate", "None"))
            used = frozenset({"ClientCertificate"})
        case _:
            kind, async_kind, used = _SECRET, _ASYNC_SECRET, frozenset({"Awaitable", "Callable"})
    # The other of a pair is called like this one: `github_client_secret` beside `github_client_id`.
    text = _TOLD.get(role, _TEXT).replace("`client_", f"`{python_name.removesuffix(role)}client_")
    return Argument(python_name, kind, async_kind, used, environment, text)


def _variables(api: Api) -> dict[str, list[ServerVariable]]:
    """Give the variables of all servers, the operations' own included, in order; keyed by wire name."""
    found: dict[str, list[ServerVariable]] = {}
    for server in _servers(api):
        for variable in server.variables:
            if f"{{{variable.wire_name}}}" in server.url:
                found.setdefault(variable.wire_name, []).append(variable)
    return found


def _servers(api: Api) -> Iterator[Server]:
    yield from api.servers
    for operation in all_operations(api):
        yield from operation.servers


def _place(python_name: str, wire_name: str, environment: str, found: list[ServerVariable]) -> Argument:
    values = tuple(dict.fromkeys(value for variable in found for value in variable.values))
    known = (Call("Literal[", tuple(literals.string(value) for value in values), "]"),) if values else ()
    kind = Either((*known, "str", "None"))
    told = next((variable.doc.description for variable in found if variable.doc.description), None)
    default = " or ".join(dict.fromkeys(f'"{each.default}"' for each in found if each.default is not None))
    text = (told or f"`{wire_name}` in the URL of the server").rstrip(". ") + "."
    used = frozenset({"Literal"} if values else ())
    return Argument(python_name, kind, kind, used, environment, text, default)
