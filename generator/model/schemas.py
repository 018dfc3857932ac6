"""Schemas to TypeExprs and definitions.

    component or inline object with properties  → ObjectType, by Named
    component enum, union, list, map            → Alias, by Named
    inline enum with many values                → Alias, by Named
    everything else                             → stands where it is used

Receives a Spec's schemas and the schemas of operations as they come; a definition's id is the place of its schema, so a
schema that is reached twice makes one type. Does not decide what a request or response is.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.loader.spec import Schema, SchemaId, Spec
from generator.model.conditions import with_conditional_properties
from generator.model.inheritance import families, family_id
from generator.model.keywords import adds_null, branches_of
from generator.model.merge import Merger
from generator.model.nesting import Nesting
from generator.model.objects import doc_of, extra_of, fields_of, is_map, is_object, says_open
from generator.model.positions import NameClaims, Position, component_names, id_at, owner_of, position_at
from generator.model.rules import RuleReader
from generator.model.scalars import is_binary, joined_values, needs_a_name, text_type
from generator.model.types import (
    ANY,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    Alias,
    Binary,
    Doc,
    Enumeration,
    Field,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Tagging,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
    XmlNode,
)
from generator.model.unions import declared_tagging, union_of, variants_of
from generator.model.values import type_of_boolean, type_of_values
from generator.model.words import pascal
from generator.model.xml import XmlReader, uses_xml, with_distinct_xml
from generator.problems import Location, Problem, warning


class Definitions(Struct, frozen=True):
    """What a TypeBuilder has defined so far."""

    types: dict[TypeId, TypeDefinition]
    sources: dict[TypeId, Schema]
    """The merged schema of each type that has no name of its own."""
    taken: frozenset[str]


class TypeBuilder:
    def __init__(self, spec: Spec, renames: Mapping[str, str]) -> None:
        """`renames`: component name → name wanted."""
        self.problems: list[Problem] = []
        self.types: dict[TypeId, TypeDefinition] = {}
        self.names = component_names(spec.schema_names, renames, spec.schemas)
        self.merger = Merger(spec.schemas, self.problems)
        self._schemas = spec.schemas
        self._families = families(spec.schemas, self.names, self.merger)
        self._claims = NameClaims(self.names.values())
        self._sources: dict[TypeId, Schema] = {}
        self._nesting = Nesting(self.problems)
        self.rules = RuleReader(self.merger, self.problems)
        self.xml = XmlReader(self.merger, spec.schema_names, self.problems) if uses_xml(spec) else None

    def define_components(self) -> None:
        for id in self.names:
            self._define(id, Position(self.names[id]), is_component=True)
            if id in self._families:
                self._define_family(id)

    def definitions(self) -> Definitions:
        return Definitions(self.types, self._sources, frozenset(self._claims.taken))

    def take(self, definitions: Definitions) -> None:
        """Go on from what was defined in an earlier run."""
        self.types |= definitions.types
        self._sources |= definitions.sources
        self._claims.taken |= definitions.taken

    def define_other_targets(self) -> None:
        """Define what references point to outside components, and nothing reached on its way."""
        for id, schema in self._schemas.items():
            if id not in self.names and id not in self.types and self._needs_definition(id):
                position = position_at(schema.location, self.names)
                self._define(id, Position(self._claims.claim(position)), is_component=False)

    def define_object(
        self, id: TypeId, position: Position, fields: tuple[Field, ...], doc: Doc, location: Location
    ) -> None:
        """Define an object that no schema describes."""
        name = self._claims.claim(position)
        self.types[id] = ObjectType(id, name, fields, ANY, doc, location, is_component=False)

    def define_alias(self, id: TypeId, position: Position, expr: TypeExpr, doc: Doc, location: Location) -> None:
        """Define a name that no schema describes."""
        self.types[id] = Alias(id, self._claims.claim(position), expr, doc, location, is_component=False)

    def type_of(self, schema: Schema | None, position: Position) -> TypeExpr:
        """Give the type of a schema that stands somewhere; `position` names it if it needs a name."""
        if schema is None:
            return ANY
        target = self.merger.reference(schema)
        if target is not None:
            has_null = adds_null(schema) or any(adds_null(member) for member in schema.all_of)
            return union_of((self.named(target),), has_null=has_null)
        merged = self.merger.merged(schema)
        if is_object(merged):
            return union_of((self._inline_object(merged, position),), has_null=adds_null(merged))
        return self._written(merged, position) if merged is schema else self._put_together(merged, position)

    def _put_together(self, merged: Schema, position: Position) -> TypeExpr:
        """Give the type of a schema made from several; a list that holds itself gets a name, as objects have."""
        known = self._nesting.met_again(merged)
        if known is not None:
            return self._inline_alias(merged, ANY, known)
        expr, holds_itself = self._nesting.typed(merged, position, self._written)
        if not holds_itself:
            return expr
        named = self._inline_alias(merged, expr, position)
        self._add_alias(named.id, self.types[named.id].name, expr, merged, is_component=False)
        return named

    def _written(self, merged: Schema, position: Position) -> TypeExpr:
        """Give the type of a schema that is no object with known properties."""
        expr = self._shape(merged, position)
        values = expr.members[0] if isinstance(expr, UnionOf) and expr.members[1:] == (NULL,) else expr
        if isinstance(values, Enumeration) and needs_a_name(values):
            return union_of((self._inline_alias(merged, values, position),), has_null=values != expr)
        return expr

    def named(self, id: SchemaId) -> TypeExpr:
        """Give what a reference to a definition stands for."""
        if id not in self._schemas:
            return ANY
        if id in self._families:
            return union_of((Named(family_id(id)),), has_null=adds_null(self.merger.target(id)))
        if id not in self.names and not self._needs_definition(id):
            # It gets no name, so nothing else would end a circle.
            if self._is_loop(id):
                return ANY
            return self.type_of(self._schemas[id], position_at(self._schemas[id].location, self.names))
        if self.merger.reference(self._schemas[id]) is not None:
            return Named(id)
        merged = self.merger.target(id)
        # An object that may be null stays an object; the null goes to its uses.
        return union_of((Named(id),), has_null=is_object(merged) and adds_null(merged))

    def _needs_definition(self, id: SchemaId) -> bool:
        merged = self.merger.target(id)
        holds_schemas = branches_of(merged) or merged.items or merged.prefix_items
        return is_object(merged) or is_map(merged) or bool(holds_schemas) or merged.additional_properties is not None

    def _define(self, id: TypeId, position: Position, *, is_component: bool) -> None:
        schema = self._schemas[id]
        name = position.name
        if (target := self.merger.reference(schema)) is not None:
            self._add_alias(id, name, ANY if self._is_loop(id) else self.named(target), schema, is_component)
            return
        merged = self.merger.target(id)
        if is_object(merged):
            self._add_object(id, name, merged, is_component)
            return
        self._add_alias(id, name, ANY, merged, is_component)
        self._add_alias(id, name, self._shape(merged, position), merged, is_component)

    def _is_loop(self, id: SchemaId) -> bool:
        is_loop = self.merger.is_loop(id)
        if is_loop:
            message = "The reference leads back to itself; the type is any value"
            self.problems.append(warning("ref-cycle", message, self._schemas[id].location))
        return is_loop

    def _define_family(self, base: SchemaId) -> None:
        discriminator = self._schemas[base].discriminator
        assert discriminator is not None
        heirs = tuple(Named(id) for id in self._families[base])
        tagging = Tagging(discriminator.property_name, discriminator.mapping, discriminator.default or base)
        name = self._claims.claim(Position(f"Any{pascal(self.names[base])}"))
        expr = union_of((*heirs, Named(base)), tagging=tagging)
        self._add_alias(family_id(base), name, expr, self._schemas[base], is_component=False)

    def _inline_id(self, schema: Schema) -> TypeId:
        """Identify by place; a schema that was put together there from others gets a number behind it."""
        base = id_at(schema.location)
        id, number = base, 2
        while True:
            known = self._sources.get(id, self._schemas.get(id))
            if known is None or known is schema or known == schema:
                return id
            id, number = f"{base}~{number}", number + 1

    def _inline_object(self, merged: Schema, position: Position) -> Named:
        id = self._inline_id(merged)
        if id not in self.types:
            self._sources[id] = merged
            self._add_object(id, self._claims.claim(position), merged, is_component=False)
        return Named(id)

    def _inline_alias(self, merged: Schema, expr: TypeExpr, position: Position) -> Named:
        id = self._inline_id(merged)
        if id not in self.types:
            self._sources[id] = merged
            self._add_alias(id, self._claims.claim(position), expr, merged, is_component=False)
        return Named(id)

    def _add_alias(self, id: TypeId, name: str, expr: TypeExpr, schema: Schema, is_component: bool) -> None:
        self.types[id] = Alias(id, name, expr, doc_of(schema), schema.location, is_component=is_component)

    def _add_object(self, id: TypeId, name: str, merged: Schema, is_component: bool) -> None:
        doc, position = doc_of(merged), Position(name)
        # Takes its place now: inner types follow their owner, and one that holds itself finds it.
        known = ObjectType(id, name, (), ANY, doc, merged.location, is_component=is_component)
        self.types[id] = known
        home = owner_of(merged.location, self.names)

        def typed(wire_name: str, schema: Schema) -> TypeExpr:
            owner = owner_of(schema.location, self.names)
            is_inherited = owner is not None and owner != home
            return self.type_of(
                schema, (Position(self.names[owner]) if is_inherited and owner else position).property(wire_name)
            )

        fields = fields_of(
            with_conditional_properties(merged, self.merger),
            typed,
            self.merger.is_read_only,
            self.merger.is_write_only,
            self.xml_of,
            self.rules.limits_of,
            self.rules.rules_of,
        )
        extra = extra_of(merged, lambda schema: self.type_of(schema, position.value()))
        self.types[id] = replace(
            known,
            fields=with_distinct_xml(fields),
            extra=extra,
            rules=self.rules.object_rules(merged),
            is_open=says_open(merged),
            xml=self.xml_of(merged),
        )

    def xml_of(self, schema: Schema) -> XmlNode | None:
        return None if self.xml is None else self.xml.node_of(schema)

    def _shape(self, merged: Schema, position: Position) -> TypeExpr:
        """Give the type of a schema that is no object with properties."""
        if merged.boolean is not None:
            return type_of_boolean(merged, self.problems)
        if merged.enum is not None or merged.has_const:
            expr = type_of_values(merged, self.problems)
            if expr is not None:
                return expr
        if branches_of(merged):
            return self._union(merged, position)
        if is_binary(merged):
            return union_of((Binary(),), has_null=adds_null(merged))
        kinds = [kind for kind in merged.types if kind != "null"] or self._implied(merged)
        if not kinds:
            return NULL if merged.types == ("null",) else ANY
        places = [position] if len(kinds) == 1 else [position.variant(kind) for kind in kinds]
        parts = [self._typed(kind, merged, place) for kind, place in zip(kinds, places)]
        return union_of(parts, has_null=adds_null(merged))

    def _implied(self, merged: Schema) -> list[str]:
        if is_map(merged):
            return ["object"]
        return ["array"] if merged.items is not None or merged.prefix_items else []

    def _typed(self, kind: str, merged: Schema, position: Position) -> TypeExpr:
        match kind:
            case "string":
                return text_type(merged)
            case "integer":
                return INTEGER
            case "number":
                return NUMBER
            case "boolean":
                return BOOLEAN
            case "array":
                return self._list(merged, position)
            case "object":
                only = replace(merged, types=("object",), enum=None)
                if is_object(only):
                    return self._inline_object(only, position)
                extra = extra_of(merged, lambda schema: self.type_of(schema, position.value()))
                return MapOf(ANY if extra is None else extra)
            case _:
                message = f"`type: {kind}` is no type of JSON Schema; the type is any value"
                self.problems.append(warning("schema-type-unknown", message, merged.location))
                return ANY

    def _list(self, merged: Schema, position: Position) -> TypeExpr:
        is_closed = merged.items is not None and merged.items.boolean is False
        if merged.prefix_items:
            items = tuple(
                self.type_of(item, position.variant(f"Item{index}"))
                for index, item in enumerate(merged.prefix_items, 1)
            )
            is_closed = is_closed or merged.constraints.get("maxItems") == len(items)
            return TupleOf(items, None if is_closed else self.type_of(merged.items, position.item()))
        return ListOf(self.type_of(merged.items, position.item()))

    def _union(self, merged: Schema, position: Position) -> TypeExpr:
        values = joined_values([branch for branch in branches_of(merged) if branch.types != ("null",)])
        if values is not None and not merged.properties:
            has_null = any(branch.types == ("null",) for branch in branches_of(merged))
            return union_of((values,), has_null=has_null or adds_null(merged))
        variants = variants_of(merged, self.merger, self.names)
        typed = [(variant, self.type_of(variant.schema, position.variant(variant.word))) for variant in variants]
        tagging = None if merged.discriminator is None else declared_tagging(merged.discriminator, typed, self.names)
        return union_of((expr for _, expr in typed), has_null=adds_null(merged), tagging=tagging)
