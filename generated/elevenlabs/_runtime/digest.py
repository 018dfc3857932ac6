"""HTTP digest authentication (RFC 7616): challenges read, answers computed. Nothing is sent here.

401 WWW-Authenticate: Digest realm="a", nonce="b", qop="auth", algorithm=SHA-256
──▶ Authorization: Digest username="u", realm="a", uri="/x", response="…", nc=00000001, cnonce="…"
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from .errors import ClientError
from .forks import ForkSafeLock
from .transport import Chunks

if TYPE_CHECKING:
    from .auth import Exchange
    from .headers import Headers
    from .transport import TransportRequest

# Best first. SHA-512-256 needs an OpenSSL that has it; MD5 is what most devices speak.
_HASHES = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}

_SCHEME = re.compile(r"[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?=\s+|\s*,|$)")
_PARAMETER = re.compile(
    r'[\s,]*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))'
)


class Challenge(NamedTuple):
    """What a server wants proven, and how."""

    realm: str
    nonce: str
    algorithm: str
    """As it is sent back: "MD5", "SHA-256-sess" …"""
    is_algorithm_told: bool
    qop: str | None
    """"auth", "auth-int", or None: the old form of RFC 2069."""
    opaque: str | None
    is_stale: bool
    has_hidden_user: bool
    is_utf8: bool

    @property
    def hash(self) -> str:
        return _HASHES[self.algorithm.upper().removesuffix("-SESS")]

    @property
    def is_session(self) -> bool:
        return self.algorithm.upper().endswith("-SESS")


class DigestKeeper:
    """The last challenge of one server, so that later calls answer it before they are asked. Safe across threads."""

    def __init__(self, exchange: Exchange) -> None:
        # Kept so that the identity of a callable stays its own for as long as this is found by it.
        self._exchange = exchange
        self._lock = ForkSafeLock()
        self._challenge: Challenge | None = None
        self._count = 0

    @property
    def is_challenged(self) -> bool:
        return self._challenge is not None

    def take(self, headers: Headers) -> Challenge | None:
        """Read a 401; None if it has no challenge that can be answered."""
        challenge = best_challenge(headers.get_all("www-authenticate"))
        if challenge is None:
            return None
        with self._lock:
            if self._challenge is None or challenge.nonce != self._challenge.nonce:
                self._count = 0
            self._challenge = challenge
        return challenge

    def answer(self, request: TransportRequest, user: str, password: str) -> str | None:
        with self._lock:
            challenge = self._challenge
            self._count += 1
            count = self._count
        if challenge is None:
            return None
        return answer_to(challenge, request, user, password, token_hex(16), count)


def best_challenge(fields: tuple[str, ...]) -> Challenge | None:
    """Give the strongest challenge of those that can be answered (RFC 7616 §3.7)."""
    found = [
        challenge
        for field in fields
        for scheme, told in challenges_in(field)
        if scheme.lower() == "digest" and (challenge := _challenge(told)) is not None
    ]
    order = list(_HASHES.values())
    return min(found, key=lambda one: order.index(one.hash), default=None)


def challenges_in(field: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Cut a WWW-Authenticate field up: schemes with their parameters, keyed in lower case (RFC 9110 §11.6.1).

    Basic realm="a", Digest realm="b", nonce="c"  →  ("Basic", {realm: a}), ("Digest", {realm: b, nonce: c})
    """
    at = 0
    while (scheme := _SCHEME.match(field, at)) is not None:
        at = scheme.end()
        told: dict[str, str] = {}
        while (parameter := _PARAMETER.match(field, at)) is not None:
            name, quoted, plain = parameter.groups()
            value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            told.setdefault(name.lower(), value)
            at = parameter.end()
        yield scheme[1], told


def _challenge(told: Mapping[str, str]) -> Challenge | None:
    algorithm = told.get("algorithm", "MD5")
    name = algorithm.upper().removesuffix("-SESS")
    if name not in _HASHES or _HASHES[name] not in hashlib.algorithms_available:
        return None
    offered = [each.strip().lower() for each in told.get("qop", "").split(",")]
    wanted = [each for each in ("auth", "auth-int") if each in offered]
    if "nonce" not in told or ("qop" in told and not wanted):
        return None
    return Challenge(
        told.get("realm", ""),
        told["nonce"],
        algorithm,
        "algorithm" in told,
        wanted[0] if wanted else None,
        told.get("opaque"),
        told.get("stale", "").lower() == "true",
        told.get("userhash", "").lower() == "true",
        told.get("charset", "").upper() == "UTF-8",
    )


def answer_to(
    challenge: Challenge,
    request: TransportRequest,
    user: str,
    password: str,
    cnonce: str,
    count: int,
) -> str:
    """Give the value of the Authorization header (RFC 7616 §3.4)."""
    hashed = _hashed(challenge)
    realm, nonce, qop = challenge.realm, challenge.nonce, challenge.qop
    uri = _target(request.url)
    number = f"{count:08x}"
    secret = hashed(f"{user}:{realm}:{password}")
    if challenge.is_session:
        secret = hashed(f"{secret}:{nonce}:{cnonce}")
    what = f"{request.method}:{uri}"
    if qop == "auth-int":
        what += f":{hashed(_whole(request))}"
    middle = f"{nonce}:{number}:{cnonce}:{qop}" if qop is not None else nonce
    shown_user = hashed(f"{user}:{realm}") if challenge.has_hidden_user else user
    parts = [
        _user(shown_user),
        f"realm={_quoted(realm)}",
        f"nonce={_quoted(nonce)}",
        f"uri={_quoted(uri)}",
        f'response="{hashed(f"{secret}:{middle}:{hashed(what)}")}"',
    ]
    if challenge.is_algorithm_told:
        parts.append(f"algorithm={challenge.algorithm}")
    if challenge.opaque is not None:
        parts.append(f"opaque={_quoted(challenge.opaque)}")
    if qop is not None or challenge.is_session:
        parts.append(f'cnonce="{cnonce}"')
    if qop is not None:
        parts += f"qop={qop}", f"nc={number}"
    if challenge.has_hidden_user:
        parts.append("userhash=true")
    return "Digest " + ", ".join(parts)


def _hashed(challenge: Challenge) -> Callable[[str | bytes], str]:
    charset = "utf-8" if challenge.is_utf8 else "latin-1"

    def hashed(text: str | bytes) -> str:
        octets = text if isinstance(text, bytes) else _octets(text, charset)
        return hashlib.new(challenge.hash, octets, usedforsecurity=False).hexdigest()

    return hashed


def _octets(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset)
    except UnicodeEncodeError:
        # Latin-1 has not every letter. Nobody says what is sent then; UTF-8 is what most do.
        return text.encode("utf-8")


def _user(user: str) -> str:
    if user.isascii():
        return f"username={_quoted(user)}"
    from urllib.parse import quote

    # RFC 8187 §3.2.1
    return f"username*=UTF-8''{quote(user, safe='')}"


def _target(url: str) -> str:
    """Give the request target, as it stands in the request line."""
    rest = url.partition("://")[2]
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    target = rest[len(authority) :]
    return target if target.startswith("/") else f"/{target}"


def _whole(request: TransportRequest) -> bytes:
    if isinstance(request.content, Chunks):
        raise ClientError(
            "the server wants the body signed (qop=auth-int), and this one is sent piece by piece: give it as bytes"
        )
    return request.content or b""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
