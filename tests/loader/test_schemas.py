"""Schemas, and what upgrade makes of the older dialects' words."""

from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import Discriminator
from tests.loader.documents import HEAD, Folder, codes, places

S = "openapi.yml#/components/schemas/"


@pytest.mark.parametrize(
    ("written", "types", "enum"),
    [
        ("{type: string, nullable: true}", ("string", "null"), None),
        ("{type: string, x-nullable: true}", ("string", "null"), None),
        ("{type: string, nullable: false}", ("string",), None),
        ("{type: [string, 'null'], nullable: true}", ("string", "null"), None),
        ("{type: [string, null]}", ("string", "null"), None),
        ("{type: string, nullable: true, enum: [a]}", ("string", "null"), ("a", None)),
        ("{type: string, nullable: true, enum: [a, null]}", ("string", "null"), ("a", None)),
        ("{nullable: true, enum: [a]}", (), ("a", None)),
        ("{nullable: true, properties: {a: {}}}", ("object", "null"), None),
        ("{nullable: true, items: {}}", ("array", "null"), None),
        ("{nullable: true}", (), None),
    ],
)
def test_nullable_is_a_type(folder: Folder, written: str, types: tuple[str, ...], enum: tuple[Any, ...] | None) -> None:
    schema = folder.schema(written)
    assert (schema.types, schema.enum) == (types, enum)


def test_nullable_beside_a_reference_is_a_union_with_null(folder: Folder) -> None:
    schema = folder.schema(
        "{properties: {a: {$ref: '#/components/schemas/S', nullable: true, description: d, default: null, x-a: 1}}}"
    )
    inner = schema.properties[0][1]
    assert [(member.ref, member.types, member.description) for member in inner.any_of] == [
        (S + "S", (), None),
        (None, ("null",), None),
    ]
    assert (inner.ref, inner.description, inner.has_default, inner.extensions) == (None, "d", True, {"x-a": 1})


def test_nullable_beside_all_of_is_a_union_with_null(folder: Folder) -> None:
    schema = folder.schema(
        "{nullable: true, title: T, type: object, allOf: [{properties: {b: {}}}], properties: {a: {}}}"
    )
    whole, null = schema.any_of
    assert (schema.title, schema.all_of, schema.types) == ("T", (), ())
    assert (whole.types, len(whole.all_of), whole.properties[0][0], null.types) == (("object",), 1, "a", ("null",))
    assert whole.properties[0][1].location.pointer == "/components/schemas/S/properties/a"


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_nullable_beside_a_union_is_one_more_member(folder: Folder, keyword: str) -> None:
    schema = folder.schema(f"{{nullable: true, {keyword}: [{{type: string}}, {{type: integer}}]}}")
    members = schema.one_of or schema.any_of
    assert [member.types for member in members] == [("string",), ("integer",), ("null",)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{minimum: 1, exclusiveMinimum: true}", {"exclusiveMinimum": 1}),
        ("{minimum: 1, exclusiveMinimum: false}", {"minimum": 1}),
        ("{maximum: 1, exclusiveMaximum: true, minimum: 0}", {"exclusiveMaximum": 1, "minimum": 0}),
        ("{exclusiveMinimum: 3}", {"exclusiveMinimum": 3}),
        ("{exclusiveMinimum: true}", {}),
        ("{minLength: '2', pattern: ^a, uniqueItems: true}", {"minLength": 2, "pattern": "^a", "uniqueItems": True}),
        ("{dependentRequired: {a: [b]}, multipleOf: 0.1}", {"dependentRequired": {"a": ("b",)}, "multipleOf": 0.1}),
    ],
)
def test_limits_are_read_in_every_dialect(folder: Folder, written: str, expected: dict[str, Any]) -> None:
    assert folder.schema(written).constraints == expected


def test_a_limit_of_the_wrong_type_is_a_warning(folder: Folder) -> None:
    spec = folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{S: {{minLength: many}}}}}}\n").spec()
    assert (spec.schemas[S + "S"].constraints, codes(spec.problems)) == ({}, ["constraint-ignored"])


def test_a_file_is_a_binary_string(folder: Folder) -> None:
    schema = folder.schema("{type: file}")
    assert (schema.types, schema.format) == (("string",), "binary")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{example: a}", ("a",)),
        ("{example: null}", (None,)),
        ("{example: a, examples: [b, c]}", ("a", "b", "c")),
        ("{examples: {one: {value: b}}}", ("b",)),
        ("{examples: b}", ("b",)),
    ],
)
def test_examples_are_one_list(folder: Folder, written: str, expected: tuple[Any, ...]) -> None:
    assert folder.schema(written).examples == expected


