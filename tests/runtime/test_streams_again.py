"""Streams that come back after their connection ended, and the raw and streaming views of a stream."""

from __future__ import annotations

import gc
from typing import Any

import anyio
import pytest

from generator.runtime import errors
from generator.runtime.operations import Answer, Body, Operation
from generator.runtime.stream_operations import EitherOperation, StreamOperation
from tests.loopback import Loopback, Misbehaviour, Pieces, Received, Reply, Then
from tests.runtime.streaming_support import EVENTS, Streams, played, settled
from tests.runtime.support import KINDS, FakeClock

pytestmark = pytest.mark.parametrize("kind", KINDS)

ANSWERS = (Answer("200", "text/event-stream", "Thing"),)
THINGS: StreamOperation[Any] = StreamOperation("GET", "/things", answers=ANSWERS)
POSTED: StreamOperation[Any] = StreamOperation("POST", "/things", answers=ANSWERS)
LINES: StreamOperation[Any] = StreamOperation("GET", "/l", answers=(Answer("200", "application/x-ndjson", "Thing"),))
BODY = b'id: e1\nretry: 250\ndata: {"id": "1"}\n\n'
MORE = b'id: e2\ndata: {"id": "2"}\n\n'
DONE = b"data: [DONE]\n\n"


async def _again(api: Streams, operation: StreamOperation[Any] = THINGS, **how: Any) -> list[str]:
    stream = (await api.call(operation, extra_headers={"X-Mine": "1"})).reconnecting(**how)
    found = [thing.id for thing in await api.take(stream, [])]
    return [*found, stream.last_event_id]


def test_a_stream_goes_on_where_it_ended(kind: str) -> None:
    clock = FakeClock()
    script = (
        Pieces((BODY, b"id: e9\ndata: cut"), then=Then.CUT),
        Pieces((b": nothing\n\n",)),
        Reply(503),
        Pieces((MORE, DONE)),
    )
    with Loopback(*script) as server:
        assert ["1", "2", "e2"] == played(kind, _again, base_url=server.url, clock=clock)
    assert [None, "e1", "e1", "e1"] == [each.headers.get("last-event-id") for each in server.requests]
    assert ["1"] * 4 == [each.headers["x-mine"] for each in server.requests]
    # The server's `retry:`, twice; then an answer that is tried again as any other is.
    assert [0.25, 0.25, 0.5] == clock.slept


def test_no_stream_waits_for_more_than_an_hour(kind: str) -> None:
    clock = FakeClock()
    script = (Pieces((b'retry: 999999999999\ndata: {"id": "1"}\n\n',)), Pieces((DONE,)))
    with Loopback(*script) as server:
        assert ["1", ""] == played(kind, _again, base_url=server.url, clock=clock)
    assert [3600] == clock.slept


def test_a_stream_comes_back_from_silence_and_without_an_id(kind: str) -> None:
    clock = FakeClock()
    script = (Pieces((b'data: {"id": "1"}\n\n',), then=Then.WAIT), Pieces((DONE,)))
    with Loopback(*script) as server:
        assert ["1", ""] == played(kind, _again, base_url=server.url, clock=clock, timeout=0.1)
    assert [False, False] == ["last-event-id" in each.headers for each in server.requests]
    assert [3.0] == clock.slept


def test_no_content_says_that_there_is_no_more(kind: str) -> None:
    with Loopback(Pieces((BODY,)), Reply(204)) as server:
        assert ["1", ""] == [each for each in played(kind, _again, base_url=server.url) if each != "e1"] + [""]
    assert 2 == len(server.requests)


def test_enough_connections_in_vain_are_enough(kind: str) -> None:
    with Loopback(Pieces((BODY,)), Pieces(())) as server:
        assert ["1", "e1"] == played(kind, lambda api: _again(api, at_most=3), base_url=server.url)
    assert 4 == len(server.requests)


def test_the_last_failure_is_raised_when_nothing_comes_back(kind: str) -> None:
    clock = FakeClock()
    with Loopback(Pieces((BODY,)), Misbehaviour.CLOSE) as server, pytest.raises(errors.APIConnectionError):
        played(kind, lambda api: _again(api, at_most=2), base_url=server.url, clock=clock, max_retries=0)
    assert (3, [0.25, 0.25]) == (len(server.requests), clock.slept)


def test_a_status_that_is_an_error_ends_it(kind: str) -> None:
    with Loopback(Pieces((BODY,)), Reply(401, json={})) as server, pytest.raises(errors.AuthenticationError):
        played(kind, _again, base_url=server.url)
    assert 2 == len(server.requests)


def test_what_comes_back_must_be_a_stream(kind: str) -> None:
    with Loopback(Pieces((BODY,)), Reply(json={})) as server, pytest.raises(errors.APIResponseError, match="json came"):
        played(kind, _again, base_url=server.url)


