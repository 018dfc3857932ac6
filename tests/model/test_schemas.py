from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.loader.spec import Schema
from generator.model import build_api
from generator.model.types import (
    ANY,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Binary,
    Enumeration,
    EnumValue,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    TextFormat,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from tests.model.specs import (
    FILE,
    alias,
    built,
    codes,
    component,
    config,
    fields,
    json_body,
    media,
    obj,
    object_type,
    operation,
    placed,
    ref,
    response,
    schema,
    spec,
)


def type_of(each: Schema) -> TypeExpr:
    """Give the type of a property that has this schema."""
    return fields(built(schemas={"Holder": obj(it=each)}), "Holder")["it"]


def known(*values: object, base: TypeExpr = STRING, is_const: bool = False) -> Enumeration:
    return Enumeration(tuple(EnumValue(value) for value in values), base, is_const)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (schema("string"), STRING),
        (schema("integer", format="int64"), INTEGER),
        (schema("number", format="double"), NUMBER),
        (schema("boolean"), BOOLEAN),
        (schema("null"), NULL),
        (schema(), ANY),
        (schema(boolean=True), ANY),
        (schema(boolean=False), ANY),
        (schema("object"), MapOf(ANY)),
        (schema("object", additional_properties=schema(boolean=False)), MapOf(ANY)),
        (schema("object", additional_properties=schema("integer")), MapOf(INTEGER)),
        (schema(additional_properties=schema("integer")), MapOf(INTEGER)),
        (schema("object", pattern_properties=(("^x", schema("integer")),)), MapOf(INTEGER)),
        (schema("array"), ListOf(ANY)),
        (schema("array", items=schema("string")), ListOf(STRING)),
        (schema(items=schema("string")), ListOf(STRING)),
        (schema("array", prefix_items=(schema("string"), schema("integer"))), TupleOf((STRING, INTEGER), ANY)),
        (
            schema("array", prefix_items=(schema("string"),), items=schema(boolean=False)),
            TupleOf((STRING,), None),
        ),
        (schema("string", "null"), UnionOf((STRING, NULL))),
        (schema("null", "integer", "string"), UnionOf((INTEGER, STRING, NULL))),
        (schema("string", format="date-time"), FormattedText(TextFormat.DATE_TIME)),
        (schema("string", "null", format="date"), UnionOf((FormattedText(TextFormat.DATE), NULL))),
        (schema("string", format="time"), FormattedText(TextFormat.TIME)),
        (schema("string", format="byte"), FormattedText(TextFormat.BASE64)),
        (schema("string", content_encoding="base64"), FormattedText(TextFormat.BASE64)),
        (schema("string", format="decimal"), FormattedText(TextFormat.DECIMAL)),
        (schema("string", format="uuid"), STRING),
        (schema("string", format="never-heard-of"), STRING),
        (schema("string", format="binary"), Binary()),
        (schema("file"), Binary()),
        (schema(content_media_type="application/octet-stream"), Binary()),
        (schema("string", content_media_type="application/json"), STRING),
        (schema(any_of=(schema("string"), schema("null"))), UnionOf((STRING, NULL))),
        (schema(one_of=(schema("string"),)), STRING),
        (schema(one_of=(schema("string"), schema("string"), schema("integer"))), UnionOf((STRING, INTEGER))),
        (
            schema(any_of=(schema("null"), schema(one_of=(schema("string"), schema("integer"))))),
            UnionOf((STRING, INTEGER, NULL)),
        ),
    ],
)
def test_a_schema_has_its_type(written: Schema, expected: TypeExpr) -> None:
    assert expected == type_of(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (schema("string", enum=("a", "b")), known("a", "b")),
        (schema("string", enum=("only",)), known("only")),
        (schema(has_const=True, const="only"), known("only", is_const=True)),
        (schema("string", "null", enum=("a", None)), UnionOf((known("a"), NULL))),
        (schema("string", "null", enum=("a",)), UnionOf((known("a"), NULL))),
        (schema("string", enum=("a", None)), UnionOf((known("a"), NULL))),
        (schema(enum=(None,)), NULL),
        (schema(has_const=True, const=None), NULL),
        (schema("integer", enum=(1, 2)), known(1, 2, base=INTEGER)),
        (schema("number", enum=(1, 2)), known(1, 2, base=NUMBER)),
        (schema("integer", enum=(1.0, 2)), known(1, 2, base=INTEGER)),
        (schema("string", enum=(1, 2)), known(1, 2, base=INTEGER)),
        (schema("string", enum=("a", "a", "A")), known("a", "A")),
        (schema("string", enum=("2024-01-01",), format="date"), known("2024-01-01")),
        (schema("string", enum=()), STRING),
        (schema(enum=({"a": 1}, [2])), ANY),
        (schema(enum=("a", 1)), known("a", 1, base=UnionOf((STRING, INTEGER)))),
    ],
)
def test_known_values_have_their_type(written: Schema, expected: TypeExpr) -> None:
    assert expected == type_of(written)


