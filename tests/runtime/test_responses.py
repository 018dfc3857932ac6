"""Raw and streaming views: what they give, and when they ask for it."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any

import anyio
import pytest

from generator.runtime import errors
from generator.runtime.headers import Headers, shown
from generator.runtime.lines import LineSplitter
from tests.loopback import Loopback, Misbehaviour, Pieces, Reply
from tests.runtime.sample import Acme
from tests.runtime.support import KINDS, called, streamed

every_kind = pytest.mark.parametrize("kind", KINDS)
THING = Reply(200, json={"id": "1", "name": "ä"}, headers={"X-Request-Id": "r-1", "X-Many": "a"})


# Raw responses.


@every_kind
def test_a_raw_response_has_it_all(kind: str) -> None:
    def use(client: Any) -> Any:
        if kind == "sync":
            raw = client.things.with_raw_response.update("x", name="a")
            return raw, raw.parse(), raw.json(), raw.text(), raw.read()

        async def run() -> Any:
            raw = await client.things.with_raw_response.update("x", name="a")
            return raw, await raw.parse(), await raw.json(), await raw.text(), await raw.read()

        return run()

    with Loopback(Reply(503), THING) as server:
        raw, thing, json, text, content = called(kind, use, base_url=server.url)
    assert (200, "r-1", 1, True) == (raw.status_code, raw.request_id, raw.retries_taken, raw.is_success)
    assert ("a", "1") == (raw.headers["x-many"], thing.id)
    assert {"id": "1", "name": "ä"} == json
    assert content == raw.content == text.encode()
    assert ("PATCH", f"{server.url}/things/x") == (raw.method, raw.url)
    assert timedelta(0) < raw.elapsed < timedelta(seconds=30)
    assert f"PATCH {server.url}/things/x>" in repr(raw)


@every_kind
def test_a_raw_response_that_is_an_error_raises(kind: str) -> None:
    with Loopback(Reply(404, json={"code": "1"})) as server, pytest.raises(errors.NotFoundError):
        called(kind, lambda client: client.things.with_raw_response.read("x"), base_url=server.url)


@every_kind
def test_a_raw_response_of_another_kind_raises_when_it_is_parsed(kind: str) -> None:
    with Loopback(Reply(200, b"<p>", {"Content-Type": "text/html"})) as server:
        raw = called(kind, lambda client: client.things.with_raw_response.read("x"), base_url=server.url)
    assert b"<p>" == raw.content
    with pytest.raises(errors.APIResponseError):
        raw.parse() if kind == "sync" else anyio.run(raw.parse)


def test_views_keep_the_methods_docs() -> None:
    assert "Change a thing." == type(Acme(api_key="k").things.with_raw_response).__dict__["update"].__doc__


# Streaming responses.

LINES = "eins\r\nzwei\rdrei\n\nfünf\u2028immer noch fünf".encode()
TEXT = Reply(200, LINES, {"Content-Type": "text/plain; charset=utf-8"}, is_chunked=True)


def opened(client: Any) -> Any:
    return client.things.with_streaming_response.download("x")


@every_kind
def test_a_body_is_streamed_in_every_form(kind: str) -> None:
    with Loopback(TEXT) as server:
        for use, expected in (
            (lambda response: response.iter_bytes(), LINES),
            (lambda response: response.iter_text(), LINES.decode()),
            (lambda response: response.iter_lines(), ["eins", "zwei", "drei", "", "fünf\u2028immer noch fünf"]),
        ):
            found = streamed(kind, opened, use, base_url=server.url)
            joined = found if isinstance(expected, list) else type(expected)().join(found)
            assert expected == joined


@every_kind
def test_a_streamed_body_can_be_read_and_parsed(kind: str) -> None:
    with Loopback(THING) as server:
        open = lambda client: client.things.with_streaming_response.read("x")  # noqa: E731
        assert "1" == streamed(kind, open, lambda response: response.parse(), base_url=server.url).id
        assert "ä" == streamed(kind, open, lambda response: response.json(), base_url=server.url)["name"]


@every_kind
def test_a_body_is_streamed_to_a_file(kind: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    content = b"x" * 200_000

    def use(response: Any) -> Any:
        return response.stream_to_file(tmp_path / "f", lambda done, total: told.append((done, total)))

    with Loopback(Reply(200, content, {"Content-Type": "application/octet-stream"})) as server:
        streamed(kind, opened, use, base_url=server.url)
    assert content == (tmp_path / "f").read_bytes()
    assert (200_000, 200_000) == told[-1]


PIECE, NUMBER = b"x" * 65_536, 1024
"""64 MB in all, made as it is sent."""


@every_kind
@pytest.mark.parametrize("way", ["iter_bytes", "stream_to_file"])
def test_a_large_body_takes_little_memory(kind: str, way: str, tmp_path: Path) -> None:
    seen: list[int] = []

    def use(response: Any) -> Any:
        if way == "stream_to_file":
            return response.stream_to_file(tmp_path / "f", lambda done, total: seen.append(done))
        if kind == "sync":
            return seen.extend(accumulate(map(len, response.iter_bytes())))

        async def count() -> None:
            total = 0
            async for chunk in response.iter_bytes():
                seen.append(total := total + len(chunk))

        return count()

    step = lambda request: Pieces(repeat(PIECE, NUMBER), {"Content-Type": "application/octet-stream"})  # noqa: E731
    tracemalloc.start()
    try:
        with Loopback(step) as server:
            streamed(kind, opened, use, base_url=server.url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(PIECE) * NUMBER == seen[-1]
    # What the client, the server and the test itself hold, all together.
    assert peak < len(PIECE) * NUMBER / 16
    if way == "stream_to_file":
        assert len(PIECE) * NUMBER == (tmp_path / "f").stat().st_size


@every_kind
def test_elapsed_covers_what_has_been_read(kind: str) -> None:
    with Loopback(TEXT) as server:

        def use(response: Any) -> Any:
            before = response.elapsed
            if kind == "sync":
                return response.read() and response.elapsed > before

            async def read() -> bool:
                return bool(await response.read()) and response.elapsed > before

            return read()

        assert streamed(kind, opened, use, base_url=server.url)


@every_kind
def test_an_error_is_raised_before_the_stream_begins(kind: str) -> None:
    with Loopback(Reply(404, json={"why": "gone"})) as server, pytest.raises(errors.NotFoundError, match="gone"):
        streamed(kind, opened, lambda response: response.read(), base_url=server.url)


@every_kind
def test_a_stream_that_breaks_is_not_asked_for_again(kind: str) -> None:
    with Loopback(Misbehaviour.TRUNCATED) as server, pytest.raises(errors.APIConnectionError) as caught:
        streamed(kind, opened, lambda response: response.read(), base_url=server.url)
    assert (1, True) == (len(server.requests), caught.value.__cause__ is not None)


def test_a_streamed_call_is_sent_when_its_block_begins() -> None:
    with Loopback(TEXT) as server, Acme(api_key="k", base_url=server.url) as client:
        block = opened(client)
        assert [] == server.requests
        with block as response:
            assert 200 == response.status_code
        assert 1 == len(server.requests)


@pytest.mark.parametrize("cuts", [[1], [2], [1, 1, 1, 1, 1, 1], [100]])
def test_lines_do_not_depend_on_how_the_text_arrives(cuts: list[int]) -> None:
    text, found, splitter = "a\r\nb\rc\n\nd", list[str](), LineSplitter()
    for size in cuts:
        found += splitter.feed(text[:size])
        text = text[size:]
    found += splitter.feed(text) + splitter.rest()
    assert ["a", "b", "c", "", "d"] == found


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [
        *(
            (name, True)
            for name in ("X-Session-Id", "X-CSRF", "X-Credential", "X-JWT-Assertion", "X-Passwd", "X-Bearer")
        ),
        *((name, False) for name in ("Access-Control-Allow-Credentials", "X-Page", "Idempotency-Key", "X-Passage")),
    ],
)
def test_a_header_that_sounds_like_a_secret_is_not_shown(name: str, is_hidden: bool) -> None:
    assert is_hidden == ("hidden" not in repr(Headers([(name, "hidden")])))


def test_urls_in_headers_are_shown_without_what_sounds_like_a_secret() -> None:
    headers = Headers(
        [
            ("Location", "https://u:pw@x.test/a?page=2&X-Amz-Signature=abc#top"),
            ("Link", '<https://x.test/a?api%5Fkey=abc,d&page=2>; rel="next", </b?token=abc>; rel="prev"'),
        ]
    )
    assert {
        "location": "https://***@x.test/a?page=2&X-Amz-Signature=***#top",
        "link": '<https://x.test/a?api%5Fkey=***&page=2>; rel="next", </b?token=***>; rel="prev"',
    } == shown(headers.items())
    assert repr(headers) == f"Headers({shown(headers.items())!r})"
