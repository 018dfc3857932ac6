"""Which Python name each definition gets, and in which module of `types/` it stands.

Receives an Api; returns a frozen `NameTable` that spelling and views look names up in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from generator.emitter.names import TYPE_NAMES_IN_USE, Scope, class_name, module_name
from generator.model.api import Api, Operation, Resource
from generator.model.reach import received_types, sent_types
from generator.model.sharing import twins_of
from generator.model.types import (
    Alias,
    AnyValue,
    Binary,
    Enumeration,
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
)
from generator.model.walk import ids_in, parts_of
from generator.model.words import words_of

SHARED = "shared"
"""Module of the definitions that several resources use, or none."""
_MODULE_LIMIT = 120
"""Definitions in one module; more are dealt out by their initials, so that no module outgrows an editor."""
_LINE_LIMIT = 2500
"""Lines of one module, as estimated."""
_DEEPEST = 4
"""Words of a name that are looked at."""


class NameTable(Struct, frozen=True):
    types: Mapping[TypeId, TypeDefinition]
    names: Mapping[TypeId, str]
    """Class or alias name."""
    input_names: Mapping[TypeId, str]
    """Name of what a caller may pass in its place: a TypedDict for an object, an alias for an alias. Only where it differs and is used."""
    modules: Mapping[TypeId, str]
    homes: Mapping[str, str]
    """Name or input name → module."""
    twins: Mapping[TypeId, TypeId]
    """Definition → the like one whose class it is; both stand in one module."""


def _references(
    types: Mapping[TypeId, TypeDefinition], twins: Mapping[TypeId, TypeId]
) -> dict[TypeId, tuple[TypeId, ...]]:
    """Give the definitions that each one refers to: found once, as every operation's reach is asked for.

    A twin needs the class that it is, besides the names that its own parts have.
    """
    found = {
        id: tuple(dict.fromkeys(inner for expr in parts_of(definition) for inner in ids_in(expr)))
        for id, definition in types.items()
    }
    return found | {id: (*found[id], same) for id, same in twins.items()}


def reachable(start: Iterable[TypeExpr], references: Mapping[TypeId, tuple[TypeId, ...]]) -> set[TypeId]:
    found: set[TypeId] = set()
    waiting = [id for expr in start for id in ids_in(expr)]
    while waiting:
        id = waiting.pop()
        if id not in found and id in references:
            found.add(id)
            waiting += references[id]
    return found


def operations_under(resource: Resource) -> Iterator[Operation]:
    yield from resource.operations
    for child in resource.children:
        yield from operations_under(child)


def all_operations(api: Api) -> Iterator[Operation]:
    yield from api.operations
    for resource in api.resources:
        yield from operations_under(resource)


def differs_as_input(
    expr: TypeExpr, types: Mapping[TypeId, TypeDefinition], seen: frozenset[TypeId] = frozenset()
) -> bool:
    """Tell whether a caller may pass more than what comes back: a dict for a model, text for a date-time, a tuple for a list."""
    match expr:
        case ListOf() | MapOf() | TupleOf() | FormattedText() | Binary():
            return True
        case Named(id):
            definition = types[id]
            if isinstance(definition, ObjectType):
                return True
            return id not in seen and differs_as_input(definition.type, types, seen | {id})
        case UnionOf(members):
            return any(differs_as_input(member, types, seen) for member in members)
        case Primitive() | AnyValue() | Enumeration():
            return False


def _names(api: Api) -> dict[TypeId, str]:
    """Components come before inline types, exact spellings before mended ones, then document order."""

    def rank(item: tuple[int, TypeDefinition]) -> tuple[bool, bool, int]:
        index, definition = item
        return (not definition.is_component, class_name(definition.name) != definition.name, index)

    scope = Scope(TYPE_NAMES_IN_USE)
    ordered = sorted(enumerate(api.types.values()), key=rank)
    return {definition.id: scope.claim(class_name(definition.name)) for _, definition in ordered}


def _input_names(
    api: Api, names: Mapping[TypeId, str], references: Mapping[TypeId, tuple[TypeId, ...]]
) -> dict[TypeId, str]:
    flat = {operation.body.flat for operation in all_operations(api) if operation.body is not None}
    roots: list[TypeExpr] = []
    for operation in all_operations(api):
        for expr in sent_types(operation):
            # A flat body's own object is never passed: its fields are.
            if isinstance(expr, Named) and expr.id in flat:
                roots += parts_of(resolved(expr.id, api.types))
            else:
                roots.append(expr)
    needed = reachable(roots, references)
    scope = Scope({*TYPE_NAMES_IN_USE, *names.values()})
    found: dict[TypeId, str] = {}
    for id in sorted(needed, key=lambda id: names[id]):
        definition = api.types[id]
        if isinstance(definition, ObjectType):
            found[id] = scope.claim(f"{names[id]}Dict")
        elif differs_as_input(definition.type, api.types, frozenset({id})):
            found[id] = scope.claim(f"{names[id]}Input")
    return found


def resolved(id: TypeId, types: Mapping[TypeId, TypeDefinition]) -> TypeDefinition:
    """Follow aliases that are nothing but another name."""
    definition = types[id]
    while isinstance(definition, Alias) and isinstance(definition.type, Named):
        definition = types[definition.type.id]
    return definition


def _modules(
    api: Api,
    names: Mapping[TypeId, str],
    references: Mapping[TypeId, tuple[TypeId, ...]],
    twins: Mapping[TypeId, TypeId],
) -> dict[TypeId, str]:
    """A definition that one top-level resource alone reaches stands in that resource's module; all others are shared."""
    users: dict[TypeId, set[str]] = defaultdict(set)
    for resource in api.resources:
        module = _module_of(resource)
        used = (expr for each in operations_under(resource) for expr in (*sent_types(each), *received_types(each)))
        for id in reachable(used, references):
            users[id].add(module)
    members: dict[str, list[TypeId]] = defaultdict(list)
    for id in (id for id in api.types if id not in twins):
        owners = users[id]
        members[next(iter(owners)) if len(owners) == 1 else SHARED].append(id)
    found: dict[TypeId, str] = {}
    for module, ids in members.items():
        if len(ids) <= _MODULE_LIMIT:
            found |= dict.fromkeys(ids, module)
            continue
        for letter, some in _by(ids, lambda id: _letter(_words(names[id]), 0)).items():
            found |= _dealt(module, f"{module}_{letter}", some, names, api.types)
    return found | {id: found[same] for id, same in twins.items()}


