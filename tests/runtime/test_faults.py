"""Servers that do odd things, over both transports: what reaches the caller, and what the server saw."""

from __future__ import annotations

import gc
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing
from time import sleep
from typing import Any

import anyio
import httpx2
import pytest
import trustme
from pyreqwest.client import SyncClientBuilder

from generator.runtime import errors
from generator.runtime.pyreqwest_transport import AsyncPyreqwestTransport, PyreqwestTransport
from tests.loopback import Loopback, Misbehaviour, Pieces, Received, Reply, Then, Wire, full_url
from tests.runtime.sample import Acme, AsyncAcme
from tests.runtime.support import KINDS, FakeClock, called, streamed

every_way = [
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.usefixtures("each_transport"),
]
THING = Reply(200, json={"id": "1"})
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = b'{"id": "1"}'


def read(client: Any) -> Any:
    return client.things.read("x")


def update(client: Any) -> Any:
    return client.things.update("x", name="a")


def uploaded(client: Any, field: tuple[str, str]) -> Any:
    return client.things.upload(b"abc", media_type="application/octet-stream", extra_headers=dict([field]))


def download(client: Any) -> Any:
    return client.things.with_streaming_response.download("x")


def twice(kind: str, first: Any, second: Any, between: Any = None) -> Any:
    """Use a client for two calls, one after the other."""

    def use(client: Any) -> Any:
        if kind == "sync":
            first(client)
            if between is not None:
                between()
            return second(client)

        async def run() -> Any:
            await first(client)
            if between is not None:
                between()
            return await second(client)

        return run()

    return use