def test_true_and_1_are_two_values() -> None:
    expr = type_of(schema(enum=(True, 1)))
    assert isinstance(expr, Enumeration)
    assert [True, 1] == [each.value for each in expr.values] and [bool, int] == [
        type(each.value) for each in expr.values
    ]


def test_names_and_descriptions_stay_with_their_values() -> None:
    expr = type_of(schema(enum=(None, 1, 2), enum_names=("NONE", "LOW", "HIGH"), enum_descriptions=("-", "few")))
    assert isinstance(expr, UnionOf)
    assert Enumeration((EnumValue(1, "LOW", "few"), EnumValue(2, "HIGH")), INTEGER) == expr.members[0]


def test_an_empty_enum_is_a_warning() -> None:
    assert ["enum-empty"] == codes(built(schemas={"A": schema("string", enum=())}))


def test_components_become_definitions_of_their_own_names() -> None:
    api = built(
        schemas={
            "pet-kind_1": schema("string", enum=("cat", "dog")),
            "Pets": schema("array", items=ref("Pet")),
            "Pet": obj(name=schema("string")),
            "Also": ref("Pet"),
            "Anything": schema(),
        }
    )
    assert ["pet-kind_1", "Pets", "Pet", "Also", "Anything"] == [each.name for each in api.types.values()]
    assert known("cat", "dog") == alias(api, "pet-kind_1").type
    assert ListOf(Named(component("Pet"))) == alias(api, "Pets").type
    assert Named(component("Pet")) == alias(api, "Also").type
    assert ANY == alias(api, "Anything").type


def test_an_object_that_may_be_null_is_an_object_and_its_uses_may_be_null() -> None:
    api = built(schemas={"A": schema("object", "null", properties=(("x", schema("string")),)), "B": obj(a=ref("A"))})
    assert {"x": STRING} == fields(api, "A")
    assert {"a": UnionOf((Named(component("A")), NULL))} == fields(api, "B")


def test_a_nullable_wrapper_around_an_inline_object_makes_no_second_type() -> None:
    wrapped = schema(any_of=(obj(x=schema("string")), schema("null")))
    api = built(schemas={"A": wrapped, "B": obj(a=ref("A"))})
    assert ["A", "B"] == [each.name for each in api.types.values()]
    assert UnionOf((Named(component("A")), NULL)) == fields(api, "B")["a"]


def test_what_is_referred_to_but_no_component_is_one_type_if_it_has_parts() -> None:
    shared = {
        "Whole": obj(word=ref("Word"), parts=ref("Parts")),
        "Word": schema("string"),
        "Parts": schema("array", items=ref("Word")),
    }
    answers = (response("200", media("application/json", ref("Whole"))),)
    reads = [operation(f"GET /{name}", name, responses=answers) for name in ("a", "b")]
    api = built(*reads, schemas=shared, schema_names={})
    assert ["Whole", "Parts"] == [each.name for each in api.types.values()]


def test_inline_objects_are_named_by_their_place() -> None:
    source = obj(pointer=schema("string"))
    api = built(schemas={"Error": obj(source=source, errors=schema("array", items=obj(code=schema("string"))))})
    assert ["Error", "ErrorSource", "ErrorError"] == [each.name for each in api.types.values()]
    assert not object_type(api, "ErrorSource").is_component


def test_an_inline_type_gives_way_to_a_component() -> None:
    api = built(schemas={"Error": obj(source=obj(a=schema("string"))), "ErrorSource": obj(b=schema("string"))})
    assert {"b"} == set(fields(api, "ErrorSource"))
    assert {"a"} == set(fields(api, "ErrorSourceProperty"))


def test_titles_name_nothing() -> None:
    api = built(schemas={"A": obj(x=schema("object", title="Data", properties=(("y", schema("string")),)))})
    assert ["A", "AX"] == [each.name for each in api.types.values()]


def test_long_inline_enums_get_a_name_and_short_ones_none() -> None:
    api = built(
        schemas={"A": obj(long=schema("string", "null", enum=tuple("abcdefgh")), short=schema(enum=("a", "b")))}
    )
    assert isinstance(alias(api, "ALong").type, Enumeration)
    assert UnionOf((Named(alias(api, "ALong").id), NULL)) == fields(api, "A")["long"]
    assert known("a", "b") == fields(api, "A")["short"]


def test_extra_properties_are_any_typed_or_none() -> None:
    def extra(**keywords: object) -> TypeExpr | None:
        each = schema("object", properties=(("a", schema("string")),), **keywords)
        return object_type(built(schemas={"A": each}), "A").extra

    assert ANY == extra()
    assert ANY == extra(additional_properties=schema(boolean=True))
    assert None is extra(additional_properties=schema(boolean=False))
    assert None is extra(unevaluated_properties=schema(boolean=False))
    assert INTEGER == extra(additional_properties=schema("integer"))
    assert UnionOf((STRING, INTEGER)) == extra(
        additional_properties=schema("integer"), pattern_properties=(("^x", schema("string")),)
    )


