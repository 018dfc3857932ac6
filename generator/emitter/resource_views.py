"""Views of `resources/`: every method, its operation's facts, and the raw and streamed twins.

Receives an Api and its NameTable; returns one `ResourceModuleView` per resource, nested ones included.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.emitter import docs, literals
from generator.emitter.imports import IMPORTED_NAMES, ImportsView, code_imports, import_lines
from generator.emitter.layout import signature
from generator.emitter.method_views import RESOURCE_MEMBERS, MethodView, methods_of
from generator.emitter.names import Scope, class_name, snake_name
from generator.emitter.receiving import class_header, receiver_members
from generator.emitter.signatures import (
    keyword_lines,
    twin_makers,
)
from generator.emitter.table import NameTable
from generator.model.api import Api, Resource

_INDENT = "    "
CLIENT_MEMBERS = frozenset(
    "base_url close with_options wait_until follow request get post put patch delete with_raw_response with_streaming_response"
    " api_key username password access_token".split()
)
"""Attributes of runtime/client.py's clients; no resource may take them. (Private ones begin with an underscore, which no generated name does.)"""


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
