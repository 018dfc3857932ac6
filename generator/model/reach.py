"""Which definitions requests and responses reach: input, output, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from generator.model.api import Operation
from generator.model.types import Field, Named, TypeDefinition, TypeExpr, TypeId
from generator.model.walk import ids_in, parts_of

T = TypeVar("T")
Types = Mapping[TypeId, TypeDefinition]


def closure(start: Iterable[T], ahead: Callable[[T], Iterable[T]]) -> set[T]:
    """Give what one starts from and all that it leads to; `ahead` gives what is one step away."""
    found: set[T] = set()
    waiting = list(start)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += ahead(each)
    return found


def sent_types(operation: Operation) -> Iterator[TypeExpr]:
    for parameter in operation.parameters:
        yield parameter.type
    if operation.body is not None:
        for variant in operation.body.variants:
            yield variant.type


def received_types(operation: Operation) -> Iterator[TypeExpr]:
    for answer in operation.answers:
        for variant in answer.variants:
            yield variant.type
        for header in answer.headers:
            yield header.type
        if answer.headers_type is not None:
            yield Named(answer.headers_type)


def reachable(start: Iterable[TypeExpr], types: Types, counts: Callable[[Field], bool]) -> set[TypeId]:
    """Give the definitions within reach; a field that does not count leads nowhere."""

    def ahead(id: TypeId) -> Iterable[TypeId]:
        return (inner for part in parts_of(types[id], counts) for inner in ids_in(part) if inner in types)

    return closure((id for expr in start for id in ids_in(expr) if id in types), ahead)


def with_directions(
    types: Types, calls: Iterable[Operation], events: Iterable[Operation], event: TypeId | None = None
) -> dict[TypeId, TypeDefinition]:
    """Mark definitions. Events (webhooks, callbacks) are requests that come in: their bodies are output of the API.
    `event` is the type of them all."""
    calls, events = tuple(calls), tuple(events)
    sent = [expr for call in calls for expr in sent_types(call)]
    sent += [expr for each in events for expr in received_types(each)]
    received = [expr for call in calls for expr in received_types(call)]
    received += [expr for each in events for expr in sent_types(each)]
    received += [] if event is None else [Named(event)]
    inputs = reachable(sent, types, lambda field: not field.is_read_only)
    outputs = reachable(received, types, lambda field: not field.is_write_only)
    return {id: replace(definition, is_input=id in inputs, is_output=id in outputs) for id, definition in types.items()}
