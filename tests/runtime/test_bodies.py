"""Bodies: every media type, and files in every form a caller may have them in."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email import message_from_bytes
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime import errors
from generator.runtime.bodies import content_of, encode_body, form_text
from generator.runtime.multipart import encode_multipart
from generator.runtime.operations import Body, Encoding
from generator.runtime.sentinels import omit
from generator.runtime.transport import Chunks
from tests.loopback import Loopback, Reply
from tests.runtime.support import KINDS, FakeClock, called

JSON = Body("application/json", is_required=True)
FORM = "application/x-www-form-urlencoded"


def whole(content: bytes | Chunks) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content.open())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        ({"a": omit, "b": None, "c": []}, b'{"b":null,"c":[]}'),
        ({"a": "é\u2028"}, '{"a":"é\u2028"}'.encode()),
        ({"t": datetime(2024, 1, 1, tzinfo=UTC)}, b'{"t":"2024-01-01T00:00:00Z"}'),
        ([1, "x"], b'[1,"x"]'),
        ("x", b'"x"'),
        (None, b"null"),
        ({"a": omit}, b"{}"),
    ],
)
def test_json_is_compact_utf_8(value: object, wire: bytes) -> None:
    body = encode_body(JSON, value)
    assert body is not None
    assert (wire, "application/json") == body


def test_nothing_given_is_no_body() -> None:
    assert encode_body(Body("application/json"), omit) is None
    with pytest.raises(TypeError, match="missing the request body"):
        encode_body(JSON, omit)


def test_extra_members_need_an_object() -> None:
    assert (b'{"a":2,"b":3}', "application/json") == encode_body(JSON, {"a": 1}, extra={"a": 2, "b": 3})
    with pytest.raises(TypeError, match="extra_body"):
        encode_body(JSON, [1], extra={"a": 2})


@pytest.mark.parametrize(
    ("media_type", "value", "wire"),
    [
        ("application/merge-patch+json", {"a": None}, b'{"a":null}'),
        ("application/json; charset=utf-8", {"a": 1}, b'{"a":1}'),
        ("application/x-ndjson", [{"a": 1}, 2], b'{"a":1}\n2\n'),
        ("application/json-seq", [{"a": 1}, 2], b'\x1e{"a":1}\n\x1e2\n'),
        ("text/plain", "Grüße", "Grüße".encode()),
        ("text/plain; charset=latin-1", "Grüße", "Grüße".encode("latin-1")),
        ("text/plain", 5, b"5"),
        ("text/plain", datetime(2024, 1, 1, tzinfo=UTC), b"2024-01-01T00:00:00Z"),
        ("application/xml", "<a/>", b"<a/>"),
        ("application/xml", b"<a/>", b"<a/>"),
        ("application/octet-stream", b"\x00\xff", b"\x00\xff"),
        ("image/*", b"\x00", b"\x00"),
    ],
)
def test_a_media_type_decides_how_a_body_is_written(media_type: str, value: object, wire: bytes) -> None:
    body = encode_body(Body("application/json", media_type), value, media_type)
    assert body is not None
    assert wire == whole(body.content)
    assert body.content_type == ("application/octet-stream" if "*" in media_type else media_type)


@pytest.mark.parametrize(
    ("value", "encodings", "expected"),
    [
        ({"a": "1 2&", "b": True, "c": None}, {}, "a=1%202%26&b=true&c="),
        ({"a": [1, 2]}, {}, "a=1&a=2"),
        ({"a": {"b": [1]}}, {}, "a=%7B%22b%22%3A%5B1%5D%7D"),
        ({"a": {"b": {"c": 1}}}, {"a": Encoding(style="deepObject", explode=True)}, "a%5Bb%5D%5Bc%5D=1"),
        ({"a": [1, 2]}, {"a": Encoding(style="form", explode=False)}, "a=1,2"),
        ({"a": [1, 2]}, {"a": Encoding(explode=False)}, "a=1,2"),
        ({"a": ["x", "y"]}, {"a": Encoding(style="pipeDelimited")}, "a=x%7Cy"),
        ({"a": [1]}, {"a": Encoding(content_type="application/json")}, "a=%5B1%5D"),
        ({"é[]": "ü"}, {}, "%C3%A9%5B%5D=%C3%BC"),
        ({}, {}, ""),
    ],
)
def test_forms(value: object, encodings: dict[str, Encoding], expected: str) -> None:
    assert expected == form_text(value, encodings)


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_any_form_can_be_read_back(value: dict[str, str]) -> None:
    assert value == dict(parse_qsl(form_text(value, {}), keep_blank_values=True))


def parts(content: bytes, content_type: str) -> list[tuple[dict[str, str], bytes]]:
    """Read a multipart body as somebody else would."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content)
    found = []
    for part in message.get_payload():
        assert not isinstance(part, str)
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found.append(({name.lower(): str(value) for name, value in part.items()}, payload))
    return found


