"""Tags that never change: what tells a variant of a union from the others has one value in it, however it is written.

    oneOf: [Text, Image], and Text has type: {type: string, enum: [text]}      ▶ type: Literal["text"], not | str

Receives all unions with their tagging, and the definitions; returns the definitions. An enum of one value is open like any
other, because servers grow; but an object with another tag is never read as this variant, and with the open type a checker
could not tell the variants apart by `if item.type == "text"`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from generator.model.tagging import leaves_of, text_of
from generator.model.types import Enumeration, Field, Named, ObjectType, TypeDefinition, TypeExpr, TypeId, UnionOf


def with_constant_tags(
    definitions: Mapping[TypeId, TypeDefinition], unions: Iterable[UnionOf], names: Mapping[TypeId, str]
) -> dict[TypeId, TypeDefinition]:
    """`names` are those of `tag_names`, which stand for variants that share a value: no server sends them."""
    tags: dict[TypeId, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    open_ones: set[TypeId] = set()
    for union, tagging in {union: union.tagging for union in unions if union.tagging is not None}.items():
        for id in _objects(union, definitions):
            tags[id][tagging.wire_name] |= set()
        for value, variant in tagging.variants:
            for id in _objects(Named(variant), definitions):
                if value != names.get(id):
                    tags[id][tagging.wire_name].add(value)
        if tagging.default is not None:
            # It is read as this one whatever the tag is.
            open_ones.update(_objects(Named(tagging.default), definitions))
    objects = {id: each for id, each in definitions.items() if isinstance(each, ObjectType) and id not in open_ones}
    fields = {
        id: tuple(_with_constant(field, tags[id], definitions) for field in each.fields)
        for id, each in objects.items()
        if id in tags
    }
    # Documents repeat objects: one like a variant stays the same type as that one, though it stands in no union.
    known = {_spelling(each): each for each in fields.values()}
    for id, definition in objects.items():
        if id not in fields:
            fields[id] = _like(definition.fields, known.get(_spelling(definition.fields), definition.fields))
    return {**definitions, **{id: replace(each, fields=fields[id]) for id, each in objects.items()}}


def _spelling(fields: tuple[Field, ...]) -> tuple[object, ...]:
    return tuple((each.wire_name, _only_text(each.type)) for each in fields)


def _only_text(expr: TypeExpr) -> str | None:
    if isinstance(expr, Enumeration) and len(expr.values) == 1:
        return text_of(expr.values[0].value)
    return None


def _like(fields: tuple[Field, ...], others: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(
        replace(each, type=other.type) if _only_text(each.type) is not None else each
        for each, other in zip(fields, others, strict=True)
    )


def _objects(expr: TypeExpr, definitions: Mapping[TypeId, TypeDefinition]) -> Iterator[TypeId]:
    for leaf in leaves_of(expr, definitions):
        if isinstance(leaf, Named) and isinstance(definitions.get(leaf.id), ObjectType):
            yield leaf.id


def _with_constant(field: Field, tags: Mapping[str, set[str]], definitions: Mapping[TypeId, TypeDefinition]) -> Field:
    values = tags.get(field.wire_name)
    if values is None:
        return field
    match list(leaves_of(field.type, definitions)):
        case [Enumeration(values=(only,)) as known] if values <= {text_of(only.value)}:
            return replace(field, type=replace(known, is_const=True))
        case _:
            return field
