"""OAuth 2: how a client comes by a token, keeps it, renews it, and what it says when it gets none."""

from __future__ import annotations

import base64
import copy
import logging
import pickle
import traceback
from typing import Any

import anyio
import pytest

from generator.runtime import errors
from generator.runtime.auth import Exchange
from generator.runtime.client import AsyncClient, SyncClient
from generator.runtime.config import config_of
from generator.runtime.credential_types import Token
from generator.runtime.headers import Headers
from generator.runtime.options import Timeout
from generator.runtime.settings import TokenFlow
from generator.runtime.tokens import AsyncTokenKeeper, TokenKeeper
from generator.runtime.transport import TransportRequest
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.grants import (
    CLIENT,
    CODE,
    GET,
    MACHINE,
    PERSON,
    POST,
    Clock,
    Vendor,
    at_once,
    form_of,
    get,
    in_turn,
    oauth,
    settings_of,
    used,
)
from tests.runtime.support import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS)
BY_MACHINE = settings_of(oauth(MACHINE))


@every_kind
def test_client_credentials_are_exchanged_for_a_token_once(kind: str) -> None:
    vendor = Vendor()
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, in_turn(get, get), base_url=server.url)
    (request,) = vendor.token_requests
    # RFC 6749 §2.3.1: encoded as in a form, then joined.
    pair = base64.b64encode(b"my+id:se%2Fcret%2B1").decode()
    assert ("POST", f"Basic {pair}") == (request.method, request.headers["authorization"])
    assert {"grant_type": "client_credentials"} == form_of(request)
    assert "application/x-www-form-urlencoded" == request.headers["content-type"]
    assert "acme-python/1" == request.headers["user-agent"]
    assert ["Bearer t1", "Bearer t1"] == vendor.proofs


@every_kind
def test_the_secret_travels_in_the_body_where_that_is_said(kind: str) -> None:
    flow = MACHINE._replace(client_authentication="post")
    for settings, options in (
        (settings_of(oauth(flow)), {}),
        (BY_MACHINE, {"token_options": {"client_authentication": "post"}}),
    ):
        vendor = Vendor()
        with vendor.server as server:
            used(kind, settings, {**CLIENT, **options}, get, base_url=server.url)
        assert [{"grant_type": "client_credentials", **CLIENT}] == vendor.asked
        assert "authorization" not in vendor.token_requests[0].headers


@every_kind
@pytest.mark.parametrize(
    ("scopes", "given", "expected"),
    [
        ((), None, None),
        (("read", "write"), None, "read write"),
        (("read",), ["admin", "root"], "admin root"),
        (("read",), "admin  root", "admin root"),
    ],
)
def test_scopes_are_those_of_the_operations_unless_they_are_given(
    kind: str, scopes: tuple[str, ...], given: object, expected: str | None
) -> None:
    vendor = Vendor()
    with vendor.server as server:
        used(kind, settings_of(oauth(MACHINE, scopes=scopes)), {**CLIENT, "scopes": given}, get, base_url=server.url)
    assert expected == vendor.asked[0].get("scope")


@every_kind
def test_a_refresh_token_that_came_is_asked_once_before_another_way(kind: str) -> None:
    refusal = Reply(400, json={"error": "invalid_grant"})
    vendor, clock = Vendor({"refresh_token": "r2"}, refusal, {}), Clock()
    given = {**CLIENT, "refresh_token": "r1"}
    with vendor.server as server:
        settings = settings_of(oauth(CODE, MACHINE))
        later = in_turn(get, lambda client: clock.pass_seconds(4000), get)
        used(kind, settings, given, later, base_url=server.url, clock=clock)
    asked = [(form["grant_type"], form.get("refresh_token")) for form in vendor.asked]
    assert [("refresh_token", "r1"), ("refresh_token", "r2"), ("client_credentials", None)] == asked


