"""Verifiers against answers that others worked out, and against every way to be wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from generator.runtime.headers import Headers
from generator.runtime.signatures import Ed25519Webhooks, StandardWebhooks
from generator.runtime.webhooks import WebhookVerificationError

# The example of the Standard Webhooks specification and its reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_" + "QUFB" * 8
BODY = b'{"test": 2432232314}'
SIGNED_AT = 1614265330
FIELDS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(SIGNED_AT),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def verified(
    fields: Mapping[str, str], *secrets: str | bytes, body: bytes = BODY, now: float = SIGNED_AT, tolerance: float = 300
) -> None:
    verifier = StandardWebhooks(*(secrets or (SECRET,)), tolerance=tolerance)
    verifier.verify(body, Headers(fields.items()), now)


def test_the_example_of_the_standard_is_valid() -> None:
    verified(FIELDS)


def test_signing_gives_the_example() -> None:
    assert FIELDS == StandardWebhooks(SECRET).sign(BODY, FIELDS["webhook-id"], SIGNED_AT + 0.7)
    assert FIELDS == StandardWebhooks(SECRET).sign(BODY.decode(), FIELDS["webhook-id"], SIGNED_AT)


@pytest.mark.parametrize(
    "secret",
    [
        SECRET.removeprefix("whsec_"),
        f" {SECRET}\n",
        b"1\xf2\x90\xf6\xbf\x06)\x8a\xabO\x08\xd4<?\x08,\xf6H\xa3b\xda-\xa4\xb0",
    ],
)
def test_a_secret_may_have_no_prefix_and_may_be_the_key_itself(secret: str | bytes) -> None:
    verified(FIELDS, secret)


def test_header_names_are_in_any_case_and_may_have_the_old_name() -> None:
    verified({name.title(): value for name, value in FIELDS.items()})
    verified({name.replace("webhook", "svix"): value for name, value in FIELDS.items()})


def test_one_of_several_signatures_is_enough() -> None:
    others = f"v2,xyz v1a,abc v1,AAAA {FIELDS['webhook-signature']}"
    verified({**FIELDS, "webhook-signature": others})


def test_one_of_several_secrets_is_enough() -> None:
    verified(FIELDS, OTHER_SECRET, SECRET)


@pytest.mark.parametrize("now", [SIGNED_AT - 300, SIGNED_AT + 300])
def test_five_minutes_are_allowed(now: float) -> None:
    verified(FIELDS, now=now)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="}, "no signature matches"),
        ({"webhook-signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}, "no signature matches"),
        ({"webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}, "no signature matches"),
        ({"webhook-signature": "v1,é"}, "no signature matches"),
        ({"webhook-id": "msg_other"}, "no signature matches"),
        ({"webhook-id": "msg_\ud800"}, "no signature matches"),
        ({"webhook-timestamp": str(SIGNED_AT + 1)}, "no signature matches"),
        ({"webhook-timestamp": "1614265330.0"}, "timestamp is no whole number"),
        ({"webhook-timestamp": "-1"}, "timestamp is no whole number"),
        ({"webhook-timestamp": "٣"}, "timestamp is no whole number"),
        ({"webhook-timestamp": "9" * 5000}, "timestamp is no whole number"),
        ({"webhook-id": ""}, "header webhook-id is missing"),
        ({"webhook-timestamp": ""}, "header webhook-timestamp is missing"),
        ({"webhook-signature": ""}, "header webhook-signature is missing"),
    ],
)
def test_what_is_not_signed_so_is_refused(changes: dict[str, str], message: str) -> None:
    with pytest.raises(WebhookVerificationError, match=message):
        verified({**FIELDS, **changes})


@pytest.mark.parametrize("secret", ["", "whsec_", b""])
def test_an_empty_secret_is_none(secret: str | bytes) -> None:
    with pytest.raises(ValueError, match="a webhook secret is base64"):
        StandardWebhooks(secret)


def test_another_body_or_secret_is_refused() -> None:
    with pytest.raises(WebhookVerificationError, match="no signature matches"):
        verified(FIELDS, body=BODY + b" ")
    with pytest.raises(WebhookVerificationError, match="no signature matches"):
        verified(FIELDS, OTHER_SECRET)


@pytest.mark.parametrize(("now", "said"), [(SIGNED_AT + 301, "301 s ago"), (SIGNED_AT - 301, "301 s ahead")])
def test_what_was_signed_too_long_ago_or_ahead_is_refused(now: float, said: str) -> None:
    with pytest.raises(WebhookVerificationError, match=f"{said}; 300 s are allowed"):
        verified(FIELDS, now=now)
    verified(FIELDS, now=now, tolerance=301)


@pytest.mark.parametrize("secret", ["whsec_!", "not base64!", "whsec_é"])
def test_a_secret_that_is_none_is_said_at_once(secret: str) -> None:
    with pytest.raises(ValueError, match="a webhook secret is base64") as caught:
        StandardWebhooks(secret)
    assert secret not in str(caught.value)
    with pytest.raises(ValueError, match="needs a secret"):
        StandardWebhooks()


# Ed25519: the first key of RFC 8032 §7.1; the signature was made with another implementation.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC_HEX = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
PUBLIC_BASE64 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def telnyx_fields(body: bytes = BODY, timestamp: str = str(SIGNED_AT)) -> dict[str, str]:
    from base64 import b64encode

    signature = b64encode(KEY.sign(f"{timestamp}|".encode() + body)).decode()
    return {"telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp}


def test_the_key_is_the_one_of_the_standard() -> None:
    assert PUBLIC_HEX == KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.mark.parametrize("key", [PUBLIC_BASE64, PUBLIC_HEX, bytes.fromhex(PUBLIC_HEX), f"{PUBLIC_BASE64}\n"])
def test_telnyx_signatures_are_verified(key: str | bytes) -> None:
    Ed25519Webhooks(key).verify(BODY, Headers(telnyx_fields().items()), SIGNED_AT + 300)


def test_discord_signatures_are_verified() -> None:
    fields = {
        "X-Signature-Ed25519": KEY.sign(str(SIGNED_AT).encode() + BODY).hex(),
        "X-Signature-Timestamp": str(SIGNED_AT),
    }
    verifier = Ed25519Webhooks(
        PUBLIC_HEX,
        signature_header="x-signature-ed25519",
        timestamp_header="x-signature-timestamp",
        separator="",
    )
    verifier.verify(BODY, Headers(fields.items()), SIGNED_AT)


@pytest.mark.parametrize(
    ("changes", "now", "message"),
    [
        ({"telnyx-timestamp": str(SIGNED_AT + 1)}, SIGNED_AT, "signature does not match"),
        ({"telnyx-signature-ed25519": "AAAA"}, SIGNED_AT, "is no Ed25519 signature"),
        ({"telnyx-signature-ed25519": "%"}, SIGNED_AT, "is no Ed25519 signature"),
        ({"telnyx-signature-ed25519": "z" * 128}, SIGNED_AT, "is no Ed25519 signature"),
        ({"telnyx-signature-ed25519": ""}, SIGNED_AT, "header telnyx-signature-ed25519 is missing"),
        ({}, SIGNED_AT + 301, "301 s ago"),
    ],
)
def test_what_telnyx_did_not_sign_is_refused(changes: dict[str, str], now: float, message: str) -> None:
    fields = {**telnyx_fields(), **changes}
    with pytest.raises(WebhookVerificationError, match=message):
        Ed25519Webhooks(PUBLIC_BASE64).verify(BODY, Headers(fields.items()), now)


@pytest.mark.parametrize("key", ["", "AAAA", "zz" * 32, b"123"])
def test_a_public_key_that_is_none_is_said_at_once(key: str | bytes) -> None:
    with pytest.raises(ValueError, match="an Ed25519 public key is 32 bytes"):
        Ed25519Webhooks(key)


def test_a_missing_package_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    with pytest.raises(ImportError, match="needs the package `cryptography`: pip install cryptography"):
        Ed25519Webhooks(PUBLIC_BASE64)
