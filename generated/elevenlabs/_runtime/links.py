"""Links: the next call that an answer itself describes (OpenAPI 3.1 §4.8.20).

    client.follow(response, links.UsersCreate.get_address)

    {"id": "$response.body#/address/id"} ──the answer and the request it is for──▶ {"id": "a1"} ──▶ client.addresses.get(id="a1")

Receives a `Link` and a response; gives what to call and with what. An expression that leads nowhere is a LinkError that
says which and why; a text that is no expression is a constant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from .errors import ClientError
from .sentinels import Omit

if TYPE_CHECKING:
    from .answers import Asked
    from .base import BaseClient
    from .model import Model
    from .responses import ResponseHead

T = TypeVar("T", covariant=True)

_NO_VALUES: Mapping[str, Any] = {}
_MISSING = object()


class LinkError(ClientError):
    """A link's expression leads nowhere in this answer."""


class Link(Generic[T]):
    """A call of the client that gives a T, and where its arguments come from."""

    __slots__ = ("arguments", "body", "body_argument", "call", "fields", "server")

    def __init__(
        self,
        call: str,
        arguments: Mapping[str, object] = _NO_VALUES,
        *,
        body: object = _MISSING,
        body_argument: str = "body",
        fields: Mapping[str, str] = _NO_VALUES,
        server: str = "",
    ) -> None:
        self.call = call
        """Attributes from the client down: "addresses.get"."""
        self.arguments = arguments
        """Python name → runtime expression or constant."""
        self.body = body
        """Runtime expression or constant, for the request's body."""
        self.body_argument = body_argument
        self.fields = fields
        """Wire name → argument, where the body's members are arguments of their own."""
        self.server = server
        """Base URL of the call, where it is not the client's."""

    def __repr__(self) -> str:
        return f"<Link to {self.call}>"


def next_call(
    client: BaseClient[Any],
    response: ResponseHead | Model,
    link: Link[Any],
    more: Mapping[str, Any],
) -> Callable[[], Any]:
    """Give the call that a link stands for. `more` are arguments that win over the link's."""
    source = _Source(response, link)
    arguments = {
        name: source.value(value)
        for name, value in link.arguments.items()
        if name not in more
    }
    if link.body is not _MISSING:
        arguments |= _body_arguments(link, source.nested(link.body), more)
    config = client._config
    if link.server and not config.is_base_url_given:
        from .urls import followed, is_absolute

        server = link.server
        if not is_absolute(server):
            server = followed(config.base_url + "/", server)
        client = client._copy({"base_url": server})
    method: Callable[..., Any] = attrgetter(link.call)(client)
    return lambda: method(**arguments, **more)


def _body_arguments(
    link: Link[Any], body: object, more: Mapping[str, Any]
) -> dict[str, Any]:
    if not link.fields:
        return {} if link.body_argument in more else {link.body_argument: body}
    if not isinstance(body, Mapping):
        raise LinkError(
            f"{link!r}: the body must be an object, not {type(body).__name__}"
        )
    given = {
        link.fields[name]: value
        for name, value in body.items()
        if name in link.fields and link.fields[name] not in more
    }
    unknown = {name: value for name, value in body.items() if name not in link.fields}
    if unknown and "extra_body" not in more:
        given["extra_body"] = unknown
    return given


_TOKEN = r"[^\s{}]+"
_EXPRESSION = re.compile(
    rf"\$(?:url|method|statusCode|(?:request|response)\.(?:header|query|path)\.{_TOKEN}|(?:request|response)\.body(?:#[^{{}}]*)?)"
)
_EMBEDDED = re.compile(rf"\{{({_EXPRESSION.pattern})\}}")