@every_kind
def test_a_user_name_and_password_are_exchanged_and_renewed_with_the_refresh_token(kind: str) -> None:
    vendor, clock = Vendor({"refresh_token": "r1"}), Clock()
    given = {"username": "ada", "password": "pass&word", "client_id": "public"}
    with vendor.server as server:
        later = in_turn(get, lambda client: clock.pass_seconds(3600), get)
        used(kind, settings_of(oauth(PERSON)), given, later, base_url=server.url, clock=clock)
    first = {"grant_type": "password", "username": "ada", "password": "pass&word", "client_id": "public"}
    again = {"grant_type": "refresh_token", "refresh_token": "r1", "client_id": "public"}
    assert [first, again] == vendor.asked
    assert ["Bearer t1", "Bearer t2"] == vendor.proofs


@every_kind
def test_a_refresh_token_is_replaced_by_the_one_that_comes_back(kind: str) -> None:
    vendor, clock = Vendor({"refresh_token": "r2"}, {"refresh_token": "r3"}, {}, {}), Clock()
    told: list[Token] = []
    later = lambda client: clock.pass_seconds(3600)  # noqa: E731
    given = {"refresh_token": "r1", "token_options": {"on_token": told.append}}
    with vendor.server as server:
        steps = in_turn(get, later, get, later, get, later, get)
        used(kind, settings_of(oauth(CODE)), given, steps, base_url=server.url, clock=clock)
    assert ["r1", "r2", "r3", "r3"] == [form["refresh_token"] for form in vendor.asked]
    assert [("t1", "r2"), ("t2", "r3"), ("t3", "r3"), ("t4", "r3")] == [
        (token.access_token, token.refresh_token) for token in told
    ]
    assert [] == [token for token in told if "t1" in repr(token) or "r3" in repr(token)]


@every_kind
def test_the_refresh_url_is_asked_where_there_is_one(kind: str) -> None:
    vendor = Vendor()
    flow = CODE._replace(token_url="/nowhere", refresh_url="/refresh/oauth/token")
    with vendor.server as server:
        used(kind, settings_of(oauth(flow)), {"refresh_token": "r1"}, get, base_url=server.url)
    assert ["/refresh/oauth/token"] == [request.target for request in vendor.token_requests]


@every_kind
def test_a_worn_out_refresh_token_is_no_end_where_there_is_another_way(kind: str) -> None:
    refusal = Reply(400, json={"error": "invalid_grant"})
    vendor, clock = Vendor({"refresh_token": "r1"}, refusal), Clock()
    given = {"username": "ada", "password": "p"}
    with vendor.server as server:
        later = in_turn(get, lambda client: clock.pass_seconds(3600), get)
        used(kind, settings_of(oauth(PERSON)), given, later, base_url=server.url, clock=clock)
    assert ["password", "refresh_token", "password"] == [form["grant_type"] for form in vendor.asked]


@every_kind
@pytest.mark.parametrize(
    ("expires_in", "wait", "requests"),
    [
        (3600, 3539, 1),
        (3600, 3540, 2),
        ("3600", 3540, 2),
        (100, 89, 1),
        (100, 90, 2),
        (None, 10**9, 1),
        ("?", 10**9, 1),
    ],
)
def test_a_token_is_replaced_before_it_expires(kind: str, expires_in: object, wait: float, requests: int) -> None:
    vendor, clock = Vendor({"expires_in": expires_in}), Clock()
    with vendor.server as server:
        steps = in_turn(get, lambda client: clock.pass_seconds(wait), get)
        used(kind, BY_MACHINE, CLIENT, steps, base_url=server.url, clock=clock)
    assert requests == len(vendor.asked)


@every_kind
def test_many_calls_at_once_make_one_token_request(kind: str) -> None:
    vendor = Vendor()
    with vendor.server as server:
        found = used(kind, BY_MACHINE, CLIENT, lambda client: at_once(client, 20), base_url=server.url)
    assert 1 == len(vendor.asked)
    assert [{"proof": "Bearer t1"}] * 20 == found


