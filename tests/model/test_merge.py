from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.loader.spec import Discriminator, Schema
from generator.model.merge import Merger
from generator.model.types import INTEGER, NULL, STRING, Enumeration, EnumValue, Named, Tagging, TypeExpr, UnionOf
from tests.model.specs import alias, at, built, codes, component, fields, obj, object_type, ref, schema


def both(*members: Schema, **keywords: object) -> Schema:
    return schema(all_of=members, **keywords)


def test_members_of_allof_are_one_object_in_their_order() -> None:
    api = built(
        schemas={
            "Base": obj(["id"], id=schema("string")),
            "Child": both(ref("Base"), obj(["name"], name=schema("string")), properties=(("age", schema("integer")),)),
        }
    )
    assert {"id": STRING, "name": STRING, "age": INTEGER} == fields(api, "Child")
    assert ["id", "name"] == [field.wire_name for field in object_type(api, "Child").fields if field.is_required]
    assert [] == codes(api)


def test_a_lone_member_with_a_description_is_that_member() -> None:
    described = both(ref("A"), schema(description="Which"), description="What", has_default=True, default={})
    api = built(schemas={"A": obj(x=schema("string")), "B": obj(a=described)})
    assert {"a": Named(component("A"))} == fields(api, "B")
    assert "What" == object_type(api, "B").fields[0].doc.description


def test_a_reference_with_null_beside_it_may_be_null() -> None:
    api = built(
        schemas={
            "A": obj(x=schema("string")),
            "B": obj(one=schema("null", all_of=(ref("A"),)), two=ref("A")),
        }
    )
    assert UnionOf((Named(component("A")), NULL)) == fields(api, "B")["one"]


def test_null_stays_only_if_all_members_allow_it() -> None:
    nullable = schema("object", "null", properties=(("x", schema("string")),))
    api = built(schemas={"A": nullable, "B": both(ref("A"), obj(y=schema("string"))), "C": obj(b=ref("B"))})
    assert {"b": Named(component("B"))} == fields(api, "C")


def test_the_narrower_of_two_declarations_of_a_property_wins() -> None:
    api = built(
        schemas={
            "Base": obj(kind=schema("string"), size=schema("number"), other=schema("string", description="old")),
            "Child": both(
                ref("Base"),
                obj(
                    kind=schema("string", enum=("cat",)),
                    size=schema("integer"),
                    other=schema(description="new"),
                ),
            ),
        }
    )
    expected: dict[str, TypeExpr] = {
        "kind": Enumeration((EnumValue("cat"),), STRING),
        "size": INTEGER,
        "other": STRING,
    }
    assert expected == fields(api, "Child")
    assert "new" == object_type(api, "Child").fields[2].doc.description


def test_a_property_declared_as_a_definition_and_as_its_heir_is_the_heir() -> None:
    api = built(
        schemas={
            "A": obj(x=schema("string")),
            "B": both(ref("A"), obj(y=schema("string"))),
            "Holder": obj(it=ref("A")),
            "Narrow": both(ref("Holder"), obj(it=ref("B"))),
        }
    )
    assert {"it": Named(component("B"))} == fields(api, "Narrow")


def test_required_alone_makes_properties_of_the_base_required() -> None:
    api = built(schemas={"A": obj(x=schema("string")), "B": both(ref("A"), schema(required=("x",)))})
    assert [True] == [field.is_required for field in object_type(api, "B").fields]
    assert [False] == [field.is_required for field in object_type(api, "A").fields]


def test_allof_of_values_intersects_them() -> None:
    api = built(
        schemas={
            "Letters": schema("string", enum=("a", "b")),
            "Holder": obj(
                one=both(ref("Letters"), schema(enum=("b", "c"))),
                two=both(schema("number"), schema("integer")),
                three=both(ref("Letters"), schema("string")),
            ),
        }
    )
    assert Enumeration((EnumValue("b"),), STRING) == fields(api, "Holder")["one"]
    assert INTEGER == fields(api, "Holder")["two"]


def test_a_contradiction_is_a_warning_and_allows_either() -> None:
    api = built(schemas={"Holder": obj(x=both(schema("string"), schema("integer")))})
    assert UnionOf((STRING, INTEGER)) == fields(api, "Holder")["x"]
    assert {"allof-contradiction"} == set(codes(api))


