"""Names for types whose schema has none: made from where the schema stands, never from its `title`.

    VoiceCloneResponse.data (an inline object)  →  VoiceCloneResponseData
    voice_clones.update's 200 answer            →  VoiceCloneUpdateResponse

Titles are no names: real documents give hundreds of schemas the same one. Only where a tool has counted the components
(`def-0`) is a title, if no other type has it, the name that the API's authors gave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.loader.spec import Schema, SchemaId
from generator.model.types import TypeId
from generator.model.words import pascal, singular_name, snake_fold
from generator.problems import Location


class Position(Struct, frozen=True):
    """The name a type gets if the schema at this place needs one."""

    name: str
    kind: str = "Type"
    """Word put behind the name when something else has it: "Property", "Item", "Response"."""

    def property(self, wire_name: str) -> Position:
        return Position(self.name + (pascal(wire_name) or "Field"), "Property")

    def item(self) -> Position:
        """Errors → Error, Data → DataItem."""
        name = singular_name(self.name)
        return Position(name if name != self.name else f"{self.name}Item", "Item")

    def value(self) -> Position:
        return Position(f"{self.name}Value", "Entry")

    def variant(self, word: str) -> Position:
        return Position(self.name + pascal(word), "Variant")

    def media(self, media_type: str, index: int) -> Position:
        """The first media type has the bare name: PetListResponse, PetListResponseXml."""
        return self if index == 0 else Position(self.name, pascal(media_type.partition("/")[2].partition(";")[0]))


class NameClaims:
    """Hands out type names once each. Components come first, so that an inline type never takes a component's name."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken: set[str] = {snake_fold(name) for name in taken}

    def claim(self, position: Position) -> str:
        candidates = [position.name, position.name + position.kind]
        for candidate in candidates:
            if self._is_new(candidate):
                return candidate
        number = 2
        while not self._is_new(f"{position.name}{number}"):
            number += 1
        return f"{position.name}{number}"

    def _is_new(self, name: str) -> bool:
        fold = snake_fold(name)
        if fold in self.taken:
            return False
        self.taken.add(fold)
        return True


def id_at(location: Location) -> TypeId:
    """Identify an inline schema as the loader identifies targets of references."""
    return f"{location.file}#{location.pointer}"


def owner_of(location: Location, components: Mapping[SchemaId, str]) -> SchemaId | None:
    """Give the component that a schema is written in; None when it stands in an operation."""
    pointer = location.pointer
    while pointer:
        id = f"{location.file}#{pointer}"
        if id in components:
            return id
        pointer = pointer.rpartition("/")[0]
    return None


def position_at(location: Location, components: Mapping[SchemaId, str]) -> Position:
    """Name what only a reference finds by the component that it stands in and the last step to it."""
    owner = owner_of(location, components)
    last = location.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return Position((components[owner] if owner is not None else "") + (pascal(last) or "Type"))


_SHARED_GROUPS = frozenset({"responses", "parameters", "requestBodies", "headers", "mediaTypes", "callbacks"})


def shared_name(location: Location) -> str | None:
    """Give the name of the shared response, parameter or body around a place: /components/responses/NotFound/…"""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in location.pointer.split("/")[1:]]
    if parts[:1] == ["components"]:
        parts = parts[1:]
    if len(parts) >= 2 and parts[0] in _SHARED_GROUPS:
        return pascal(parts[1]) or None
    if len(parts) >= 3 and parts[0] in ("paths", "x-ms-paths") and parts[2] in ("parameters", "servers"):
        # A path item's own parameter belongs to all of its operations, whichever comes first.
        return "".join(pascal(part) for part in parts[1].split("/") if part and not part.startswith("{")) or None
    return None


# @fastify/swagger's, which puts the schema's own `$id` into its title. The number is another as soon as a schema is added.
_COUNTED = re.compile(r"def-\d+")


def _titles(names: Mapping[SchemaId, str], schemas: Mapping[SchemaId, Schema]) -> dict[SchemaId, str]:
    """Give the titles of those that are only counted, unless something else is called so."""
    titles = {id: pascal(schemas[id].title or "") for id, written in names.items() if _COUNTED.fullmatch(written)}
    uses = Counter(snake_fold(name) for name in (*names.values(), *titles.values()))
    return {id: title for id, title in titles.items() if title and uses[snake_fold(title)] == 1}


def component_names(
    names: Mapping[SchemaId, str], renames: Mapping[str, str], schemas: Mapping[SchemaId, Schema]
) -> dict[SchemaId, str]:
    """Name each component: client.yml's name or its own; of two equal ones the later has its file's in front."""
    found: dict[SchemaId, str] = {}
    taken: set[str] = set()
    titles = _titles(names, schemas)
    for id, written in names.items():
        name = renames.get(written) or titles.get(id, written)
        if name in taken:
            stem = id.partition("#")[0].rpartition("/")[2].partition(".")[0]
            name = pascal(stem) + name[:1].upper() + name[1:]
        candidate, number = name, 2
        while candidate in taken:
            candidate, number = f"{name}{number}", number + 1
        taken.add(candidate)
        found[id] = candidate
    return found
