"""Schemas of Swagger 2.0, OpenAPI 3.0 and their common misspellings, said in the words of JSON Schema 2020-12.

    type: string, nullable: true                         ▶ type: [string, "null"]
    enum: [a], nullable: true                            ▶ enum: [a, null]
    $ref: X, nullable: true, description: d              ▶ anyOf: [{$ref: X}, {type: "null"}], description: d
    allOf: [X], nullable: true                           ▶ anyOf: [{allOf: [X]}, {type: "null"}]     (so also const)
    anyOf: [{$ref: X}, {type: object, nullable: true}]   ▶ anyOf: [{$ref: X}, {type: "null"}]        (apispec, for 3.0)
    minimum: 1, exclusiveMinimum: true                   ▶ exclusiveMinimum: 1
    type: file                                           ▶ type: string, format: binary

Receives one schema object, or a list of alternatives; returns one with the same members in the same places, so that
pointers stay those of the document. Applies the same rules to every version: a 3.1 document that says `nullable: true`
means it. Does not look into sub-schemas; the reader comes by for each.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

_NULLABLE = ("nullable", "x-nullable")
_TRUE = (True, "true")
_NULLABLE_OBJECT = {"type": "object", "nullable": True}
_SAID_DIFFERENTLY = frozenset({"exclusiveMinimum", "exclusiveMaximum", *_NULLABLE})
"""Keywords that may have to be said in other words."""
_OUTSIDE = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "externalDocs"}
)
"""What stays with the whole when null is added beside a `$ref` or `allOf`."""
_TYPE_BY_KEYWORD = {"properties": "object", "additionalProperties": "object", "items": "array"}

TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")
MISSPELT_TYPES: dict[str, tuple[str, ...]] = {
    "any": (),
    "int": ("integer",),
    "int32": ("integer",),
    "int64": ("integer",),
    "long": ("integer",),
    "float": ("number",),
    "double": ("number",),
    "decimal": ("number",),
    "bool": ("boolean",),
    "str": ("string",),
    "text": ("string",),
    "date": ("string",),
    "datetime": ("string",),
    "date-time": ("string",),
    "uuid": ("string",),
    "file": ("string",),
    "list": ("array",),
    "map": ("object",),
    "dict": ("object",),
    "none": ("null",),
}
"""By lower-case word, what a `type` that JSON Schema does not have is taken for."""


class Nullability(Enum):
    NONE = "none"
    """Not stated, or stated in the words of 2020-12 already."""
    TYPE = "type"
    """`type` (and `enum`) have taken it up."""
    MEMBER = "member"
    """null is to become one more member of the union."""
    WRAPPED = "wrapped"
    """null is to become the alternative of the whole: a `$ref`, `allOf` or `const` cannot take it up."""


def nullability_of(value: dict[str, Any]) -> Nullability:
    if value.get("nullable") not in _TRUE and value.get("x-nullable") not in _TRUE:
        return Nullability.NONE
    is_union = "anyOf" in value or "oneOf" in value
    if any(keyword in value for keyword in ("$ref", "allOf", "const")) or ("anyOf" in value and "oneOf" in value):
        return Nullability.WRAPPED
    return Nullability.MEMBER if is_union else Nullability.TYPE


def upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """Say a schema's own keywords in 2020-12. Returns the very same object if there is nothing to say differently."""
    if _SAID_DIFFERENTLY.isdisjoint(value) and value.get("type") != "file":
        return value
    changes: dict[str, Any] = {}
    for keyword, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(value.get(keyword), bool):
            changes[keyword] = value.get(limit) if value[keyword] else None
            if value[keyword]:
                changes[limit] = None
    if value.get("type") == "file":
        changes["type"] = "string"
        changes["format"] = value.get("format") or "binary"
    if nullability_of(value) in (Nullability.TYPE, Nullability.MEMBER):
        changes |= _with_null(value, changes.get("type", value.get("type")))
    if not changes:
        return value
    # The order of members is kept: it is the order of generated code.
    merged = {**value, **changes}
    return {key: item for key, item in merged.items() if item is not None or key not in changes}


def upgraded_alternatives(members: list[Any]) -> list[Any]:
    """Say null where an object stands in an `anyOf` beside references for the sake of its `nullable` alone."""
    others = [member for member in members if member != _NULLABLE_OBJECT]
    if not 0 < len(others) < len(members) or not all(isinstance(each, dict) and "$ref" in each for each in others):
        return members
    return [{"type": "null"} if member == _NULLABLE_OBJECT else member for member in members]


def _with_null(value: dict[str, Any], stated: Any) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    types = list(stated) if isinstance(stated, list) else [stated] if stated is not None else []
    if not types and nullability_of(value) is Nullability.TYPE:
        types = [name for keyword, name in _TYPE_BY_KEYWORD.items() if keyword in value][:1]
    if types and "null" not in types:
        changes["type"] = [*types, "null"]
    enum = value.get("enum")
    if isinstance(enum, list) and None not in enum:
        changes["enum"] = [*enum, None]
    return changes


def parted(value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a WRAPPED schema into what stays with the whole and what becomes the alternative of null."""
    outside = {
        key: item
        for key, item in value.items()
        if key in _OUTSIDE or (key.startswith("x-") and not key.startswith("x-enum"))
    }
    inside = {key: item for key, item in value.items() if key not in outside and key not in _NULLABLE}
    return {key: item for key, item in outside.items() if key not in _NULLABLE}, inside
