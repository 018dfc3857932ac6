"""Methods of a resource's raw and streaming views.

    class FilesRaw(RawResource):
        create = raw(Files.create)              (…) -> APIResponse[OpenAIFile]
        chat = raw_either(Files.chat)           the same of a method that has overloads
    class FilesStreamed(StreamedResource):
        create = streamed(Files.create)         (…) -> a context manager that gives StreamedResponse[OpenAIFile]

At run time they all call the method's own function with the view's resource, which answers as the view wants.

What differs is what type checkers see. `Method` says that it is bound to its object, which ty and pyrefly do not take
for granted of a Callable. But no type with a `__get__` keeps overloads, as mypy and pyright do of a Callable.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from .retyping import answer_of, standing_for

if TYPE_CHECKING:
    from .method_type import Method
    from .resource import ResourceView
    from .responses import APIResponse, AsyncAPIResponse
    from .streaming import AsyncStreamedResponse, StreamedResponse

P = ParamSpec("P")
R = TypeVar("R")

# inspect's, which takes as long to import as the rest of this package.
_CO_COROUTINE = 0x80


def raw(method: Callable[Concatenate[Any, P], R]) -> Method[P, APIResponse[R]]:
    """Make a method of a raw view."""
    return cast("Method[P, APIResponse[R]]", _raw_method(method, "APIResponse[{}]"))


def raw_either(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], APIResponse[R]]:
    """Make a method of a raw view from one that has overloads."""
    return cast(
        "Callable[Concatenate[Any, P], APIResponse[R]]",
        _raw_method(method, "APIResponse[{}]"),
    )


def async_raw(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Method[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]:
    """Make a method of an async raw view."""
    return cast(
        "Method[P, Coroutine[Any, Any, AsyncAPIResponse[R]]]",
        _raw_method(method, "AsyncAPIResponse[{}]"),
    )


def async_raw_either(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]:
    """Make a method of an async raw view from one that has overloads."""
    return cast(
        "Callable[Concatenate[Any, P], Coroutine[Any, Any, AsyncAPIResponse[R]]]",
        _raw_method(method, "AsyncAPIResponse[{}]"),
    )


def streamed(
    method: Callable[Concatenate[Any, P], R],
) -> Method[P, AbstractContextManager[StreamedResponse[R]]]:
    """Make a method of a streaming view. The request is sent when the `with` block is entered."""
    return cast(
        "Method[P, AbstractContextManager[StreamedResponse[R]]]",
        _streamed_method(method, _Opened),
    )


def streamed_either(
    method: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]:
    """Make a method of a streaming view from one that has overloads."""
    return cast(
        "Callable[Concatenate[Any, P], AbstractContextManager[StreamedResponse[R]]]",
        _streamed_method(method, _Opened),
    )


def async_streamed(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Method[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]:
    """Make a method of an async streaming view. The request is sent when the `async with` block is entered."""
    return cast(
        "Method[P, AbstractAsyncContextManager[AsyncStreamedResponse[R]]]",
        _streamed_method(method, _AsyncOpened),
    )


def async_streamed_either(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R]],
) -> Callable[
    Concatenate[Any, P], AbstractAsyncContextManager[AsyncStreamedResponse[R]]
]:
    """Make a method of an async streaming view from one that has overloads."""
    return cast(
        "Callable[Concatenate[Any, P], AbstractAsyncContextManager[AsyncStreamedResponse[R]]]",
        _streamed_method(method, _AsyncOpened),
    )


def _raw_method(method: Any, answer: str) -> Any:
    def call(self: ResourceView, /, *args: Any, **kwargs: Any) -> Any:
        return method(self._resource, *args, **kwargs)

    async def call_async(self: ResourceView, /, *args: Any, **kwargs: Any) -> Any:
        return await method(self._resource, *args, **kwargs)

    given = answer_of(method)
    if method.__code__.co_flags & _CO_COROUTINE:
        return standing_for(method, call_async, answer.format(given))
    if given.startswith("AsyncPager["):  # Awaiting one gives a page.
        answer = f"Coroutine[Any, Any, {answer}]"
    return standing_for(method, call, answer.format(_awaited(given)))


def _streamed_method(
    method: Any, opened: type[_Opened[Any] | _AsyncOpened[Any]]
) -> Any:
    def call(self: ResourceView, /, *args: Any, **kwargs: Any) -> Any:
        return opened(partial(method, self._resource, *args, **kwargs))

    answer = opened.shown.format(_awaited(answer_of(method)))
    return standing_for(method, call, answer)


def _awaited(answer: str) -> str:
    return answer.replace("AsyncPager[", "AsyncPage[")


class _Opened(AbstractContextManager["StreamedResponse[R]"]):
    shown = "AbstractContextManager[StreamedResponse[{}]]"

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
    shown = "AbstractAsyncContextManager[AsyncStreamedResponse[{}]]"

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
