"""Views of the client module, the package's `__init__` and the public names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.config import ClientConfig
from generator.emitter import docs, literals
from generator.emitter.facts import server_call
from generator.emitter.imports import ImportsView, code_imports
from generator.emitter.layout import Call, Either, Expr, laid_out, signature
from generator.emitter.names import Scope, snake_name
from generator.emitter.resource_views import CLIENT_MEMBERS, ChildView, MethodView, children_of, methods_of, places
from generator.emitter.spelling import Speller
from generator.emitter.table import NameTable
from generator.model.api import Api, Credential, CredentialKind

_INDENT = "    "
_CREDENTIALS = frozenset({"api_key", "username", "password", "access_token"})
_CLIENT_ARGUMENTS = CLIENT_MEMBERS - _CREDENTIALS | frozenset(
    (
        "self server options timeout max_retries default_headers default_query strict clock http_client transport"
        " retry on_request on_response on_error tracing max_response_bytes"
    ).split()
)
"""What the constructor takes beside credentials: runtime/options.py's ClientOptions."""
_TOKEN = "str | Callable[[], str] | None"
_ASYNC_TOKEN = "str | Callable[[], str | Awaitable[str]] | None"


@dataclass(frozen=True, slots=True)
class CredentialArguments:
    """How a caller hands a credential over."""

    credential: Credential
    python_names: tuple[str, ...]
    """One token; or user name and password; or nothing (mutual TLS: see http_client=)."""
    environment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    docstring: tuple[str, ...]
    settings: tuple[str, ...]
    class_name: str
    async_class_name: str
    base: str
    async_base: str
    signature: tuple[str, ...]
    async_signature: tuple[str, ...]
    super_call: tuple[str, ...]
    class_docstring: tuple[str, ...]
    has_attributes: bool
    attributes: tuple[str, ...]
    async_attributes: tuple[str, ...]
    """The credentials, which can be read and replaced: `client.api_key = "…"`."""
    children: tuple[ChildView, ...]
    methods: tuple[MethodView, ...]
    imports: ImportsView
    has_checking: bool


@dataclass(frozen=True, slots=True)
class PackageView:
    docstring: tuple[str, ...]
    class_name: str
    async_class_name: str
    version: str
    """Spelled as a literal."""


def env_prefix(config: ClientConfig) -> str:
    return config.env_prefix or snake_name(config.package).upper()


def credential_arguments(api: Api, config: ClientConfig) -> tuple[CredentialArguments, ...]:
    """Name constructor arguments: the first token is `api_key`; credentials that look the same on the wire share one."""
    scope = Scope(_CLIENT_ARGUMENTS)
    prefix = env_prefix(config)
    shared: dict[tuple[CredentialKind, str | None], tuple[str, ...]] = {}
    found: list[CredentialArguments] = []
    for credential in api.credentials:
        key = (credential.kind, credential.wire_name)
        if key not in shared:
            shared[key] = tuple(
                scope.claim(wanted, snake_name(f"{credential.name} {wanted}")) for wanted in _wanted(credential)
            )
        names = shared[key]
        found.append(CredentialArguments(credential, names, tuple(f"{prefix}_{name.upper()}" for name in names)))
    return tuple(found)


def _wanted(credential: Credential) -> tuple[str, ...]:
    match credential.kind:
        case CredentialKind.BASIC | CredentialKind.DIGEST:
            return ("username", "password")
        case CredentialKind.OAUTH2 | CredentialKind.OPEN_ID_CONNECT:
            return ("access_token",)
        case CredentialKind.MUTUAL_TLS:
            return ()
        case _:
            return ("api_key",)


def api_name(api: Api, config: ClientConfig) -> str:
    """Give what the API is called; documents made by a tool are often just called "api"."""
    title = " ".join(docs.clean(api.title).split())
    return f"{config.class_name} API" if title.lower() in ("", "api", "openapi") else title


def package_view(api: Api, config: ClientConfig) -> PackageView:
    return PackageView(
        docstring=tuple(docs.docstring(docs.text_lines(f"Client of the {api_name(api, config)}.", indent=""), "")),
        class_name=config.class_name,
        async_class_name=f"Async{config.class_name}",
        version=literals.string(config.version),
    )


