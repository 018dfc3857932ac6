"""What the types of events and of answers' headers are called, for the README and the account.

Receives an Api and its NameTable; returns rows of text, keyed by the place in the document where that is looked up.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from generator.emitter import docs
from generator.emitter.layout import one_line
from generator.emitter.link_views import LinkRow, links_view
from generator.emitter.spelling import Speller
from generator.emitter.table import NameTable, all_operations
from generator.model.api import Answer, Api, Operation
from generator.model.events import payload_of
from generator.problems import Location


class EventRow(Struct, frozen=True):
    """A webhook or a callback."""

    name: str
    type: str
    """Of its payload, as a user writes it: "types.WidgetMadeEvent"; "" if it has none that can be read."""
    location: Location


class MoreView(Struct, frozen=True):
    """What a README tells where there is any of it."""

    webhooks: tuple[EventRow, ...]
    callbacks: tuple[EventRow, ...]
    links: tuple[LinkRow, ...]
    headers: str
    """One model of headers, as an example: "types.WidgetListHeaders"."""
    has_events: bool
    has_links: bool
    has_headers: bool


def more_view(api: Api, table: NameTable) -> MoreView:
    webhooks, callbacks, links = webhook_rows(api, table), callback_rows(api, table), links_view(api, table).rows
    models = [headers_type(answer, table) for operation in all_operations(api) for answer in operation.answers]
    headers = next((model for model in models if model), "")
    return MoreView(
        webhooks=tuple(_cells(row) for row in webhooks),
        callbacks=tuple(_cells(row) for row in callbacks),
        links=links,
        headers=headers,
        has_events=bool(webhooks or callbacks),
        has_links=bool(links),
        has_headers=bool(headers),
    )


def _cells(row: EventRow) -> EventRow:
    return replace(row, name=docs.cell(row.name), type=docs.cell(row.type) or "no payload")


def webhook_rows(api: Api, table: NameTable) -> tuple[EventRow, ...]:
    return tuple(_row(each, table) for each in api.webhooks)


def callback_rows(api: Api, table: NameTable) -> tuple[EventRow, ...]:
    return tuple(_row(each, table) for each in api.callbacks)


def _row(event: Operation, table: NameTable) -> EventRow:
    payload = payload_of(event)
    text = "" if payload is None else one_line(Speller(table, frozenset(), "types.").returned(payload))
    return EventRow(event.name, text, event.location)


def headers_type(answer: Answer, table: NameTable) -> str:
    """Give the name of the model of an answer's headers: "types.WidgetListHeaders"; "" if it has none."""
    return "" if answer.headers_type is None else f"types.{table.names[answer.headers_type]}"
