"""The account of what is more than a call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.cli import main
from tests.behaviour.made import DOCUMENTS


@pytest.fixture
def account(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert 0 == main(["-q", "inspect", str(DOCUMENTS / "hooks.yml"), "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_response_headers_say_which_model_has_them(account: dict[str, Any]) -> None:
    found = {(each["path"], each["response"], each["wire_name"]): each for each in account["response_headers"]}
    assert 16 == len(found)
    assert {
        "method": "GET",
        "path": "/widgets",
        "response": "429",
        "wire_name": "Retry-After",
        "type": "types.TooManyHeaders",
        "status": "generated",
    } == found["/widgets", "429", "Retry-After"]


def test_links_say_which_helper_they_have_or_none(account: dict[str, Any]) -> None:
    found = {each["name"]: (each["helper"], each["status"]) for each in account["links"]}
    assert ("links.UsersCreate.get_address", "generated") == found["GetAddress"]
    assert (None, "limited") == found["elsewhere"]


def test_webhooks_and_callbacks_say_what_they_bring(account: dict[str, Any]) -> None:
    assert {
        "name": "widget.gone",
        "method": "POST",
        "operation_id": None,
        "type": "types.WidgetGoneEvent",
        "media_types": ["application/json"],
        "headers": ["webhook-id"],
        "status": "generated",
    } == account["webhooks"][1]
    paid = account["callbacks"][0]
    assert ("onPaid", "types.OrdersCreateOnPaidEvent", ["X-Attempt"]) == (paid["name"], paid["type"], paid["headers"])
    assert ("POST", "/orders", "{$request.body#/notify}") == (paid["method"], paid["path"], paid["expression"])


def test_the_text_has_a_section_for_each_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["-q", "inspect", str(DOCUMENTS / "hooks.yml")])
    lines = capsys.readouterr().out.splitlines()
    for line in (
        "  GET /widgets 404: types.WidgetListHeaders (X-Trace)",
        "  POST /users 201 GetAddress: links.UsersCreate.get_address",
        "  POST /users 201 elsewhere: limited: it leads to nothing the client can call",
        "  widget.made: types.WidgetMadeEvent",
        "  POST /orders onPaid: types.OrdersCreateOnPaidEvent",
    ):
        assert line in lines


def test_what_is_skipped_is_limited(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "hooks.yml").write_text((DOCUMENTS / "hooks.yml").read_text())
    (tmp_path / "shop" / "client.yml").write_text(
        "skip: [{pattern: 'GET /users/{userId}/addresses/{addressId}', reason: soon}]\n"
    )
    assert 0 == main(["-q", "inspect", str(tmp_path / "shop"), "--json"])
    found = {each["name"]: each["status"] for each in json.loads(capsys.readouterr().out)["links"]}
    assert ("limited", "limited", "generated") == (found["GetAddress"], found["getOdd"], found["copyUser"])
