"""Two schemas that both apply, as one: keyword by keyword, the narrower wins.

Receives merged schemas (no `$ref`, no `allOf` at their top); returns one. What cannot be both is a Problem, and the
result then allows either: a type that is too wide loses nothing on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from msgspec.structs import replace

from generator.loader.spec import Condition, Schema
from generator.model.keywords import branches_of, is_annotation, narrows, only_requires
from generator.model.scalars import value_key
from generator.problems import Problem, warning

_MOST_BRANCHES = 24
"""Alternatives of alternatives that are written out; more would make a type nobody can read."""


def single_group(schema: Schema, problems: list[Problem]) -> Schema:
    """Keep alternatives under one keyword: rules about `required` go, `oneOf` beside `anyOf` becomes their product."""
    one_of = () if all(only_requires(branch) for branch in schema.one_of) else schema.one_of
    any_of = () if all(only_requires(branch) for branch in schema.any_of) else schema.any_of
    if one_of and any_of:
        one_of, any_of = _product(one_of, any_of, problems), ()
    if one_of is schema.one_of and any_of is schema.any_of:
        return schema
    aside = tuple(
        Condition(keyword, branches)
        for keyword, branches in (("oneOf", schema.one_of), ("anyOf", schema.any_of))
        if branches and all(only_requires(branch) for branch in branches)
    )
    return replace(schema, one_of=one_of, any_of=any_of, conditional=(*schema.conditional, *aside))


def _product(first: tuple[Schema, ...], second: tuple[Schema, ...], problems: list[Problem]) -> tuple[Schema, ...]:
    if len(first) * len(second) > _MOST_BRANCHES:
        message = (
            f"{len(first)} × {len(second)} combinations of alternatives; the type holds the first {len(first)} only"
        )
        problems.append(warning("alternatives-too-many", message, first[0].location))
        return first
    nulls = [branch for branch in first if branch.types == ("null",)]
    is_nullable = bool(nulls) and any(branch.types == ("null",) for branch in second)
    pairs = tuple(
        Schema(location=right.location, all_of=_together(_parts(left, left), _parts(right, right)))
        for left in first
        for right in second
        if left.types != ("null",) and right.types != ("null",)
    )
    return (*pairs, nulls[0]) if is_nullable else pairs


def combined(first: Schema, second: Schema, problems: list[Problem]) -> Schema:
    """Combine; `second` is the later one and gives place and texts where it has them."""
    one_of, any_of = _branches(first, second, problems)
    return replace(
        second,
        types=_types(first, second, problems),
        format=second.format or first.format,
        title=second.title or first.title,
        description=second.description or first.description,
        boolean=False if False in (first.boolean, second.boolean) else None,
        **_values(first, second),
        has_default=second.has_default or first.has_default,
        default=second.default if second.has_default else first.default,
        examples=second.examples or first.examples,
        properties=_properties(first, second),
        required=tuple(dict.fromkeys((*first.required, *second.required))),
        additional_properties=_extra(first, second),
        pattern_properties=_patterns(first, second),
        property_names=_both(first.property_names, second.property_names),
        unevaluated_properties=second.unevaluated_properties or first.unevaluated_properties,
        items=_both(first.items, second.items),
        prefix_items=tuple(
            both for pair in zip_longest(first.prefix_items, second.prefix_items) if (both := _both(*pair)) is not None
        ),
        contains=second.contains or first.contains,
        one_of=one_of,
        any_of=any_of,
        not_=_either(first.not_, second.not_),
        conditional=(*first.conditional, *second.conditional, *_other_pattern(first, second)),
        discriminator=second.discriminator or first.discriminator,
        read_only=first.read_only or second.read_only,
        write_only=first.write_only or second.write_only,
        constraints=_constraints(first.constraints, second.constraints),
        content_media_type=second.content_media_type or first.content_media_type,
        content_encoding=second.content_encoding or first.content_encoding,
        content_schema=second.content_schema or first.content_schema,
        xml=second.xml or first.xml,
        extensions={**first.extensions, **second.extensions},
    )


def contradict(first: Schema, second: Schema) -> bool:
    return bool(first.types and second.types) and not _shared_types(first, second)


def _shared_types(first: Schema, second: Schema) -> tuple[str, ...]:
    wide = {*second.types, *(("integer",) if "number" in second.types else ())}
    both = tuple(name for name in first.types if name in wide)
    is_left_out = "number" in first.types and "integer" in second.types and "integer" not in both
    return (*both, "integer") if is_left_out else both


def _types(first: Schema, second: Schema, problems: list[Problem]) -> tuple[str, ...]:
    if not first.types or not second.types:
        return first.types or second.types
    if both := _shared_types(first, second):
        return both
    message = f"Nothing is both {' or '.join(first.types)} and {' or '.join(second.types)}; the type allows either"
    problems.append(warning("allof-contradiction", message, second.location, related=(first.location,)))
    return tuple(dict.fromkeys((*first.types, *second.types)))


def _values(first: Schema, second: Schema) -> dict[str, Any]:
    """Combine `const` and `enum`: values that both list, or the later's list when there is none."""
    if first.has_const or second.has_const:
        return {"has_const": True, "const": second.const if second.has_const else first.const, "enum": None}
    if not first.enum or not second.enum:
        source = second if second.enum else first
        return {"enum": source.enum, "enum_names": source.enum_names, "enum_descriptions": source.enum_descriptions}
    known = {value_key(value) for value in first.enum}
    both = tuple(value for value in second.enum if value_key(value) in known)
    if len(both) in (0, len(second.enum)):
        return {}
    # Names belong to values by position, so a shorter list of values has none.
    return {"enum": both, "enum_names": (), "enum_descriptions": ()}


