"""Views of `resources/`: every method, its operation's facts, and the raw and streamed twins.

Receives an Api and its NameTable; returns one `ResourceModuleView` per resource, nested ones included.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.emitter import docs, literals
from generator.emitter.arguments import Argument, Source, arguments_of
from generator.emitter.facts import fact_names, operation_lines
from generator.emitter.imports import IMPORTED_NAMES, ImportsView, code_imports, import_lines
from generator.emitter.layout import Call, Expr, laid_out, signature
from generator.emitter.names import BUILTIN_TYPES, Scope, class_name, snake_name
from generator.emitter.receiving import class_header, receiver_members
from generator.emitter.signatures import (
    answering_of,
    choice_facts,
    choice_of,
    keyword_lines,
    operation_type,
    parameters_of,
    twin,
    twin_makers,
)
from generator.emitter.spelling import Speller
from generator.emitter.streams import AnswerForm, answer_form
from generator.emitter.table import NameTable
from generator.emitter.type_views import doc_text
from generator.model.api import Api, Operation, Resource

_INDENT = "    "
RESOURCE_MEMBERS = frozenset({"with_raw_response", "with_streaming_response"})
"""Attributes of every resource class; no method or child may take them."""
CLIENT_MEMBERS = frozenset(
    "base_url close with_options wait_until follow request get post put patch delete with_raw_response with_streaming_response"
    " api_key username password access_token".split()
)
"""Attributes of runtime/client.py's clients; no resource may take them. (Private ones begin with an underscore, which no generated name does.)"""


@dataclass(frozen=True, slots=True)
class MethodView:
    python_name: str
    constant: str
    facts: tuple[str, ...]
    """The Operation's definition, laid out."""
    signature: tuple[str, ...]
    async_signature: tuple[str, ...]
    docstring: tuple[str, ...]
    call: tuple[str, ...]
    async_call: tuple[str, ...]
    raw: tuple[str, ...]
    streamed: tuple[str, ...]
    async_raw: tuple[str, ...]
    async_streamed: tuple[str, ...]
    """The method's twins in the four views of the resource."""
    overloads: tuple[str, ...]
    async_overloads: tuple[str, ...]
    keywords: tuple[str, ...]
    """What the overloads take, for type checkers: see signatures.py."""
    is_streamed: bool
    """It gives a stream, perhaps only if it is asked to."""
    operation: Operation
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class ChildView:
    python_name: str
    class_name: str
    module: str
    docstring: tuple[str, ...]
    imports: tuple[str, ...]
    """What a type checker needs to know of both classes."""
    header: tuple[str, ...]
    async_header: tuple[str, ...]
    """First lines of the property that gives it."""
    sync_import: tuple[str, ...]
    async_import: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceModuleView:
    module: str
    class_name: str
    path: tuple[str, ...]
    """Attribute names from the client down: ("dubbing", "resource", "speaker")."""
    module_docstring: tuple[str, ...]
    docstring: tuple[str, ...]
    imports: ImportsView
    methods: tuple[MethodView, ...]
    children: tuple[ChildView, ...]
    raw_header: tuple[str, ...]
    async_raw_header: tuple[str, ...]
    streamed_header: tuple[str, ...]
    async_streamed_header: tuple[str, ...]
    """First lines of the properties that give the four views."""
    has_standard: bool
    has_methods: bool
    has_checking: bool
    keywords: tuple[str, ...]
    """What overloads take, for type checkers."""
    header: tuple[str, ...]
    async_header: tuple[str, ...]
    """First lines of the classes."""
    event: str
    """Name, spelled as a literal, of the type of what the resource receives."""
    has_event: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A resource with the names it has been given."""

    resource: Resource
    path: tuple[str, ...]
    module: str
    class_name: str


def places(api: Api, client_class: str = "") -> dict[int, _Place]:
    """Name every resource of the tree; keyed by the resource's identity, since equal twins may stand in two places."""
    modules, classes = Scope(), Scope({*IMPORTED_NAMES, client_class, f"Async{client_class}"})
    found: dict[int, _Place] = {}

    def walk(resources: tuple[Resource, ...], above: tuple[str, ...], words: str, taken: frozenset[str]) -> None:
        scope = Scope(taken)
        for resource in resources:
            python_name = scope.claim(snake_name(resource.name, fallback="resource"))
            path = (*above, python_name)
            full = f"{words} {resource.name}".strip()
            place = _Place(
                resource,
                path,
                modules.claim(snake_name("_".join(path))),
                classes.claim(class_name(full.title() if full.islower() else full)),
            )
            found[id(resource)] = place
            walk(resource.children, path, full, RESOURCE_MEMBERS | receiver_members(resource))

    walk(api.resources, (), "", CLIENT_MEMBERS)
    return found


