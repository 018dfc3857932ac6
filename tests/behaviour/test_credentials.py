"""Credentials in clients made from documents: which arguments there are, what is sent, and that no secret shows."""

from __future__ import annotations

import inspect
import io
import logging
import pickle
import traceback
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.behaviour.replies import FakeClock
from tests.behaviour.small_clients import KINDS, called, made
from tests.loopback import Loopback, Misbehaviour, Received, Reply

every_kind = pytest.mark.parametrize("kind", KINDS)

DOCUMENT = """
openapi: 3.1.0
info: {title: Vault, version: "1"}
servers: [{url: "https://api.vault.test"}]
security: [{machine: [read]}]
paths:
  /machine:
    get: {operationId: readMachine, tags: [doors], responses: {"200": {description: ok}}}
  /open:
    get: {operationId: readOpen, tags: [doors], security: [], responses: {"200": {description: ok}}}
  /write:
    post: {operationId: writeMachine, tags: [doors], security: [{machine: [write, read]}], responses: {"200": {description: ok}}}
  /digest:
    get: {operationId: readDigest, tags: [doors], security: [{digest: []}], responses: {"200": {description: ok}}}
  /keys:
    get:
      operationId: readKeys
      tags: [doors]
      security: [{headerKey: [], queryKey: [], cookieKey: []}]
      responses: {"200": {description: ok}}
  /either:
    get:
      operationId: readEither
      tags: [doors]
      security: [{basic: []}, {headerKey: []}, {}]
      responses: {"200": {description: ok}}
  /openid:
    get: {operationId: readOpenid, tags: [doors], security: [{identity: [profile]}], responses: {"200": {description: ok}}}
components:
  securitySchemes:
    machine:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /token, scopes: {read: r, write: w, admin: a}}}
    digest: {type: http, scheme: digest}
    basic: {type: http, scheme: basic}
    headerKey: {type: apiKey, in: header, name: X-Vault}
    queryKey: {type: apiKey, in: query, name: vault}
    cookieKey: {type: apiKey, in: cookie, name: vault}
    identity: {type: openIdConnect, openIdConnectUrl: /.well-known/openid-configuration}
"""
CANARY = "c4n4ry"
TOKEN = "t0k3n-c4n4ry"
EVERYTHING = {
    "client_id": "id",
    "client_secret": CANARY,
    "identity_client_id": "id",
    "identity_client_secret": CANARY,
    "username": "ada",
    "password": CANARY,
    "basic_username": "ada",
    "basic_password": CANARY,
    "api_key": CANARY,
    "query_key_api_key": CANARY,
    "cookie_key_api_key": CANARY,
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(tmp_path_factory.mktemp("vault"), "vault", DOCUMENT)


def route(request: Received) -> Reply:
    if request.path == "/.well-known/openid-configuration":
        return Reply(200, json={"token_endpoint": f"http://{request.headers['host']}/token"})
    if request.path == "/token":
        return Reply(200, json={"access_token": TOKEN, "expires_in": 60})
    if request.path == "/digest" and "authorization" not in request.headers:
        return Reply(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'})
    return Reply(200, json={})


def test_each_credential_has_arguments_of_its_own(vault: Any) -> None:
    parameters = set(inspect.signature(vault.Vault.__init__).parameters) - {"self", "server", "options"}
    others = {"access_token", "scopes", "token_options"}
    others |= {f"identity_{name}" for name in (*others, "refresh_token")}
    assert {*EVERYTHING, *others} == parameters


@every_kind
def test_an_operation_gets_what_it_needs_and_nothing_else(kind: str, vault: Any) -> None:
    found: dict[str, set[str]] = {}
    with Loopback(route) as server:
        for operation in ("machine", "open", "digest", "keys", "either", "openid"):
            use = lambda client: getattr(client.doors, f"read_{operation}")()  # noqa: E731
            called(kind, vault, "Vault", use, base_url=server.url, **EVERYTHING)
            last = server.requests[-1]
            found[operation] = {name for name in ("authorization", "x-vault", "cookie") if name in last.headers}
            found[operation] |= {"query"} if last.query else set()
            if "authorization" in last.headers:
                found[operation].add(last.headers["authorization"].split()[0])
    assert {
        "machine": {"authorization", "Bearer"},
        "open": set(),
        "digest": {"authorization", "Digest"},
        "keys": {"x-vault", "query", "cookie"},
        "either": {"authorization", "Basic"},
        "openid": {"authorization", "Bearer"},
    } == found


def test_a_copy_may_have_credentials_of_its_own(vault: Any) -> None:
    with Loopback(route) as server, vault.Vault(base_url=server.url, **EVERYTHING) as client:
        tenant = client.with_options(api_key="theirs", client_id="their-id", timeout=5)
        for each in (client, tenant, tenant.with_options(max_retries=0), client):
            each.doors.read_keys()
            each.doors.read_machine()
        keys = [each.headers["x-vault"] for each in server.requests if each.path == "/keys"]
        assert [CANARY, "theirs", "theirs", CANARY] == keys
        assert 2 == len([each for each in server.requests if each.path == "/token"])
        with pytest.raises(TypeError, match="'no_such_key'"):
            client.with_options(no_such_key="x")


@every_kind
def test_scopes_are_those_that_the_operations_list(kind: str, vault: Any) -> None:
    with Loopback(route) as server:
        called(kind, vault, "Vault", lambda client: client.doors.read_machine(), base_url=server.url, **EVERYTHING)
        called(kind, vault, "Vault", lambda client: client.doors.read_openid(), base_url=server.url, **EVERYTHING)
    asked = [dict(parse_qsl(each.body.decode())).get("scope") for each in server.requests if each.path == "/token"]
    assert ["read write", "profile"] == asked


@every_kind
def test_the_environment_is_read(kind: str, vault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_CLIENT_ID", "id")
    monkeypatch.setenv("VAULT_CLIENT_SECRET", "s")
    with Loopback(route) as server:
        called(kind, vault, "Vault", lambda client: client.doors.read_machine(), base_url=server.url)
    assert f"Bearer {TOKEN}" == server.requests[-1].headers["authorization"]


@every_kind
def test_what_is_missing_is_named(kind: str, vault: Any) -> None:
    with pytest.raises(vault.MissingCredentialsError) as caught:
        called(kind, vault, "Vault", lambda client: client.doors.read_machine(), base_url="http://127.0.0.1:9")
    assert (
        "this operation of vault needs credentials: "
        "give access_token= to the client or set VAULT_ACCESS_TOKEN, "
        "or give client_id= and client_secret= to the client or set VAULT_CLIENT_ID and VAULT_CLIENT_SECRET"
    ) == str(caught.value)


@every_kind
@pytest.mark.parametrize("operation", ["machine", "digest", "keys", "either", "openid"])
@pytest.mark.parametrize("end", ["success", "refusal", "broken", "nonsense", "token refusal", "redirect"])
def test_no_secret_shows_anywhere(
    kind: str, operation: str, end: str, vault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger("vault").addHandler(handler)
    seen: list[str] = []

    def answer(request: Received) -> Reply | Misbehaviour:
        usual = route(request)
        if request.path == "/token" and end == "token refusal":
            told = {"error": "invalid_client", "error_description": f"{CANARY}?", "echo": request.body.decode()}
            return Reply(401, json=told)
        if usual.status != 200 or request.path in ("/token", "/.well-known/openid-configuration"):
            return usual
        match end:
            case "refusal":
                return Reply(403, json={"message": "no"})
            case "broken":
                return Misbehaviour.RESET
            case "nonsense":
                return Reply(200, b"<", {"Content-Type": "application/json"})
            case "redirect":
                return Reply(302, headers={"Location": f"{elsewhere.url}/elsewhere"})
            case _:
                return usual

    def use(client: Any) -> Any:
        seen.append(repr(client))
        return getattr(client.doors.with_raw_response, f"read_{operation}")()

    try:
        with Loopback(Reply(200, json={})) as elsewhere, Loopback(answer) as server:
            url = server.url.replace("//", f"//user:{CANARY}@") if operation == "keys" else server.url
            try:
                response = called(kind, vault, "Vault", use, base_url=url, clock=FakeClock(), **EVERYTHING)
                seen += [repr(response), str(response.url), repr(response.headers)]
            except vault.ClientError as error:
                seen += [str(error), repr(error), "".join(traceback.format_exception(error))]
                other = pickle.loads(pickle.dumps(error))
                seen += [str(other), repr(other), repr(vars(other))]
                assert CANARY.encode() not in pickle.dumps(error)
    finally:
        logging.getLogger("vault").removeHandler(handler)
    seen += [record.getMessage() for record in caplog.records] + [logged.getvalue()]
    assert logged.getvalue() != ""
    assert [] == [text for text in seen if CANARY in text]
    for request in elsewhere.requests:
        assert [] == [value for value in (request.target, *dict(request.fields).values()) if CANARY in value]


BY_HAND = """
openapi: 3.1.0
info: {title: Boxes, version: "1"}
servers: [{url: "https://api.boxes.test"}]
paths:
  /a:
    get: {operationId: readA, tags: [doors], security: [{login: []}], responses: {"200": {description: ok}}}
  /b:
    get: {operationId: readB, tags: [doors], security: [{hash: []}], responses: {"200": {description: ok}}}
components:
  securitySchemes:
    login: {type: oauth2, flows: {implicit: {authorizationUrl: /authorize, scopes: {}}}}
"""
CLIENT_YML = """
auth:
  - {scheme: login, type: oauth2, token_url: /token, scopes: all, client_authentication: post}
  - {scheme: hash, type: http-digest}
"""


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(tmp_path_factory.mktemp("boxes"), "boxes", BY_HAND, CLIENT_YML)


@every_kind
def test_client_yml_adds_what_the_document_does_not_say(kind: str, boxes: Any) -> None:
    def digest(request: Received) -> Reply:
        if request.path == "/b" and "authorization" not in request.headers:
            return Reply(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n"'})
        return route(request)

    given = {"client_id": "id", "client_secret": "s", "username": "u", "password": "p"}
    with Loopback(digest) as server:
        called(kind, boxes, "Boxes", lambda client: client.doors.read_a(), base_url=server.url, **given)
        called(kind, boxes, "Boxes", lambda client: client.doors.read_b(), base_url=server.url, **given)
    (form,) = (dict(parse_qsl(each.body.decode())) for each in server.requests if each.path == "/token")
    assert {"grant_type": "client_credentials", "scope": "all", "client_id": "id", "client_secret": "s"} == form
    assert ["Bearer", "Digest"] == [
        each.headers["authorization"].split()[0] for each in server.requests if "authorization" in each.headers
    ]
