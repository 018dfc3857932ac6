"""Bodies that come compressed: every coding, over both transports, broken ones, and bombs."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import httpx2
import pytest
from backports import zstd

from generator.runtime import decompression, errors
from generator.runtime.decompression import FREE_BYTES, accepted_codings, decompressed
from generator.runtime.headers import Headers
from generator.runtime.sentinels import omit
from generator.runtime.transport import UnreadableBody
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, called, streamed

every_way = [
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.usefixtures("each_transport"),
]


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstd.compress),
]
every_coding = pytest.mark.parametrize(("coding", "compress"), CODINGS)
TEXT = b'{"id": "1", "name": "' + bytes(random.Random(1).choices(b"abcdef", k=5000)) + b'"}'


def undone(coding: str, *chunks: bytes, limit: Any = omit, is_whole: bool = True) -> bytes:
    return b"".join(decompressed(chunks, Headers([("Content-Encoding", coding)]), limit, is_whole))


@every_coding
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_every_coding_is_undone_however_it_arrives(coding: str, compress: Any, size: int) -> None:
    sent = compress(TEXT)
    assert TEXT == undone(coding, *(sent[at : at + size] for at in range(0, len(sent), size)))


@every_coding
def test_an_empty_body_may_say_that_it_is_compressed(coding: str, compress: Any) -> None:
    assert b"" == undone(coding) == undone(coding, b"")
    assert b"" == undone(coding, compress(b""))


@every_coding
def test_a_body_that_ends_too_early_is_no_body(coding: str, compress: Any) -> None:
    sent = compress(TEXT)
    for end in (1, len(sent) // 2, len(sent) - 1):
        with pytest.raises(UnreadableBody, match="the body cannot be decompressed"):
            undone(coding, sent[:end])


@every_coding
def test_a_body_that_is_something_else_is_no_body(coding: str, compress: Any) -> None:
    with pytest.raises(UnreadableBody, match="the body cannot be decompressed"):
        undone(coding, b"\xff\xfe not compressed at all \x00\x01\x02" * 10)


def test_several_members_are_one_body() -> None:
    assert b"ab" == undone("gzip", gzip.compress(b"a") + gzip.compress(b"b"))
    assert b"ab" == undone("zstd", zstd.compress(b"a"), zstd.compress(b"b"))
    assert b"a" == undone("gzip", gzip.compress(b"a") + b"\0\0\0\0", b"\0\0")


def test_codings_are_undone_in_turn() -> None:
    assert TEXT == undone("gzip, identity, br", brotli.compress(gzip.compress(TEXT)))


def test_words_that_are_no_coding_change_nothing() -> None:
    assert b"a" == undone("utf-8", b"a") == undone("identity", b"a")


def test_a_body_compressed_over_and_over_is_refused() -> None:
    with pytest.raises(UnreadableBody, match="compressed 6 times over"):
        undone("gzip, gzip, gzip, gzip, gzip, gzip", b"x")


def test_only_what_can_be_undone_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "gzip, deflate, br, zstd" == accepted_codings()

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(decompression, "import_module", missing)
    assert "gzip, deflate" == accepted_codings.__wrapped__()
    with pytest.raises(UnreadableBody, match="compressed as br: install brotli to read it"):
        undone("br", b"x")


def test_what_httpx2_asks_for_can_be_undone() -> None:
    offered = {word.strip() for word in httpx2.Client().headers["accept-encoding"].split(",")}
    assert {"gzip", "deflate"} <= offered <= {word.strip() for word in accepted_codings().split(",")}


# Bombs.


@every_coding
def test_a_bomb_is_stopped_before_it_fills_the_memory(coding: str, compress: Any) -> None:
    if coding == "br":
        compress = lambda data: brotli.compress(data, quality=1)  # noqa: E731
    bomb = compress(bytes(FREE_BYTES + (16 << 20)))
    total = 0
    tracemalloc.start()
    with pytest.raises(UnreadableBody, match="looks like a decompression bomb"):
        for piece in decompressed([bomb], Headers([("Content-Encoding", coding)]), omit, True):
            total += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert FREE_BYTES >= total
    assert peak < 8 << 20


def test_a_large_body_that_is_no_bomb_passes() -> None:
    noise = random.Random(2).randbytes(1 << 20)
    data = b"".join(noise[: (1 << 20) - at] for at in range(80))
    assert len(data) > FREE_BYTES
    assert len(data) == len(undone("zstd", zstd.compress(data, 1)))


def test_a_stream_is_limited_only_if_it_is_asked_to() -> None:
    bomb = gzip.compress(bytes(2 * FREE_BYTES))
    chunks = decompressed([bomb], Headers([("Content-Encoding", "gzip")]), omit, False)
    assert 2 * FREE_BYTES == sum(len(chunk) for chunk in chunks)
    with pytest.raises(UnreadableBody, match="larger than max_response_bytes=100"):
        undone("gzip", bomb, limit=100, is_whole=False)
    assert 2 * FREE_BYTES == len(undone("gzip", bomb, limit=None))


class TestOverTheWire:
    pytestmark = every_way

    @every_coding
    def test_an_answer_is_decompressed(self, kind: str, coding: str, compress: Any) -> None:
        headers = {"Content-Type": "application/json", "Content-Encoding": coding}
        with Loopback(Reply(200, compress(TEXT), headers)) as server:
            thing = called(kind, lambda client: client.things.read("x"), base_url=server.url)
        assert ("1", 5000) == (thing.id, len(thing.name))
        assert "gzip, deflate, br, zstd" == server.requests[0].headers["accept-encoding"]

    @every_coding
    def test_a_streamed_answer_is_decompressed(self, kind: str, coding: str, compress: Any) -> None:
        with Loopback(Reply(200, compress(TEXT), {"Content-Encoding": coding}, is_chunked=True)) as server:
            chunks = streamed(
                kind,
                lambda client: client.things.with_streaming_response.download("x"),
                lambda response: response.iter_bytes(),
                base_url=server.url,
            )
        assert TEXT == b"".join(chunks)

    @pytest.mark.parametrize("compress", [lambda data: gzip.compress(data)[:-9], lambda data: b"not gzip"])
    def test_a_broken_body_is_an_error_and_not_asked_for_again(self, kind: str, compress: Any) -> None:
        with Loopback(Reply(200, compress(TEXT), {"Content-Encoding": "gzip"})) as server:
            with pytest.raises(errors.APIResponseError, match="the body cannot be decompressed"):
                called(kind, lambda client: client.things.read("x"), base_url=server.url)
        assert 1 == len(server.requests)

    def test_an_error_whose_body_is_broken_is_still_that_error(self, kind: str) -> None:
        with Loopback(Reply(404, b"not gzip", {"Content-Encoding": "gzip"})) as server:
            with pytest.raises(errors.NotFoundError):
                called(kind, lambda client: client.things.read("x"), base_url=server.url)

    def test_a_bomb_is_an_error(self, kind: str) -> None:
        bomb = gzip.compress(bytes(FREE_BYTES + 1))
        with Loopback(Reply(200, bomb, {"Content-Encoding": "gzip"})) as server:
            with pytest.raises(errors.APIResponseError, match="decompression bomb"):
                called(kind, lambda client: client.things.read("x"), base_url=server.url)
        assert 1 == len(server.requests)

    def test_a_line_that_does_not_end_is_an_error(self, kind: str) -> None:
        bomb = gzip.compress(bytes(FREE_BYTES + (2 << 20)), 1)
        with Loopback(Reply(200, bomb, {"Content-Encoding": "gzip"})) as server:
            with pytest.raises(errors.APIResponseError, match="does not end within 67,108,864 bytes"):
                streamed(
                    kind,
                    lambda client: client.things.with_streaming_response.download("x"),
                    lambda response: response.iter_lines(),
                    base_url=server.url,
                )

    def test_a_limit_holds_for_plain_bodies_too(self, kind: str) -> None:
        with Loopback(Reply(200, TEXT, {"Content-Type": "application/json"})) as server:
            with pytest.raises(errors.APIResponseError, match="larger than max_response_bytes=1,000"):
                called(kind, lambda client: client.things.read("x"), base_url=server.url, max_response_bytes=1000)
            read = lambda client: client.things.read("x", max_response_bytes=len(TEXT))  # noqa: E731
            assert "1" == called(kind, read, base_url=server.url, max_response_bytes=1000).id


@pytest.mark.parametrize("size", [-1, 1.5, True, "1"])
def test_a_limit_is_a_whole_number(size: Any) -> None:
    with pytest.raises(ValueError, match="max_response_bytes must be a whole number"):
        called("sync", lambda client: client.things.read("x", max_response_bytes=size), base_url="http://127.0.0.1:9")
