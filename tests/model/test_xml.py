from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import Schema
from generator.model.api import Api
from generator.model.types import XmlKind, XmlNode
from tests.model.specs import (
    body,
    built,
    codes,
    media,
    obj,
    object_type,
    only_operation,
    operation,
    ref,
    response,
    schema,
)


def xml(of: Schema, **words: Any) -> Schema:
    from msgspec.structs import replace

    return replace(of, xml=words)


TAG = xml(obj(id=schema("integer")), name="tag")


def api_of(of: Schema, media_type: str = "application/xml", **schemas: Schema) -> Api:
    answer = response("200", media(media_type, ref("Pet")))
    return built(
        operation("POST /pets", "createPet", "pets", body=body(media(media_type, ref("Pet"))), responses=(answer,)),
        schemas={"Pet": of, "Tag": TAG, **schemas},
    )


@pytest.mark.parametrize(
    ("of", "node"),
    [
        (schema("string"), None),
        (xml(schema("string"), name="n"), XmlNode(name="n")),
        (xml(schema("string"), attribute=True), XmlNode(kind=XmlKind.ATTRIBUTE)),
        (xml(schema("string"), nodeType="text"), XmlNode(kind=XmlKind.TEXT)),
        (xml(schema("string"), nodeType="element"), None),
        (xml(schema("array", items=schema("string")), name="n"), None),
        (xml(schema("array", items=schema("string")), name="n", wrapped=True), XmlNode(name="n", is_wrapped=True)),
        (xml(schema("array", items=schema("string")), nodeType="element"), XmlNode(is_wrapped=True)),
        (schema("array", items=xml(schema("string"), name="i")), XmlNode(item=XmlNode(name="i"))),
        (schema("array", items=ref("Tag")), XmlNode(item=XmlNode(name="tag"))),
        (ref("Tag"), XmlNode(name="tag")),
        (xml(ref("Tag"), name="own"), XmlNode(name="own")),
    ],
)
def test_a_property_has_its_xml_where_that_is_not_the_rule(of: Schema, node: XmlNode | None) -> None:
    assert [node] == [field.xml for field in object_type(api_of(obj(p=of)), "Pet").fields]


def test_properties_whose_types_have_one_name_are_called_by_their_own() -> None:
    api = api_of(obj(one=ref("Tag"), two=ref("Tag"), three=schema("array", items=ref("Tag"))))
    assert [None, None, None] == [
        field.xml and (field.xml.name or (field.xml.item and field.xml.item.name))
        for field in object_type(api, "Pet").fields
    ]


def test_types_that_no_xml_reaches_have_no_xml() -> None:
    api = api_of(obj(p=ref("Tag")), "application/json")
    assert (None, None) == (object_type(api, "Tag").xml, object_type(api, "Pet").fields[0].xml)


def test_an_object_in_xml_is_flat_and_has_its_components_name() -> None:
    api = api_of(obj(p=schema("string")))
    found = only_operation(api).body
    assert found is not None and found.flat is not None
    assert ["Pet"] == [variant.xml_root for variant in found.variants]


@pytest.mark.parametrize(("name", "expected"), [("One", ["xml-prefix-items"]), (None, [])])
def test_names_of_prefix_items_that_are_not_written_are_warned_of(name: str | None, expected: list[str]) -> None:
    item = obj(a=schema("string"))
    items = schema("array", prefix_items=(xml(item, name=name) if name else item, schema("string")))
    assert expected == codes(api_of(obj(p=items)))


def test_an_object_as_attribute_is_warned_of() -> None:
    assert ["xml-attribute"] == codes(api_of(obj(p=xml(obj(a=schema("string")), attribute=True))))
