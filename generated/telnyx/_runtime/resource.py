"""Resources: the objects that methods are grouped on, and their raw and streaming views.

    client.voice_clones                                        VoiceClones(client)
    client.voice_clones.with_raw_response                      VoiceClonesRaw(resource): the same, APIResponse[T]
    client.voice_clones.with_streaming_response                VoiceClonesStreamed(resource): context managers

A view calls the very methods of the resource, on a copy of it whose `_call` answers differently. The descriptors
`raw`, `streamed`, `async_raw` and `async_streamed` give the copies' methods their types.
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
    Generic,
    ParamSpec,
    Self,
    TypeVar,
    cast,
    overload,
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
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        return cast(
            "T",
            self._answer(
                operation, arguments, options, body=body, media_type=media_type
            ),
        )


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
        *,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        return cast(
            "T",
            await self._answer(
                operation, arguments, options, body=body, media_type=media_type
            ),
        )


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


class raw(Generic[P, R]):
    """A method of a raw view."""

    def __init__(self, method: Callable[Concatenate[Any, P], R]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type[ResourceView]) -> Self: ...

    @overload
    def __get__(
        self, view: ResourceView, owner: type[ResourceView]
    ) -> Callable[P, APIResponse[R]]: ...

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | Callable[P, APIResponse[R]]:
        if view is None:
            return self
        return cast(
            "Callable[P, APIResponse[R]]", MethodType(self._method, view._resource)
        )


class async_raw(Generic[P, R]):
    """A method of an async raw view."""

    def __init__(
        self, method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]]
    ) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type[ResourceView]) -> Self: ...

    @overload
    def __get__(
        self, view: ResourceView, owner: type[ResourceView]
    ) -> Callable[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]: ...

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | Callable[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]:
        if view is None:
            return self
        method = MethodType(self._method, view._resource)
        return cast("Callable[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]", method)


class streamed(Generic[P, R]):
    """A method of a streaming view. The request is sent when the `with` block is entered."""

    def __init__(self, method: Callable[Concatenate[Any, P], R]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type[ResourceView]) -> Self: ...

    @overload
    def __get__(
        self, view: ResourceView, owner: type[ResourceView]
    ) -> Callable[P, AbstractContextManager[StreamedResponse[R]]]: ...

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | Callable[P, AbstractContextManager[StreamedResponse[R]]]:
        if view is None:
            return self

        def call(
            *args: P.args, **kwargs: P.kwargs
        ) -> AbstractContextManager[StreamedResponse[R]]:
            return _Opened(partial(self._method, view._resource, *args, **kwargs))

        return call


class async_streamed(Generic[P, R]):
    """A method of an async streaming view. The request is sent when the `async with` block is entered."""

    def __init__(
        self, method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]]
    ) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, view: None, owner: type[ResourceView]) -> Self: ...

    @overload
    def __get__(
        self, view: ResourceView, owner: type[ResourceView]
    ) -> Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]: ...

    def __get__(
        self, view: ResourceView | None, owner: type[ResourceView]
    ) -> Self | Callable[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]:
        if view is None:
            return self

        def call(
            *args: P.args, **kwargs: P.kwargs
        ) -> AbstractAsyncContextManager[AsyncStreamedResponse[R]]:
            return _AsyncOpened(partial(self._method, view._resource, *args, **kwargs))

        return call


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
