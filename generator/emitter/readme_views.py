"""View of a generated package's README.md: installation, a quickstart per resource, a table of every method."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.config import ClientConfig
from generator.emitter import docs, literals
from generator.emitter.arguments import Argument
from generator.emitter.client_views import ClientView, api_name
from generator.emitter.constructor import Argument as ConstructorArgument
from generator.emitter.constructor import constructor_of, env_prefix
from generator.emitter.event_views import MoreView, more_view
from generator.emitter.layout import Call, Expr, laid_out, one_line
from generator.emitter.method_views import MethodView
from generator.emitter.resource_views import ResourceModuleView
from generator.emitter.signatures import choice_of
from generator.emitter.table import NameTable
from generator.model.api import Api
from generator.model.types import (
    Alias,
    AnyValue,
    Binary,
    Enumeration,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    PrimitiveKind,
    TextFormat,
    TupleOf,
    TypeExpr,
    UnionOf,
)

_PLACEHOLDERS = {
    PrimitiveKind.STRING: '"…"',
    PrimitiveKind.INTEGER: "1",
    PrimitiveKind.NUMBER: "1.0",
    PrimitiveKind.BOOLEAN: "True",
    PrimitiveKind.NULL: "None",
}
_TEXTS = {
    TextFormat.DATE_TIME: '"2030-01-31T12:00:00Z"',
    TextFormat.DATE: '"2030-01-31"',
    TextFormat.TIME: '"12:00:00Z"',
    TextFormat.BASE64: 'b"data"',
    TextFormat.DECIMAL: '"1.00"',
}
_DEPTH = 4
"""Required fields inside required fields are shown down to here; a recursive schema would not end."""


class RowView(Struct, frozen=True):
    call: str
    request: str
    summary: str


class QuickstartView(Struct, frozen=True):
    title: str
    summary: str
    has_summary: bool
    lines: tuple[str, ...]


class StreamView(Struct, frozen=True):
    """How to loop over a stream, with the first method that gives one."""

    lines: tuple[str, ...]
    async_lines: tuple[str, ...]


class ReadmeView(Struct, frozen=True):
    title: str
    package: str
    class_name: str
    async_class_name: str
    env_prefix: str
    credentials: tuple[RowView, ...]
    has_credentials: bool
    has_tokens: bool
    """Whether the client can fetch tokens itself."""
    variables: tuple[RowView, ...]
    """Of the servers."""
    has_variables: bool
    quickstarts: tuple[QuickstartView, ...]
    pages: tuple[str, ...]
    """A call that gives pages; () where no operation does."""
    has_pages: bool
    rows: tuple[RowView, ...]
    servers: tuple[RowView, ...]
    streams: tuple[StreamView, ...]
    """At most one."""
    more: MoreView


def example(expr: TypeExpr | None, table: NameTable, depth: int = 0) -> Expr:
    """Give a literal that the type accepts, with nothing but what is required."""
    match expr:
        case Enumeration(values):
            return literals.value(values[0].value)
        case Primitive(kind):
            return _PLACEHOLDERS[kind]
        case FormattedText(format):
            return _TEXTS[format]
        case Binary():
            return 'b"data"'
        case ListOf(item):
            return Call("[", (example(item, table, depth + 1),) if depth < _DEPTH else (), "]")
        case TupleOf(items):
            return Call("[", tuple(example(item, table, depth + 1) for item in items), "]")
        case MapOf() | AnyValue() | None:
            return "{}"
        case UnionOf(members):
            return example(members[0], table, depth)
        case Named(id):
            definition = table.types[id]
            if isinstance(definition, Alias):
                return example(definition.type, table, depth + 1) if depth < _DEPTH else "{}"
            return _object(definition, table, depth)


def _after(prefix: str, expr: Expr) -> Expr:
    """Put a key or an argument's name in front of a literal."""
    return replace(expr, prefix=prefix) if isinstance(expr, Call) else f"{prefix}{one_line(expr)}"


def _object(definition: ObjectType, table: NameTable, depth: int) -> Expr:
    if depth >= _DEPTH:
        return "{}"
    pairs: list[Expr] = []
    for field in definition.fields:
        if field.is_required and not field.is_read_only:
            inner = example(field.type, table, depth + 1)
            pairs.append(_after(f"{literals.string(field.wire_name)}: ", inner))
    return Call("{", tuple(pairs), "}")


def call_example(path: tuple[str, ...], method: MethodView, table: NameTable, variable: str = "result") -> list[str]:
    return laid_out(f"{variable} = ", _call_of(path, method, table), "", "")


