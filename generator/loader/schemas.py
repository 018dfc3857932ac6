"""Schema objects to `Schema` values.

Receives the place of a schema; returns it with everything nested in it. References between schemas stay references:
their targets are noted with the Reading and read later. A keyword nobody knows is ignored, as JSON Schema 2020-12 §6.5
wants; x-* keywords are kept.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from generator.loader.discriminators import read_discriminator
from generator.loader.dynamic import DYNAMIC_REFERENCES, SETTING_ANCHORS
from generator.loader.fixed_fields import XML, tell_near_keyword, tell_unknown_fields
from generator.loader.pointers import tokens_of
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import description_of, extensions_of, flag_of, has_mapping, text_of, texts_of
from generator.loader.schema_values import read_constraint, read_enum, read_enum_descriptions, read_examples, read_types
from generator.loader.spec import Condition, Schema
from generator.loader.upgrade import Nullability, nullability_of, parted, upgraded, upgraded_alternatives
from generator.loader.values import kind_of
from generator.problems import Location, Problem

_TEXTS = {
    "title": "title",
    "description": "description",
    "format": "format",
    "contentMediaType": "content_media_type",
    "contentEncoding": "content_encoding",
}
_FLAGS = {"readOnly": "read_only", "writeOnly": "write_only", "deprecated": "deprecated"}
_SCHEMAS = {
    "additionalProperties": "additional_properties",
    "propertyNames": "property_names",
    "unevaluatedProperties": "unevaluated_properties",
    "contains": "contains",
    "contentSchema": "content_schema",
    "not": "not_",
}
_LISTS = {"allOf": "all_of", "anyOf": "any_of", "oneOf": "one_of", "prefixItems": "prefix_items"}
_MAPS = {"properties": "properties", "patternProperties": "pattern_properties"}
_REFERENCES = ("$ref", *DYNAMIC_REFERENCES)
_DOCUMENT_KEYS = frozenset({"openapi", "swagger"})
_COMPONENT = re.compile("/(?:components/schemas|definitions)/[^/]+")
_CONSTRAINTS = frozenset(
    {
        *(
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ),
        *(
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains",
            "dependentRequired",
        ),
    }
)
_ENUM_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names")


def read_schema(place: Place, reading: Reading) -> Schema:
    match place.value:
        case bool() as accepts:
            return Schema(place.location, boolean=accepts)
        case dict() as value:
            pass
        case None:
            reading.warn(
                "schema-empty",
                "The schema is empty; it is read as one that allows any value.",
                place,
                "Write `{}` to mean that.",
            )
            return Schema(place.location)
        case other:
            reading.error("schema-invalid", f"A schema must be a mapping or a boolean, not {kind_of(other)}.", place)
            return Schema(place.location)
    if not SETTING_ANCHORS.isdisjoint(value):
        with reading.dynamic.entered(place):
            return _read_mapping(place, value, reading)
    return _read_mapping(place, value, reading)


def _read_mapping(place: Place, value: dict[str, Any], reading: Reading) -> Schema:
    match nullability_of(value):
        case Nullability.WRAPPED:
            outside, inside = parted(value)
            whole = _keywords(place._replace(value=outside), reading)
            return replace(whole, any_of=(_keywords(place._replace(value=upgraded(inside)), reading), _null(place)))
        case Nullability.MEMBER:
            return _with_null_member(_keywords(place._replace(value=upgraded(value)), reading), place)
        case Nullability.TYPE | Nullability.NONE:
            changed = upgraded(value)
            return _keywords(place if changed is value else place._replace(value=changed), reading)


def _null(place: Place) -> Schema:
    return Schema(place.location, types=("null",))


def _with_null_member(schema: Schema, place: Place) -> Schema:
    if any(member.types == ("null",) for member in (*schema.any_of, *schema.one_of)):
        return schema
    if schema.one_of:
        return replace(schema, one_of=(*schema.one_of, _null(place)))
    return replace(schema, any_of=(*schema.any_of, _null(place)))


def _keywords(place: Place, reading: Reading) -> Schema:
    fields: dict[str, Any] = {}
    constraints: dict[str, Any] = {}
    has_extensions = False
    for keyword, value in place.value.items():
        below = Place(place.document, f"{place.pointer}/{keyword}", value)
        if keyword in _TEXTS:
            fields[_TEXTS[keyword]] = text_of(below, reading)
        elif keyword in _SCHEMAS:
            fields[_SCHEMAS[keyword]] = read_schema(below, reading)
        elif keyword in _MAPS:
            fields[_MAPS[keyword]] = _schemas_by_name(below, reading)
        elif keyword in _LISTS:
            fields[_LISTS[keyword]] = (*fields.get(_LISTS[keyword], ()), *_alternatives(keyword, below, reading))
        elif keyword in _CONSTRAINTS:
            read_constraint(keyword, below, constraints, reading)
        elif keyword in _FLAGS:
            fields[_FLAGS[keyword]] = flag_of(below, reading)
        elif keyword.startswith("x-"):
            has_extensions = True
        else:
            _other_keyword(keyword, below, place, fields, reading)
    if constraints:
        fields["constraints"] = constraints
    if "examples" in place.value or "example" in place.value:
        fields["examples"] = read_examples(place.value)
    if "externalDocs" in place.value:
        fields["description"] = description_of(place, reading)
    if has_extensions:
        fields |= _extensions(place, reading)
    return Schema(Location(place.document.file, place.pointer), **fields)


def _other_keyword(keyword: str, below: Place, place: Place, fields: dict[str, Any], reading: Reading) -> None:
    match keyword:
        case "$ref" | "$dynamicRef" | "$recursiveRef":
            first = next(name for name in _REFERENCES if name in place.value)
            if keyword == first:
                _reference(keyword, place, fields, reading)
        case "type":
            fields["types"] = read_types(below, reading)
        case "enum":
            fields["enum"] = read_enum(below, place.value.get("type"), reading)
        case "const":
            fields |= {"has_const": True, "const": below.value}
        case "default":
            fields |= {"has_default": True, "default": below.value}
        case "required":
            fields["required"] = _required(below, reading)
        case "items" | "additionalItems":
            _items(keyword, below, place, fields, reading)
        case "discriminator":
            fields["discriminator"] = read_discriminator(below, reading)
        case "dependentSchemas" | "dependencies":
            _dependencies(below, fields, reading)
        case "xml" if isinstance(below.value, dict):
            tell_unknown_fields(XML, below, reading)
            fields["xml"] = below.value
        case "unevaluatedItems":
            _unevaluated_items(below, place, fields, reading)
        case "if":
            branches = (place.child(name) if name in place.value else None for name in ("if", "then", "else"))
            schemas = tuple(None if branch is None else read_schema(branch, reading) for branch in branches)
            _add_condition(fields, Condition(keyword, schemas))
        case _:
            tell_near_keyword(keyword, below, reading)


_EVALUATE_ITEMS = frozenset("items additionalItems contains allOf anyOf oneOf if dependentSchemas not".split())


def _unevaluated_items(below: Place, place: Place, fields: dict[str, Any], reading: Reading) -> None:
    """Read it as `items` where nothing but `prefixItems` stands beside it (JSON Schema 2020-12 §11.2)."""
    schema = read_schema(below, reading)
    if _EVALUATE_ITEMS.isdisjoint(place.value) and not any(name in place.value for name in _REFERENCES):
        fields["items"] = schema
    elif "items" not in place.value:
        _add_condition(fields, Condition("unevaluatedItems", (schema,)))


def _add_condition(fields: dict[str, Any], condition: Condition) -> None:
    fields["conditional"] = (*fields.get("conditional", ()), condition)


def _reference(keyword: str, place: Place, fields: dict[str, Any], reading: Reading) -> None:
    bound = reading.dynamic.target(str(place.value[keyword])) if keyword in DYNAMIC_REFERENCES else None
    if keyword == "$recursiveRef" and not _is_recursive(place):
        bound = None  # Only what is an anchor itself leads further out (2019-09 §8.2.4.2).
    target = bound or reading.resolver.target(place, keyword)
    if isinstance(target, Problem):
        meant = reading.mended(target, place, str(place.value[keyword]))
        if meant is None:
            reading.problems.append(target)
            return
        target = meant
    if not target.pointer and isinstance(target.value, dict) and not _DOCUMENT_KEYS.isdisjoint(target.value):
        target = _schema_around(keyword, place, target, reading)
    with reading.dynamic.inlined(target) as is_inlined:
        if is_inlined and bound is None:
            fields["all_of"] = (read_schema(target, reading), *fields.get("all_of", ()))
        else:
            fields["ref"] = reading.want(target)


def _is_recursive(place: Place) -> bool:
    around = _component_around(place)
    return around is None or (isinstance(around.value, dict) and around.value.get("$recursiveAnchor") is True)


def _component_around(place: Place) -> Place | None:
    found = _COMPONENT.match(place.pointer)
    if found is None:
        return None
    component = Place(place.document, "", place.document.value)
    for token in tokens_of(found[0]):
        component = component.child(token)
    return component


def _schema_around(keyword: str, place: Place, whole: Place, reading: Reading) -> Place:
    """Give the component that a reference stands in, in place of the document it leads to.

    `"#"` means that where a schema is a document of its own, from which such schemas are pasted.
    """
    around = _component_around(place) if whole.document is place.document else None
    is_read, should_be = "as any value", "where the schema is"
    if around is not None:
        is_read, should_be = f"as the schema around it, `#{around.pointer}`", f"`#{around.pointer}`"
    message = f"`{keyword}: {place.value[keyword]}` leads to the whole document, which is no schema."
    reading.warn("ref-document", f"{message} It is read {is_read}.", place, f"Write {should_be}.")
    return around or whole


def _items(keyword: str, below: Place, place: Place, fields: dict[str, Any], reading: Reading) -> None:
    listed = place.value.get("items")
    if keyword == "items" and isinstance(listed, list):
        # Drafts before 2020-12 had tuples under `items` and the rest under `additionalItems`.
        fields["prefix_items"] = _schema_list(below, reading)
    elif keyword == "items" or isinstance(listed, list):
        fields["items"] = read_schema(below, reading)


def _schemas_by_name(place: Place, reading: Reading) -> tuple[tuple[str, Schema], ...]:
    if not has_mapping(place, reading, "What holds schemas by name"):
        return ()
    return tuple((name, read_schema(member, reading)) for name, member in place.members())


def _alternatives(keyword: str, place: Place, reading: Reading) -> tuple[Schema, ...]:
    if keyword == "anyOf" and isinstance(place.value, list):
        place = place._replace(value=upgraded_alternatives(place.value))
    return _schema_list(place, reading)


def _schema_list(place: Place, reading: Reading) -> tuple[Schema, ...]:
    match place.value:
        case list():
            return tuple(read_schema(item, reading) for item in place.items())
        case None:
            return ()
        case dict():
            reading.warn("schema-list", "This should be a list of schemas; it is read as a list of this one.", place)
            return (read_schema(place, reading),)
        case other:
            reading.error("schema-invalid", f"This must be a list of schemas, not {kind_of(other)}.", place)
            return ()


def _required(place: Place, reading: Reading) -> tuple[str, ...]:
    if isinstance(place.value, bool):
        hint = "Name the property in the `required` list of the schema around it."
        reading.warn(
            "schema-required",
            "In a schema `required` is a list of property names; true or false is ignored.",
            place,
            hint,
        )
        return ()
    return tuple(dict.fromkeys(texts_of(place, reading)))


def _dependencies(place: Place, fields: dict[str, Any], reading: Reading) -> None:
    """Read `dependentSchemas`, and draft 7's `dependencies`, which holds lists of names too."""
    for name, member in place.members():
        if isinstance(member.value, list):
            needed = Schema(member.location, required=tuple(texts_of(member, reading)))
            _add_condition(fields, Condition("dependentSchemas", (needed,), name))
        else:
            _add_condition(fields, Condition("dependentSchemas", (read_schema(member, reading),), name))


def _extensions(place: Place, reading: Reading) -> dict[str, Any]:
    extensions = extensions_of(place.value)
    fields: dict[str, Any] = {"extensions": extensions}
    enum = place.value.get("enum")
    if extensions.get("x-stainless-const") is True and isinstance(enum, list) and len(enum) == 1:
        # Stainless' extension: the value is the only one there will be.
        fields |= {"has_const": True, "const": enum[0]}
    for keyword in _ENUM_NAMES:
        if isinstance(enum, list) and isinstance(extensions.get(keyword), list):
            fields["enum_names"] = texts_of(place.child(keyword), reading)
            break
    descriptions = read_enum_descriptions(extensions, enum)
    if descriptions:
        fields["enum_descriptions"] = descriptions
    return fields
