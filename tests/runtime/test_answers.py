"""What becomes of what comes back: every row of answers, failures and retries; attempts are the server's count."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypedDict

import pytest

from generator.runtime import errors
from generator.runtime.model import Model, field
from generator.runtime.operations import Answer, Operation
from generator.runtime.streams import Stream
from tests.loopback import Loopback, Misbehaviour, Reply, Step
from tests.runtime.support import KINDS, called

pytestmark = pytest.mark.parametrize("kind", KINDS)

UPDATED = Reply(200, json={"id": "1", "name": "a"})
HTML = Reply(200, b"<html><head><title>Hi</title></head></html>", {"Content-Type": "text/html; charset=utf-8"})


def update(client: Any) -> Any:
    return client.things.update("x", name="a")


def read(client: Any) -> Any:
    return client.things.read("x")


def answered(kind: str, *script: Step, use: Any = update, **options: Any) -> Any:
    with Loopback(*script) as server:
        return called(kind, use, base_url=server.url, **options)


def failed(kind: str, *script: Step, use: Any = update, **options: Any) -> tuple[Any, int]:
    """Give the error, and how many requests the server saw."""
    with Loopback(*script) as server:
        with pytest.raises(errors.ClientError) as caught:
            called(kind, use, base_url=server.url, **options)
    return caught.value, len(server.requests)


def test_a_success_is_its_type(kind: str) -> None:
    thing = answered(kind, UPDATED)
    assert ("Thing", "1", "a") == (type(thing).__name__, thing.id, thing.name)


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-16", "application/json"),
        ("latin-1", "application/json; charset=ISO-8859-1"),
        ("shift_jis", "application/json;charset=Shift_JIS"),
        ("gb18030", 'application/problem+json; charset="GB18030"'),
        ("utf-8", "application/json; charset=latin-1"),  # Wrong, and often: it is UTF-8 all the same.
    ],
)
def test_a_success_is_read_in_its_charset(encoding: str, content_type: str, is_strict: bool, kind: str) -> None:
    name = "日本" if encoding in ("shift_jis", "gb18030") else "Größe"
    content = f'{{"id": "1", "name": "{name}"}}'.encode(encoding)
    assert name == answered(kind, Reply(200, content, {"Content-Type": content_type}), strict=is_strict).name


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (402, errors.APIStatusError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (418, errors.APIStatusError),
        (422, errors.UnprocessableEntityError),
        (429, errors.RateLimitError),
        (500, errors.InternalServerError),
        (503, errors.InternalServerError),
        (599, errors.InternalServerError),
    ],
)
def test_every_status_has_its_class(kind: str, status: int, error_class: type[errors.APIStatusError]) -> None:
    error, _ = failed(kind, Reply(status, json={"why": "x"}, headers={"X-Request-Id": "r-1"}))
    assert (error_class, status, "r-1") == (type(error), error.status_code, error.request_id)


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({"Box-Request-Id": "b"}, "b"),
        ({"CF-Ray": "c", "X-Ms-Request-Id": "m"}, "m"),
        ({"X-GitHub-Request-Id": "g", "X-Request-Id": "x"}, "x"),
        ({"X-Ms-Client-Request-Id": "c", "X-Ms-Request-Id": "m"}, "m"),
        ({"CF-Ray": "c"}, "c"),
        ({"X-Requests": "3"}, None),
    ],
)
def test_a_request_id_may_have_the_vendor_s_name_in_front(
    kind: str, headers: dict[str, str], request_id: str | None
) -> None:
    error, _ = failed(kind, Reply(404, json={}, headers=headers))
    assert request_id == error.request_id


def test_an_error_s_body_is_typed_by_its_status_then_by_its_range(kind: str) -> None:
    by_status, _ = failed(kind, Reply(404, json={"code": "10005"}))
    by_range, _ = failed(kind, Reply(400, json={"why": "because"}))
    assert ("Problem", "10005") == (type(by_status.body).__name__, by_status.body.code)
    assert ("Trouble", "because") == (type(by_range.body).__name__, by_range.body.why)


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (Reply(404), None),
        (Reply(404, b"<html>x</html>", {"Content-Type": "text/html"}), "<html>x</html>"),
        (Reply(404, "Größe".encode("latin-1"), {"Content-Type": "text/plain; charset=latin-1"}), "Größe"),
        (Reply(404, b"[1]", {"Content-Type": "application/json"}), [1]),
        (Reply(500, json={"undeclared": 1}), {"undeclared": 1}),
        (Reply(500, b'{"a": 1}', {"Content-Type": "text/plain"}), {"a": 1}),
        (Reply(404, b"\xff\xfe{", {"Content-Type": "application/json"}), "\ufffd\ufffd{"),
    ],
)
def test_an_error_s_body_of_another_kind_is_kept(kind: str, reply: Reply, body: object) -> None:
    error, _ = failed(kind, reply, max_retries=0)
    assert body == error.body


def test_an_error_is_readable(kind: str) -> None:
    body = {"errors": [{"code": "10005", "title": "Resource not found", "detail": "Voice design not found"}]}
    error, _ = failed(kind, Reply(404, json=body, headers={"x-request-id": "r-7"}))
    text = str(error)
    assert text.startswith("404 Not Found: 10005 Resource not found – Voice design not found (PATCH http://127.0.0.1:")
    assert text.endswith("/things/x, request id r-7)")
    assert f"NotFoundError({text!r})" == repr(error)


@pytest.mark.parametrize(
    ("reply", "parts"),
    [
        (Reply(200, b"", {"Content-Type": "application/json"}), ["200 OK", "empty", "application/json"]),
        (
            Reply(200, b'{"id": ', {"Content-Type": "application/json"}),
            ["not valid JSON", '{"id":', "application/json"],
        ),
        (HTML, ["text/html came", "<title>Hi</title>", "request id r"]),
        (Reply(201, b"", {}), ["201 Created", "empty", "no content type"]),
    ],
)
def test_a_success_that_is_none_is_one_clear_error(kind: str, reply: Reply, parts: list[str]) -> None:
    fields = {**dict(reply.headers), "x-request-id": "r"}
    error, attempts = failed(kind, Reply(reply.status, reply.body, fields))
    assert (errors.APIResponseError, 1) == (type(error), attempts)
    assert [] == [part for part in parts if part not in str(error)]
    assert (reply.status, reply.body) == (error.status_code, error.response.content)


def test_only_the_beginning_of_an_unusable_body_is_shown(kind: str) -> None:
    error, _ = failed(kind, Reply(200, b"<p>" + b"x" * 10_000, {"Content-Type": "text/html"}))
    assert len(str(error)) < 500


@pytest.mark.parametrize(
    ("operation", "reply", "value"),
    [
        ((Answer("204", None),), Reply(204), None),
        ((Answer("204", None),), Reply(200, b"ignored"), None),
        ((Answer("200", "application/json", "Thing"),), Reply(204), None),
        ((Answer("200", "application/json", "Thing"), Answer("204", None)), Reply(200), None),
        ((Answer("200", "application/json", "Any"),), Reply(202, json=[1]), [1]),
        ((Answer("2XX", "application/json", "list[int]"),), Reply(206, json=[1]), [1]),
        ((Answer("default", "application/json", "list[int]"),), Reply(200, json=[1]), [1]),
        ((Answer("200", "application/json", "Any"),), Reply(200, b"[1]", {"Content-Type": "text/plain"}), [1]),
        ((Answer("200", "application/json", "Any"),), Reply(200, b"\xef\xbb\xbf[1]", {}), [1]),
        ((Answer("200", "application/vnd.acme+json", "Any"),), Reply(200, json=1), 1),
        ((Answer("200", "text/csv", "str"),), Reply(200, "ä;b".encode(), {"Content-Type": "text/csv"}), "ä;b"),
        ((Answer("200", "text/plain", "str"),), Reply(200), ""),
        ((Answer("200", "application/pdf", "bytes"),), Reply(200, b"%PDF", {"Content-Type": "text/html"}), b"%PDF"),
        ((Answer("200", "application/json", "bytes"),), Reply(200, json="JVBERg=="), b"%PDF"),
        ((Answer("200", "application/json", "bytes"),), Reply(200, b"%PDF"), b"%PDF"),
        ((Answer("200", "application/json", "bytes"),), Reply(200, json="%PDF"), b'"%PDF"'),
        ((Answer("200", "application/json", "bytes"),), Reply(200, json={}), b"{}"),
        (
            (Answer("200", "application/json", "Any"), Answer("200", "text/plain", "str")),
            Reply(200, b"1", {"Content-Type": "text/plain"}),
            "1",
        ),
        (
            (Answer("200", "application/json", "Any"), Answer("200", "image/*", "bytes")),
            Reply(200, b"1", {"Content-Type": "image/png"}),
            b"1",
        ),
        ((), Reply(200, json={"a": 1}), {"a": 1}),
        ((), Reply(200, b"x", {"Content-Type": "text/plain"}), "x"),
        ((), Reply(200, b"x", {}), b"x"),
        ((), Reply(200), None),
    ],
)
def test_a_success_is_read_as_declared(kind: str, operation: tuple[Answer, ...], reply: Reply, value: object) -> None:
    made: Operation[Any] = Operation("GET", "/x", answers=operation)
    assert value == answered(kind, reply, use=lambda client: client._call(made, (), {}))


def test_head_has_no_body_whatever_is_declared(kind: str) -> None:
    made: Operation[Any] = Operation("HEAD", "/x", answers=(Answer("200", "application/json", "Thing"),))
    assert None is answered(kind, UPDATED, use=lambda client: client._call(made, (), {}))


@pytest.mark.parametrize(
    ("cast_to", "reply", "value"),
    [
        (dict, Reply(json={"a": 1}), {"a": 1}),
        (list[int], Reply(json=[1]), [1]),
        (str, Reply(json={"a": 1}), '{"a": 1}'),
        (bytes, Reply(body=b"\x00"), b"\x00"),
        (object, Reply(json=[]), []),
        (object, Reply(204), None),
    ],
)
def test_the_escape_hatch_casts(kind: str, cast_to: Any, reply: Reply, value: object) -> None:
    assert value == answered(kind, reply, use=lambda client: client.get("/x", cast_to=cast_to))


class Foreign:
    """Such as a model of pydantic's, or a response of the HTTP library's."""


@pytest.mark.parametrize("cast_to", [Foreign, list[Foreign], dict[str, Foreign], Foreign | None, Stream[Foreign]])
def test_the_escape_hatch_refuses_what_it_cannot_make(kind: str, cast_to: Any) -> None:
    with pytest.raises(TypeError, match="cast_to takes this package's models .*, not Foreign: take a dict"):
        answered(kind, Reply(json={"a": 1}), use=lambda client: client.get("/x", cast_to=cast_to))


class Row(TypedDict):
    at: str


@pytest.mark.parametrize(
    "cast_to", [Row, list[Row] | None, Literal["a"], Mapping[str, Any], datetime | None, Any, None]
)
def test_the_escape_hatch_takes_types_that_json_has(kind: str, cast_to: Any) -> None:
    assert {"at": "x"} == answered(kind, Reply(json={"at": "x"}), use=lambda client: client.get("/x", cast_to=cast_to))


def test_compressed_answers_are_unpacked(kind: str) -> None:
    reply = Reply(200, gzip.compress(b'{"id": "z"}'), {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    assert "z" == answered(kind, reply).id


def test_chunked_answers_are_put_together(kind: str) -> None:
    assert "1" == answered(kind, Reply(200, json={"id": "1"}, is_chunked=True)).id


def test_a_body_that_cannot_be_unpacked_is_named(kind: str) -> None:
    error, attempts = failed(kind, Misbehaviour.BAD_GZIP, use=read)
    assert (errors.APIResponseError, 1) == (type(error), attempts)
    assert "cannot be decompressed" in str(error)
    assert error.__cause__ is not None


# Drift: kept by default, refused when strict.


@pytest.mark.parametrize("body", [{}, {"id": 7, "name": []}, {"id": "1", "name": "a", "new": 1}])
def test_a_drifted_answer_does_not_raise(kind: str, body: dict[str, object]) -> None:
    thing = answered(kind, Reply(200, json=body))
    assert body == {name: thing[name] for name in body}


@pytest.mark.parametrize("body", [{}, {"id": 7, "name": "a"}, []])
def test_a_drifted_answer_raises_when_strict(kind: str, body: object) -> None:
    error, attempts = failed(kind, Reply(200, json=body), strict=True)
    assert (errors.APIResponseValidationError, 1) == (type(error), attempts)
    assert error.__cause__ is not None
    assert answered(kind, UPDATED, strict=True).id == "1"


class Nested(Model):
    x: Nested | list[Nested] | None = field(default=None)


@pytest.mark.parametrize("is_strict", [True, False])
def test_what_is_nested_too_deep_is_an_error_of_the_api(kind: str, is_strict: bool) -> None:
    body = b'{"x":' * 900 + b"1" + b"}" * 900
    answers = (Answer("200", "application/json", Nested), Answer("400", "application/json", Nested))
    operation: Operation[Any] = Operation("GET", "/x", answers=answers)
    call = lambda client: client._call(operation, (), {})  # noqa: E731
    json = {"Content-Type": "application/json"}
    if is_strict:
        error, _ = failed(kind, Reply(200, body, json), use=call, strict=True)
        assert (errors.APIResponseError, "the body is nested too deep") == (type(error), error.message)
    else:
        answered(kind, Reply(200, body, json), use=call)
    refused, _ = failed(kind, Reply(400, body, json), use=call, strict=is_strict)
    assert refused.body is not None and "400 Bad Request" in str(refused)


def test_the_answer_of_an_error_can_be_read_as_a_success_is(kind: str) -> None:
    error, _ = failed(kind, Reply(404, json={"code": 7}), use=lambda client: client.get("/gone", cast_to=dict))
    assert {"code": 7} == error.response.parse()
