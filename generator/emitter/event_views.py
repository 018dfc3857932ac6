"""What the types of events and of answers' headers are called, for the README and the account.

Receives an Api and its NameTable; returns rows of text, keyed by the place in the document where that is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.emitter.layout import one_line
from generator.emitter.spelling import Speller
from generator.emitter.table import NameTable
from generator.model.api import Answer, Api, Operation
from generator.model.events import payload_of
from generator.problems import Location


@dataclass(frozen=True, slots=True)
class EventRow:
    """A webhook or a callback."""

    name: str
    type: str
    """Of its payload, as a user writes it: "types.WidgetMadeEvent"; "" if it has none that can be read."""
    location: Location


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
