"""Objects: which schemas are one, their fields, and what else they may hold.

Receives merged schemas and a way to type what is inside; returns Fields. Knows nothing of references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.loader.spec import Schema
from generator.model.keywords import branches_of, extra_schema, has_object_keywords, narrows
from generator.model.types import ANY, Doc, Field, TypeExpr, XmlNode
from generator.model.unions import union_of

Typed = Callable[[Schema], TypeExpr]


def is_object(merged: Schema) -> bool:
    """Tell whether the schema is an object with known properties, or null in its place."""
    if not (merged.properties or merged.required):
        return False
    kinds = set(merged.types) - {"null"}
    has_values = bool(merged.enum) or merged.has_const
    is_closed_off = has_values or bool(branches_of(merged)) or merged.boolean is False
    has_fields = bool(merged.properties) or (bool(merged.required) and kinds == {"object"})
    return has_fields and kinds <= {"object"} and not is_closed_off


def is_map(merged: Schema) -> bool:
    """Tell whether the schema, which states no type, can only mean an object."""
    return not set(merged.types) - {"null"} and has_object_keywords(merged)


def doc_of(schema: Schema) -> Doc:
    return Doc(schema.title, schema.description, schema.deprecated, schema.has_default, schema.default)


def fields_of(
    merged: Schema,
    typed: Callable[[str, Schema], TypeExpr],
    read_only: Callable[[Schema], bool],
    write_only: Callable[[Schema], bool] = lambda schema: schema.write_only,
    xml: Callable[[Schema], XmlNode | None] = lambda schema: None,
    limits: Callable[[Schema], Mapping[str, Any]] = lambda schema: schema.constraints,
    rules: Callable[[Schema], Mapping[str, Any]] = lambda schema: {},
) -> tuple[Field, ...]:
    required = set(merged.required)
    declared = tuple(
        Field(
            wire_name=wire_name,
            type=typed(wire_name, schema),
            is_required=wire_name in required,
            doc=doc_of(schema),
            location=schema.location,
            is_read_only=read_only(schema),
            is_write_only=write_only(schema),
            constraints=limits(schema),
            xml=xml(schema),
            rules=rules(schema),
        )
        for wire_name, schema in merged.properties
    )
    names = {wire_name for wire_name, _ in merged.properties}
    undeclared = [wire_name for wire_name in merged.required if wire_name not in names]
    return (*declared, *(_undeclared(wire_name, merged, typed) for wire_name in undeclared))


def _undeclared(wire_name: str, merged: Schema, typed: Callable[[str, Schema], TypeExpr]) -> Field:
    """Make a field of a property that `required` alone names: what further properties are, it is."""
    extra = extra_schema(merged)
    is_stated = extra is not None and extra.boolean is None and not merged.pattern_properties
    expr = typed(wire_name, extra) if extra is not None and is_stated else ANY
    return Field(wire_name, expr, True, Doc(), merged.location)


def extra_of(merged: Schema, typed: Typed) -> TypeExpr | None:
    """Give the type of properties that are not fields; None when there must be none.

    `patternProperties` count in: which name they are for is not told by a type.
    """
    patterns = [typed(schema) for _, schema in merged.pattern_properties]
    extra = extra_schema(merged)
    if extra is None:
        return union_of(patterns) if patterns else ANY
    if extra.boolean is False:
        return union_of(patterns) if patterns else None
    return _one_of((*patterns, typed(extra)))


def says_open(merged: Schema) -> bool:
    """Tell whether further properties of any kind are allowed in so many words."""
    extra = extra_schema(merged)
    return extra is not None and extra.boolean is not False and not narrows(extra) and not extra.types


def _one_of(parts: Iterable[TypeExpr]) -> TypeExpr:
    parts = tuple(parts)
    return ANY if ANY in parts else union_of(parts)
