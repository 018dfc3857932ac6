"""The two properties: what is sent is what was meant, and what comes back goes out again as it came.

Receives a document and the package made from it; gives every difference as a sentence that begins with the call.
"""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable as NothingDrawn

from generator.config import ClientConfig
from generator.emitter.arguments import Source, arguments_of
from generator.emitter.describe import operation_views
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.model import build_api
from generator.model.api import Operation
from tests.roundtrip.drift import classes_in, drifted_from, grown
from tests.roundtrip.raw import RawDocument, RawMedia, RawOperation, key_of, path_and_query
from tests.roundtrip.values import Draw, Drawer
from tests.roundtrip.wire import body_differences, canonical, parameter_differences, same_json
from tests.secrets import give_secrets

_UNUSABLE = (
    "must not be",
    "a binary body must be",
    "expected a bytes-like object",
    "a form body must be an object",
    "a multipart body must be an object",
)
"""Refusals of what the document asks for and no request can say: an empty object in a path, a list as a form."""
_OTHERWISE = re.compile(r"text/event-stream|.*json-?seq|.*(jsonl|ndjson|stream\+json)|.*[/+]xml\b", re.IGNORECASE)
"""Answers that have round trips of their own, in tests/runtime: streams, and XML, whose schemas do not describe its text."""
_JSON = re.compile(r"application/json\b|.*\+json\b|text/json\b", re.IGNORECASE)


@dataclass(frozen=True)
class Callee:
    """A generated method, and the operation it stands for as the document writes it."""

    raw_in: RawOperation
    raw_out: RawOperation
    call: str
    operation: Operation
    names: dict[tuple[str, str], str]
    """(place, wire name) of a parameter → its argument."""
    fields: dict[str, str]
    """Wire name of a body's field → its argument; empty: the body is one argument."""
    body_name: str
    media_name: str


@dataclass
class Tally:
    requests: int = 0
    responses: int = 0
    without_example: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