class _Source:
    """The answer, and the request it is for."""

    def __init__(self, response: ResponseHead | Model, link: Link[Any]) -> None:
        self._response = response
        self._link = link

    def value(self, written: object) -> Any:
        """Evaluate an expression, or a text with expressions in braces; anything else is itself."""
        if not isinstance(written, str):
            return written
        text = written.strip()
        whole = _EMBEDDED.fullmatch(text)
        if whole is not None:
            return self._evaluated(whole[1])
        if _EXPRESSION.fullmatch(text):
            return self._evaluated(text)
        from .params import text_of

        return _EMBEDDED.sub(lambda found: text_of(self._evaluated(found[1])), written)

    def nested(self, written: object) -> Any:
        """The same for what is inside lists and objects too: bodies are written so."""
        if isinstance(written, Mapping):
            return {name: self.nested(value) for name, value in written.items()}
        if isinstance(written, list | tuple):
            return [self.nested(value) for value in written]
        return self.value(written)

    def _evaluated(self, expression: str) -> Any:
        source, _, rest = expression[1:].partition(".")
        place, _, name = rest.partition(".")
        if rest.startswith("body"):
            body = (
                self._answer_body(expression)
                if source == "response"
                else self._request_body(expression)
            )
            return self._pointed(body, rest.partition("#")[2], expression)
        head = self._head(expression)
        match source:
            case "url":
                return head.url
            case "method":
                return head.method
            case "statusCode":
                return head.status_code
            case "response" if place == "header":
                if name not in head.headers:
                    self._fail(expression, f"the answer has no header {name}")
                return head.headers[name]
            case "request":
                return self._argument(expression, place, name)
            case _:
                self._fail(expression, "an answer has no query and no path")

    def _head(self, expression: str) -> ResponseHead:
        from .responses import ResponseHead

        if isinstance(self._response, ResponseHead):
            return self._response
        self._fail(expression, "it needs the whole answer: call with_raw_response")

    def _asked(self, expression: str) -> Asked:
        asked = self._head(expression)._reader.asked
        if asked is None:
            self._fail(
                expression, "what was asked is not known: requests are not pickled"
            )
        return asked

    def _argument(self, expression: str, place: str, wire_name: str) -> Any:
        asked = self._asked(expression)
        for parameter, value in zip(
            asked.operation.parameters, asked.arguments, strict=False
        ):
            is_it = parameter.place == place and (
                parameter.wire_name == wire_name
                or (
                    place == "header"
                    and parameter.wire_name.lower() == wire_name.lower()
                )
            )
            if is_it and value is not None and not isinstance(value, Omit):
                return value
        self._fail(expression, f"the request had no {place} parameter {wire_name}")

    def _answer_body(self, expression: str) -> Any:
        from .encode import jsonable
        from .json_codec import parsed_json
        from .model import Model

        if isinstance(self._response, Model):
            return jsonable(self._response)
        content = getattr(self._response, "content", None)
        if content is None:
            self._fail(
                expression, "the answer's body is not kept: call with_raw_response"
            )
        try:
            return parsed_json(content, self._response.headers.get("content-type", ""))
        except ValueError:
            self._fail(expression, "the answer's body is not JSON")

    def _request_body(self, expression: str) -> Any:
        from .encode import jsonable

        body = self._asked(expression).body
        if isinstance(body, Omit):
            self._fail(expression, "the request had no body")
        if isinstance(body, dict):
            body = {
                name: value
                for name, value in body.items()
                if not isinstance(value, Omit)
            }
        try:
            return jsonable(body)
        except (TypeError, ValueError):
            self._fail(expression, "the request's body is not JSON")

    def _pointed(self, value: Any, pointer: str, expression: str) -> Any:
        """Follow a JSON Pointer (RFC 6901), percent-decoded as a URI's fragment is."""
        from urllib.parse import unquote

        for token in pointer.split("/")[1:]:
            key = unquote(token).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                self._fail(expression, f"there is no {key!r} on the way")
        return value

    def _fail(self, expression: str, reason: str) -> NoReturn:
        raise LinkError(f"{self._link!r}: {expression} has no value: {reason}")
