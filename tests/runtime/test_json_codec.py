"""JSON is the same whoever reads it."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime import json_codec
from tests.loopback import Loopback, Reply
from tests.runtime.support import called

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def without_msgspec(content: bytes) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_codec, "_settled", [json_codec.scanned])
        return json_codec.loads(content)


@given(VALUES, st.booleans(), st.sampled_from([b"", b"\n", b" \r\n\t"]))
def test_both_read_the_same(value: object, is_ascii: bool, space: bytes) -> None:
    content = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass") + space
    read, plain = json_codec.loads(content), without_msgspec(content)
    # repr tells 1 from 1.0 and 0.0 from -0.0, and the order of keys.
    assert repr(plain) == repr(read)


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?", fullmatch=True))
def test_both_read_every_number_the_same(text: str) -> None:
    assert repr(without_msgspec(text.encode())) == repr(json_codec.loads(text.encode()))


@pytest.mark.parametrize(
    "content",
    [
        b"NaN",
        b"[1e400, -Infinity]",
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        '"é"'.encode("utf-16"),
        "1".encode("utf-16-le"),
        "{}".encode("utf-32-be"),
        b'{"a":1,"a":2}',
        b"\n {}\n",
        b"1" * 400,
    ],
)
def test_what_only_the_standard_library_reads_is_read(content: bytes) -> None:
    assert repr(json.loads(content)) == repr(json_codec.loads(content)) == repr(without_msgspec(content))


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b'{"a": 1,}', b"\xff", b"{}{}", b"1\xc2\xa0", b"\n1 2"])
def test_what_is_no_json_is_a_value_error_of_the_standard_library(content: bytes) -> None:
    with pytest.raises(ValueError) as plain:
        json.loads(content)
    for loads in (json_codec.loads, without_msgspec):
        with pytest.raises(ValueError) as caught:
            loads(content)
        assert (type(plain.value), str(plain.value)) == (type(caught.value), str(caught.value))


def test_what_is_nested_too_deep_is_a_recursion_error() -> None:
    for loads in (json_codec.loads, without_msgspec):
        with pytest.raises(RecursionError):
            loads(b"[" * 100_000 + b"]" * 100_000)


def test_msgspec_reads_if_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_codec, "_settled", [])
    assert {"a": [1]} == json_codec.loads(b'{"a": [1]}')
    assert [msgspec.json.decode] == json_codec._settled

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(json_codec, "_settled", [])
    monkeypatch.setattr(json_codec, "import_module", missing)
    assert {"a": [1]} == json_codec.loads(b'{"a": [1]}')
    assert [json_codec.scanned] == json_codec._settled


@pytest.mark.parametrize("settled", [[json_codec.scanned], []])
def test_answers_are_read_with_it(settled: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_codec, "_settled", settled)
    with Loopback(Reply(200, b'{"id": "1", "n": NaN, "big": 123456789012345678901234567890}')) as server:
        thing = called("sync", lambda client: client.get("/x", cast_to=dict), base_url=server.url)
    assert (123456789012345678901234567890, True) == (thing["big"], math.isnan(thing["n"]))
