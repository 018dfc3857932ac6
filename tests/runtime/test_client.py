"""The client as an object: options, copies, pickles, threads, leaks, logs, and what importing it costs."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx2
import pytest

from generator.runtime import errors, names, public
from generator.runtime.headers import Headers
from generator.runtime.options import Timeout
from generator.runtime.settings import Credential
from generator.runtime.transport import TransportRequest
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.sample import SETTINGS, Acme, AsyncAcme
from tests.runtime.support import KINDS, FakeClock, called

every_kind = pytest.mark.parametrize("kind", KINDS)
THING = Reply(200, json={"id": "1", "name": "ä"}, headers={"X-Request-Id": "r-1", "X-Many": "a"})


# Options.


def test_unknown_options_are_named() -> None:
    with pytest.raises(TypeError, match=r"Acme.__init__\(\) got an unexpected keyword argument 'time_out'"):
        Acme(api_key="k", time_out=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"Acme.with_options\(\) got an unexpected keyword argument 'x'"):
        Acme(api_key="k").with_options(x=3)  # type: ignore[call-arg]


@pytest.mark.parametrize("retries", [-1, 1.5, True, None])
def test_max_retries_is_a_whole_number(retries: Any) -> None:
    with pytest.raises(ValueError, match="max_retries"):
        Acme(api_key="k", max_retries=retries)


@pytest.mark.parametrize("url", ["", "api.acme.test", "ftp://x", "http://", "http://x:99999", "//x/y"])
def test_a_base_url_is_a_whole_url(url: str) -> None:
    client = Acme(api_key="k")
    with pytest.raises(ValueError, match="base_url"):
        client.base_url = url or "x"


def test_a_base_url_is_text() -> None:
    with pytest.raises(TypeError, match="base_url must be a str, not URL"):
        Acme(api_key="k", base_url=httpx2.URL("http://a.test"))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["default_headers", "default_query"])
def test_what_every_call_has_is_a_mapping(name: str) -> None:
    options: dict[str, Any] = {name: [("X-A", "1")]}
    with pytest.raises(TypeError, match=f"{name} must be a mapping, not list"):
        Acme(api_key="k", **options)


@pytest.mark.parametrize("name", ["extra_headers", "extra_query", "extra_body"])
def test_what_a_call_has_besides_is_a_mapping(name: str) -> None:
    options: dict[str, Any] = {name: [("X-A", "1")]}
    with pytest.raises(TypeError, match=f"{name} must be a mapping, not list"):
        Acme(api_key="k").things.update("x", **options)


def test_a_key_that_ends_with_a_line_break_is_told_without_showing_it() -> None:
    with pytest.raises(ValueError, match="what is read from a file often ends with one") as caught:
        Acme(api_key="secret\n").things.read("x")
    assert "secret" not in str(caught.value)


def test_the_default_server_is_the_first() -> None:
    assert "https://api.acme.test/v2" == Acme(api_key="k").base_url


def test_a_server_is_chosen_by_name_or_url() -> None:
    assert "https://eu1.acme.test/v2" == Acme(api_key="k", server="eu").base_url
    assert "http://127.0.0.1:1/x" == Acme(api_key="k", server="http://127.0.0.1:1/x/").base_url
    with pytest.raises(ValueError, match="unknown server 'us': give one of 'production', 'eu', or a URL"):
        Acme(api_key="k", server="us")


@pytest.mark.parametrize(
    "given",
    ["u:s3cret@h", "u:s3/cret@h/x", "http:/u:s3cret@h", "ftp://u:s3cret@h", "http://u:s3cret@[", "u:s3cret@h?@"],
)
def test_a_base_url_that_is_none_is_told_without_its_password(given: str) -> None:
    for choice in ("base_url", "server"):
        with pytest.raises(ValueError, match=r"\*\*\*@") as caught:
            Acme(api_key="k", **{choice: given})  # type: ignore[arg-type]
        assert "s3" not in str(caught.value)


def test_what_is_said_closer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_BASE_URL", "http://env")
    assert "http://env" == Acme(api_key="k").base_url
    assert "https://eu1.acme.test/v2" == Acme(api_key="k", server="eu").base_url
    assert "http://given" == Acme(api_key="k", server="eu", base_url="http://given").base_url


def test_the_base_url_can_be_changed() -> None:
    with Loopback(Reply(json={})) as server, Acme(api_key="k") as client:
        client.base_url = server.url + "/v9/"
        client.things.read("x")
    assert "/v9/things/x" == server.requests[0].target


class Recorder:
    """A transport of the user's own."""

    def __init__(self) -> None:
        self.requests: list[TransportRequest] = []
        self.status_code = 200
        self.headers = Headers([("Content-Type", "application/json")])

    def send(self, request: TransportRequest) -> Recorder:
        self.requests.append(request)
        return self

    def read(self) -> bytes:
        return b"{}"

    def iter_bytes(self) -> Any:
        yield b"{}"

    def close(self) -> None:
        pass


