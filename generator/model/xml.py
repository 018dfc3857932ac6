"""XML Objects: how the parts of a body are named and nested in XML (OpenAPI 3.1 §4.8.26, 3.2 §4.26).

Receives schemas and merged schemas; returns XmlNodes, None where the rule holds: an element named as the property. Only
types that an XML body or answer reaches keep theirs, so that other documents' XML Objects leave no trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from msgspec.structs import replace

from generator.loader.spec import MediaType, Operation, Schema, SchemaId, Spec
from generator.model import api
from generator.model.api import AnswerKind, AnswerVariant, BodyKind, BodyVariant
from generator.model.media import is_xml
from generator.model.merge import Merger
from generator.model.objects import is_object
from generator.model.positions import id_at
from generator.model.reach import reachable
from generator.model.types import (
    STRING,
    Alias,
    AnyValue,
    Binary,
    Enumeration,
    Field,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
    XmlKind,
    XmlNode,
)
from generator.problems import Problem, warning

_KINDS = {kind.value: kind for kind in XmlKind}
UNNAMED_ROOT = "root"
"""The root of an inline schema that says no name: some name there must be."""


def uses_xml(spec: Spec) -> bool:
    return any(is_xml(media.media_type) for media in _media_types([*spec.operations, *spec.webhooks]))


def _media_types(operations: Iterable[Operation]) -> Iterator[MediaType]:
    for operation in operations:
        yield from operation.body.media_types if operation.body is not None else ()
        for response in operation.responses:
            yield from response.media_types


class XmlReader:
    def __init__(self, merger: Merger, names: Mapping[SchemaId, str], problems: list[Problem]) -> None:
        """`names`: component names as the documents spell them."""
        self._merger = merger
        self._names = names
        self._problems = problems

    def node_of(
        self, schema: Schema, *, is_root: bool = False, seen: frozenset[SchemaId] = frozenset()
    ) -> XmlNode | None:
        id, merged = self._merger.resolved(schema)
        # At the root and among its items the class tells its own name.
        known = {} if is_root and is_object(merged) else merged.xml
        own = {} if schema.ref is None and known is not merged.xml else schema.xml
        said = {**known, **own}
        is_list = "array" in merged.types or merged.items is not None or bool(merged.prefix_items)
        node_type = said.get("nodeType")
        is_wrapped = is_list and (said.get("wrapped") is True or node_type == "element")
        kind = _KINDS.get(str(node_type))
        if said.get("attribute") is True:
            kind = XmlKind.ATTRIBUTE
        if kind is XmlKind.ATTRIBUTE and merged.properties:
            message = "An object cannot be an attribute; it is an element"
            self._problems.append(warning("xml-attribute", message, schema.location, "Remove `attribute`."))
            kind = None
        item = None
        place = id or id_at(schema.location)
        if is_list and merged.items is not None and place not in seen:
            item = self.node_of(merged.items, is_root=is_root, seen=seen | {place})
        if is_list and any(self._merger.resolved(each)[1].xml or each.xml for each in merged.prefix_items):
            message = "XML Objects of the items in `prefixItems` are not supported: all items are elements of one name"
            self._problems.append(warning("xml-prefix-items", message, schema.location))
        # OpenAPI 3.1 §4.8.26.1: on an array, `name` is the wrapper's, if there is one.
        has_own_name = not is_list or is_wrapped or is_root or kind is XmlKind.ATTRIBUTE
        node = XmlNode(
            name=_text(said.get("name")) if has_own_name else None,
            namespace=_text(said.get("namespace")) if has_own_name else None,
            prefix=_text(said.get("prefix")) if has_own_name else None,
            kind=None if is_list and kind is XmlKind.NONE else kind,
            is_wrapped=is_wrapped,
            item=item,
        )
        return None if node == XmlNode() else node

    def root_name(self, schema: Schema | None) -> str:
        """Give the root's name where no XML Object says one: the component's (OpenAPI 3.2 §4.26.1)."""
        id = None if schema is None else self._merger.reference(schema)
        return self._names.get(id or "", UNNAMED_ROOT)


def with_distinct_xml(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Call elements by their properties where the names of their types would make two the same."""
    counts = Counter(_element_name(field) for field in fields)
    return tuple(
        replace(field, xml=_unnamed(field.xml)) if field.xml is not None and counts[_element_name(field)] > 1 else field
        for field in fields
    )


def _element_name(field: Field) -> tuple[bool, str]:
    node = field.xml or XmlNode()
    named = node if node.item is None or node.is_wrapped else node.item
    return node.kind is XmlKind.ATTRIBUTE, named.name or field.wire_name


def _unnamed(node: XmlNode) -> XmlNode:
    if node.item is None or node.is_wrapped:
        return replace(node, name=None)
    return replace(node, item=replace(node.item, name=None))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def is_structured(expr: TypeExpr, types: Mapping[TypeId, TypeDefinition]) -> bool:
    """Tell whether a type has parts, so that XML of it is read and written; other XML comes and goes as text."""
    seen: set[TypeId] = set()

    def look(expr: TypeExpr) -> bool:
        match expr:
            case ListOf() | TupleOf() | MapOf():
                return True
            case UnionOf(members):
                return any(look(member) for member in members)
            case Named(id):
                definition = types.get(id)
                if not isinstance(definition, Alias):
                    return definition is not None
                if id in seen:
                    return False
                seen.add(id)
                return look(definition.type)
            case Primitive() | AnyValue() | FormattedText() | Binary() | Enumeration():
                return False
            case _:
                assert_never(expr)

    return look(expr)


def with_xml_settled(operation: api.Operation, types: Mapping[TypeId, TypeDefinition]) -> api.Operation:
    """Keep XML facts of structured bodies and answers; an answer without structure is text."""
    body = operation.body
    if body is not None:
        body = replace(body, variants=tuple(_settled_body(variant, types) for variant in body.variants))
    answers = tuple(
        replace(answer, variants=tuple(_settled_answer(variant, types) for variant in answer.variants))
        for answer in operation.answers
    )
    return replace(operation, body=body, answers=answers)


def _settled_body(variant: BodyVariant, types: Mapping[TypeId, TypeDefinition]) -> BodyVariant:
    if variant.kind is not BodyKind.XML or is_structured(variant.type, types):
        return variant
    return replace(variant, xml=None, xml_root=None)


def _settled_answer(variant: AnswerVariant, types: Mapping[TypeId, TypeDefinition]) -> AnswerVariant:
    if variant.kind is not AnswerKind.XML or is_structured(variant.type, types):
        return variant
    return replace(variant, kind=AnswerKind.TEXT, type=STRING, xml=None)


def with_xml_where_used(
    types: Mapping[TypeId, TypeDefinition], operations: Iterable[api.Operation]
) -> dict[TypeId, TypeDefinition]:
    used = reachable((expr for operation in operations for expr in _xml_types(operation)), types, lambda field: True)
    return {
        id: _without_xml(definition) if isinstance(definition, ObjectType) and id not in used else definition
        for id, definition in types.items()
    }


def _without_xml(definition: ObjectType) -> ObjectType:
    if definition.xml is None and all(field.xml is None for field in definition.fields):
        return definition
    return replace(definition, xml=None, fields=tuple(replace(field, xml=None) for field in definition.fields))


def _xml_types(operation: api.Operation) -> Iterator[TypeExpr]:
    if operation.body is not None:
        yield from (variant.type for variant in operation.body.variants if variant.kind is BodyKind.XML)
    for answer in operation.answers:
        yield from (variant.type for variant in answer.variants if variant.kind is AnswerKind.XML)
