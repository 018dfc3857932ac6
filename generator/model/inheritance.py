"""Families: a definition with a discriminator whose heirs take it over by `allOf`.

    Pet {discriminator: kind}     Cat {allOf: [Pet, …]}     Dog {allOf: [Pet, …]}

A value of type Pet is then a Cat, a Dog or a plain Pet. Receives the definitions; tells which have heirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.loader.spec import Schema, SchemaId
from generator.model.keywords import branches_of
from generator.model.merge import Merger
from generator.model.types import TypeId


def family_id(base: SchemaId) -> TypeId:
    """Identify the union of a base and its heirs."""
    return f"{base}~family"


def families(
    schemas: Mapping[SchemaId, Schema], components: Mapping[SchemaId, str], merger: Merger
) -> dict[SchemaId, tuple[SchemaId, ...]]:
    """Give the heirs of each base: those that `allOf` it in document order, then what only its discriminator names."""
    bases = [id for id in components if _is_base(schemas[id])]
    heirs: dict[SchemaId, dict[SchemaId, None]] = {id: {} for id in bases}
    for id in components if bases else ():
        if merger.reference(schemas[id]) is not None:
            continue  # Another name of a definition that stands for itself.
        for ancestor in merger.ancestors(id) & heirs.keys():
            heirs[ancestor][id] = None
    for base in bases:
        discriminator = schemas[base].discriminator
        if heirs[base] and discriminator is not None:
            named = (*(target for _, target in discriminator.mapping), discriminator.default)
            heirs[base].update((target, None) for target in named if target is not None and target in components)
            heirs[base].pop(base, None)
    return {base: tuple(found) for base, found in heirs.items() if found}


def _is_base(schema: Schema) -> bool:
    return schema.discriminator is not None and not branches_of(schema)
