"""Sending a call until it is answered, sync and async. Loaded with the first call, and all it needs with it.

Deciding is calls.py's; building, requests.py's; carrying, the transport's. These loops only wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .answers import Reader
from .auth import (
    NO_PROOF,
    Given,
    Proof,
    is_asked_for,
    proof_of,
    values_of,
    values_of_async,
)
from .calls import Call
from .config import Config, checked_policy, checked_retries, most_of
from .requests import Draft
from .transport import TransportFailure
from .unshown import Unshown

if TYPE_CHECKING:
    from .base import SharedTransport
    from .client import AsyncClient, SyncClient
    from .hooks import Hooks
    from .operations import Operation
    from .options import CallOptions
    from .renewing import Renewal
    from .responses import ResponseHead
    from .sentinels import Omit
    from .settings import Credential
    from .transport import (
        AsyncTransport,
        AsyncTransportResponse,
        Transport,
        TransportResponse,
    )


def sent(
    client: SyncClient, is_streamed: bool, operation: Operation[Any], *given: Any
) -> tuple[ResponseHead, TransportResponse, bytes]:
    """Make a call of a client; `given` are its arguments, options, body and media type."""
    call = started(client._config, Unshown(client.__dict__), operation, *given)
    return answered(client._shared, call, is_streamed)


async def sent_async(
    client: AsyncClient, is_streamed: bool, operation: Operation[Any], *given: Any
) -> tuple[ResponseHead, AsyncTransportResponse, bytes]:
    """The same."""
    call = await started_async(
        client._config, Unshown(client.__dict__), operation, *given
    )
    return await answered_async(client._shared, call, is_streamed)


def started(
    config: Config,
    given: Given,
    operation: Operation[Any],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    media_type: str | Omit,
) -> Call:
    """Build the request. Everything that is wrong with the arguments raises here, before anything is sent."""
    draft = Draft(config, operation, arguments, options, body, media_type)
    chosen = draft.credentials(given)
    proof = proof_of(chosen, values_of(chosen, given)) if chosen else NO_PROOF
    call = _call(config, operation, arguments, options, body, draft, proof)
    if chosen and is_asked_for(chosen, given):
        call.renewal = _renewal(draft, chosen, given)
    return call


async def started_async(
    config: Config,
    given: Given,
    operation: Operation[Any],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    media_type: str | Omit,
) -> Call:
    """The same, awaiting credentials that come from an async callable."""
    draft = Draft(config, operation, arguments, options, body, media_type)
    chosen = draft.credentials(given)
    proof = (
        proof_of(chosen, await values_of_async(chosen, given)) if chosen else NO_PROOF
    )
    call = _call(config, operation, arguments, options, body, draft, proof)
    if chosen and is_asked_for(chosen, given):
        call.renewal = _renewal(draft, chosen, given)
    return call


def answered(
    shared: SharedTransport[Transport], call: Call, is_streamed: bool
) -> tuple[ResponseHead, TransportResponse, bytes]:
    """Send until there is a success. Its body is read, unless it is streamed."""
    while True:
        try:
            if call.authorizer is not None:
                call.proven = call.authorizer.prove(call.request, shared)
            head, response, content = (
                _attempt(shared, call, is_streamed)
                if call.hooks is None
                else _watched(shared, call, call.hooks, is_streamed)
            )
            is_success = head.is_success
            if not is_success and (call.follow(head) or call.proves_again(head)):
                continue
        except TransportFailure as failure:
            wait = call.wait_after_failure(failure)
        else:
            if call.hooks is not None and not is_success:
                call.hooks.tell_error(call.error(head, content))
            asked = call.wait_after_answer(head, is_success)
            if asked is None:
                if is_success:
                    return head, response, content
                raise call.error(head, content)
            wait = asked
        if call.next is not None:
            call.tell_of_retry()
        call.clock.sleep(wait)
        if call.renewal is not None:
            call.renewal.renew(call)


def _watched(
    shared: SharedTransport[Transport], call: Call, hooks: Hooks, is_streamed: bool
) -> tuple[ResponseHead, TransportResponse, bytes]:
    """Send once, with the hooks around it."""
    from . import attempts

    return attempts.watched(call, hooks, lambda: _attempt(shared, call, is_streamed))


def _attempt(
    shared: SharedTransport[Transport], call: Call, is_streamed: bool
) -> tuple[ResponseHead, TransportResponse, bytes]:
    # Asked for each time: who closed the client while the call waited means this call too.
    response = shared.get().send(call.begin(is_streamed))
    head = call.head(response.status_code, response.headers)
    try:
        content = b"" if is_streamed and head.is_success else response.read()
    except TransportFailure as failure:
        content = call.without_body(head, failure)
    return head, response, content


async def answered_async(
    shared: SharedTransport[AsyncTransport], call: Call, is_streamed: bool
) -> tuple[ResponseHead, AsyncTransportResponse, bytes]:
    """Send until there is a success. Its body is read, unless it is streamed."""
    while True:
        try:
            if call.authorizer is not None:
                call.proven = await call.authorizer.prove_async(call.request, shared)
            head, response, content = await (
                _attempt_async(shared, call, is_streamed)
                if call.hooks is None
                else _watched_async(shared, call, call.hooks, is_streamed)
            )
            is_success = head.is_success
            if not is_success and (call.follow(head) or call.proves_again(head)):
                continue
        except TransportFailure as failure:
            wait = call.wait_after_failure(failure)
        else:
            if call.hooks is not None and not is_success:
                await call.hooks.tell_error_async(call.error(head, content))
            asked = call.wait_after_answer(head, is_success)
            if asked is None:
                if is_success:
                    return head, response, content
                raise call.error(head, content)
            wait = asked
        if call.next is not None:
            await call.tell_of_retry_async()
        await call.clock.sleep_async(wait)
        if call.renewal is not None:
            await call.renewal.renew_async(call)


async def _watched_async(
    shared: SharedTransport[AsyncTransport], call: Call, hooks: Hooks, is_streamed: bool
) -> tuple[ResponseHead, AsyncTransportResponse, bytes]:
    """Send once, with the hooks around it."""
    from . import attempts

    return await attempts.watched_async(
        call, hooks, lambda: _attempt_async(shared, call, is_streamed)
    )


async def _attempt_async(
    shared: SharedTransport[AsyncTransport], call: Call, is_streamed: bool
) -> tuple[ResponseHead, AsyncTransportResponse, bytes]:
    response = await shared.get().send(call.begin(is_streamed))
    head = call.head(response.status_code, response.headers)
    try:
        content = b"" if is_streamed and head.is_success else await response.read()
    except TransportFailure as failure:
        content = call.without_body(head, failure)
    return head, response, content


def _renewal(
    draft: Draft, credentials: tuple[Credential, ...], given: Given
) -> Renewal:
    from .renewing import Renewal

    return Renewal(draft, credentials, given)


def _call(
    config: Config,
    operation: Operation[Any],
    arguments: tuple[object, ...],
    options: CallOptions,
    body: object,
    draft: Draft,
    proof: Proof,
) -> Call:
    reader = Reader(
        draft.prepared.answers,
        config.settings.types_package,
        config.is_strict,
        (operation, arguments, body),
    )
    policy, most = config.retry, config.max_retries
    if "retry" in options:
        policy = checked_policy(options["retry"])
        most = most_of(policy)
    if "max_retries" in options:
        most = checked_retries(options["max_retries"])
    call = Call(
        draft.request(proof),
        reader,
        most,
        config.clock,
        config.logger(),
        policy,
        config.hooks,
        operation.path,
    )
    if proof.exchange is not None:
        from .exchange import Authorizer

        call.authorizer = Authorizer(config, proof.exchange, call.request)
    return call
