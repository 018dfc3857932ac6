"""Alternatives: what each branch of a `oneOf` or `anyOf` is once what stands beside it is taken in.

Receives merged schemas; returns `Variant`s to be typed, and puts typed members together as one flat union.
How variants are told apart is completed in tagging.py, when all definitions are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.loader.spec import Discriminator, Schema, SchemaId
from generator.model.keywords import branches_of, only_requires
from generator.model.merge import Merger
from generator.model.positions import id_at
from generator.model.scalars import enumeration_of
from generator.model.types import INTEGER, NULL, NUMBER, Enumeration, Named, Tagging, TypeExpr, TypeId, UnionOf


class Variant(Struct, frozen=True):
    schema: Schema
    word: str
    """What tells its name from the other variants'; "" for the only one that can need a name."""
    origin: SchemaId | None
    """The definition a branch refers to, also where the variant has become a type of its own."""
    is_own_type: bool
    """The branch refers to a definition, but what stands beside the alternatives made it another type."""


def without_branches(merged: Schema) -> Schema:
    """Give what stands beside the alternatives: it holds for each of them."""
    return replace(
        merged,
        one_of=(),
        any_of=(),
        discriminator=None,
        title=None,
        description=None,
        has_default=False,
        default=None,
        examples=(),
        types=tuple(name for name in merged.types if name != "null"),
    )


def variants_of(merged: Schema, merger: Merger, names: Mapping[SchemaId, str]) -> tuple[Variant, ...]:
    base = without_branches(merged)
    found: list[Variant] = []
    for index, branch in enumerate(branches_of(merged)):
        origin = merger.reference(branch)
        schema = _with_base(branch, origin, base, merger)
        word = names.get(origin or "") or constant_word(merger.merged(branch)) or f"Variant{index + 1}"
        found.append(Variant(schema, word, origin, origin is not None and schema is not branch))
    nameable = [variant for variant in found if not _is_plain(variant, merger)]
    if len(nameable) == 1:
        return tuple(replace(variant, word="") if variant is nameable[0] else variant for variant in found)
    return tuple(found)


def _is_plain(variant: Variant, merger: Merger) -> bool:
    """Tell whether a variant never needs a name from its place: a definition, or a value without known ones."""
    if variant.origin is not None:
        return not variant.is_own_type
    merged = merger.merged(variant.schema)
    is_listed = bool(merged.enum or branches_of(merged))
    return not is_listed and bool(merged.types) and not {"object", "array"} & set(merged.types)


def _with_base(branch: Schema, origin: SchemaId | None, base: Schema, merger: Merger) -> Schema:
    if only_requires(branch):
        return base
    known = merger.merged(branch)
    both = Schema(location=branch.location, all_of=(base, branch), description=branch.description)
    if base.properties or base.required or base.pattern_properties:
        is_heir = origin is not None and id_at(base.location) in merger.ancestors(origin)
        is_object = not known.types or "object" in known.types
        return branch if is_heir or not is_object or _includes(known, base) else both
    is_silent = origin is None and not known.types and not branches_of(known) and not known.properties
    return both if is_silent and base.types and known.boolean is None else branch


def _includes(known: Schema, base: Schema) -> bool:
    """Tell whether a branch has everything already that stands beside the alternatives."""
    has_properties = {name for name, _ in base.properties} <= {name for name, _ in known.properties}
    return has_properties and set(base.required) <= set(known.required) and not base.pattern_properties


def constant_word(schema: Schema) -> str | None:
    """Give the value of the first property that has only one: {type: {const: "text"}} → "text"."""
    for _, member in schema.properties:
        expr = enumeration_of(member)
        if expr is not None and len(expr.values) == 1 and isinstance(expr.values[0].value, str):
            return expr.values[0].value
    return None


def union_of(parts: Iterable[TypeExpr], *, has_null: bool = False, tagging: Tagging | None = None) -> TypeExpr:
    """Put members together: flat, each once, null last. One member is itself."""
    parts = tuple(parts)
    # Nearly always there is one, and hashing a type means hashing all of it.
    if len(parts) == 1 and not has_null and not isinstance(parts[0], UnionOf):
        return parts[0]
    members: dict[TypeExpr, None] = {}
    for part in parts:
        for member in part.members if isinstance(part, UnionOf) else (part,):
            if isinstance(part, UnionOf) and part.tagging is not None and tagging is None:
                tagging = part.tagging
            has_null = has_null or member == NULL
            members[member] = None
    members.pop(NULL, None)
    flat = (*_open_first(members), *((NULL,) if has_null else ()))
    return flat[0] if len(flat) == 1 else UnionOf(flat, tagging)


def _open_first(members: Iterable[TypeExpr]) -> list[TypeExpr]:
    """Put "any string" in front of "one of these strings": known values that come first are all that is valid."""
    members = list(members)
    listed = [member.base for member in members if isinstance(member, Enumeration)]
    bases = {each for base in listed for each in (base.members if isinstance(base, UnionOf) else (base,))}
    if INTEGER in bases:
        bases.add(NUMBER)  # Which takes whole numbers, too.
    return [member for member in members if member in bases] + [member for member in members if member not in bases]


def declared_tagging(
    discriminator: Discriminator, typed: Sequence[tuple[Variant, TypeExpr]], names: Mapping[SchemaId, str]
) -> Tagging:
    """Give what the document says; a definition that became another type in this union is mapped to that type."""
    ids: dict[SchemaId, TypeId] = {}
    renamed: list[tuple[str, TypeId]] = []
    for variant, expr in typed:
        if variant.origin is None or not isinstance(expr, Named):
            continue
        ids[variant.origin] = expr.id
        if variant.is_own_type:
            renamed.append((names.get(variant.origin, variant.word), expr.id))
    mapped = [(value, ids.get(target, target)) for value, target in discriminator.mapping]
    unmapped = [(value, id) for value, id in renamed if id not in {each for _, each in mapped}]
    default = None if discriminator.default is None else ids.get(discriminator.default, discriminator.default)
    return Tagging(discriminator.property_name, (*mapped, *unmapped), default)
