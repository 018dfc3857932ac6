"""A user's own connections: httpx2 clients with mocks, applications, hooks and proxies, and pyreqwest behind one."""

from __future__ import annotations

import gzip
from typing import Any

import httpx2
import pytest
from pyreqwest.client import SyncClientBuilder
from pyreqwest.proxy import ProxyBuilder

from generator.runtime import errors
from generator.runtime.pyreqwest_transport import PyreqwestTransport
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, called, streamed

every_kind = pytest.mark.parametrize("kind", KINDS)
BASE = "http://api.acme.test"


def client_of(kind: str, **options: Any) -> Any:
    return httpx2.Client(**options) if kind == "sync" else httpx2.AsyncClient(**options)


def read(client: Any) -> Any:
    return client.things.read("x")


@every_kind
@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_mock_answers_in_place_of_a_server(kind: str, is_streamed: bool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert b'{"name":"a"}' == request.content
        if not is_streamed:
            return httpx2.Response(200, json={"id": request.headers["authorization"]})
        body = gzip.compress(b'{"id": "Bearer key-123"}')
        stream = httpx2.ByteStream(body)
        return httpx2.Response(
            200, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}, stream=stream
        )

    made = client_of(kind, transport=httpx2.MockTransport(answer))
    thing = called(kind, lambda client: client.things.update("x", name="a"), base_url=BASE, http_client=made)
    assert "Bearer key-123" == thing.id


@every_kind
def test_a_mock_s_answer_can_be_streamed(kind: str) -> None:
    mock = httpx2.MockTransport(lambda request: httpx2.Response(200, content=b"one two"))
    chunks = streamed(
        kind,
        lambda client: client.things.with_streaming_response.download("x"),
        lambda response: response.iter_bytes(),
        base_url=BASE,
        http_client=client_of(kind, transport=mock),
    )
    assert b"one two" == b"".join(chunks)


@every_kind
def test_what_a_mock_raises_is_a_failure_like_any_other(kind: str) -> None:
    attempts: list[str] = []

    def fail(request: httpx2.Request) -> httpx2.Response:
        attempts.append(str(request.url))
        raise httpx2.ConnectTimeout("", request=request)

    with pytest.raises(errors.APITimeoutError, match="connecting took too long"):
        called(kind, read, base_url=BASE, http_client=client_of(kind, transport=httpx2.MockTransport(fail)))
    assert [f"{BASE}/things/x"] * 3 == attempts


# httpx2 leaves a generator of its own unfinished here, which trio tells.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <async_generator object ByteStream:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_application_answers_in_place_of_a_server(kind: str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id": "%s"}' % scope["path"].encode() + message["body"]})

    made = httpx2.AsyncClient(transport=httpx2.ASGITransport(app))
    assert "/things/x" == called(kind, read, base_url=BASE, http_client=made).id


@every_kind
def test_a_hook_of_httpx2_s_may_read_the_answer(kind: str) -> None:
    read_by_hook: list[bytes] = []

    def hook(response: httpx2.Response) -> None:
        read_by_hook.append(response.read())

    async def async_hook(response: httpx2.Response) -> None:
        read_by_hook.append(await response.aread())

    hooks: Any = {"response": [hook if kind == "sync" else async_hook]}
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with Loopback(Reply(200, gzip.compress(b'{"id": "1"}'), headers)) as server:
        assert "1" == called(kind, read, base_url=server.url, http_client=client_of(kind, event_hooks=hooks)).id
    assert [b'{"id": "1"}'] == read_by_hook


@every_kind
def test_a_proxy_gets_the_whole_url(kind: str) -> None:
    with Loopback(Reply(200, json={"id": "1"})) as proxy:
        called(kind, read, base_url=BASE, http_client=client_of(kind, proxy=proxy.url))
    assert [f"{BASE}/things/x"] == [request.target for request in proxy.requests]


def test_pyreqwest_s_proxy_gets_it_too() -> None:
    with Loopback(Reply(200, json={"id": "1"})) as proxy:

        def behind(builder: SyncClientBuilder) -> SyncClientBuilder:
            return builder.proxy(ProxyBuilder.all(proxy.url))

        called("sync", read, base_url=BASE, transport=PyreqwestTransport(behind))
    assert [f"{BASE}/things/x"] == [request.target for request in proxy.requests]
