"""What goes over the wire, exactly, for each of the three operations, sync and async; and a second opinion on it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from tests.behaviour.second_opinion import Response, check_request, check_response
from tests.behaviour.replies import answer
from tests.behaviour.vendors import CALLS, SPEAKER, Call, invoke, json_answer
from tests.loopback import Loopback, Received

pytestmark = [
    pytest.mark.parametrize("mode", ["sync", "async"]),
]
every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)


def _sent(call: Call, mode: str, **arguments: Any) -> Received:
    """Make the call and give what the server saw; a second opinion has accepted request and response."""
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(call, mode, server.url, **arguments)
        (recorded,) = server.requests
        base_url = server.url + call.vendor.base_path
        check_request(call.spec, base_url, server.url, recorded)
        response = Response(200, [("Content-Type", "application/json")], json_answer(call.answer))
        check_response(call.spec, base_url, server.url, recorded, response)
    return recorded


@every_call
def test_the_minimal_call(call: Call, mode: str) -> None:
    recorded = _sent(call, mode, **call.minimal)
    assert (call.method, call.vendor.base_path + call.path) == (recorded.method, recorded.target)
    assert call.minimal_body == json.loads(recorded.body)


@every_call
def test_the_headers(call: Call, mode: str) -> None:
    headers = _sent(call, mode, **call.minimal).headers
    assert "application/json" == headers["accept"]
    assert "application/json" == headers["content-type"]
    assert call.vendor.key_format.format("key-123") == headers[call.vendor.key_header.lower()]
    assert re.fullmatch(rf"{call.vendor.package}-python/\d+\.\d+\.\d+", headers["user-agent"])


@every_call
def test_every_field_set(call: Call, mode: str) -> None:
    recorded = _sent(call, mode, **call.full)
    assert call.full_body == json.loads(recorded.body)


@pytest.mark.parametrize("call", [call for call in CALLS if call.nullable], ids=lambda call: call.name)
def test_none_sends_null_and_leaving_out_sends_nothing(call: Call, mode: str) -> None:
    with_null = json.loads(_sent(call, mode, **call.minimal, **{call.nullable: None}).body)
    without = json.loads(_sent(call, mode, **call.minimal).body)
    assert {**call.minimal_body, call.nullable: None} == with_null
    assert call.nullable not in without


@pytest.mark.parametrize("call", [call for call in CALLS if call.list_argument], ids=lambda call: call.name)
def test_an_empty_list_is_sent_as_one(call: Call, mode: str) -> None:
    recorded = _sent(call, mode, **call.minimal, **{call.list_argument: []})
    assert [] == json.loads(recorded.body)[call.list_argument]


@every_call
@pytest.mark.parametrize(
    "text", ["Grüße aus Zürich", "日本語で話す", "🎙️ studio", 'quote " and \\ back', "line\nbreak"]
)
def test_text_of_any_script_arrives_as_it_was(call: Call, mode: str, text: str) -> None:
    recorded = _sent(call, mode, **{**call.minimal, call.text_argument: text})
    assert text == json.loads(recorded.body.decode("utf-8"))[call.text_argument]


@every_call
def test_an_id_is_percent_encoded(call: Call, mode: str) -> None:
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(call, mode, server.url, **{**call.minimal, call.varied_id: "a/b c?d#é"})
        (recorded,) = server.requests
    assert call.vendor.base_path + call.path_of.format("a%2Fb%20c%3Fd%23%C3%A9") == recorded.target


@every_call
@pytest.mark.parametrize("bad_id", ["", ".", ".."])
def test_an_id_that_would_reach_another_endpoint_is_refused_before_anything_is_sent(
    call: Call, mode: str, bad_id: str
) -> None:
    with Loopback() as server:
        with pytest.raises(ValueError, match=call.varied_id):
            invoke(call, mode, server.url, **{**call.minimal, call.varied_id: bad_id})
        assert [] == server.requests


@every_call
def test_an_unknown_keyword_is_a_type_error(call: Call, mode: str) -> None:
    with Loopback() as server:
        with pytest.raises(TypeError, match="update.* unexpected keyword argument 'nmae'"):
            invoke(call, mode, server.url, **call.minimal, nmae="x")
        assert [] == server.requests


@every_call
def test_a_missing_id_is_a_type_error(call: Call, mode: str) -> None:
    from tests.behaviour.vendors import make_client, method_of

    client = make_client(call, mode, "http://127.0.0.1:9")
    with pytest.raises(TypeError, match=f"update.* {call.varied_id}|update.*'{call.varied_id}'"):
        result = method_of(client, call.attributes)(**call.minimal)
        if mode == "async":
            asyncio.run(result)


@every_call
def test_extra_headers_query_and_body_are_sent_and_win(call: Call, mode: str) -> None:
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(
            call,
            mode,
            server.url,
            **call.minimal,
            extra_headers={"X-Trace": "t1", "user-agent": "mine/1"},
            extra_query={"dry_run": True, "tag": ["a", "b&c"]},
            extra_body={"brand_new": {"x": [1]}, call.text_argument: "wins"},
        )
        (recorded,) = server.requests
    assert f"{call.vendor.base_path}{call.path}?dry_run=true&tag=a&tag=b%26c" == recorded.target
    assert ("t1", "mine/1") == (recorded.headers["x-trace"], recorded.headers["user-agent"])
    assert {**call.minimal_body, "brand_new": {"x": [1]}, call.text_argument: "wins"} == json.loads(recorded.body)


@every_call
def test_extra_headers_can_carry_another_key(call: Call, mode: str) -> None:
    header = call.vendor.key_header
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(call, mode, server.url, **call.minimal, extra_headers={header: "other"})
        (recorded,) = server.requests
    assert ["other"] == [value for name, value in recorded.fields if name.lower() == header.lower()]


@every_call
def test_a_header_can_be_taken_away(call: Call, mode: str) -> None:
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(call, mode, server.url, **call.minimal, extra_headers={"User-Agent": None})
        (recorded,) = server.requests
    assert "user-agent" not in recorded.headers or "python/" not in recorded.headers["user-agent"]


@every_call
def test_a_response_field_is_read_by_name_and_null_is_not_absent(call: Call, mode: str) -> None:
    with Loopback(answer(200, json_answer(call.answer))) as server:
        result = invoke(call, mode, server.url, **call.minimal)
    assert call.answer == result.to_dict()


def test_without_a_key_the_optional_header_is_not_sent(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    with Loopback(answer(200, json_answer(SPEAKER.answer))) as server:
        invoke(SPEAKER, mode, server.url, client_options={"api_key": None})
        (recorded,) = server.requests
    assert "xi-api-key" not in recorded.headers


@every_call
def test_the_key_comes_from_the_environment(call: Call, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{call.vendor.package.upper()}_API_KEY", "from-env")
    with Loopback(answer(200, json_answer(call.answer))) as server:
        invoke(call, mode, server.url, client_options={"api_key": None}, **call.minimal)
        (recorded,) = server.requests
    assert call.vendor.key_format.format("from-env") == recorded.headers[call.vendor.key_header.lower()]