@every_kind
def test_many_calls_at_once_share_a_failure(kind: str) -> None:
    vendor = Vendor(*[Reply(400, json={"error": "invalid_client"})] * 20)
    with vendor.server as server:
        found = used(kind, BY_MACHINE, CLIENT, lambda client: at_once(client, 20), base_url=server.url)
    assert {("TokenError", "invalid_client")} == {(type(each).__name__, each.error) for each in found}
    if kind != "sync":
        # Threads may begin after the first attempt has ended; tasks all begin before.
        assert 1 == len(vendor.asked)
    assert [] == vendor.proofs


@every_kind
def test_a_failure_is_not_kept_for_later(kind: str) -> None:
    vendor = Vendor(Reply(400, json={"error": "invalid_client"}))

    def caught(client: Any) -> Any:
        if kind == "sync":
            with pytest.raises(errors.TokenError):
                get(client)
            return None

        async def run() -> None:
            with pytest.raises(errors.TokenError):
                await get(client)

        return run()

    with vendor.server as server:
        _, value = used(kind, BY_MACHINE, CLIENT, in_turn(caught, get), base_url=server.url)
    assert {"proof": "Bearer t1"} == value


@every_kind
def test_a_failure_is_forgotten_when_a_later_attempt_ends_otherwise(kind: str) -> None:
    """Who waits for an attempt that was broken off tries for itself, and does not get an older attempt's error."""
    exchange = Exchange(BY_MACHINE.credentials[0], (None, "id", secret_that_raises, *[None] * 5))
    config = config_of(BY_MACHINE, "https://x.test", {}, {})
    keeper = (TokenKeeper if kind == "sync" else AsyncTokenKeeper)(exchange)
    keeper._error = errors.TokenError("of old", url="")

    async def run() -> None:
        await keeper.token(config, None, Timeout())  # type: ignore[misc,arg-type]

    with pytest.raises(LookupError):
        keeper.token(config, None, Timeout()) if kind == "sync" else anyio.run(run, backend=kind)  # type: ignore[arg-type]
    keeper._share_failure(seen=0, limits=None)


def secret_that_raises() -> str:
    raise LookupError("the vault is shut")


