"""Views of the client module, the package's `__init__` and the public names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from generator.config import ClientConfig
from generator.emitter import docs, literals
from generator.emitter.constructor import Argument, Constructor, CredentialArguments, constructor_of, env_prefix
from generator.emitter.facts import server_call, tuples
from generator.emitter.imports import ImportsView, code_imports
from generator.emitter.layout import Call, Either, Expr, laid_out, signature
from generator.emitter.method_views import MethodView, async_method_lines, methods_of
from generator.emitter.resource_views import CLIENT_MEMBERS, ChildView, children_of, places, view_lines
from generator.emitter.signatures import keyword_lines, makers_beside
from generator.emitter.spelling import Speller
from generator.emitter.table import NameTable
from generator.model.api import Api, CredentialKind, TokenFlow

_INDENT = "    "
_COPIED = """Make a client that differs in what is given; default_headers and default_query are added to the old ones.

It shares the connections, so closing one closes both."""
_VIEWS = frozenset({"AsyncRawClient", "AsyncStreamedClient", "RawClient", "StreamedClient"})


class ClientView(Struct, frozen=True):
    docstring: tuple[str, ...]
    settings: tuple[str, ...]
    class_name: str
    async_class_name: str
    base: str
    async_base: str
    signature: tuple[str, ...]
    async_signature: tuple[str, ...]
    with_options: tuple[str, ...]
    async_with_options: tuple[str, ...]
    super_call: tuple[str, ...]
    class_docstring: tuple[str, ...]
    has_attributes: bool
    attributes: tuple[str, ...]
    async_attributes: tuple[str, ...]
    """The credentials, which can be read and replaced: `client.api_key = "…"`."""
    children: tuple[ChildView, ...]
    methods: tuple[MethodView, ...]
    shared: tuple[str, ...]
    """Facts of several methods."""
    imports: ImportsView
    has_checking: bool
    keywords: tuple[str, ...]
    """What overloads take, for type checkers."""
    has_methods: bool
    async_methods: tuple[str, ...]
    view_attributes: tuple[str, ...]
    async_view_attributes: tuple[str, ...]
    """The attributes that give the views of the client's own methods, if it has any."""
    views: tuple[OwnView, ...]
    """Raw and streaming views, sync and async."""


class OwnView(Struct, frozen=True):
    class_name: str
    base: str
    twins: tuple[str, ...]


class PackageView(Struct, frozen=True):
    docstring: tuple[str, ...]
    class_name: str
    async_class_name: str
    version: str
    """Spelled as a literal."""
    has_links: bool


def api_name(api: Api, config: ClientConfig) -> str:
    """Give what the API is called; documents made by a tool are often just called "api"."""
    title = " ".join(docs.clean(api.title).split())
    return f"{config.class_name} API" if title.lower() in ("", "api", "openapi") else title


def package_view(api: Api, config: ClientConfig, has_links: bool) -> PackageView:
    return PackageView(
        docstring=tuple(docs.docstring(docs.text_lines(f"Client of the {api_name(api, config)}.", indent=""), "")),
        class_name=config.class_name,
        async_class_name=f"Async{config.class_name}",
        version=literals.string(config.version),
        has_links=has_links,
    )


