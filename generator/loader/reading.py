"""What the readers share while documents are read: problems found, schemas asked for, definitions read before.

Receives places; returns values of spec.py by way of the readers. Lives for one load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from generator.loader.dynamic import DynamicScope
from generator.loader.refs import Place, Resolver, definition_around
from generator.loader.spec import SchemaId, SecurityScheme
from generator.problems import Location, Problem, error, warning

T = TypeVar("T")


class Reading:
    """The state of one load."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.problems: list[Problem] = []
        self.wanted: dict[SchemaId, Place] = {}
        """Schemas that something refers to, in the order they were met. Some are not read yet."""
        self.scheme_uses: dict[tuple[str, str], Location] = {}
        """(file, security scheme) → where the file first requires it."""
        self.schemes: dict[str, SecurityScheme] = {}
        """Of the document that is being read, by name; also those elsewhere that requirements refer to."""
        self._read_before: dict[tuple[str, str, str], Any] = {}
        self._being_read: set[tuple[str, str]] = set()
        self.dynamic = DynamicScope()

    def error(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.problems.append(error(code, message, place.location, hint))

    def warn(self, code: str, message: str, place: Place, hint: str = "") -> None:
        self.problems.append(warning(code, message, place.location, hint))

    def mended(self, problem: Problem, place: Place, ref: str) -> Place | None:
        """Give what a reference to a schema means that leads nowhere, with a warning; None if that cannot be told."""
        target = definition_around(place, ref) if problem.code == "ref-missing" else None
        if target is not None:
            is_read = f"It is read as the definition of the schema around it, `#{target.pointer}`."
            hint = "Move what is under `$defs` to `#/components/schemas`, and refer to it there."
            self.warn("ref-definitions", f"{problem.message} {is_read}", place, hint)
        return target

    def want(self, place: Place) -> SchemaId:
        """Note that a schema is needed under its own id. It is read later: schemas refer to each other in circles."""
        id = schema_id(place)
        self.wanted.setdefault(id, place)
        return id

    def follow(
        self, place: Place, keeps: frozenset[str] | None = frozenset({"summary", "description"})
    ) -> Place | None:
        """Follow a reference, if the place is one, to what it names; None after noting what is wrong with it.

        Siblings named in `keeps` win over the target's own members (OpenAPI 3.1 §4.8.23); None keeps all of them, for
        operations. Path items are path_items.py's.
        """
        if not isinstance(place.value, dict) or "$ref" not in place.value:
            return place
        found = self.resolver.follow(place)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        target, passed = found
        siblings: dict[str, Any] = {}
        for one in reversed(passed):
            for key, member in one.members():
                if key == "$ref":
                    continue
                if keeps is None or key in keeps:
                    siblings[key] = member.value
                elif not key.startswith("x-"):
                    self._tell_ignored(key, member)
        if siblings and isinstance(target.value, dict):
            return target._replace(value={**target.value, **siblings})
        return target

    def _tell_ignored(self, key: str, member: Place) -> None:
        message = f"`{key}` stands beside a `$ref`, where only `summary` and `description` count; it is ignored."
        self.warn("ref-siblings", message, member, "Move it to what the reference leads to, or write that out here.")

    def once(self, what: str, place: Place, read: Callable[[Place, Reading], T]) -> T:
        """Read a definition that many refer to only the first time, unless siblings of a reference changed it."""
        key = (what, place.document.file, place.pointer)
        known = self._read_before.get(key)
        if known is None or known[0] is not place.value:
            known = self._read_before[key] = (place.value, read(place, self))
        value: T = known[1]
        return value

    def enter(self, place: Place) -> bool:
        """Begin something that can contain itself; False if it is being read already. `leave` ends it."""
        key = (place.document.file, place.pointer)
        if key in self._being_read:
            return False
        self._being_read.add(key)
        return True

    def leave(self, place: Place) -> None:
        self._being_read.discard((place.document.file, place.pointer))


def schema_id(place: Place) -> SchemaId:
    return f"{place.document.file}#{place.pointer}"
