"""Types of schemas that list their values: `enum`, `const`, `true` and `false`.

Receives merged schemas; returns types, and notes what of them says nothing or too much for a type.
"""

from __future__ import annotations

from generator.loader.spec import Schema
from generator.model.scalars import allows_null, enumeration_of
from generator.model.types import ANY, NULL, TypeExpr
from generator.model.unions import union_of
from generator.problems import Problem, Severity, warning


def type_of_boolean(merged: Schema, problems: list[Problem]) -> TypeExpr:
    if merged.boolean is False:
        message = "`false` allows no value at all; the type allows any"
        problems.append(Problem("schema-false", Severity.NOTE, message, merged.location))
    return ANY


def type_of_values(merged: Schema, problems: list[Problem]) -> TypeExpr | None:
    """Give the type of `enum` and `const`; None when the list is empty and so says nothing."""
    if merged.enum == () and not merged.has_const:
        problems.append(warning("enum-empty", "An empty `enum` is taken as left out", merged.location))
        return None
    expr = enumeration_of(merged)
    if expr is not None:
        return union_of((expr,), has_null=allows_null(merged))
    if allows_null(merged) and (merged.has_const or all(value is None for value in merged.enum or ())):
        return NULL
    message = "Known values that are lists or objects have no type of their own; the type is any value"
    problems.append(Problem("enum-of-objects", Severity.NOTE, message, merged.location))
    return ANY
