"""Strings, numbers and known values: the TypeExpr of schemas that hold no other schema.

Receives merged schemas; returns TypeExprs. Formats that change nothing about the value on the wire (uuid, uri, int64,
password, unknown ones) make no type of their own: the text stays the text that was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.loader.spec import Schema
from generator.model.types import (
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Binary,
    Enumeration,
    EnumValue,
    FormattedText,
    Primitive,
    TextFormat,
    TypeExpr,
    UnionOf,
)

_FORMATS = {
    "date-time": TextFormat.DATE_TIME,
    "date": TextFormat.DATE,
    "time": TextFormat.TIME,
    "byte": TextFormat.BASE64,
    "decimal": TextFormat.DECIMAL,
}


def is_binary(schema: Schema) -> bool:
    """Tell whether the schema is raw bytes: 3.0's `format: binary`, Swagger's `file`, 3.1's `contentMediaType`."""
    if "file" in schema.types or (schema.format == "binary" and schema.types in ((), ("string",), ("string", "null"))):
        return True
    if schema.content_encoding is not None or schema.content_media_type is None:
        return False
    # OpenAPI 3.1 §4.7.14.1.1: contentMediaType without contentEncoding is the raw content, unless that is text.
    media_type = schema.content_media_type.partition(";")[0].strip().lower()
    is_text = media_type.startswith("text/") or media_type.endswith(("json", "xml", "x-www-form-urlencoded"))
    return not is_text and set(schema.types) <= {"string", "null"}


def text_type(schema: Schema) -> TypeExpr:
    if is_binary(schema):
        return Binary()
    if schema.content_encoding is not None and schema.content_encoding.lower() == "base64":
        return FormattedText(TextFormat.BASE64)
    text_format = _FORMATS.get(schema.format or "")
    return FormattedText(text_format) if text_format is not None else STRING


def primitive_of(value: Any) -> Primitive | None:
    """Give the type of a JSON value; None for lists and objects."""
    match value:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER
        case float():
            return NUMBER
        case str():
            return STRING
        case None:
            return NULL
        case _:
            return None


def value_key(value: Any) -> tuple[str, Any]:
    """Give what tells JSON values apart: Python finds True equal to 1."""
    match value:
        case bool():
            return ("boolean", value)
        case int() | float():
            return ("number", value)
        case list() | tuple():
            return ("array", tuple(value_key(item) for item in value))
        case str() | None:
            return ("text", value)
        case _:
            return ("object", repr(value))


def _base_of(values: list[Any], types: tuple[str, ...]) -> TypeExpr:
    """Give what an unknown value would be. Values that contradict `type` are what servers send, so they decide."""
    kinds = {primitive_of(value) for value in values}
    if kinds <= {INTEGER, NUMBER} and "number" in types:
        return NUMBER
    bases = tuple(kind for kind in (STRING, BOOLEAN, INTEGER, NUMBER) if kind in kinds)
    return bases[0] if len(bases) == 1 else UnionOf(bases)


def _number(value: Any, types: tuple[str, ...]) -> Any:
    """Read 1.0 as 1 where only integers are allowed; JSON does not tell them apart."""
    is_whole = isinstance(value, float) and value.is_integer() and "integer" in types and "number" not in types
    return int(value) if is_whole else value


def enumeration_of(schema: Schema) -> Enumeration | None:
    """Give the known values but null; None when there is no list of values, or one that holds lists or objects."""
    listed = (schema.const,) if schema.has_const else (schema.enum or ())
    names, texts = schema.enum_names, schema.enum_descriptions
    found: dict[tuple[str, Any], EnumValue] = {}
    for index, written in enumerate(listed):
        if written is None:
            continue
        if primitive_of(written) is None:
            return None
        value = _number(written, schema.types)
        name = names[index] if index < len(names) and not schema.has_const else None
        text = texts[index] if index < len(texts) and not schema.has_const else None
        found.setdefault(value_key(value), EnumValue(value, name, text))
    if not found:
        return None
    values = tuple(found.values())
    return Enumeration(values, _base_of([each.value for each in values], schema.types), schema.has_const)


def allows_null(schema: Schema) -> bool:
    """Tell whether `type`, `enum` or `const` lets null through; documents that name it in one of them mean it."""
    return "null" in schema.types or None in (schema.enum or ()) or (schema.has_const and schema.const is None)


def joined_values(schemas: Sequence[Schema]) -> Enumeration | None:
    """Give alternatives that are all known values of one kind as one list; None when they are something else.

    `oneOf: [{const: a, title: A}, {const: b}]` is how JSON Schema describes each value of an enum.
    """
    found: dict[tuple[str, Any], EnumValue] = {}
    bases: set[TypeExpr] = set()
    for schema in schemas:
        expr = enumeration_of(schema)
        if expr is None or schema.ref is not None or schema.all_of or allows_null(schema):
            return None
        bases.add(expr.base)
        for each in expr.values:
            is_lone = len(expr.values) == 1
            name, text = each.name or (schema.title if is_lone else None), each.description
            value = EnumValue(each.value, name, text or (schema.description if is_lone else None))
            found.setdefault(value_key(each.value), value)
    return Enumeration(tuple(found.values()), bases.pop()) if len(bases) == 1 and len(found) > 1 else None


_LONG_LIST = 6
_LONG_TEXT = 80


def needs_a_name(expr: Enumeration) -> bool:
    """Tell whether the values are too many to stand in a signature."""
    return len(expr.values) > _LONG_LIST or sum(len(repr(each.value)) + 2 for each in expr.values) > _LONG_TEXT