@pytest.mark.parametrize(
    ("beside", "is_items", "is_left_for_later"),
    [
        ("prefixItems: [{}]", True, False),
        ("minItems: 1", True, False),
        ("items: {}", True, False),
        ("contains: {}", False, True),
        ("anyOf: [{}]", False, True),
        ("allOf: [{}]", False, True),
    ],
)
def test_unevaluated_items_are_items_where_nothing_else_evaluates_them(
    folder: Folder, beside: str, is_items: bool, is_left_for_later: bool
) -> None:
    schema = folder.schema(f"{beside}\nunevaluatedItems: {{type: string}}")
    assert is_items == (schema.items is not None)
    assert is_left_for_later == ("unevaluatedItems" in [each.keyword for each in schema.conditional])


def test_every_keyword_has_its_field(folder: Folder) -> None:
    schema = folder.schema("""
        type: [object, array]
        format: f
        title: 12
        description: d
        const: null
        default: null
        required: [a, a]
        properties: {a: true}
        patternProperties: {^x: {type: string}}
        additionalProperties: false
        propertyNames: {maxLength: 3}
        unevaluatedProperties: {}
        items: {type: string}
        prefixItems: [{type: integer}]
        contains: {}
        allOf: [{}]
        anyOf: [{}]
        oneOf: [{}]
        not: {}
        if: {}
        then: {}
        else: {}
        dependentSchemas: {a: {}}
        readOnly: true
        writeOnly: 'true'
        deprecated: true
        contentMediaType: text/plain
        contentEncoding: base64
        xml: {name: n}
        x-mine: {a: 1}
        unknown: ignored
        """)
    assert (schema.types, schema.format, schema.title, schema.description) == (("object", "array"), "f", "12", "d")
    assert (schema.has_const, schema.const, schema.has_default, schema.default, schema.required) == (
        True,
        None,
        True,
        None,
        ("a",),
    )
    assert schema.properties[0][1].boolean is True
    assert schema.additional_properties is not None and schema.additional_properties.boolean is False
    assert schema.pattern_properties[0][0] == "^x"
    held = (schema.property_names, schema.unevaluated_properties, schema.items, schema.contains, schema.not_)
    assert None not in held
    assert [
        len(many) for many in (schema.prefix_items, schema.all_of, schema.any_of, schema.one_of, schema.conditional)
    ] == [1, 1, 1, 1, 2]
    assert [("if", 3), ("dependentSchemas", 1)] == [(each.keyword, len(each.schemas)) for each in schema.conditional]
    assert (schema.read_only, schema.write_only, schema.deprecated) == (True, True, True)
    assert (schema.content_media_type, schema.content_encoding, schema.xml) == ("text/plain", "base64", {"name": "n"})
    assert schema.extensions == {"x-mine": {"a": 1}}


def test_an_old_tuple_is_prefix_items(folder: Folder) -> None:
    schema = folder.schema("{type: array, items: [{type: string}], additionalItems: {type: integer}}")
    assert [item.types for item in schema.prefix_items] == [("string",)]
    assert schema.items is not None and schema.items.types == ("integer",)


def test_enum_values_come_once_with_their_types(folder: Folder) -> None:
    schema = folder.schema("{enum: [1, 1.0, true, '1', null, null, telnyx, Telnyx, {a: 1}]}")
    assert repr(schema.enum) == repr((1, 1.0, True, "1", None, "telnyx", "Telnyx", {"a": 1}))


def test_unquoted_values_of_a_string_enum_are_what_was_written(folder: Folder) -> None:
    spec = folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{S: {{type: string, enum: [1.10, 2020, true, no]}}}}}}\n"
    ).spec()
    assert spec.schemas[S + "S"].enum == ("1.10", "2020", "true", "no")
    assert codes(spec.problems) == ["enum-value-type"] * 3


def test_an_empty_enum_is_ignored(folder: Folder) -> None:
    assert folder.schema("{type: string, enum: []}").enum is None


@pytest.mark.parametrize(
    ("written", "names", "descriptions"),
    [
        ("{enum: [1, 2], x-enum-varnames: [One, Two], x-enum-descriptions: [a, b]}", ("One", "Two"), ("a", "b")),
        ("{enum: [1, 2], x-enumNames: [One, Two], x-enumDescriptions: {'2': b}}", ("One", "Two"), ("", "b")),
        ("{x-enum-varnames: [One]}", (), ()),
    ],
)
def test_enum_values_have_names_and_descriptions(
    folder: Folder, written: str, names: tuple[str, ...], descriptions: tuple[str, ...]
) -> None:
    schema = folder.schema(written)
    assert (schema.enum_names, schema.enum_descriptions) == (names, descriptions)


