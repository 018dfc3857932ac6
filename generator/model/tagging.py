"""How the variants of a union are told apart, once every definition is known.

Receives unions with what their `discriminator` said; returns them with a complete `Tagging`, or without one when nothing
tells the variants apart. Order of belief for a variant's value: the mapping, the only value its property can have, what an
extension says, its name.
Without a discriminator, a property counts that has one value of its own in every variant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from generator.loader.spec import Schema
from generator.model.types import (
    NULL,
    Alias,
    Enumeration,
    Field,
    MapOf,
    Named,
    ObjectType,
    Tagging,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
)

Types = Mapping[TypeId, TypeDefinition]
_VALUE = ("x-ms-discriminator-value", "x-discriminator-value")
"""Said in a variant, where Swagger 2.0's discriminators know no mapping."""


def tag_names(schemas: Mapping[TypeId, Schema], names: Mapping[TypeId, str]) -> dict[TypeId, str]:
    """Give the values that stand for components nobody mapped: their names, unless an extension says another."""
    stated = {id: _stated_value(schemas[id]) for id in names if id in schemas}
    return {id: stated.get(id) or name for id, name in names.items()}


def _stated_value(schema: Schema) -> str:
    found = (schema.extensions.get(keyword) for keyword in _VALUE)
    return next((value for value in found if isinstance(value, str)), "")


def leaves_of(expr: TypeExpr, types: Types) -> Iterator[TypeExpr]:
    """Give the members of a union with aliases followed, each once, and inner unions opened; an object stays Named."""
    followed: set[TypeId] = set()
    waiting = [expr]
    while waiting:
        match waiting.pop():
            case Named(id) if isinstance(definition := types.get(id), Alias):
                if id not in followed:
                    followed.add(id)
                    waiting.append(definition.type)
            case UnionOf(members):
                waiting += reversed(members)
            case leaf:
                yield leaf


def completed(union: UnionOf, types: Types, names: Mapping[TypeId, str]) -> UnionOf:
    """Complete a union's tagging. `names` are those of `tag_names`."""
    leaves = list(dict.fromkeys(leaves_of(union, types)))
    objects = [leaf.id for leaf in leaves if isinstance(leaf, Named)]
    if union.tagging is None:
        has_maps = any(isinstance(leaf, MapOf) for leaf in leaves)
        return replace(union, tagging=None if has_maps else _inferred(objects, types))
    direct = [member.id for member in union.members if isinstance(member, Named)]
    known = [*objects, *(id for id in direct if id not in objects)]
    return replace(union, tagging=_declared(union.tagging, known, types, names))


def _declared(tagging: Tagging, known: list[TypeId], types: Types, names: Mapping[TypeId, str]) -> Tagging | None:
    variants: dict[str, TypeId] = {}
    for value, id in tagging.variants:
        # YAML reads the key `true` as a boolean, and that may have been written as "True".
        is_boolean = value in ("True", "False") and value.lower() in known_texts(types, id, tagging.wire_name)
        if id in known:
            variants[value.lower() if is_boolean else value] = id
    mapped = set(variants.values())
    objects = [id for id in known if isinstance(types.get(id), ObjectType)]
    values = {id: known_texts(types, id, tagging.wire_name) for id in objects}
    uses = Counter(value for texts in values.values() for value in texts)
    for id in known:
        if id in mapped or (id not in objects and not _is_map(types, id)):
            continue
        texts = values.get(id, ())
        # A value that two variants share, as heirs do that take over their base's enum, tells nothing.
        own = texts if texts and all(uses[text] == 1 for text in texts) and id != tagging.default else ()
        for value in own or ((names[id],) if id in names else ()):
            variants.setdefault(value, id)
    default = tagging.default if tagging.default in known else None
    return Tagging(tagging.wire_name, tuple(variants.items()), default) if variants else None


def _is_map(types: Types, id: TypeId) -> bool:
    definition = types.get(id)
    return isinstance(definition, Alias) and isinstance(definition.type, MapOf)


def _inferred(objects: list[TypeId], types: Types) -> Tagging | None:
    if len(objects) < 2:
        return None
    fields = {id: _fields(types, id) for id in objects}
    shared = [name for name in fields[objects[0]] if all(name in fields[id] for id in objects)]
    # A property that is always there is the better tag.
    shared.sort(key=lambda name: not all(fields[id][name].is_required for id in objects))
    for wire_name in shared:
        values = [known_texts(types, id, wire_name) for id in objects]
        if all(len(texts) == 1 for texts in values) and len(set(values)) == len(values):
            return Tagging(wire_name, tuple((texts[0], id) for texts, id in zip(values, objects)))
    return None


def _fields(types: Types, id: TypeId) -> dict[str, Field]:
    definition = types.get(id)
    return {field.wire_name: field for field in definition.fields} if isinstance(definition, ObjectType) else {}


def known_texts(types: Types, id: TypeId, wire_name: str) -> tuple[str, ...]:
    """Give the values that a property of an object can have, as text; () when it can have others than it lists."""
    field = _fields(types, id).get(wire_name)
    if field is None:
        return ()
    kinds = [leaf for leaf in leaves_of(field.type, types) if leaf != NULL]
    if not all(isinstance(kind, Enumeration) for kind in kinds):
        return ()
    return tuple(text_of(each.value) for kind in kinds if isinstance(kind, Enumeration) for each in kind.values)


def is_plain(union: UnionOf, types: Types) -> bool:
    """Tell whether the variants' own properties say all that the tagging does: then nobody has to list them."""
    if union.tagging is None:
        return False
    found: dict[str, TypeId] = {}
    for id in (leaf.id for leaf in leaves_of(union, types) if isinstance(leaf, Named)):
        texts = known_texts(types, id, union.tagging.wire_name)
        if not texts or not found.keys().isdisjoint(texts):
            return False
        found |= dict.fromkeys(texts, id)
    return dict(union.tagging.variants) == found


def is_told_by_member(union: UnionOf, types: Types) -> bool:
    """Tell whether it is no more than an alias, or null, and the alias is tagged like it."""
    match [member for member in union.members if member != NULL]:
        case [Named(id)]:
            definition = types.get(id)
            while isinstance(definition, Alias) and isinstance(definition.type, Named):
                definition = types.get(definition.type.id)
            inner = definition.type if isinstance(definition, Alias) else None
            return isinstance(inner, UnionOf) and inner.tagging == union.tagging
        case _:
            return False


def text_of(value: Any) -> str:
    """Write a value as a mapping's key has it: true, 1, 2.5. runtime/unions.py (`Tags`) looks it up so."""
    return str(value).lower() if isinstance(value, bool) else str(value)
