"""The parsers of streams: the same items whatever the chunks, and each rule of the standards by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.lines import JsonLines, JsonSequence, LineSplitter
from generator.runtime.sse import EventParser, ServerSentEvent


def events(*chunks: bytes) -> list[ServerSentEvent]:
    return _all(EventParser(), chunks)


def _all(parser: Any, chunks: tuple[Any, ...] | list[Any]) -> list[Any]:
    found = [each for chunk in chunks for each in parser.feed(chunk)]
    return [*found, *parser.rest()]


def _cut(body: bytes, places: list[int]) -> list[bytes]:
    ends = sorted(place % (len(body) + 1) for place in places)
    return [body[start:end] for start, end in zip([0, *ends], [*ends, len(body)], strict=True)]


_LINES = st.sampled_from(
    [
        "data: a",
        "data:b",
        "data",
        "data:  two",
        ":comment",
        "event: tick",
        "event:",
        "id: 7",
        "id",
        "id: n\0",
        "retry: 10",
    ]
    + ["retry: x", "retry: ٣", "other: 1", "", "", "data: é€😀", "\ufeffdata: late mark", "data: \u2028\x85", "DATA: x"]
)
_BODIES = st.lists(st.tuples(_LINES, st.sampled_from(["\n", "\r", "\r\n"]))).map(
    lambda pairs: "".join(line + end for line, end in pairs).encode()
)
_PLACES = st.lists(st.integers(0, 500))


@given(st.sampled_from([b"", b"\xef\xbb\xbf"]), _BODIES | st.binary(), _PLACES)
def test_events_do_not_depend_on_the_chunks(mark: bytes, body: bytes, places: list[int]) -> None:
    body = mark + body
    assert events(body) == events(*_cut(body, places))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
)


@given(st.lists(_JSON), _PLACES, st.booleans())
def test_json_lines_do_not_depend_on_the_chunks(values: list[object], places: list[int], ends: bool) -> None:
    body = "\r\n\n".join(json.dumps(value, ensure_ascii=False) for value in values).encode() + (b"\n" if ends else b"")
    assert values == [json.loads(text) for text in _all(JsonLines(), _cut(body, places))]


@given(st.lists(_JSON), _PLACES, st.sampled_from([None, 2]))
def test_json_sequences_do_not_depend_on_the_chunks(
    values: list[object], places: list[int], indent: int | None
) -> None:
    texts = [json.dumps(value, ensure_ascii=False, indent=indent) for value in values]
    body = "".join(f"\x1e{text}\n" for text in texts).encode()
    assert values == [json.loads(text) for text in _all(JsonSequence(), _cut(body, places))]


@given(st.binary(), _PLACES)
def test_what_is_no_json_sequence_does_not_depend_on_the_chunks_either(body: bytes, places: list[int]) -> None:
    assert _all(JsonSequence(), [body]) == _all(JsonSequence(), _cut(body, places))


@given(st.text(alphabet="ab\r\n"), _PLACES)
def test_lines_do_not_depend_on_how_the_text_arrives(text: str, places: list[int]) -> None:
    pieces = [piece.decode() for piece in _cut(text.encode(), places)]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (lines if lines[-1] else lines[:-1]) == _all(LineSplitter(), pieces)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"data: a\n\n", [("a", "message", "", None)]),
        (b"data: a\r\n\r\ndata: b\r\rdata: c\n\n", [("a", "message", "", None), *[(x, "message", "", None) for x in "bc"]]),
        (b"data: a\ndata: b\ndata\n\n", [("a\nb\n", "message", "", None)]),
        (b"data:a\ndata:  b\n\n", [("a\n b", "message", "", None)]),
        (b": comment\ndata: a\n:\n\n", [("a", "message", "", None)]),
        (b"event: tick\ndata: a\n\ndata: b\n\n", [("a", "tick", "", None), ("b", "message", "", None)]),
        (b"event: ping\n\ndata: a\n\n", [("a", "message", "", None)]),
        (b"data\n\n", [("", "message", "", None)]),
        (b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", [("a", "message", "1", None), ("b", "message", "1", None), ("c", "message", "", None)]),
        (b"id: 1\nid: 2\x00\ndata: a\n\n", [("a", "message", "1", None)]),
        (b"retry: 50\ndata: a\n\nretry: 1.5\ndata: b\n\n", [("a", "message", "", 50), ("b", "message", "", None)]),
        (b"retry: " + b"9" * 5000 + b"\ndata: a\n\n", [("a", "message", "", None)]),
        (b"\xef\xbb\xbfdata: a\n\n", [("a", "message", "", None)]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        (b"data: \xff\n\n", [("\ufffd", "message", "", None)]),
        (b"data: a\n\ndata: half", [("a", "message", "", None)]),
        (b"data: a\n\ndata: whole line, no end of event\n", [("a", "message", "", None)]),
        (b"", []),
    ],
)  # fmt: skip
def test_events_are_what_the_standard_says(body: bytes, expected: list[tuple[object, ...]]) -> None:
    assert [ServerSentEvent(*values) for values in expected] == events(body)


def test_the_id_and_the_wait_to_come_back_with_are_those_of_whole_events() -> None:
    parser = EventParser()
    parser.feed(b"id: 1\nretry: 10\n\nid: 2\ndata: cut off")
    assert ("1", 10) == (parser.last_id, parser.retry)


def test_an_event_reads_its_json_and_shows_itself() -> None:
    event = ServerSentEvent('{"a": 1}', "tick", "7", 5)
    assert {"a": 1} == event.json()
    assert "ServerSentEvent(data='{\"a\": 1}', event='tick', id='7', retry=5)" == repr(event)
    assert hash(event) == hash(ServerSentEvent('{"a": 1}', "tick", "7", 5))
    with pytest.raises(ValueError):
        ServerSentEvent("[DONE").json()


@pytest.mark.parametrize(
    ("parser", "body", "expected"),
    [
        (JsonLines, b'\xef\xbb\xbf{"a":\r1}\n\n \r\n[2]', ['{"a":\r1}', "[2]"]),
        (JsonSequence, b'\x1e{"a":\n 1}\n\x1e\x1e2\n\x1etru', ['{"a":\n 1}\n', "2\n", "tru"]),
    ],
)
def test_texts_are_found_in_rows_of_json(parser: Callable[[], Any], body: bytes, expected: list[str]) -> None:
    assert expected == _all(parser(), [body])


def test_a_record_is_there_before_the_next_one_begins() -> None:
    assert ['{"a": 1}\n'] == JsonSequence().feed(b'\x1e{"a": 1}\n')


@pytest.mark.parametrize(
    ("parser", "keeps_alive", "item", "begun"),
    [
        (EventParser, b": ping\n\n", b"data: a\n\n", b"data: a\n"),
        (JsonLines, b"\n", b"{}\n", b"{}"),
        (JsonSequence, b"\n", b"\x1e[\n]\n", b"[\n"),
    ],
)
def test_only_what_waits_for_its_end_is_held(
    parser: Callable[[], Any], keeps_alive: bytes, item: bytes, begun: bytes
) -> None:
    made = parser()
    for chunk in [keeps_alive * 100, item * 100]:
        made.feed(chunk)
        assert 0 == made.held
    made.feed(begun * 100)
    assert made.held >= 100


def test_a_record_of_many_lines_is_found_in_the_time_it_takes_to_read_it() -> None:
    # Each bracket at the end of a line could be the last: parsing them all from the beginning took minutes.
    body = b"\x1e[" + b"[1],\n[]\n,[]\n," * 40_000 + b"1]\n"
    found = JsonSequence().feed(body)
    assert [120_001] == [len(json.loads(text)) for text in found]
    assert [b"x" + b"\n1" * 40_000 + b"\n"] == [
        text.encode() for text in _all(JsonSequence(), [b"x" + b"\n1" * 40_000 + b"\n"])
    ]
    assert [] == JsonSequence().feed(b'\x1e{"a": "' + b'\\"' * 200_000 + b"\n")