def test_a_misspelt_type_is_a_warning_and_an_unknown_one_an_error(folder: Folder) -> None:
    folder.write(a_yml=f"{HEAD}components: {{schemas: {{S: {{type: Int}}, T: {{type: any}}}}}}\n")
    spec = folder.spec("a.yml")
    assert [schema.types for schema in spec.schemas.values()] == [("integer",), ()]
    assert codes(spec.problems) == ["schema-type"] * 2
    folder.write(b_yml=f"{HEAD}components:\n  schemas:\n    S:\n      type: invalid\n")
    assert places(folder.errors("b.yml")) == [("schema-type", "b.yml", 6, 7)]


@pytest.mark.parametrize("written", ["{type: [[string]], enum: [a]}", "{type: {a: 1}}"])
def test_a_type_that_is_no_word_is_an_error(folder: Folder, written: str) -> None:
    errors = folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{S: {written}}}}}\n").errors()
    assert codes(errors) == ["schema-type"]


@pytest.mark.parametrize("written", ["{properties: [a]}", "{items: text}", "{allOf: {a: 1}, oneOf: 3}", "12"])
def test_what_cannot_be_a_schema_is_an_error(folder: Folder, written: str) -> None:
    errors = folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{S: {written}}}}}\n").errors()
    assert errors[0].code in ("schema-invalid", "wrong-type")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("kind", Discriminator("kind")),
        ("{propertyName: kind}", Discriminator("kind")),
        (
            "{propertyName: kind, mapping: {c: Cat, C: '#/components/schemas/Cat', d: 'Dog.v1', x: Missing}}",
            Discriminator("kind", (("c", S + "Cat"), ("C", S + "Cat"), ("d", S + "Dog.v1"))),
        ),
        ("{propertyName: kind, defaultMapping: Cat}", Discriminator("kind", (), S + "Cat")),
        ("{mapping: {}}", None),
    ],
)
def test_discriminators_name_schemas_by_id(folder: Folder, written: str, expected: Discriminator | None) -> None:
    text = f"{HEAD}components: {{schemas: {{S: {{oneOf: [], discriminator: {written}}}, Cat: {{}}, Dog.v1: {{}}}}}}\n"
    assert folder.write(openapi_yml=text).spec().schemas[S + "S"].discriminator == expected


def test_components_come_in_document_order_and_other_targets_after(folder: Folder) -> None:
    text = f"{HEAD}components: {{schemas: {{Z: {{$ref: '#/components/schemas/A/properties/x'}}, A: {{properties: {{x: {{}}}}}}, M: {{$ref: '#/components/schemas/A', title: t}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    assert list(spec.schema_names.values()) == ["Z", "A", "M"]
    # A component that says nothing of its own lends its name to the schema it refers to.
    assert list(spec.schemas) == [S + "A/properties/x", S + "A", S + "M"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("enum: [list], x-stainless-const: true", (True, "list")),
        ("enum: [list], x-stainless-const: false", (False, None)),
        ("enum: [list, table], x-stainless-const: true", (False, None)),
        ("x-stainless-const: true", (False, None)),
    ],
)
def test_an_enum_of_one_value_is_a_constant_where_stainless_s_extension_says_so(
    folder: Folder, stated: str, expected: tuple[bool, object]
) -> None:
    schema = folder.schema(f"{{type: string, {stated}}}")
    assert expected == (schema.has_const, schema.const)


@pytest.mark.parametrize(
    ("written", "second"),
    [
        ("{anyOf: [{$ref: '#/components/schemas/S'}, {type: object, nullable: true}]}", ("null",)),
        ("{anyOf: [{$ref: '#/components/schemas/S'}, {type: object}]}", ("object",)),
        ("{anyOf: [{type: string}, {type: object, nullable: true}]}", ("object", "null")),
        ("{oneOf: [{$ref: '#/components/schemas/S'}, {type: object, nullable: true}]}", ("object", "null")),
        ("{anyOf: [{$ref: '#/components/schemas/S'}, {type: object, nullable: true, title: B}]}", ("object", "null")),
    ],
)
def test_an_object_of_nothing_beside_references_is_their_null(
    folder: Folder, written: str, second: tuple[str, ...]
) -> None:
    """apispec's way to say null beside a reference in 3.0."""
    schema = folder.schema(f"{{properties: {{a: {written}}}}}").properties[0][1]
    assert second == (*schema.any_of, *schema.one_of)[1].types