def client_view(api: Api, config: ClientConfig, table: NameTable) -> ClientView:
    made = constructor_of(api, config)
    # The client's own class hides a name of the runtime that is the same.
    own = Speller(table, frozenset({config.class_name, f"Async{config.class_name}"})).name
    named = places(api, config.class_name)
    taken = {*CLIENT_MEMBERS, *(named[id(resource)].path[-1] for resource in api.resources)}
    methods, shared, used = methods_of(api.operations, taken, config.class_name, api, table)
    makers = makers_beside((*taken, *(method.python_name for method in methods)))
    children = children_of(api.resources, named, ".resources.", makers["lazy_resource"])
    keywords = keyword_lines(method.keywords for method in methods)
    settings = Call(f"{own('Settings')}(", tuple(_settings(api, config, made, own)), ")")
    handed: tuple[Expr, ...] = ("_SETTINGS", _given(made.secrets), "server", "options")
    if made.variables:
        pairs = tuple(f"{literals.string(each.wire_name)}: {each.python_name}" for each in made.variables)
        handed = (*handed, Call("{", pairs, "}"))
    imports = code_imports(
        used
        | {own(name) for name in _used_by_clients(api, made, bool(methods), bool(children))}
        | ({makers["lazy_view"]} if methods else set[str]())
        | ({makers["lazy_resource"]} if children else set[str]()),
        0,
    )
    return ClientView(
        docstring=tuple(docs.docstring(docs.text_lines(f"Client of the {api_name(api, config)}.", indent=""), "")),
        settings=tuple(laid_out("_SETTINGS = ", settings, "", "")),
        class_name=config.class_name,
        async_class_name=f"Async{config.class_name}",
        base=own("SyncClient"),
        async_base=own("AsyncClient"),
        signature=tuple(_signature(api, made, False)),
        async_signature=tuple(_signature(api, made, True)),
        with_options=_with_options(made, own, False),
        async_with_options=_with_options(made, own, True),
        super_call=tuple(laid_out("super().__init__", Call("(", handed, ")"), "", _INDENT * 2)),
        class_docstring=tuple(docs.docstring(_class_docs(api, config, made), _INDENT)),
        has_attributes=bool(made.secrets or children or methods),
        attributes=tuple(
            line for each in made.secrets for line in laid_out(f"{each.python_name}: ", each.type, "", _INDENT)
        ),
        async_attributes=tuple(
            line for each in made.secrets for line in laid_out(f"{each.python_name}: ", each.async_type, "", _INDENT)
        ),
        children=children,
        methods=methods,
        shared=shared,
        has_methods=bool(methods),
        async_methods=async_method_lines(methods),
        view_attributes=view_lines(f"_{config.class_name}", makers["lazy_view"], _OWN) if methods else (),
        async_view_attributes=view_lines(f"_Async{config.class_name}", makers["lazy_view"], _OWN) if methods else (),
        views=tuple(_own_views(config.class_name, methods, own)) if methods else (),
        imports=imports,
        has_checking=bool(imports.checking or children or keywords),
        keywords=keywords,
    )


def _own_views(client: str, methods: tuple[MethodView, ...], own: Callable[[str], str]) -> Iterator[OwnView]:
    """Spell the views as those of a resource. Their classes begin with an underscore, which no resource's does."""
    for prefix, kind, twins in (
        ("", "Raw", [each.raw for each in methods]),
        ("", "Streamed", [each.streamed for each in methods]),
        ("Async", "Raw", [each.async_raw for each in methods]),
        ("Async", "Streamed", [each.async_streamed for each in methods]),
    ):
        lines = tuple(line for each in twins for line in each)
        yield OwnView(f"_{prefix}{client}{kind}", own(f"{prefix}{kind}Client"), lines)


_OWN = "The client's own"


def _used_by_clients(api: Api, made: Constructor, has_methods: bool, has_children: bool) -> set[str]:
    used = {"SyncClient", "AsyncClient", "ClientOptions", "AsyncClientOptions", "Self", "Settings", "Unpack"}
    used |= {"Server", "Literal"} if api.servers else set()
    used |= {name for each in (*made.secrets, *made.places) for name in each.used}
    used |= {"Credential"} if api.credentials else set()
    used |= {"TokenFlow"} if any(each.flows for each in made.credentials) else set()
    used |= {"Variable"} if made.variables else set()
    used |= {"TYPE_CHECKING"} if has_children else set()
    used |= {"CallOptions", *_VIEWS} if has_methods else set()
    return used


def _given(secrets: Sequence[Argument]) -> Expr:
    return Call("{", tuple(f"{literals.string(each.python_name)}: {each.python_name}" for each in secrets), "}")


def _parameters(arguments: Iterable[Argument], is_async: bool) -> list[tuple[str, Expr, str]]:
    return [(f"{each.python_name}: ", each.async_type if is_async else each.type, " = None") for each in arguments]


def _options(is_async: bool) -> tuple[str, Expr, str]:
    return f"**options: Unpack[{'Async' if is_async else ''}ClientOptions]", "", ""