@every_kind
def test_a_refused_token_is_replaced_and_the_call_sent_again_once(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")
    with vendor.server as server:
        assert {"proof": "Bearer t2"} == used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert ["Bearer t1", "Bearer t2"] == vendor.proofs
    vendor = Vendor(accepted=lambda proof: False)
    with vendor.server as server, pytest.raises(errors.AuthenticationError, match="who are you"):
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert ["Bearer t1", "Bearer t2"] == vendor.proofs


@every_kind
def test_many_refusals_of_one_token_make_one_new_token(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")
    with vendor.server as server:
        steps = in_turn(lambda client: at_once(client, 10))
        (found,) = used(kind, BY_MACHINE, CLIENT, steps, base_url=server.url)
    assert [{"proof": "Bearer t2"}] * 10 == found
    assert 2 == len(vendor.asked)


@every_kind
def test_a_body_that_cannot_be_sent_twice_is_not_but_the_token_is_replaced(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")

    def upload(client: Any) -> Any:
        return client._call(POST, (), {}, body=iter([b"one ", b"time"]))

    def caught(client: Any) -> Any:
        if kind == "sync":
            with pytest.raises(errors.AuthenticationError):
                upload(client)
            return None

        async def run() -> None:
            with pytest.raises(errors.AuthenticationError):
                await upload(client)

        return run()

    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, in_turn(caught, get), base_url=server.url)
    assert ["Bearer t1", "Bearer t2"] == vendor.proofs


@every_kind
def test_a_token_that_was_given_is_sent_as_it_is(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: False)
    given = {**CLIENT, "access_token": "mine"}
    with vendor.server as server, pytest.raises(errors.AuthenticationError):
        used(kind, BY_MACHINE, given, get, base_url=server.url)
    assert (["Bearer mine"], []) == (vendor.proofs, vendor.asked)


@every_kind
def test_a_token_that_was_given_with_a_refresh_token_is_used_until_it_is_refused(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t1")
    given = {"access_token": "mine", "refresh_token": "r1"}
    with vendor.server as server:
        used(kind, settings_of(oauth(CODE)), given, in_turn(get, get), base_url=server.url)
    assert ["Bearer mine", "Bearer t1", "Bearer t1"] == vendor.proofs
    assert [{"grant_type": "refresh_token", "refresh_token": "r1"}] == vendor.asked


@every_kind
def test_what_the_token_url_says_is_told_without_the_secret(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = {"error": "invalid_client", "error_description": f"{CLIENT['client_secret']} is wrong"}
    vendor = Vendor(Reply(401, json=told))
    with vendor.server as server, pytest.raises(errors.TokenError) as caught:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    error = caught.value
    assert (401, "invalid_client", "*** is wrong") == (error.status_code, error.error, error.error_description)
    shown = f"the token URL refused: invalid_client: *** is wrong (401, {server.url}/oauth/token)"
    assert shown == str(error)
    assert shown == str(pickle.loads(pickle.dumps(error)))
    texts = ["".join(traceback.format_exception(error)), repr(error), *(each.getMessage() for each in caplog.records)]
    secret = CLIENT["client_secret"]
    assert [] == [text for text in texts if secret in text or "se%2Fcret" in text]


@every_kind
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(200, b"<html>"), "the token URL's answer has no access_token that can be sent"),
        (Reply(200, json=["t"]), "no access_token"),
        (Reply(200, json={"access_token": 5}), "no access_token"),
        (Reply(200, json={"error": "slow_down"}), "no access_token that can be sent: slow_down"),
        (Reply(200, b"[" * 100_000), "no access_token"),
        (Reply(404, b"not here"), "the token URL refused"),
        (Reply(400, json={"error": {"code": 3}}), "the token URL refused"),
    ],
)
def test_an_answer_without_a_token_is_a_token_error(kind: str, reply: Reply, message: str) -> None:
    vendor = Vendor(reply)
    with vendor.server as server, pytest.raises(errors.TokenError, match=message) as caught:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert reply.status == caught.value.status_code
    assert [] == vendor.proofs


@every_kind
def test_a_token_url_that_is_busy_is_asked_again_as_any_other(kind: str) -> None:
    clock, vendor = Clock(), Vendor(Reply(503), Reply(429, headers={"Retry-After": "3"}))
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, clock=clock)
    assert 3 == len(vendor.asked)
    assert [0.5, 3.0] == clock.slept


@every_kind
def test_a_token_url_that_does_not_answer_is_a_connection_error(kind: str) -> None:
    with Loopback(Misbehaviour.CLOSE) as server, pytest.raises(errors.APIConnectionError) as caught:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert f"{server.url}/oauth/token" == caught.value.url
    assert ["/oauth/token"] == [request.target for request in server.requests]


@every_kind
def test_the_secret_follows_no_redirect(kind: str) -> None:
    with Loopback() as other:
        vendor = Vendor(Reply(307, headers={"Location": f"{other.url}/oauth/token"}))
        with vendor.server as server, pytest.raises(errors.TokenError) as caught:
            used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert 307 == caught.value.status_code
    assert [] == other.requests


