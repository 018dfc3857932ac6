"""The parts of several documents to one Spec.

Equal servers, tags, security schemes, operations and schemas appear once. Where two documents differ under one name,
both stay: a schema keeps its own id, a security scheme of a later document gets a number. The first document wins what
only one can have.

Receives parts, schemas and what client.yml says of credentials; returns the Spec, with warnings for what two documents
disagree about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.config import AuthConfig
from generator.loader.equality import shape_of, with_ids
from generator.loader.read import Part
from generator.loader.refs import Place
from generator.loader.schema_names import named_schemas
from generator.loader.spec import Operation, Schema, SchemaId, SecurityRequirement, SecurityScheme, Server, Spec, Tag
from generator.loader.undefined_security import with_undefined
from generator.problems import Location, Problem, warning


def merged(
    parts: Sequence[Part],
    schemas: Mapping[SchemaId, Schema],
    places: Mapping[SchemaId, Place],
    uses: Mapping[tuple[str, str], Location],
    auth: Sequence[AuthConfig] = (),
) -> Spec:
    """Merge. `places` says where each schema stands; `uses`: (file, security scheme) → where the file requires it."""
    problems: list[Problem] = []
    kept, names, ids = named_schemas(schemas, places)
    own_schemes, parts = _with_own_names(parts, problems)
    schemes, undefined = with_undefined(own_schemes, uses, auth, Location(parts[0].file))
    problems.extend(undefined)
    operations = [
        with_ids(operation, ids) for part in parts for operation in _pinned(part.operations, part.servers, parts)
    ]
    webhooks = [with_ids(operation, ids) for part in parts for operation in part.webhooks]
    operations = _unique(operations, problems)
    webhooks = _unique(webhooks, problems)
    problems.extend(_equal_operation_ids(operations))
    return Spec(
        files=tuple(part.file for part in parts),
        infos=tuple(part.info for part in parts),
        servers=_servers(parts),
        operations=tuple(operations),
        webhooks=tuple(webhooks),
        schemas=kept,
        schema_names=names,
        security_schemes=schemes,
        tags=_tags(parts),
        problems=tuple(problems),
    )


def _servers(parts: Sequence[Part]) -> tuple[Server, ...]:
    found: dict[object, Server] = {}
    for server in (server for part in parts for server in part.servers):
        found.setdefault(_identity(server), server)
    return tuple(found.values())


def _identity(server: Server) -> object:
    return server.url.rstrip("/"), server.variables


def _pinned(operations: Sequence[Operation], servers: tuple[Server, ...], parts: Sequence[Part]) -> Sequence[Operation]:
    """Give operations of a document whose default server is another than the merged client's that document's own
    servers."""
    default = next((part.servers[0] for part in parts if part.servers), None)
    if not servers or default is None or _identity(servers[0]) == _identity(default):
        return operations
    return [operation if operation.servers else replace(operation, servers=servers) for operation in operations]


def _tags(parts: Sequence[Part]) -> tuple[Tag, ...]:
    found: dict[str, Tag] = {}
    for tag in (tag for part in parts for tag in part.tags):
        found.setdefault(tag.name, tag)
    return tuple(found.values())


def _with_own_names(parts: Sequence[Part], problems: list[Problem]) -> tuple[list[SecurityScheme], list[Part]]:
    """Give every different security scheme a name of its own, and every requirement the name of the scheme its document
    means."""
    found: dict[str, SecurityScheme] = {}
    renamed_parts: list[Part] = []
    for part in parts:
        names: dict[str, str] = {}
        for scheme in part.security_schemes:
            name, number = scheme.name, 1
            while name in found and not _is_same(found[name], scheme):
                number += 1
                name = f"{scheme.name}_{number}"
            if name != scheme.name:
                names[scheme.name] = name
                message = (
                    f"Security scheme `{scheme.name}` differs from the first of that name; it is called `{name}` here."
                )
                related = (found[scheme.name].location,)
                problems.append(warning("security-scheme-differs", message, scheme.location, related=related))
            found.setdefault(name, replace(scheme, name=name))
        renamed_parts.append(_with_names(part, names))
    return list(found.values()), renamed_parts


def _is_same(one: SecurityScheme, other: SecurityScheme) -> bool:
    return shape_of(replace(one, description=None, name="")) == shape_of(replace(other, description=None, name=""))


def _with_names(part: Part, names: Mapping[str, str]) -> Part:
    if not names:
        return part

    def requirement(stated: SecurityRequirement) -> SecurityRequirement:
        return tuple((names.get(name, name), scopes) for name, scopes in stated)

    def operation(one: Operation) -> Operation:
        callbacks = tuple(
            replace(callback, operations=tuple(map(operation, callback.operations))) for callback in one.callbacks
        )
        security = None if one.security is None else tuple(map(requirement, one.security))
        return replace(one, security=security, callbacks=callbacks)

    return replace(
        part, operations=tuple(map(operation, part.operations)), webhooks=tuple(map(operation, part.webhooks))
    )


def _unique(operations: Sequence[Operation], problems: list[Problem]) -> list[Operation]:
    """Leave out an operation that another document has just so; of two that differ keep both, with a warning."""
    found: dict[tuple[str, str], Operation] = {}
    kept: list[Operation] = []
    for operation in operations:
        first = found.setdefault((operation.method, operation.path), operation)
        if first is not operation:
            if shape_of(first) == shape_of(operation):
                continue
            message = f"{operation.method} {operation.path} is defined twice, differently; both are kept."
            problems.append(warning("operation-duplicate", message, operation.location, related=(first.location,)))
        kept.append(operation)
    return kept


def _equal_operation_ids(operations: Sequence[Operation]) -> list[Problem]:
    found: dict[str, Operation] = {}
    problems: list[Problem] = []
    for operation in operations:
        if operation.operation_id is None:
            continue
        first = found.setdefault(operation.operation_id, operation)
        if first is not operation:
            message = f"`operationId: {operation.operation_id}` belongs to {first.method} {first.path} already."
            at = Location(operation.location.file, operation.location.pointer + "/operationId")
            hint = "Operation ids are unique (OpenAPI 3.1 §4.8.10); where names are made of them, others are used too."
            problems.append(warning("operation-id-duplicate", message, at, hint, (first.location,)))
    return problems
