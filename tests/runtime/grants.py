"""A server that gives tokens and an API that wants them; clients of it, sync and async."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import anyio

from generator.runtime.client import AsyncClient, SyncClient
from generator.runtime.operations import Answer, Body, Operation
from generator.runtime.settings import Credential, Settings, TokenFlow
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.support import FakeClock

ROLES = ("access_token", "client_id", "client_secret", "refresh_token", "username", "password", "scopes")
ARGUMENTS = (*ROLES, "token_options")
CLIENT = {"client_id": "my id", "client_secret": "se/cret+1"}

GET: Operation[Any] = Operation("GET", "/x", answers=(Answer("200", "application/json"),))
POST: Operation[Any] = Operation(
    "POST", "/x", body=Body("application/octet-stream"), answers=(Answer("200", "application/json"),)
)


def oauth(*flows: TokenFlow, scopes: tuple[str, ...] = (), kind: str = "oauth2") -> Credential:
    environment = (*(f"ACME_{role.upper()}" for role in ROLES), "")
    return Credential("oauth", kind, ARGUMENTS, environment, flows=flows, roles=ARGUMENTS, scopes=scopes)


def settings_of(*credentials: Credential) -> Settings:
    return Settings("acme", "1", "ACME", credentials=credentials, security=(tuple(one.name for one in credentials),))


MACHINE = TokenFlow("clientCredentials", "/oauth/token")
PERSON = TokenFlow("password", "/oauth/token")
CODE = TokenFlow("authorizationCode", "/oauth/token")


class Clock(FakeClock):
    """Stands still until it is told."""

    def pass_seconds(self, seconds: float) -> None:
        self._now += seconds


class Vendor:
    """Gives the tokens t1, t2 … and accepts the last one, or those a test says."""

    def __init__(self, *answers: Reply | dict[str, object], accepted: Callable[[str], bool] | None = None) -> None:
        self.answers = list(answers)
        """Of the token URL, one after the other; then tokens for ever."""
        self.given: list[str] = []
        self.accepted = accepted
        self.server = Loopback(self.route)

    def route(self, request: Received) -> Reply | Misbehaviour:
        if request.path.endswith("/oauth/token"):
            return self.token()
        proof = request.headers.get("authorization", "")
        accepted = self.accepted(proof) if self.accepted else proof == f"Bearer {self.given[-1]}"
        return Reply(200, json={"proof": proof}) if accepted else Reply(401, json={"message": "who are you?"})

    def token(self) -> Reply:
        answer = self.answers.pop(0) if self.answers else {}
        if isinstance(answer, Reply):
            return answer
        self.given.append(str(answer.get("access_token", f"t{len(self.given) + 1}")))
        return Reply(200, json={"access_token": self.given[-1], "token_type": "bearer", "expires_in": 3600, **answer})

    @property
    def asked(self) -> list[dict[str, str]]:
        """The token requests, as their forms."""
        return [form_of(each) for each in self.token_requests]

    @property
    def token_requests(self) -> list[Received]:
        return [each for each in self.server.requests if each.path.endswith("/oauth/token")]

    @property
    def proofs(self) -> list[str | None]:
        """The Authorization of every request to the API."""
        others = (each for each in self.server.requests if not each.path.endswith("/oauth/token"))
        return [each.headers.get("authorization") for each in others]


def form_of(request: Received) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), strict_parsing=True, keep_blank_values=True))


def used(kind: str, settings: Settings, given: dict[str, Any], use: Callable[[Any], Any], **options: Any) -> Any:
    """Make a client, use it, close it. `use` gets it, and gives a value or an awaitable."""
    options.setdefault("clock", FakeClock())
    names = {name: None for one in settings.credentials for name in one.arguments}
    if kind == "sync":
        with SyncClient(settings, {**names, **given}, None, options) as client:
            return use(client)

    async def run() -> Any:
        async with AsyncClient(settings, {**names, **given}, None, options) as async_client:
            return await use(async_client)

    return anyio.run(run, backend=kind)


def in_turn(*steps: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Do one thing after the other with a client of either kind; give the list of their values."""

    def use(client: Any) -> Any:
        if isinstance(client, SyncClient):
            return [step(client) for step in steps]

        async def run() -> list[Any]:
            found = []
            for step in steps:
                value = step(client)
                found.append(await value if hasattr(value, "__await__") else value)
            return found

        return run()

    return use


def get(client: Any) -> Any:
    return client._call(GET, (), {})


def at_once(client: Any, number: int) -> Any:
    """Make many calls at the same time; give the list of their values and exceptions."""
    if isinstance(client, SyncClient):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(number) as pool:
            futures = [pool.submit(get, client) for _ in range(number)]
            return [future.exception() or future.result() for future in futures]

    async def run() -> list[Any]:
        found: list[Any] = []

        async def one() -> None:
            try:
                found.append(await get(client))
            except Exception as error:
                found.append(error)

        async with anyio.create_task_group() as group:
            for _ in range(number):
                group.start_soon(one)
        return found

    return run()
