"""Server-sent events: bytes in, events out (WHATWG HTML §9.2.5 and §9.2.6).

    b"id: 7\\nevent: tick\\ndata: a\\ndata: b\\n\\n"  ──▶  ServerSentEvent(data="a\\nb", event="tick", id="7")

However the bytes are cut into chunks, the events are the same. Reads no network and knows no JSON.
"""

from __future__ import annotations

import codecs
from typing import Any

from .lines import TEXT_SIZE, LineSplitter

_BOM = "\ufeff"
_MOST_DIGITS = 12


class ServerSentEvent:
    """One event of a stream, as it came."""

    __slots__ = ("data", "event", "id", "retry")
    __match_args__ = ("data", "event", "id", "retry")

    def __init__(
        self,
        data: str,
        event: str = "message",
        id: str = "",
        retry: int | None = None,
    ) -> None:
        self.data = data
        """All `data:` lines, with line feeds between them."""
        self.event = event
        """What kind of event it is; "message" if the server does not say."""
        self.id = id
        """The last id that came, with this event or before it. "" if none did."""
        self.retry = retry
        """Milliseconds to wait before connecting again. None if this event does not say."""

    def json(self) -> Any:
        """Parse `data` as JSON; raise ValueError if it is not."""
        import json

        return json.loads(self.data)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerSentEvent) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return "ServerSentEvent(data={!r}, event={!r}, id={!r}, retry={!r})".format(
            *self._values()
        )

    def _values(self) -> tuple[str, str, str, int | None]:
        return self.data, self.event, self.id, self.retry


class EventParser:
    """Cuts a body into events. An event that is not ended by an empty line is dropped, as the standard asks."""

    def __init__(self, last_id: str = "", retry: int | None = None) -> None:
        """`last_id` and `retry`: of the same stream's earlier connection."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines = LineSplitter()
        self._has_begun = False
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self._id = last_id
        self._retry: int | None = None
        self.last_id = last_id
        """Of the last event that was complete, even if it had no data: what Last-Event-ID tells the server."""
        self.retry = retry
        """Milliseconds that the server asks to wait before connecting again. None: it has not said."""

    @property
    def held(self) -> int:
        """How much waits for the end of its line, or of its event: see lines.py."""
        return self._size + self._lines.held

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Give the events that are complete now."""
        text = self._decoder.decode(chunk)
        if text and not self._has_begun:
            self._has_begun = True
            text = text.removeprefix(_BOM)
        found: list[ServerSentEvent] = []
        for line in self._lines.feed(text):
            if line:
                self._take(line)
            else:
                self._end_event(found)
        return found

    def rest(self) -> list[ServerSentEvent]:
        """Give nothing: see the class."""
        return []

    def _take(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
                self._size += len(value) + TEXT_SIZE
            case "event":
                self._event = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if _is_number(value):
                self._retry = self.retry = int(value)
            case _:
                # A comment (its name is empty), or a field that the standard does not know.
                pass

    def _end_event(self, found: list[ServerSentEvent]) -> None:
        self.last_id = self._id
        data = "\n".join(self._data)
        # One empty `data:` line is data, no `data:` line is none: then there is no event.
        if self._data:
            event = self._event or "message"
            found.append(ServerSentEvent(data, event, self._id, self._retry))
        self._data, self._size, self._event, self._retry = [], 0, "", None


def _is_number(text: str) -> bool:
    # int() refuses thousands of digits, and nobody waits that long.
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
