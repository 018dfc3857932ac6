"""The account: what became of every operation, parameter, body, response and schema of the documents.

Receives the Spec's operations as they were built and the definitions; returns Entries in document order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from generator.loader.spec import Operation, Schema, SchemaId
from generator.model.api import Entry, Fate
from generator.model.naming import route
from generator.model.parameters import ParameterFate
from generator.problems import Location


def operation_entries(operation: Operation, fates: Iterable[ParameterFate], note: str = "") -> Iterator[Entry]:
    """Account for one operation that was built. `note` tells how a webhook or callback came out."""
    yield Entry("operation", route(operation), operation.location, Fate.GENERATED, note)
    for fate in fates:
        yield Entry("parameter", fate.wire_name, fate.location, fate.fate, fate.reason)
    for media in operation.body.media_types if operation.body is not None else ():
        yield Entry("body", media.media_type, media.location, Fate.GENERATED)
    for response in operation.responses:
        yield Entry("response", response.status, response.location, Fate.GENERATED)


def schema_entries(
    names: Mapping[SchemaId, str], schemas: Mapping[SchemaId, Schema], skipped: Collection[Location]
) -> Iterator[Entry]:
    """Account for components that are not skipped: each is a definition, reached by an operation or not."""
    for id, name in names.items():
        schema = schemas[id]
        if schema.location in skipped:
            continue
        reason = "`false`: no value is valid, so any is taken" if schema.boolean is False else ""
        yield Entry("schema", name, schema.location, Fate.GENERATED, reason)
