"""The requests for a token as calls of their own, sync and async: retried, logged and seen by hooks as any other.

    Plan ──token_requests.steps──▶ TokenRequest ──▶ Call ──▶ sending ──▶ TokenAnswer ──▶ … ──▶ Token

Nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast
from urllib.parse import quote_plus, urlsplit

from . import sending
from .answers import AnswerTable, Reader
from .calls import Call
from .credential_types import Token
from .errors import APIStatusError
from .token_requests import Plan, TokenAnswer, TokenRequest, secrets_of, steps
from .transport import TransportRequest

if TYPE_CHECKING:
    from .base import SharedTransport
    from .config import Config
    from .options import Timeout
    from .responses import ResponseHead
    from .transport import AsyncTransport, Transport


class _TokenCall(Call):
    """A call that no redirect leads to another place: its body may hold the secret."""

    __slots__ = ("secrets",)
    is_for_token = True
    secrets: tuple[bytes, ...]
    """What an error must not show, though some servers repeat it."""

    def follow(self, head: ResponseHead) -> bool:
        return False

    def error(self, head: ResponseHead, content: bytes) -> APIStatusError:
        for secret in self.secrets:
            content = content.replace(secret, b"***")
        return super().error(head, content)


def _call(
    request: TokenRequest, config: Config, timeout: Timeout, secrets: Iterable[str]
) -> Call:
    agent = config.default_headers.get("user-agent")
    made = TransportRequest(
        request.method,
        request.url,
        (*request.headers, *((agent,) if agent is not None else ())),
        request.content,
        timeout,
        frozenset({"authorization"}),
    )
    reader = Reader(
        AnswerTable(request.method, ()), config.settings.types_package, False
    )
    call = _TokenCall(
        made,
        reader,
        config.max_retries,
        config.clock,
        config.logger(),
        config.retry,
        config.hooks,
        urlsplit(request.url).path,
    )
    call.secrets = tuple(
        {form.encode() for each in secrets for form in (each, quote_plus(each))}
    )
    return call


def fetched(
    plan: Plan,
    config: Config,
    shared: SharedTransport[Transport],
    timeout: Timeout,
) -> Token:
    asking = steps(plan)
    try:
        request = next(asking)
        while True:
            call = _call(request, config, timeout, secrets_of(plan))
            try:
                head, _, content = sending.answered(shared, call, False)
                answer = TokenAnswer(head.status_code, content)
            except APIStatusError as error:
                answer = TokenAnswer(error.status_code, error.response.content)
            request = asking.send(answer)
    except StopIteration as done:
        return cast(Token, done.value)


async def fetched_async(
    plan: Plan,
    config: Config,
    shared: SharedTransport[AsyncTransport],
    timeout: Timeout,
) -> Token:
    asking = steps(plan)
    try:
        request = next(asking)
        while True:
            call = _call(request, config, timeout, secrets_of(plan))
            try:
                head, _, content = await sending.answered_async(shared, call, False)
                answer = TokenAnswer(head.status_code, content)
            except APIStatusError as error:
                answer = TokenAnswer(error.status_code, error.response.content)
            request = asking.send(answer)
    except StopIteration as done:
        return cast(Token, done.value)
