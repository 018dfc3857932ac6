"""Which schemas of several documents are the same, and one id for each.

    a.yml  Error {code, source: ▶Source}    b.yml  Error {code, source: ▶Source}     the same, if the two Sources are
    a.yml  Tree {children: [▶Tree]}         b.yml  Tree {children: [▶Tree]}          the same: nothing tells them apart

Receives schemas and what they are called; returns which id stands for which. Partition refinement: all schemas of one
name are taken for equal until their content, or what they refer to, differs. Places do not count, nor does the order of
properties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.loader.spec import Discriminator, Schema, SchemaId
from generator.problems import Location

T = TypeVar("T")
_UNORDERED = frozenset({"properties", "pattern_properties", "required"})


def equal_schemas(schemas: Mapping[SchemaId, Schema], keys: Mapping[SchemaId, str]) -> dict[SchemaId, SchemaId]:
    """Give, for every schema that repeats an earlier one of the same key, the id of that earlier one."""
    groups: defaultdict[str, list[SchemaId]] = defaultdict(list)
    for id in schemas:
        groups[keys[id]].append(id)
    candidates = [id for group in groups.values() if len(group) > 1 for id in group]
    shapes = {id: shape_of(schemas[id]) for id in candidates}
    classes: dict[SchemaId, Hashable] = {id: keys[id] for id in candidates}
    count = 0
    while candidates:
        marks: dict[Hashable, int] = {}
        refined: dict[SchemaId, Hashable] = {}
        for id in candidates:
            content, references = shapes[id]
            mark = (classes[id], content, tuple(classes.get(target, target) for target in references))
            refined[id] = marks.setdefault(mark, len(marks))
        classes = refined
        if len(marks) == count:
            break
        count = len(marks)
    first: dict[Hashable, SchemaId] = {}
    found = {id: first.setdefault(classes[id], id) for id in candidates}
    return {id: other for id, other in found.items() if id != other}


def shape_of(value: Any) -> tuple[Hashable, tuple[SchemaId, ...]]:
    """Give a value's content without places and schema ids, and the ids in order of appearance."""
    references: list[SchemaId] = []
    return _shape(value, references), tuple(references)


def _shape(value: Any, references: list[SchemaId]) -> Hashable:
    match value:
        case Location():
            return None
        case Schema() if value.ref is not None:
            references.append(value.ref)
            return ("ref", _shape(replace(value, ref=None), references))
        case Discriminator():
            references.extend(target for _, target in value.mapping)
            references.extend([value.default] if value.default else [])
            return (value.property_name, tuple(name for name, _ in value.mapping), value.default is None)
        case tuple() | list():
            return (type(value).__name__, tuple(_shape(item, references) for item in value))
        case Mapping():
            return tuple((str(key), _shape(value[key], references)) for key in sorted(value, key=str))
        case Struct():
            members = ((name, getattr(value, name)) for name in value.__struct_fields__)
            return tuple(
                (name, _shape(_in_order(name, member), references))
                for name, member in members
                if member not in (None, ())
            )
        case _:
            # 1, 1.0 and True are equal in Python and three things in JSON.
            return (type(value).__name__, repr(value))


def _in_order(name: str, member: Any) -> Any:
    return (
        tuple(sorted(member, key=lambda item: item if isinstance(item, str) else item[0]))
        if name in _UNORDERED
        else member
    )


def with_ids(value: T, ids: Mapping[SchemaId, SchemaId]) -> T:
    """Put other schema ids into a value. Returns the very same object if it has none of them."""
    if not ids:
        return value
    changed: T = _with_ids(value, ids)
    return changed


def _with_ids(value: Any, ids: Mapping[SchemaId, SchemaId]) -> Any:
    match value:
        case tuple():
            items = tuple(_with_ids(item, ids) for item in value)
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        case Discriminator():
            mapping = tuple((name, ids.get(target, target)) for name, target in value.mapping)
            default = ids.get(value.default, value.default) if value.default else None
            return replace(value, mapping=mapping, default=default)
        case Location() | Mapping() | str():
            return value
        case Struct():
            changes = {}
            for name in value.__struct_fields__:
                old = getattr(value, name)
                new = ids.get(old, old) if name == "ref" else _with_ids(old, ids)
                if new is not old:
                    changes[name] = new
            return replace(value, **changes) if changes else value
        case _:
            return value