def resource_modules(api: Api, client_class: str, table: NameTable) -> tuple[ResourceModuleView, ...]:
    named = places(api, client_class)
    return tuple(_module(place, named, api, table) for place in named.values())


def children_of(resources: tuple[Resource, ...], named: dict[int, _Place], package: str) -> tuple[ChildView, ...]:
    """`package`: where the modules of resources are, as seen from the parent's module."""
    return tuple(_child(named[id(resource)], package) for resource in resources)


def _property(python_name: str, result: str) -> tuple[str, ...]:
    return tuple(signature(f"def {python_name}", [("self", "", "")], result, _INDENT))


def _child(place: _Place, package: str) -> ChildView:
    module, inner = f"{package}{place.module}", _INDENT * 2
    text = docs.text_lines(docs.sentence(place.resource.doc.description), indent=inner)
    return ChildView(
        python_name=place.path[-1],
        class_name=place.class_name,
        module=place.module,
        docstring=tuple(docs.docstring(text, inner)),
        imports=tuple(import_lines(module, (f"Async{place.class_name}", place.class_name), _INDENT)),
        header=_property(place.path[-1], place.class_name),
        async_header=_property(place.path[-1], f"Async{place.class_name}"),
        sync_import=tuple(import_lines(module, (place.class_name,), inner)),
        async_import=tuple(import_lines(module, (f"Async{place.class_name}",), inner)),
    )


_VIEWS = frozenset({"AsyncRawResource", "AsyncStreamedResource", "RawResource", "StreamedResource"})


def _used_by_class(methods: tuple[MethodView, ...], children: tuple[ChildView, ...]) -> set[str]:
    names = {"AsyncResource", "SyncResource"}
    if children:
        names |= {"cached_property", "TYPE_CHECKING"}
    if methods:
        makers = twin_makers(method.python_name for method in methods)
        names |= {"cached_property", "CallOptions", "Unpack", *_VIEWS, *makers.values()}
    return names


def _module(place: _Place, named: dict[int, _Place], api: Api, table: NameTable) -> ResourceModuleView:
    children = children_of(place.resource.children, named, ".")
    methods, used = methods_of(
        place.resource.operations,
        {child.python_name for child in children} | receiver_members(place.resource),
        place.class_name,
        api,
        table,
    )
    event = None if place.resource.event is None else table.names[place.resource.event]
    used |= set() if event is None else {"WebhookReceiver", "types"}
    imports = code_imports(used | _used_by_class(methods, children), 1)
    keywords = keyword_lines(method.keywords for method in methods)
    told = f"Methods of `client.{'.'.join(place.path)}`."
    text = docs.text_lines(place.resource.doc.description or told, indent=_INDENT)
    return ResourceModuleView(
        module=place.module,
        class_name=place.class_name,
        path=place.path,
        module_docstring=tuple(docs.docstring([told], "")),
        docstring=tuple(docs.docstring(text, _INDENT)),
        imports=imports,
        methods=methods,
        children=children,
        raw_header=_property("with_raw_response", f"{place.class_name}Raw"),
        async_raw_header=_property("with_raw_response", f"Async{place.class_name}Raw"),
        streamed_header=_property("with_streaming_response", f"{place.class_name}Streamed"),
        async_streamed_header=_property("with_streaming_response", f"Async{place.class_name}Streamed"),
        has_standard=bool(imports.standard),
        has_methods=bool(methods),
        has_checking=bool(imports.checking or children or keywords),
        keywords=keywords,
        header=class_header(place.class_name, "SyncResource", event),
        async_header=class_header(f"Async{place.class_name}", "AsyncResource", event),
        event=literals.string(event or ""),
        has_event=event is not None,
    )


def method_names(operations: tuple[Operation, ...], taken: set[str]) -> dict[int, str]:
    scope = Scope({*taken, *RESOURCE_MEMBERS})
    return {
        id(operation): scope.claim(snake_name(operation.name, fallback=operation.method.lower()))
        for operation in operations
    }


