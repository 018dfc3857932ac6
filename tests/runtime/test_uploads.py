"""Uploads: iterators as parts, progress, and what a retry does to both."""

from __future__ import annotations

import gc
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.runtime import errors
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, FakeClock, called
from tests.runtime.test_bodies import parts

pytestmark = [pytest.mark.parametrize("kind", KINDS), pytest.mark.usefixtures("each_transport")]
BINARY = "application/octet-stream"
FORM = "multipart/form-data"
CONTENT = bytes(range(256)) * 700
"""More than two pieces of 64 KiB."""


def upload(kind: str, body: object, media_type: str, *script: Reply, **call: Any) -> Any:
    with Loopback(*(script or (Reply(json={}),))) as server:
        use = lambda client: client.things.upload(body, media_type=media_type, **call)  # noqa: E731
        called(kind, use, base_url=server.url)
    return server.requests


class Told:
    def __init__(self) -> None:
        self.attempts: list[list[tuple[int, int | None]]] = []

    def __call__(self, sent: int, total: int | None) -> None:
        if sent == 0:
            self.attempts.append([])
        self.attempts[-1].append((sent, total))


@pytest.mark.parametrize("how", ["bytes", "path", "file"])
def test_progress_is_told_from_nothing_to_all(kind: str, how: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT)
    body = {"bytes": CONTENT, "path": tmp_path / "f", "file": io.BytesIO(CONTENT)}[how]
    told, size = Told(), len(CONTENT)
    (request,) = upload(kind, body, BINARY, upload_progress=told)
    assert (CONTENT, str(size)) == (request.body, request.headers["content-length"])
    assert [[(0, size), (65536, size), (131072, size), (size, size)]] == told.attempts


def test_the_total_of_an_iterator_is_unknown(kind: str) -> None:
    told = Told()
    body = iter([b"one ", b"two"]) if kind == "sync" else async_pieces()
    (request,) = upload(kind, body, BINARY, upload_progress=told)
    assert b"one two" == request.body
    assert [[(0, None), (4, None), (7, None)]] == told.attempts


def test_a_retry_counts_from_the_beginning(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"content")
    told = Told()
    first, second = upload(kind, tmp_path / "f", BINARY, Reply(503), Reply(json={}), upload_progress=told)
    assert b"content" == first.body == second.body
    assert [[(0, 7), (7, 7)]] * 2 == told.attempts


def test_progress_of_a_form_counts_all_of_it(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f.bin").write_bytes(CONTENT)
    told = Told()
    (request,) = upload(kind, {"file": tmp_path / "f.bin", "name": "n"}, FORM, upload_progress=told)
    assert (len(request.body), len(request.body)) == told.attempts[0][-1]
    assert CONTENT == parts(request.body, request.headers["content-type"])[0][1]


def test_a_call_without_a_body_has_no_progress(kind: str) -> None:
    told = Told()
    with Loopback(Reply(json={})) as server:
        called(kind, lambda client: client.things.read("x", upload_progress=told), base_url=server.url)
    assert [] == told.attempts


def test_what_progress_raises_ends_the_call(kind: str) -> None:
    def stop(sent: int, total: int | None) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        upload(kind, b"x", BINARY, upload_progress=stop)


def test_progress_is_a_function(kind: str) -> None:
    with pytest.raises(TypeError, match="upload_progress must be a function, not int"):
        upload(kind, b"x", BINARY, upload_progress=3)


def pieces() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


async def async_pieces() -> AsyncIterator[bytes]:
    yield b"one "
    yield b"two"


def test_an_iterator_can_be_a_part(kind: str) -> None:
    made: list[Any] = [pieces(), ("n.bin", pieces()), ("n.png", pieces(), "image/png")]
    if kind != "sync":
        made += [async_pieces(), ("n.bin", async_pieces(), "image/png")]
    for part in made:
        (request,) = upload(kind, {"file": part, "name": "n"}, FORM)
        assert "transfer-encoding" in request.headers
        (fields, content), (_, name) = parts(request.body, request.headers["content-type"])
        assert (b"one two", b"n") == (content, name)
        file_name, content_type = (*part, BINARY)[0:3:2] if isinstance(part, tuple) else ("file", BINARY)
        assert f'filename="{file_name}"' in fields["content-disposition"]
        assert content_type == fields["content-type"]


def test_an_async_part_is_refused_by_the_sync_client(kind: str) -> None:
    if kind == "sync":
        with pytest.raises(TypeError, match="an async iterator as a body needs the async client"):
            upload(kind, {"file": async_pieces()}, FORM)
    else:
        (request,) = upload(kind, {"file": async_pieces()}, FORM)
        assert b"one two" in request.body


def test_a_form_with_files_is_sent_again_whole(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f.bin").write_bytes(CONTENT)
    first, second = upload(kind, {"file": tmp_path / "f.bin", "name": "n"}, FORM, Reply(503), Reply(json={}))
    assert first.body == second.body and CONTENT in second.body


def test_a_form_with_an_iterator_is_not_sent_twice(kind: str) -> None:
    clock = FakeClock()
    with Loopback(Reply(503)) as server, pytest.raises(errors.InternalServerError):
        use = lambda client: client.things.upload({"file": pieces()}, media_type=FORM)  # noqa: E731
        called(kind, use, base_url=server.url, clock=clock)
    assert (1, []) == (len(server.requests), clock.slept)


def test_a_body_that_raises_ends_the_call_and_spoils_nothing(kind: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise LookupError("no more")

    with Loopback(Reply(json={"id": "1"})) as server:

        def use(client: Any) -> Any:
            if kind == "sync":
                with pytest.raises(LookupError, match="no more"):
                    client.things.upload(broken(), media_type=BINARY)
                return client.things.read("x")

            async def run() -> Any:
                with pytest.raises(LookupError, match="no more"):
                    await client.things.upload(broken(), media_type=BINARY)
                return await client.things.read("x")

            return run()

        assert "1" == called(kind, use, base_url=server.url).id


def test_a_body_shorter_or_longer_than_it_said_is_an_error(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "f"
    for size in (3, 9):
        path.write_bytes(b"x" * 5)

        def change(sent: int, total: int | None) -> None:
            path.write_bytes(b"x" * size)

        with Loopback(Reply(json={})) as server, pytest.raises(errors.APIConnectionError):
            use = lambda client: client.things.upload(path, media_type=BINARY, upload_progress=change)  # noqa: E731
            called(kind, use, base_url=server.url, max_retries=0)


def test_an_upload_that_is_broken_off_leaves_nothing_behind(kind: str, tmp_path: Path) -> None:
    """trio warns of async generators that nobody has ended, and a warning fails a test."""
    (tmp_path / "picture").write_bytes(CONTENT * 3)

    async def note() -> AsyncIterator[bytes]:
        yield b"a note"

    def stop(sent: int, total: int | None) -> None:
        if sent > 1000:
            raise LookupError("enough")

    def use(client: Any) -> Any:
        first = iter([b"a note"]) if kind == "sync" else note()
        body = {"note": ("note", first), "picture": tmp_path / "picture"}
        if kind == "sync":
            with pytest.raises(LookupError, match="enough"):
                client.things.upload(body, media_type=FORM, upload_progress=stop)
            return

        async def run() -> None:
            with pytest.raises(LookupError, match="enough"):
                await client.things.upload(body, media_type=FORM, upload_progress=stop)
            gc.collect()

        return run()

    with Loopback() as server:
        called(kind, use, base_url=server.url)
