"""Multipart: headers of parts, styles, parts that are known by their position, types of files."""

from __future__ import annotations

import io
import mimetypes
import os
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.bodies import encode_body, form_text
from generator.runtime.multipart import FormPart, encode_multipart
from generator.runtime.operations import Body, Encoding, header

Parts = list[tuple[dict[str, str], bytes]]


def read(content: object, content_type: str) -> Parts:
    """Read a multipart body as somebody else would."""
    assert isinstance(content, bytes)
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content)
    return [({name.lower(): value for name, value in part.items()}, part.get_payload(decode=True)) for part in message.get_payload()]  # type: ignore[union-attr, misc]


def parts(value: object, media_type: str = "multipart/form-data", **encodings: Encoding) -> Parts:
    content, content_type = encode_multipart(media_type, value, encodings)
    if not isinstance(content, bytes):
        content = b"".join(content.open())  # type: ignore[arg-type]
    return read(content, content_type)


def names_and_texts(found: Parts) -> list[tuple[str, bytes]]:
    return [(fields["content-disposition"].partition('name="')[2].rstrip('"'), text) for fields, text in found]


def test_a_part_has_the_headers_its_caller_gives() -> None:
    encoding = Encoding(headers=(header("X-Tags"), header("X-Meta", style="json"), header("X-Size")))
    given = FormPart({"a": 1}, headers={"x-tags": ["a", "b"], "X-Meta": {"k": [1]}, "X-Size": 5, "X-Other": "o"})
    ((fields, payload),) = parts({"meta": given}, meta=encoding)
    assert b'{"a":1}' == payload
    assert ("a,b", '{"k":[1]}', "5", "o") == tuple(fields[name] for name in ("x-tags", "x-meta", "x-size", "x-other"))
    assert "application/json" == fields["content-type"]


def test_a_file_may_come_with_headers_as_a_fourth_item() -> None:
    ((fields, payload),) = parts({"f": ("a.txt", b"x", None, {"X-A": "1", "Content-Type": "text/x"})})
    assert ("1", "text/x", b"x") == (fields["x-a"], fields["content-type"], payload)


def test_a_form_part_names_and_types_what_it_holds() -> None:
    ((fields, _),) = parts({"f": FormPart(io.BytesIO(b"x"), file_name="n.bin", content_type="a/b")})
    assert ('form-data; name="f"; filename="n.bin"', "a/b") == (fields["content-disposition"], fields["content-type"])


def test_each_item_of_an_array_may_have_headers_of_its_own() -> None:
    found = parts({"f": [FormPart(b"1", headers={"X-N": "1"}), FormPart(b"2", headers={"X-N": "2"}), b"3"]})
    assert ["1", "2", None] == [fields.get("x-n") for fields, _ in found]


def test_headers_with_one_value_are_always_sent() -> None:
    encoding = Encoding(fixed=(("X-Kind", "a"),))
    assert ["a", "a"] == [fields["x-kind"] for fields, _ in parts({"p": ["x", b"y"]}, p=encoding)]
    ((fields, _),) = parts({"p": FormPart("x", headers={"x-kind": "b"})}, p=encoding)
    assert "b" == fields["x-kind"]


