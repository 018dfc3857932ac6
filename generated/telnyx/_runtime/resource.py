"""Resources: the objects that methods are grouped on, and their raw and streaming views.

    client.voice_clones                                        VoiceClones(client)
    client.voice_clones.with_raw_response                      VoiceClonesRaw(resource): the same, APIResponse[T]
    client.voice_clones.with_streaming_response                VoiceClonesStreamed(resource): context managers

A view calls the very methods of the resource, on a copy of it whose `_call` answers differently: see views.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .paged import AsyncPaged, SyncPaged
from .sentinels import Omit, omit

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient
    from .operations import Operation
    from .options import CallOptions

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
