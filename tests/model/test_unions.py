from __future__ import annotations

import pytest

from generator.loader.spec import Discriminator, Schema
from generator.model.types import (
    INTEGER,
    NULL,
    STRING,
    Enumeration,
    EnumValue,
    ListOf,
    Named,
    Tagging,
    TypeExpr,
    UnionOf,
)
from tests.model.specs import alias, built, component, fields, obj, object_type, ref, schema


def tagged(value: str, wire_name: str = "type") -> Schema:
    return obj([wire_name], **{wire_name: schema(has_const=True, const=value)})


def union(expr: TypeExpr) -> UnionOf:
    assert isinstance(expr, UnionOf)
    return expr


A, B, C = (Named(component(name)) for name in "ABC")


def test_null_comes_last_whatever_the_document_says() -> None:
    api = built(
        schemas={"A": obj(x=schema("string")), "U": schema(one_of=(schema("null"), ref("A"), schema("string")))}
    )
    assert UnionOf((A, STRING, NULL)) == alias(api, "U").type


def test_a_mapping_tells_variants_apart_several_values_to_one() -> None:
    discriminator = Discriminator("kind", (("a", A.id), ("b", B.id), ("bb", B.id)))
    api = built(
        schemas={
            "A": obj(kind=schema("string")),
            "B": obj(kind=schema("string"), x=schema("string")),
            "U": schema(one_of=(ref("A"), ref("B")), discriminator=discriminator),
        }
    )
    assert Tagging("kind", (("a", A.id), ("b", B.id), ("bb", B.id))) == union(alias(api, "U").type).tagging


@pytest.mark.parametrize("keyword", ["x-ms-discriminator-value", "x-discriminator-value"])
def test_an_extension_says_the_value_of_a_variant_that_is_not_mapped(keyword: str) -> None:
    base = schema("object", discriminator=Discriminator("kind"), properties=(("kind", schema("string")),))
    heirs = {
        "A": schema(all_of=(ref("Base"), obj(x=schema("string"))), extensions={keyword: "#Acme.A"}),
        "B": schema(all_of=(ref("Base"), obj(y=schema("string")))),
    }
    tagging = union(alias(built(schemas={"Base": base, **heirs}), "AnyBase").type).tagging
    assert tagging is not None
    assert (("#Acme.A", A.id), ("B", B.id), ("Base", component("Base"))) == tagging.variants


def test_without_a_mapping_the_known_values_count_then_the_names() -> None:
    api = built(
        schemas={
            "A": tagged("first"),
            "B": obj(type=schema("string")),
            "U": schema(one_of=(ref("A"), ref("B")), discriminator=Discriminator("type", default=B.id)),
        }
    )
    assert Tagging("type", (("first", A.id), ("B", B.id)), B.id) == union(alias(api, "U").type).tagging


def test_a_property_with_one_value_in_each_variant_tells_them_apart() -> None:
    api = built(
        schemas={"A": tagged("a"), "B": tagged("b"), "U": schema(any_of=(ref("A"), ref("B"), schema("string")))}
    )
    assert Tagging("type", (("a", A.id), ("b", B.id))) == union(alias(api, "U").type).tagging


def test_equal_values_tell_nothing() -> None:
    api = built(schemas={"A": tagged("a"), "B": tagged("a"), "U": schema(any_of=(ref("A"), ref("B")))})
    assert None is union(alias(api, "U").type).tagging


def test_inner_unions_are_opened_to_tell_variants_apart() -> None:
    api = built(
        schemas={
            "A": tagged("a"),
            "B": tagged("b"),
            "C": tagged("c"),
            "Inner": schema(one_of=(ref("A"), ref("B"))),
            "U": schema(one_of=(ref("Inner"), ref("C"))),
        }
    )
    expected = Tagging("type", (("a", A.id), ("b", B.id), ("c", C.id)))
    assert expected == union(alias(api, "U").type).tagging
    assert (Named(component("Inner")), C) == union(alias(api, "U").type).members


def test_a_discriminator_over_values_is_left_out() -> None:
    api = built(schemas={"U": schema(one_of=(schema("string"), schema("integer")), discriminator=Discriminator("x"))})
    assert UnionOf((STRING, INTEGER)) == alias(api, "U").type


def test_inline_variants_are_named_by_their_value_or_place() -> None:
    api = built(schemas={"U": schema(one_of=(tagged("text"), obj(x=schema("string")), schema("array")))})
    assert ["U", "UText", "UVariant2"] == [each.name for each in api.types.values()]


