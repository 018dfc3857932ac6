"""What an API sends: verified, typed, and never a reason to break."""

from __future__ import annotations

import json
import pickle
import re
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.behaviour.made import DOCUMENTS, made
from tests.behaviour.replies import FakeClock
from tests.loopback import Loopback, Reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1_900_000_000.0
MADE = {"type": "widget.made", "data": {"id": "w1", "made_at": "2030-01-31T12:00:00Z"}}
every_client = pytest.mark.parametrize("prefix", ["", "Async"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return made(DOCUMENTS / "hooks.yml", tmp_path_factory.mktemp("hooks"), "shop_hooks")


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return made(DOCUMENTS / "own-webhooks.yml", tmp_path_factory.mktemp("mill"), "mill_hooks")


def receiver(shop: ModuleType, prefix: str = "", **options: Any) -> Any:
    return getattr(shop, f"{prefix}ShopHooks")(clock=FakeClock(NOW), **options).webhooks


def signed(shop: ModuleType, payload: object, secret: str = SECRET, at: float = NOW) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(payload).encode()
    return body, shop.StandardWebhooks(secret).sign(body, "msg_1", at)


@every_client
def test_a_signed_event_is_the_type_its_kind_says(shop: ModuleType, prefix: str) -> None:
    event = receiver(shop, prefix).unwrap(*signed(shop, MADE), SECRET)
    assert type(event) is shop.types.WidgetMadeEvent
    assert datetime(2030, 1, 31, 12, tzinfo=UTC) == event.data.made_at
    gone = receiver(shop, prefix).unwrap(*signed(shop, {"type": "widget.gone", "id": "w1"}), secret=SECRET)
    assert type(gone) is shop.types.WidgetGoneEvent


def test_the_secret_comes_from_the_environment(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_HOOKS_WEBHOOK_SECRET", SECRET)
    assert "w1" == receiver(shop).unwrap(*signed(shop, MADE)).data.id


def test_the_secret_may_be_the_clients(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_HOOKS_WEBHOOK_SECRET", "whsec_QUFB")
    client = shop.ShopHooks(clock=FakeClock(NOW), webhook_secret=SECRET)
    assert "w1" == client.webhooks.unwrap(*signed(shop, MADE)).data.id
    assert "w1" == client.with_options(strict=True).webhooks.unwrap(*signed(shop, MADE)).data.id
    with pytest.raises(shop.WebhookVerificationError):
        client.webhooks.unwrap(*signed(shop, MADE), "whsec_QUFB")
    assert SECRET not in repr(client)


def test_without_a_secret_nothing_is_read(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_HOOKS_WEBHOOK_SECRET", raising=False)
    with pytest.raises(shop.MissingCredentialsError, match="set SHOP_HOOKS_WEBHOOK_SECRET; parse_unverified"):
        receiver(shop).unwrap(*signed(shop, MADE))


def test_what_is_signed_with_another_secret_or_too_old_is_refused(shop: ModuleType) -> None:
    with pytest.raises(shop.WebhookVerificationError, match="no signature matches"):
        receiver(shop).unwrap(*signed(shop, MADE, "whsec_QUFB"), SECRET)
    with pytest.raises(shop.WebhookVerificationError, match="400 s ago"):
        receiver(shop).unwrap(*signed(shop, MADE, at=NOW - 400), SECRET)
    with pytest.raises(shop.WebhookVerificationError, match="no signature matches"):
        receiver(shop).unwrap("\ud800", signed(shop, MADE)[1], SECRET)
    with pytest.raises(shop.WebhookPayloadError, match="not valid JSON"):
        receiver(shop).parse_unverified("\ud800")
    assert issubclass(shop.WebhookVerificationError, shop.ClientError)


def test_headers_come_as_any_framework_has_them(shop: ModuleType) -> None:
    body, fields = signed(shop, MADE)
    asgi = [(name.encode(), value.encode()) for name, value in fields.items()]
    upper = {name.upper(): value for name, value in fields.items()}
    for headers in (asgi, upper, tuple(fields.items())):
        assert "w1" == receiver(shop).unwrap(body, headers, SECRET).data.id
    assert "w1" == receiver(shop).unwrap(body.decode(), fields, SECRET).data.id


def test_a_parsed_body_is_refused_with_the_reason(shop: ModuleType) -> None:
    _, fields = signed(shop, MADE)
    with pytest.raises(TypeError, match="body must be the request's body as it came"):
        receiver(shop).unwrap(MADE, fields, SECRET)


def test_a_new_kind_of_event_breaks_nothing(shop: ModuleType) -> None:
    payload = {"type": "widget.painted", "color": "red"}
    event = receiver(shop).unwrap(*signed(shop, payload), SECRET)
    assert isinstance(event, shop.Model) and not isinstance(event, shop.types.WidgetMadeEvent)
    assert ("widget.painted", payload) == (event["type"], event.to_dict())
    assert [1] == receiver(shop).parse_unverified(b"[1]")


def test_a_strict_client_refuses_what_the_document_does_not_say(shop: ModuleType) -> None:
    with pytest.raises(shop.WebhookPayloadError, match="required property 'id' is missing"):
        receiver(shop, strict=True).unwrap(*signed(shop, {"type": "widget.gone"}), SECRET)


def test_a_signed_body_that_is_no_json_is_an_error_of_its_own(shop: ModuleType) -> None:
    body = b"{"
    with pytest.raises(shop.WebhookPayloadError, match="not valid JSON"):
        receiver(shop).unwrap(body, shop.StandardWebhooks(SECRET).sign(body, "m", NOW), SECRET)


def test_a_callback_is_told_by_its_type(shop: ModuleType) -> None:
    paid = receiver(shop).unwrap(*signed(shop, {"amount": 1.5}), SECRET, cast_to=shop.types.OrdersCreateOnPaidEvent)
    assert type(paid) is shop.types.OrdersCreateOnPaidEvent and 1.5 == paid.amount


def test_a_callback_that_is_a_form_is_read_as_one(shop: ModuleType) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    fax = receiver(shop).parse_unverified(
        b"FaxSid=f%201&Page=a&Page=b", headers, cast_to=shop.types.OrdersCreateOnFaxEvent
    )
    assert ("f 1", ["a", "b"]) == (fax.fax_sid, fax.page)


def test_any_verifier_will_do(shop: ModuleType) -> None:
    class Shared:
        def verify(self, body: bytes, headers: Any, now: float) -> None:
            if (headers.get("X-Token"), now) != ("t", NOW):
                raise shop.WebhookVerificationError("wrong token")

    body = json.dumps(MADE)
    assert "w1" == receiver(shop).unwrap(body, {"x-token": "t"}, verifier=Shared()).data.id
    with pytest.raises(shop.WebhookVerificationError, match="wrong token"):
        receiver(shop).unwrap(body, {"x-token": "u"}, verifier=Shared())


def test_the_verifier_may_be_the_clients_and_travels_with_it(shop: ModuleType) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    body, at = json.dumps(MADE).encode(), str(int(NOW))
    headers = {
        "Telnyx-Signature-Ed25519": b64encode(key.sign(f"{at}|".encode() + body)).decode(),
        "Telnyx-Timestamp": at,
    }
    client = shop.ShopHooks(clock=FakeClock(NOW), webhook_verifier=shop.Ed25519Webhooks(public))
    for each in (client, client.with_options(strict=True), pickle.loads(pickle.dumps(client))):
        assert "w1" == each.webhooks.unwrap(body, headers).data.id
        with pytest.raises(shop.WebhookVerificationError, match="signature does not match"):
            each.webhooks.unwrap(body + b" ", headers)
        # A secret of the call's own means Standard Webhooks.
        assert "w1" == each.webhooks.unwrap(*signed(shop, MADE), SECRET).data.id


def test_the_apis_own_webhooks_and_what_it_sends_share_a_resource(mill: ModuleType) -> None:
    with Loopback(Reply(200, json=["a"]), Reply(200, json=["a"]), Reply(204)) as server:
        with mill.MillHooks(base_url=server.url, clock=FakeClock(NOW)) as client:
            assert ["a"] == client.webhooks.list()
            assert ["a"] == client.webhooks.with_raw_response.list().parse()
            client.webhooks.unwrap_2()
            body, headers = signed(mill, {"grams": 5})
            assert 5 == client.webhooks.unwrap(body, headers, SECRET).grams
    assert "/webhooks/unwrap" == server.requests[-1].target


def test_a_copy_of_a_client_receives_too(shop: ModuleType) -> None:
    client = shop.ShopHooks(clock=FakeClock(NOW)).with_options(strict=True)
    with pytest.raises(shop.WebhookPayloadError):
        client.webhooks.parse_unverified(b'{"type": "widget.gone"}')


def test_the_readme_tells_of_it_and_its_code_runs(shop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.__file__ is not None
    text = Path(shop.__file__).with_name("README.md").read_text(encoding="utf-8")
    (block,) = re.findall(
        r"^```python\n(from \w+ import WebhookVerificationError\n.*?)^```", text, re.MULTILINE | re.DOTALL
    )
    monkeypatch.setenv("SHOP_HOOKS_WEBHOOK_SECRET", SECRET)
    namespace: dict[str, Any] = {"client": shop.ShopHooks(clock=FakeClock(NOW))}
    exec(block, namespace)
    assert [204, 400] == [namespace["receive"](*signed(shop, MADE, at=at)) for at in (NOW, NOW - 301)]
    assert "| widget.gone | `types.WidgetGoneEvent` |" in text
    assert "| `links.UsersCreate.get_address` | `client.addresses.retrieve` |" in text
    assert "`.parse_headers(types." in text
