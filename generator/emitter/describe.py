"""What the generated methods are called and take, for `clientmill inspect`."""

from __future__ import annotations

from msgspec import Struct

from generator.emitter.arguments import Source, arguments_of, body_fields
from generator.emitter.method_views import method_names
from generator.emitter.receiving import receiver_members
from generator.emitter.resource_views import CLIENT_MEMBERS, places
from generator.emitter.table import NameTable, name_table
from generator.model.api import Api, Operation, Parameter
from generator.model.types import Field


class OperationView(Struct, frozen=True):
    operation: Operation
    call: str
    """Attributes from the client down: "voice_clones.update"."""
    parameters: tuple[tuple[str, Parameter], ...]
    """(Python name, parameter)."""
    body_fields: tuple[tuple[str, Field], ...]
    is_flat: bool


def operation_views(api: Api, table: NameTable | None = None) -> tuple[OperationView, ...]:
    """Describe every generated operation, sorted by call. `table` is the Api's, if there is one already."""
    table = table or name_table(api)
    named = places(api)
    top = {place.path[0] for place in named.values()}
    views = _views(api.operations, (), {*CLIENT_MEMBERS, *top}, table)
    for place in named.values():
        children = {named[id(child)].path[-1] for child in place.resource.children}
        views += _views(place.resource.operations, place.path, children | receiver_members(place.resource), table)
    return tuple(sorted(views, key=lambda view: view.call))


def _views(
    operations: tuple[Operation, ...], path: tuple[str, ...], taken: set[str], table: NameTable
) -> list[OperationView]:
    names = method_names(operations, taken)
    return [_view(operation, ".".join((*path, names[id(operation)])), table) for operation in operations]


def _view(operation: Operation, call: str, table: NameTable) -> OperationView:
    arguments = arguments_of(operation, table)
    by_index = {argument.index: argument.python_name for argument in arguments if argument.index is not None}
    parameters = tuple((by_index[index], parameter) for index, parameter in enumerate(operation.parameters))
    by_wire = {argument.wire_name: argument.python_name for argument in arguments if argument.source is Source.FIELD}
    fields = body_fields(operation.body, table) if operation.body is not None else ()
    return OperationView(
        operation, call, parameters, tuple((by_wire[field.wire_name], field) for field in fields), bool(fields)
    )
