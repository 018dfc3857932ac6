"""Verifiers of webhooks: Standard Webhooks (HMAC-SHA256), and Ed25519 as Telnyx, Discord and others use it.

    StandardWebhooks    webhook-signature: v1,BASE64 …         over  {webhook-id}.{webhook-timestamp}.{body}
    Ed25519Webhooks     telnyx-signature-ed25519: BASE64       over  {telnyx-timestamp}|{body}

Both refuse what was signed more than `tolerance` seconds ago, or that far ahead: a recorded request cannot be sent again.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode, b64encode
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .webhooks import WebhookVerificationError

if TYPE_CHECKING:
    from .headers import Headers

_TOLERANCE = 300.0
"""Seconds; what the reference libraries of Standard Webhooks allow."""
_SECRET_PREFIX = "whsec_"
_VENDORS = ("webhook", "svix")
"""What header names begin with; the second is how the standard was called before it was one."""


class StandardWebhooks:
    """Verifies https://www.standardwebhooks.com signatures. Several secrets: while one replaces another, both count."""

    __slots__ = ("_keys", "_tolerance")

    def __init__(self, *secrets: str | bytes, tolerance: float = _TOLERANCE) -> None:
        """A secret is text as the API shows it ("whsec_…", base64), or the bytes of the key itself."""
        if not secrets:
            raise ValueError("StandardWebhooks needs a secret")
        self._keys = tuple(_key_of(secret) for secret in secrets)
        self._tolerance = tolerance

    def verify(self, body: bytes, headers: Headers, now: float) -> None:
        vendor = next(
            (name for name in _VENDORS if f"{name}-signature" in headers), _VENDORS[0]
        )
        message_id = _needed(headers, f"{vendor}-id")
        timestamp = _needed(headers, f"{vendor}-timestamp")
        given = _needed(headers, f"{vendor}-signature")
        _check_age(timestamp, now, self._tolerance)
        wanted = [
            _signature(key, message_id, timestamp, body).encode() for key in self._keys
        ]
        # Every pair is compared, so that the time it takes tells nothing.
        matches = [
            hmac.compare_digest(one, other.encode("utf-8", "replace"))
            for one in wanted
            for other in given.split()
        ]
        if not any(matches):
            raise WebhookVerificationError(
                "no signature matches: another secret signed it, or the body is not as it was sent"
            )

    def sign(self, body: str | bytes, message_id: str, now: float) -> dict[str, str]:
        """Give the headers of a webhook, as the API would send it: for tests of what receives them."""
        content = body.encode() if isinstance(body, str) else body
        timestamp = str(int(now))
        signature = _signature(self._keys[0], message_id, timestamp, content)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature,
        }


class Ed25519Webhooks:
    """Verifies Ed25519 signatures with the API's public key. Needs the package `cryptography`.

    The defaults are Telnyx's; Discord is `Ed25519Webhooks(key, signature_header="x-signature-ed25519",
    timestamp_header="x-signature-timestamp", separator="")`.
    """

    __slots__ = (
        "_key",
        "_raw",
        "_separator",
        "_signature",
        "_timestamp",
        "_tolerance",
    )

    def __init__(
        self,
        public_key: str | bytes,
        *,
        signature_header: str = "telnyx-signature-ed25519",
        timestamp_header: str = "telnyx-timestamp",
        separator: str = "|",
        tolerance: float = _TOLERANCE,
    ) -> None:
        """`public_key`: base64 or hexadecimal digits, or the 32 bytes themselves."""
        raw = (
            public_key
            if isinstance(public_key, bytes)
            else _decoded(public_key.strip(), 32)
        )
        if raw is None or len(raw) != 32:
            raise ValueError(
                "an Ed25519 public key is 32 bytes: give them, or their base64 or hexadecimal digits"
            )
        self._raw = raw
        self._key = _ed25519().Ed25519PublicKey.from_public_bytes(raw)
        self._signature = signature_header
        self._timestamp = timestamp_header
        self._separator = separator
        self._tolerance = tolerance

    def __reduce__(self) -> Any:
        # Keys of `cryptography` do not pickle, and clients that hold a verifier do.
        made = partial(
            Ed25519Webhooks,
            signature_header=self._signature,
            timestamp_header=self._timestamp,
            separator=self._separator,
            tolerance=self._tolerance,
        )
        return made, (self._raw,)

    def verify(self, body: bytes, headers: Headers, now: float) -> None:
        timestamp = _needed(headers, self._timestamp)
        signature = _decoded(_needed(headers, self._signature).strip(), 64)
        _check_age(timestamp, now, self._tolerance)
        if signature is None:
            raise WebhookVerificationError(
                f"header {self._signature} is no Ed25519 signature"
            )
        invalid: type[Exception] = import_module(
            "cryptography.exceptions"
        ).InvalidSignature
        try:
            self._key.verify(signature, f"{timestamp}{self._separator}".encode() + body)
        except invalid as error:
            raise WebhookVerificationError(
                "the signature does not match: another key signed it, or the body is not as it was sent"
            ) from error


def _key_of(secret: str | bytes) -> bytes:
    key = secret if isinstance(secret, bytes) else b""
    if isinstance(secret, str):
        digits = secret.strip().removeprefix(_SECRET_PREFIX)
        try:
            key = b64decode(digits + "=" * (-len(digits) % 4), validate=True)
        except (binascii.Error, ValueError):
            pass  # As an empty one.
    if not key:
        raise ValueError(
            "a webhook secret is base64, usually with whsec_ in front; give other secrets as bytes"
        )
    return key


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    # What is no Unicode was not signed, and must not be read as something else that was.
    message = f"{message_id}.{timestamp}.".encode("utf-8", "surrogatepass") + body
    return f"v1,{b64encode(hmac.digest(key, message, 'sha256')).decode()}"


def _needed(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if not value:
        raise WebhookVerificationError(f"header {name} is missing")
    return value


def _check_age(timestamp: str, now: float, tolerance: float) -> None:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 15):
        raise WebhookVerificationError(
            "the timestamp is no whole number of seconds since the epoch"
        )
    age = now - int(timestamp)
    if abs(age) > tolerance:
        when = "ago" if age > 0 else "ahead"
        raise WebhookVerificationError(
            f"it was signed {abs(age):.0f} s {when}; {tolerance:.0f} s are allowed"
        )


def _decoded(text: str, length: int) -> bytes | None:
    """Read base64 or hexadecimal digits of so many bytes; None if it is neither."""
    is_hexadecimal = len(text) == 2 * length
    try:
        raw = bytes.fromhex(text) if is_hexadecimal else b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if len(raw) == length else None


def _ed25519() -> Any:
    # Not an import statement: type checkers of applications that have no use for it would miss the package.
    try:
        return import_module("cryptography.hazmat.primitives.asymmetric.ed25519")
    except ImportError as error:
        raise ImportError(
            "Ed25519Webhooks needs the package `cryptography`: pip install cryptography"
        ) from error
