"""Answers whose body is read piece by piece: what `with_streaming_response` yields.

    with client.files.with_streaming_response.download(id="…") as response:
        response.stream_to_file("out.bin")

A body that breaks off raises APIConnectionError; it is not asked for again.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from . import media
from .responses import APIResponse, ResponseHead
from .transport import TransportFailure, UnreadableBody

if TYPE_CHECKING:
    from .errors import APIError
    from .transport import AsyncTransportResponse, TransportResponse

T = TypeVar("T")

Progress = Callable[[int, int | None], object]
"""Told the bytes that have arrived, and how many there will be; None means the server does not say."""


class StreamedResponse(ResponseHead, Generic[T]):
    """An answer whose body is still on its way."""

    __slots__ = ("_content", "_source")

    def __init__(self, head: ResponseHead, source: TransportResponse) -> None:
        self._same_head(head)
        self._source = source
        self._content: bytes | None = None

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the body as it arrives, decompressed."""
        if self._content is not None:
            yield self._content
            return
        try:
            yield from self._source.iter_bytes()
        except TransportFailure as failure:
            raise_broken(self, failure)

    def iter_text(self) -> Iterator[str]:
        decoder = _decoder(self)
        for chunk in self.iter_bytes():
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", True):
            yield text

    def iter_lines(self) -> Iterator[str]:
        """Give line by line, without line ends (CR, LF or CRLF)."""
        lines = LineSplitter()
        for text in self.iter_text():
            yield from lines.feed(text)
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
        """Read the body and give what the plain call gives."""
        return APIResponse[T](self, self.read()).parse()

    def json(self) -> Any:
        return APIResponse[T](self, self.read()).json()

    def text(self) -> str:
        return APIResponse[T](self, self.read()).text()

    def close(self) -> None:
        self._source.close()


class AsyncStreamedResponse(ResponseHead, Generic[T]):
    """An answer whose body is still on its way, of an async client."""

    __slots__ = ("_content", "_source")

    def __init__(self, head: ResponseHead, source: AsyncTransportResponse) -> None:
        self._same_head(head)
        self._source = source
        self._content: bytes | None = None

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        """Give the body as it arrives, decompressed."""
        if self._content is not None:
            yield self._content
            return
        source = self._source.iter_bytes()
        try:
            async for chunk in source:
                yield chunk
        except TransportFailure as failure:
            raise_broken(self, failure)
        finally:
            # Who stops early leaves the transport's generator unfinished, which trio warns of.
            if isinstance(source, AsyncGenerator):
                await source.aclose()

    async def iter_text(self) -> AsyncIterator[str]:
        decoder = _decoder(self)
        async for chunk in self.iter_bytes():
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", True):
            yield text

    async def iter_lines(self) -> AsyncIterator[str]:
        """Give line by line, without line ends (CR, LF or CRLF)."""
        lines = LineSplitter()
        async for text in self.iter_text():
            for line in lines.feed(text):
                yield line
        for line in lines.rest():
            yield line

    async def stream_to_file(
        self, path: str | os.PathLike[str], progress: Progress | None = None
    ) -> None:
        """Write the body to a file. What a broken transfer left stays there."""
        from anyio import open_file

        total, done = _length(self), 0
        async with await open_file(path, "wb") as file:
            async for chunk in self.iter_bytes():
                await file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, total)

    async def read(self) -> bytes:
        if self._content is None:
            self._content = b"".join([chunk async for chunk in self.iter_bytes()])
        return self._content

    async def parse(self) -> T:
        """Read the body and give what the plain call gives."""
        return APIResponse[T](self, await self.read()).parse()

    async def json(self) -> Any:
        return APIResponse[T](self, await self.read()).json()

    async def text(self) -> str:
        return APIResponse[T](self, await self.read()).text()

    async def close(self) -> None:
        await self._source.close()


class LineSplitter:
    """Cuts text that comes in pieces into lines. str.splitlines would also cut at U+2028 and others."""

    def __init__(self) -> None:
        self._open = ""
        self._ends_with_cr = False

    def feed(self, text: str) -> list[str]:
        """Give the lines that are complete now."""
        if self._ends_with_cr:
            # The CR ended a line already; an LF right after it belongs to it.
            text = text.removeprefix("\n")
            self._ends_with_cr = False
        self._ends_with_cr = text.endswith("\r")
        *lines, last = (
            (self._open + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        )
        self._open = last
        return lines

    def rest(self) -> list[str]:
        """Give the last line, if it has no end."""
        return [self._open] if self._open else []


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
