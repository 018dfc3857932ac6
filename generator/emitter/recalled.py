"""Views that the last run has made already of the same definitions and names.

Receives an Api and its NameTable; returns what type_views.py would. A definition's lines depend on the definitions
that it refers to, and on what all of them are called.
"""

from __future__ import annotations

from msgspec import Struct

from generator.emitter.table import NameTable
from generator.emitter.type_views import TypesModuleView, types_modules
from generator.memo import Memo, digest_of
from generator.model.api import Api


class _TypesViews(Struct, frozen=True):
    modules: tuple[TypesModuleView, ...]


def recalled_types(api: Api, table: NameTable, memo: Memo) -> tuple[TypesModuleView, ...]:
    if not memo.is_kept:
        return types_modules(api, table)
    key = digest_of((api.types, table.names, table.input_names, table.modules, table.twins))
    known = memo.get("views of types", key, _TypesViews)
    if known is None:
        known = _TypesViews(types_modules(api, table))
        memo.put("views of types", key, known)
    return known.modules
