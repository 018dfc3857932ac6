"""XML: what the XML Object's rules make of a model, there and back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.convert import decode
from generator.runtime.model import Model, field, to_dict
from generator.runtime.unions import Tagged
from generator.runtime.xml_reading import value_of_xml
from generator.runtime.xml_writing import DECLARATION, xml_of_value


class Tag(Model, xml={"name": "tag"}):
    id: int | None = field(default=None, xml={"node": "attribute"})
    label: str | None = field(default=None, xml={"node": "text"})


class Cat(Model, xml={"name": "cat"}):
    kind: Literal["cat"] | str
    lives: int | None = None


class Dog(Model, xml={"name": "dog"}):
    kind: Literal["dog"] | str
    lives: str | None = None


class Pet(Model, xml={"name": "pet", "namespace": "urn:pets", "prefix": "p"}):
    id: int | None = field(default=None, xml={"node": "attribute"})
    name: str | None = field(default=None, xml={"namespace": "urn:pets", "prefix": "p"})
    weight: float | None = None
    born: date | None = None
    is_good: bool | None = field(default=None, wire="isGood")
    photo_urls: list[str] | None = field(
        default=None, wire="photoUrls", xml={"wrapped": True, "item": {"name": "photoUrl"}}
    )
    scores: list[int] | None = None
    tags: list[Tag] | None = field(default=None, xml={"item": {"name": "tag"}})
    flags: list[int] | None = field(default=None, xml={"node": "attribute"})
    sizes: dict[str, int] | None = None
    parent: Pet | None = None
    friend: Annotated[Cat | Dog, Tagged("kind", {"cat": "Cat", "dog": "Dog"})] | None = None
    note: str | None = field(default=None, xml={"node": "cdata"})


class Folder(Model):
    title: str
    inside: Folder | File | None = None


class File(Model):
    size: int
    inside: Folder | File | None = None


def xml(value: object, tp: Any = Pet, **facts: Any) -> str:
    return xml_of_value(value, tp, facts).removeprefix(DECLARATION)


def read(text: str, tp: Any = Pet, **facts: Any) -> Any:
    return value_of_xml(text.encode(), tp, facts)


P = ' xmlns:p="urn:pets"'


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        ({"id": 7, "name": "Rex"}, f'<p:pet{P} id="7"><p:name>Rex</p:name></p:pet>'),
        ({"weight": 3.5, "isGood": True}, f"<p:pet{P}><weight>3.5</weight><isGood>true</isGood></p:pet>"),
        (
            {"photoUrls": ["a", "b"]},
            f"<p:pet{P}><photoUrls><photoUrl>a</photoUrl><photoUrl>b</photoUrl></photoUrls></p:pet>",
        ),
        ({"photoUrls": []}, f"<p:pet{P}><photoUrls/></p:pet>"),
        ({"scores": [1, 2]}, f"<p:pet{P}><scores>1</scores><scores>2</scores></p:pet>"),
        ({"tags": [{"id": 1, "label": "x"}]}, f'<p:pet{P}><tag id="1">x</tag></p:pet>'),
        ({"flags": [1, 2]}, f'<p:pet{P} flags="1 2"/>'),
        ({"sizes": {"a": 1}}, f"<p:pet{P}><sizes><a>1</a></sizes></p:pet>"),
        ({"parent": {"name": "M"}}, f"<p:pet{P}><parent><p:name>M</p:name></parent></p:pet>"),
        (
            {"friend": {"kind": "cat", "lives": 9}},
            f"<p:pet{P}><friend><kind>cat</kind><lives>9</lives></friend></p:pet>",
        ),
        (
            {"friend": {"kind": "dog", "lives": "9"}},
            f"<p:pet{P}><friend><kind>dog</kind><lives>9</lives></friend></p:pet>",
        ),
        ({"note": "a]]>b"}, f"<p:pet{P}><![CDATA[a]]]]><![CDATA[>b]]></p:pet>"),
        ({"new": "x", "@lang": "en"}, f'<p:pet{P} lang="en"><new>x</new></p:pet>'),
        ({"new": [{"a": "1"}, {"a": "2"}]}, f"<p:pet{P}><new><a>1</a></new><new><a>2</a></new></p:pet>"),
        ({"name": 'R & <x> "q"'}, f'<p:pet{P}><p:name>R &amp; &lt;x&gt; "q"</p:name></p:pet>'),
    ],
)
def test_an_object_goes_out_by_its_xml_facts_and_comes_back_equal(value: dict[str, Any], markup: str) -> None:
    assert markup == xml(value)
    assert value == read(markup)


def test_null_is_nil_and_absent_is_absent() -> None:
    markup = xml({"weight": None})
    assert 'xsi:nil="true"' in markup
    assert {"weight": None} == read(markup)
    assert {} == read(xml({}))


def test_a_model_read_from_xml_is_like_one_from_json() -> None:
    pet = decode(read("<pet id='7'><born>2020-01-02</born><tag id='3'>x</tag></pet>"), Pet)
    assert (7, date(2020, 1, 2), 3) == (pet.id, pet.born, pet.tags[0].id)
    assert {"id": 7, "born": "2020-01-02", "tags": [{"id": 3, "label": "x"}]} == to_dict(pet)


def test_what_is_not_of_the_type_stays_text() -> None:
    assert {"weight": "heavy", "isGood": "yes", "id": "x"} == read(
        '<pet id="x"><weight>heavy</weight><isGood>yes</isGood></pet>'
    )


def test_names_are_found_whatever_their_namespace() -> None:
    assert {"name": "Rex"} == read('<pet xmlns="urn:other"><name>Rex</name></pet>')


def test_a_list_at_the_root_has_its_items_inside() -> None:
    markup = xml([{"id": 1}, {"id": 2}], list[Tag], name="tags")
    assert '<tags><tag id="1"/><tag id="2"/></tags>' == markup
    assert [{"id": 1, "label": ""}] == [{"label": "", **each} for each in read('<tags><tag id="1"/></tags>', list[Tag])]
    assert [{"id": 1}] == read('<ArrayList><item id="1"/></ArrayList>', list[Tag])


def test_attributes_with_a_namespace_get_a_prefix() -> None:
    class Link(Model):
        href: str | None = field(default=None, xml={"node": "attribute", "namespace": "urn:x", "prefix": "x"})

    markup = xml({"href": "u"}, Link, name="link")
    assert '<link xmlns:x="urn:x" x:href="u"/>' == markup
    assert {"href": "u"} == read(markup, Link)


def test_parts_of_an_object_without_an_element_stand_in_its_owner() -> None:
    class Outer(Model, xml={"name": "outer"}):
        tag: Tag | None = field(default=None, xml={"node": "none"})

    assert '<outer id="1">x</outer>' == xml({"tag": {"id": 1, "label": "x"}}, Outer)
    assert {"tag": {"id": 1, "label": "x"}} == read('<outer id="1">x</outer>', Outer)


_BILLION = '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><pet><name>&b;</name></pet>'
_FILE = '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><pet><name>&x;</name></pet>'


@pytest.mark.parametrize("text", [_BILLION, _FILE])
def test_a_document_type_declaration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="document type declaration"):
        read(text)


@pytest.mark.parametrize("text", ["", "{}", "<a>", "<a></b>", "<a/><b/>", "<p:a/>", "<a>&nbsp;</a>"])
def test_what_is_no_xml_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ValueError, match="too deep"):
        read("<new>" * 50_000 + "</new>" * 50_000)


def test_alternatives_that_hold_alternatives_are_each_tried_once() -> None:
    # Each level would take five times as long as the one inside it.
    value: dict[str, Any] = {"size": 1}
    for _ in range(40):
        value = {"size": 1, "inside": value}
    assert value == to_dict(read(xml(value, File), File))


@pytest.mark.parametrize("value", [{"name": "\x00"}, {"a b": "x"}, {"@1": "x"}, {"id": [[1]]}])
def test_what_xml_cannot_hold_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        xml(value)


def test_another_charset_is_read() -> None:
    assert {"name": "é"} == value_of_xml("<pet><name>é</name></pet>".encode("latin-1"), Pet, None, "iso-8859-1")
    markup = '<?xml version="1.0" encoding="ISO-8859-1"?><pet><name>é</name></pet>'
    assert {"name": "é"} == value_of_xml(markup.encode("latin-1"), Pet)


@pytest.mark.parametrize("charset", ["Shift_JIS", "EUC-JP", "GB18030", "Big5", "UTF-16", "utf8"])
def test_a_charset_of_several_bytes_is_read(charset: str) -> None:
    pet = "<pet><name>日本</name></pet>"
    assert {"name": "日本"} == value_of_xml(pet.encode(charset), Pet, None, charset)
    assert {"name": "日本"} == value_of_xml(f"<?xml version='1.0' encoding='{charset}'?>{pet}".encode(charset), Pet)


def test_what_is_not_in_its_charset_is_refused() -> None:
    for charset in ("Shift_JIS", "punycode", "no-such-charset"):
        with pytest.raises(ValueError):
            value_of_xml(f'<?xml version="1.0" encoding="{charset}"?><pet>'.encode() + b"\x82</pet>", Pet)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)
PETS = st.deferred(
    lambda: st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(),
            "name": TEXT,
            "weight": st.floats(allow_nan=False, allow_infinity=False),
            "isGood": st.booleans(),
            "photoUrls": st.lists(TEXT),
            "scores": st.lists(st.integers(), min_size=1),
            "tags": st.lists(st.fixed_dictionaries({"id": st.integers(), "label": TEXT}), min_size=1),
            "parent": PETS,
            "new": TEXT,
        },
    )
)


@given(PETS)
def test_any_object_comes_back_equal(value: dict[str, Any]) -> None:
    assert value == read(xml(value))