class Closing(FakeClock):
    """Closes a stream while it waits to come back, as another thread or task would."""

    stream: Any = None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.stream.close()

    async def sleep_async(self, seconds: float) -> None:
        super().sleep(seconds)
        await self.stream.close()


def test_a_stream_that_is_closed_while_it_waits_does_not_come_back(kind: str) -> None:
    clock = Closing()

    async def scenario(api: Streams) -> list[Any]:
        clock.stream = (await api.call(THINGS)).reconnecting()
        return await api.take(clock.stream, [])

    with Loopback(Pieces((BODY,))) as server:
        assert 1 == len(played(kind, scenario, base_url=server.url, clock=clock))
    assert (1, [0.25]) == (len(server.requests), clock.slept)


def test_a_stream_that_is_closed_while_it_comes_back_ends(kind: str) -> None:
    found: list[Any] = []

    async def scenario(api: Streams) -> None:
        stream = (await api.call(THINGS)).reconnecting()

        def close(request: Received) -> Pieces:
            anyio.from_thread.run(closed, token=token)
            return Pieces((MORE,), then=Then.WAIT)

        async def closed() -> None:
            await settled(stream.close())

        token = anyio.lowlevel.current_token()
        script.append(close)
        if api.is_sync:
            await anyio.to_thread.run_sync(lambda: found.extend(stream))
        else:
            await api.take(stream, found)

    script: list[Any] = []
    first = iter([Pieces((BODY,))])
    with Loopback(lambda request: next(first, None) or script[0](request)) as server:
        played(kind, scenario, base_url=server.url)
        assert server.saw_hang_up()
    assert (2, ["1"]) == (len(server.requests), [thing.id for thing in found])


@pytest.mark.parametrize(
    ("operation", "view", "said"),
    [
        (POSTED, "_call", r"would send the POST request again; .* reconnecting\(any_method=True\)"),
        (LINES, "_call", "only server-sent events"),
        (THINGS, "_call_streamed", "its block owns the one response"),
    ],
)
def test_what_cannot_come_back_says_so(kind: str, operation: StreamOperation[Any], view: str, said: str) -> None:
    async def scenario(api: Streams) -> None:
        response = await api.call(operation, view)
        stream = await settled(response.parse()) if view == "_call_streamed" else response
        try:
            stream.reconnecting()
        finally:
            await settled(stream.close())

    media_type = operation.answers[0].media_type or ""
    with Loopback(Reply(headers={"Content-Type": media_type})) as server, pytest.raises(ValueError, match=said):
        played(kind, scenario, base_url=server.url)


def test_another_method_is_sent_again_if_the_caller_wants_it(kind: str) -> None:
    with Loopback(Pieces((BODY,)), Pieces((DONE,))) as server:
        assert ["1", "e1"] == played(kind, lambda api: _again(api, POSTED, any_method=True), base_url=server.url)
    assert ["POST", "POST"] == [each.method for each in server.requests]


# Views.


def test_a_raw_response_to_a_stream_parses_to_the_stream(kind: str) -> None:
    async def scenario(api: Streams) -> Any:
        raw = await api.call(THINGS, "_call_raw")
        return raw, await api.take((await settled(raw.parse())).reconnecting(), [])

    with Loopback(Pieces((BODY,), {**EVENTS, "X-A": "1"}), Pieces((MORE, DONE))) as server:
        raw, things = played(kind, scenario, base_url=server.url)
    assert (200, "1", ["1", "2"]) == (raw.status_code, raw.headers["x-a"], [thing.id for thing in things])


def test_a_raw_response_to_a_stream_can_be_read_whole(kind: str) -> None:
    async def scenario(api: Streams) -> list[object]:
        found: list[object] = []
        for name in ("read", "text", "json"):
            raw = await api.call(LINES, "_call_raw")
            found.append(await settled(getattr(raw, name)()))
        return [*found, raw.content]

    body = b'{"id": "1"}\n'
    with Loopback(Reply(body=body)) as server:
        assert [body, body.decode(), {"id": "1"}, body] == played(kind, scenario, base_url=server.url)


def test_content_that_was_not_read_is_named(kind: str) -> None:
    async def scenario(api: Streams) -> None:
        raw = await api.call(THINGS, "_call_raw")
        assert not hasattr(raw, "contents")
        if api.is_sync:
            assert BODY == raw.content
        else:
            with pytest.raises(AttributeError, match=r"no attribute 'content': `await` read\(\) first"):
                raw.content  # noqa: B018
            assert BODY == await raw.read() == raw.content

    with Loopback(Reply(body=BODY, headers=EVENTS)) as server:
        played(kind, scenario, base_url=server.url)


