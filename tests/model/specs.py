"""Small Specs by hand: what a test is about, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from msgspec.structs import replace

from generator.config import ClientConfig
from generator.loader.spec import (
    Info,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
    Server,
    Spec,
)
from generator.model import build_api
from generator.model.api import Api, Resource
from generator.model.api import Operation as BuiltOperation
from generator.model.types import Alias, ObjectType, TypeExpr
from generator.problems import Location

FILE = "api.yml"
_places = count()


def at(pointer: str = "") -> Location:
    return Location(FILE, pointer)


def schema(*types: str, **keywords: Any) -> Schema:
    """Give a schema of these types, at a place of its own."""
    return Schema(location=keywords.pop("location", at(f"/x/{next(_places)}")), types=types, **keywords)


def ref(name: str, **keywords: Any) -> Schema:
    return schema(ref=component(name), **keywords)


def component(name: str) -> str:
    return f"{FILE}#/components/schemas/{name}"


def obj(required: Sequence[str] = (), /, **properties: Schema) -> Schema:
    return schema("object", properties=tuple(properties.items()), required=tuple(required))


def placed(root: Schema, pointer: str) -> Schema:
    """Put a schema at a pointer, and what it holds below it."""
    return replace(
        root,
        location=at(pointer),
        properties=tuple((name, placed(inner, f"{pointer}/properties/{name}")) for name, inner in root.properties),
        items=None if root.items is None else placed(root.items, f"{pointer}/items"),
        all_of=tuple(placed(inner, f"{pointer}/allOf/{index}") for index, inner in enumerate(root.all_of)),
        one_of=tuple(placed(inner, f"{pointer}/oneOf/{index}") for index, inner in enumerate(root.one_of)),
        any_of=tuple(placed(inner, f"{pointer}/anyOf/{index}") for index, inner in enumerate(root.any_of)),
    )


def media(media_type: str, of: Schema | None = None, **more: Any) -> MediaType:
    return MediaType(media_type, at(f"/media/{next(_places)}"), of, **more)


def response(status: str = "200", *media_types: MediaType, **more: Any) -> Response:
    return Response(status, at(f"/r/{next(_places)}"), media_types=media_types, **more)


def body(*media_types: MediaType, is_required: bool = True) -> RequestBody:
    return RequestBody(at(f"/body/{next(_places)}"), media_types, is_required)


def json_body(of: Schema, is_required: bool = True) -> RequestBody:
    return body(media("application/json", of), is_required=is_required)


def parameter(wire_name: str, place: str = "query", of: Schema | None = None, **more: Any) -> Parameter:
    style = {"query": "form", "cookie": "form"}.get(place, "simple")
    known = {"style": style, "explode": style == "form", "schema": of or schema("string"), **more}
    return Parameter(wire_name, place, at(f"/p/{next(_places)}"), **known)


def operation(route: str, operation_id: str | None = None, *tags: str, **more: Any) -> Operation:
    """Give the operation of "METHOD /path"."""
    method, _, path = route.partition(" ")
    escaped = path.replace("~", "~0").replace("/", "~1")
    return Operation(method, path, at(f"/paths/{escaped}/{method.lower()}"), operation_id, tags, **more)


def spec(*operations: Operation, schemas: Mapping[str, Schema] | None = None, **more: Any) -> Spec:
    components = {
        component(name): placed(each, f"/components/schemas/{name}") for name, each in (schemas or {}).items()
    }
    known: dict[str, Any] = {
        "infos": (Info("Example"),),
        "servers": (Server("https://api.example.com", at("/servers/0")),),
        "schemas": components,
        "schema_names": {id: id.rpartition("/")[2] for id in components},
        **more,
    }
    return Spec(files=(FILE,), operations=operations, **known)


def bearer(name: str = "bearerAuth") -> SecurityScheme:
    return SecurityScheme(name, "http", at("/components/securitySchemes"), http_scheme="bearer")


def config(**choices: Any) -> ClientConfig:
    return ClientConfig(package="example", class_name="Example", specs=(FILE,), **choices)


def built(*operations: Operation, schemas: Mapping[str, Schema] | None = None, choices: Any = None, **more: Any) -> Api:
    return build_api(spec(*operations, schemas=schemas, **more), config(**(choices or {})))


def calls(api: Api) -> dict[str, str]:
    """Give each operation's route and dotted call."""
    found = {f"{each.method} {each.path}": each.name for each in api.operations}

    def visit(resource: Resource, prefix: str) -> None:
        dotted = f"{prefix}{resource.name}."
        found.update({f"{each.method} {each.path}": f"{dotted}{each.name}" for each in resource.operations})
        for child in resource.children:
            visit(child, dotted)

    for resource in api.resources:
        visit(resource, "")
    return found


def only_operation(api: Api) -> BuiltOperation:
    waiting = list(api.resources)
    found = list(api.operations)
    while waiting:
        resource = waiting.pop()
        found += resource.operations
        waiting += resource.children
    assert len(found) == 1
    return found[0]


def definition(api: Api, name: str) -> ObjectType | Alias:
    return next(each for each in api.types.values() if each.name == name)


def object_type(api: Api, name: str) -> ObjectType:
    found = definition(api, name)
    assert isinstance(found, ObjectType)
    return found


def alias(api: Api, name: str) -> Alias:
    found = definition(api, name)
    assert isinstance(found, Alias)
    return found


def fields(api: Api, name: str) -> dict[str, TypeExpr]:
    """Give an object's fields as wire name → type."""
    return {field.wire_name: field.type for field in object_type(api, name).fields}


def codes(api: Api) -> list[str]:
    return [problem.code for problem in api.problems]
