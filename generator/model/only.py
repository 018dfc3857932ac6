"""The part of an API that client.yml asks for: `only:` entries against operations, and the schemas that these lead to.

    {pattern: "GET /repos/*"}     {pattern: /repos/*}     {tag: issues}     {pattern: "#/webhooks/push"}

Receives a Spec; returns the smaller one, and account entries of what is not in it. An entry that asks for nothing is an error: what it was
written for is no longer there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.config import Only
from generator.loader.spec import Discriminator, Operation, Schema, SchemaId, Spec
from generator.model.api import Entry, Fate
from generator.model.naming import route
from generator.model.reach import closure
from generator.problems import Problem, error

ONLY = "only"
"""The setting's name, in the account."""
_UNASKED = "Nothing in `only:` of client.yml asks for it."
_UNUSED = "Nothing that `only:` of client.yml asks for leads to it."


def narrowed(spec: Spec, only: tuple[Only, ...], problems: list[Problem]) -> tuple[Spec, tuple[Entry, ...]]:
    """Take what is asked for; all of it where nothing is. What is wrong with an entry goes into `problems`."""
    if not only:
        return spec, ()
    used: set[Only] = set()
    entries: list[Entry] = []

    def asked(operation: Operation) -> bool:
        takers = [
            each for each in only if each.takes(operation.method, operation.path, operation.tags, operation.location)
        ]
        used.update(takers)
        if not takers:
            entries.append(Entry("operation", route(operation), operation.location, Fate.SKIPPED, _UNASKED, ONLY))
        return bool(takers)

    operations = tuple(filter(asked, spec.operations))
    webhooks = tuple(filter(asked, spec.webhooks))
    for each in only:
        if each not in used:
            what = f"`only: {each.pattern or f'tag: {each.tag}'}` matches no operation"
            problems.append(error("only-unused", what, each.location, "Correct or remove the entry."))
    reached = _reached((*operations, *webhooks), spec.schemas)
    schemas = {id: schema for id, schema in spec.schemas.items() if id in reached}
    entries += (
        Entry("schema", name, spec.schemas[id].location, Fate.SKIPPED, _UNUSED, ONLY)
        for id, name in spec.schema_names.items()
        if id not in reached
    )
    names = {id: name for id, name in spec.schema_names.items() if id in reached}
    smaller = replace(spec, operations=operations, webhooks=webhooks, schemas=schemas, schema_names=names)
    return smaller, tuple(entries)


def _reached(operations: Iterable[Operation], schemas: Mapping[SchemaId, Schema]) -> set[SchemaId]:
    heirs = _heirs(schemas)

    def ahead(id: SchemaId) -> Iterator[SchemaId]:
        if id in schemas:
            yield from _references(schemas[id])
            if schemas[id].discriminator is not None:
                # Whoever is built on it, directly or not, is one of its variants, named or not.
                yield from closure(heirs[id], lambda each: heirs[each])

    return closure((id for operation in operations for id in _references(operation)), ahead)


def _heirs(schemas: Mapping[SchemaId, Schema]) -> defaultdict[SchemaId, list[SchemaId]]:
    found: defaultdict[SchemaId, list[SchemaId]] = defaultdict(list)
    for id, schema in schemas.items():
        parts = list(schema.all_of)
        while parts:
            part = parts.pop()
            parts += part.all_of
            if part.ref is not None:
                found[part.ref].append(id)
    return found


def _references(value: Any) -> Iterator[SchemaId]:
    """Give the schemas that anything of a Spec refers to, wherever it does."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Schema) and current.ref is not None:
            yield current.ref
        if isinstance(current, Discriminator):
            yield from (id for _, id in current.mapping)
            if current.default is not None:
                yield current.default
        elif isinstance(current, Struct):
            waiting += (getattr(current, name) for name in current.__struct_fields__)
        elif isinstance(current, tuple):
            waiting += current
