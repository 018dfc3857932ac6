"""What schemas are called, and one id for each.

Receives the schemas of a load; returns them with their component names. Three things are settled here:

    components/schemas/Pet, definitions/Pet     ▶ Pet
    Pet: {$ref: ./pet.yml}                      ▶ one schema, of the file: the component only names it
    $ref: ./common/Error.yml, defs.yml#/Error   ▶ Error, if no component calls it otherwise
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.loader.document import Dialect, Document
from generator.loader.equality import equal_schemas, with_ids
from generator.loader.pointers import last_of, parent_of
from generator.loader.refs import Place
from generator.loader.spec import Schema, SchemaId
from generator.loader.values import child_of

_PLAIN_FILE_SECTIONS = frozenset({"", "/$defs", "/definitions", "/schemas"})


def named_schemas(
    schemas: Mapping[SchemaId, Schema], places: Mapping[SchemaId, Place]
) -> tuple[dict[SchemaId, Schema], dict[SchemaId, str], dict[SchemaId, SchemaId]]:
    """Give the schemas that remain, the names of those that have one, and which id now stands for each that went."""
    names = {id: name for id in schemas if (name := _component_name(places[id])) is not None}
    aliases = _aliases(schemas, names)
    for alias, target in aliases.items():
        names[target] = names.pop(alias)
    for id in schemas:
        if id not in names and id not in aliases:
            name = _plain_file_name(places[id])
            if name:
                names[id] = name
    kept = {aliases.get(id, id): None for id in schemas}
    remaining = {id: with_ids(schemas[id], aliases) for id in kept}
    keys = {
        id: names.get(id, last_of(places[id].pointer) if _is_whole(places[id]) else places[id].pointer)
        for id in remaining
    }
    equal = equal_schemas(remaining, keys)
    ids = {id: equal.get(target, target) for id, target in (*aliases.items(), *equal.items())}
    return (
        {id: with_ids(schema, equal) for id, schema in remaining.items() if id not in equal},
        {id: names[id] for id in remaining if id in names and id not in equal},
        ids,
    )


def _component_name(place: Place) -> str | None:
    section = "/definitions" if place.document.dialect is Dialect.SWAGGER_2_0 else "/components/schemas"
    return last_of(place.pointer) if parent_of(place.pointer) == section and not _is_whole(place) else None


def _is_whole(place: Place) -> bool:
    return place.pointer == ""


def _plain_file_name(place: Place) -> str | None:
    """Name a schema that is a file, or one of a file of schemas. A path inside an OpenAPI document is no name."""
    if _is_openapi(place.document):
        return None
    if _is_whole(place):
        return PurePosixPath(place.document.file.partition("?")[0]).name.partition(".")[0]
    return last_of(place.pointer) if parent_of(place.pointer) in _PLAIN_FILE_SECTIONS else None


def _is_openapi(document: Document) -> bool:
    value: Any = document.value
    return child_of(value, "openapi") is not None or child_of(value, "swagger") is not None


def _aliases(schemas: Mapping[SchemaId, Schema], names: Mapping[SchemaId, str]) -> dict[SchemaId, SchemaId]:
    """Give the components that are nothing but a reference to a schema without a name. The first such component names
    it."""
    found: dict[SchemaId, SchemaId] = {}
    taken: set[SchemaId] = set()
    for id in names:
        schema = schemas[id]
        target = schema.ref
        if target is None or target in names or target in taken or schema != Schema(schema.location, ref=target):
            continue
        found[id] = target
        taken.add(target)
    return found
