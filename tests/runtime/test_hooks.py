"""on_request, on_response, on_error: what they see, what they may change, and what becomes of their own failures."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.hooks import OutgoingRequest
from generator.runtime.responses import ResponseHead
from tests.loopback import Loopback, Misbehaviour, Reply
from tests.runtime.sample import Acme
from tests.runtime.support import KINDS, called, streamed

pytestmark = [
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.usefixtures("each_transport"),
]
THING = Reply(200, json={"id": "1"})


class Seen:
    """Hooks that write down what they are told; async for the kinds that are."""

    def __init__(self, kind: str) -> None:
        self.requests: list[OutgoingRequest] = []
        self.responses: list[ResponseHead] = []
        self.errors: list[errors.APIError] = []
        lists = {"on_request": self.requests, "on_response": self.responses, "on_error": self.errors}
        self.options: dict[str, Any] = {name: self._hook(kind, seen) for name, seen in lists.items()}

    def _hook(self, kind: str, seen: list[Any]) -> Any:
        async def write_later(value: Any) -> None:
            seen.append(value)

        return seen.append if kind == "sync" else write_later


def update(client: Any) -> Any:
    return client.things.update("x y", name="a")


def test_hooks_see_every_attempt(kind: str) -> None:
    seen = Seen(kind)
    script = (Reply(503), Misbehaviour.RESET, Reply(307, headers={"Location": "/moved"}), THING)
    with Loopback(*script) as server:
        called(kind, lambda client: client.things.read("x y"), base_url=server.url, **seen.options)
    assert 4 == len(server.requests)
    targets = [(request.method, request.url.removeprefix(server.url)) for request in seen.requests]
    assert [("GET", "/things/x%20y")] * 3 + [("GET", "/moved")] == targets
    assert [0, 1, 2, 2] == [request.retries_taken for request in seen.requests]
    assert {"/things/{id}"} == {request.path_template for request in seen.requests}
    assert [503, 307, 200] == [response.status_code for response in seen.responses]
    assert [0, 2, 2] == [response.retries_taken for response in seen.responses]
    first, second = seen.errors
    assert (errors.InternalServerError, errors.APIConnectionError) == (type(first), type(second))


def test_on_error_is_told_what_the_call_raises(kind: str) -> None:
    seen = Seen(kind)
    with Loopback(Reply(404, json={"code": "7"})) as server, pytest.raises(errors.NotFoundError):
        called(kind, update, base_url=server.url, **seen.options)
    (error,) = seen.errors
    assert isinstance(error, errors.NotFoundError)
    assert "7" == error.body.code
    broken = Seen(kind)
    with Loopback(Misbehaviour.BAD_GZIP) as server, pytest.raises(errors.APIResponseError):
        called(kind, lambda client: client.things.text(), base_url=server.url, **broken.options)
    assert [errors.APIResponseError] == [type(error) for error in broken.errors]


def test_on_request_may_add_replace_and_take_away_headers(kind: str) -> None:
    def sign(request: OutgoingRequest) -> None:
        assert request.content is not None
        request.set_header("X-Signature", f"{request.method}:{len(request.content)}:{request.headers['authorization']}")
        request.set_header("user-agent", "mine")
        request.set_header("accept", None)

    with Loopback(Reply(503), THING) as server:
        called(kind, update, base_url=server.url, on_request=sign)
    for request in server.requests:
        assert ("PATCH:12:Bearer key-123", "mine") == (request.headers["x-signature"], request.headers["user-agent"])
        assert 1 == [name.lower() for name, _ in request.fields].count("x-signature")
    with pytest.raises(ValueError, match="must not hold a line break"):
        called(kind, update, base_url=server.url, on_request=lambda request: request.set_header("X", "a\nb"))


def test_a_key_set_by_a_hook_makes_a_call_repeatable(kind: str) -> None:
    set_key = lambda request: request.set_header("Idempotency-Key", "k")  # noqa: E731
    with Loopback(Misbehaviour.RESET, THING) as server:
        assert "1" == called(kind, update, base_url=server.url, on_request=set_key).id
    assert 2 == len(server.requests)


def test_several_hooks_are_called_in_order(kind: str) -> None:
    order: list[str] = []
    hooks = [lambda request: order.append("a"), lambda request: order.append("b")]
    with Loopback(THING) as server:
        called(kind, update, base_url=server.url, on_request=hooks)
    assert ["a", "b"] == order


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_error"])
def test_what_a_hook_raises_ends_the_call(kind: str, name: str) -> None:
    def fail(value: Any) -> None:
        raise LookupError("no")

    reply = Reply(503) if name == "on_error" else THING
    with Loopback(reply) as server, pytest.raises(LookupError, match="no") as caught:
        called(kind, update, base_url=server.url, **{name: fail})
    assert [f"raised by the client's {name}"] == caught.value.__notes__
    assert (0 if name == "on_request" else 1) == len(server.requests)


def test_hooks_see_streamed_answers_before_their_bodies(kind: str) -> None:
    seen = Seen(kind)
    with Loopback(Reply(200, b"x" * 10)) as server:
        chunks = streamed(
            kind,
            lambda client: client.things.with_streaming_response.download("x"),
            lambda response: response.iter_bytes(),
            base_url=server.url,
            **seen.options,
        )
    assert (b"x" * 10, [200]) == (b"".join(chunks), [response.status_code for response in seen.responses])


def test_reprs_and_errors_hold_no_secrets(kind: str) -> None:
    seen = Seen(kind)
    with Loopback(Reply(404)) as server, pytest.raises(errors.NotFoundError):
        called(
            kind,
            lambda client: client.things.read("x"),
            **{"base_url": server.url, "api_key": None, "query_key": "s3cret", **seen.options},
        )
    assert "s3cret" in seen.requests[0].url
    assert "s3cret" not in f"{seen.requests} {seen.responses} {seen.errors} {seen.requests[0].shown_url}"
    assert "s3cret" not in f"{seen.responses[0].url} {seen.errors[0]}"


def test_copies_may_have_other_hooks(kind: str) -> None:
    mark = lambda request: request.set_header("X-Mark", "1")  # noqa: E731
    with Loopback(THING) as server:
        called(kind, lambda client: update(client.with_options(on_request=mark)), base_url=server.url)
        called(kind, lambda client: update(client.with_options(on_request=None)), base_url=server.url, on_request=mark)
    assert [True, False] == ["x-mark" in request.headers for request in server.requests]


def test_a_hook_is_a_function(kind: str) -> None:
    with pytest.raises(TypeError, match="on_request must be a function or a list of functions"):
        called(kind, update, base_url="http://127.0.0.1:9", on_request=3)


def test_a_sync_client_refuses_async_hooks(kind: str) -> None:
    async def later(value: Any) -> None: ...

    with Loopback(THING) as server, Acme(api_key="k", base_url=server.url, on_request=later) as client:
        with pytest.raises(TypeError, match="an async on_request needs the async client"):
            client.things.read("x")
    assert [] == server.requests
