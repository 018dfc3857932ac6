"""Content-Encoding undone piece by piece, within a limit. Both transports hand their raw bytes through here.

    raw chunks ──Decompressor──▶ chunks of at most 1 MiB ──Meter──▶ what a caller reads

gzip and deflate always; br and zstd where a library for them is installed (`brotli` or `brotlicffi`; Python 3.14 or
`backports.zstd`). A body that ends too early, or is not what it says, raises UnreadableBody. So does a bomb: see Meter.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from .sentinels import Omit
from .transport import UnreadableBody

if TYPE_CHECKING:
    from .headers import Headers

# What one step may give: a small input must not become a large buffer in a single call.
_PIECE = 1 << 20

# A body that is read whole may not grow without end, unless the user says how large it may be. Text compresses 5 to 20
# times, a table full of zeros perhaps 200 times; gzip can do 1,000 and brotli a million.
FREE_BYTES = 64 << 20
LARGEST_RATIO = 250


class _Step(Protocol):
    """Undoes one coding. Made anew for each body."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None:
        """Raise UnreadableBody if more should have come."""
        ...


class _Zlib:
    """gzip (RFC 1952), also of several members; deflate, with zlib's header or without."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inner = zlib.decompressobj(window)
        self._start: bytes | None = b"" if window == zlib.MAX_WBITS else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._start is not None:
            data = self._start = self._start + data
            if len(data) < 2:
                return
            self._start = None
            # RFC 9110 §8.4.1.2: some servers send deflate without the zlib header (RFC 1950 §2.2).
            if data[0] & 15 != 8 or (data[0] << 8 | data[1]) % 31:
                self._window = -zlib.MAX_WBITS
                self._inner = zlib.decompressobj(self._window)
        while data:
            try:
                piece = self._inner.decompress(data, _PIECE)
            except zlib.error as error:
                raise UnreadableBody(_broken(str(error))) from error
            data = self._inner.unconsumed_tail
            if piece:
                yield piece
            if self._inner.eof:
                data = self._inner.unused_data
                # What follows a member is another one, or padding that nobody misses.
                if not data.startswith(b"\x1f\x8b"):
                    return
                self._inner = zlib.decompressobj(self._window)

    def finish(self) -> None:
        if not self._inner.eof:
            raise UnreadableBody(_broken("it ends too early"))


class _Brotli:
    def __init__(self) -> None:
        self._inner, self._process, self._error = _new_brotli()

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            # The C library may use twice the limit.
            piece = self._process(data, output_buffer_limit=_PIECE // 2)
            while piece:
                yield piece
                piece = self._process(b"", output_buffer_limit=_PIECE // 2)
        except self._error as error:
            raise UnreadableBody(_broken(str(error))) from error

    def finish(self) -> None:
        if not self._inner.is_finished():
            raise UnreadableBody(_broken("it ends too early"))


class _Zstandard:
    """zstd (RFC 8878), also of several frames."""

    def __init__(self) -> None:
        self._make, self._error = _zstd_library()
        self._inner = self._make()

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            while True:
                if self._inner.eof:
                    data = self._inner.unused_data + data
                    if not data:
                        return
                    self._inner = self._make()
                piece = self._inner.decompress(data, _PIECE)
                data = b""
                if piece:
                    yield piece
                if not self._inner.eof and (self._inner.needs_input or not piece):
                    return
        except self._error as error:
            raise UnreadableBody(_broken(str(error))) from error

    def finish(self) -> None:
        if not self._inner.eof:
            raise UnreadableBody(_broken("it ends too early"))


class Meter:
    """Counts a body and stops it where it is too large.

    A limit that the user gives holds for every body. Without one, a body that is read whole stops as a bomb: when it is
    larger than FREE_BYTES and more than LARGEST_RATIO times what came over the wire. None is no limit at all.
    """

    def __init__(self, limit: int | None | Omit, is_whole: bool) -> None:
        self._limit = limit
        self._is_whole = is_whole
        self._received = 0
        self._given = 0

    def received(self, size: int) -> None:
        self._received += size

    def given(self, size: int) -> None:
        self._given += size
        limit = self._limit
        if isinstance(limit, int):
            if self._given > limit:
                raise UnreadableBody(
                    f"the body is larger than max_response_bytes={limit:,}"
                )
        elif (
            limit is not None
            and self._is_whole
            and self._given > FREE_BYTES
            and self._given > LARGEST_RATIO * self._received
        ):
            raise UnreadableBody(
                f"the body became {self._given:,} bytes from {self._received:,}: stopped, as this looks like a "
                f"decompression bomb. max_response_bytes= says how large a body may be; None lets everything pass"
            )


class _Pipe:
    """The codings of one body, undone in turn."""

    def __init__(self, steps: list[_Step], meter: Meter) -> None:
        self._steps = steps
        self._meter = meter
        self._is_empty = True

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not chunk
        self._meter.received(len(chunk))
        pieces: Iterator[bytes] = iter((chunk,))
        for step in self._steps:
            pieces = _through(step, pieces)
        for piece in pieces:
            self._meter.given(len(piece))
            yield piece

    def finish(self) -> None:
        # An answer to HEAD has the field and no body.
        if not self._is_empty:
            for step in self._steps:
                step.finish()


def decompressed(
    chunks: Iterable[bytes], headers: Headers, limit: int | None | Omit, is_whole: bool
) -> Iterator[bytes]:
    """Give a body as it was before its Content-Encoding."""
    pipe = _Pipe(_steps(headers), Meter(limit, is_whole))
    for chunk in chunks:
        yield from pipe.feed(chunk)
    pipe.finish()


async def decompressed_async(
    chunks: AsyncIterable[bytes],
    headers: Headers,
    limit: int | None | Omit,
    is_whole: bool,
) -> AsyncGenerator[bytes, None]:
    """Give a body as it was before its Content-Encoding."""
    pipe = _Pipe(_steps(headers), Meter(limit, is_whole))
    async for chunk in chunks:
        for piece in pipe.feed(chunk):
            yield piece
    pipe.finish()


def is_plain(headers: Headers, limit: int | None | Omit) -> bool:
    """Tell whether a body needs none of this: it is not compressed, and nobody counts it."""
    return "content-encoding" not in headers and not isinstance(limit, int)


# Settled by the first request: looking for a library that is not there takes long each time.
@cache
def accepted_codings() -> str:
    """Give the value of Accept-Encoding: what can be undone here, and nothing else."""
    names = ["gzip", "deflate"]
    if _can(_new_brotli):
        names.append("br")
    if _can(_zstd_library):
        names.append("zstd")
    return ", ".join(names)


_STEPS: dict[str, Callable[[], _Step]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstandard,
}
_LIBRARIES = {"br": "brotli", "zstd": "backports.zstd"}


def _steps(headers: Headers) -> list[_Step]:
    """Make what undoes a body's codings, the last one first. Words that are no coding (`utf-8`) change nothing."""
    steps: list[_Step] = []
    for word in headers.get("content-encoding", "").split(","):
        coding = word.strip().lower()
        if coding in _STEPS:
            try:
                steps.insert(0, _STEPS[coding]())
            except ImportError as error:
                raise UnreadableBody(
                    f"the body is compressed as {coding}: install {_LIBRARIES[coding]} to read it"
                ) from error
    if len(steps) > 5:
        raise UnreadableBody(f"the body is compressed {len(steps)} times over")
    return steps


def _through(step: _Step, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from step.feed(piece)


class _BrotliDecoder(Protocol):
    def is_finished(self) -> bool: ...


class _ZstdDecoder(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def _new_brotli() -> tuple[_BrotliDecoder, Callable[..., bytes], type[Exception]]:
    """Give a decoder, its function and what it raises; raise ImportError if there is no library that can be bounded."""
    try:
        library = import_module("brotli")
    except ImportError:
        library = import_module("brotlicffi")
    inner = library.Decompressor()
    # `brotlicffi` calls it decompress, `brotli` process.
    process = getattr(inner, "decompress", None) or inner.process
    try:
        process(b"", output_buffer_limit=1)
    except TypeError as error:
        raise ImportError("this brotli is too old: 1.2 is needed") from error
    return inner, process, library.error


def _zstd_library() -> tuple[Callable[[], _ZstdDecoder], type[Exception]]:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    library = import_module(name)
    return library.ZstdDecompressor, library.ZstdError


def _broken(why: str) -> str:
    return f"the body cannot be decompressed: {why}"


def _can(load: Callable[[], object]) -> bool:
    try:
        load()
    except ImportError:
        return False
    return True