@every_kind
def test_the_token_goes_to_no_other_host_and_not_back(kind: str) -> None:
    home: list[Loopback] = []

    def back(request: Received) -> Reply:
        return Reply(302, headers={"Location": f"{home[0].url}/y"})

    def away(request: Received) -> Reply:
        if request.path == "/x":
            return Reply(302, headers={"Location": f"{other.url}/x"})
        return Reply(200, json={}) if request.path == "/y" else Reply(200, json={"access_token": "t1"})

    with Loopback(back) as other, Loopback(away) as server:
        home.append(server)
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert ["authorization" in each.headers for each in other.requests] == [False]
    assert [("/x", True), ("/y", False)] == [
        (each.path, "authorization" in each.headers) for each in server.requests if each.path != "/oauth/token"
    ]


@every_kind
def test_the_token_url_can_be_named_and_more_sent_to_it(kind: str) -> None:
    vendor = Vendor()
    with vendor.server as server:
        options = {"token_url": f"{server.url}/else/oauth/token", "parameters": {"audience": "https://api"}}
        flow = MACHINE._replace(token_url="https://nowhere.test/oauth/token")
        given = {**CLIENT, "token_options": options}
        used(kind, settings_of(oauth(flow)), given, get, base_url=server.url)
    assert [{"grant_type": "client_credentials", "audience": "https://api"}] == vendor.asked
    assert "/else/oauth/token" == vendor.token_requests[0].target


@every_kind
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"audience": "x"},
            TypeError,
            "token_options has no 'audience'; it may have client_authentication, on_token, ",
        ),
        ({"client_authentication": "header"}, ValueError, "must be 'basic' or 'post', not 'header'"),
    ],
)
def test_options_that_mean_nothing_are_told(
    kind: str, options: dict[str, str], error: type[Exception], message: str
) -> None:
    vendor = Vendor()
    with vendor.server as server, pytest.raises(error, match=message):
        used(kind, BY_MACHINE, {**CLIENT, "token_options": options}, get, base_url=server.url)
    assert [] == vendor.server.requests


@every_kind
def test_a_relative_token_url_is_below_the_base_url(kind: str) -> None:
    vendor = Vendor()
    flow = MACHINE._replace(token_url="oauth/token")
    with vendor.server as server:
        used(kind, settings_of(oauth(flow)), CLIENT, get, base_url=f"{server.url}/v2")
    assert ["/v2/oauth/token"] == [request.target for request in vendor.token_requests]


@every_kind
def test_credentials_can_be_functions_that_are_asked_for_every_token(kind: str) -> None:
    vendor, clock = Vendor(), Clock()
    secrets = iter(["one", "two"])

    async def awaited() -> str:
        return next(secrets)

    secret = (lambda: next(secrets)) if kind == "sync" else awaited
    given = {"client_id": "id", "client_secret": secret, "token_options": {"client_authentication": "post"}}
    with vendor.server as server:
        steps = in_turn(get, get, lambda client: clock.pass_seconds(3600), get)
        used(kind, BY_MACHINE, given, steps, base_url=server.url, clock=clock)
    assert ["one", "two"] == [form["client_secret"] for form in vendor.asked]


@every_kind
def test_copies_share_the_token_and_others_do_not(kind: str) -> None:
    vendor = Vendor(accepted=lambda proof: True)

    def replaced(client: Any) -> None:
        client.client_id = "other"

    with vendor.server as server:
        steps = in_turn(get, lambda client: get(client._copy({"timeout": 3})), replaced, get)
        used(kind, BY_MACHINE, CLIENT, steps, base_url=server.url)
    assert ["Bearer t1", "Bearer t1", "Bearer t2"] == vendor.proofs


def test_a_pickled_client_has_its_credentials_and_no_token() -> None:
    vendor = Vendor({"access_token": "canary"}, accepted=lambda proof: True)
    with vendor.server as server:
        client = SyncClient(BY_MACHINE, {**dict.fromkeys(BY_MACHINE.credentials[0].arguments), **CLIENT}, server.url)
        get(client)
        pickled = pickle.dumps(client)
        assert b"canary" not in pickled
        for other in (pickle.loads(pickled), copy.deepcopy(client)):
            get(other)
            other.close()
        client.close()
    assert ["Bearer canary", "Bearer t2", "Bearer t3"] == vendor.proofs