@pytest.mark.parametrize("headers", [{"X\r\nY": "1"}, {"X": "1\r\nY: 2"}, {"": "1"}])
def test_a_header_cannot_break_out_of_its_line(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        parts({"p": FormPart("x", headers=headers)})


@pytest.mark.parametrize("file", [("a.txt", b"x", "text/x\r\nX-A: 1"), FormPart(b"x", content_type="text/x\nX-A: 1")])
def test_the_type_of_a_file_cannot_break_out_of_its_line(file: object) -> None:
    with pytest.raises(ValueError, match="header Content-Type must not hold a line break"):
        parts({"f": file})


OBJECT = {"R": 100, "G": "a b"}


@pytest.mark.parametrize(
    ("value", "encoding", "multipart", "form"),
    [
        (["a", "b c"], Encoding(style="form"), [("p", b"a"), ("p", b"b c")], "p=a&p=b%20c"),
        (["a", "b c"], Encoding(style="form", explode=False), [("p", b"a,b c")], "p=a,b%20c"),
        (["a", "b c"], Encoding(explode=False), [("p", b"a,b c")], "p=a,b%20c"),
        (["a", "b"], Encoding(style="spaceDelimited"), [("p", b"a b")], "p=a%20b"),
        (["a", "b"], Encoding(style="pipeDelimited"), [("p", b"a|b")], "p=a%7Cb"),
        (["a", "b"], Encoding(style="pipeDelimited", explode=True), [("p", b"a"), ("p", b"b")], "p=a&p=b"),
        (OBJECT, Encoding(style="form"), [("R", b"100"), ("G", b"a b")], "R=100&G=a%20b"),
        (OBJECT, Encoding(style="form", explode=False), [("p", b"R,100,G,a b")], "p=R,100,G,a%20b"),
        (OBJECT, Encoding(style="spaceDelimited"), [("p", b"R 100 G a b")], "p=R%20100%20G%20a%20b"),
        (OBJECT, Encoding(style="pipeDelimited"), [("p", b"R|100|G|a b")], "p=R%7C100%7CG%7Ca%20b"),
        (OBJECT, Encoding(style="deepObject"), [("p[R]", b"100"), ("p[G]", b"a b")], "p%5BR%5D=100&p%5BG%5D=a%20b"),
        (
            {"a": {"b": [1, 2]}},
            Encoding(style="deepObject", explode=True),
            [("p[a][b][]", b"1"), ("p[a][b][]", b"2")],
            "p%5Ba%5D%5Bb%5D%5B%5D=1&p%5Ba%5D%5Bb%5D%5B%5D=2",
        ),
        ("a/b?c d", Encoding(allow_reserved=True), [("p", b"a/b?c d")], "p=a/b?c%20d"),
        (["a/b"], Encoding(allow_reserved=True), [("p", b"a/b")], "p=a/b"),
        ("a%2Fb%", Encoding(allow_reserved=True), [("p", b"a%2Fb%")], "p=a%2Fb%25"),
        (["a%2Fb%"], Encoding(allow_reserved=True), [("p", b"a%2Fb%")], "p=a%2Fb%25"),
        (5, Encoding(style="form"), [("p", b"5")], "p=5"),
        (OBJECT, Encoding(), [("p", b'{"R":100,"G":"a b"}')], "p=%7B%22R%22%3A100%2C%22G%22%3A%22a%20b%22%7D"),
    ],
)
def test_every_style_in_multipart_and_in_a_form(
    value: object, encoding: Encoding, multipart: list[tuple[str, bytes]], form: str
) -> None:
    assert multipart == names_and_texts(parts({"p": value}, p=encoding))
    assert form == form_text({"p": value}, {"p": encoding})


@pytest.mark.parametrize(
    ("content_type", "payload"),
    [
        ("application/json", b'{"R":100,"G":"a b"}'),
        ("application/x-www-form-urlencoded", b"R=100&G=a%20b"),
        ("application/xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<p><R>100</R><G>a b</G></p>'),
    ],
)
def test_an_object_is_written_in_the_type_of_its_part(content_type: str, payload: bytes) -> None:
    ((fields, found),) = parts({"p": OBJECT}, p=Encoding(content_type=content_type))
    assert (content_type, payload) == (fields["content-type"], found)


def test_base64_is_text_and_no_file() -> None:
    found = parts(
        {"a": b"hi", "b": [b"hi", "aGk="], "c": b"hi"}, a=Encoding(is_base64=True), b=Encoding(is_base64=True)
    )
    assert [b"aGk=", b"aGk=", b"aGk=", b"hi"] == [payload for _, payload in found]
    assert [False, False, False, True] == ["filename" in fields["content-disposition"] for fields, _ in found]


def test_a_text_that_is_json_is_not_put_in_quotes() -> None:
    said = Encoding(content_type="application/json", is_json_text=True)
    found = parts(
        {"a": '{"b":1}', "c": {"d": 2}, "e": "f"}, a=said, c=said, e=Encoding(content_type="application/json")
    )
    assert [b'{"b":1}', b'{"d":2}', b'"f"'] == [payload for _, payload in found]
    assert ["application/json"] * 3 == [fields["content-type"] for fields, _ in found]


def test_parts_without_names_go_by_their_position() -> None:
    body = Body(
        "multipart/mixed",
        prefix=(Encoding(content_type="application/json"), Encoding(headers=(header("X-N"),))),
        item=Encoding(content_type="image/png"),
    )
    value = [{"a": 1}, FormPart("text", headers={"X-N": 1}), ("p.png", b"1"), b"2"]
    encoded = encode_body(body, value)
    assert encoded is not None
    found = read(encoded.content, encoded.content_type)
    assert ["application/json", "text/plain; charset=utf-8", "image/png", "image/png"] == [
        fields["content-type"] for fields, _ in found
    ]
    assert [None, None, 'attachment; filename="p.png"', None] == [
        fields.get("content-disposition") for fields, _ in found
    ]
    assert "1" == found[1][0]["x-n"]


def test_a_related_body_says_the_type_of_its_root() -> None:
    _, content_type = encode_multipart("multipart/related; boundary=B", [{"a": 1}, b"x"], {})
    assert 'multipart/related; boundary=B; type="application/json"' == content_type


def test_a_list_as_an_item_is_one_part() -> None:
    assert [b"[1,2]"] == [payload for _, payload in parts([[1, 2]], "multipart/mixed")]


@pytest.mark.parametrize(
    ("value", "listed", "expected"),
    [
        (b"x", "image/png, image/jpeg", "image/png"),
        (("a.jpg", b"x"), "image/png, image/jpeg", "image/jpeg"),
        (("a.jpg", b"x"), "image/*", "image/jpeg"),
        (b"x", "image/*", "application/octet-stream"),
        (("a.txt", b"x"), "image/*, image/gif", "image/gif"),
        (("a.txt", b"x", "text/x"), "image/gif, image/png", "text/x"),
    ],
)
def test_a_file_has_a_type_that_the_document_lists(value: Any, listed: str, expected: str) -> None:
    ((fields, _),) = parts({"p": value}, p=Encoding(content_type=listed))
    assert expected == fields["content-type"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.flac", "audio/flac"),
        ("a.M4A", "audio/mp4"),
        ("a.webp", "image/webp"),
        ("a.csv", "text/csv"),
        ("a.own", "application/x-own"),
        ("a.none", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file_is_not_the_machines_to_say(
    name: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slim container knows next to none, and a registry says what it likes of .csv. What a program adds counts."""
    database = mimetypes.MimeTypes(())
    database.add_type("application/vnd.ms-excel", ".csv")
    database.add_type("application/x-own", ".own")
    monkeypatch.setattr(mimetypes, "_db", database)
    ((fields, _),) = parts({"f": (name, b"x")})
    assert expected == fields["content-type"]


def test_a_file_whose_name_is_no_text_is_sent(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"caf\xe9.wav")
    file.write_bytes(b"x")
    ((fields, payload),) = parts({"f": file})
    assert ('form-data; name="f"; filename="caf?.wav"', b"x") == (fields["content-disposition"], payload)


def test_encodings_may_differ_between_media_types() -> None:
    body = Body(
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        encodings={"p": Encoding(explode=False)},
        others={"multipart/form-data": {"p": Encoding(content_type="application/json")}},
    )
    form = encode_body(body, {"p": [1, 2]})
    mixed = encode_body(body, {"p": [1, 2]}, "multipart/form-data")
    assert form is not None and mixed is not None
    assert b"p=1,2" == form.content
    assert [b"1", b"2"] == [payload for _, payload in read(mixed.content, mixed.content_type)]


@pytest.mark.parametrize("media_type", ["multipart/form-data; boundary=B", 'multipart/form-data; Boundary="B"'])
def test_a_boundary_that_is_told_is_the_bodys(media_type: str) -> None:
    content, content_type = encode_multipart(media_type, {"p": "x"}, {})
    assert media_type == content_type
    assert b'--B\r\nContent-Disposition: form-data; name="p"\r\n\r\nx\r\n--B--\r\n' == content
    assert (content, media_type) == encode_multipart(media_type, content, {})
