"""Aliases that stand for themselves.

    {First: Second, Second: First | str}  →  {First: str, Second: str}

An alternative that leads back to the alias it is of, by way of aliases alone, allows nothing that the others do not; type
checkers refuse it, and following it has no end. Lists and objects may hold themselves: those are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from msgspec.structs import replace

from generator.model.reach import closure
from generator.model.types import ANY, Alias, Named, TypeDefinition, TypeExpr, TypeId, UnionOf
from generator.model.unions import union_of


def without_circles(definitions: Mapping[TypeId, TypeDefinition]) -> dict[TypeId, TypeDefinition]:
    ahead = {id: _aliases_of(definition, definitions) for id, definition in definitions.items()}
    circles = {id: circle for id in ahead if (circle := _circle_of(id, ahead))}
    return {
        id: replace(definition, type=_straight(id, circles[id], definitions)) if id in circles else definition
        for id, definition in definitions.items()
    }


def _members_of(definition: TypeDefinition | None) -> tuple[TypeExpr, ...]:
    """Give what an alias is one of; nothing for an object."""
    if not isinstance(definition, Alias):
        return ()
    return definition.type.members if isinstance(definition.type, UnionOf) else (definition.type,)


def _aliases_of(definition: TypeDefinition, definitions: Mapping[TypeId, TypeDefinition]) -> tuple[TypeId, ...]:
    return tuple(
        member.id
        for member in _members_of(definition)
        if isinstance(member, Named) and isinstance(definitions.get(member.id), Alias)
    )


def _circle_of(id: TypeId, ahead: Mapping[TypeId, tuple[TypeId, ...]]) -> frozenset[TypeId]:
    """Give the aliases that an alias leads to and that lead back to it, itself among them; none if it is in no circle."""

    def reached(start: TypeId) -> set[TypeId]:
        return closure(ahead[start], ahead.__getitem__)

    found = reached(id)
    return frozenset(other for other in found if id in reached(other)) if id in found else frozenset()


def _straight(id: TypeId, circle: frozenset[TypeId], definitions: Mapping[TypeId, TypeDefinition]) -> TypeExpr:
    """Put together what all aliases of a circle allow, those of this one first."""
    every = chain.from_iterable(_members_of(definitions[each]) for each in (id, *sorted(circle - {id})))
    members = [each for each in every if not (isinstance(each, Named) and each.id in circle)]
    return union_of(members) if members else ANY