@every_kind
def test_the_environment_gives_credentials_and_code_wins(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_CLIENT_ID", "id")
    monkeypatch.setenv("ACME_CLIENT_SECRET", "secret")
    monkeypatch.setenv("ACME_SCOPES", "a b")
    vendor = Vendor(accepted=lambda proof: True)
    with vendor.server as server:
        used(kind, BY_MACHINE, {}, get, base_url=server.url)
        used(kind, BY_MACHINE, {"access_token": "mine"}, get, base_url=server.url)
        monkeypatch.setenv("ACME_ACCESS_TOKEN", "theirs")
        used(kind, BY_MACHINE, {}, get, base_url=server.url)
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert ["Bearer t1", "Bearer mine", "Bearer theirs", "Bearer t2"] == vendor.proofs
    assert "a b" == vendor.asked[0]["scope"]


@every_kind
def test_what_is_missing_names_every_way(kind: str) -> None:
    with pytest.raises(errors.MissingCredentialsError) as caught:
        used(kind, settings_of(oauth(MACHINE, PERSON)), {"client_id": "id"}, get, base_url="http://127.0.0.1:9")
    assert (
        "this operation of acme needs credentials: give access_token= to the client or set ACME_ACCESS_TOKEN, "
        "or give refresh_token= to the client or set ACME_REFRESH_TOKEN, "
        "or give username= and password= to the client or set ACME_USERNAME and ACME_PASSWORD, "
        "or give client_id= and client_secret= to the client or set ACME_CLIENT_ID and ACME_CLIENT_SECRET"
    ) == str(caught.value)


@every_kind
def test_the_token_takes_the_place_of_a_default_header(kind: str) -> None:
    vendor = Vendor()
    with vendor.server as server:
        headers = {"authorization": "Token theirs"}
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, default_headers=headers)
    assert ["Bearer t1"] == [
        value for name, value in vendor.server.requests[-1].fields if name.lower() == "authorization"
    ]


class Carrier:
    """A transport of the user's own; answers with a token, or with an object."""

    def __init__(self) -> None:
        self.requests: list[TransportRequest] = []
        self.status_code = 200
        self.headers = Headers([("Content-Type", "application/json")])

    def send(self, request: TransportRequest) -> Carrier:
        self.requests.append(request)
        return self

    def read(self) -> bytes:
        return b'{"access_token": "canary"}'

    def iter_bytes(self) -> Any:
        yield self.read()

    def close(self) -> None:
        pass


class AsyncCarrier(Carrier):
    """The same for an async client; lets other tasks run meanwhile."""

    async def send(self, request: TransportRequest) -> AsyncCarrier:  # type: ignore[override]
        self.requests.append(request)
        await anyio.sleep(0)
        return self

    async def read(self) -> bytes:  # type: ignore[override]
        return b'{"access_token": "canary"}'

    async def close(self) -> None:  # type: ignore[override]
        pass


def test_a_transport_of_one_s_own_carries_the_token_request_with_the_call_s_timeout() -> None:
    carrier = Carrier()
    names: dict[str, Any] = dict.fromkeys(BY_MACHINE.credentials[0].arguments)
    client = SyncClient(BY_MACHINE, {**names, **CLIENT}, "https://x.test", {"transport": carrier, "timeout": 9})
    client._call(GET, (), {"timeout": 3})
    token, call = carrier.requests
    assert ("https://x.test/oauth/token", Timeout(3)) == (token.url, token.timeout)
    assert ("Authorization", "Bearer canary") in call.headers
    assert [] == [each for each in carrier.requests if "canary" in repr(each) or "secret" in repr(each)]


