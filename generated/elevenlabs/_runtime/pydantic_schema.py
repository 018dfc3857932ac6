"""What pydantic asks a class for, so that a model can be a field of a pydantic model or a FastAPI parameter.

Imported only when pydantic asks. Lenient as models are: any JSON object passes, unless the pydantic field is strict.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args

from .annotations import (
    LISTS,
    Alias,
    Annotation,
    is_mapping,
    literal_values,
    members,
    origin_of,
    tagging_of,
)
from .convert import decode
from .encode import jsonable, to_dict
from .fields import View, table_of
from .unions import Tags, UnknownVariant, is_model, is_scalar

if TYPE_CHECKING:
    from .model import Model


def core_schema_of(cls: type[Model]) -> Any:
    """Return pydantic-core's schema of a model class: an instance or a JSON object in, a JSON object out."""
    return _core_schema(
        lambda value: _viewed(cls, value, False),
        lambda value: _viewed(cls, value, True),
        to_dict,
        lambda: json_schema_of(cls),
    )


def core_schema_of_alias(alias: Alias) -> Any:
    """Return pydantic-core's schema of a union or another type with a name: what its JSON is in, the same JSON out."""

    def lenient(value: Any) -> Any:
        if not any(_can_be(value, member) for member in members(alias)):
            raise ValueError(f"{type(value).__name__} is no {alias}")
        return decode(_copied(value), alias)

    def strict(value: Any) -> Any:
        return decode(_copied(value), alias, strict=True)

    return _core_schema(lenient, strict, jsonable, lambda: _schema_of(alias, 3))


def _core_schema(
    lenient: Callable[[Any], Any],
    strict: Callable[[Any], Any],
    written: Callable[[Any], Any],
    described: Callable[[], dict[str, Any]],
) -> Any:
    # No import statement: type checkers of who does not use pydantic would miss it.
    core_schema: Any = import_module("pydantic_core.core_schema")
    return core_schema.lax_or_strict_schema(
        core_schema.no_info_plain_validator_function(lenient),
        core_schema.no_info_plain_validator_function(strict),
        serialization=core_schema.plain_serializer_function_ser_schema(written),
        metadata={"pydantic_js_functions": [lambda schema, handler: described()]},
    )


def _copied(value: Any) -> Any:
    """Copy lists and dicts: decoding puts models into them, and these are the caller's."""
    if value.__class__ is dict:
        return {name: _copied(item) for name, item in value.items()}
    return [*map(_copied, value)] if value.__class__ is list else value


def _can_be(value: Any, member: Annotation) -> bool:
    """Go by the JSON type only: a server may send an object that no variant explains, but no number for one."""
    is_tagged = tagging_of(member) is not None
    if isinstance(value, View):
        known = Tags(member).all_models() if is_tagged else [member]
        classes = tuple(each for each in known if is_model(each))
        return isinstance(value, (*classes, UnknownVariant)) or is_mapping(member)
    if isinstance(value, dict):
        return is_model(member) or is_tagged or is_mapping(member)
    if isinstance(value, list | tuple):
        return origin_of(member) in (*LISTS, tuple) or member in (list, Any, object)
    if is_tagged:
        return any(_can_be(value, each) for each in members(get_args(member)[0]))
    literals = literal_values(member)
    return is_scalar(value, member) if literals is None else value in literals


def _viewed(cls: type[Model], value: Any, strict: bool) -> Model:
    from .model import from_dict

    if isinstance(value, cls) and not strict:
        return value
    if not isinstance(value, (dict, cls)):
        raise ValueError(
            f"{cls.__name__} views a JSON object, not {type(value).__name__}"
        )
    return from_dict(cls, value if isinstance(value, dict) else value.__dict__, strict)


def json_schema_of(cls: type[Model], depth: int = 3) -> dict[str, Any]:
    """Describe a model class in JSON Schema, nested ones too, as far as `depth` goes: models can be recursive."""
    table = table_of(cls)
    schema: dict[str, Any] = {"type": "object", "title": cls.__name__}
    if depth:
        schema["properties"] = {
            each.wire_name: _schema_of(each.type, depth - 1) for each in table.fields
        }
        required = [each.wire_name for each in table.fields if each.is_required]
        if required:
            schema["required"] = required
    return schema


_TYPES: dict[Annotation, dict[str, Any]] = {
    NoneType: {"type": "null"},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def _schema_of(tp: Annotation, depth: int) -> dict[str, Any]:
    variants = [_schema_of_member(member, depth) for member in members(tp)]
    return variants[0] if len(variants) == 1 else {"anyOf": variants}


def _schema_of_member(member: Annotation, depth: int) -> dict[str, Any]:
    if tagging_of(member) is not None:
        return _schema_of(get_args(member)[0], depth)
    if is_model(member):
        return json_schema_of(member, depth)
    literals = literal_values(member)
    if literals is not None:
        return {"enum": list(literals)}
    if origin_of(member) in LISTS:
        return {
            "type": "array",
            "items": _schema_of(get_args(member)[0], depth - 1) if depth else {},
        }
    if member in _TYPES:
        return dict(_TYPES[member])
    return (
        {"type": "string", "format": _FORMATS[member.__name__]}
        if getattr(member, "__name__", "") in _FORMATS
        else {}
    )


_FORMATS = {
    "datetime": "date-time",
    "date": "date",
    "time": "time",
    "bytes": "byte",
    "Decimal": "decimal",
}
