"""What a caller gets for every answer a server can give, and for none; sync and async."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.behaviour.replies import FakeClock, answer
from tests.behaviour.vendors import CALLS, OUTBOUND_PROFILE, SPEAKER, VOICE_CLONE, Call, invoke, json_answer
from tests.loopback import Loopback, Misbehaviour, Step, refusing_url

pytestmark = pytest.mark.parametrize("mode", ["sync", "async"])
every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)

_ERRORS = {"errors": [{"code": "10005", "title": "Resource not found", "detail": "Voice clone not found"}]}


def _errors(package: str) -> Any:
    from importlib import import_module

    return import_module(package)


def _failing(call: Call, mode: str, *steps: Step, retries: int = 0, **client_options: Any) -> tuple[Any, int]:
    """Make the call; give the exception and how many requests the server saw."""
    package = _errors(call.vendor.package)
    with Loopback(*steps) as server:
        with pytest.raises(package.APIError) as caught:
            invoke(
                call,
                mode,
                server.url,
                client_options={"max_retries": retries, "clock": FakeClock(), **client_options},
                **call.minimal,
            )
        return caught.value, len(server.requests)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (503, "InternalServerError"),
        (418, "APIStatusError"),
    ],
)
def test_a_status_has_its_exception(mode: str, status: int, name: str) -> None:
    telnyx = _errors("telnyx")
    error, _ = _failing(VOICE_CLONE, mode, answer(status, json_answer(_ERRORS), {"x-request-id": "req-7"}))
    assert getattr(telnyx, name) is type(error)
    assert (status, "req-7") == (error.status_code, error.request_id)


@pytest.mark.parametrize("status", [401, 404, 422])
def test_a_declared_error_body_is_typed(mode: str, status: int) -> None:
    error, _ = _failing(VOICE_CLONE, mode, answer(status, json_answer(_ERRORS)))
    assert ("10005", "Resource not found") == (error.body.errors[0].code, error.body.errors[0].title)
    assert "10005" in str(error) and "Voice clone not found" in str(error) and str(status) in str(error)
    assert "key-123" not in str(error) + repr(error)


@pytest.mark.parametrize(("status", "kind"), [(404, "Model"), (409, "dict")])
def test_subscripts_read_an_error_s_body_declared_or_not(mode: str, status: int, kind: str) -> None:
    error, _ = _failing(VOICE_CLONE, mode, answer(status, json_answer(_ERRORS)))
    assert kind in {each.__name__ for each in type(error.body).__mro__}
    assert "10005" == error.body["errors"][0]["code"]


def test_the_validation_error_of_the_other_vendor_is_typed_too(mode: str) -> None:
    body = {"detail": [{"loc": ["body", "voice_id", 3], "msg": "field required", "type": "missing"}]}
    error, _ = _failing(SPEAKER, mode, answer(422, json_answer(body)))
    assert (["body", "voice_id", 3], "field required") == (error.body.detail[0].loc, error.body.detail[0].msg)
    assert "field required" in str(error)


def test_an_error_without_a_body_has_none(mode: str) -> None:
    error, _ = _failing(OUTBOUND_PROFILE, mode, answer(404, b""))
    assert error.body is None and "404" in str(error)


def test_an_error_with_html_has_its_text(mode: str) -> None:
    page = b"<html><body>502 Bad Gateway</body></html>"
    error, _ = _failing(VOICE_CLONE, mode, answer(502, page, {"Content-Type": "text/html"}))
    assert page.decode() == error.body and "502" in str(error)


def test_an_error_with_json_of_another_shape_keeps_it(mode: str) -> None:
    error, _ = _failing(VOICE_CLONE, mode, answer(404, b'["unexpected", {"a": 1}]'))
    assert ["unexpected", {"a": 1}] == error.body


def test_an_undeclared_status_has_its_json_as_it_came(mode: str) -> None:
    error, _ = _failing(OUTBOUND_PROFILE, mode, answer(409, b'{"why": "busy"}'))
    assert {"why": "busy"} == error.body


def test_an_error_survives_pickling(mode: str) -> None:
    error, _ = _failing(VOICE_CLONE, mode, answer(404, json_answer(_ERRORS), {"x-request-id": "req-7"}))
    again = pickle.loads(pickle.dumps(error))
    assert (str(error), 404, "req-7", "10005") == (
        str(again),
        again.status_code,
        again.request_id,
        again.body.errors[0].code,
    )


@every_call
@pytest.mark.parametrize(
    ("content", "content_type", "said"),
    [
        (b"", "application/json", "empty"),
        (b'{"data": ', "application/json", "not valid JSON"),
        (b"<html>maintenance</html>", "text/html", "text/html"),
    ],
)
def test_a_success_that_is_not_json_is_one_clear_error(
    mode: str, call: Call, content: bytes, content_type: str, said: str
) -> None:
    error, _ = _failing(call, mode, answer(200, content, {"Content-Type": content_type}))
    assert "APIResponseError" == type(error).__name__
    assert said in str(error)


def _result(call: Call, mode: str, value: Any, **client_options: Any) -> Any:
    with Loopback(answer(200, json_answer(value))) as server:
        return invoke(call, mode, server.url, client_options=client_options, **call.minimal)


def _drifted() -> dict[str, dict[str, Any]]:
    """Answers that are not what the document says, by what is wrong with them."""
    base = VOICE_CLONE.answer["data"]
    profile = OUTBOUND_PROFILE.answer["data"]
    return {
        "unknown enum value": {"data": {**base, "gender": "robot"}},
        "extra field": {"data": {**base, "brand_new": {"x": [1]}}},
        "wrong type": {"data": {**base, "source_voice_design_version": "one", "provider_supported_models": 7}},
        "missing required field": {"data": {key: value for key, value in profile.items() if key != "name"}},
    }


@pytest.mark.parametrize("drift", list(_drifted()))
def test_a_drifted_answer_is_kept_as_it_came(mode: str, drift: str) -> None:
    value = _drifted()[drift]
    call = OUTBOUND_PROFILE if drift.startswith("missing") else VOICE_CLONE
    result = _result(call, mode, copy.deepcopy(value))
    data = result.data
    assert value == result.to_dict()
    match drift:
        case "unknown enum value":
            assert "robot" == data.gender
        case "extra field":
            assert {"x": [1]} == data["brand_new"]
        case "wrong type":
            assert ("one", 7) == (data.source_voice_design_version, data.provider_supported_models)
        case _:
            assert data.name is None


@pytest.mark.parametrize("drift", list(_drifted()))
def test_a_drifted_answer_raises_when_the_client_is_strict(mode: str, drift: str) -> None:
    call = OUTBOUND_PROFILE if drift.startswith("missing") else VOICE_CLONE
    error, seen = _failing(call, mode, answer(200, json_answer(_drifted()[drift])), retries=2, strict=True)
    assert ("APIResponseValidationError", 1) == (type(error).__name__, seen)
    assert "/data" in str(error)


@every_call
def test_a_right_answer_passes_a_strict_client(mode: str, call: Call) -> None:
    assert call.answer == _result(call, mode, call.answer, strict=True).to_dict()


def test_fields_are_typed_and_null_is_told_from_absent(mode: str) -> None:
    data = _result(VOICE_CLONE, mode, VOICE_CLONE.answer).data
    assert datetime(2024, 1, 1, tzinfo=UTC) == data.created_at
    assert data.language is None and "language" in data
    without = {key: value for key, value in VOICE_CLONE.answer["data"].items() if key != "language"}
    absent = _result(VOICE_CLONE, mode, {"data": without}).data
    assert absent.language is None and "language" not in absent


def test_nothing_listening_is_a_connection_error_with_its_cause(mode: str) -> None:
    telnyx = _errors("telnyx")
    clock = FakeClock()
    with refusing_url() as url, pytest.raises(telnyx.APIConnectionError) as caught:
        invoke(VOICE_CLONE, mode, url, client_options={"clock": clock}, **VOICE_CLONE.minimal)
    assert caught.value.__cause__ is not None
    assert 2 == len(clock.slept)  # A failure to connect is retried for every method.


@pytest.mark.parametrize("how", [Misbehaviour.RESET, Misbehaviour.TRUNCATED, Misbehaviour.CLOSE])
def test_a_connection_that_breaks_is_a_connection_error_with_its_cause(mode: str, how: Misbehaviour) -> None:
    telnyx = _errors("telnyx")
    error, seen = _failing(VOICE_CLONE, mode, how, retries=2)
    assert isinstance(error, telnyx.APIConnectionError) and error.__cause__ is not None
    assert 1 == seen  # PATCH is not idempotent: what was sent may have been acted upon.


def test_a_slow_answer_is_a_timeout(mode: str) -> None:
    telnyx = _errors("telnyx")
    error, seen = _failing(VOICE_CLONE, mode, Misbehaviour.STALL, retries=2, timeout=0.2)
    assert isinstance(error, telnyx.APITimeoutError) and isinstance(error, telnyx.APIConnectionError)
    assert 1 == seen


@pytest.mark.parametrize("how", [Misbehaviour.RESET, Misbehaviour.CLOSE])
def test_with_an_idempotency_key_a_broken_connection_is_retried(mode: str, how: Misbehaviour) -> None:
    clock = FakeClock()
    with Loopback(how, answer(200, json_answer(VOICE_CLONE.answer))) as server:
        arguments = {**VOICE_CLONE.minimal, "idempotency_key": "k1"}
        invoke(VOICE_CLONE, mode, server.url, client_options={"clock": clock}, **arguments)
        assert ["k1", "k1"] == [request.headers["idempotency-key"] for request in server.requests]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504])
def test_an_answered_failure_is_retried_twice_for_every_method(mode: str, status: int) -> None:
    clock = FakeClock()
    failure = answer(status, json_answer(_ERRORS))
    with Loopback(failure, failure, answer(200, json_answer(VOICE_CLONE.answer))) as server:
        invoke(VOICE_CLONE, mode, server.url, client_options={"clock": clock}, **VOICE_CLONE.minimal)
        assert (3, 2) == (len(server.requests), len(clock.slept))
    assert 0.375 <= clock.slept[0] <= 0.5 and 0.75 <= clock.slept[1] <= 1.0


def test_retries_end(mode: str) -> None:
    failure = answer(503, b"")
    error, seen = _failing(VOICE_CLONE, mode, *[failure] * 5, retries=2)
    assert (503, 3) == (error.status_code, seen)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_failure_that_will_not_pass_is_not_retried(mode: str, status: int) -> None:
    _, seen = _failing(VOICE_CLONE, mode, answer(status, b"{}"), retries=2)
    assert 1 == seen


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after-ms": "1250", "Retry-After": "9"}, 1.25),
        ({"Retry-After": "Thu, 01 Jan 1970 00:16:47 GMT"}, 7.0),
    ],
)
def test_the_server_says_how_long_to_wait(mode: str, headers: dict[str, str], waited: float) -> None:
    clock = FakeClock(now=1000.0)
    with Loopback(answer(429, b"{}", headers), answer(200, json_answer(VOICE_CLONE.answer))) as server:
        invoke(VOICE_CLONE, mode, server.url, client_options={"clock": clock}, **VOICE_CLONE.minimal)
    assert [waited] == clock.slept


@pytest.mark.parametrize(("status", "said", "attempts"), [(400, "true", 2), (503, "false", 1)])
def test_the_server_says_whether_to_retry(mode: str, status: int, said: str, attempts: int) -> None:
    clock = FakeClock()
    steps = [answer(status, b"{}", {"x-should-retry": said}), answer(200, json_answer(VOICE_CLONE.answer))]
    with Loopback(*steps) as server:
        try:
            invoke(VOICE_CLONE, mode, server.url, client_options={"clock": clock}, **VOICE_CLONE.minimal)
        except _errors("telnyx").APIStatusError:
            pass
        assert attempts == len(server.requests)


def test_max_retries_can_be_set_per_call(mode: str) -> None:
    with Loopback(answer(503, b"")) as server:
        with pytest.raises(_errors("telnyx").InternalServerError):
            invoke(VOICE_CLONE, mode, server.url, **VOICE_CLONE.minimal, max_retries=0)
        assert 1 == len(server.requests)


def test_json_is_what_the_answer_was(mode: str) -> None:
    result = _result(VOICE_CLONE, mode, VOICE_CLONE.answer)
    assert VOICE_CLONE.answer == json.loads(result.to_json())
