"""Which keywords a schema has: questions that several normalisers ask."""

from __future__ import annotations

from generator.loader.spec import Schema


def branches_of(schema: Schema) -> tuple[Schema, ...]:
    """Give the alternatives. A merged schema has them under one keyword only."""
    return schema.one_of or schema.any_of


def only_requires(schema: Schema) -> bool:
    """Tell whether the schema says nothing but which properties have to be there (or must not)."""
    if schema.ref is not None or schema.all_of or schema.types not in ((), ("object",)):
        return False
    return (bool(schema.required) or schema.not_ is not None) and not narrows(schema, required=False)


def narrows(schema: Schema, *, required: bool = True, branches: bool = True) -> bool:
    """Tell whether keywords of the schema's own, `$ref` and `allOf` aside, change the type it refers to."""
    return bool(
        schema.properties
        or (required and schema.required)
        or schema.pattern_properties
        or (schema.additional_properties is not None and schema.additional_properties.boolean is None)
        or schema.enum
        or schema.has_const
        or schema.items is not None
        or schema.prefix_items
        or (branches and branches_of(schema))
        or schema.boolean is False
    )


def is_annotation(schema: Schema) -> bool:
    """Tell whether the schema only describes, as `{description: …}` beside a reference in `allOf`."""
    is_bare = schema.ref is None and not schema.all_of and not schema.format
    return is_bare and set(schema.types) <= {"object"} and not narrows(schema)


def has_object_keywords(schema: Schema) -> bool:
    return bool(schema.properties or schema.additional_properties is not None or schema.pattern_properties)


def adds_null(schema: Schema) -> bool:
    """Tell whether `nullable` stands beside a reference: strictly without effect, always meant."""
    return "null" in schema.types


def extra_schema(schema: Schema) -> Schema | None:
    """Give what further properties hold: `additionalProperties`, else `unevaluatedProperties`. None: not stated."""
    if schema.additional_properties is not None:
        return schema.additional_properties
    return schema.unevaluated_properties
