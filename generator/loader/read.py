"""One document to its part of the Spec.

    document ─┬─ info, servers, tags, security schemes
              ├─ paths, webhooks ──operations──▶ Operation
              └─ components.schemas: see components.py

Receives a given document's root; returns a `Part`. Parts of several documents become one Spec in merge.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.loader import swagger
from generator.loader.document import Dialect, Document
from generator.loader.fixed_fields import INFO, ROOT, TAG, tell_unknown_fields
from generator.loader.operations import Defaults, read_path_item
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import description_of, has_mapping, text_of
from generator.loader.security import read_requirements, read_schemes
from generator.loader.servers import read_servers
from generator.loader.spec import Info, Operation, SecurityScheme, Server, Tag

_PATHS = ("paths", "x-ms-paths")
"""AutoRest's extension has the paths that differ by their query alone."""
_WEBHOOKS = ("webhooks", "x-webhooks")


class Part(Struct, frozen=True):
    """What one document says."""

    file: str
    info: Info
    servers: tuple[Server, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...]
    security_schemes: tuple[SecurityScheme, ...]
    tags: tuple[Tag, ...]


def read_part(document: Document, reading: Reading) -> Part:
    root = Place(document, "", document.value)
    tell_unknown_fields(ROOT, root, reading)
    is_swagger = document.dialect is Dialect.SWAGGER_2_0
    schemes = root.child("securityDefinitions") if is_swagger else root.child("components").child("securitySchemes")
    # Before what requires them: a requirement may be a reference to one of these.
    reading.schemes = {scheme.name: scheme for scheme in read_schemes(schemes, reading)}
    defaults = Defaults(
        read_requirements(root.child("security"), reading),
        swagger.media_types_stated(root, "consumes", (), reading),
        swagger.media_types_stated(root, "produces", (), reading),
    )
    return Part(
        document.file,
        _info(root.child("info"), reading),
        (
            swagger.read_servers(root, root.child("schemes"), reading)
            if is_swagger
            else read_servers(root.child("servers"), reading)
        ),
        _without_need(tuple(_operations(root, defaults, reading))),
        tuple(_webhooks(root, defaults, reading)),
        tuple(reading.schemes.values()),
        tuple(_tags(root.child("tags"), reading)),
    )


def _info(place: Place, reading: Reading) -> Info:
    if not has_mapping(place, reading, "`info`"):
        return Info("")
    tell_unknown_fields(INFO, place, reading)
    return Info(
        text_of(place.child("title"), reading) or "",
        text_of(place.child("description"), reading),
    )


def _operations(root: Place, defaults: Defaults, reading: Reading) -> Iterator[Operation]:
    for keyword in _PATHS:
        place = root.child(keyword)
        if has_mapping(place, reading, f"`{keyword}`"):
            yield from _operations_of_paths(place, defaults, reading)


def _operations_of_paths(place: Place, defaults: Defaults, reading: Reading) -> Iterator[Operation]:
    for path, member in place.members():
        if path.startswith("x-"):
            continue
        if path.startswith("/") or isinstance(member.value, dict):
            yield from read_path_item(_with_slash(path, member, reading), member, defaults, reading)
        else:
            reading.warn("path-unknown", f"`{path}` is neither a path nor a path item; it is left out.", member)


def _without_need(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Say of operations that say nothing of security that they need none, where others of the document need some (OpenAPI
    3.1 §4.8.10). Where none does, the author has left security out, and they still say nothing."""
    if not any(any(operation.security or ()) for operation in operations):
        return operations
    return tuple(replace(each, security=()) if each.security is None else each for each in operations)


def _with_slash(path: str, member: Place, reading: Reading) -> str:
    """Give a path the slash that it lacks: put behind a server's URL as it is, it would be part of its last word, even of
    the host."""
    if path.startswith("/"):
        return path
    is_mended = path != "" and "://" not in path
    outcome = f" It is read as `/{path}`." if is_mended else ""
    reading.warn("path-without-slash", f"The path does not begin with a slash.{outcome}", member)
    return f"/{path}" if is_mended else path


def _webhooks(root: Place, defaults: Defaults, reading: Reading) -> Iterator[Operation]:
    for keyword in _WEBHOOKS:
        place = root.child(keyword)
        if has_mapping(place, reading, f"`{keyword}`"):
            for name, member in place.members():
                # A webhook may be called x-anything; `x-anything: true` is the extension of an author who thought of `paths`.
                if isinstance(member.value, dict) or not name.startswith("x-"):
                    yield from read_path_item(name, member, defaults, reading, has_template=False)


def _tags(place: Place, reading: Reading) -> Iterator[Tag]:
    for item in place.items():
        name = text_of(item.child("name"), reading) if isinstance(item.value, dict) else text_of(item, reading)
        if name is None:
            reading.warn("tag-name", "The tag has no `name`; it is ignored.", item)
            continue
        if isinstance(item.value, dict):
            tell_unknown_fields(TAG, item, reading)
        yield Tag(
            name,
            text_of(item.child("summary"), reading),
            description_of(item, reading),
            text_of(item.child("parent"), reading),
        )