def test_a_transport_can_be_given() -> None:
    transport = Recorder()
    Acme(api_key="k", transport=transport).things.read("x")
    (request,) = transport.requests
    assert ("GET", "https://api.acme.test/v2/things/x", None) == (request.method, request.url, request.content)


@pytest.mark.parametrize("given", [httpx2.MockTransport(lambda request: httpx2.Response(200)), httpx2.Client()])
def test_what_is_for_httpx2_is_no_transport(given: Any) -> None:
    with pytest.raises(TypeError, match=r"goes into http_client=httpx2\.Client\(transport=…\)"):
        Acme(api_key="k", transport=given)
    with pytest.raises(TypeError, match=r"goes into http_client=httpx2\.AsyncClient\(transport=…\)"):
        AsyncAcme(api_key="k", transport=given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Timeout(60, connect=5)),
        ({"timeout": 3}, Timeout(3)),
        ({"timeout": None}, Timeout(None)),
        ({"timeout": Timeout(1, read=2)}, Timeout(connect=1, read=2, write=1, pool=1)),
        ({"timeout": httpx2.Timeout(1, read=2)}, Timeout(connect=1, read=2, write=1, pool=1)),
        ({"http_client": httpx2.Client(timeout=7)}, Timeout(7)),
        ({"http_client": httpx2.Client()}, Timeout(60, connect=5)),
        ({"http_client": httpx2.Client(timeout=7), "timeout": 3}, Timeout(3)),
    ],
)
def test_timeouts(given: dict[str, Any], expected: Timeout) -> None:
    assert expected == Acme(api_key="k", **given)._config.timeout


def test_a_timeout_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="timeout must be seconds, None or a Timeout, not str"):
        Acme(api_key="k", timeout="3")  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_a_timeout_is_more_than_nothing(limit: float) -> None:
    with pytest.raises(ValueError, match="a timeout must be more than 0 seconds, or None for no limit, not "):
        Acme(api_key="k", timeout=limit)
    with pytest.raises(ValueError, match="a timeout must be more than 0 seconds"):
        Acme(api_key="k").things.read("x", timeout=Timeout(5, read=limit))


def test_a_call_s_timeout_reaches_the_transport() -> None:
    transport = Recorder()
    client = Acme(api_key="k", transport=transport)
    client.things.read("x", timeout=1)
    client.things.read("x")
    assert [Timeout(1), Timeout(60, connect=5)] == [request.timeout for request in transport.requests]


# Copies, pickles, threads, leaks.


@pytest.mark.parametrize("name", ["http_client", "transport"])
def test_a_client_with_connections_of_its_own_does_not_travel(name: str) -> None:
    client = Acme(api_key="k", **{name: httpx2.Client() if name == "http_client" else Recorder()})  # type: ignore[arg-type]
    for travel in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match=f"cannot be pickled or deep-copied, because it was made with {name}="):
            travel(client)


def test_an_unpickled_client_calls() -> None:
    with Loopback(Reply(json={"id": "1"})) as server, Acme(api_key="k", base_url=server.url) as client:
        client.things.read("x")
        with pickle.loads(pickle.dumps(client)) as other:
            assert "1" == other.things.read("x").id


