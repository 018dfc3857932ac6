"""What is special about the transport over pyreqwest. That it does as httpx2 does, the other tests show."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from pyreqwest.client import ClientBuilder, SyncClientBuilder

from generator.runtime import errors, pyreqwest_values
from generator.runtime.httpx_transport import _LIMITS, HttpxTransport
from generator.runtime.options import Timeout
from generator.runtime.pyreqwest_transport import AsyncPyreqwestTransport, PyreqwestTransport
from generator.runtime.transport import LONGEST_IDLE
from tests.loopback import Loopback, Received, Reply
from tests.runtime.sample import Acme, AsyncAcme
from tests.runtime.support import KINDS, called

every_kind = pytest.mark.parametrize("kind", KINDS)
THING = Reply(200, json={"id": "1"})
OVER = {"transport": "pyreqwest"}


def is_from_pyreqwest(request: Received) -> bool:
    """Tell by the connection's end of the wire: httpx2 puts Host first."""
    return "host" != request.fields[0][0].lower()


@every_kind
def test_requests_go_over_pyreqwest_but_under_trio(kind: str) -> None:
    with Loopback(THING) as server:
        called(kind, lambda client: client.things.update("x", name="a"), base_url=server.url, **OVER)
    assert is_from_pyreqwest(server.requests[0]) is (kind != "trio")


