"""Views of `resources/`: every method, its operation's facts, and the raw and streamed twins.

Receives an Api and its NameTable; returns one `ResourceModuleView` per resource, nested ones included.
"""

from __future__ import annotations

from itertools import chain, count

from msgspec import Struct

from generator.emitter import docs, literals
from generator.emitter.imports import IMPORTED_NAMES, ImportsView, code_imports, import_lines
from generator.emitter.layout import Call, assigned
from generator.emitter.method_views import RESOURCE_MEMBERS, MethodView, async_method_lines, methods_of
from generator.emitter.names import Scope, class_name, module_name, snake_name
from generator.emitter.receiving import class_header, receiver_members
from generator.emitter.signatures import keyword_lines, makers_beside
from generator.emitter.table import NameTable
from generator.model.api import Api, Resource

_INDENT = "    "
CLIENT_MEMBERS = frozenset(
    "base_url close with_options wait_until follow request get post put patch delete with_raw_response with_streaming_response"
    " api_key username password access_token str".split()
)
"""Attributes of runtime/client.py's clients, and the type that their constructors are annotated with; no resource may take
them. (Private ones begin with an underscore, which no generated name does.)"""


class ChildView(Struct, frozen=True):
    imports: tuple[str, ...]
    """What a type checker needs to know of both classes."""
    attribute: tuple[str, ...]
    async_attribute: tuple[str, ...]
    """The attribute that gives it, and its text."""


class ResourceModuleView(Struct, frozen=True):
    module: str
    class_name: str
    path: tuple[str, ...]
    """Attribute names from the client down: ("dubbing", "resource", "speaker")."""
    module_docstring: tuple[str, ...]
    docstring: tuple[str, ...]
    imports: ImportsView
    methods: tuple[MethodView, ...]
    shared: tuple[str, ...]
    """Facts of several methods."""
    children: tuple[ChildView, ...]
    async_methods: tuple[str, ...]
    views: tuple[str, ...]
    async_views: tuple[str, ...]
    """The attributes that give the four views, and their texts."""
    has_standard: bool
    has_methods: bool
    has_attributes: bool
    has_checking: bool
    keywords: tuple[str, ...]
    """What overloads take, for type checkers."""
    header: tuple[str, ...]
    async_header: tuple[str, ...]
    """First lines of the classes."""
    event: str
    """Name, spelled as a literal, of the type of what the resource receives."""
    has_event: bool


class Place(Struct, frozen=True):
    """A resource with the names it has been given."""

    resource: Resource
    path: tuple[str, ...]
    module: str
    class_name: str


def places(api: Api, client_class: str = "") -> dict[int, Place]:
    """Name every resource of the tree; keyed by the resource's identity, since equal twins may stand in two places."""
    modules, classes = Scope(), Scope({*IMPORTED_NAMES, *_family(client_class)})
    found: dict[int, Place] = {}

    def walk(resources: tuple[Resource, ...], above: tuple[str, ...], words: str, taken: frozenset[str]) -> None:
        scope = Scope(taken)
        for resource in resources:
            python_name = scope.claim(snake_name(resource.name, fallback="resource"))
            path = (*above, python_name)
            full = f"{words} {resource.name}".strip()
            name = class_name(full.title() if full.islower() else full)
            # Most scripts have no capitals: there a method may be called as the class is, and would hide it in its twin.
            is_a_method = any(name == snake_name(operation.name) for operation in resource.operations)
            place = Place(
                resource,
                path,
                modules.claim(module_name("_".join(path))),
                _class_name(f"{name}Resource" if is_a_method else name, classes),
            )
            found[id(resource)] = place
            walk(resource.children, path, full, RESOURCE_MEMBERS | receiver_members(resource))

    walk(api.resources, (), "", CLIENT_MEMBERS)
    return found


def _family(class_name: str) -> tuple[str, ...]:
    """Give what stands beside a class in its module. Modules of parents import the first two of each child."""
    return tuple(f"{prefix}{class_name}{view}" for view in ("", "Raw", "Streamed") for prefix in ("", "Async"))