def _signature(api: Api, made: Constructor, is_async: bool) -> list[str]:
    known = Call("Literal[", tuple(literals.string(server.name) for server in api.servers), "]")
    parameters: list[tuple[str, Expr, str]] = [("self", "", ""), ("*", "", "")]
    parameters += _parameters(made.secrets, is_async)
    parameters.append(("server: ", Either((known, "str", "None")) if api.servers else "str | None", " = None"))
    parameters += _parameters(made.places, is_async)
    return signature("def __init__", [*parameters, _options(is_async)], "None", _INDENT)


def _with_options(made: Constructor, own: Callable[[str], str], is_async: bool) -> tuple[str, ...]:
    # Connections are made with a certificate, and a copy has none of its own.
    certificates = {
        name
        for each in made.credentials
        if each.credential.kind is CredentialKind.MUTUAL_TLS
        for name in each.python_names
    }
    secrets = [each for each in made.secrets if each.python_name not in certificates]
    parameters: list[tuple[str, Expr, str]] = [("self", "", "")]
    if secrets:
        parameters += [("*", "", ""), *_parameters(secrets, is_async)]
    handed = ("options", _given(secrets)) if secrets else ("options",)
    return (
        *signature("def with_options", [*parameters, _options(is_async)], own("Self"), _INDENT),
        *docs.docstring(docs.text_lines(_COPIED, indent=_INDENT * 2), _INDENT * 2),
        *laid_out("return self._copy", Call("(", handed, ")"), "", _INDENT * 2),
    )


def _settings(api: Api, config: ClientConfig, made: Constructor, own: Callable[[str], str]) -> list[Expr]:
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
    if made.credentials:
        calls = tuple(_credential(each, own) for each in made.credentials)
        items.append(Call("(", calls, ")", prefix="credentials=", keeps_comma=True))
    if api.security is not None:
        items.append(tuples(api.security, "security="))
    if made.variables:
        each_variable = (
            tuple(literals.string(text) for text in (each.wire_name, each.python_name, each.environment))
            for each in made.variables
        )
        variables = tuple(Call(f"{own('Variable')}(", texts, ")") for texts in each_variable)
        items.append(Call("(", variables, ")", prefix="variables=", keeps_comma=True))
    return items


def _credential(each: CredentialArguments, own: Callable[[str], str]) -> Expr:
    items: list[Expr] = [
        literals.string(each.credential.name),
        literals.string(each.credential.kind.value),
        tuples(each.python_names),
        tuples(each.environment),
    ]
    if each.credential.wire_name is not None:
        items.append(f"wire_name={literals.string(each.credential.wire_name)}")
    if each.flows:
        flows = tuple(_flow(flow, own("TokenFlow")) for flow in each.flows)
        items.append(Call("(", flows, ")", prefix="flows=", keeps_comma=True))
        if each.roles != each.python_names:
            items.append(tuples(each.roles, "roles="))
        if each.credential.scopes and "scopes" in each.roles:
            items.append(tuples(each.credential.scopes, "scopes="))
    return Call(f"{own('Credential')}(", tuple(items), ")")


def _flow(flow: TokenFlow, maker: str) -> Expr:
    facts = {
        "token_url": flow.token_url,
        "refresh_url": flow.refresh_url,
        "discovery_url": flow.discovery_url,
        "client_authentication": flow.client_authentication,
    }
    told = tuple(f"{name}={literals.string(value)}" for name, value in facts.items() if value is not None)
    return Call(f"{maker}(", (literals.string(flow.kind), *told), ")")


def _class_docs(api: Api, config: ClientConfig, made: Constructor) -> list[str]:
    lines = docs.text_lines(docs.sentence(api.description) or f"Client of the {api_name(api, config)}.", indent=_INDENT)
    told: list[str] = []
    for each in made.secrets:
        told += docs.argument_lines(each.python_name, each.told, _INDENT)
    if api.servers:
        servers = ", ".join(f"{server.name} ({docs.cell(server.url)})" for server in api.servers)
        told += docs.argument_lines(
            "server", f"a server's name or its URL; the first is the default: {servers}.", _INDENT
        )
    for each in made.places:
        told += docs.argument_lines(each.python_name, each.told, _INDENT)
    told += docs.argument_lines(
        "options", f"see ClientOptions; base_url's default is ${env_prefix(config)}_BASE_URL.", _INDENT
    )
    return [*lines, "", "Args:", *told]