def test_async_clients_travel_too() -> None:
    other = pickle.loads(pickle.dumps(AsyncAcme(api_key="k")))
    assert ("k", "<AsyncAcme https://api.acme.test/v2>") == (other.api_key, repr(other))


@every_kind
@pytest.mark.parametrize(
    "step", [Reply(404, json={"code": "7"}, headers={"x-request-id": "r"}), Misbehaviour.RESET, Reply(200, b"x")]
)
def test_errors_travel(kind: str, step: Any) -> None:
    with Loopback(step) as server, pytest.raises(errors.APIError) as caught:
        called(kind, lambda client: client.things.update("x"), base_url=server.url)
    error: Any = caught.value
    error.add_note("of a test")
    for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error), copy.copy(error)):
        assert (type(error), str(error), error.request_id) == (type(other), str(other), other.request_id)
        assert ["of a test"] == other.__notes__
    if isinstance(error, errors.NotFoundError):
        assert "7" == pickle.loads(pickle.dumps(error)).body.code == error.body.code


def test_one_client_serves_many_threads() -> None:
    def reply(request: Any) -> Reply:
        return Reply(json={"id": request.target})

    with Loopback(reply) as server, Acme(api_key="k", base_url=server.url) as client:
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda number: client.things.read(str(number)).id, range(200)))
    assert [f"/things/{number}" for number in range(200)] == found
    assert 200 == len(server.requests)


def test_many_async_calls_run_at_once() -> None:
    found: list[str] = []

    async def main(url: str) -> None:
        async with AsyncAcme(api_key="k", base_url=url) as client, anyio.create_task_group() as group:

            async def one(number: int) -> None:
                found.append((await client.things.read(str(number))).id)

            for number in range(200):
                group.start_soon(one, number)

    with Loopback(lambda request: Reply(json={"id": request.target})) as server:
        anyio.run(main, server.url)
    assert {f"/things/{number}" for number in range(200)} == set(found)


def test_a_client_that_is_not_closed_is_a_leak() -> None:
    with Loopback(Reply(json={})) as server:
        client = Acme(api_key="k", base_url=server.url)
        client.things.read("x")
        with pytest.warns(ResourceWarning, match="unclosed Acme"):
            del client
            gc.collect()


def test_a_client_that_was_never_used_is_none(recwarn: pytest.WarningsRecorder) -> None:
    Acme(api_key="k")
    gc.collect()
    assert [] == [str(warning.message) for warning in recwarn if "Acme" in str(warning.message)]


def test_clients_share_one_tls_context() -> None:
    from generator.runtime.httpx_transport import shared_tls_context

    assert shared_tls_context() is shared_tls_context()


# Importing.

HEAVY = (
    "httpx2",
    "asyncio",
    "ssl",
    "email",
    "inspect",
    "dataclasses",
    "logging",
    "http",
    "socket",
    "datetime",
    "anyio",
)


def modules_after(statement: str) -> list[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    found = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    return found.stdout.split()


def test_importing_a_client_is_cheap() -> None:
    modules = modules_after("import generator.runtime.client, generator.runtime.operations, generator.runtime.resource")
    assert [] == [module for module in modules if module in HEAVY]
    assert len(modules) <= 70


def test_importing_the_errors_is_cheap() -> None:
    assert [] == [module for module in modules_after("import generator.runtime.errors") if module in HEAVY]


def test_the_list_of_public_names_is_right() -> None:
    assert sorted(public.__all__) == sorted(names.PUBLIC.split())
    assert [] == [name for name in public.__all__ if not hasattr(public, name)]


def test_a_public_name_loads_only_where_it_is() -> None:
    statement = "from generator.runtime.public import NotFoundError"
    modules = [module for module in modules_after(statement) if module.startswith("generator.runtime.")]
    expected = ["errors", "lazy", "names", "public"]
    assert expected == sorted(module.rpartition(".")[2] for module in modules)


# Logs.


def logged(before: str = "", **environment: str) -> str:
    code = (
        f"{before}\n"
        "from tests.loopback import Loopback, Reply; from tests.runtime.sample import Acme\n"
        "with Loopback(Reply(503, headers={'Retry-After': '0'}), Reply(json={'id': '1'})) as server:\n"
        "    with Acme(api_key='s3cret', query_key='s3cret', base_url=server.url) as client:\n"
        "        client.things.update('x', name='n', extra_headers={'X-Thing': 'shown'})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": "", **environment}
    )
    assert "" == done.stdout
    return done.stderr


