"""Resources: the objects that methods are grouped on, and their raw and streaming views.

    client.voice_clones                                        VoiceClones(client)
    client.voice_clones.with_raw_response                      VoiceClonesRaw(resource): the same, APIResponse[T]
    client.voice_clones.with_streaming_response                VoiceClonesStreamed(resource): context managers

A view calls the very methods of the resource, on a copy of it whose `_call` answers differently. `raw`, `streamed`,
`async_raw` and `async_streamed` give the copies' methods their types.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from types import MethodType, TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    ParamSpec,
    Self,
    TypeVar,
    cast,
)

from .paged import AsyncPaged, SyncPaged
from .sentinels import Omit, omit

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient
    from .operations import Operation
    from .options import CallOptions
    from .responses import APIResponse, AsyncAPIResponse
    from .streaming import AsyncStreamedResponse, StreamedResponse

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Resource:
    """Common to both kinds."""


class ResourceView:
    """A resource's methods with another kind of answer."""

    _resource: Resource


class SyncResource(SyncPaged, Resource):
    """Base of a generated resource."""

    def __init__(
        self, client: SyncClient, answer: Callable[..., Any] | None = None
    ) -> None:
        self._client = client
        self._answer: Callable[..., Any] = client._call if answer is None else answer

    def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        # An annotation, as a cast would be a call.
        answer: T = self._answer(
            operation, arguments, options, body=body, media_type=media_type
        )
        return answer


class AsyncResource(AsyncPaged, Resource):
    """Base of a generated async resource."""

    def __init__(
        self, client: AsyncClient, answer: Callable[..., Any] | None = None
    ) -> None:
        self._client = client
        self._answer: Callable[..., Any] = client._call if answer is None else answer

    async def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        answer: T = await self._answer(
            operation, arguments, options, body=body, media_type=media_type
        )
        return answer


class RawResource(ResourceView):
    """Base of a resource's `with_raw_response`."""

    def __init__(self, resource: SyncResource) -> None:
        self._resource = type(resource)(resource._client, resource._client._call_raw)


class StreamedResource(ResourceView):
    """Base of a resource's `with_streaming_response`."""

    def __init__(self, resource: SyncResource) -> None:
        self._resource = type(resource)(
            resource._client, resource._client._call_streamed
        )


class AsyncRawResource(ResourceView):
    """Base of an async resource's `with_raw_response`."""

    def __init__(self, resource: AsyncResource) -> None:
        self._resource = type(resource)(resource._client, resource._client._call_raw)


class AsyncStreamedResource(ResourceView):
    """Base of an async resource's `with_streaming_response`."""

    def __init__(self, resource: AsyncResource) -> None:
        self._resource = type(resource)(
            resource._client, resource._client._call_streamed
        )


class RawClient(ResourceView):
    """Base of a client's own `with_raw_response`, where operations are methods of the client itself."""

    def __init__(self, client: SyncClient) -> None:
        # These methods need no more of the client than a resource has of it.
        self._resource = SyncResource(client, client._call_raw)


class StreamedClient(ResourceView):
    """Base of a client's own `with_streaming_response`."""

    def __init__(self, client: SyncClient) -> None:
        self._resource = SyncResource(client, client._call_streamed)


class AsyncRawClient(ResourceView):
    """Base of an async client's own `with_raw_response`."""

    def __init__(self, client: AsyncClient) -> None:
        self._resource = AsyncResource(client, client._call_raw)


class AsyncStreamedClient(ResourceView):
    """Base of an async client's own `with_streaming_response`."""

    def __init__(self, client: AsyncClient) -> None:
        self._resource = AsyncResource(client, client._call_streamed)


# Functions, and not descriptors with a `__get__` of their own type: so type checkers keep a method's overloads.


def raw(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], APIResponse[R]]:
    """Make a method of a raw view."""
    return cast("Callable[Concatenate[Any, P], APIResponse[R]]", _RawMethod(method))


def async_raw(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]:
    """Make a method of an async raw view."""
    made: Any = _RawMethod(method)
    return cast(
        "Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]", made
    )


def streamed(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]:
    """Make a method of a streaming view. The request is sent when the `with` block is entered."""
    made: Any = _StreamedMethod(method, _Opened)
    return cast(
        "Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]",
        made,
    )


def async_streamed(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[
    Concatenate[Any, P], AbstractAsyncContextManager[AsyncStreamedResponse[R]]
]:
    """Make a method of an async streaming view. The request is sent when the `async with` block is entered."""
    made: Any = _StreamedMethod(method, _AsyncOpened)
    return cast(
        "Callable[Concatenate[Any, P], AbstractAsyncContextManager[AsyncStreamedResponse[R]]]",
        made,
    )


class _RawMethod:
    """Calls the method on the view's resource, which answers as the view wants."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | MethodType:
        return self if view is None else MethodType(self._method, view._resource)


class _StreamedMethod:
    """Does so later, in a context manager."""

    def __init__(
        self,
        method: Callable[..., Any],
        opened: (
            Callable[[Callable[[], Any]], AbstractContextManager[Any]]
            | Callable[[Callable[[], Any]], AbstractAsyncContextManager[Any]]
        ),
    ) -> None:
        self._method = method
        self._opened = opened
        self.__doc__ = method.__doc__

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | Callable[..., Any]:
        if view is None:
            return self
        bound = MethodType(self._method, view._resource)
        return lambda *args, **kwargs: self._opened(partial(bound, *args, **kwargs))


class _Opened(AbstractContextManager["StreamedResponse[R]"]):
    def __init__(self, send: Callable[[], Any]) -> None:
        self._send = send

    def __enter__(self) -> StreamedResponse[R]:
        self._response = cast("StreamedResponse[R]", self._send())
        return self._response

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._response.close()


class _AsyncOpened(AbstractAsyncContextManager["AsyncStreamedResponse[R]"]):
    def __init__(self, send: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._send = send

    async def __aenter__(self) -> AsyncStreamedResponse[R]:
        self._response = cast("AsyncStreamedResponse[R]", await self._send())
        return self._response

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._response.close()
