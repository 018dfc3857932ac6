"""What is said to an OAuth 2 token URL, and what comes back (RFC 6749 §4.3, §4.4, §5, §6). Nothing is sent here.

    Plan ──steps──▶ TokenRequest ──(sent by token_calls.py)──▶ TokenAnswer ──▶ … ──▶ Token

Secrets are in the requests alone: no exception and no text made here holds one.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Generator, Mapping
from typing import NamedTuple, TypeGuard
from urllib.parse import quote_plus, urlencode

from .credential_types import Token
from .errors import TokenError
from .settings import TokenFlow
from .unshown import Unshown
from .urls import followed, is_absolute, is_whole, redacted

_WELL_KNOWN = "/.well-known/"
_MARGIN = 60.0
"""Seconds: a token is replaced before it expires, so that it does not on its way to the server."""
_MARGIN_SHARE = 0.1
"""Of a lifetime; the margin of tokens that live for minutes."""


class TokenRequest:
    __slots__ = ("content", "headers", "method", "refresh_token", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: tuple[tuple[str, str], ...],
        content: bytes | None = None,
        refresh_token: str | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.content = content
        self.refresh_token = refresh_token
        """The one that it spends."""


class TokenAnswer(NamedTuple):
    status: int
    content: bytes


Steps = Generator[TokenRequest, TokenAnswer, Token]


class Plan(NamedTuple):
    """Everything that is known about how to come by a token."""

    flows: tuple[TokenFlow, ...]
    grants: tuple[str, ...]
    """Those the client has everything for, the best first."""
    texts: Unshown[str]
    """Role → value, of those that were given; see unshown.py."""
    held: Unshown[str]
    """The same of the token that there is, "access_token" and "refresh_token"."""
    scopes: tuple[str, ...]
    base_url: str
    token_url: str | None
    """The user's own."""
    client_authentication: str | None
    """The user's own."""
    parameters: Mapping[str, str]
    now: float


class _Endpoint(NamedTuple):
    url: str
    client_authentication: str


def is_renewal(plan: Plan) -> bool:
    """Tell whether a refresh token is sent, which the answer may replace (RFC 6749 §6, §10.4)."""
    return "refresh_token" in plan.grants or bool(plan.held.get("refresh_token"))


def steps(plan: Plan) -> Steps:
    """Ask for a token: renew the one that is held if that is possible, else ask for another."""
    refused: TokenError | None = None
    is_held = bool(plan.held.get("refresh_token"))
    grants = ("refresh_token", *plan.grants) if is_held else plan.grants
    for grant in dict.fromkeys(grants):
        endpoint = yield from _endpoint(plan, grant)
        request = _request(plan, endpoint, grant)
        answer = yield request
        try:
            return _token(plan, request, answer)
        except TokenError as error:
            # A refresh token that is worn out is no reason to give up while there is another way.
            if grant != "refresh_token":
                raise
            refused = error
    raise refused or TokenError("there is no way to a token", url="")


def _fields(plan: Plan, grant: str) -> dict[str, str]:
    fields = {"grant_type": grant}
    match grant:
        case "refresh_token":
            # Without scopes, the new token is good for what the old one was.
            given = plan.held.get("refresh_token") or plan.texts.get("refresh_token")
            fields["refresh_token"] = given or ""
        case "password":
            for name in ("username", "password"):
                fields[name] = plan.texts.get(name) or ""
    if plan.scopes and grant != "refresh_token":
        fields["scope"] = " ".join(plan.scopes)
    return fields


def _endpoint(
    plan: Plan, grant: str
) -> Generator[TokenRequest, TokenAnswer, _Endpoint]:
    flow = _flow(plan.flows, grant)
    asked = plan.client_authentication or flow.client_authentication
    url = plan.token_url or (
        flow.refresh_url or flow.token_url
        if grant == "refresh_token"
        else flow.token_url
    )
    if url is not None:
        return _Endpoint(_absolute(plan, url), asked or "basic")
    where = _absolute(plan, flow.discovery_url or "")
    if _WELL_KNOWN not in where:
        # Some documents name the issuer instead (OpenID Connect Discovery 1.0 §4).
        where = f"{where.rstrip('/')}{_WELL_KNOWN}openid-configuration"
    answer = yield TokenRequest("GET", where, (("Accept", "application/json"),))
    told = _object(answer.content)
    found = told.get("token_endpoint")
    # A token URL without TLS, told over TLS, would give the secret away.
    is_safe = str(found).startswith("https://") or where.startswith("http://")
    if not (answer.status < 300 and is_safe and is_whole(str(found))):
        message = "the discovery document names no token_endpoint"
        raise TokenError(message, url=redacted(where), status_code=answer.status)
    ways = told.get("token_endpoint_auth_methods_supported")
    only_post = isinstance(ways, list) and (
        "client_secret_post" in ways and "client_secret_basic" not in ways
    )
    return _Endpoint(str(found), asked or ("post" if only_post else "basic"))