def test_a_raw_response_to_a_stream_can_be_left(kind: str) -> None:
    async def scenario(api: Streams) -> None:
        await settled((await api.call(THINGS, "_call_raw")).close())

    with Loopback(Pieces((BODY,), then=Then.WAIT)) as server:
        played(kind, scenario, base_url=server.url)
        assert server.saw_hang_up()


def test_a_raw_response_to_a_stream_that_nobody_wants_warns(kind: str) -> None:
    async def scenario(api: Streams) -> None:
        raw = await api.call(THINGS, "_call_raw")
        with pytest.warns(ResourceWarning, match="unclosed (Async)?UnreadResponse"):
            del raw
            gc.collect()

    with Loopback(Reply(body=BODY, headers=EVENTS)) as server:
        played(kind, scenario, base_url=server.url)


def test_a_streaming_response_gives_the_stream_or_its_bytes(kind: str) -> None:
    async def scenario(api: Streams) -> Any:
        response = await api.call(THINGS, "_call_streamed")
        things = await api.take(await settled(response.parse()), [])
        again = await api.call(THINGS, "_call_streamed")
        content = await settled(again.read())
        return things, content, await api.take(await settled(again.parse()), [])

    with Loopback(Reply(body=BODY, headers=EVENTS)) as server:
        things, content, read = played(kind, scenario, base_url=server.url)
    assert (["1"], BODY, ["1"]) == ([thing.id for thing in things], content, [thing.id for thing in read])


def test_a_stream_of_a_streaming_response_can_be_left(kind: str) -> None:
    # trio warns of a generator that was left, and a warning fails.
    async def scenario(api: Streams) -> list[Any]:
        response = await api.call(THINGS, "_call_streamed")
        found = await api.take(await settled(response.parse()), [], 1)
        await settled(response.close())
        return found

    with Loopback(Pieces((BODY, MORE), then=Then.WAIT)) as server:
        assert 1 == len(played(kind, scenario, base_url=server.url))
    gc.collect()


# Operations that answer either way.

EITHER: EitherOperation[Any, Any] = EitherOperation(
    "POST",
    "/chat",
    body=Body("application/json"),
    answers=(
        Answer("200", "application/json", "Thing"),
        Answer("200", "text/event-stream", "Thing"),
        Answer("4XX", "application/json", "Trouble"),
    ),
)
BY_DEFAULT: EitherOperation[Any, Any] = EitherOperation(
    "POST", "/chat", answers=EITHER.answers, streams_by_default=True
)


@pytest.mark.parametrize("operation", [EITHER, BY_DEFAULT])
@pytest.mark.parametrize("wanted", [True, False, None])
def test_the_call_decides_what_is_asked_for(
    kind: str, operation: EitherOperation[Any, Any], wanted: bool | None
) -> None:
    async def scenario(api: Streams) -> Any:
        answer = await api.call(operation, stream=wanted)
        return (await api.take(answer, []))[0] if is_stream else answer

    is_stream = operation.streams_by_default if wanted is None else wanted
    reply = Reply(body=BODY, headers=EVENTS) if is_stream else Reply(json={"id": "1"})
    with Loopback(reply) as server:
        assert "1" == played(kind, scenario, base_url=server.url).id
    assert ("text/event-stream" if is_stream else "application/json") == server.requests[0].headers["accept"]


@pytest.mark.parametrize("wanted", [True, False])
def test_an_error_is_typed_either_way(kind: str, wanted: bool) -> None:
    with Loopback(Reply(400, json={"why": "x"})) as server, pytest.raises(errors.BadRequestError) as caught:
        played(kind, lambda api: api.call(EITHER, stream=wanted), base_url=server.url)
    assert "x" == caught.value.body.why


def test_a_stream_that_was_not_asked_for_is_one_clear_error(kind: str) -> None:
    with Loopback(Reply(body=BODY, headers=EVENTS)) as server:
        with pytest.raises(errors.APIResponseError, match=r"JSON, text/event-stream came \(for stream=True"):
            played(kind, lambda api: api.call(EITHER, stream=False), base_url=server.url)


def test_the_member_that_asks_is_put_into_the_body(kind: str) -> None:
    made: EitherOperation[Any, Any] = EitherOperation("POST", "/x", answers=EITHER.answers, member="stream")
    assert {"timeout": 1, "extra_body": {"stream": True, "a": 1}} == made.asking(
        {"timeout": 1, "extra_body": {"a": 1}}, True
    )
    assert {"extra_body": {"stream": False}} == made.asking({}, False)
    assert {} == made.asking({}, None) == EITHER.asking({}, True)


def test_plain_operations_are_no_streams(kind: str) -> None:
    assert not Operation("GET", "/x").is_stream
