"""What hooks, traces and the log see of requests for tokens, and of calls that are sent again with another proof."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.hooks import OutgoingRequest
from generator.runtime.responses import ResponseHead
from generator.runtime.settings import Credential
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.grants import CLIENT, MACHINE, Vendor, get, oauth, settings_of, used
from tests.runtime.support import KINDS
from tests.runtime.test_tracing import Recorder

every_kind = pytest.mark.parametrize("kind", KINDS)
BY_MACHINE = settings_of(oauth(MACHINE))
BY_DIGEST = settings_of(Credential("digest", "digest", ("username", "password"), ("ACME_USERNAME", "ACME_PASSWORD")))


class Seen:
    """Hooks that write down what they are told."""

    def __init__(self) -> None:
        self.requests: list[OutgoingRequest] = []
        self.responses: list[ResponseHead] = []
        self.errors: list[errors.APIError] = []
        self.options: dict[str, Callable[[Any], object]] = {
            "on_request": self.requests.append,
            "on_response": self.responses.append,
            "on_error": self.errors.append,
        }


class _CutOff(Vendor):
    def route(self, request: Received) -> Reply | Misbehaviour:
        if request.headers.get("authorization") == "Bearer t1":
            return Misbehaviour.TRUNCATED_401
        return super().route(request)


@every_kind
def test_hooks_see_token_requests_and_the_call_sent_again_with_another_token(kind: str) -> None:
    seen = Seen()
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, **seen.options)
    routes = [request.url.removeprefix(server.url) for request in seen.requests]
    assert ["/oauth/token", "/x", "/oauth/token", "/x"] == routes
    assert [True, False, True, False] == [request.is_for_token for request in seen.requests]
    assert ["/oauth/token", "/x", "/oauth/token", "/x"] == [request.path_template for request in seen.requests]
    assert [200, 401, 200, 200] == [response.status_code for response in seen.responses]
    assert [0, 0, 0, 1] == [request.times_sent for request in seen.requests]
    assert [0, 0, 0, 0] == [request.retries_taken for request in seen.requests]
    # Another token mends the 401, so nothing has failed.
    assert [] == seen.errors


@every_kind
def test_a_hook_that_signs_sees_the_token_that_goes_out(kind: str) -> None:
    def sign(request: OutgoingRequest) -> None:
        if not request.is_for_token:
            request.set_header("X-Signed", str(request.headers.get("authorization")))

    vendor = Vendor()
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, on_request=sign)
    assert ["Bearer t1"] == [each.headers["x-signed"] for each in server.requests if each.path == "/x"]
    assert [None] == [each.headers.get("x-signed") for each in vendor.token_requests]


@every_kind
def test_a_refusal_of_the_token_url_is_told_without_the_secret(kind: str) -> None:
    seen = Seen()
    secret = CLIENT["client_secret"]
    vendor = Vendor(Reply(401, json={"error": "invalid_client", "error_description": f"{secret} or se%2Fcret%2B1?"}))
    with vendor.server as server, pytest.raises(errors.TokenError, match="invalid_client"):
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, **seen.options)
    (error,) = seen.errors
    assert isinstance(error, errors.AuthenticationError)
    told = " ".join([str(error), repr(error), repr(error.body), error.response.text(), repr(seen.requests)])
    assert "invalid_client" in told
    assert secret not in told and "se%2Fcret" not in told


@every_kind
def test_a_token_url_that_is_busy_is_an_error_and_another_attempt(kind: str) -> None:
    seen = Seen()
    vendor = Vendor(Reply(503), {})
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, **seen.options)
    assert [errors.InternalServerError] == [type(error) for error in seen.errors]
    assert [0, 1, 0] == [request.retries_taken for request in seen.requests]


@every_kind
def test_hooks_see_a_digest_challenge_and_its_answer(kind: str) -> None:
    def challenging(request: Received) -> Reply:
        if "authorization" in request.headers:
            return Reply(200, json={})
        return Reply(401, headers={"WWW-Authenticate": 'Digest realm="a", nonce="n", qop="auth"'})

    seen = Seen()
    with Loopback(challenging) as server:
        used(kind, BY_DIGEST, {"username": "u", "password": "p"}, get, base_url=server.url, **seen.options)
    assert [401, 200] == [response.status_code for response in seen.responses]
    assert [False, True] == ["authorization" in request.headers for request in seen.requests]
    assert [] == seen.errors


@every_kind
def test_a_refusal_whose_body_breaks_off_is_a_refusal(kind: str) -> None:
    with _CutOff().server as server:
        assert {"proof": "Bearer t2"} == used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)


@every_kind
def test_a_token_request_is_a_span_of_its_own(kind: str) -> None:
    recorder = Recorder()
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url, tracing=recorder.provider)
    assert ["POST /oauth/token", "GET /x"] * 2 == [span.name for span in recorder.spans]
    assert [200, 401, 200, 200] == [(span.attributes or {})["http.response.status_code"] for span in recorder.spans]
    assert [None, None, None, 1] == [
        (span.attributes or {}).get("http.request.resend_count") for span in recorder.spans
    ]
    texts = [span.to_json() for span in recorder.spans]
    assert [] == [text for text in texts if CLIENT["client_secret"] in text or "t1" in text or "Bearer" in text]


@every_kind
def test_the_log_has_every_request_and_no_secret(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    vendor = Vendor(accepted=lambda proof: proof == "Bearer t2")
    with vendor.server as server:
        used(kind, BY_MACHINE, CLIENT, get, base_url=server.url)
    lines = [record.getMessage().replace(server.url, "") for record in caplog.records if record.name == "acme"]
    requests = [line.partition(" in ")[0] for line in lines if "→" in line]
    assert ["POST /oauth/token → 200", "GET /x → 401", "POST /oauth/token → 200", "GET /x → 200"] == requests
    assert "GET /x: sent again with another proof" in lines
    assert [] == [line for line in lines if CLIENT["client_secret"] in line or "Bearer t" in line]


def test_a_hook_that_needs_a_token_for_a_token_is_told_so_and_does_not_hang() -> None:
    vendor = Vendor()

    def use(client: Any) -> Any:
        return get(client._copy({"on_request": lambda request: get(client)}))

    with vendor.server as server, pytest.raises(RuntimeError, match="makes a call that needs one") as caught:
        used("sync", BY_MACHINE, CLIENT, use, base_url=server.url)
    assert ["raised by the client's on_request"] == caught.value.__notes__
