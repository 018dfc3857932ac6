"""Streams over a real connection: items, ends, breaks, and who closes when. The server counts who hung up."""

from __future__ import annotations

import gc
import gzip
import warnings
import zlib
from typing import Any

import anyio
import pytest

from generator.runtime import errors
from generator.runtime.decompression import FREE_BYTES
from generator.runtime.model import Model, field
from generator.runtime.operations import Answer
from generator.runtime.sse import ServerSentEvent
from generator.runtime.stream_operations import StreamOperation
from generator.runtime.streams import AsyncStream, Stream
from tests.loopback import Loopback, Misbehaviour, Pieces, Reply, Step, Then
from tests.runtime.sample_types import Thing
from tests.runtime.streaming_support import EVENTS, Streams, played, settled
from tests.runtime.support import KINDS, FakeClock

pytestmark = pytest.mark.parametrize("kind", KINDS)

ANSWERS = (Answer("200", "text/event-stream", "Thing"), Answer("404", "application/json", "Problem"))
THINGS: StreamOperation[Any] = StreamOperation("GET", "/things", answers=ANSWERS)
POSTED: StreamOperation[Any] = StreamOperation("POST", "/things", answers=ANSWERS)
EVENT: StreamOperation[ServerSentEvent] = StreamOperation("GET", "/x", answers=(Answer("200", "text/event-stream"),))
LINES: StreamOperation[Any] = StreamOperation("GET", "/l", answers=(Answer("200", "application/x-ndjson", "Thing"),))
ANYTHING: StreamOperation[Any] = StreamOperation("GET", "/a", answers=(Answer("200", "application/jsonl"),))
SEQUENCE: StreamOperation[Any] = StreamOperation("GET", "/s", answers=(Answer("200", "application/json-seq", "Thing"),))


class Nested(Model):
    x: Nested | None = field(default=None)


ONE, TWO, DONE = b'data: {"id": "1"}\n\n', b'id: e2\ndata: {"id": "2"}\n\n', b"data: [DONE]\n\n"


def items(kind: str, step: Step, operation: StreamOperation[Any] = THINGS, **options: Any) -> list[Any]:
    with Loopback(step) as server:
        return played(kind, lambda api: api.all(operation), base_url=server.url, **options)


def broken(kind: str, step: Step, operation: StreamOperation[Any] = THINGS, **options: Any) -> tuple[list[Any], Any]:
    """Give what came, and the error that followed."""
    found: list[Any] = []

    async def scenario(api: Streams) -> None:
        await api.take(await api.call(operation), found)

    with Loopback(step) as server, pytest.raises(errors.ClientError) as caught:
        played(kind, scenario, base_url=server.url, **options)
    return found, caught.value


def ids(things: list[Any]) -> list[str]:
    assert {"Thing"} >= {type(thing).__name__ for thing in things}
    return [thing.id for thing in things]


# Bombs.


def test_an_item_that_is_nested_too_deep_is_an_error_of_the_api(kind: str) -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "GET", "/x", answers=(Answer("200", "text/event-stream", Nested),)
    )
    body = b"data: " + b'{"x":' * 900 + b"1" + b"}" * 900 + b"\n\n"
    found, error = broken(kind, Reply(body=body, headers=EVENTS), operation, strict=True)
    assert ([], errors.APIResponseError, "the body is nested too deep") == (found, type(error), error.message)


def test_an_error_in_a_stream_that_is_nested_too_deep_is_shown_as_it_came(kind: str) -> None:
    data = b"[" * 100_000
    _, error = broken(kind, Reply(body=b"event: error\ndata: " + data + b"\n\n", headers=EVENTS))
    assert (errors.APIStreamError, data.decode()) == (type(error), error.body)
    assert "error in the stream: [[[" in str(error)


