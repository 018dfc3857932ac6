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
from tests.runtime.sample import Acme, AsyncAcme
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


class OlderClient:
    """What the older library's looks like from outside."""

    def close(self) -> None: ...


OlderClient.__module__, OlderClient.__name__ = "httpx", "Client"


class FrameworksClient(OlderClient):
    """A framework's, made of it."""


@pytest.mark.parametrize(
    ("client", "made", "message"),
    [
        (
            Acme,
            httpx2.AsyncClient,
            "http_client= takes an httpx2.Client here, not an httpx2.AsyncClient: that is for an async client",
        ),
        (
            AsyncAcme,
            httpx2.Client,
            "http_client= takes an httpx2.AsyncClient here, not an httpx2.Client: that is for a sync client",
        ),
        (
            Acme,
            FrameworksClient,
            "http_client= takes an httpx2.Client here, not an httpx.Client:"
            " that is the older library, which httpx2 continues",
        ),
    ],
)
def test_a_client_that_could_carry_nothing_is_refused_at_once(client: type[Any], made: type[Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        client(api_key="k", http_client=made())
    assert message == str(caught.value)
    with pytest.raises(TypeError, match="http_client= takes"):
        client(api_key="k").with_options(http_client=made())


def test_what_behaves_like_a_client_may_stand_in_for_one() -> None:
    class Double:
        """Sends nothing, but has the methods."""

        def __init__(self) -> None:
            self._real = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json={"id": "1"})))

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    double: Any = Double()
    assert "1" == Acme(api_key="k", base_url=BASE, http_client=double).things.read("x").id


@every_kind
def test_parameters_of_the_users_own_client_come_after_ours(kind: str) -> None:
    targets: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        targets.append(request.url.raw_path.decode())
        return httpx2.Response(200, json={"id": "1"})

    for extra_query in ({}, {"a": 1}):
        made = client_of(kind, transport=httpx2.MockTransport(answer), params={"tenant": "t"})
        use = lambda client, more=extra_query: client.things.read("x", extra_query=more)  # noqa: E731
        called(kind, use, base_url=BASE, http_client=made)
    assert ["/things/x?tenant=t", "/things/x?a=1&tenant=t"] == targets


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
