"""One attempt of a call with everything that watches it. Loaded only if a client has hooks: see hooks.py.

before ──▶ the attempt ──▶ after           and `ended` for observers, whatever happens
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from .errors import APIError
from .hooks import Hooks, OutgoingRequest, run, run_async
from .transport import TransportFailure

if TYPE_CHECKING:
    from .calls import Call
    from .responses import ResponseHead
    from .transport import AsyncTransportResponse, TransportResponse

    Attempted = tuple[ResponseHead, TransportResponse, bytes]
    AsyncAttempted = tuple[ResponseHead, AsyncTransportResponse, bytes]

R = TypeVar("R")


class Watch:
    """The observers of one attempt."""

    __slots__ = ("_begun", "_hooks")

    def __init__(self, hooks: Hooks, request: OutgoingRequest) -> None:
        self._hooks = hooks
        self._begun = [observer.begin(request) for observer in hooks.observers]

    def end(self, head: ResponseHead | None, error: BaseException | None) -> None:
        for observer, begun in zip(self._hooks.observers, self._begun, strict=True):
            observer.end(begun, head, error)


def watched(call: Call, hooks: Hooks, attempt: Callable[[], Attempted]) -> Attempted:
    """Make one attempt, and tell the hooks."""
    request = call.outgoing()
    run(hooks.on_request, request, "on_request")
    watch = Watch(hooks, request)
    call.sent = request.to_send()
    try:
        head, response, content = attempt()
    except BaseException as error:
        raised = call.as_error(error) if isinstance(error, TransportFailure) else error
        watch.end(None, raised)
        if isinstance(raised, APIError):
            run(hooks.on_error, raised, "on_error")
        raise
    watch.end(head, None)
    try:
        run(hooks.on_response, head, "on_response")
    except BaseException:
        response.close()
        raise
    return head, response, content


async def watched_async(
    call: Call, hooks: Hooks, attempt: Callable[[], Awaitable[AsyncAttempted]]
) -> AsyncAttempted:
    """Make one attempt, and tell the hooks."""
    request = call.outgoing()
    await run_async(hooks.on_request, request, "on_request")
    watch = Watch(hooks, request)
    call.sent = request.to_send()
    try:
        head, response, content = await attempt()
    except BaseException as error:
        raised = call.as_error(error) if isinstance(error, TransportFailure) else error
        watch.end(None, raised)
        if isinstance(raised, APIError):
            await run_async(hooks.on_error, raised, "on_error")
        raise
    watch.end(head, None)
    try:
        await run_async(hooks.on_response, head, "on_response")
    except BaseException:
        await response.close()
        raise
    return head, response, content
