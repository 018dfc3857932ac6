"""Proofs that take a request of their own: a token is fetched, a digest challenge is answered. Loaded when one is needed.

    call ──▶ prove: Authorization ──▶ one attempt
               ▲── 401: another token, or the answer to the challenge; sent again ──┘

The proof goes to the origin that the call began with and nowhere else: once a redirect has led away, it is not sent
again, not even when another one leads back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from .auth import called, called_async
from .config import checked_header
from .digest import DigestKeeper
from .tokens import AsyncTokenKeeper, TokenKeeper
from .transport import TransportRequest
from .urls import origin

if TYPE_CHECKING:
    from .auth import Exchange
    from .base import SharedTransport
    from .config import Config
    from .credential_types import Token
    from .headers import Headers
    from .responses import ResponseHead
    from .transport import AsyncTransport, Transport

K = TypeVar("K", TokenKeeper, AsyncTokenKeeper, DigestKeeper)
Origin = tuple[str, str, int | None]

_MOST_CHALLENGES = 3
"""In one call: a server whose nonces are always old would never end."""
_MOST_KEPT = 64
"""Tokens and challenges of one client: more are a sign of credentials that change with every call."""


class Prover(Protocol):
    """Makes the Authorization header of one call."""

    def authorization(
        self, request: TransportRequest, shared: SharedTransport[Transport]
    ) -> str | None: ...

    async def authorization_async(
        self, request: TransportRequest, shared: SharedTransport[AsyncTransport]
    ) -> str | None: ...

    def is_worth_another(self, headers: Headers) -> bool:
        """Learn from a 401; tell whether the next header will be a better one."""
        ...


class Authorizer:
    """What one call does to be let in."""

    def __init__(
        self, config: Config, exchange: Exchange, request: TransportRequest
    ) -> None:
        self._prover: Prover = (
            _DigestProver(config, exchange, origin(request.url))
            if exchange.credential.kind == "digest"
            else _TokenProver(config, exchange)
        )
        self._home = origin(request.url)
        self._has_left = False

    def prove(
        self, request: TransportRequest, shared: SharedTransport[Transport]
    ) -> TransportRequest:
        """Give the request as it goes out; `shared` carries what the proof itself takes."""
        prover = self._prover_for(request)
        if prover is None:
            return request
        return _with(request, prover.authorization(request, shared))

    async def prove_async(
        self, request: TransportRequest, shared: SharedTransport[AsyncTransport]
    ) -> TransportRequest:
        prover = self._prover_for(request)
        if prover is None:
            return request
        return _with(request, await prover.authorization_async(request, shared))

    def _prover_for(self, request: TransportRequest) -> Prover | None:
        """Give what makes the header; None where the request is another server's."""
        if origin(request.url) != self._home:
            self._has_left = True
        return None if self._has_left else self._prover

    def sends_again(self, request: TransportRequest, head: ResponseHead) -> bool:
        """Tell whether an answer is a refusal that another try can mend."""
        if head.status_code != 401 or self._has_left:
            return False
        # The prover learns in any case: the next call profits.
        return self._prover.is_worth_another(head.headers) and request.is_repeatable


def _with(request: TransportRequest, value: str | None) -> TransportRequest:
    """Give the request with the header; the call's own never has it, so that no redirect and no error does."""
    if value is None:
        return request
    others = (pair for pair in request.headers if pair[0].lower() != "authorization")
    added = ("Authorization", checked_header("Authorization", value))
    return request.with_headers((*others, added), request.content)


class _TokenProver:
    def __init__(self, config: Config, exchange: Exchange) -> None:
        self._config = config
        self._exchange = exchange
        self._used: Token | None = None
        self._keeper: TokenKeeper | AsyncTokenKeeper | None = None
        self._is_renewed = False

    def authorization(
        self, request: TransportRequest, shared: SharedTransport[Transport]
    ) -> str:
        keeper = _kept(self._config, self._exchange, None, TokenKeeper)
        self._keeper = keeper
        self._used = keeper.token(self._config, shared, request.timeout)
        return f"Bearer {self._used.access_token}"

    async def authorization_async(
        self, request: TransportRequest, shared: SharedTransport[AsyncTransport]
    ) -> str:
        keeper = _kept(self._config, self._exchange, None, AsyncTokenKeeper)
        self._keeper = keeper
        self._used = await keeper.token(self._config, shared, request.timeout)
        return f"Bearer {self._used.access_token}"

    def is_worth_another(self, headers: Headers) -> bool:
        if self._keeper is not None and self._used is not None:
            self._keeper.refuse(self._used)
        is_first, self._is_renewed = not self._is_renewed, True
        return is_first


class _DigestProver:
    def __init__(self, config: Config, exchange: Exchange, place: Origin) -> None:
        self._names = exchange.credential.arguments
        self._values = exchange.values
        self._keeper = _kept(config, exchange, place, DigestKeeper)
        self._refusals = 0

    def authorization(
        self, request: TransportRequest, shared: SharedTransport[Transport]
    ) -> str | None:
        if not self._keeper.is_challenged:
            return None
        user = called(self._values[0], self._names[0])
        password = called(self._values[1], self._names[1])
        return self._keeper.answer(request, user, password)

    async def authorization_async(
        self, request: TransportRequest, shared: SharedTransport[AsyncTransport]
    ) -> str | None:
        if not self._keeper.is_challenged:
            return None
        user = await called_async(self._values[0], self._names[0])
        password = await called_async(self._values[1], self._names[1])
        return self._keeper.answer(request, user, password)

    def is_worth_another(self, headers: Headers) -> bool:
        challenge = self._keeper.take(headers)
        self._refusals += 1
        if challenge is None or self._refusals > _MOST_CHALLENGES:
            return False
        # The first one asks, or says that an earlier call's nonce is used up. A second one is a refusal of the
        # password, unless it says that only the nonce was old (RFC 7616 §3.3).
        return self._refusals == 1 or challenge.is_stale


def _kept(config: Config, exchange: Exchange, place: Origin | None, make: type[K]) -> K:
    """Give what earlier calls of this client, or of a copy, have kept for these very values."""
    key = (
        make,
        exchange.credential.name,
        config.base_url,
        place,
        tuple(map(_identity, exchange.values)),
    )
    memory = config.memory
    found = memory.get(key)
    if found is None:
        while len(memory) >= _MOST_KEPT:
            # Another thread may have taken it away already.
            memory.pop(next(iter(memory), None), None)
        found = memory.setdefault(key, make(exchange))
    assert isinstance(found, make)
    return found


def _identity(value: object) -> object:
    return value if value is None or isinstance(value, str) else id(value)
