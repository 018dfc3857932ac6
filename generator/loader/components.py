"""Schemas with a name, and all that they refer to: read before any operation, or taken from the last run if nothing but
operations has changed since.

Receives documents; returns schemas by id, and a key that differs where the documents say anything else outside their
operations. The rules of reading are those of schemas.py.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from hashlib import sha256

from msgspec import Struct

from generator.cache import key_of
from generator.loader.document import Dialect, Document
from generator.loader.fixed_fields import COMPONENTS, tell_unknown_fields
from generator.loader.pointers import tokens_of
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import has_mapping
from generator.loader.schemas import read_schema
from generator.loader.spec import Schema, SchemaId
from generator.loader.values import child_of
from generator.memo import Memo
from generator.problems import Problem, Severity

_OPERATIONS = frozenset({"paths", "x-ms-paths", "webhooks", "x-webhooks"})
"""Members of a document that hold operations."""


class _Components(Struct, frozen=True):
    """What reading came to."""

    schemas: dict[SchemaId, Schema]
    """In the order they were asked for."""
    problems: tuple[Problem, ...]


def read_components(documents: Sequence[Document], reading: Reading, memo: Memo) -> tuple[dict[SchemaId, Schema], str]:
    """Read, or recall. The key is "" where it is not known what the schemas depend on."""
    key = _key(documents, reading)
    known = memo.get("components", key, _Components) if key else None
    if known is not None:
        by_file = {document.file: document for document in documents}
        for id, schema in known.schemas.items():
            document, pointer = by_file[schema.location.file], schema.location.pointer
            reading.wanted[id] = Place(document, pointer, _value_at(document, pointer))
        reading.problems.extend(known.problems)
        return known.schemas, key
    told = len(reading.problems)
    for document in documents:
        _want_schemas(document, reading)
    schemas: dict[SchemaId, Schema] = {}
    read_wanted(reading, schemas)
    if _is_elsewhere(schemas, documents) or any(map(_is_of_operations, schemas.values())):
        return schemas, ""
    problems = tuple(reading.problems[told:])
    # What leads nowhere may lead to an operation that is still to come.
    if key and not any(problem.severity is Severity.ERROR for problem in problems):
        memo.put("components", key, _Components(schemas, problems))
    return schemas, key


def read_wanted(reading: Reading, schemas: dict[SchemaId, Schema]) -> None:
    """Read every schema that was asked for and is not read yet, and those asked for meanwhile, in that order."""
    while len(schemas) < len(reading.wanted):
        for id, place in list(reading.wanted.items())[len(schemas) :]:
            schemas[id] = read_schema(place, reading)


def key_with_targets(key: str, schemas: dict[SchemaId, Schema], documents: Sequence[Document]) -> str:
    """Add what operations refer to inside components: a place with an id of its own is a definition.

    What they refer to in other files, the key does not know."""
    if _is_elsewhere(schemas, documents):
        return ""
    return key and key_of(key, *(id for id, schema in schemas.items() if not _is_of_operations(schema)))


def _key(documents: Sequence[Document], reading: Reading) -> str:
    parts: list[str] = []
    for document in documents:
        names = reading.resolver.names(document)
        if names.resources or names.anchors or not isinstance(document.value, dict):
            return ""  # An operation could bear a name that a component refers to.
        rest = {name: value for name, value in document.value.items() if name not in _OPERATIONS}
        # Format 2 writes equal values equally, whoever else refers to them.
        parts += [document.file, document.url or "", document.dialect.value, sha256(marshal.dumps(rest, 2)).hexdigest()]
    return key_of(*parts)


def _want_schemas(document: Document, reading: Reading) -> None:
    root = Place(document, "", document.value)
    is_swagger = document.dialect is Dialect.SWAGGER_2_0
    components = root if is_swagger else root.child("components")
    if not has_mapping(components, reading, "`components`"):
        return
    if not is_swagger:
        tell_unknown_fields(COMPONENTS, components, reading)
    place = components.child("definitions" if is_swagger else "schemas")
    if has_mapping(place, reading, "What holds schemas by name"):
        for _, member in place.members():
            reading.want(member)


def _is_elsewhere(schemas: dict[SchemaId, Schema], documents: Sequence[Document]) -> bool:
    """Tell whether any schema stands in another file."""
    files = {document.file for document in documents}
    return any(schema.location.file not in files for schema in schemas.values())


def _is_of_operations(schema: Schema) -> bool:
    return schema.location.pointer.partition("/")[2].partition("/")[0] in _OPERATIONS


def _value_at(document: Document, pointer: str) -> object:
    value = document.value
    for token in tokens_of(pointer):
        value = child_of(value, token)
    return value