def _flow(flows: tuple[TokenFlow, ...], grant: str) -> TokenFlow:
    wanted = {"password": "password", "client_credentials": "clientCredentials"}
    order = sorted(
        flows,
        key=lambda flow: (
            # The refresh token is a user's, and comes from a flow with a user.
            flow.kind == "clientCredentials"
            if grant == "refresh_token"
            else flow.kind != wanted[grant]
        ),
    )
    return order[0]


def _absolute(plan: Plan, url: str) -> str:
    return url if is_absolute(url) else followed(plan.base_url + "/", url)


def _request(plan: Plan, endpoint: _Endpoint, grant: str) -> TokenRequest:
    fields = _fields(plan, grant)
    pairs = [*fields.items(), *plan.parameters.items()]
    headers = [
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    id, secret = plan.texts.get("client_id"), plan.texts.get("client_secret")
    if id and secret and endpoint.client_authentication == "basic":
        # RFC 6749 §2.3.1: both are encoded as in a form before they are joined.
        pair = f"{quote_plus(id)}:{quote_plus(secret)}".encode()
        headers.append(("Authorization", "Basic " + b64encode(pair).decode("ascii")))
    elif id:
        pairs.append(("client_id", id))
        if secret:
            pairs.append(("client_secret", secret))
    content = urlencode(pairs).encode("ascii")
    spent = fields.get("refresh_token")
    return TokenRequest("POST", endpoint.url, tuple(headers), content, spent)


def _token(plan: Plan, request: TokenRequest, answer: TokenAnswer) -> Token:
    """Read an answer; raise TokenError for a refusal, and for what is no token."""
    told = _object(answer.content)
    if not 200 <= answer.status < 300:
        raise TokenError(
            "the token URL refused",
            url=redacted(request.url),
            status_code=answer.status,
            error=_text(plan, told.get("error")),
            error_description=_text(plan, told.get("error_description")),
        )
    access_token = told.get("access_token")
    if not _is_token(access_token):
        raise TokenError(
            "the token URL's answer has no access_token that can be sent",
            url=redacted(request.url),
            status_code=answer.status,
            error=_text(plan, told.get("error")),
            error_description=_text(plan, told.get("error_description")),
        )
    newer, scope = told.get("refresh_token"), told.get("scope")
    return Token(
        access_token,
        newer if _is_token(newer) else request.refresh_token,
        _expiry(told.get("expires_in"), plan.now),
        scope if isinstance(scope, str) else None,
    )


def _is_token(value: object) -> TypeGuard[str]:
    """Tell whether a value can be sent as a token (VSCHAR of RFC 6749, Appendix A). No other is to be kept."""
    return (
        isinstance(value, str)
        and value != ""
        and value.isascii()
        and value.isprintable()
    )


def _expiry(seconds: object, now: float) -> float | None:
    try:
        # Some servers send the number as text.
        lifetime = float(str(seconds))
    except ValueError:
        return None
    if not 0 <= lifetime < float("inf"):
        return None
    return now + lifetime - min(_MARGIN, lifetime * _MARGIN_SHARE)


def _object(content: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _text(plan: Plan, value: object) -> str | None:
    """Give what a server said, without secrets that it repeats."""
    if not isinstance(value, str):
        return None
    for secret in _given_secrets(plan):
        value = value.replace(secret, "***")
    return value


def _given_secrets(plan: Plan) -> tuple[str, ...]:
    return tuple(
        secret
        for role, secret in plan.texts.items()
        if secret and role not in ("client_id", "username")
    )


def secrets_of(plan: Plan) -> tuple[str, ...]:
    """Give all that is in a token request and that nobody may be shown."""
    return (*_given_secrets(plan), *(secret for _, secret in plan.held.items()))