def multipart(value: object, **encodings: Encoding) -> list[tuple[dict[str, str], bytes]]:
    content, content_type = encode_multipart("multipart/form-data", value, encodings)
    return parts(whole(content), content_type)


def disposition(name: str, file_name: str | None = None) -> str:
    return f'form-data; name="{name}"' + ("" if file_name is None else f'; filename="{file_name}"')


def test_a_multipart_body_byte_for_byte() -> None:
    content, content_type = encode_multipart("multipart/form-data; boundary=B", {"a": "x", "f": ("n.txt", b"y")}, {})
    assert "multipart/form-data; boundary=B" == content_type
    expected = (
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
        b'--B\r\nContent-Disposition: form-data; name="f"; filename="n.txt"\r\nContent-Type: text/plain\r\n\r\ny\r\n'
        b"--B--\r\n"
    )
    assert expected == content


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", [({"content-disposition": disposition("p")}, b"x")]),
        (5, [({"content-disposition": disposition("p")}, b"5")]),
        (None, [({"content-disposition": disposition("p")}, b"")]),
        (
            ["a", "b"],
            [({"content-disposition": disposition("p")}, b"a"), ({"content-disposition": disposition("p")}, b"b")],
        ),
        ({"k": [1]}, [({"content-disposition": disposition("p"), "content-type": "application/json"}, b'{"k":[1]}')]),
        (b"x", [({"content-disposition": disposition("p", "p"), "content-type": "application/octet-stream"}, b"x")]),
        (("a.png", b"x"), [({"content-disposition": disposition("p", "a.png"), "content-type": "image/png"}, b"x")]),
        (
            ("a.png", "text", "text/x"),
            [({"content-disposition": disposition("p", "a.png"), "content-type": "text/x"}, b"text")],
        ),
        ((None, b"x", "a/b"), [({"content-disposition": disposition("p", "p"), "content-type": "a/b"}, b"x")]),
        (
            io.BytesIO(b"x"),
            [({"content-disposition": disposition("p", "p"), "content-type": "application/octet-stream"}, b"x")],
        ),
    ],
)
def test_parts(value: object, expected: list[tuple[dict[str, str], bytes]]) -> None:
    assert expected == multipart({"p": value, "left out": omit})


def test_arrays_of_files_are_a_part_each(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"B")
    with (tmp_path / "b.txt").open("rb") as file:
        found = multipart({"files": [("a.txt", b"A"), tmp_path / "b.txt", file]})
    names = [disposition("files", name) for name in ("a.txt", "b.txt", "b.txt")]
    assert list(zip(names, [b"A", b"B", b"B"], strict=True)) == [
        (fields["content-disposition"], payload) for fields, payload in found
    ]


