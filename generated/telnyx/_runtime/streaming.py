"""Answers whose body is read piece by piece: what `with_streaming_response` yields.

    with client.files.with_streaming_response.download(id="…") as response:
        response.stream_to_file("out.bin")

A body that breaks off raises APIConnectionError; it is not asked for again.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

from . import media
from .decompression import FREE_BYTES
from .responses import APIResponse
from .sentinels import Omit
from .transport import TransportFailure, UnreadableBody, finish
from .unread_bodies import Given, UnreadBody

if TYPE_CHECKING:
    from .errors import APIError
    from .responses import ResponseHead
    from .transport import AsyncTransportResponse, TransportResponse

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741  (Item)

Progress = Callable[[int, int | None], object]
"""Told the bytes that have arrived, and how many there will be; None means the server does not say."""
_WRITTEN_AT_ONCE = 1024 * 1024
"""Bytes: asynchronously, each write is a journey to a thread and back, which takes longer than writing a small piece."""


class StreamedResponse(UnreadBody, Generic[T]):
    """An answer whose body is still on its way."""

    __slots__ = ("_source",)

    def __init__(self, head: ResponseHead, source: TransportResponse) -> None:
        super().__init__(head)
        self._source = source

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the body as it arrives, decompressed."""
        if self._content is not None:
            yield self._content
            return
        self._take()
        try:
            for chunk in self._source.iter_bytes():
                yield chunk
                self._check_open()
        except TransportFailure as failure:
            raise_broken(self, failure)
        finally:
            self.stop_clock(perf_counter() - self._began)

    def iter_text(self) -> Iterator[str]:
        decoder = _decoder(self)
        for chunk in self.iter_bytes():
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", True):
            yield text

    def iter_lines(self) -> Iterator[str]:
        """Give line by line, without line ends (CR, LF or CRLF)."""
        from .lines import LineSplitter

        lines = LineSplitter()
        for text in self.iter_text():
            yield from lines.feed(text)
            check_held(self, lines.held)
        yield from lines.rest()

    def stream_to_file(
        self, path: str | os.PathLike[str], progress: Progress | None = None
    ) -> None:
        """Write the body to a file. What a broken transfer left stays there."""
        total, done = _length(self), 0
        with open(path, "wb") as file:
            for chunk in self.iter_bytes():
                file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, total)

    def read(self) -> bytes:
        if self._content is None:
            self._content = b"".join(self.iter_bytes())
        return self._content

    def parse(self) -> T:
        """Read the body and give what the plain call gives; of a stream, what reads it."""
        if self._reader.table.is_stream:
            from .opening import stream_of

            return cast("T", stream_of(self))
        return APIResponse[T](self, self.read()).parse()

    def json(self) -> Any:
        return APIResponse[T](self, self.read()).json()

    def text(self) -> str:
        return APIResponse[T](self, self.read()).text()

    def close(self) -> None:
        self._is_closed = True
        self._source.close()