def client_view(api: Api, config: ClientConfig, table: NameTable) -> ClientView:
    credentials = credential_arguments(api, config)
    # The client's own class hides a name of the runtime that is the same.
    own = Speller(table, frozenset({config.class_name, f"Async{config.class_name}"})).name
    children = children_of(api.resources, places(api, config.class_name), ".resources.")
    methods, used = methods_of(
        api.operations,
        {*CLIENT_MEMBERS, *(child.python_name for child in children)},
        config.class_name,
        api,
        table,
    )
    names = tuple(dict.fromkeys(name for each in credentials for name in each.python_names))
    settings = Call(f"{own('Settings')}(", tuple(_settings(api, config, credentials, own)), ")")
    given = Call("{", tuple(f"{literals.string(name)}: {name}" for name in names), "}")
    imports = code_imports(
        used | {own(name) for name in _used_by_clients(api, names, bool(methods), bool(children))}, 0
    )
    return ClientView(
        docstring=tuple(docs.docstring(docs.text_lines(f"Client of the {api_name(api, config)}.", indent=""), "")),
        settings=tuple(laid_out("_SETTINGS = ", settings, "", "")),
        class_name=config.class_name,
        async_class_name=f"Async{config.class_name}",
        base=own("SyncClient"),
        async_base=own("AsyncClient"),
        signature=tuple(_signature(api, names, _TOKEN, "ClientOptions")),
        async_signature=tuple(_signature(api, names, _ASYNC_TOKEN, "AsyncClientOptions")),
        super_call=tuple(
            laid_out("super().__init__", Call("(", ("_SETTINGS", given, "server", "options"), ")"), "", _INDENT * 2)
        ),
        class_docstring=tuple(docs.docstring(_class_docs(api, config, credentials), _INDENT)),
        has_attributes=bool(names),
        attributes=tuple(f"{_INDENT}{name}: {_TOKEN}" for name in names),
        async_attributes=tuple(f"{_INDENT}{name}: {_ASYNC_TOKEN}" for name in names),
        children=children,
        methods=methods,
        imports=imports,
        has_checking=bool(imports.checking or children),
    )


def _used_by_clients(api: Api, names: tuple[str, ...], has_methods: bool, has_children: bool) -> set[str]:
    used = {"SyncClient", "AsyncClient", "ClientOptions", "AsyncClientOptions", "Settings", "Unpack"}
    used |= {"Server", "Literal"} if api.servers else set()
    used |= {"Awaitable", "Callable"} if names else set()
    used |= {"Credential"} if api.credentials else set()
    used |= {"cached_property", "TYPE_CHECKING"} if has_children else set()
    used |= {"CallOptions", "Operation"} if has_methods else set()
    return used


def _signature(api: Api, names: tuple[str, ...], token: str, options: str) -> list[str]:
    known = Call("Literal[", tuple(literals.string(server.name) for server in api.servers), "]")
    parameters: list[tuple[str, Expr, str]] = [("self", "", ""), ("*", "", "")]
    parameters += [(f"{name}: ", token, " = None") for name in names]
    parameters.append(("server: ", Either((known, "str", "None")) if api.servers else "str | None", " = None"))
    parameters.append((f"**options: Unpack[{options}]", "", ""))
    return signature("def __init__", parameters, "None", _INDENT)


def _settings(
    api: Api, config: ClientConfig, credentials: tuple[CredentialArguments, ...], own: Callable[[str], str]
) -> list[Expr]:
    items: list[Expr] = [
        f"package={literals.string(config.package)}",
        f"version={literals.string(config.version)}",
        f"env_prefix={literals.string(env_prefix(config))}",
        Call(
            "(",
            tuple(server_call(server, own("Server")) for server in api.servers),
            ")",
            prefix="servers=",
            keeps_comma=True,
        ),
    ]
    if credentials:
        calls = tuple(_credential(each, own("Credential")) for each in credentials)
        items.append(Call("(", calls, ")", prefix="credentials=", keeps_comma=True))
    if api.security is not None:
        items.append(f"security={literals.value(api.security)}")
    return items


def _tuple(texts: tuple[str, ...]) -> Expr:
    return Call("(", tuple(literals.string(text) for text in texts), ")", keeps_comma=True)


def _credential(each: CredentialArguments, maker: str) -> Expr:
    items: list[Expr] = [
        literals.string(each.credential.name),
        literals.string(each.credential.kind.value),
        _tuple(each.python_names),
        _tuple(each.environment),
    ]
    if each.credential.wire_name is not None:
        items.append(f"wire_name={literals.string(each.credential.wire_name)}")
    return Call(f"{maker}(", tuple(items), ")")


def _class_docs(api: Api, config: ClientConfig, credentials: tuple[CredentialArguments, ...]) -> list[str]:
    lines = docs.text_lines(docs.sentence(api.description) or f"Client of the {api_name(api, config)}.", indent=_INDENT)
    told: list[str] = []
    for name, variable in dict.fromkeys(
        pair for each in credentials for pair in zip(each.python_names, each.environment, strict=True)
    ):
        text = f"a value, or a function that gives one before every call. Default: ${variable}."
        told += docs.argument_lines(name, text, _INDENT)
    if api.servers:
        servers = ", ".join(f"{server.name} ({docs.cell(server.url)})" for server in api.servers)
        told += docs.argument_lines(
            "server", f"a server's name or its URL; the first is the default: {servers}.", _INDENT
        )
    told += docs.argument_lines(
        "options", f"see ClientOptions; base_url's default is ${env_prefix(config)}_BASE_URL.", _INDENT
    )
    return [*lines, "", "Args:", *told]