@pytest.mark.parametrize(
    ("value", "content_type", "expected"),
    [
        (b"x", "image/png", "image/png"),
        (("a.gif", b"x"), "image/png, image/gif", "image/gif"),
        (("a.gif", b"x"), "image/*", "image/gif"),
        ([1], "application/json", "application/json"),
        ("<a/>", "application/xml", "application/xml"),
    ],
)
def test_the_spec_gives_a_part_its_type(value: object, content_type: str, expected: str) -> None:
    ((fields, _),) = multipart({"p": value}, p=Encoding(content_type=content_type))
    assert expected == fields["content-type"]


def test_names_cannot_end_their_quotes() -> None:
    content, _ = encode_multipart("multipart/form-data; boundary=B", {'a"\r\nX: 1': ('f"\n.txt', b"")}, {})
    assert b'name="a%22%0D%0AX: 1"; filename="f%22%0A.txt"' in whole(content)


def test_content_is_read_from_where_the_file_stands() -> None:
    file = io.BytesIO(b"0123456789")
    file.seek(4)
    content = content_of(file)
    assert isinstance(content, Chunks)
    assert (6, True) == (content.length, content.is_rewindable)
    assert [b"456789", b"456789"] == [whole(content), whole(content)]


def test_a_pipe_is_read_once_and_nobody_knows_how_long_it_is() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"one two")
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        content = content_of(file)
        assert isinstance(content, Chunks)
        assert (None, False) == (content.length, content.is_rewindable)
        assert b"one two" == whole(content)


