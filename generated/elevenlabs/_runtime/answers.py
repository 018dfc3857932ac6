"""From an answer's bytes to the value the spec declares for its status.

    status ──▶ the Answers declared for it ──media type──▶ one Answer ──▶ None │ str │ bytes │ JSON ──convert──▶ value

    success   its own status, else 2XX, else the nearest 2xx, else default
    failure   its own status, else 4XX / 5XX, else default

A success that cannot be read raises an APIResponseError that says what came; a failure's body never raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import json_codec, media
from .answer_choice import accept_header, declared, declared_for_success, matching
from .convert import decode, document_converter, resolve
from .errors import APIResponseError, APIResponseValidationError
from .strict import StrictValidationError, validate

if TYPE_CHECKING:
    from .convert import Converter
    from .operations import Answer, Operation
    from .responses import APIResponse, ResponseHead

TOO_DEEP = "the body is nested too deep"
NO_CONTENT_STATUSES = (204, 205)


class AnswerTable:
    """The answers of one operation."""

    __slots__ = (
        "_failures",
        "_plain",
        "_successes",
        "_types",
        "accept",
        "answers",
        "is_stream",
        "method",
    )

    def __init__(
        self, method: str, answers: tuple[Answer, ...], is_stream: bool = False
    ) -> None:
        self.method = method
        self.answers = answers
        self.is_stream = is_stream
        """Whether a success is read item by item: see items.py."""
        self.accept = accept_header(answers)
        """Value of the Accept header."""
        self._successes: dict[int, tuple[Answer, ...]] = {}
        self._failures: dict[int, tuple[Answer, ...]] = {}
        self._types: dict[str, object] = {}
        self._plain: dict[int, Converter | None] = {}

    def __reduce__(
        self,
    ) -> tuple[type[AnswerTable], tuple[str, tuple[Answer, ...], bool]]:
        return AnswerTable, (self.method, self.answers, self.is_stream)

    def successes(self, status: int) -> tuple[Answer, ...]:
        if status not in self._successes:
            self._successes[status] = declared_for_success(self.answers, status)
        return self._successes[status]

    def failures(self, status: int) -> tuple[Answer, ...]:
        if status not in self._failures:
            self._failures[status] = declared(self.answers, status)
        return self._failures[status]

    def plain(self, status: int, types_package: str) -> Converter | None:
        """Give what makes the value of a success that can only be JSON, which nearly all are; None for any other."""
        if status not in self._plain:
            answers = self.successes(status)
            only = answers[0] if len(answers) == 1 and self.method != "HEAD" else None
            is_json = only is not None and media.is_json(only.media_type or "")
            tp = self.type_of(only, types_package) if only and is_json else bytes
            self._plain[status] = (
                None if tp in (bytes, str) else document_converter(tp) or _as_it_is
            )
        return self._plain[status]

    def type_of(self, answer: Answer, types_package: str) -> object:
        """Give the type itself; a type's text is looked up once."""
        if not isinstance(answer.type, str):
            return answer.type
        if answer.type not in self._types:
            self._types[answer.type] = resolve(answer.type, types_package)
        return self._types[answer.type]


def _as_it_is(value: object) -> object:
    return value


class Asked(NamedTuple):
    """What a request was made of, as far as links can refer to it."""

    operation: Operation[Any]
    arguments: tuple[object, ...]
    body: object