def test_properties_beside_alternatives_join_each_object() -> None:
    api = built(
        schemas={
            "A": obj(a=schema("string")),
            "U": schema(
                "object",
                properties=(("id", schema("string")),),
                one_of=(ref("A"), obj(b=schema("string")), schema("null")),
            ),
        }
    )
    assert UnionOf(
        (Named("api.yml#/components/schemas/U/oneOf/0"), Named("api.yml#/components/schemas/U/oneOf/1"), NULL)
    ) == (alias(api, "U").type)
    assert {"id", "a"} == set(fields(api, "UA"))
    assert {"id", "b"} == set(fields(api, "UVariant2"))
    assert {"a"} == set(fields(api, "A"))


def test_variants_that_have_the_siblings_already_stay_themselves() -> None:
    api = built(
        schemas={
            "A": tagged("a"),
            "B": tagged("b"),
            "U": schema(
                "object", properties=(("type", schema("string")),), required=("type",), one_of=(ref("A"), ref("B"))
            ),
        }
    )
    assert (A, B) == union(alias(api, "U").type).members


def test_branches_that_only_require_are_the_object_itself() -> None:
    each = schema(
        "object",
        properties=(("a", schema("string")), ("b", schema("string"))),
        any_of=(schema(required=("a",)), schema(required=("b",))),
    )
    api = built(schemas={"U": each})
    assert {"a": STRING, "b": STRING} == fields(api, "U")
    assert [False, False] == [field.is_required for field in object_type(api, "U").fields]


def test_oneof_beside_anyof_is_each_combination() -> None:
    each = schema(
        one_of=(obj(a=schema("string")), obj(b=schema("string"))), any_of=(obj(c=schema("string")), obj(d=schema()))
    )
    api = built(schemas={"U": each})
    assert [{"a", "c"}, {"a", "d"}, {"b", "c"}, {"b", "d"}] == [
        set(fields(api, definition.name)) for definition in api.types.values() if definition.name != "U"
    ]


def test_constants_as_alternatives_are_one_open_list_of_known_values() -> None:
    branches = tuple(schema(has_const=True, const=each, title=each.upper(), description="d") for each in "ab")
    api = built(schemas={"U": schema("string", one_of=(*branches, schema("null")))})
    values = (EnumValue("a", "A", "d"), EnumValue("b", "B", "d"))
    assert UnionOf((Enumeration(values, STRING), NULL)) == alias(api, "U").type


def test_a_mapping_follows_a_variant_that_became_a_type_of_its_own() -> None:
    each = schema(
        "object",
        properties=(("id", schema("string")),),
        one_of=(ref("A"), ref("B")),
        discriminator=Discriminator("type", (("a", A.id),)),
    )
    api = built(
        schemas={"A": obj(type=schema("string")), "B": obj(type=schema("string"), b=schema("string")), "U": each}
    )
    members = union(alias(api, "U").type).members
    first, second = (member.id for member in members if isinstance(member, Named))
    assert Tagging("type", (("a", first), ("B", second))) == union(alias(api, "U").type).tagging


def test_lists_of_a_union_have_it_told_apart_too() -> None:
    api = built(
        schemas={
            "A": tagged("a"),
            "B": tagged("b"),
            "H": obj(items=schema("array", items=schema(one_of=(ref("A"), ref("B"))))),
        }
    )
    listed = fields(api, "H")["items"]
    assert isinstance(listed, ListOf)
    assert Tagging("type", (("a", A.id), ("b", B.id))) == union(listed.item).tagging


def test_booleans_and_numbers_tell_variants_apart_by_their_text() -> None:
    def variant(value: object) -> Schema:
        return obj(kind=schema(has_const=True, const=value))

    def tagging(first: object, second: object, discriminator: Discriminator | None = None) -> Tagging | None:
        choice = schema(one_of=(ref("A"), ref("B")), discriminator=discriminator)
        api = built(schemas={"A": variant(first), "B": variant(second), "U": choice})
        return union(alias(api, "U").type).tagging

    assert Tagging("kind", (("true", A.id), ("false", B.id))) == tagging(True, False)
    assert Tagging("kind", (("1", A.id), ("2.5", B.id))) == tagging(1, 2.5)
    mapped = Discriminator("kind", (("True", A.id), ("False", B.id)))
    assert Tagging("kind", (("true", A.id), ("false", B.id))) == tagging(True, False, mapped)


def test_unions_that_share_unions_are_told_apart_in_a_moment_however_many_levels_there_are() -> None:
    schemas = {"U0": schema(any_of=(ref("A"), ref("B"))), "A": tagged("a"), "B": tagged("b")}
    for level in range(1, 40):
        below = ref(f"U{level - 1}")
        schemas |= {name: schema(any_of=(below, schema("string"))) for name in (f"Left{level}", f"Right{level}")}
        schemas[f"U{level}"] = schema(any_of=(ref(f"Left{level}"), ref(f"Right{level}")))
    assert Tagging("type", (("a", A.id), ("b", B.id))) == union(alias(built(schemas=schemas), "U39").type).tagging