def test_a_file_whose_seek_gives_nothing_is_read_as_any_other(tmp_path: Path) -> None:
    class Remote(io.BytesIO):
        """Like files over SFTP, and mmap before Python 3.13."""

        def seek(self, offset: int, whence: int = 0, /) -> None:  # type: ignore[override]
            super().seek(offset, whence)

    (tmp_path / "f").write_bytes(b"0123456789")
    with (tmp_path / "f").open("rb") as on_disk, mmap(on_disk.fileno(), 0, access=ACCESS_READ) as mapped:
        for file in (Remote(b"0123456789"), mapped):
            file.seek(4)
            content = content_of(file)
            assert isinstance(content, Chunks)
            assert (6, True) == (content.length, content.is_rewindable)
            assert [b"456789", b"456789"] == [whole(content), whole(content)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
@pytest.mark.parametrize("kind", KINDS)
def test_a_path_that_is_a_pipe_is_sent_to_its_end_and_once(kind: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Loopback(Reply(503)) as server, ThreadPoolExecutor() as threads:
        writing = threads.submit(pipe.write_bytes, b"from another program")
        with pytest.raises(errors.InternalServerError):
            called(kind, lambda c: c.things.upload(pipe, media_type="application/octet-stream"), base_url=server.url)
        assert len(b"from another program") == writing.result()
    assert [b"from another program"] == [each.body for each in server.requests]
    assert "content-length" not in server.requests[0].headers


def test_a_file_opened_as_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("x")
    with (tmp_path / "t").open() as file, pytest.raises(TypeError, match='"rb"'):
        whole(content_of(file))


def test_a_form_is_an_object() -> None:
    with pytest.raises(TypeError, match="a form body must be an object, not list"):
        encode_body(Body("application/x-www-form-urlencoded"), [1])


@pytest.mark.parametrize(
    ("media_types", "value", "expected"),
    [
        (("*/*", "text/plain"), {"a": 1}, "application/json"),
        (("*/*", "application/json"), b"x", "application/octet-stream"),
        (("application/json", "multipart/form-data"), [1], "application/json"),
        (("image/png", "application/json"), {"a": 1}, "application/json"),
        (("application/json", "image/png"), b"x", "image/png"),
    ],
)
def test_the_media_type_that_suits_the_value_is_sent(
    media_types: tuple[str, ...], value: object, expected: str
) -> None:
    body = encode_body(Body(*media_types), value)
    assert body is not None and expected == body.content_type


def test_what_is_no_content_is_refused() -> None:
    with pytest.raises(TypeError, match="must be bytes, a path, an open file or an iterator, not int"):
        content_of(5)


def pieces() -> Iterator[bytes]:
    yield b"one "
    yield b"two"


async def async_pieces() -> AsyncIterator[bytes]:
    yield b"one "
    yield b"two"


def upload(kind: str, body: object, media_type: str, *script: Reply, **options: Any) -> Any:
    with Loopback(*(script or (Reply(json={}),))) as server:
        called(kind, lambda client: client.things.upload(body, media_type=media_type), base_url=server.url, **options)
    return server.requests


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_of_content_is_sent(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"one two")
    for make, is_chunked in (
        (lambda: b"one two", False),
        (lambda: tmp_path / "f", False),
        (lambda: io.BytesIO(b"one two"), False),
        (pieces, True),
        (lambda: [b"one ", b"two"], True),
    ):
        (request,) = upload(kind, make(), "application/octet-stream")
        assert (b"one two", "application/octet-stream") == (request.body, request.headers["content-type"])
        assert is_chunked == ("transfer-encoding" in request.headers)
        assert is_chunked or "7" == request.headers["content-length"]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_iterator_is_sent_by_the_async_client(kind: str) -> None:
    (request,) = upload(kind, async_pieces(), "application/octet-stream")
    assert b"one two" == request.body


@pytest.mark.parametrize("kind", KINDS)
def test_a_piece_that_is_none_does_not_end_a_body(kind: str) -> None:
    (request,) = upload(kind, iter([b"one ", None, b"two"]), "application/octet-stream")
    assert b"one two" == request.body


def test_an_async_iterator_is_refused_by_the_sync_client() -> None:
    with pytest.raises(TypeError, match="needs the async client"):
        upload("sync", async_pieces(), "application/octet-stream")


@pytest.mark.parametrize("kind", KINDS)
def test_a_big_file_in_a_multipart_body_is_streamed(kind: str, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4096
    (tmp_path / "big.bin").write_bytes(content)
    (request,) = upload(kind, {"picture": tmp_path / "big.bin", "name": "n"}, "multipart/form-data")
    assert str(len(request.body)) == request.headers["content-length"]
    picture, name = parts(request.body, request.headers["content-type"])
    assert ("image/png", content) == (picture[0]["content-type"], picture[1])
    assert b"n" == name[1]


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_sent_again_from_their_beginning(kind: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"content")
    for body in (tmp_path / "f", io.BytesIO(b"content"), [b"con", b"tent"]):
        requests = upload(kind, body, "application/octet-stream", Reply(503), Reply(json={}))
        assert [b"content", b"content"] == [request.body for request in requests]


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_read_only_once_is_not_sent_again(kind: str) -> None:
    from generator.runtime.errors import InternalServerError

    clock = FakeClock()
    with pytest.raises(InternalServerError):
        upload(kind, pieces(), "application/octet-stream", Reply(503), Reply(json={}), clock=clock)
    assert [] == clock.slept


def test_an_optional_body_of_which_nothing_is_given_is_empty_json_or_not_sent() -> None:
    nothing = {"name": omit, "size": omit}

    assert encode_body(Body("multipart/form-data"), nothing) is None
    assert encode_body(Body("application/json", needs=("name",)), nothing) is None
    assert encode_body(Body("application/json"), nothing) == (b"{}", "application/json")
    assert encode_body(Body("application/json"), nothing, method="DELETE") is None
    assert encode_body(Body("application/json", is_required=True), nothing) == (b"{}", "application/json")
    assert encode_body(Body("multipart/form-data", "application/json"), nothing, "application/json", extra={}) == (
        b"{}",
        "application/json",
    )


def test_an_optional_body_that_is_given_has_what_it_needs() -> None:
    body = Body("application/json", needs=("name",))

    assert encode_body(body, {"name": omit, "size": omit}) is None
    assert encode_body(body, {"name": None, "size": omit}) == (b'{"name":null}', "application/json")
    with pytest.raises(TypeError, match="missing 'name'"):
        encode_body(body, {"name": omit, "size": 1})