def test_a_client_can_go_from_one_event_loop_to_another() -> None:
    carrier = AsyncCarrier()
    names: dict[str, Any] = dict.fromkeys(BY_MACHINE.credentials[0].arguments)
    client = AsyncClient(BY_MACHINE, {**names, **CLIENT}, "https://x.test", {"transport": carrier})

    async def many() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(get, client)

    for backend in ("asyncio", "trio", "asyncio"):
        client.client_id = backend  # type: ignore[attr-defined]
        anyio.run(many, backend=backend)
    # The third finds what the first has fetched.
    assert 2 == len([each for each in carrier.requests if each.url.endswith("/token")])


@every_kind
@pytest.mark.parametrize("token", ["t\r\nX-Admin: 1", "t\0", "t\ud800", "té"])
def test_a_token_that_no_header_can_hold_is_neither_sent_nor_kept(kind: str, token: str) -> None:
    vendor = Vendor({"access_token": token}, {"access_token": "t2", "refresh_token": "r\ud800"})

    def refused(client: Any) -> Any:
        with pytest.raises(errors.TokenError, match="no access_token that can be sent"):
            return get(client)

    async def refused_async(client: Any) -> None:
        with pytest.raises(errors.TokenError, match="no access_token that can be sent"):
            await get(client)

    with vendor.server as server:
        first = refused if kind == "sync" else refused_async
        assert [None, {"proof": "Bearer t2"}] == used(
            kind, BY_MACHINE, CLIENT, in_turn(first, get), base_url=server.url
        )
    assert ["Bearer t2"] == vendor.proofs


@every_kind
def test_a_redirect_at_home_takes_the_token_along(kind: str) -> None:
    def route(request: Received) -> Reply:
        if request.path == "/x":
            return Reply(307, headers={"Location": "/y"})
        return Reply(200, json={"access_token": "t1"})

    with Loopback(route) as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    assert [("/x", "Bearer t1"), ("/y", "Bearer t1")] == [
        (each.path, each.headers["authorization"]) for each in server.requests if each.path != "/oauth/token"
    ]


class Discovery(Vendor):
    def __init__(self, told: dict[str, object]) -> None:
        super().__init__()
        self.told = told

    def route(self, request: Received) -> Reply:
        if request.path == "/.well-known/openid-configuration":
            return Reply(200, json={"token_endpoint": f"{self.server.url}/oauth/token", **self.told})
        return super().route(request)


OPEN_ID = settings_of(
    oauth(TokenFlow("openIdConnect", discovery_url="/.well-known/openid-configuration"), kind="open-id-connect")
)


@every_kind
@pytest.mark.parametrize(
    ("told", "is_basic"),
    [
        ({}, True),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, False),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]}, True),
    ],
)
def test_open_id_connect_is_asked_for_its_token_url(kind: str, told: dict[str, object], is_basic: bool) -> None:
    vendor = Discovery(told)
    with vendor.server as server:
        assert {"proof": "Bearer t1"} == used(kind, OPEN_ID, CLIENT, get, base_url=server.url)
    assert is_basic == ("authorization" in vendor.token_requests[0].headers)
    assert "authorization" not in vendor.server.requests[0].headers


@every_kind
def test_an_issuer_in_place_of_the_discovery_url_will_do(kind: str) -> None:
    vendor = Discovery({})
    flow = TokenFlow("openIdConnect", discovery_url="/")
    with vendor.server as server:
        settings = settings_of(oauth(flow, kind="open-id-connect"))
        assert {"proof": "Bearer t1"} == used(kind, settings, CLIENT, get, base_url=server.url)


@every_kind
@pytest.mark.parametrize("url", [None, "https://[", "https://a:99999999/", "https://\ud800/"])
def test_a_discovery_document_without_token_url_is_a_token_error(kind: str, url: str | None) -> None:
    vendor = Discovery({"token_endpoint": url})
    with vendor.server as server, pytest.raises(errors.TokenError, match="names no token_endpoint"):
        used(kind, OPEN_ID, CLIENT, get, base_url=server.url)
    assert [] == vendor.asked
