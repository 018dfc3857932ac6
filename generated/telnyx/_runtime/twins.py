"""Async methods from sync ones: the same parameters, the same operation, the same text; awaited.

    class AsyncFiles(AsyncResource):
        create = awaited(Files.create)               (…) -> Coroutine[OpenAIFile]
        list = async_paged(Files.list)               (…) -> AsyncPager[OpenAIFile, ListFilesResponse]
        watch = async_streaming(Files.watch)         (…) -> Coroutine[AsyncStream[Event]]

A method only hands its arguments to `self._call` or `self._page`. Given an async resource as `self`, those answer as it does, so
the body serves both. Type checkers and editors take parameters and text from the sync method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from .retyping import answer_of, standing_for

if TYPE_CHECKING:
    from .method_type import Method
    from .pages import AsyncPager, SyncPage
    from .streams import AsyncStream, Stream

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Item = TypeVar("Item")
_ASYNC = {"SyncPage[": "AsyncPager[", "Stream[": "AsyncStream["}
_SYNC = re.compile(r"\b(?:SyncPage|Stream)\[")


def awaited(
    method: Callable[Concatenate[Any, P], R],
) -> Method[P, Coroutine[Any, Any, R]]:
    """Make the async twin of a method that gives its result at once."""

    async def twin(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: Any = method(self, *args, **kwargs)
        return cast("R", await result)

    return _named(twin, method)


def async_streaming(
    method: Callable[Concatenate[Any, P], Stream[T]],
) -> Method[P, Coroutine[Any, Any, AsyncStream[T]]]:
    """Make the async twin of a method that gives a stream."""
    made: Any = awaited(method)
    return cast("Method[P, Coroutine[Any, Any, AsyncStream[T]]]", made)


def async_paged(
    method: Callable[Concatenate[Any, P], SyncPage[Item, T]],
) -> Method[P, AsyncPager[Item, T]]:
    """Make the async twin of a method that gives pages. It is no coroutine: its result can be iterated, or awaited."""

    def twin(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> AsyncPager[Item, T]:
        result: Any = method(self, *args, **kwargs)
        return cast("AsyncPager[Item, T]", result)

    return _named(twin, method)


def _named(
    twin: Callable[Concatenate[Any, P], R], method: Callable[..., Any]
) -> Method[P, R]:
    """Give it the text and the signature of the sync method, and its own name: `help` and tracebacks show them."""
    answer = _SYNC.sub(lambda found: _ASYNC[found[0]], answer_of(method))
    function = standing_for(method, twin, answer)
    function.__qualname__ = f"Async{function.__qualname__}"
    names = {"co_name": function.__name__, "co_qualname": function.__qualname__}
    # Cython and Nuitka make functions whose code cannot be replaced: they keep the name that they were compiled with.
    with suppress(AttributeError, TypeError, RuntimeError):
        function.__code__ = function.__code__.replace(**names)
    return cast("Method[P, R]", function)