class Exercise:
    def __init__(self, path: Path, package: ModuleType, class_name: str, examples: int) -> None:
        self._sent = RawDocument(path, "readOnly")
        self._received = RawDocument(path, "writeOnly")
        self._package = package
        self._jsonable: Callable[[object], Any] = __import__(
            f"{package.__name__}._runtime.encode", fromlist=["jsonable"]
        ).jsonable
        self._examples = examples
        self._is_shrunk = "SHRINK" in os.environ
        self._path = path
        self._reply = httpx2.Response(200)
        self._request: httpx2.Request | None = None
        self._clients = [self._client(getattr(package, class_name), is_strict) for is_strict in (False, True)]
        self.tally = Tally()
        self._credentials: set[str] = set()
        """Headers that are sent on every call, and so are no arguments."""

    def _client(self, made: Any, is_strict: bool) -> Any:
        carrier = httpx2.Client(transport=httpx2.MockTransport(self._answer))
        client = made(base_url="http://testserver", http_client=carrier, max_retries=0, strict=is_strict)
        give_secrets(client)
        return client

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self._request = request
        return self._reply

    def run(self) -> Tally:
        callees = list(self._callees())
        for callee in callees:
            self._property(callee, "requests", lambda draw, callee=callee: self._try_request(draw, callee))
            for status, media in _answers(callee):
                self._property(
                    callee,
                    f"answers {status} {media.media_type}",
                    lambda draw, callee=callee, status=status, media=media: self._try_answer(
                        draw, callee, status, media
                    ),
                )
        for client in self._clients:
            client.close()
        return self.tally

    def _property(self, callee: Callee, what: str, one: Callable[[Draw], None]) -> None:
        @settings(
            max_examples=self._examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if self._is_shrunk else (Phase.generate,),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(st.data())
        def run(data: st.DataObject) -> None:
            one(data.draw)

        try:
            run()
        except NothingDrawn:
            self.tally.without_example.append(f"{callee.call}: {what}")
        except Difference as difference:
            self.tally.differences.append(f"{callee.call}: {what}: {difference}")
        except Exception as failure:
            if any(text in str(failure) for text in _UNUSABLE):
                self.tally.without_example.append(f"{callee.call}: {what}: {failure}")
                return
            if "TRACE" in os.environ:
                traceback.print_exc()
            self.tally.differences.append(f"{callee.call}: {what}: {type(failure).__name__}: {failure}")

    def _callees(self) -> Iterator[Callee]:
        config = ClientConfig("client", "Client", (self._path.name,))
        api = build_api(load_spec([self._path]).spec, config)
        table = name_table(api)
        self._credentials = {(each.wire_name or "").lower() for each in api.credentials}
        sent = {_key(each.id, each.method, each.path): each for each in self._sent.operations()}
        received = {_key(each.id, each.method, each.path): each for each in self._received.operations()}
        views = {
            _key(view.operation.id, view.operation.method, view.operation.path): view for view in operation_views(api)
        }
        for key in sent.keys() - views.keys():
            self.tally.differences.append(f"{' '.join(key)}: no method was generated")
        for key, view in views.items():
            if key not in sent:
                self.tally.differences.append(f"{' '.join(key)}: a method without an operation")
                continue
            arguments = arguments_of(view.operation, table)
            names = {
                key_of(parameter.place.value, parameter.wire_name): python_name
                for python_name, parameter in view.parameters
            }
            bodies = [each.python_name for each in arguments if each.source is Source.BODY]
            media = [each.python_name for each in arguments if each.source is Source.MEDIA_TYPE]
            fields = {each.wire_name: each.python_name for each in arguments if each.source is Source.FIELD}
            yield Callee(
                sent[key],
                received[key],
                view.call,
                view.operation,
                names,
                fields,
                bodies[0] if bodies else "",
                media[0] if media else "",
            )

    # Requests.

    def _try_request(self, draw: Draw, callee: Callee) -> None:
        raw = callee.raw_in
        meant, arguments = self._parameters(draw, callee, is_all=True)
        media, body = self._body(draw, callee, arguments, is_all=True)
        self._reply = httpx2.Response(204)
        try:
            self._called(self._clients[draw(st.booleans())], callee, arguments)
        except ValueError as error:
            assume("XML" not in str(error))
            raise
        self.tally.requests += 1
        request = self._request
        assert request is not None
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.method != raw.method.upper():
            raise Difference(f"sent {request.method}, not {raw.method}")
        for difference in parameter_differences(raw, meant, request.url.raw_path.decode("ascii"), headers):
            raise Difference(difference)
        if media is not None:
            for difference in body_differences(media, body, headers.get("content-type", ""), request.content):
                raise Difference(difference)
        elif request.content and (raw.is_body_required or request.content != b"{}"):
            raise Difference(f"sent a body that nobody gave: {request.content!r}")

    def _called(self, client: Any, callee: Callee, arguments: dict[str, Any]) -> Any:
        method = client
        for word in callee.call.split("."):
            method = getattr(method, word)
        self._request = None
        return method(**arguments)

    def _parameters(
        self, draw: Draw, callee: Callee, is_all: bool
    ) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
        declared = {key_of(each.place, each.wire_name) for each in callee.raw_in.parameters}
        meant: dict[tuple[str, str], Any] = {}
        # Variables of the path that the document forgot to declare.
        arguments: dict[str, Any] = {
            python_name: "x" for key, python_name in callee.names.items() if key[0] == "path" and key not in declared
        }
        for parameter in callee.raw_in.parameters:
            key = key_of(parameter.place, parameter.wire_name)
            if key not in callee.names and key[1].lower() in self._credentials:
                continue
            if key not in callee.names:
                raise Difference(f"the {key[0]} parameter {key[1]} is no argument")
            if not parameter.is_required and not (is_all and draw(st.booleans())):
                continue
            alphabet = parameter.place if parameter.place in ("path", "header", "cookie") else "query"
            if parameter.style in ("json", "querystring") and parameter.place != "header":
                alphabet = "text"
            value = Drawer(self._sent, draw, alphabet).valid(parameter.schema)
            if (value is None or value in ([], {}, "")) and parameter.is_required and parameter.place == "path":
                assume(False)
            arguments[callee.names[key]] = value
            if isinstance(value, dict) and parameter.place == "query" and parameter.explode:
                # Properties beside parameters of the same names: nobody could tell them apart.
                taken = {name for place, name in callee.names if name != parameter.wire_name}
                taken |= {name for (place, _), other in meant.items() if isinstance(other, dict) for name in other}
                assume(taken.isdisjoint(value))
            if value is not None and value != [] and value != {}:
                meant[key] = value
        return meant, arguments

    def _body(self, draw: Draw, callee: Callee, arguments: dict[str, Any], is_all: bool) -> tuple[RawMedia | None, Any]:
        raw = callee.raw_in
        if not raw.body or not (raw.is_body_required or (is_all and draw(st.booleans()))):
            return None, None
        media = raw.body[draw(st.integers(0, len(raw.body) - 1)) if is_all else 0]
        if media.media_type not in {variant.media_type for variant in callee.operation.body.variants}:
            raise Difference(f"the media type {media.media_type} cannot be sent")
        is_json = bool(_JSON.match(media.media_type))
        essence = media.media_type.partition(";")[0]
        is_form = essence == "application/x-www-form-urlencoded"
        is_text = essence.startswith("text/")
        drawer = Drawer(self._sent, draw, is_binary=not (is_json or is_form or is_text))
        value = draw(st.text(max_size=20)) if media.schema is None and is_text else drawer.valid(media.schema)
        if isinstance(value, list) and essence == "multipart/form-data":
            raise ValueError("a multipart body must be an object: the parts of a list have no names")
        if callee.media_name:
            arguments[callee.media_name] = media.media_type
        if callee.fields and isinstance(value, dict):
            extra = {name: item for name, item in value.items() if name not in callee.fields}
            arguments |= {callee.fields[name]: item for name, item in value.items() if name in callee.fields}
            if extra:
                arguments["extra_body"] = extra
            if not value and not raw.is_body_required:
                # Nothing was given of a body that may be left out: it is, or goes out as {}.
                return None, None
        else:
            arguments[callee.body_name] = value
        return media, value

    # Responses.

    def _try_answer(self, draw: Draw, callee: Callee, status: int, media: RawMedia) -> None:
        _, arguments = self._parameters(draw, callee, is_all=False)
        self._body(draw, callee, arguments, is_all=False)
        for given in (arguments, arguments.get(callee.body_name)):
            if isinstance(given, dict) and given.get("stream") is True:
                # Who asks for a stream is not answered with a document.
                given["stream"] = False
        if not _JSON.match(media.media_type) and not (media.media_type == "*/*" and media.schema is not None):
            self._try_other_answer(draw, callee, arguments, status, media)
            return
        # A strict client takes no property that the document does not speak of, even where it does not forbid it.
        is_closed = draw(st.booleans())
        valid = Drawer(self._received, draw, is_closed=is_closed).valid(media.schema)
        for client in self._clients[: 1 + is_closed]:
            self._expect(client, callee, arguments, status, media, valid)
        drifted = drifted_from(draw, valid)
        self._expect(self._clients[0], callee, arguments, status, media, drifted)
        self._expect_classes(callee, arguments, status, media, (valid, grown(draw, valid)))
        self.tally.responses += 4

    def _expect_classes(
        self, callee: Callee, arguments: dict[str, Any], status: int, media: RawMedia, values: tuple[Any, Any]
    ) -> None:
        """Expect that a property more makes nothing another class."""
        contents = [json.dumps(value).encode() for value in values]
        before, after = (
            classes_in(self._result(self._clients[0], callee, arguments, status, media, content))
            for content in contents
        )
        changed = [f"{at}: {name} became {after[at]}" for at, name in before.items() if name != after.get(at)]
        if changed:
            raise Difference(f"{changed} from {canonical(values[0])} to {canonical(values[1])}")

    def _expect(
        self, client: Any, callee: Callee, arguments: dict[str, Any], status: int, media: RawMedia, value: Any
    ) -> None:
        content = json.dumps(value, ensure_ascii=False).encode("utf-8")
        result = self._result(client, callee, arguments, status, media, content)
        if isinstance(result, bytes) and result == content:
            return  # A file, whatever its media type; or anything may come, and no object is described.
        for once_more in (False, True):
            encoded = self._jsonable(result)
            if not same_json(encoded, value):
                when = " after it was read" if once_more else ""
                raise Difference(f"came {canonical(value)}, went{when} {canonical(encoded)}")
            touch(result)

    def _try_other_answer(
        self, draw: Draw, callee: Callee, arguments: dict[str, Any], status: int, media: RawMedia
    ) -> None:
        is_text = media.media_type.startswith("text/plain")
        content = (
            draw(st.text(min_size=1, max_size=30)).encode() if is_text else draw(st.binary(min_size=1, max_size=30))
        )
        result = self._result(self._clients[0], callee, arguments, status, media, content)
        if isinstance(result, str) and is_text:
            result = result.encode()
        if isinstance(result, bytes) and result != content:
            raise Difference(f"came {content!r}, went {result!r}")
        self.tally.responses += 1

    def _result(
        self, client: Any, callee: Callee, arguments: dict[str, Any], status: int, media: RawMedia, content: bytes
    ) -> Any:
        any_type = "application/octet-stream" if media.schema is None else "application/json"
        media_type = media.media_type.replace("*/*", any_type).replace("/*", "/x-any")
        self._reply = httpx2.Response(status, headers={"Content-Type": media_type}, content=content)
        try:
            result = self._called(client, callee, arguments)
        except self._package.APIStatusError as error:
            if 200 <= status < 300 or error.status_code != status:
                raise
            return error.body
        if not 200 <= status < 300:
            raise Difference(f"{status} raised nothing")
        if type(result).__name__ == "Stream" and "._runtime." in type(result).__module__:
            # An extension says that the body comes in pieces: this one is a single line, or a file.
            with result:
                pieces = list(result)
            return pieces[0] if _JSON.match(media.media_type) else b"".join(pieces)
        # A page is the answer's body, and what goes on from it.
        is_page = type(result).__name__ == "SyncPage" and "._runtime." in type(result).__module__
        return result.body if is_page else result


def _key(id: str, method: str, path: str) -> tuple[str, str, str]:
    return id, method, path_and_query(path)[0]


class Difference(AssertionError):
    """What was meant and what was found are not the same."""


def _answers(callee: Callee) -> Iterator[tuple[int, RawMedia]]:
    if callee.raw_out.method.upper() == "HEAD":
        return
    declared = {answer.status for answer in callee.raw_out.answers}
    for answer in callee.raw_out.answers:
        for media in answer.media:
            if _OTHERWISE.match(media.media_type):
                continue
            for status in _statuses(answer.status, declared):
                yield status, media


def _statuses(status: str, declared: set[str]) -> Iterator[int]:
    if status == "default":
        yield 599
        if not any(each.startswith("2") for each in declared):
            yield 200
    elif status.endswith("XX"):
        yield next(
            code for code in range(int(status[0]) * 100, 600) if str(code) not in declared and code not in (204, 304)
        )
    elif status.isdecimal() and status.isascii() and int(status) >= 200 and int(status) not in (204, 205, 304):
        yield int(status)


def touch(value: Any) -> None:
    """Read every field of every object, as a user would."""
    if isinstance(value, list):
        for item in value:
            touch(item)
    elif isinstance(value, dict):
        for item in value.values():
            touch(item)
    elif hasattr(type(value), "__match_args__") and hasattr(value, "__dict__"):
        for name in dir(type(value)):
            if not name.startswith("_") and not callable(getattr(type(value), name, None)):
                touch(getattr(value, name))
