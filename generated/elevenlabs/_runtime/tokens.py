"""Tokens that a client fetches and keeps, sync and async: one request at a time, however many calls wait for it.

    token() ──fresh──▶ the one that is kept
       └──none, or old──▶ lock ──▶ token_calls.fetched ──▶ kept for the next

An old token is renewed before it expires, and after the API has refused it. Kept in memory alone, never pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, cast

from .auth import Exchange, called, called_async, grants_of
from .credential_types import Token, TokenOptions
from .errors import APIConnectionError, ClientError
from .finishing import to_the_end
from .forks import ForkSafeLock, renewed_in_forks
from .settings import arguments_by_role
from .token_calls import fetched, fetched_async
from .token_requests import Plan, is_renewal
from .unshown import Unshown

if TYPE_CHECKING:
    from .base import SharedTransport
    from .config import Config
    from .options import Timeout
    from .settings import Credential
    from .transport import AsyncTransport, Transport

_TEXTS = ("client_id", "client_secret", "refresh_token", "username", "password")
_ASKS_ITSELF = (
    "a hook or function that helps to get a token makes a call that needs one"
)


class _Keeper:
    """What the two kinds have in common."""

    def __init__(self, exchange: Exchange) -> None:
        self._credential: Credential = exchange.credential
        self._given: Mapping[str, object] = dict(
            zip(exchange.credential.arguments, exchange.values, strict=True)
        )
        self._names = arguments_by_role(exchange.credential)
        self._by_role = {
            role: self._given[name]
            for role, name in self._names.items()
            if self._given[name]
        }
        _check(self._options)
        first = self._by_role.get("access_token")
        self._token = (
            None
            if first is None
            else Token(str(first), cast(str, self._by_role.get("refresh_token")))
        )
        self._is_refused = False
        self._finished = 0
        self._error: ClientError | None = None
        self._failed: object = None
        """The limits of the attempt that raised it."""

    def refuse(self, token: Token) -> None:
        """Take note that the API does not accept a token; another one that came meanwhile stays."""
        if self._token is token:
            self._is_refused = True

    def _fresh(self, now: float) -> Token | None:
        token = self._token
        if token is None or self._is_refused:
            return None
        return token if token.expires_at is None or now < token.expires_at else None

    def _share_failure(self, seen: int, limits: object) -> None:
        """Raise what the attempt that this call has waited for raised, rather than try it all once more."""
        error = self._error
        if error is None or self._finished == seen:
            return
        # Who has more time, or other connections, may get an answer where the other one got none.
        if isinstance(error, APIConnectionError) and limits != self._failed:
            return
        # A copy, because a traceback grows with every place that raises it.
        raise copy(error) from error.__cause__

    def _note_failure(self, error: ClientError, limits: object) -> None:
        self._error, self._failed = error, limits

    def _keep(self, token: Token) -> None:
        self._token, self._is_refused, self._error = token, False, None

    def _held(self) -> Unshown[str]:
        found: dict[str, str] = {}
        if self._token is not None:
            found["access_token"] = self._token.access_token
            if self._token.refresh_token:
                found["refresh_token"] = self._token.refresh_token
        return Unshown(found)

    @property
    def _options(self) -> TokenOptions:
        return cast(TokenOptions, self._by_role.get("token_options") or {})

    def _plan(self, texts: Unshown[str], config: Config) -> Plan:
        scopes = self._by_role.get("scopes", self._credential.scopes)
        options = self._options
        return Plan(
            self._credential.flows,
            grants_of(self._credential, self._given),
            texts,
            self._held(),
            tuple(
                scopes.split()
                if isinstance(scopes, str)
                else cast("tuple[str, ...]", scopes)
            ),
            config.base_url,
            options.get("token_url"),
            options.get("client_authentication"),
            options.get("parameters") or {},
            config.clock.now(),
        )


def _limits(config: Config, shared: object, timeout: Timeout) -> object:
    """Give what makes one call's attempt as good as another's."""
    return shared, timeout, config.max_retries, config.retry


def _check(options: TokenOptions) -> None:
    """Raise for what would otherwise be left out without a word."""
    known = TokenOptions.__optional_keys__
    unknown = sorted(options.keys() - known)
    if unknown:
        raise TypeError(
            f"token_options has no {unknown[0]!r}; it may have {', '.join(sorted(known))}"
        )
    how = options.get("client_authentication")
    if how not in (None, "basic", "post"):
        raise ValueError(
            f"client_authentication must be 'basic' or 'post', not {how!r}"
        )


class TokenKeeper(_Keeper):
    """Safe across threads."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        self._lock = ForkSafeLock(is_reentrant=True)
        self._is_asking = False
        renewed_in_forks(self)

    def begin_anew(self) -> None:
        self._is_asking = False

    def token(
        self, config: Config, shared: SharedTransport[Transport], timeout: Timeout
    ) -> Token:
        token, seen = self._fresh(config.clock.now()), self._finished
        if token is not None:
            return token
        limits = _limits(config, shared, timeout)
        with self._lock:
            token = self._fresh(config.clock.now())
            if token is not None:
                return token
            if self._is_asking:
                # The same thread: with a plain lock it would wait for itself.
                raise RuntimeError(_ASKS_ITSELF)
            self._share_failure(seen, limits)
            self._error, self._is_asking = None, True
            try:
                texts = Unshown(
                    {
                        role: called(self._by_role[role], self._names[role])
                        for role in _TEXTS
                        if role in self._by_role
                    }
                )
                token = fetched(self._plan(texts, config), config, shared, timeout)
                self._keep(token)
                self._tell(token)
                return token
            except ClientError as error:
                self._note_failure(error, limits)
                raise
            finally:
                self._finished += 1
                self._is_asking = False

    def _tell(self, token: Token) -> None:
        told = self._options.get("on_token")
        if told is not None:
            from .hooks import run

            run((told,), token, "on_token")


