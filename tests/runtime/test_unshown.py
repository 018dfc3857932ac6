"""What programs that print local variables show of credentials: error trackers, pytest's --showlocals, rich."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.loopback import Loopback, Reply
from tests.runtime import sample
from tests.runtime.grants import CLIENT, CODE, MACHINE, PERSON, Vendor, get, in_turn, oauth, settings_of, used
from tests.runtime.support import KINDS, called

every_kind = pytest.mark.parametrize("kind", KINDS)
SECRET = "s3cret"


def shown(error: BaseException | None, inside: str = "generator.runtime") -> Iterator[str]:
    """Give the local variables of our functions that an exception left, as trackers do: item by item."""
    while error is not None:
        traceback = error.__traceback__
        while traceback is not None:
            frame = traceback.tb_frame
            if frame.f_globals["__name__"].startswith(inside):
                for name, value in frame.f_locals.items():
                    yield from (f"{frame.f_code.co_qualname} {name}={each}" for each in items(value))
            traceback = traceback.tb_next
        error = error.__cause__ or error.__context__


def items(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for pair in value.items():
            yield from items(pair)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from items(each)
    else:
        yield repr(value)


def with_secrets(error: BaseException) -> list[str]:
    basic = base64.b64encode(f"id:{SECRET}".encode()).decode()
    return [text for text in shown(error) if SECRET in text or basic in text]


@every_kind
@pytest.mark.parametrize(
    "use",
    [
        lambda client: client.things.read("x"),
        lambda client: client.things.read("x", bogus=1),
        lambda client: client.things.read("x", timeout="soon"),
        lambda client: client.things.read("x", max_retries="many"),
        lambda client: client.things.read("x", extra_headers={"X-Two": "a\nb"}),
        lambda client: client.things.update("x", name=object()),
        lambda client: client.with_options(on_request=lambda request: 1 / 0).things.read("x"),
    ],
    ids=["404", "keyword", "timeout", "retries", "header", "body", "hook"],
)
@pytest.mark.parametrize(
    "given", [{"api_key": SECRET}, {"api_key": None, "query_key": SECRET}], ids=["bearer", "query"]
)
def test_a_call_that_fails_leaves_no_credential_in_a_variable(
    kind: str, use: Callable[[Any], Any], given: dict[str, Any]
) -> None:
    with Loopback(Reply(404)) as server, pytest.raises(Exception) as caught:
        called(kind, use, base_url=server.url, **given)
    assert [] == with_secrets(caught.value)


@every_kind
def test_a_key_with_a_line_break_is_in_no_variable(kind: str) -> None:
    with pytest.raises(ValueError, match="line break") as caught:
        called(kind, lambda client: client.things.read("x"), base_url="http://127.0.0.1:9", api_key=f"{SECRET}\n")
    assert [] == with_secrets(caught.value)


@every_kind
@pytest.mark.parametrize("answer", [Reply(400, json={"error": "invalid_client"}), Reply(503)], ids=["refused", "down"])
@pytest.mark.parametrize("way", ["basic", "post"])
def test_a_token_url_that_fails_leaves_no_secret_in_a_variable(kind: str, answer: Reply, way: str) -> None:
    for flow, given in (
        (MACHINE, {}),
        (PERSON, {"username": "u", "password": SECRET}),
        (CODE, {"refresh_token": f"{SECRET}-refresh"}),
    ):
        vendor = Vendor(answer)
        options = {**given, "client_id": "id", "client_secret": SECRET, "token_options": {"client_authentication": way}}
        with vendor.server as server, pytest.raises(Exception) as caught:
            used(kind, settings_of(oauth(flow)), options, get, base_url=server.url, max_retries=0)
        assert [] == with_secrets(caught.value)


@every_kind
def test_a_token_that_cannot_be_renewed_is_in_no_variable(kind: str) -> None:
    vendor = Vendor(
        {"access_token": f"{SECRET}-access", "refresh_token": f"{SECRET}-refresh", "expires_in": 0},
        Reply(503),
        Reply(503),
    )
    vendor.accepted = lambda proof: True
    with vendor.server as server, pytest.raises(Exception) as caught:
        used(kind, settings_of(oauth(MACHINE)), CLIENT, in_turn(get, get), base_url=server.url, max_retries=0)
    assert 3 == len(vendor.token_requests)
    assert [] == with_secrets(caught.value)


def test_a_constructor_that_raises_shows_nothing_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", SECRET)
    wrong: dict[str, Any] = {"timeout": "soon"}
    with pytest.raises(TypeError, match="timeout") as caught:
        sample.Acme(**wrong)
    assert [] == with_secrets(caught.value)


def test_a_client_that_was_not_made_has_a_repr() -> None:
    wrong: dict[str, Any] = {"bogus": 1}
    with pytest.raises(TypeError, match="bogus") as caught:
        sample.Acme(**wrong)
    assert any("self=<Acme not made yet>" in text for text in shown(caught.value))
