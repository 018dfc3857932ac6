from __future__ import annotations

import asyncio
import inspect
from typing import Any

from generator.runtime.twins import async_paged, awaited


class Files:
    def read(self, name: str, *, times: int = 1) -> str:
        """Read a file."""
        result: str = self._call(name, times)
        return result

    def list(self, *, limit: int = 1) -> Any:
        """List files."""
        return self._call("list", limit)

    _call: Any = staticmethod(lambda name, times: name * times)


class AsyncFiles:
    read = awaited(Files.read)
    list = async_paged(Files.list)

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
    assert ("AsyncFiles.read", "AsyncFiles.list") == (AsyncFiles.read.__qualname__, AsyncFiles.list.__qualname__)