class AsyncTokenKeeper(_Keeper):
    """For any number of tasks, under asyncio or trio."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        from anyio.lowlevel import RunVar

        self._turns: RunVar[_Turn] = RunVar("turn to ask for a token")

    async def token(
        self, config: Config, shared: SharedTransport[AsyncTransport], timeout: Timeout
    ) -> Token:
        token, seen = self._fresh(config.clock.now()), self._finished
        if token is not None:
            return token
        turn = self._turn()
        turn.check()
        limits = _limits(config, shared, timeout)
        async with turn.lock:
            token = self._fresh(config.clock.now())
            if token is not None:
                return token
            self._share_failure(seen, limits)
            self._error = None
            turn.begin()
            try:
                texts = Unshown(
                    {
                        role: await called_async(self._by_role[role], self._names[role])
                        for role in _TEXTS
                        if role in self._by_role
                    }
                )
                plan = self._plan(texts, config)
                asking = self._asked(plan, config, shared, timeout, turn)
                # A server that replaces refresh tokens takes the old one no more, whether or not the answer is read.
                is_final = is_renewal(plan)
                return await (to_the_end(asking) if is_final else asking)
            except ClientError as error:
                self._note_failure(error, limits)
                raise
            finally:
                self._finished += 1
                turn.end()

    async def _asked(
        self,
        plan: Plan,
        config: Config,
        shared: SharedTransport[AsyncTransport],
        timeout: Timeout,
        turn: _Turn,
    ) -> Token:
        turn.begin()
        token = await fetched_async(plan, config, shared, timeout)
        self._keep(token)
        await self._tell(token)
        return token

    async def _tell(self, token: Token) -> None:
        told = self._options.get("on_token")
        if told is not None:
            from .hooks import run_async

            await run_async((told,), token, "on_token")

    def _turn(self) -> _Turn:
        """Give the event loop's own: the locks of asyncio and of trio are for one loop."""
        found = self._turns.get(None)
        if found is None:
            found = _Turn()
            self._turns.set(found)
        return found


class _Turn:
    """Whose turn it is to ask, of the tasks of one event loop."""

    def __init__(self) -> None:
        from anyio import Lock

        self.lock = Lock()
        self._asker: object = None

    def check(self) -> None:
        """Raise RuntimeError for the task that asks already: it would wait for itself."""
        from anyio import get_current_task

        if self._asker == get_current_task():
            raise RuntimeError(_ASKS_ITSELF)

    def begin(self) -> None:
        from anyio import get_current_task

        self._asker = get_current_task()

    def end(self) -> None:
        self._asker = None
