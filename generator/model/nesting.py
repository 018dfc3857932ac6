"""What is put together from several schemas, one inside the other, while it is being typed: which of it holds itself.

    T: {type: array, items: {$ref: T, prefixItems: […]}}     the items of T's items are the items again

An object is a definition and is found by its id; such a list gets a name only when it is met a second time. Receives
merged schemas and a way to type them; names nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from generator.loader.spec import Schema
from generator.model.positions import Position
from generator.model.types import ANY, TypeExpr
from generator.problems import Problem, Severity

_DEEPEST = 32
"""Schemas inside one another. What is deeper would end in Python's limit of calls inside one another, not in a type."""


class _Open(Struct):
    merged: Schema
    position: Position
    holds_itself: bool = False


class Nesting:
    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._open: list[_Open] = []

    def met_again(self, merged: Schema) -> Position | None:
        """Give the position of the same schema, if it is being typed around this place; it holds itself then."""
        for each in self._open:
            if each.merged == merged:
                each.holds_itself = True
                return each.position
        return None

    def typed(
        self, merged: Schema, position: Position, type_of: Callable[[Schema, Position], TypeExpr]
    ) -> tuple[TypeExpr, bool]:
        """Give the type and whether the schema holds itself."""
        if len(self._open) == _DEEPEST:
            message = f"More than {_DEEPEST} schemas that are put together from others stand inside one another"
            hint = "Make one of them a component and refer to it."
            self._problems.append(Problem("schema-too-deep", Severity.ERROR, message, merged.location, hint))
            return ANY, False
        self._open.append(opened := _Open(merged, position))
        expr = type_of(merged, position)
        self._open.pop()
        return expr, opened.holds_itself
