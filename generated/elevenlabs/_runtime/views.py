"""Methods of a resource's raw and streaming views.

    class FilesRaw(RawResource):
        create = raw(Files.create)              (…) -> APIResponse[OpenAIFile]
        chat = raw_either(Files.chat)           the same of a method that has overloads
    class FilesStreamed(StreamedResource):
        create = streamed(Files.create)         (…) -> a context manager that gives StreamedResponse[OpenAIFile]

At run time they all find the method's own function, and bind it to the view's resource, which answers as the view wants.

What differs is what type checkers see. `Method` says that it is bound to its object, which ty and pyrefly do not take
for granted of a Callable. But no type with a `__get__` keeps overloads, as mypy and pyright do of a Callable.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from types import MethodType, TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from .method_type import Method
    from .responses import APIResponse, AsyncAPIResponse
    from .streaming import AsyncStreamedResponse, StreamedResponse

P = ParamSpec("P")
R = TypeVar("R")


def raw(method: Callable[Concatenate[Any, P], R]) -> Method[P, APIResponse[R]]:
    """Make a method of a raw view."""
    return _RawMethod(method)


def raw_either(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], APIResponse[R]]:
    """Make a method of a raw view from one that has overloads."""
    made: Any = _RawMethod(method)
    return cast("Callable[Concatenate[Any, P], APIResponse[R]]", made)


def async_raw(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Method[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]:
    """Make a method of an async raw view."""
    return _RawMethod(method)


def async_raw_either(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]:
    """Make a method of an async raw view from one that has overloads."""
    made: Any = _RawMethod(method)
    return cast(
        "Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]", made
    )


def streamed(
    method: Callable[Concatenate[Any, P], R],
) -> Method[P, AbstractContextManager[StreamedResponse[R]]]:
    """Make a method of a streaming view. The request is sent when the `with` block is entered."""
    return _StreamedMethod(method, _Opened)


def streamed_either(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]:
    """Make a method of a streaming view from one that has overloads."""
    made: Any = _StreamedMethod(method, _Opened)
    return cast(
        "Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]",
        made,
    )


def async_streamed(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Method[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]:
    """Make a method of an async streaming view. The request is sent when the `async with` block is entered."""
    return _StreamedMethod(method, _AsyncOpened)


def async_streamed_either(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[
    Concatenate[Any, P], AbstractAsyncContextManager[AsyncStreamedResponse[R]]
]:
    """Make a method of an async streaming view from one that has overloads."""
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

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        return MethodType(self._method, instance._resource)


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

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        bound = MethodType(self._method, instance._resource)
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