class TestWire:
    pytestmark = every_way

    def test_interim_answers_are_passed_over(self, kind: str) -> None:
        interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n"
        with Loopback(Wire(raw=(interim, HEAD + b"Content-Length: 11\r\n\r\n" + BODY))) as server:
            assert "1" == called(kind, update, base_url=server.url).id
        assert 1 == len(server.requests)

    def test_a_field_that_goes_on_in_the_next_line_is_one(self, kind: str) -> None:
        folded = HEAD + b"X-Note: a\r\n  b\r\n\tc\r\nContent-Length: 11\r\n\r\n" + BODY
        with Loopback(Wire(raw=(folded,))) as server:
            raw = called(kind, lambda client: client.things.with_raw_response.read("x"), base_url=server.url)
        assert ("a b c", 1) == (raw.headers["x-note"], len(server.requests))

    def test_a_body_longer_than_it_says_ends_where_it_says(self, kind: str) -> None:
        long = Wire(raw=(HEAD + b"Content-Length: 11\r\n\r\n" + BODY + b"garbage",))
        with Loopback(long, THING) as server:
            use = twice(kind, read, read)
            assert "1" == called(kind, use, base_url=server.url).id
        # httpx2 finds out with the next call, which it has to send again.
        assert len(server.requests) in (2, 3)

    def test_an_old_answer_that_is_too_large_leaves_nothing_behind(self, kind: str) -> None:
        # trio warns of a generator that was left, and a warning fails.
        old = Wire(raw=(HEAD.replace(b"1.1", b"1.0") + b"Content-Length: 11\r\n\r\n" + BODY,), is_last=True)
        with Loopback(old) as server, pytest.raises(errors.APIResponseError, match="larger than"):
            called(kind, read, base_url=server.url, max_response_bytes=5)
        gc.collect()

    @pytest.mark.parametrize("how", [Misbehaviour.CLOSE, Misbehaviour.TRUNCATED])
    def test_an_error_that_is_kept_keeps_no_connection(self, kind: str, how: Misbehaviour) -> None:
        with Loopback(how, THING) as server:
            kept: list[errors.APIConnectionError] = []

            def use(client: Any) -> Any:
                if kind == "sync":
                    with pytest.raises(errors.APIConnectionError) as raised:
                        update(client)
                    kept.append(raised.value)
                    return read(client)

                async def run() -> Any:
                    with pytest.raises(errors.APIConnectionError) as raised:
                        await update(client)
                    kept.append(raised.value)
                    return await read(client)

                return run()

            assert "1" == called(kind, use, base_url=server.url).id
            assert [True, True] == [server.closed.acquire(timeout=20) for _ in range(server.connections)]

    def test_a_body_without_a_length_ends_with_its_connection(self, kind: str) -> None:
        with Loopback(Wire(raw=(HEAD + b"Connection: close\r\n\r\n" + BODY,), is_last=True)) as server:
            assert "1" == called(kind, read, base_url=server.url).id
        assert 1 == len(server.requests)

    @pytest.mark.parametrize(
        "broken",
        [
            b"Transfer-Encoding: chunked\r\n\r\nb\r\n" + BODY + b"\r\n",
            b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + BODY,
            b"Content-Length: 12\r\n\r\n" + BODY,
            b"Content-Length: eleven\r\n\r\n" + BODY,
        ],
    )
    def test_a_body_that_breaks_off_is_asked_for_again(self, kind: str, broken: bytes) -> None:
        with Loopback(Wire(raw=(HEAD + broken,), is_last=True), THING) as server:
            assert "1" == called(kind, read, base_url=server.url).id
        assert 2 == len(server.requests)
        with Loopback(Wire(raw=(HEAD + broken,), is_last=True), THING) as server:
            with pytest.raises(errors.APIConnectionError):
                called(kind, update, base_url=server.url)
        assert 1 == len(server.requests)

    def test_a_slow_drip_is_within_the_limit_for_reading(self, kind: str) -> None:
        pieces = tuple(BODY[at : at + 1] for at in range(len(BODY)))
        drip = Wire(raw=(HEAD + b"Content-Length: 11\r\n\r\n", *pieces), pause=0.08)
        with Loopback(drip) as server:
            assert "1" == called(kind, read, base_url=server.url, timeout=0.7).id
        assert 1 == len(server.requests)

    def test_connecting_that_takes_too_long_is_tried_again_as_nothing_was_sent(self, kind: str) -> None:
        clock = FakeClock()
        with full_url() as url, pytest.raises(errors.APITimeoutError, match="connecting took too long"):
            called(kind, update, base_url=url, timeout=0.3, max_retries=1, clock=clock)
        assert [0.5] == clock.slept

    def test_cookies_are_not_kept(self, kind: str) -> None:
        with Loopback(Reply(200, json={}, headers={"Set-Cookie": "session=1; Path=/"})) as server:
            called(kind, twice(kind, read, read), base_url=server.url)
        assert [False, False] == ["cookie" in request.headers for request in server.requests]

    def test_a_connection_is_used_again(self, kind: str) -> None:
        with Loopback(THING) as server:
            called(kind, twice(kind, update, read), base_url=server.url)
        assert (1, 2) == (server.connections, len(server.requests))

    def test_a_connection_that_was_closed_meanwhile_is_replaced(self, kind: str, each_transport: str) -> None:
        # Not even a call that must not be repeated suffers: nothing of it was sent.
        once = Wire(raw=(HEAD + b"Content-Length: 11\r\n\r\n" + BODY,), is_last=True)
        for pause in (0.0, 0.2, 2.0):
            with Loopback(once, THING) as server:

                def closed(pause: float = pause, server: Loopback = server) -> None:
                    server.closed.acquire()
                    # pyreqwest hears of it in a thread of its own, which a busy machine lets wait.
                    sleep(pause)

                try:
                    assert "1" == called(kind, twice(kind, update, update, between=closed), base_url=server.url).id
                except errors.APIConnectionError:
                    assert each_transport == "pyreqwest" and pause < 2
                    continue
            assert (2, 2) == (server.connections, len(server.requests))
            break

    def test_a_connection_that_is_closed_under_a_call_is_replaced_if_that_is_safe(self, kind: str) -> None:
        with Loopback(THING, Misbehaviour.CLOSE, THING) as server:
            assert "1" == called(kind, twice(kind, read, read), base_url=server.url).id
        assert (2, 3) == (server.connections, len(server.requests))
        with Loopback(THING, Misbehaviour.CLOSE, THING) as server:
            with pytest.raises(errors.APIConnectionError):
                called(kind, twice(kind, update, update), base_url=server.url)
        assert 2 == len(server.requests)

    def test_a_loop_of_redirects_between_servers_ends(self, kind: str) -> None:
        with Loopback(lambda request: Reply(307, headers={"Location": other.url + "/b"})) as server:
            with Loopback(Reply(307, headers={"Location": server.url + "/a"})) as other:
                with pytest.raises(errors.APIStatusError, match="gave up after 20 redirects"):
                    called(kind, read, base_url=server.url)
            assert 21 == len(server.requests) + len(other.requests)

    def test_a_stream_that_is_cut_raises_and_is_not_asked_for_again(self, kind: str) -> None:
        with Loopback(Wire(raw=(HEAD + b"Content-Length: 99\r\n\r\n" + BODY,), is_last=True)) as server:
            with pytest.raises(errors.APIConnectionError):
                streamed(
                    kind,
                    lambda client: client.things.with_streaming_response.download("x"),
                    lambda response: response.iter_bytes(),
                    base_url=server.url,
                )
        assert 1 == len(server.requests)

    def test_a_body_comes_once(self, kind: str) -> None:
        def read_twice(response: Any) -> Any:
            if kind == "sync":
                assert BODY == b"".join(response.iter_bytes())
                return response.read()

            async def run() -> Any:
                assert BODY == b"".join([piece async for piece in response.iter_bytes()])
                return await response.read()

            return run()

        with Loopback(THING) as server, pytest.raises(RuntimeError, match="the body has been read already"):
            streamed(kind, download, read_twice, base_url=server.url)

    def test_what_a_block_cuts_off_does_not_seem_to_be_complete(self, kind: str) -> None:
        async def begun(response: Any) -> Any:
            pieces = response.iter_bytes()
            await anext(pieces)
            return pieces

        def begin(response: Any) -> Any:
            if kind != "sync":
                return begun(response)
            pieces = response.iter_bytes()
            next(pieces)
            return [pieces]

        # More than what arrives at once.
        with Loopback(Reply(200, b"x" * (1 << 22), {"Content-Type": "application/octet-stream"})) as server:
            cut = streamed(kind, download, begin, base_url=server.url)
            with pytest.raises(RuntimeError, match="the response is closed"):
                next(cut[0]) if kind == "sync" else anyio.run(anext, cut, backend=kind)

    def test_a_closed_response_says_so(self, kind: str) -> None:
        def closed(response: Any) -> Any:
            if kind == "sync":
                response.close()
                return response.read()

            async def run() -> Any:
                await response.close()
                return await response.read()

            return run()

        with Loopback(THING) as server, pytest.raises(RuntimeError, match="the response is closed"):
            streamed(kind, download, closed, base_url=server.url)

    def test_pieces_are_given_as_they_arrive(self, kind: str) -> None:
        def first(response: Any) -> Any:
            if kind == "sync":
                return next(response.iter_bytes())

            async def run() -> Any:
                async with aclosing(response.iter_bytes()) as chunks:
                    return await anext(chunks)

            return run()

        with Loopback(Wire(raw=(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",))) as server:
            open_ = lambda client: client.things.with_streaming_response.download("x")  # noqa: E731
            assert b"hello" == streamed(kind, open_, first, base_url=server.url)

    def test_a_caller_names_the_host_but_not_of_where_a_redirect_leads(self, kind: str) -> None:
        named = lambda client: client.things.update("x", name="a", extra_headers={"Host": "acme.test"})  # noqa: E731
        with Loopback(THING) as other:
            away = Reply(307, headers={"Location": other.url + "/b"})
            with Loopback(Reply(307, headers={"Location": "/a"}), away) as server:
                assert "1" == called(kind, named, base_url=server.url).id
        hosts = [value for one in server.requests for name, value in one.fields if name.lower() == "host"]
        assert (["acme.test"] * 2, f"127.0.0.1:{other.port}") == (hosts, other.requests[0].headers["host"])

    @pytest.mark.parametrize("own", [("Content-Length", "3"), ("Transfer-Encoding", "chunked")])
    def test_a_caller_s_own_field_says_alone_where_the_body_ends(self, kind: str, own: tuple[str, str]) -> None:
        with Loopback(THING) as server:
            called(kind, lambda client: uploaded(client, own), base_url=server.url)
        (request,) = server.requests
        framing = [pair for pair in request.fields if pair[0].lower() in ("content-length", "transfer-encoding")]
        assert ([own], b"abc") == (framing, request.body)

    def test_a_length_that_is_not_the_body_s_is_refused(self, kind: str) -> None:
        clock = FakeClock()
        with Loopback(THING) as server:
            with pytest.raises(errors.APIConnectionError, match="Content-Length says 5, but the body has 3 bytes"):
                called(kind, lambda client: uploaded(client, ("Content-Length", "5")), base_url=server.url, clock=clock)
        assert ([], []) == (server.requests, clock.slept)

    def test_a_huge_head_is_an_error(self, kind: str) -> None:
        head = HEAD + b"X-Huge: " + b"x" * (1 << 20) + b"\r\nContent-Length: 11\r\n\r\n" + BODY
        with Loopback(Wire(raw=(head,), is_last=True)) as server, pytest.raises(errors.APIConnectionError):
            called(kind, update, base_url=server.url)
        assert 1 == len(server.requests)


@pytest.mark.parametrize("kind", KINDS)
def test_a_user_s_own_client_may_keep_cookies(kind: str) -> None:
    made = httpx2.Client() if kind == "sync" else httpx2.AsyncClient()
    with Loopback(Reply(200, json={}, headers={"Set-Cookie": "session=1; Path=/"})) as server:
        called(kind, twice(kind, read, read), base_url=server.url, http_client=made)
    assert [None, "session=1"] == [request.headers.get("cookie") for request in server.requests]


# TLS.


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority: trustme.CA) -> Iterator[ssl.SSLContext]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    yield context


class TestTls:
    pytestmark = every_way

    def test_a_certificate_that_nobody_trusts_is_not_tried_again(self, kind: str, tls: ssl.SSLContext) -> None:
        clock = FakeClock()
        with Loopback(THING, tls=tls) as server, pytest.raises(errors.APIConnectionError, match="(?i)certificate"):
            called(kind, read, base_url=server.url, clock=clock)
        assert (1, 0, []) == (server.accepted, len(server.requests), clock.slept)

    def test_a_server_that_speaks_no_tls_is_tried_again(self, kind: str) -> None:
        clock = FakeClock()
        greeted: list[int] = []

        class Greeter(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                greeted.append(1)
                self.request.sendall(b"220 smtp.example.com ESMTP\r\n")

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeter) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            with pytest.raises(errors.APIConnectionError):
                called(kind, update, base_url=f"https://127.0.0.1:{server.server_address[1]}", clock=clock)
            server.shutdown()
        assert ([1, 1, 1], [0.5, 1.0]) == (greeted, clock.slept)


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_of_the_user_s_own_is_trusted(kind: str, tls: ssl.SSLContext, authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    made = httpx2.Client(verify=context) if kind == "sync" else httpx2.AsyncClient(verify=context)
    with Loopback(THING, tls=tls) as server:
        assert "1" == called(kind, read, base_url=server.url, http_client=made).id


def test_pyreqwest_trusts_it_too(tls: ssl.SSLContext, authority: trustme.CA) -> None:
    def trust(builder: SyncClientBuilder) -> SyncClientBuilder:
        return builder.add_root_certificate_pem(authority.cert_pem.bytes())

    with Loopback(THING, tls=tls) as server:
        assert "1" == called("sync", read, base_url=server.url, transport=PyreqwestTransport(trust)).id


# Many at once.


@pytest.mark.parametrize(("over", "backend"), [("httpx2", "asyncio"), ("pyreqwest", "asyncio")])
def test_ten_thousand_calls_at_once_share_a_hundred_connections(over: str, backend: str) -> None:
    calls, most = 10_000, 100
    found: list[tuple[int, str]] = []

    async def main(url: str) -> None:
        options: dict[str, Any] = {"timeout": None}
        if over == "httpx2":
            options["http_client"] = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=most))
        else:
            options["transport"] = AsyncPyreqwestTransport(max_connections=most)
        async with AsyncAcme(api_key="k", base_url=url, **options) as client, anyio.create_task_group() as group:

            async def one(number: int) -> None:
                found.append((number, (await client.things.read(str(number))).id))

            for number in range(calls):
                group.start_soon(one, number)

    def reply(request: Received) -> Reply:
        return Reply(200, b'{"id": "%s"}' % request.target.encode(), {"Content-Type": "application/json"})

    with Loopback(reply) as server:
        anyio.run(main, server.url, backend=backend)
    assert [(number, f"/things/{number}") for number in range(calls)] == sorted(found)
    assert {1} == set(Counter(request.target for request in server.requests).values())
    # pyreqwest's pool now and then lets a connection go and opens another, under load; these are all that there ever were.
    assert (calls, True) == (len(server.requests), server.connections <= (most if over == "httpx2" else 2 * most))


@pytest.mark.parametrize(("over", "backend"), [("httpx2", "asyncio"), ("httpx2", "trio"), ("pyreqwest", "asyncio")])
def test_a_cancelled_call_ends_and_the_next_one_works(over: str, backend: str) -> None:
    async def main(url: str) -> str:
        options: dict[str, Any] = {}
        if over == "httpx2":
            options["http_client"] = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1))
        else:
            # pyreqwest lets go of a cancelled call's connection when its time is over, and not before.
            options["transport"] = AsyncPyreqwestTransport(max_connections=4)
        async with AsyncAcme(api_key="k", base_url=url, on_request=arrived, **options) as client:
            for _ in range(3):
                with anyio.CancelScope() as scope:
                    scopes.append(scope)
                    await client.things.read("stalled")
                assert scope.cancelled_caught
            scopes.clear()
            return str((await client.things.read("x")).id)

    scopes: list[anyio.CancelScope] = []

    def arrived(request: Any) -> None:
        if scopes:
            scopes[-1].deadline = anyio.current_time() + 0.1

    def reply(request: Received) -> Reply | Misbehaviour:
        return Misbehaviour.STALL if request.path.endswith("stalled") else THING

    with Loopback(reply) as server:
        assert "1" == anyio.run(main, server.url, backend=backend)
    assert 4 == len(server.requests)