def _call_of(path: tuple[str, ...], method: MethodView, table: NameTable, stream: str = "") -> Call:
    """`stream`: the argument that asks for a stream, said with True whether it is required or not."""
    items: list[Expr] = []
    for argument in method.arguments:
        # A body that nobody has to send is shown in full: without it, most operations do nothing.
        is_shown = argument.is_needed or (argument.is_required and argument.constant is None)
        if is_shown and argument.python_name != stream:
            value = _example_of(argument, table)
            items.append(_after(f"{argument.python_name}=", value))
    if stream:
        items.append(f"{stream}=True")
    target = ".".join(("client", *path, method.python_name))
    return Call(f"{target}(", tuple(items), ")")


def _stream_view(
    client: ClientView, modules: tuple[ResourceModuleView, ...], table: NameTable
) -> tuple[StreamView, ...]:
    for path, method in _all_methods(client, modules):
        if not method.is_streamed:
            continue
        choice = choice_of(method.operation, method.arguments, table)
        call = _call_of(path, method, table, "" if choice is None else choice.flag.python_name)
        async_block = _block("async with await ", call, "    async for item in items:")
        return (StreamView(_block("with ", call, "    for item in items:"), async_block),)
    return ()


def _block(opening: str, call: Call, loop: str) -> tuple[str, ...]:
    return (*laid_out(opening, call, " as items:", ""), loop, "        print(item)")


def _example_of(argument: Argument, table: NameTable) -> Expr:
    if argument.is_positional and isinstance(argument.type, Primitive) and argument.type.kind is PrimitiveKind.STRING:
        return literals.string(f"my-{argument.python_name.strip('_').replace('_', '-')}")
    return example(argument.type, table)


def _all_methods(
    client: ClientView, modules: tuple[ResourceModuleView, ...]
) -> Iterator[tuple[tuple[str, ...], MethodView]]:
    for method in client.methods:
        yield (), method
    for module in modules:
        for method in module.methods:
            yield module.path, method


def _summary(method: MethodView) -> str:
    return docs.sentence(method.operation.doc.title or method.operation.doc.description)


def _quickstart(module: ResourceModuleView, table: NameTable) -> QuickstartView:
    method = module.methods[0]
    summary = _summary(method)
    choice = choice_of(method.operation, method.arguments, table)
    if method.is_streamed and (choice is None or choice.streams_by_default):
        lines = _block("with ", _call_of(module.path, method, table), "    for item in items:")
    else:
        lines = tuple(call_example(module.path, method, table))
    return QuickstartView(".".join(module.path), summary, bool(summary), lines)


def _argument_row(argument: ConstructorArgument) -> RowView:
    """One argument of the constructor: its name, its environment variable, what it is."""
    default = f" Default: {argument.default}." if argument.default else ""
    return RowView(
        argument.python_name,
        f"`{argument.environment}`" if argument.environment else "",
        docs.cell(argument.text + default),
    )


def _pages(client: ClientView, modules: tuple[ResourceModuleView, ...], table: NameTable) -> tuple[str, ...]:
    """Give a call of the paged method that is the simplest to call."""
    paged = [pair for pair in _all_methods(client, modules) if pair[1].operation.pagination is not None]
    calls = [call_example(path, method, table, "page") for path, method in paged]
    sizes = [(len(lines), len(lines[0]), index) for index, lines in enumerate(calls)]
    return tuple(calls[min(sizes)[2]]) if sizes else ()


def readme_view(
    api: Api, config: ClientConfig, table: NameTable, client: ClientView, modules: tuple[ResourceModuleView, ...]
) -> ReadmeView:
    quickstarts = tuple(_quickstart(module, table) for module in modules if module.methods)
    made = constructor_of(api, config)
    rows = tuple(
        RowView(
            call=".".join(("client", *path, method.python_name)),
            request=f"{method.operation.method} {docs.cell(method.operation.path)}",
            summary=docs.cell(_summary(method)),
        )
        for path, method in _all_methods(client, modules)
    )
    pages = _pages(client, modules, table)
    return ReadmeView(
        more=more_view(api, table),
        title=docs.cell(api_name(api, config)),
        package=config.package,
        class_name=config.class_name,
        async_class_name=f"Async{config.class_name}",
        env_prefix=env_prefix(config),
        credentials=tuple(map(_argument_row, made.secrets)),
        has_credentials=bool(made.secrets),
        has_tokens=any(each.flows for each in made.credentials),
        variables=tuple(map(_argument_row, made.places)),
        has_variables=bool(made.places),
        quickstarts=quickstarts,
        pages=pages,
        has_pages=bool(pages),
        rows=rows,
        streams=_stream_view(client, modules, table),
        servers=tuple(
            RowView(server.name, docs.cell(server.url), docs.cell(server.doc.description)) for server in api.servers
        ),
    )