def test_a_type_beside_a_reference_to_another_has_no_effect_and_is_told() -> None:
    api = built(
        schemas={
            "A": obj(x=schema("string")),
            "B": obj(
                one=schema("string", ref=component("A")),
                two=schema("string", "null", all_of=(ref("A"),)),
                three=schema("object", ref=component("A")),
            ),
        }
    )
    named = Named(component("A"))
    assert {"one": named, "two": UnionOf((named, NULL)), "three": named} == fields(api, "B")
    assert ["ref-siblings", "ref-siblings"] == codes(api)


def test_alternatives_in_a_member_are_spread_over_its_siblings() -> None:
    choice = schema(one_of=(obj(card=schema("string")), obj(iban=schema("string"))))
    api = built(schemas={"Payment": both(obj(amount=schema("integer")), choice)})
    expr = alias(api, "Payment").type
    assert isinstance(expr, UnionOf)
    assert [["amount", "card"], ["amount", "iban"]] == [
        list(fields(api, each.name)) for each in api.types.values() if each.name != "Payment"
    ]


def test_inherited_inline_types_belong_to_the_base() -> None:
    api = built(
        schemas={
            "Child": both(ref("Base"), obj(own=obj(y=schema("string")))),
            "Base": obj(meta=obj(x=schema("string"))),
        }
    )
    assert fields(api, "Child")["meta"] == fields(api, "Base")["meta"]
    assert {"Child", "Base", "BaseMeta", "ChildOwn"} == {each.name for each in api.types.values()}


def test_extra_properties_are_forbidden_only_where_all_members_say_so() -> None:
    closed = schema("object", properties=(("a", schema("string")),), additional_properties=schema(boolean=False))
    api = built(
        schemas={
            "A": closed,
            "B": both(ref("A"), obj(b=schema("string"))),
            "C": both(ref("A"), schema(required=("a",))),
        }
    )
    assert object_type(api, "B").extra is not None
    assert object_type(api, "C").extra is None


PET = schema(
    "object",
    properties=(("kind", schema("string", enum=("cat", "dog"))),),
    required=("kind",),
    discriminator=Discriminator("kind", (("cat", component("Cat")),)),
)


def test_a_base_with_heirs_is_one_of_them_where_it_is_used() -> None:
    api = built(
        schemas={
            "Pet": PET,
            "Cat": both(ref("Pet"), obj(lives=schema("integer"))),
            "Dog": both(ref("Pet"), obj(friend=ref("Pet"))),
            "Owner": obj(pet=ref("Pet")),
        }
    )
    any_pet = alias(api, "AnyPet")
    cat, dog, pet = (Named(component(name)) for name in ("Cat", "Dog", "Pet"))
    tagging = Tagging("kind", (("cat", cat.id), ("Dog", dog.id), ("Pet", pet.id)), pet.id)
    assert UnionOf((cat, dog, pet), tagging) == any_pet.type
    assert {"pet": Named(any_pet.id)} == fields(api, "Owner")
    assert {"kind", "friend"} == set(fields(api, "Dog"))


def test_a_value_without_a_known_tag_is_the_heir_that_the_base_names() -> None:
    other = component("Other")
    api = built(
        schemas={
            "Pet": replace(PET, discriminator=Discriminator("kind", (("cat", component("Cat")),), other)),
            "Cat": both(ref("Pet"), obj(lives=schema("integer"))),
            "Other": both(ref("Pet"), obj(what=schema("string"))),
        }
    )
    expr = alias(api, "AnyPet").type
    assert isinstance(expr, UnionOf) and expr.tagging is not None
    assert other == expr.tagging.default


def test_a_parent_that_lists_its_children_gives_them_its_properties_only() -> None:
    parent = schema(
        "object",
        properties=(("kind", schema("string")),),
        one_of=(ref("Cat"), ref("Dog")),
        discriminator=Discriminator("kind"),
    )
    api = built(
        schemas={
            "Pet": parent,
            "Cat": both(ref("Pet"), obj(lives=schema("integer"))),
            "Dog": both(ref("Pet"), obj(bark=schema("string"))),
        }
    )
    cat, dog = Named(component("Cat")), Named(component("Dog"))
    assert UnionOf((cat, dog), Tagging("kind", (("Cat", cat.id), ("Dog", dog.id)))) == alias(api, "Pet").type
    assert {"kind", "lives"} == set(fields(api, "Cat"))
    assert ["Pet", "Cat", "Dog"] == [each.name for each in api.types.values()]


