"""From the body of a stream to its items. No input or output happens here.

    chunk ──▶ events │ lines │ records ──▶ [DONE]? an error? ──JSON──▶ value ──convert──▶ item
    chunk ──▶ item, where bytes are declared

What ends a stream, apart from its end: an event or line that says `[DONE]`. What breaks it: an event called "error"
(APIStreamError), and text that is not the JSON the spec declares (APIResponseError, which holds that text).
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from . import media
from .answers import NO_CONTENT_STATUSES, TOO_DEEP
from .convert import decode
from .errors import APIResponseError, APIResponseValidationError, APIStreamError
from .json_codec import parsed_json
from .lines import JsonLines, JsonSequence, Pieces
from .responses import APIResponse
from .sse import EventParser, ServerSentEvent
from .streaming import check_held
from .strict import StrictValidationError, validate

if TYPE_CHECKING:
    from .operations import Answer
    from .responses import ResponseHead

T = TypeVar("T")

_DONE = "[DONE]"
_EVENT_FIELDS = frozenset({"data", "event", "id", "retry", "comment"})
# What servers and proxies say of any body; it is taken for the stream that is declared.
_SAYS_NOTHING = frozenset({"", "text/plain", "application/octet-stream"})


class Mark(Enum):
    """In place of an item."""

    MORE = "the next item has not come"
    END = "there are no more items"


class NotAStream(Exception):
    """What came is something else; the message says what."""


class ItemReader(Generic[T]):
    """Reads the body of one answer."""

    def __init__(
        self, head: ResponseHead, last_id: str = "", retry: int | None = None
    ) -> None:
        """Raise NotAStream if the head says that no stream follows. `last_id` and `retry`: of the stream so far."""
        self._head = head
        answer = _answer_for(head)
        self._parser = _parser_for(head, answer, last_id, retry)
        self._type: object = None
        self._rules = None if answer is None else answer.rules
        self._event = () if answer is None else answer.event
        self._has_text = answer is not None and answer.has_text
        if answer is not None:
            reader = head._reader
            self._type = reader.table.type_of(answer, reader.types_package)
        self._gives_events = self._type is None and self.is_resumable
        self._waiting: deque[ServerSentEvent | str | bytes] = deque()
        self._has_ended = answer is None
        self.has_given = False
        """Whether an item came since somebody set this to False."""

    @property
    def is_resumable(self) -> bool:
        """Whether the items say where to go on: server-sent events do."""
        return isinstance(self._parser, EventParser)

    @property
    def last_id(self) -> str:
        return self._parser.last_id if isinstance(self._parser, EventParser) else ""

    @property
    def retry(self) -> int | None:
        return self._parser.retry if isinstance(self._parser, EventParser) else None

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body; raise APIResponseError for an item that does not end."""
        self._waiting.extend(self._parser.feed(chunk))
        check_held(self._head, self._parser.held)

    def end(self) -> None:
        """Say that the body is complete."""
        self._waiting.extend(self._parser.rest())
        self._has_ended = True

    def stop(self) -> None:
        """Drop what is waiting."""
        self._waiting.clear()
        self._has_ended = True

    def next_item(self) -> T | Mark:
        while self._waiting:
            found = self._waiting.popleft()
            if isinstance(found, bytes):
                self.has_given = True
                return cast("T", found)
            text = found if isinstance(found, str) else found.data
            if text.strip() == _DONE:
                self.stop()
                return Mark.END
            if not isinstance(found, str) and found.event == "error":
                raise APIStreamError(self._response(text), found)
            if self._gives_events:
                self.has_given = True
                return cast("T", found)
            # An event without JSON only keeps the connection open.
            if text.strip():
                self.has_given = True
                return self._value(text, found)
        return Mark.END if self._has_ended else Mark.MORE

    def _value(self, text: str, found: ServerSentEvent | str) -> T:
        value: object
        try:
            value = parsed_json(text.encode("utf-8", "surrogatepass"), "")
        except ValueError as error:
            if not self._has_text:
                message = f"an item of the stream is not valid JSON: {error}"
                raise APIResponseError(message, self._response(text)) from error
            value = text
        if self._event and isinstance(found, ServerSentEvent):
            value = self._around(value, found)
        if self._type is None:
            return cast("T", value)
        try:
            if self._head._reader.is_strict:
                validate(value, self._type, self._rules)
            return cast("T", decode(value, self._type))
        except StrictValidationError as error:
            raise APIResponseValidationError(
                str(error), self._response(text)
            ) from error
        except RecursionError:
            raise APIResponseError(TOO_DEEP, self._response(text)) from None

    def _around(self, value: object, event: ServerSentEvent) -> object:
        """Give the event that the document describes: the JSON is all of it, or what it has as `data`."""
        if (
            isinstance(value, dict)
            and "data" in value
            and value.keys() <= _EVENT_FIELDS
        ):
            return value
        rest = {"event": event.event, "id": event.id or None, "retry": event.retry}
        return {
            "data": event.data if self._has_text else value,
            **{name: rest[name] for name in self._event if rest.get(name) is not None},
        }

    def _response(self, text: str) -> APIResponse[object]:
        """Give the answer as if this item were all of it: that is what an error is about."""
        charset = media.charset_of(self._head.headers.get("content-type", ""))
        return APIResponse(self._head, text.encode(charset, "replace"))


def _answer_for(head: ResponseHead) -> Answer | None:
    """Give the declared stream that came; None if the answer has no content."""
    if head.status_code in NO_CONTENT_STATUSES:
        return None
    table = head._reader.table
    answers = [
        answer
        for answer in table.successes(head.status_code)
        if answer.media_type is not None
    ]
    declared = [
        answer for answer in answers if media.is_stream(answer.media_type or "")
    ]
    if not declared and table.is_stream:
        # The operation is a stream whatever its media types say: lines that are called JSON, a file in pieces.
        declared = answers
    content_type = head.headers.get("content-type", "")
    came = media.essence(content_type)
    if not declared:
        raise NotAStream(
            f"the spec declares no stream for this status; {came or 'something'} came"
        )
    for answer in declared:
        if media.essence(answer.media_type or "") == came:
            return answer
    first = declared[0]
    if media.is_stream(came) or came in _SAYS_NOTHING or _is_file(first):
        return first
    if media.is_json(came):
        for answer in declared:
            if not media.is_event_stream(answer.media_type or ""):
                return answer
    raise NotAStream(f"the spec declares {first.media_type}, {came} came")


def _is_file(answer: Answer) -> bool:
    """Tell whether the pieces of the body are the items, and not bytes in base64 that a stream of JSON has."""
    media_type = answer.media_type or ""
    is_parsed = media.is_stream(media_type) or media.is_json(media_type)
    return answer.type in ("bytes", bytes) and not is_parsed


def _parser_for(
    head: ResponseHead, answer: Answer | None, last_id: str, retry: int | None
) -> EventParser | JsonLines | JsonSequence | Pieces:
    if answer is not None and _is_file(answer):
        return Pieces()
    content_type = head.headers.get("content-type", "")
    if answer is not None and not media.is_stream(content_type):
        content_type = answer.media_type or ""
    if media.is_json_lines(content_type) or media.is_json(content_type):
        return JsonLines()
    if media.is_json_sequence(content_type):
        return JsonSequence()
    return EventParser(last_id, retry)
