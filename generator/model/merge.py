"""`allOf` and `$ref` away: one schema that holds what several say together.

Receives schemas with their references; returns schemas without `$ref` and `allOf` at their top. Properties stay in
order; a property that two members declare becomes an `allOf` of the two, merged when its own turn comes.

    allOf: [Base, {properties: {x}}, {oneOf: [A, B]}]   →   {properties: {…Base, x}, oneOf: [A, B]}

A member that lists its own heirs (parent `oneOf` children, children `allOf` parent) gives the heirs its properties only,
however many unions stand between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from generator.loader.spec import Schema, SchemaId
from generator.model.combine import combined, contradict, single_group, with_unevaluated_items
from generator.model.keywords import adds_null, branches_of, is_annotation, narrows
from generator.model.positions import id_at
from generator.problems import Problem, warning

_Asked = dict[object, Set[SchemaId]]


class _Inside(Struct):
    """A definition as it is inside others."""

    merged: Schema
    asked: _Asked
    """Of which definitions and places it had to know whether they are being merged around it."""
    met: frozenset[SchemaId]
    """Those of them that were."""


def _met(asked: _Asked, through: frozenset[SchemaId]) -> frozenset[SchemaId]:
    return frozenset(each for each in through if any(each in ids for ids in asked.values()))


def _without_effect(own: Schema, definition: Schema) -> Problem:
    """Say that a `type` beside `$ref` is not what comes out. In OpenAPI 3.0 it has no effect, after it nothing fits both."""
    stated, counts = " or ".join(own.types), " or ".join(definition.types)
    message = f"`type` says {stated} beside a reference to {counts}; the reference counts"
    return warning("ref-siblings", message, own.location, related=(definition.location,))


class Merger:
    def __init__(self, schemas: Mapping[SchemaId, Schema], problems: list[Problem]) -> None:
        self._schemas = schemas
        self._problems = problems
        self._targets: dict[SchemaId, Schema] = {}
        self._merged: dict[int, tuple[Schema, Schema]] = {}
        """By id of a schema that nothing is merged around: itself, so that the id stays its own, and the result."""
        self._led_to: dict[tuple[int, int], tuple[object, set[SchemaId]]] = {}
        """By ids of alternatives: these, and what `_alternatives` gives. All heirs of a family ask for the same."""
        self._inside: dict[SchemaId, list[_Inside]] = {}
        self._asked: _Asked = {}
        """What the definition that is being merged has asked of those around it."""

    def target(self, id: SchemaId) -> Schema:
        """Give a definition's merged schema."""
        if id not in self._targets:
            self._targets[id] = self.merged(self._schemas[id], frozenset({id}))
        return self._targets[id]

    def merged(self, schema: Schema, through: frozenset[SchemaId] = frozenset()) -> Schema:
        """Merge; `through` holds what is being merged around this one: definitions, and places of other schemas."""
        if not (schema.ref or schema.all_of or schema.one_of or schema.any_of):
            return schema
        if through:
            return self._merge(schema, through)
        known = self._merged.get(id(schema))
        if known is None:
            known = self._merged[id(schema)] = (schema, self._merge(schema, through))
        return known[1]

    def _merge(self, schema: Schema, around: frozenset[SchemaId]) -> Schema:
        through = around | {id_at(schema.location)}
        is_plain = schema.ref is None and not schema.all_of
        own = single_group(schema if is_plain else replace(schema, ref=None, all_of=()), self._problems)
        members = [] if is_plain else list(self._members(schema, through))
        if not members:
            return self._unwrapped(own, through)
        has_null = adds_null(own) and (own.types == ("null",) or len(members) == 1)
        if has_null:
            own = replace(own, types=tuple(name for name in own.types if name != "null"))
        inherited = reduce(lambda a, b: combined(a, b, self._problems), members)
        if contradict(inherited, own) and self.reference(schema) is not None:
            self._problems.append(_without_effect(own, inherited))
            own = replace(own, types=())
        result = with_unevaluated_items(combined(inherited, own, self._problems))
        if result.discriminator is not None and not branches_of(result):
            result = replace(result, discriminator=None)
        if has_null and "null" not in result.types:
            result = replace(result, types=(*result.types, "null"))
        return self._unwrapped(result, through)

    def _unwrapped(self, schema: Schema, through: frozenset[SchemaId]) -> Schema:
        """Turn `anyOf: [T, null]` into T with null among its types, unless T is a reference."""
        inner = [branch for branch in branches_of(schema) if branch.types != ("null",)]
        if len(inner) != 1 or self.reference(inner[0]) is not None or narrows(schema, branches=False):
            return schema
        only = self.merged(inner[0], through)
        if not (only.types or branches_of(only)):
            return schema
        is_nullable = len(branches_of(schema)) > 1 or adds_null(schema)
        types = (*only.types, "null") if is_nullable and "null" not in only.types else only.types
        return replace(
            only,
            types=types,
            location=schema.location,
            title=schema.title or only.title,
            description=schema.description or only.description,
            has_default=schema.has_default or only.has_default,
            default=schema.default if schema.has_default else only.default,
            read_only=schema.read_only or only.read_only,
            write_only=schema.write_only or only.write_only,
            deprecated=schema.deprecated or only.deprecated,
            constraints=schema.constraints or only.constraints,
        )

    def _members(self, schema: Schema, through: frozenset[SchemaId]) -> Iterator[Schema]:
        if schema.ref is not None and schema.ref in self._schemas and not self._has(through, schema.ref, {schema.ref}):
            yield self._inherited(self._merged_inside(schema.ref, through), through)
        for member in schema.all_of:
            yield self.merged(member, through)

    def _merged_inside(self, id: SchemaId, through: frozenset[SchemaId]) -> Schema:
        """Merge a definition. Two parents may have one parent, and so may that: what asks and hears the same is the same."""
        for known in self._inside.setdefault(id, []):
            if known.met == _met(known.asked, through):
                self._asked |= known.asked
                return known.merged
        around, self._asked = self._asked, {}
        merged = self.merged(self._schemas[id], through | {id})
        self._inside[id].append(_Inside(merged, self._asked, _met(self._asked, through)))
        around |= self._asked
        self._asked = around
        return merged

    def _has(self, through: frozenset[SchemaId], key: object, ids: Set[SchemaId]) -> bool:
        """Tell whether any of these is being merged around; `key` tells one set of ids from another."""
        self._asked[key] = ids
        return not through.isdisjoint(ids)

    def _inherited(self, parent: Schema, through: frozenset[SchemaId]) -> Schema:
        alternatives = self._alternatives(parent)
        if self._has(through, id(alternatives), alternatives):
            return replace(parent, one_of=(), any_of=(), discriminator=None)
        return parent

    def _alternatives(self, schema: Schema) -> set[SchemaId]:
        """Give what a schema's alternatives refer to, and theirs; where one says something of its own, its place."""
        key = id(schema.one_of), id(schema.any_of)
        if key in self._led_to:
            return self._led_to[key][1]
        found: set[SchemaId] = set()
        waiting = list(branches_of(schema))
        while waiting:
            branch = waiting.pop()
            for led_to in (self.reference(branch) or id_at(branch.location), branch.ref):
                if led_to is not None and led_to not in found:
                    found.add(led_to)
                    # What is referred to may itself be no more than a reference.
                    further = self._schemas.get(led_to, branch)
                    waiting += (further, *further.one_of, *further.any_of)
        self._led_to[key] = (schema.one_of, schema.any_of), found
        return found

    def reference(self, schema: Schema) -> SchemaId | None:
        """Give the definition that the schema is, annotations aside; None when it is a type of its own.

        `{allOf: [{$ref: A}], description: …}` is A.
        """
        if not (schema.ref or schema.all_of) or narrows(schema):
            return None
        if not schema.all_of:
            return schema.ref if schema.ref in self._schemas else None
        targets: list[SchemaId] = [schema.ref] if schema.ref is not None else []
        for member in schema.all_of:
            if is_annotation(member):
                continue
            target = self.reference(member)
            if target is None:
                return None
            targets.append(target)
        return self._narrowest(dict.fromkeys(targets))

    def _narrowest(self, ids: Iterable[SchemaId]) -> SchemaId | None:
        """Give the one definition that already includes all the others."""
        known = [id for id in ids if id in self._schemas]
        fitting = [id for id in known if all(other == id or other in self.ancestors(id) for other in known)]
        return fitting[0] if fitting else None

    def ancestors(self, id: SchemaId) -> set[SchemaId]:
        """Give the definitions that this one takes over by `allOf`, and theirs."""
        found: set[SchemaId] = set()
        waiting = [self._schemas[id]]
        while waiting:
            schema = waiting.pop()
            waiting += schema.all_of
            target = schema.ref
            if target is not None and target not in found and target in self._schemas:
                found.add(target)
                waiting.append(self._schemas[target])
        return found

    def is_loop(self, id: SchemaId) -> bool:
        """Tell whether a definition is nothing but a reference back to itself."""
        seen: set[SchemaId] = set()
        following: SchemaId | None = id
        while following is not None and following not in seen and following in self._schemas:
            seen.add(following)
            following = self.reference(self._schemas[following])
        return following in seen

    def is_read_only(self, schema: Schema) -> bool:
        return schema.read_only or (bool(schema.ref or schema.all_of) and self.merged(schema).read_only)

    def is_write_only(self, schema: Schema) -> bool:
        return schema.write_only or (bool(schema.ref or schema.all_of) and self.merged(schema).write_only)

    def resolved(self, schema: Schema) -> tuple[SchemaId | None, Schema]:
        """Follow a schema that is only a reference, through chains; give its definition's id and merged schema."""
        id = self.reference(schema)
        if id is None:
            return None, self.merged(schema)
        seen = {id}
        while (further := self.reference(self._schemas[id])) is not None and further not in seen:
            id = further
            seen.add(id)
        return id, self.target(id)
