"""Properties that only a condition names: `if`, `then`, `else`, `dependentSchemas` (JSON Schema 2020-12 §10.2.2).

    {properties: {kind}, if: {…}, then: {properties: {wings}}}   →   {properties: {kind, wings}}

Receives merged schemas; returns them with such properties, for an object's fields: none of them is required, and what
else a condition says of them is a rule (rules.py). `additionalProperties` does not see into conditions, so where it is
stated nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from generator.loader.spec import Schema
from generator.model.merge import Merger


def with_conditional_properties(merged: Schema, merger: Merger) -> Schema:
    if not merged.conditional or merged.additional_properties is not None:
        return merged
    declared = {wire_name for wire_name, _ in merged.properties}
    found: dict[str, list[Schema]] = {}
    for wire_name, schema in _properties(merged, merger):
        if wire_name not in declared:
            found.setdefault(wire_name, []).append(schema)
    if not found:
        return merged
    added = tuple((wire_name, _one_of(schemas)) for wire_name, schemas in found.items())
    return replace(merged, properties=(*merged.properties, *added))


def _properties(merged: Schema, merger: Merger) -> Iterator[tuple[str, Schema]]:
    for condition in merged.conditional:
        for index, branch in enumerate(condition.schemas):
            if branch is None or condition.keyword not in ("if", "dependentSchemas"):
                continue
            is_test = condition.keyword == "if" and index == 0
            for wire_name, schema in merger.merged(branch).properties:
                # What `if` says is a question: the property can be anything.
                yield wire_name, Schema(schema.location) if is_test else schema


def _one_of(schemas: list[Schema]) -> Schema:
    """Give what a property is, whichever condition holds; `false` and a mere name say nothing of it."""
    telling = [each for each in schemas if each.boolean is not False and each != Schema(each.location)]
    if len(telling) < 2:
        return telling[0] if telling else Schema(schemas[0].location)
    return Schema(schemas[0].location, any_of=tuple(telling))