class Reader:
    """Reads the answers of one operation for one client."""

    __slots__ = ("_asked", "is_strict", "table", "types_package")

    def __init__(
        self,
        table: AnswerTable,
        types_package: str,
        is_strict: bool,
        asked: tuple[Operation[Any], tuple[object, ...], object] | None = None,
    ) -> None:
        self.table = table
        self.types_package = types_package
        self.is_strict = is_strict
        self._asked = asked

    @property
    def asked(self) -> Asked | None:
        """What links of the answer may refer to. None: not known."""
        return None if self._asked is None else Asked(*self._asked)

    def __reduce__(self) -> tuple[type[Reader], tuple[AnswerTable, str, bool]]:
        # What was asked stays behind: it may hold open files.
        return Reader, (self.table, self.types_package, self.is_strict)

    def success(self, head: ResponseHead, content: bytes) -> object:
        """Give the value of a 2xx answer; raise APIResponseError if it is not there or not readable."""
        table = self.table
        plain = table.plain(head.status_code, self.types_package)
        if plain is not None and content and not self.is_strict:
            try:
                return plain(json_codec.loads(content))
            except (ValueError, RecursionError):
                pass  # What is wrong is found out below.
        if table.method == "HEAD" or (
            not content and head.status_code in NO_CONTENT_STATUSES
        ):
            return None
        answers = table.successes(head.status_code)
        if len(answers) == 1:
            answer: Answer | None = answers[0]
        else:
            answer = matching(answers, head.headers.get("content-type", ""))
        if answer is None:
            return _whatever(head, content)
        if answer.media_type is None:
            return None
        try:
            return self._value(answer, head, content)
        except StrictValidationError as error:
            raise APIResponseValidationError(
                str(error), _read(head, content)
            ) from error
        except RecursionError:
            raise APIResponseError(TOO_DEEP, _read(head, content)) from None

    def failure(self, head: ResponseHead, content: bytes) -> object:
        """Give the body of an error: typed if it is JSON and declared, else JSON, else text, else None."""
        if not content:
            return None
        content_type = head.headers.get("content-type", "")
        answer = matching(self.table.failures(head.status_code), content_type)
        tp = None if answer is None else self.table.type_of(answer, self.types_package)
        is_typed = tp is not None and tp not in (str, bytes)
        try:
            if answer is not None and is_typed and media.is_xml(content_type):
                value = xml_value(content, content_type, tp, answer)
            else:
                value = json_codec.parsed_json(content, content_type)
            return decode(value, tp, strict=False) if is_typed else value
        except (ValueError, RecursionError):
            return media.text_of_body(content, content_type)

    def _value(self, answer: Answer, head: ResponseHead, content: bytes) -> object:
        media_type = answer.media_type or ""
        tp = self.table.type_of(answer, self.types_package)
        if tp is bytes:
            return _file(media_type, content)
        if media.is_json(media_type):
            return self._json(answer, tp, head, content)
        content_type = head.headers.get("content-type", "")
        if tp is str and not (
            media.essence(media_type) == "*/*" and media.is_json(content_type)
        ):
            return self._text(answer, head, content)
        if tp is None:
            return _whatever(head, content)
        if media.is_xml(media_type) and content:
            return self._xml(answer, tp, head, content)
        if media.essence(media_type).startswith("text/"):
            return self._json_in_text(answer, tp, head, content)
        if media.is_text(media_type) or media.is_json_lines(media_type):
            return media.text_of_body(content, content_type)
        return self._json(answer, tp, head, content)

    def _json_in_text(
        self, answer: Answer, tp: object, head: ResponseHead, content: bytes
    ) -> object:
        """Read what is JSON under another name; other text is handed over as it came, as all that is not what it should be."""
        content_type = head.headers.get("content-type", "")
        try:
            json_codec.parsed_json(content, content_type)
        except ValueError:
            if not self.is_strict:
                return media.text_of_body(content, content_type)
        return self._json(answer, tp, head, content)

    def _decoded(self, value: object, tp: object, answer: Answer) -> object:
        if self.is_strict:
            validate(value, tp, answer.rules)
        return decode(value, tp)

    def _text(self, answer: Answer, head: ResponseHead, content: bytes) -> str:
        text = media.text_of_body(content, head.headers.get("content-type", ""))
        if self.is_strict and answer.rules:
            validate(text, str, answer.rules)
        return text

    def _xml(
        self, answer: Answer, tp: object, head: ResponseHead, content: bytes
    ) -> object:
        content_type = head.headers.get("content-type", "")
        if media.is_json(content_type):
            return self._json(answer, tp, head, content)
        try:
            value = xml_value(content, content_type, tp, answer)
            return self._decoded(value, tp, answer)
        except StrictValidationError:
            raise
        except ValueError as error:
            raise APIResponseError(
                f"the body is not valid XML: {error}", _read(head, content)
            ) from error

    def _json(
        self, answer: Answer, tp: object, head: ResponseHead, content: bytes
    ) -> object:
        if not content:
            if any(
                answer.media_type is None and answer.status.startswith("2")
                for answer in self.table.answers
            ):
                return None
            raise APIResponseError(
                "the body is empty, the spec declares JSON", _read(head, content)
            )
        content_type, text = head.headers.get("content-type", ""), None
        if tp is str and not self.is_strict:
            text = media.text_in_place_of_json(content, content_type)
        try:
            value = json_codec.parsed_json(content, content_type)
        except ValueError as error:
            if text is not None:
                return text
            raise _not_json(head, content, error) from error
        if text is not None and not isinstance(value, str):
            return text
        return value if tp is None else self._decoded(value, tp, answer)


def _file(media_type: str, content: bytes) -> bytes:
    """Give a file that was sent as such, or as JSON that holds it in base64.

    Many documents declare `format: binary` under application/json for what is not JSON at all.
    """
    if media.is_json(media_type):
        try:
            value = decode(json_codec.parsed_json(content, ""), bytes)
        except ValueError:
            return content
        return value if isinstance(value, bytes) else content
    return content


def xml_value(content: bytes, content_type: str, tp: object, answer: Answer) -> object:
    """Parse XML to the JSON value that a type describes; raise ValueError for anything else."""
    from .xml_reading import value_of_xml

    charset = media.charset_of(content_type) if "charset" in content_type else ""
    return value_of_xml(content, tp, answer.xml, charset)


def _not_json(
    head: ResponseHead, content: bytes, error: ValueError
) -> APIResponseError:
    content_type = head.headers.get("content-type", "")
    message = f"the body is not valid JSON: {error}"
    if content_type and not media.is_json(content_type):
        hint = (
            " (for stream=True, or cast_to=Stream[…])"
            if media.is_stream(content_type)
            else "; with_raw_response gives it as it came"
        )
        message = f"the spec declares JSON, {media.essence(content_type)} came{hint}"
    return APIResponseError(message, _read(head, content))


def _whatever(head: ResponseHead, content: bytes) -> object:
    """Read a body that no answer describes by what it says of itself."""
    content_type = head.headers.get("content-type", "")
    if not content:
        return None
    if media.is_json(content_type):
        try:
            return json_codec.parsed_json(content, content_type)
        except ValueError as error:
            raise _not_json(head, content, error) from error
    return (
        media.text_of_body(content, content_type)
        if media.is_text(content_type)
        else content
    )


def _read(head: ResponseHead, content: bytes) -> APIResponse[object]:
    from .responses import APIResponse

    return APIResponse(head, content)
