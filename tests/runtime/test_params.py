"""The style tables of OpenAPI 3.1.1 §4.8.12.6 and RFC 6570, row by row, and what they leave open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.cookies import encode_cookie
from generator.runtime.operations import Encoding, cookie, header, path, query, querystring
from generator.runtime.params import encode_header, encode_path, encode_query, encode_querystring

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


class Color(Enum):
    BLUE = "blue"


def query_text(parameter: Any, value: object) -> str:
    return "&".join(f"{name}={text}" for name, text in encode_query(parameter, value))


@pytest.mark.parametrize(
    ("style", "explode", "empty", "string", "array", "fields"),
    [
        ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        ("label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ],
)
def test_path_styles_are_the_table_s(
    style: str, explode: bool, empty: str, string: str, array: str, fields: str
) -> None:
    parameter = path("color", style=style, explode=explode)
    values: list[object] = ["", "blue", ARRAY, OBJECT]
    assert [empty, string, array, fields] == [encode_path(parameter, value) for value in values]


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", False, "", "color="),
        ("form", False, "blue", "color=blue"),
        ("form", False, ARRAY, "color=blue,black,brown"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("form", True, "", "color="),
        ("form", True, "blue", "color=blue"),
        ("form", True, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("spaceDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
        ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("pipeDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
        ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        ("json", False, OBJECT, "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D"),
        ("json", False, "blue", "color=%22blue%22"),
        ("text", False, "a b", "color=a%20b"),
    ],
)
def test_query_styles_are_the_table_s(style: str, explode: bool, value: object, expected: str) -> None:
    assert expected == query_text(query("color", style=style, explode=explode), value)


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "blue", "blue"),
        (False, ARRAY, "blue,black,brown"),
        (False, OBJECT, "R,100,G,200,B,150"),
        (True, ARRAY, "blue,black,brown"),
        (True, OBJECT, "R=100,G=200,B=150"),
        (False, "a b/é", "a b/é"),
        (False, True, "true"),
    ],
)
def test_header_styles_are_the_table_s_and_not_percent_encoded(explode: bool, value: object, expected: str) -> None:
    assert expected == encode_header(header("X-Color", explode=explode), value)


def test_a_header_of_media_type_json_is_ascii() -> None:
    assert '{"a":"\\u00e9"}' == encode_header(header("X-Color", style="json"), {"a": "é"})


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "blue", [("color", "blue")]),
        (False, ARRAY, [("color", "blue,black,brown")]),
        (False, OBJECT, [("color", "R,100,G,200,B,150")]),
        (True, ARRAY, [("color", "blue"), ("color", "black"), ("color", "brown")]),
        (True, OBJECT, [("R", "100"), ("G", "200"), ("B", "150")]),
        (True, "a=b; c", [("color", "a=b%3B%20c")]),
        (True, None, []),
    ],
)
def test_cookie_styles_are_the_table_s(explode: bool, value: object, expected: list[tuple[str, str]]) -> None:
    assert expected == encode_cookie(cookie("color", explode=explode), value)


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (True, 'a%20b,c"d', [("co lor", 'a%20b,c"d')]),
        (True, ["a", "b"], [("co lor", "a"), ("co lor", "b")]),
        (False, ["a", "b"], [("co lor", "a,b")]),
        (True, {"R": 100, "G": None}, [("R", "100")]),
        (False, OBJECT, [("co lor", "R,100,G,200,B,150")]),
        (False, [], []),
        (True, "", [("co lor", "")]),
        (True, None, []),
    ],
)
def test_cookies_of_style_cookie_are_what_is_given(
    explode: bool, value: object, expected: list[tuple[str, str]]
) -> None:
    assert expected == encode_cookie(cookie("co lor", style="cookie", explode=explode), value)


@pytest.mark.parametrize("value", ["a; admin=1", "a\r\nX: y", "a\n", ["a", "b;"], {"R;": 1}, "a\0"])
def test_a_value_of_style_cookie_cannot_become_another_cookie_or_header(value: object) -> None:
    with pytest.raises(ValueError, match="cookie 'color' must not hold"):
        encode_cookie(cookie("color", style="cookie"), value)


# RFC 6570 §3.2: var := "value", hello := "Hello World!", empty := "", half := "50%", path := "/foo/bar",
# list := red, green, blue; keys := semi ";", dot ".", comma ","
LIST = ["red", "green", "blue"]
KEYS = {"semi": ";", "dot": ".", "comma": ","}


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        (path("var"), "value", "value"),
        (path("hello"), "Hello World!", "Hello%20World%21"),
        (path("half"), "50%", "50%25"),
        (path("path"), "/foo/bar", "%2Ffoo%2Fbar"),
        (path("list"), LIST, "red,green,blue"),
        (path("list", explode=True), LIST, "red,green,blue"),
        (path("keys"), KEYS, "semi,%3B,dot,.,comma,%2C"),
        (path("keys", explode=True), KEYS, "semi=%3B,dot=.,comma=%2C"),
        (path("half", style="label"), "50%", ".50%25"),
        (path("list", style="label"), LIST, ".red,green,blue"),
        (path("list", style="label", explode=True), LIST, ".red.green.blue"),
        (path("keys", style="label"), KEYS, ".semi,%3B,dot,.,comma,%2C"),
        (path("keys", style="label", explode=True), KEYS, ".semi=%3B.dot=..comma=%2C"),
        (path("empty", style="matrix"), "", ";empty"),
        (path("list", style="matrix"), LIST, ";list=red,green,blue"),
        (path("list", style="matrix", explode=True), LIST, ";list=red;list=green;list=blue"),
        (path("keys", style="matrix"), KEYS, ";keys=semi,%3B,dot,.,comma,%2C"),
        (path("keys", style="matrix", explode=True), KEYS, ";semi=%3B;dot=.;comma=%2C"),
        (path("list", style="matrix", explode=True), ["", "b"], ";list;list=b"),
        (path("keys", style="matrix", explode=True), {"a": "", "b": 1}, ";a;b=1"),
        (path("list", style="matrix"), ["", "b"], ";list=,b"),
        (path("half", allow_reserved=True), "50%/50%25", "50%25%2F50%25"),
        (path("dots", allow_reserved=True), "%2e%2E", ".."),
    ],
)
def test_path_values_are_rfc_6570_s(parameter: Any, value: object, expected: str) -> None:
    assert expected == encode_path(parameter, value)


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        (query("half"), "50%", "half=50%25"),
        (query("empty"), "", "empty="),
        (query("list", explode=False), LIST, "list=red,green,blue"),
        (query("list"), LIST, "list=red&list=green&list=blue"),
        (query("keys", explode=False), KEYS, "keys=semi,%3B,dot,.,comma,%2C"),
        (query("keys"), KEYS, "semi=%3B&dot=.&comma=%2C"),
        # allowReserved: §3.2.3, less what would end the query or be read as another parameter
        (query("path", allow_reserved=True), "/foo/bar?a:b@c", "path=/foo/bar?a:b@c"),
        (query("path", allow_reserved=True), "a#b&c+d[e]%", "path=a%23b%26c%2Bd%5Be%5D%25"),
        (query("path", allow_reserved=True), "a%2Fb/c%2f 100%zz%", "path=a%2Fb/c%2f%20100%25zz%25"),
        (query("list", allow_reserved=True), ["a%2Fb", "%é"], "list=a%2Fb&list=%25%C3%A9"),
        (query("keys", allow_reserved=True, style="deepObject"), {"a": "%2F"}, "keys%5Ba%5D=%2F"),
        (query("keys", allow_reserved=True), {"a": ["%2F"]}, "a=%5B%22%252F%22%5D"),
        (query("path"), "a%2Fb", "path=a%252Fb"),
    ],
)
def test_query_values_are_rfc_6570_s(parameter: Any, value: object, expected: str) -> None:
    assert expected == query_text(parameter, value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "p=true"),
        (False, "p=false"),
        (0, "p=0"),
        (1.5, "p=1.5"),
        (5.0, "p=5"),
        (Decimal("1E+2"), "p=100"),
        (Color.BLUE, "p=blue"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "p=2024-01-02T03%3A04%3A05Z"),
        (date(2024, 1, 2), "p=2024-01-02"),
        (UUID("182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"), "p=182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"),
        ("a+b c", "p=a%2Bb%20c"),
        ("é", "p=%C3%A9"),
        (None, ""),
        ([], ""),
        ({}, ""),
        ([None, "a", None], "p=a"),
        ([Color.BLUE, True], "p=blue&p=true"),
        ((1, 2), "p=1&p=2"),
        ([{"a": 1}], "p=%7B%22a%22%3A1%7D"),
        ({"a": None, "b": [1, 2]}, "b=%5B1%2C2%5D"),
    ],
)
def test_values_are_spelled_as_documented(value: object, expected: str) -> None:
    assert expected == query_text(query("p"), value)


def test_an_empty_array_is_sent_where_empty_values_are_allowed() -> None:
    assert "p=" == query_text(query("p", allow_empty=True), [])


def test_names_are_encoded_too() -> None:
    assert "page%5Bnumber%5D=2" == query_text(query("page[number]"), 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": {"b": 1, "c": None}}, "f%5Ba%5D%5Bb%5D=1"),
        ({"t": [1, 2]}, "f%5Bt%5D%5B%5D=1&f%5Bt%5D%5B%5D=2"),
        (["a", None, "b"], "f%5B%5D=a&f%5B%5D=b"),
        ({"m": ["a", {"k": 1}]}, "f%5Bm%5D%5B0%5D=a&f%5Bm%5D%5B1%5D%5Bk%5D=1"),
        ({"o": [{"k": 1}, {"k": 2}]}, "f%5Bo%5D%5B0%5D%5Bk%5D=1&f%5Bo%5D%5B1%5D%5Bk%5D=2"),
        ({"x y": "&"}, "f%5Bx%20y%5D=%26"),
    ],
)
def test_a_deep_object_goes_on_inside(value: object, expected: str) -> None:
    assert expected == query_text(query("f", style="deepObject"), value)


@pytest.mark.parametrize(
    ("media_type", "value", "expected"),
    [
        ("application/x-www-form-urlencoded", {"a": "1 2", "b": [1, 2]}, "a=1%202&b=1&b=2"),
        ("application/json", {"a": "é"}, "%7B%22a%22%3A%22%C3%A9%22%7D"),
        ("text/plain", "a=b&c=%20", "a=b&c=%20"),
        ("text/plain", "100% a&b", "100%25%20a&b"),
    ],
)
def test_a_querystring_parameter_is_the_whole_query(media_type: str, value: object, expected: str) -> None:
    assert expected == encode_querystring(querystring(media_type), value)


def test_a_form_as_the_query_is_written_as_its_encodings_say() -> None:
    encodings = {"b": Encoding(style="pipeDelimited", explode=False), "o": Encoding(style="deepObject")}
    value = {"a": "x y", "b": [1, 2], "o": {"k": "v"}}
    assert "a=x%20y&b=1%7C2&o%5Bk%5D=v" == encode_querystring(querystring(encodings=encodings), value)


def test_a_form_can_be_a_parameter_of_any_place() -> None:
    encodings = {"b": Encoding(explode=False)}
    value = {"a": "x y", "b": [1, 2]}
    assert "f=a%3Dx%2520y%26b%3D1%2C2" == query_text(query("f", "form-urlencoded", encodings=encodings), value)
    assert "a%3Dx%2520y%26b%3D1%2C2" == encode_path(path("f", "form-urlencoded", encodings=encodings), value)
    assert "a=x%20y&b=1,2" == encode_header(header("f", "form-urlencoded", encodings=encodings), value)
    assert [("f", "a=x%2520y&b=1%2C2")] == encode_cookie(cookie("f", "form-urlencoded", encodings=encodings), value)


@given(st.text(min_size=1))
def test_any_text_in_a_path_can_be_read_back(text: str) -> None:
    encoded = encode_path(path("p"), text)
    assert text == unquote(encoded, errors="strict")
    assert not set(encoded) & set("/?#[]@ ")


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_any_object_in_a_query_can_be_read_back(value: dict[str, str]) -> None:
    assert value == dict(parse_qsl(query_text(query("p"), value), keep_blank_values=True))


@pytest.mark.parametrize(
    ("style", "in_url", "in_header"),
    [
        ("spaceDelimited", "blue%20black%20brown", "blue black brown"),
        ("pipeDelimited", "blue%7Cblack%7Cbrown", "blue|black|brown"),
        ("tabDelimited", "blue%09black%09brown", "blue\tblack\tbrown"),
    ],
)
def test_swaggers_collections_may_be_anywhere(style: str, in_url: str, in_header: str) -> None:
    assert f"color={in_url}" == query_text(query("color", style, explode=False), ARRAY)
    assert in_url == encode_path(path("color", style), ARRAY)
    assert in_header == encode_header(header("color", style), ARRAY)
