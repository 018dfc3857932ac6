"""Views that the last run has made already.

Receives an Api and its NameTable; returns what type_views.py and resource_views.py would. The lines of a definition depend
on definitions and on what all of them are called, those of a resource also on its operations and on what its children
are called.
"""

from __future__ import annotations

from msgspec import Struct

from generator.emitter.resource_views import ResourceModuleView, module_view, places, resource_modules
from generator.emitter.table import NameTable
from generator.emitter.type_views import TypesModuleView, types_modules
from generator.memo import Memo, digest_of
from generator.model.api import Api


class _TypesViews(Struct, frozen=True):
    modules: tuple[TypesModuleView, ...]


class _ResourceViews(Struct, frozen=True):
    by_module: dict[str, tuple[str, ResourceModuleView]]
    """Module → (key, view)."""


def types_key(api: Api, table: NameTable, memo: Memo) -> str:
    """Give what differs where a definition or a name does; "" where nothing is remembered."""
    return digest_of((api.types, table.names, table.input_names, table.modules, table.twins)) if memo.is_kept else ""


def recalled_types(api: Api, table: NameTable, key: str, memo: Memo) -> tuple[TypesModuleView, ...]:
    known = memo.get("views of types", key, _TypesViews) if key else None
    if known is None:
        known = _TypesViews(types_modules(api, table))
        if key:
            memo.put("views of types", key, known)
    return known.modules


def recalled_resources(
    api: Api, client_class: str, table: NameTable, key: str, memo: Memo
) -> tuple[ResourceModuleView, ...]:
    if not key:
        return resource_modules(api, client_class, table)
    named = places(api, client_class)
    known = memo.get("views of resources", "", _ResourceViews) or _ResourceViews({})
    found: dict[str, tuple[str, ResourceModuleView]] = {}
    for place in named.values():
        children = [
            (child.path, child.class_name, child.module)
            for child in (named[id(each)] for each in place.resource.children)
        ]
        own = digest_of((key, api.security, place, children))
        earlier, view = known.by_module.get(place.module, ("", None))
        found[place.module] = own, (
            view if view is not None and earlier == own else module_view(place, named, api, table)
        )
    if any(known.by_module.get(module, ("",))[0] != own for module, (own, _) in found.items()):
        memo.put("views of resources", "", _ResourceViews(found))
    return tuple(view for _, view in found.values())