def test_many_threads_share_a_client_and_its_connections() -> None:
    from concurrent.futures import ThreadPoolExecutor

    for transport in ("httpx2", "pyreqwest"):
        with Loopback(lambda request: Reply(json={"id": request.target})) as server:
            with Acme(api_key="k", base_url=server.url, transport=transport) as client:  # type: ignore[arg-type]
                with ThreadPoolExecutor(32) as pool:
                    found = list(pool.map(lambda number: client.things.read(str(number)).id, range(640)))
        assert [f"/things/{number}" for number in range(640)] == found
        # pyreqwest's own thread gives connections back, perhaps a little after the next call has begun.
        assert (640, True) == (len(server.requests), server.connections <= 64)


@pytest.mark.parametrize("is_secure", [False, True])
def test_a_download_that_another_thread_closes_ends_at_once(
    is_secure: bool, tls: ssl.SSLContext, authority: trustme.CA
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    raised: list[BaseException] = []

    def take(chunks: Iterator[bytes]) -> None:
        try:
            list(chunks)
        except errors.APIConnectionError as error:
            raised.append(error)

    with Loopback(Pieces((b"a",), then=Then.WAIT), tls=tls if is_secure else None) as server:
        with httpx2.Client(verify=context) as made, Acme(api_key="k", base_url=server.url, http_client=made) as client:
            with client.things.with_streaming_response.download("x", timeout=None) as response:
                chunks = response.iter_bytes()
                assert b"a" == next(chunks)
                reader = threading.Thread(target=take, args=(chunks,), daemon=True)
                reader.start()
                reader.join(0.2)
                assert reader.is_alive()
                response.close()
                reader.join(20)
                assert (False, 1) == (reader.is_alive(), len(raised))
        assert server.saw_hang_up()