def _module_of(resource: Resource) -> str:
    """Name a module as no class can be called, which in a script without capitals takes a mark: a package's sub-module is
    an attribute of it, and would stand in place of the class."""
    module = module_name(resource.name)
    return f"{module}_" if class_name(module) == module else module


def _dealt(
    prefix: str,
    module: str,
    ids: list[TypeId],
    names: Mapping[TypeId, str],
    types: Mapping[TypeId, TypeDefinition],
    depth: int = 0,
) -> dict[TypeId, str]:
    """Give modules of their own to the words that many of the names have next, until what is left fits in `module`."""
    if _lines(ids, types) <= _LINE_LIMIT or depth == _DEEPEST:
        return dict.fromkeys(ids, module)
    found: dict[TypeId, str] = {}
    left: list[TypeId] = []
    for word, some in _by(ids, lambda id: "".join(_words(names[id])[depth : depth + 1])).items():
        if word and _lines(some, types) > _LINE_LIMIT // 5:
            own = f"{prefix}_{word}"
            found |= _dealt(own, own, some, names, types, depth + 1)
        else:
            left += some
    if depth and _lines(left, types) > _LINE_LIMIT:
        return found | {id: f"{module}_{_letter(_words(names[id]), depth)}" for id in left}
    return found | dict.fromkeys(left, module)


def _by(ids: list[TypeId], key: Callable[[TypeId], str]) -> dict[str, list[TypeId]]:
    groups: dict[str, list[TypeId]] = defaultdict(list)
    for id in ids:
        groups[key(id)].append(id)
    return groups


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() if word.isascii() else _block(word) for word in words_of(name))


def _letter(words: tuple[str, ...], depth: int) -> str:
    word = words[depth] if depth < len(words) else ""
    return word if _BLOCK.fullmatch(word) else word[0] if word[:1].isalpha() else "other"


_BLOCK = re.compile("u[0-9a-f]{1,3}[048c]00")


def _block(word: str) -> str:
    """Stand for a word of another script by the 1,024 characters that its first is one of: some scripts have thousands."""
    start = ord(word[0]) & ~0x3FF
    return f"u{start:04x}" if start else "other"


def _lines(ids: list[TypeId], types: Mapping[TypeId, TypeDefinition]) -> int:
    return sum(_lines_of(types[id]) for id in ids)


def _lines_of(definition: TypeDefinition) -> int:
    """Estimate what a definition takes: a field, its text and its like in the TypedDict."""
    return 10 + 5 * len(definition.fields) if isinstance(definition, ObjectType) else 10


def name_table(api: Api) -> NameTable:
    names = _names(api)
    operations = (*all_operations(api), *api.webhooks, *api.callbacks)
    twins = twins_of(api.types, (expr for each in operations for expr in (*sent_types(each), *received_types(each))))
    references = _references(api.types, twins)
    input_names = _input_names(api, names, references)
    modules = _modules(api, names, references, twins)
    homes = {name: modules[id] for each in (names, input_names) for id, name in each.items()}
    return NameTable(api.types, names, input_names, modules, homes, twins)