@every_kind
@pytest.mark.parametrize("how", ["file", "large", "iterator"])
def test_streamed_and_large_bodies_go_over_httpx2(kind: str, how: str, tmp_path: Path) -> None:
    content = b"x" * (2 << 20)
    (tmp_path / "f").write_bytes(content)
    body: Any = {"file": tmp_path / "f", "large": content, "iterator": iter([content[: 1 << 20], content[1 << 20 :]])}
    with Loopback(THING) as server:
        upload = lambda client: client.things.upload(body[how], media_type="application/octet-stream")  # noqa: E731
        called(kind, upload, base_url=server.url, **OVER)
    assert (content, False) == (server.requests[0].body, is_from_pyreqwest(server.requests[0]))


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_what_pyreqwest_would_change_is_refused(kind: str) -> None:
    with Loopback(THING) as server:
        with pytest.raises(errors.APIConnectionError, match="pyreqwest would send this as .*/b; httpx2 sends it"):
            called(kind, lambda client: client.get("/a/%2E%2E/b", cast_to=dict), base_url=server.url, **OVER)
        called(kind, lambda client: client.get("/o('1')?q=it's", cast_to=dict), base_url=server.url, **OVER)
    assert ["/o('1')?q=it%27s"] == [request.target for request in server.requests]


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_fields_beyond_ascii_are_left_out(kind: str) -> None:
    headers = (("X-Name", "é"), ("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    with Loopback(Reply(200, b"{}", headers)) as server:
        raw = called(kind, lambda client: client.things.with_raw_response.read("x"), base_url=server.url, **OVER)
    assert ("x-name" in raw.headers, ("a=1", "b=2")) == (False, raw.headers.get_all("set-cookie"))


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_what_pyreqwest_says_holds_no_key(kind: str) -> None:
    options = {"api_key": None, "query_key": "s3cret", "base_url": "http://127.0.0.1:9", "max_retries": 0, **OVER}
    with pytest.raises(errors.APIConnectionError) as caught:
        called(kind, lambda client: client.things.read("x"), **options)
    cause = caught.value.__cause__
    assert "http://127.0.0.1:9/things/x?api_key=" in str(cause)
    assert "s3cret" not in f"{caught.value!r} {caught.value} {cause!r} {cause}"


def test_a_client_of_pyreqwest_s_own_is_no_http_client() -> None:
    with pytest.raises(TypeError, match=r"give transport=PyreqwestTransport\(…\)"):
        Acme(api_key="k", http_client=SyncClientBuilder().build())  # type: ignore[arg-type]


def test_transports_have_names() -> None:
    with pytest.raises(ValueError, match="transport must be 'httpx2', 'pyreqwest' or a transport, not 'curl'"):
        Acme(api_key="k", transport="curl")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="http_client= is for transport='httpx2'"):
        Acme(api_key="k", transport="pyreqwest", http_client=httpx2.Client())


def test_a_client_with_a_transport_by_name_travels() -> None:
    with Loopback(THING) as server:
        with pickle.loads(pickle.dumps(Acme(api_key="k", base_url=server.url, transport="pyreqwest"))) as client:
            assert "1" == client.things.read("x").id
    assert is_from_pyreqwest(server.requests[0])


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_a_connection_that_has_waited_too_long_is_not_used_again(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyreqwest_values, "LONGEST_IDLE", 1e-6)
    with Loopback(lambda _: THING) as server:
        if kind == "sync":
            with Acme(api_key="k", base_url=server.url, **OVER) as client:
                for _ in range(3):
                    client.things.read("x")
        else:

            async def read() -> None:
                async with AsyncAcme(api_key="k", base_url=server.url, **OVER) as async_client:
                    for _ in range(3):
                        await async_client.things.read("x")

            anyio.run(read)
    assert 3 == server.connections


def test_connections_wait_as_long_over_httpx2() -> None:
    assert LONGEST_IDLE == _LIMITS.keepalive_expiry


def test_a_builder_can_be_set_up() -> None:
    def sync(builder: SyncClientBuilder) -> SyncClientBuilder:
        return builder.default_headers({"X-Sync": "1"})

    def other(builder: ClientBuilder) -> ClientBuilder:
        return builder.default_headers({"X-Async": "1"})

    with Loopback(THING) as server:
        with Acme(api_key="k", base_url=server.url, transport=PyreqwestTransport(sync)) as client:
            client.things.read("x")

        async def run() -> None:
            async with AsyncAcme(
                api_key="k", base_url=server.url, transport=AsyncPyreqwestTransport(other)
            ) as async_client:
                await async_client.things.read("x")

        anyio.run(run)
    assert [True, True] == [f"x-{name}" in request.headers for name, request in zip(("sync", "async"), server.requests)]


def test_a_set_up_transport_is_told_what_carries_the_rest() -> None:
    body = iter([b"x"])
    with Loopback(THING) as server:
        with Acme(api_key="k", base_url=server.url, transport=PyreqwestTransport(lambda builder: builder)) as client:
            with pytest.raises(TypeError, match=r"give this transport fallback=HttpxTransport"):
                client.things.upload(body, media_type="application/octet-stream")
        transport = PyreqwestTransport(lambda builder: builder, fallback=HttpxTransport(httpx2.Client()))
        with Acme(api_key="k", base_url=server.url, transport=transport) as client:
            client.things.upload(body, media_type="application/octet-stream")
    assert [b"x"] == [request.body for request in server.requests]


def test_waiting_for_a_free_connection_has_its_limit() -> None:
    transport = PyreqwestTransport(max_connections=1)
    reply = Reply(200, b"x" * (1 << 22), {"Content-Type": "application/json"})
    with Loopback(reply) as server:
        limits = Timeout(5, pool=0.05)
        with Acme(api_key="k", base_url=server.url, transport=transport, timeout=limits, max_retries=0) as client:
            with client.things.with_streaming_response.download("x"):
                with pytest.raises(errors.APITimeoutError, match="no connection became free in time"):
                    client.things.read("y")
    assert 1 == len(server.requests)


def test_pyreqwest_is_loaded_where_the_client_is_made() -> None:
    """It crashes where the thread that loads it ends, and calls are often made in such threads."""
    code = (
        "import sys\n"
        "from tests.runtime.sample import Acme, AsyncAcme\n"
        "Acme(api_key='k'), AsyncAcme(api_key='k')\n"
        "print('pyreqwest' in sys.modules)\n"
        "Acme(api_key='k', transport='pyreqwest')\n"
        "print('pyreqwest' in sys.modules, 'httpx2' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False\nTrue False\n" == done.stdout


def test_without_pyreqwest_the_cure_is_named() -> None:
    code = (
        "import sys; sys.modules['pyreqwest'] = None\n"
        "from tests.runtime.sample import Acme\n"
        "from generator.runtime.public import *\n"
        "try: Acme(api_key='k', transport='pyreqwest')\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "this transport needs pyreqwest: pip install pyreqwest\n" == done.stdout