def _properties(first: Schema, second: Schema) -> tuple[tuple[str, Schema], ...]:
    found = dict(first.properties)
    for wire_name, later in second.properties:
        earlier = found.get(wire_name)
        found[wire_name] = later if earlier is None else _narrowed(earlier, later)
    return tuple(found.items())


def _narrowed(earlier: Schema, later: Schema) -> Schema:
    """Give the property that two members declare."""
    if earlier == later:
        return earlier
    if _is_silent(later):
        return _described(earlier, later)
    if _is_silent(earlier):
        return _described(later, replace(earlier, description=later.description or earlier.description))
    return Schema(
        location=later.location,
        all_of=_together(_parts(earlier, _undescribed(earlier)), _parts(later, _undescribed(later))),
        description=later.description or earlier.description,
        has_default=later.has_default or earlier.has_default,
        default=later.default if later.has_default else earlier.default,
        read_only=earlier.read_only or later.read_only,
        write_only=earlier.write_only or later.write_only,
        deprecated=earlier.deprecated or later.deprecated,
        constraints=_constraints(earlier.constraints, later.constraints),
    )


def _is_silent(schema: Schema) -> bool:
    return is_annotation(schema) and not schema.types and not narrows(schema)


def _described(schema: Schema, by: Schema) -> Schema:
    return replace(
        schema,
        description=by.description or schema.description,
        has_default=by.has_default or schema.has_default,
        default=by.default if by.has_default else schema.default,
        read_only=by.read_only or schema.read_only,
        write_only=by.write_only or schema.write_only,
        deprecated=by.deprecated or schema.deprecated,
        constraints=_constraints(schema.constraints, by.constraints),
    )


def _undescribed(schema: Schema) -> Schema:
    """Take away what `_narrowed` gives to the whole."""
    return replace(
        schema,
        description=None,
        has_default=False,
        default=None,
        read_only=False,
        write_only=False,
        deprecated=False,
        constraints={},
    )


def _parts(schema: Schema, bare: Schema) -> tuple[Schema, ...]:
    """Give what a schema is put together from, if `bare`, what counts of it, is nothing else; otherwise itself."""
    is_combination = bool(schema.all_of) and bare == Schema(location=schema.location, all_of=schema.all_of)
    return schema.all_of if is_combination else (schema,)


def _together(first: tuple[Schema, ...], second: tuple[Schema, ...]) -> tuple[Schema, ...]:
    """Put parts together, each once: a list that narrows itself does not become another at every level."""
    return (*first, *(part for part in second if part not in first))


def with_unevaluated_items(merged: Schema) -> Schema:
    """Take `unevaluatedItems` for `items`, or for nothing, where all that it asks about is known by now."""
    others = tuple(condition for condition in merged.conditional if condition.keyword != "unevaluatedItems")
    if len(others) == len(merged.conditional):
        return merged
    if merged.items is not None:
        return replace(merged, conditional=others)
    if others or merged.contains is not None or branches_of(merged):
        return merged
    last = merged.conditional[-1].schemas[0]
    return replace(merged, items=last, conditional=())


def _both(first: Schema | None, second: Schema | None) -> Schema | None:
    if first is None or second is None or first == second:
        return second or first
    return Schema(location=second.location, all_of=_together(_parts(first, first), _parts(second, second)))


def _either(first: Schema | None, second: Schema | None) -> Schema | None:
    """Combine what must not be: neither may."""
    if first is None or second is None or first == second:
        return second or first
    return Schema(location=second.location, any_of=(first, second))


def _other_pattern(first: Schema, second: Schema) -> tuple[Condition, ...]:
    """Put a pattern aside that cannot stand beside the other's."""
    pattern = first.constraints.get("pattern")
    if pattern is None or second.constraints.get("pattern", pattern) == pattern:
        return ()
    return (Condition("allOf", (Schema(location=first.location, constraints={"pattern": pattern}),)),)


def _extra(first: Schema, second: Schema) -> Schema | None:
    """Combine `additionalProperties`. A member's `false` knows nothing of the others' properties: all must say it."""
    one, other = first.additional_properties, second.additional_properties
    stated = [each for each in (one, other) if each is not None and each.boolean is None]
    if len(stated) == 2:
        return _both(one, other)
    if stated:
        return stated[0]
    if one is not None and other is not None:
        return one if one.boolean else other
    lone, silent = (one, second) if one is not None else (other, first)
    is_blind = lone is not None and lone.boolean is False and bool(silent.properties)
    return None if is_blind else lone


def _patterns(first: Schema, second: Schema) -> tuple[tuple[str, Schema], ...]:
    found = dict(first.pattern_properties)
    for pattern, schema in second.pattern_properties:
        found[pattern] = _both(found.get(pattern), schema) or schema
    return tuple(found.items())


def _branches(first: Schema, second: Schema, problems: list[Problem]) -> tuple[tuple[Schema, ...], tuple[Schema, ...]]:
    left, right = branches_of(first), branches_of(second)
    if left and right:
        return _product(left, right, problems), ()
    source = first if left else second
    return source.one_of, source.any_of


_LOWER_BOUNDS = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties", "minContains"})
_UPPER_BOUNDS = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties", "maxContains"})


def _constraints(first: Mapping[str, Any], second: Mapping[str, Any]) -> Mapping[str, Any]:
    if not first or not second:
        return second or first
    found = {**first, **second}
    for keyword in first.keys() & second.keys():
        if keyword in _LOWER_BOUNDS:
            found[keyword] = max(first[keyword], second[keyword])
        elif keyword in _UPPER_BOUNDS:
            found[keyword] = min(first[keyword], second[keyword])
    return found
