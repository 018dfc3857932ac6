from __future__ import annotations

import asyncio
import inspect
import pickle
from typing import Any, cast

import pytest

from generator.runtime.pages import SyncPage
from generator.runtime.streams import Stream
from generator.runtime.twins import _named, async_paged, async_streaming, awaited
from generator.runtime.views import async_raw, async_streamed, raw, streamed


class Files:
    def read(self, name: str, *, times: int = 1) -> str:
        """Read a file."""
        result: str = self._call(name, times)
        return result

    def list(self, *, limit: int = 1) -> SyncPage[str, Any]:
        """List files."""
        result: Any = self._call("list", limit)
        return cast("SyncPage[str, Any]", result)

    def watch(self) -> Stream[str]:
        result: Any = self._call("watch", 1)
        return cast("Stream[str]", result)

    _call: Any = staticmethod(lambda name, times: name * times)


class AsyncFiles:
    read = awaited(Files.read)
    list = async_paged(Files.list)
    watch = async_streaming(Files.watch)

    async def _call(self, name: str, times: int) -> str:
        return name * times


def test_an_async_twin_answers_as_its_own_object_does() -> None:
    assert "abab" == asyncio.run(AsyncFiles().read("ab", times=2))


def test_an_async_twin_is_a_coroutine_function_but_one_of_pages_is_not() -> None:
    assert inspect.iscoroutinefunction(AsyncFiles.read)
    assert not inspect.iscoroutinefunction(AsyncFiles.list)


def test_help_shows_text_signature_and_own_name_of_an_async_twin() -> None:
    assert ("Read a file.", "List files.") == (AsyncFiles.read.__doc__, AsyncFiles.list.__doc__)
    assert inspect.signature(Files.read) == inspect.signature(AsyncFiles.read)
    assert "(self, *, limit: 'int' = 1) -> 'AsyncPager[str, Any]'" == str(inspect.signature(AsyncFiles.list))
    assert "(self) -> 'AsyncStream[str]'" == str(inspect.signature(AsyncFiles.watch))
    assert ("AsyncFiles.read", "AsyncFiles.list") == (AsyncFiles.read.__qualname__, AsyncFiles.list.__qualname__)


class View:
    def __init__(self, resource: Any) -> None:
        self._resource = resource


class FilesRaw(View):
    read = raw(Files.read)


class FilesStreamed(View):
    read = streamed(Files.read)


class AsyncFilesRaw(View):
    read = async_raw(AsyncFiles.read)
    list = async_raw(AsyncFiles.list)


class AsyncFilesStreamed(View):
    list = async_streamed(AsyncFiles.list)


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        (FilesRaw(Files()).read, "APIResponse[str]"),
        (FilesStreamed(Files()).read, "AbstractContextManager[StreamedResponse[str]]"),
        (AsyncFilesRaw(AsyncFiles()).read, "AsyncAPIResponse[str]"),
        (AsyncFilesRaw(AsyncFiles()).list, "Coroutine[Any, Any, AsyncAPIResponse[AsyncPage[str, Any]]]"),
        (
            AsyncFilesStreamed(AsyncFiles()).list,
            "AbstractAsyncContextManager[AsyncStreamedResponse[AsyncPage[str, Any]]]",
        ),
    ],
)
def test_help_shows_a_method_of_a_view_with_what_it_gives(method: Any, answer: str) -> None:
    shown = inspect.signature(method)
    twin = getattr(Files, method.__name__)
    assert inspect.signature(twin).replace(return_annotation=answer) == shown.replace(
        parameters=[inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD), *shown.parameters.values()]
    )
    assert twin.__doc__ == method.__doc__


def test_a_method_of_a_view_travels_to_other_processes() -> None:
    read = pickle.loads(pickle.dumps(FilesStreamed(Files()).read))
    assert "abab" == read("ab", times=2).__enter__()


class Compiled:
    """A function as Cython and Nuitka make it: its code can be read, not replaced."""

    def __init__(self, refusal: type[Exception]) -> None:
        super().__setattr__("__code__", Files.read.__code__)
        self.refusal = refusal

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__code__":
            raise self.refusal("not writable")
        super().__setattr__(name, value)

    def __call__(self, files: Any, name: str) -> Any:
        return name


@pytest.mark.parametrize("refusal", [AttributeError, RuntimeError])
def test_a_twin_that_was_compiled_keeps_its_code(refusal: type[Exception]) -> None:
    twin: Any = _named(Compiled(refusal), Files.read)
    assert ("AsyncFiles.read", "Read a file.", "x") == (twin.__qualname__, twin.__doc__, twin(None, "x"))
