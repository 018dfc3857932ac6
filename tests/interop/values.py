"""Values that a document allows, straight from its schemas: not by way of the types that the client was made from.

Receives the loader's schemas; gives JSON values, and bytes for files. `is_full` adds everything that is optional.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings, strategies

from generator.loader.spec import Schema, SchemaId

_DEPTH = 4
"""Optional members of members are given down to here; a recursive schema would not end."""
_FORMATS = {
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "date-time": "2030-01-31T12:00:00Z",
    "date": "2030-01-31",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "ada@example.com",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "uri-reference": "/a",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "ZGF0YQ==",
}


@dataclass
class Flat:
    """A schema with what its references and `allOf` add."""

    types: tuple[str, ...] = ()
    format: str | None = None
    values: list[Any] = field(default_factory=list)
    """Known ones: enum, const."""
    examples: list[Any] = field(default_factory=list)
    properties: dict[str, Schema] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    """Properties that must not stand beside the others: `oneOf: [{required: [a]}, {required: [b]}]`."""
    fixed: dict[str, Any] = field(default_factory=dict)
    """Properties whose value a discriminator settles."""
    items: Schema | None = None
    prefix: tuple[Schema, ...] = ()
    extra: Schema | None = None
    constraints: dict[str, Any] = field(default_factory=dict)
    is_read_only: bool = False
    is_binary: bool = False

    def wants(self, name: str, is_full: bool) -> bool:
        return name in self.required or (is_full and name not in self.dropped)


class Values:
    def __init__(self, schemas: Mapping[SchemaId, Schema]) -> None:
        self._schemas = schemas

    def of(self, schema: Schema | None, is_full: bool, depth: int = 0) -> Any:
        if schema is None:
            return "x"
        flat = self.flat(schema)
        if flat.values:
            return flat.values[0]
        kinds = [kind for kind in flat.types if kind != "null"]
        kind = kinds[0] if kinds else "object" if flat.properties or flat.extra else "array" if flat.items else "string"
        match kind:
            case "object":
                return self._object(flat, is_full, depth)
            case "array":
                return self._array(flat, is_full, depth)
            case "integer" | "number":
                return _number(flat, kind == "integer")
            case "boolean":
                return True
            case _:
                return _text(flat)

    def flat(self, schema: Schema) -> Flat:
        flat = Flat()
        self._add(schema, flat, frozenset())
        return flat

    def _add(self, schema: Schema, flat: Flat, seen: frozenset[SchemaId]) -> None:
        if schema.ref is not None and schema.ref not in seen:
            seen |= {schema.ref}
            self._add(self._schemas[schema.ref], flat, seen)
        for each in schema.all_of:
            self._add(each, flat, seen)
        flat.types = schema.types or flat.types
        flat.format = schema.format or flat.format
        flat.values = flat.values or [value for value in schema.enum or () if value is not None]
        flat.values = [schema.const] if schema.has_const else flat.values
        flat.examples += schema.examples
        flat.properties |= schema.properties
        flat.required |= set(schema.required)
        flat.items = schema.items or flat.items
        flat.prefix = schema.prefix_items or flat.prefix
        extra = schema.additional_properties
        flat.extra = extra if extra is not None and extra.boolean is not False else flat.extra
        flat.constraints |= schema.constraints
        flat.is_read_only = flat.is_read_only or schema.read_only
        flat.is_binary = (
            flat.is_binary
            or schema.format == "binary"
            or (schema.content_media_type is not None and schema.content_encoding is None)
        )
        if schema.not_ is not None:
            flat.dropped |= set(schema.not_.required[1:])
        branches = [each for each in (*schema.one_of, *schema.any_of) if each.types != ("null",)]
        if branches:
            self._add_branch(schema, branches[0], flat, seen)
            only = {name for each in branches[1:] for name in each.required if not each.properties}
            flat.dropped |= only - set(branches[0].required)

    def _add_branch(self, schema: Schema, branch: Schema, flat: Flat, seen: frozenset[SchemaId]) -> None:
        self._add(branch, flat, seen)
        if schema.discriminator is not None and branch.ref is not None:
            mapped = {id: value for value, id in schema.discriminator.mapping}
            name = schema.discriminator.property_name
            stated = self.flat(branch).properties.get(name)
            known = self.flat(stated).values if stated is not None else []
            flat.fixed[name] = mapped.get(branch.ref) or (known or [branch.ref.rpartition("/")[2]])[0]

    def _object(self, flat: Flat, is_full: bool, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, schema in flat.properties.items():
            if flat.wants(name, is_full and depth < _DEPTH) and not self.flat(schema).is_read_only:
                made[name] = self.of(schema, is_full, depth + 1)
        for name in sorted(flat.required - made.keys() - flat.properties.keys()):
            made[name] = self.of(flat.extra, is_full, depth + 1)
        is_map = not flat.properties and is_full and flat.extra is not None and depth < _DEPTH
        for number in range(max(flat.constraints.get("minProperties", 0) - len(made), int(is_map))):
            made[f"key{number or ''}"] = self.of(flat.extra, is_full, depth + 1)
        return {**made, **{name: value for name, value in flat.fixed.items()}}

    def _array(self, flat: Flat, is_full: bool, depth: int) -> list[Any]:
        if flat.prefix:
            return [self.of(each, is_full, depth + 1) for each in flat.prefix]
        count = flat.constraints.get("minItems", 0)
        if not count and (depth >= _DEPTH or flat.constraints.get("maxItems") == 0):
            return []
        return [self.of(flat.items, is_full, depth + 1) for _ in range(max(1, count))]


def _number(flat: Flat, is_integer: bool) -> int | float:
    facts = flat.constraints
    low = facts.get("minimum", facts.get("exclusiveMinimum"))
    high = facts.get("maximum", facts.get("exclusiveMaximum"))
    step = facts.get("multipleOf") or 1
    value: int | float = 1
    if low is not None and value <= low:
        value = low if "minimum" in facts else low + (1 if is_integer or high is None else (high - low) / 2)
    if high is not None and value >= high:
        value = high if "maximum" in facts else high - 1
    if "multipleOf" in facts:
        value = math.ceil(value / step) * step
    return int(value) if is_integer else value


def _text(flat: Flat) -> str | bytes:
    if flat.is_binary:
        return b"data"
    if flat.format in _FORMATS:
        return _FORMATS[flat.format]
    facts = flat.constraints
    shortest, longest = facts.get("minLength", 0), facts.get("maxLength", 1_000)
    if "pattern" in facts:
        examples = [each for each in flat.examples if isinstance(each, str)]
        return examples[0] if examples else _matching(facts["pattern"], shortest, longest)
    return "text".ljust(shortest, "t")[:longest]


def _matching(pattern: str, shortest: int, longest: int) -> str:
    quiet = settings(phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    words = strategies.from_regex(pattern).map(lambda text: text.strip("\n"))
    return find(words, lambda text: shortest <= len(text) <= longest and text.isprintable(), settings=quiet)
