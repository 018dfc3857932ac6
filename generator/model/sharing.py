"""Which definitions are the same type: alike in all that reaches a client, and so is whatever they refer to.

    PetItem {id: str, owner: PetItemOwner}     PetItemOwner {name: str}
    Pet {id: str, owner: PetOwner}             PetOwner {name: str}
                                                         ──▶ {PetItem: Pet, PetItemOwner: PetOwner}

Receives finished definitions; returns {definition: the like one that is made in its stead}. Every definition keeps its
name, and everything that refers to it keeps saying that name: only what a name stands for is written once. So no import
ever breaks, whichever of the like ones comes first or goes away; `goals.delete` goes on to give a `GoalDeleteResponse` although
that is the same type as `AttachmentDeleteResponse`; and a vendor who changes one of two like schemas changes one type.

Alike is what has the same fields in the same order, with the same texts, limits and rules: names and places do not count, but a
text that differs does, as nothing may be lost. A component stands for inline types, and a short name for longer ones, as it
is most often the general one; the order of the documents does not matter, so that moving an operation changes nothing.
Variants of one union that a tag tells apart stay apart, however like: a program tells them by their class.

The like ones are found by partition refinement: definitions that look alike are told apart by what their references are
told apart as, until nothing changes; cycles need no care then. A definition is looked at again only when one that it refers to
has left the larger part of its class, so the time grows with n log n.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, assert_never

from generator.model.types import (
    Alias,
    AnyValue,
    Binary,
    Doc,
    Enumeration,
    Field,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Primitive,
    Tagging,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    TypeId,
    UnionOf,
)
from generator.model.walk import parts_of

Types = Mapping[TypeId, TypeDefinition]
_Refs = list[TypeId]


def twins_of(types: Types, roots: Iterable[TypeExpr] = ()) -> dict[TypeId, TypeId]:
    """Give for each definition that is like an earlier one that one. `roots`: what operations send and receive."""
    alike = _alike_at_first_sight(types)
    found = _classes(alike)
    tagged = tuple(_tagged_objects(types, roots)) if found else ()
    while merged := _merged_variants(found, tagged):
        alike = {id: ((look, id if id in merged else ""), refs) for id, (look, refs) in alike.items()}
        found = _classes(alike)
    twins: dict[TypeId, TypeId] = {}
    for members in found:
        first = min(members, key=lambda id: (not types[id].is_component, len(types[id].name), types[id].name))
        if _takes_lines(types[first]):
            twins |= {id: first for id in members if id != first}
    return twins


def _takes_lines(definition: TypeDefinition) -> bool:
    """Tell whether sharing saves anything: `UserId = str` says more than `UserId = GroupId`."""
    match definition:
        case ObjectType():
            return True
        case Alias():
            return isinstance(definition.type, Enumeration | UnionOf) or definition.doc.description is not None
        case _:
            assert_never(definition)


def _alike_at_first_sight(types: Types) -> dict[TypeId, tuple[Hashable, tuple[TypeId, ...]]]:
    """Give look and references of those that could have a like one. Most have none, and a whole look is dear."""
    groups: dict[Hashable, list[TypeId]] = defaultdict(list)
    for id, definition in types.items():
        match definition:
            case ObjectType(fields=fields):
                glance: Hashable = (definition.doc.description, tuple([field.wire_name for field in fields]))
            case Alias():
                glance = (definition.doc.description, type(definition.type))
            case _:
                assert_never(definition)
        groups[glance].append(id)
    found: dict[TypeId, tuple[Hashable, tuple[TypeId, ...]]] = {}
    for ids in groups.values():
        if len(ids) > 1:
            for id in ids:
                refs: _Refs = []
                look = _look(types[id], refs)
                found[id] = look, tuple(refs)
    return found


def _look(definition: TypeDefinition, refs: _Refs) -> Hashable:
    """Give all of a definition but what its references are; those are added to `refs`, in order."""
    match definition:
        case ObjectType():
            fields = tuple([_field(field, refs) for field in definition.fields])
            # What a caller cannot send, or does not get back, is optional where the type goes the other way too.
            is_turned = any(
                field.is_required and (field.is_read_only or field.is_write_only) for field in definition.fields
            )
            return (
                fields,
                None if definition.extra is None else _shape(definition.extra, refs),
                _doc(definition.doc),
                _values(definition.rules),
                definition.is_open,
                definition.xml,
                (definition.is_input, definition.is_output) if is_turned else None,
            )
        case Alias():
            return _shape(definition.type, refs), _doc(definition.doc)
        case _:
            assert_never(definition)


def _field(field: Field, refs: _Refs) -> Hashable:
    return (
        field.wire_name,
        _shape(field.type, refs),
        field.is_required,
        _doc(field.doc),
        field.is_read_only,
        field.is_write_only,
        _values(field.constraints),
        field.xml,
        _values(field.rules),
        field.spelling,
    )


def _doc(doc: Doc) -> Hashable:
    return doc.title, doc.description, doc.is_deprecated, repr(doc.default) if doc.has_default else None


def _values(values: Mapping[str, Any]) -> str:
    # As text, because Python holds 1, 1.0 and True for equal, and the document does not.
    return repr(dict(values)) if values else ""


def _shape(expr: TypeExpr, refs: _Refs) -> Hashable:
    match expr:
        case Named(id):
            refs.append(id)
            return Named
        case Primitive() | AnyValue() | FormattedText() | Binary():
            return expr
        case Enumeration(values, base, is_const):
            known = tuple([(repr(each.value), each.name, each.description) for each in values])
            return Enumeration, known, _shape(base, refs), is_const
        case ListOf(inner) | MapOf(inner):
            return type(expr), _shape(inner, refs)
        case TupleOf(items, rest):
            every = tuple([_shape(item, refs) for item in items])
            return TupleOf, every, None if rest is None else _shape(rest, refs)
        case UnionOf(members, tagging):
            shapes = tuple([_shape(member, refs) for member in members])
            return UnionOf, shapes, None if tagging is None else _tags(tagging, refs)
        case _:
            assert_never(expr)


def _tags(tagging: Tagging, refs: _Refs) -> Hashable:
    refs += [id for _, id in tagging.variants]
    refs += [] if tagging.default is None else [tagging.default]
    return tagging.wire_name, tuple([value for value, _ in tagging.variants]), tagging.default is None


def _classes(alike: Mapping[TypeId, tuple[Hashable, tuple[TypeId, ...]]]) -> list[list[TypeId]]:
    """Give the classes of like definitions that have more than one member, members in order."""
    by_look: dict[Hashable, dict[TypeId, None]] = defaultdict(dict)
    for id, (look, _) in alike.items():
        by_look[look][id] = None
    members = dict(enumerate(by_look.values()))
    number = {id: index for index, ids in members.items() for id in ids}
    users: dict[TypeId, list[TypeId]] = defaultdict(list)
    for id, (_, refs) in alike.items():
        for ref in refs:
            users[ref].append(id)
    waiting: Iterable[TypeId] = alike
    while waiting:
        moved: list[TypeId] = []
        for index, some in _by(waiting, number.__getitem__).items():
            # What has no number is like nothing else, so that its id says which it is.
            parts = [*_by(some, lambda id: tuple([number.get(ref, ref) for ref in alike[id][1]])).values()]
            largest = max(parts, key=len)
            whole = members[index]
            # Those that do not wait are a part of their own: what they refer to has not moved. The largest part keeps
            # the number, so that nothing moves more than log n times.
            if len(largest) > len(whole) - len(some):
                parts.remove(largest)
                looked_at = {*some}
                parts.append([id for id in whole if id not in looked_at])
            for part in filter(None, parts):
                new = len(members)
                for id in part:
                    del whole[id]
                    number[id] = new
                members[new] = dict.fromkeys(part)
                moved += part
        waiting = dict.fromkeys(user for id in moved for user in users[id])
    order = {id: index for index, id in enumerate(alike)}
    return [sorted(ids, key=order.__getitem__) for ids in members.values() if len(ids) > 1]


def _by(ids: Iterable[TypeId], key: Callable[[TypeId], Hashable]) -> dict[Any, list[TypeId]]:
    groups: dict[Hashable, list[TypeId]] = defaultdict(list)
    for id in ids:
        groups[key(id)].append(id)
    return groups


def _merged_variants(classes: list[list[TypeId]], tagged: tuple[frozenset[TypeId], ...]) -> set[TypeId]:
    """Give variants of one union that a tag tells apart and their class would not: a program tells them by class."""
    number = {id: index for index, ids in enumerate(classes) for id in ids}
    found: set[TypeId] = set()
    for variants in tagged:
        for some in _by(variants & number.keys(), number.__getitem__).values():
            if len(some) > 1:
                found |= {*some}
    return found


def _tagged_objects(types: Types, roots: Iterable[TypeExpr]) -> Iterator[frozenset[TypeId]]:
    for tagging in _taggings([*roots, *(part for definition in types.values() for part in parts_of(definition))]):
        ids = [id for _, id in tagging.variants] + ([] if tagging.default is None else [tagging.default])
        yield frozenset(_object_of(id, types) for id in ids)


def _object_of(id: TypeId, types: Types) -> TypeId:
    """Follow aliases that are nothing but another name."""
    seen: set[TypeId] = set()
    while id not in seen and isinstance(definition := types.get(id), Alias) and isinstance(definition.type, Named):
        seen.add(id)
        id = definition.type.id
    return id


def _taggings(waiting: list[TypeExpr]) -> Iterator[Tagging]:
    """Empty the list, and give what tells variants apart in it."""
    while waiting:
        expr = waiting.pop()
        match expr:
            # Most are of these, so they come first.
            case Primitive() | Named() | AnyValue() | FormattedText() | Binary() | Enumeration():
                pass
            case ListOf(inner) | MapOf(inner):
                waiting.append(inner)
            case UnionOf(members, tagging):
                waiting += members
                if tagging is not None:
                    yield tagging
            case TupleOf(items, rest):
                waiting += (*items, *(() if rest is None else (rest,)))
            case _:
                assert_never(expr)