def test_nothing_is_logged_unless_it_is_asked_for() -> None:
    assert "" == logged()


def test_info_logs_a_line_per_request() -> None:
    lines = logged(ACME_LOG="info").splitlines()
    assert ["→ 503 in", "retry 1 in 0.000 s", "→ 200 in"] == [
        next(part for part in ("→ 503 in", "retry 1 in 0.000 s", "→ 200 in") if part in line) for line in lines
    ]
    assert all(" acme: PATCH http://127.0.0.1:" in line for line in lines)


def test_an_application_that_logs_already_gets_each_line_once() -> None:
    lines = logged("import logging; logging.basicConfig(format='app: %(message)s')", ACME_LOG="info").splitlines()
    assert 3 == len(lines)
    assert all(line.startswith("app: PATCH") for line in lines)


def test_an_application_with_a_handler_for_the_client_need_not_set_the_level() -> None:
    handler = "import logging; logging.getLogger('acme').addHandler(logging.StreamHandler())"
    lines = logged(handler, ACME_LOG="info").splitlines()
    assert 3 == len(lines)
    assert all(line.startswith("PATCH") for line in lines)
    assert "" == logged(f"{handler}; logging.getLogger('acme').setLevel('ERROR')", ACME_LOG="info")


def test_debug_logs_headers_without_secrets() -> None:
    text = logged(ACME_LOG="debug")
    assert "'X-Thing': 'shown'" in text
    assert "'Authorization': '***'" in text
    assert "s3cret" not in text


def test_debug_logs_no_query_key_that_an_answer_repeats(caplog: pytest.LogCaptureFixture) -> None:
    def route(request: Received) -> Reply:
        names = ("Location", "Content-Location", "Link", "Refresh", "X-Original-Url")
        return Reply(json={}, headers={name: f"0; <http://u:s3cret@x{request.target}>" for name in names})

    caplog.set_level("DEBUG", "acme")
    settings = SETTINGS._replace(
        credentials=(Credential("queryKey", "api-key-query", ("query_key",), (), wire_name="appid"),),
        security=(("queryKey",),),
    )
    with Loopback(route) as server, Acme(query_key="s3cret", base_url=server.url, settings=settings) as client:
        client.things.read("x")
    assert 5 == caplog.text.count("<http://***@x/things/x?appid=***>")
    assert "s3cret" not in caplog.text


def test_no_address_in_the_log_has_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Of a signed URL that a redirect leads to, and of keys that are parameters for their document."""

    def route(request: Received) -> Reply:
        if request.target.startswith("/files"):
            return Reply(json={})
        signed = "/files/1?X-Amz-Signature=s3cret&sig=s3cret&expires=60"
        return Reply(status=307, headers={"Location": signed})

    caplog.set_level("DEBUG", "acme")
    with Loopback(route) as server, Acme(api_key="k", query_key="k", base_url=server.url) as client:
        client.things.read("x", extra_query={"access_token": "s3cret", "design": "blue"})
    assert "s3cret" not in caplog.text
    assert "access_token=***&design=blue → 307" in caplog.text
    assert "/files/1?X-Amz-Signature=***&sig=***&expires=60 → 200" in caplog.text


def test_the_clock_is_only_for_waiting() -> None:
    clock = FakeClock()
    with Loopback(Reply(json={})) as server, Acme(api_key="k", base_url=server.url, clock=clock) as client:
        client.things.read("x")
    assert [] == clock.slept