def methods_of(
    operations: tuple[Operation, ...], taken: set[str], owner: str, api: Api, table: NameTable
) -> tuple[tuple[MethodView, ...], set[str]]:
    """Give the methods of the class `owner` and the names their annotations use."""
    names = method_names(operations, taken)
    hidden = frozenset({*names.values(), *taken}) & (BUILTIN_TYPES | {"types", "datetime", "date", "time"})
    speller = Speller(table, hidden, "types.")
    constants, makers = Scope(), twin_makers(names.values())
    methods = tuple(
        _method(operation, names[id(operation)], owner, makers, constants, speller, api, table)
        for operation in operations
    )
    return methods, speller.used


def _method(
    operation: Operation,
    python_name: str,
    owner: str,
    makers: dict[str, str],
    constants: Scope,
    speller: Speller,
    api: Api,
    table: NameTable,
) -> MethodView:
    arguments = arguments_of(operation, table)
    constant = constants.claim(f"_{python_name.upper().strip('_')}")
    choice = choice_of(operation, arguments, table)
    answering = answering_of(
        operation,
        arguments,
        choice,
        (python_name, constant),
        (speller, lambda hidden: Speller(table, hidden, "types.")),
    )
    plain = Speller(table, frozenset(), "types.")
    annotation = operation_type(operation, plain)
    speller.used |= plain.used | fact_names(operation)
    parameters = parameters_of(arguments, speller)
    is_paged = operation.pagination is not None
    caller, awaits, asyncs = ("_page", "", "") if is_paged else ("_call", "await ", "async ")
    call = _call(answering.operation, arguments, answering.options, caller)
    async_call = _call(answering.async_operation, arguments, answering.options, caller)
    return MethodView(
        python_name=python_name,
        constant=constant,
        facts=tuple(operation_lines(constant, annotation, operation, api, table, choice_facts(choice))),
        signature=tuple(signature(f"def {python_name}", parameters, answering.result, _INDENT)),
        async_signature=tuple(signature(f"{asyncs}def {python_name}", parameters, answering.async_result, _INDENT)),
        docstring=tuple(_docstring(operation, arguments)),
        call=tuple(laid_out("return ", call, "", _INDENT * 2)),
        async_call=tuple(laid_out(f"return {awaits}", async_call, "", _INDENT * 2)),
        raw=tuple(twin(python_name, makers["raw"], owner)),
        streamed=tuple(twin(python_name, makers["streamed"], owner)),
        async_raw=tuple(twin(python_name, makers["async_raw"], f"Async{owner}")),
        async_streamed=tuple(twin(python_name, makers["async_streamed"], f"Async{owner}")),
        overloads=answering.overloads,
        async_overloads=answering.async_overloads,
        keywords=answering.keywords,
        is_streamed=answer_form(operation) is not AnswerForm.PLAIN,
        operation=operation,
        arguments=arguments,
    )


def _docstring(operation: Operation, arguments: tuple[Argument, ...]) -> list[str]:
    indent = _INDENT * 2
    lines = docs.text_lines(operation.doc.title, operation.doc.description, indent=indent)
    if operation.doc.title and docs.clean(operation.doc.title).rstrip(".") == docs.clean(
        operation.doc.description
    ).rstrip("."):
        lines = docs.text_lines(operation.doc.description, indent=indent)
    told = [
        line
        for argument in arguments
        for line in docs.argument_lines(argument.python_name, doc_text(argument.doc, argument.wire_name), indent)
    ]
    if told:
        lines += ["", "Args:", *told] if lines else ["Args:", *told]
    if not lines:
        lines = [f"{operation.method} {docs.clean(operation.path)}"]
    return docs.docstring(lines, indent, ends_alone=True)


def _call(operation: Expr, arguments: tuple[Argument, ...], options: Expr, caller: str) -> Call:
    ordered = sorted(
        (argument for argument in arguments if argument.index is not None), key=lambda each: each.index or 0
    )
    items: list[Expr] = [
        operation,
        Call("(", tuple(argument.python_name for argument in ordered), ")", keeps_comma=True),
        options,
    ]
    fields = tuple(
        f"{literals.string(argument.wire_name)}: {argument.python_name}"
        for argument in arguments
        if argument.source is Source.FIELD
    )
    if fields:
        items.append(Call("{", fields, "}", prefix="body="))
    items += [f"body={argument.python_name}" for argument in arguments if argument.source is Source.BODY]
    items += [f"media_type={argument.python_name}" for argument in arguments if argument.source is Source.MEDIA_TYPE]
    return Call(f"self.{caller}(", tuple(items), ")")
