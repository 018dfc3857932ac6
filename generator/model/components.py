"""Types of the components: made, or taken from the last run if the documents say the same of schemas as they did then.

Receives the TypeBuilder before anything else has been defined in it; what it makes depends on the named schemas, what
they refer to and what client.yml calls them, and on no operation.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.cache import key_of
from generator.loader.spec import Spec
from generator.memo import Memo
from generator.model.schemas import Definitions, TypeBuilder
from generator.problems import Problem


class _Components(Struct, frozen=True):
    definitions: Definitions
    problems: tuple[Problem, ...]


def define_components(types: TypeBuilder, spec: Spec, renames: Mapping[str, str], memo: Memo) -> None:
    """Define. `renames`: see TypeBuilder."""
    # Whether anything is XML depends on operations too.
    parts = (
        repr(types.xml is not None),
        repr(sorted(renames.items())),
        *spec.schema_names,
        *spec.schema_names.values(),
    )
    key = key_of(spec.components_key, *parts) if spec.components_key else ""
    known = memo.get("types", key, _Components) if key else None
    if known is not None:
        types.take(known.definitions)
        types.problems.extend(known.problems)
        return
    told = len(types.problems)
    types.define_components()
    if key:
        memo.put("types", key, _Components(types.definitions(), tuple(types.problems[told:])))