def test_fields_keep_what_the_schema_says_about_them() -> None:
    each = schema(
        "string",
        description="d",
        deprecated=True,
        has_default=True,
        default=None,
        read_only=True,
        constraints={"maxLength": 3},
    )
    field = object_type(built(schemas={"A": schema("object", properties=(("x", each),), required=("x",))}), "A").fields[
        0
    ]
    assert (True, True, {"maxLength": 3}) == (field.is_required, field.is_read_only, dict(field.constraints))
    assert ("d", True, True, None) == (
        field.doc.description,
        field.doc.is_deprecated,
        field.doc.has_default,
        field.doc.default,
    )


def test_recursive_definitions_end() -> None:
    api = built(
        schemas={
            "Tree": obj(children=schema("array", items=ref("Tree")), parent=ref("Tree")),
            "Json": schema(one_of=(schema("string"), schema("array", items=ref("Json")))),
            "Loop": ref("Loop"),
        }
    )
    tree = Named(component("Tree"))
    assert {"children": ListOf(tree), "parent": tree} == fields(api, "Tree")
    assert UnionOf((STRING, ListOf(Named(component("Json"))))) == alias(api, "Json").type
    assert ANY == alias(api, "Loop").type
    assert ["ref-cycle"] == codes(api)


def test_what_is_all_of_itself_is_any_value_also_where_it_has_no_name() -> None:
    pointer = "/paths/~1people/get/parameters/0/schema"
    itself = placed(schema(all_of=(schema(ref=f"{FILE}#{pointer}"),)), pointer)
    schemas = {f"{FILE}#{pointer}": itself, component("Person"): obj(id=itself)}
    api = build_api(replace(spec(), schemas=schemas, schema_names={component("Person"): "Person"}), config())
    assert ANY == fields(api, "Person")["id"]
    assert ["ref-cycle"] == codes(api)


def test_a_reference_into_a_component_is_the_type_that_stands_there() -> None:
    pointer = "/components/schemas/Person/properties/address"
    address = obj(street=schema("string"))
    schemas = {
        component("Person"): placed(obj(address=address), "/components/schemas/Person"),
        component("Company"): placed(obj(seat=schema(ref=f"{FILE}#{pointer}")), "/components/schemas/Company"),
        f"{FILE}#{pointer}": placed(address, pointer),
    }
    names = {component("Person"): "Person", component("Company"): "Company"}
    api = build_api(replace(spec(), schemas=schemas, schema_names=names), config())
    assert ["Person", "PersonAddress", "Company"] == [each.name for each in api.types.values()]
    assert fields(api, "Person")["address"] == fields(api, "Company")["seat"]


def test_equal_names_of_two_documents_are_both_kept() -> None:
    schemas = {"a.yml#/S": obj(a=schema("string")), "dir/other-api.yml#/S": obj(b=schema("string"))}
    api = build_api(replace(spec(), schemas=schemas, schema_names=dict.fromkeys(schemas, "Same")), config())
    assert ["Same", "OtherApiSame"] == [each.name for each in api.types.values()]


def test_a_schema_that_a_tool_has_only_counted_has_its_title_for_a_name() -> None:
    api = built(
        schemas={
            "def-0": replace(obj(a=schema("string")), title="user account"),
            "def-1": replace(obj(b=schema("string")), title="Same"),
            "def-2": replace(obj(c=schema("string")), title="same"),
            "def-3": replace(obj(d=schema("string")), title="Known"),
            "def-4": obj(e=schema("string")),
            "Known": replace(obj(f=schema("string")), title="no name"),
        },
    )
    assert ["UserAccount", "def-1", "def-2", "def-3", "def-4", "Known"] == [each.name for each in api.types.values()]


def test_client_yml_renames_a_schema_that_a_tool_has_only_counted() -> None:
    schemas = {"def-0": replace(obj(a=schema("string")), title="user")}
    api = built(schemas=schemas, choices={"schemas": {"def-0": "Account"}})
    assert ["Account"] == [each.name for each in api.types.values()]


def test_client_yml_renames_a_schema() -> None:
    api = built(
        schemas={"Body_Update_patch": obj(a=schema("string"))}, choices={"schemas": {"Body_Update_patch": "Update"}}
    )
    assert ["Update"] == [each.name for each in api.types.values()]


def test_directions_follow_requests_and_responses() -> None:
    call = operation(
        "POST /pets",
        body=json_body(ref("New")),
        responses=(response("200", media("application/json", ref("Pet"))),),
    )
    pet = obj(tag=ref("Tag"))
    new = schema("object", properties=(("name", schema("string")), ("made", ref("Made", read_only=True))))
    made = obj(at=schema("string"))
    api = built(call, schemas={"Pet": pet, "New": new, "Made": made, "Tag": obj(x=schema("string")), "Unused": made})
    directions = {each.name: (each.is_input, each.is_output) for each in api.types.values()}
    assert {
        "Pet": (False, True),
        "New": (True, False),
        "Made": (False, False),
        "Tag": (False, True),
        "Unused": (False, False),
    } == directions