class AsyncStreamedResponse(UnreadBody, Generic[T]):
    """An answer whose body is still on its way, of an async client."""

    __slots__ = ("_given", "_source")

    def __init__(self, head: ResponseHead, source: AsyncTransportResponse) -> None:
        super().__init__(head)
        self._source = source
        self._given: list[Given[Any]] = []
        """Iterators that may be left in the middle. The block's end is theirs: trio warns of those that have none."""

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """Give the body as it arrives, decompressed."""
        return self._noted(self._bytes())

    def iter_text(self) -> AsyncIterator[str]:
        return self._noted(self._texts())

    def iter_lines(self) -> AsyncIterator[str]:
        """Give line by line, without line ends (CR, LF or CRLF)."""
        return self._noted(self._lines())

    def _noted(self, generator: AsyncGenerator[I, None]) -> AsyncIterator[I]:
        given = Given(generator)
        self._given.append(given)
        return given

    async def _bytes(self) -> AsyncGenerator[bytes, None]:
        if self._content is not None:
            yield self._content
            return
        self._take()
        chunks = self._source.iter_bytes()
        try:
            async for chunk in chunks:
                yield chunk
        except TransportFailure as failure:
            raise_broken(self, failure)
        finally:
            self.stop_clock(perf_counter() - self._began)
            await finish(chunks)

    async def _texts(self) -> AsyncGenerator[str, None]:
        decoder = _decoder(self)
        chunks = self._bytes()
        try:
            async for chunk in chunks:
                if text := decoder.decode(chunk):
                    yield text
        finally:
            await finish(chunks)
        if text := decoder.decode(b"", True):
            yield text

    async def _lines(self) -> AsyncGenerator[str, None]:
        from .lines import LineSplitter

        lines = LineSplitter()
        texts = self._texts()
        try:
            async for text in texts:
                for line in lines.feed(text):
                    yield line
                check_held(self, lines.held)
        finally:
            await finish(texts)
        for line in lines.rest():
            yield line

    async def stream_to_file(
        self, path: str | os.PathLike[str], progress: Progress | None = None
    ) -> None:
        """Write the body to a file. What a broken transfer left stays there."""
        from anyio import open_file

        total, done, written = _length(self), 0, 0
        waiting: list[bytes] = []
        chunks = self._bytes()
        async with await open_file(path, "wb") as file:
            try:
                async for chunk in chunks:
                    waiting.append(chunk)
                    done += len(chunk)
                    if done - written >= _WRITTEN_AT_ONCE:
                        piece, written = b"".join(waiting), done
                        waiting.clear()
                        await file.write(piece)
                    if progress is not None:
                        progress(done, total)
            finally:
                # Not awaited: what came before the transfer broke is to be there, also after a cancellation.
                file.wrapped.writelines(waiting)
                await finish(chunks)

    async def read(self) -> bytes:
        if self._content is None:
            self._content = b"".join([chunk async for chunk in self._bytes()])
        return self._content

    async def parse(self) -> T:
        """Read the body and give what the plain call gives; of a stream, what reads it."""
        if self._reader.table.is_stream:
            from .opening import async_stream_of

            return cast("T", await async_stream_of(self))
        return APIResponse[T](self, await self.read()).parse()

    async def json(self) -> Any:
        return APIResponse[T](self, await self.read()).json()

    async def text(self) -> str:
        return APIResponse[T](self, await self.read()).text()

    async def close(self) -> None:
        self._is_closed = True
        try:
            while self._given:
                await self._given.pop().cut()
        finally:
            await self._source.close()


def check_held(head: ResponseHead, size: int) -> None:
    """Raise APIResponseError where a line or an item of a stream, of so many bytes by now, is not to grow any further.

    The body has no end that could be waited for, and a bomb may be a single line. As for whole bodies, who says how
    large one may be has said it all: see decompression.Meter.
    """
    if size > FREE_BYTES and isinstance(head._limit, Omit):
        raise_broken(
            head,
            UnreadableBody(
                f"a line or an item of the body does not end within {FREE_BYTES:,} bytes: stopped. "
                f"max_response_bytes= says how large a body may be; None lets everything pass"
            ),
        )


def raise_broken(head: ResponseHead, failure: TransportFailure) -> NoReturn:
    """Raise the error for a body that did not arrive."""
    raise broken(head, failure)


def broken(head: ResponseHead, failure: TransportFailure) -> APIError:
    """Make the error for an answer that did not arrive, or not whole."""
    from .errors import APIConnectionError, APIResponseError, APITimeoutError

    error: APIError
    if isinstance(failure, UnreadableBody):
        error = APIResponseError(str(failure), APIResponse(head, b""))
    else:
        error_class = APITimeoutError if failure.is_timeout else APIConnectionError
        error = error_class(
            str(failure),
            method=head.method,
            url=head.url,
            retries_taken=head.retries_taken,
        )
    error.__cause__ = failure.__cause__ or failure
    return error


def _decoder(head: ResponseHead) -> codecs.IncrementalDecoder:
    charset = media.charset_of(head.headers.get("content-type", ""))
    return codecs.getincrementaldecoder(charset)("replace")


def _length(head: ResponseHead) -> int | None:
    """Give the body's length; unknown if it is compressed on the way."""
    text = head.headers.get("content-length", "")
    return (
        int(text)
        if text.isdecimal() and "content-encoding" not in head.headers
        else None
    )