@pytest.mark.parametrize(
    ("operation", "media_type", "line"),
    [
        (EVENT, "text/event-stream", b"data: "),
        (EVENT, "text/event-stream", b"data:\n"),
        (LINES, "application/x-ndjson", b"["),
        (SEQUENCE, "application/json-seq", b"["),
        (SEQUENCE, "application/json-seq", b"[\n"),
    ],
)
def test_an_item_that_does_not_end_is_stopped(kind: str, operation: Any, media_type: str, line: bytes) -> None:
    bomb = gzip.compress(line * ((FREE_BYTES + (2 << 20)) // len(line)), 1)
    headers = {"Content-Type": media_type, "Content-Encoding": "gzip"}
    found, error = broken(kind, Reply(body=bomb, headers=headers), operation)
    assert ([], errors.APIResponseError) == (found, type(error))
    assert "does not end within 67,108,864 bytes: stopped. max_response_bytes=" in str(error)


def test_a_large_item_is_there_where_the_caller_says_how_large_one_may_be(kind: str) -> None:
    line = b'{"id": "' + bytes(FREE_BYTES + 100).replace(b"\0", b"a") + b'"}\n'
    reply = Reply(body=line, headers={"Content-Type": "application/x-ndjson"})
    for most in (None, 2 * FREE_BYTES):
        assert [FREE_BYTES + 100] == [len(thing.id) for thing in items(kind, reply, LINES, max_response_bytes=most)]


# Items.


def test_events_are_typed_items(kind: str) -> None:
    assert ["1", "2"] == ids(items(kind, Pieces((ONE[:5], ONE[5:] + TWO[:3], TWO[3:]))))
    assert ["1", "2"] == ids(items(kind, Pieces([bytes([each]) for each in ONE + TWO])))


def test_events_without_a_type_are_the_events(kind: str) -> None:
    body = b"event: tick\nid: 7\nretry: 5\ndata: a\n\ndata: b\n\n"
    assert [ServerSentEvent("a", "tick", "7", 5), ServerSentEvent("b", "message", "7")] == items(
        kind, Reply(body=body, headers=EVENTS), EVENT
    )


@pytest.mark.parametrize(
    ("operation", "media_type", "body"),
    [
        (LINES, "application/x-ndjson", b'{"id": "1"}\n\n{"id": "2"}'),
        (LINES, "application/jsonl; charset=utf-8", b'{"id": "1"}\n{"id": "2"}\n'),
        (LINES, "application/json", b'{"id": "1"}\n{"id": "2"}\n'),
        (LINES, "", b'{"id": "1"}\n{"id": "2"}\n'),
        (SEQUENCE, "application/json-seq", b'\x1e{"id": "1"}\n\x1e{"id": "2"}\n'),
        (SEQUENCE, "application/x-ndjson", b'{"id": "1"}\n{"id": "2"}\n'),
        (THINGS, "text/plain", ONE + TWO),
        (THINGS, "text/event-stream;charset=utf-8", ONE + TWO),
    ],
)
def test_what_comes_decides_how_it_is_cut(
    kind: str, operation: StreamOperation[Any], media_type: str, body: bytes
) -> None:
    reply = Reply(body=body, headers={"Content-Type": media_type} if media_type else {})
    assert ["1", "2"] == ids(items(kind, reply, operation))


def test_an_event_without_json_is_no_item(kind: str) -> None:
    assert ["1"] == ids(items(kind, Pieces((b"event: ping\ndata:\n\n" * 5_000, ONE, b"data:  \n\n"))))
    assert ["", "a"] == [event.data for event in items(kind, Pieces((b"data:\n\n", b"data: a\n\n")), EVENT)]


@pytest.mark.parametrize("media_type", ["text/event-stream", "application/x-ndjson", "application/json"])
def test_the_escape_hatch_casts_to_streams(kind: str, media_type: str) -> None:
    body = (ONE + TWO) if media_type == "text/event-stream" else b'{"id": "1"}\n{"id": "2"}\n'

    async def scenario(api: Streams) -> tuple[list[Any], ...]:
        stream: Any = Stream if api.is_sync else AsyncStream
        casts = [stream[Thing], stream[dict], stream]
        streams = [await settled(api.client.get("/x", cast_to=cast)) for cast in casts]
        return tuple([await api.take(each, []) for each in streams])

    with Loopback(Reply(body=body, headers={"Content-Type": media_type})) as server:
        things, dicts, anything = played(kind, scenario, base_url=server.url)
    assert (["1", "2"], [{"id": "1"}, {"id": "2"}]) == (ids(things), dicts)
    assert dicts == anything
    assert "text/event-stream, application/jsonl, application/json-seq" == server.requests[0].headers["accept"]


def test_the_escape_hatch_casts_to_events(kind: str) -> None:
    async def scenario(api: Streams) -> list[Any]:
        stream: Any = Stream if api.is_sync else AsyncStream
        return await api.take(await settled(api.client.get("/x", cast_to=stream[ServerSentEvent])), [])

    with Loopback(Reply(body=b"data: a\n\n", headers=EVENTS)) as server:
        assert [ServerSentEvent("a")] == played(kind, scenario, base_url=server.url)


def test_lines_without_a_type_are_json(kind: str) -> None:
    assert [{"a": [1]}, 2, None] == items(kind, Reply(body=b'{"a": [1]}\n2\nnull\n'), ANYTHING)


@pytest.mark.parametrize(("operation", "done"), [(THINGS, DONE), (EVENT, DONE), (LINES, b"[DONE]\n")])
def test_done_ends_the_stream_though_the_server_stays(kind: str, operation: StreamOperation[Any], done: bytes) -> None:
    first, media_type = (
        (ONE, "text/event-stream") if operation is not LINES else (b'{"id": "1"}\n', "application/jsonl")
    )
    with Loopback(Pieces((first, done + first), {"Content-Type": media_type}, Then.WAIT)) as server:
        assert 1 == len(played(kind, lambda api: api.all(operation), base_url=server.url))
        assert server.saw_hang_up()


@pytest.mark.parametrize(
    "reply", [Reply(204), Reply(headers=EVENTS), Pieces(()), Reply(body=b": hi\n\n", headers=EVENTS)]
)
def test_an_empty_stream_has_no_items(kind: str, reply: Step) -> None:
    assert [] == items(kind, reply)


def test_a_compressed_stream_is_unpacked_as_it_comes(kind: str) -> None:
    packer = zlib.compressobj(wbits=31)
    pieces = [packer.compress(each) + packer.flush(zlib.Z_SYNC_FLUSH) for each in (ONE, TWO)]
    headers = {**EVENTS, "Content-Encoding": "gzip"}
    with Loopback(Pieces(pieces, headers, Then.WAIT), Reply(body=gzip.compress(ONE), headers=headers)) as server:

        async def scenario(api: Streams) -> tuple[list[Any], list[Any]]:
            stream = await api.call(THINGS)
            first = await api.first(stream, 2)
            await settled(stream.close())
            return first, await api.all(THINGS)

        waiting, whole = played(kind, scenario, base_url=server.url)
    assert (["1", "2"], ["1"]) == (ids(waiting), ids(whole))


def test_the_head_is_there_before_the_items(kind: str) -> None:
    async def scenario(api: Streams) -> Any:
        stream = await api.call(THINGS)
        response = stream.response
        await settled(stream.close())
        return response, repr(stream)

    with Loopback(Reply(503), Pieces((), {**EVENTS, "X-Request-Id": "r1"}, Then.WAIT)) as server:
        head, shown = played(kind, scenario, base_url=server.url)
        assert server.saw_hang_up()
    assert (200, "r1", 1) == (head.status_code, head.request_id, head.retries_taken)
    assert f"200 GET {server.url}/things" in shown


def test_the_request_says_what_it_takes(kind: str) -> None:
    with Loopback(Reply(headers=EVENTS)) as server:
        played(kind, lambda api: api.all(THINGS), base_url=server.url)
    assert "text/event-stream" == server.requests[0].headers["accept"]


def test_one_item_can_be_taken_at_a_time(kind: str) -> None:
    async def scenario(api: Streams) -> list[str]:
        stream = await api.call(THINGS)
        return ids(await api.take(stream, await api.first(stream, 1)))

    with Loopback(Reply(body=ONE + TWO, headers=EVENTS)) as server:
        assert ["1", "2"] == played(kind, scenario, base_url=server.url)


# Ends.


def test_breaking_out_closes_the_connection(kind: str) -> None:
    with Loopback(Pieces((ONE + TWO,), then=Then.WAIT)) as server:

        async def scenario(api: Streams) -> None:
            found = await api.take(await api.call(THINGS), [], at_most=1)
            assert ["1"] == ids(found)
            # An async generator that was left is finished by the event loop, soon.
            await anyio.to_thread.run_sync(lambda: server.saw_hang_up() or pytest.fail("the connection is still open"))

        with warnings.catch_warnings():
            # trio asks for `async with`, as the documentation does.
            warnings.filterwarnings("ignore", "Async generator .*AsyncStream", ResourceWarning)
            played(kind, scenario, base_url=server.url)


@pytest.mark.parametrize("failure", [None, KeyError("the caller's own")])
def test_leaving_the_block_closes_the_connection(kind: str, failure: Exception | None) -> None:
    async def leave(stream: Any, api: Streams) -> None:
        found: list[Any] = []
        if api.is_sync:
            with stream as entered:
                found.append(next(entered))
                if failure is not None:
                    raise failure
        else:
            async with stream as entered:
                found.append(await anext(entered))
                if failure is not None:
                    raise failure

    async def scenario(api: Streams) -> None:
        stream = await api.call(THINGS)
        try:
            await leave(stream, api)
        except KeyError as error:
            assert error is failure
        assert [] == await api.take(stream, [])

    with Loopback(Pieces((ONE + TWO,), then=Then.WAIT)) as server:
        played(kind, scenario, base_url=server.url)
        assert server.saw_hang_up()


def test_a_cancelled_task_closes_the_connection(kind: str) -> None:
    found: list[Any] = []

    async def scenario(api: Streams) -> None:
        stream = await api.call(THINGS)
        if api.is_sync:
            # Nothing cancels a thread; what comes closest is an exception in the loop.
            with pytest.raises(KeyboardInterrupt), stream:
                for item in stream:
                    found.append(item)
                    raise KeyboardInterrupt
            return
        with anyio.CancelScope() as scope:
            async with stream:
                async for item in stream:
                    found.append(item)
                    scope.cancel()
        assert scope.cancelled_caught

    with Loopback(Pieces((ONE,), then=Then.WAIT)) as server:
        played(kind, scenario, base_url=server.url)
        assert server.saw_hang_up()
    assert ["1"] == ids(found)


def test_a_finished_stream_gives_its_connection_back(kind: str) -> None:
    async def scenario(api: Streams) -> None:
        for _ in range(3):
            await api.all(THINGS)

    with Loopback(Reply(body=ONE, headers=EVENTS)) as server:
        played(kind, scenario, base_url=server.url)
    assert (3, 1) == (len(server.requests), server.connections)


def test_a_stream_that_nobody_closes_warns(kind: str) -> None:
    async def scenario(api: Streams) -> None:
        stream = await api.call(THINGS)
        with pytest.warns(ResourceWarning, match="unclosed (Async)?Stream: use it in a `with` block"):
            del stream
            gc.collect()

    with Loopback(Reply(body=ONE, headers=EVENTS)) as server:
        played(kind, scenario, base_url=server.url)


def test_a_stream_whose_making_was_interrupted_leaves_nothing_to_say(kind: str) -> None:
    made = Stream if kind == "sync" else AsyncStream
    made.__new__(made).__del__()


# Breaks.


@pytest.mark.parametrize("last", [b"", b'data: {"id": "half'])
def test_a_cut_connection_is_told_after_what_came(kind: str, last: bytes) -> None:
    found, error = broken(kind, Pieces((ONE, TWO, last) if last else (ONE, TWO), then=Then.CUT))
    assert ["1", "2"] == ids(found)
    assert errors.APIConnectionError is type(error)
    assert error.__cause__ is not None


def test_a_stream_is_not_asked_for_again(kind: str) -> None:
    with Loopback(Pieces((ONE,), then=Then.CUT)) as server, pytest.raises(errors.APIConnectionError):
        played(kind, lambda api: api.all(THINGS), base_url=server.url)
    assert 1 == len(server.requests)


def test_silence_is_a_timeout_after_what_came(kind: str) -> None:
    found, error = broken(kind, Pieces((ONE, TWO[:4]), then=Then.WAIT), timeout=0.1)
    assert (["1"], errors.APITimeoutError) == (ids(found), type(error))


@pytest.mark.parametrize(
    ("step", "operation"),
    [
        (Pieces((ONE, b"data: {oops\n\n", TWO)), THINGS),
        (Reply(body=b'{"id": "1"}\n{oops\n{"id": "2"}\n'), LINES),
    ],
)
def test_text_that_is_no_json_is_shown(kind: str, step: Step, operation: StreamOperation[Any]) -> None:
    found, error = broken(kind, step, operation)
    assert (["1"], errors.APIResponseError, b"{oops") == (ids(found), type(error), error.response.content)
    assert "an item of the stream is not valid JSON" in str(error)
    assert "{oops" in str(error)


def test_an_item_that_drifted_raises_only_when_strict(kind: str) -> None:
    step = Pieces((b'data: {"id": "1", "name": "a"}\n\n', b'data: {"id": 5, "new": true}\n\n'))
    assert ["1", 5] == ids(items(kind, step))
    found, error = broken(kind, step, strict=True)
    assert (["1"], errors.APIResponseValidationError) == (ids(found), type(error))
    assert b'{"id": 5, "new": true}' == error.response.content


@pytest.mark.parametrize("operation", [THINGS, EVENT])
def test_an_error_event_raises(kind: str, operation: StreamOperation[Any]) -> None:
    event = b'event: error\ndata: {"error": {"message": "Overloaded", "code": "e9"}}\n\n'
    found, error = broken(kind, Pieces((ONE, event), {**EVENTS, "X-Request-Id": "r1"}), operation)
    assert (1, errors.APIStreamError, 200, "r1") == (len(found), type(error), error.status_code, error.request_id)
    assert {"error": {"message": "Overloaded", "code": "e9"}} == error.body
    assert str(error).startswith("error in the stream: e9 Overloaded (GET http://127.0.0.1:")
    assert f"APIStreamError({str(error)!r})" == repr(error)
    assert "error" == error.event.event


def test_an_error_event_may_be_text(kind: str) -> None:
    _, error = broken(kind, Pieces((b"event: error\ndata: out of luck\n\n",)))
    assert ("out of luck", "out of luck") == (error.body, error.message)


@pytest.mark.parametrize(
    ("reply", "operation", "said"),
    [
        (Reply(body=b"<p>Sign in", headers={"Content-Type": "text/html"}), THINGS, "text/event-stream, text/html came"),
        (Reply(json={"a": 1}), THINGS, "the spec declares text/event-stream, application/json came"),
        (Reply(body=b"<p>Sign in", headers={"Content-Type": "text/html"}), LINES, "x-ndjson, text/html came"),
    ],
)
def test_what_is_no_stream_is_one_clear_error(
    kind: str, reply: Reply, operation: StreamOperation[Any], said: str
) -> None:
    found, error = broken(kind, reply, operation)
    assert ([], errors.APIResponseError) == (found, type(error))
    assert said in str(error)
    assert error.response.content in (b"<p>Sign in", b'{"a": 1}')


def test_little_is_read_of_what_is_no_stream(kind: str) -> None:
    page = Pieces((b"<p>" * 30_000,), {"Content-Type": "text/html"}, Then.WAIT)
    _, error = broken(kind, page)
    assert 64 * 1024 <= len(error.response.content) <= 128 * 1024


def test_an_error_before_the_stream_is_what_it_is_everywhere(kind: str) -> None:
    clock = FakeClock()
    found, error = broken(kind, Reply(404, json={"code": "10005"}), clock=clock)
    assert ([], errors.NotFoundError, "Problem", []) == (found, type(error), type(error.body).__name__, clock.slept)
    _, error = broken(kind, Reply(503), clock=clock)
    assert (errors.InternalServerError, [0.5, 1.0]) == (type(error), clock.slept)
    _, error = broken(kind, Misbehaviour.CLOSE, clock=clock)
    assert (errors.APIConnectionError, 2) == (type(error), error.retries_taken)