def _class_name(wanted: str, classes: Scope) -> str:
    """Claim a name with its family: of "jobs" and "async jobs", one has the class AsyncJobs."""
    separator = "_" if wanted[-1:].isdigit() else ""
    names = chain([wanted], (f"{wanted}{separator}{number}" for number in count(2)))
    name = next(each for each in names if not any(member in classes for member in _family(each)))
    for member in _family(name):
        classes.claim(member)
    return name


def resource_modules(api: Api, client_class: str, table: NameTable) -> tuple[ResourceModuleView, ...]:
    named = places(api, client_class)
    return tuple(module_view(place, named, api, table) for place in named.values())


def children_of(
    resources: tuple[Resource, ...], named: dict[int, Place], package: str, maker: str
) -> tuple[ChildView, ...]:
    """`package`: where the modules of resources are, as seen from the parent's module. `maker`: of the attributes."""
    return tuple(_child(named[id(resource)], package, maker) for resource in resources)


def _child(place: Place, package: str, maker: str) -> ChildView:
    module = f"{package}{place.module}"
    text = docs.docstring(docs.text_lines(docs.sentence(place.resource.doc.description), indent=_INDENT), _INDENT)
    made = Call(f"{maker}(", (literals.string(module),), ")")

    def attribute(prefix: str) -> tuple[str, ...]:
        return (*assigned(place.path[-1], f"{prefix}{place.class_name}", made, _INDENT), *text)

    return ChildView(
        imports=tuple(import_lines(module, (f"Async{place.class_name}", place.class_name), _INDENT)),
        attribute=attribute(""),
        async_attribute=attribute("Async"),
    )


_RAW_DOC = "methods, giving the whole response, with status, headers and `.parse()`."
_STREAMED_DOC = "methods as context managers, giving a response whose body is not read yet."


def view_lines(class_name: str, maker: str, whose: str) -> tuple[str, ...]:
    """Spell the attributes that give the views of a class; `whose` begins their texts: "The same"."""
    lines: list[str] = []
    for attribute, kind, text in (
        ("with_raw_response", "Raw", _RAW_DOC),
        ("with_streaming_response", "Streamed", _STREAMED_DOC),
    ):
        lines += assigned(attribute, f"{class_name}{kind}", Call(f"{maker}(", (), ")"), _INDENT)
        lines += docs.docstring(docs.text_lines(f"{whose} {text}", indent=_INDENT), _INDENT)
    return tuple(lines)


_VIEWS = frozenset({"AsyncRawResource", "AsyncStreamedResource", "RawResource", "StreamedResource"})


def _used_by_class(
    methods: tuple[MethodView, ...], children: tuple[ChildView, ...], makers: dict[str, str]
) -> set[str]:
    names = {"AsyncResource", "SyncResource"}
    if children:
        names |= {makers["lazy_resource"], "TYPE_CHECKING"}
    if methods:
        names |= {makers["lazy_view"], "CallOptions", "Unpack", *_VIEWS}
    return names


def module_view(place: Place, named: dict[int, Place], api: Api, table: NameTable) -> ResourceModuleView:
    """Give a resource's view. Of the Api it needs what all operations share, of `named` the resource's children."""
    taken = {named[id(child)].path[-1] for child in place.resource.children} | receiver_members(place.resource)
    methods, shared, used = methods_of(place.resource.operations, taken, place.class_name, api, table)
    makers = makers_beside((*taken, *(method.python_name for method in methods)))
    children = children_of(place.resource.children, named, ".", makers["lazy_resource"])
    event = None if place.resource.event is None else table.names[place.resource.event]
    used |= set() if event is None else {"WebhookReceiver", "types"}
    imports = code_imports(used | _used_by_class(methods, children, makers), 1)
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
        shared=shared,
        children=children,
        async_methods=async_method_lines(methods),
        views=view_lines(place.class_name, makers["lazy_view"], "The same"),
        async_views=view_lines(f"Async{place.class_name}", makers["lazy_view"], "The same"),
        has_standard=bool(imports.standard),
        has_methods=bool(methods),
        has_attributes=bool(methods or children),
        has_checking=bool(imports.checking or children or keywords),
        keywords=keywords,
        header=class_header(place.class_name, "SyncResource", event),
        async_header=class_header(f"Async{place.class_name}", "AsyncResource", event),
        event=literals.string(event or ""),
        has_event=event is not None,
    )