def test_a_definition_that_takes_over_itself_ends() -> None:
    api = built(schemas={"A": both(ref("A"), obj(x=schema("string"))), "B": both(ref("C")), "C": both(ref("B"))})
    assert {"x": STRING} == fields(api, "A")


def test_properties_at_the_same_place_but_of_another_content_are_two_types() -> None:
    base = obj(meta=obj(x=schema("string")))
    child = both(ref("Base"), schema("object", properties=(("meta", obj(y=schema("string"))),)))
    api = built(schemas={"Base": base, "Child": child})
    assert {"x"} == set(fields(api, "BaseMeta"))
    assert {"x", "y"} == set(fields(api, "ChildMeta"))
    assert at("/components/schemas/Child").pointer == object_type(api, "Child").location.pointer


def parent(*alternatives: Schema) -> Schema:
    return replace(
        schema("object", properties=(("kind", schema("string")),), any_of=alternatives),
        discriminator=Discriminator("kind"),
    )


CATS = {
    "Cat": both(ref("Pet"), obj(lives=schema("integer"))),
    "Dog": both(ref("Pet"), obj(bark=schema("string"))),
    "Group": schema(one_of=(ref("Cat"), ref("Dog"))),
    "LoneCat": schema(one_of=(ref("Cat"),)),
}


@pytest.mark.parametrize(
    ("pet", "members"),
    [
        (parent(ref("Group"), ref("Bird")), ["Cat", "Dog", "Bird"]),
        (parent(schema(one_of=(ref("Cat"), ref("Dog"))), ref("Bird")), ["Cat", "Dog", "Bird"]),
        (parent(schema(one_of=(ref("Cat"), ref("Dog"))), schema("null")), ["Cat", "Dog", None]),
        (parent(ref("Cat"), both(ref("Pet"), obj(song=schema("string")))), ["Cat", "PetVariant"]),
        (parent(ref("LoneCat"), ref("Dog")), ["Cat", "Dog"]),
        (parent(schema(one_of=(ref("Cat"),))), ["Cat"]),
    ],
)
def test_heirs_that_a_parent_lists_by_way_of_other_unions_are_themselves(
    pet: Schema, members: list[str | None]
) -> None:
    heirs = {**CATS, "Bird": both(ref("Pet"), obj(wings=schema("integer")))}
    api = built(schemas={"Pet": pet, **heirs})
    expr = alias(api, "Pet").type
    found = expr.members if isinstance(expr, UnionOf) else (expr,)
    assert members == [api.types[each.id].name if isinstance(each, Named) else None for each in found]
    assert {"kind", "lives"} == set(fields(api, "Cat"))


def test_what_a_parent_lists_is_followed_once_for_all_its_heirs(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = 0
    narrowed = Merger.reference

    def reference(merger: Merger, schema: Schema) -> str | None:
        nonlocal followed
        followed += 1
        return narrowed(merger, schema)

    monkeypatch.setattr(Merger, "reference", reference)
    names = [f"Heir{number}" for number in range(100)]
    heirs = {name: both(ref("Pet"), obj(**{name: schema("string")})) for name in names}
    api = built(schemas={"Pet": parent(*map(ref, names)), **heirs})
    assert {"kind", "Heir7"} == set(fields(api, "Heir7"))
    assert followed < 50 * len(names)


def test_parents_that_share_a_parent_are_merged_in_a_moment_however_many_levels_there_are() -> None:
    schemas = {"Base0": obj(id=schema("string"))}
    for level in range(1, 40):
        above = ref(f"Base{level - 1}")
        schemas |= {
            f"Left{level}": both(above, obj(**{f"left{level}": schema("string")})),
            f"Right{level}": both(above, obj(**{f"right{level}": schema("string")})),
            f"Base{level}": both(ref(f"Left{level}"), ref(f"Right{level}")),
        }
    assert ["id", "left1", "right1", "left2", "right2"] == [*fields(built(schemas=schemas), "Base39")][:5]
