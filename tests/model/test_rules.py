from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import Condition, Schema
from generator.model.api import Api
from generator.model.types import ANY, INTEGER, STRING, ListOf, TupleOf
from tests.model.specs import built, codes, obj, object_type, ref, schema

SHORT = schema("string", constraints={"maxLength": 5})


def api_of(**schemas: Schema) -> Api:
    return built(schemas=schemas)


def field_of(of: Schema, **more: Schema) -> tuple[dict[str, Any], dict[str, Any]]:
    (found,) = object_type(api_of(Pet=obj(p=of), **more), "Pet").fields
    return dict(found.constraints), dict(found.rules)


def items(of: Schema, **more: Any) -> Schema:
    return schema("array", items=of, **more)


@pytest.mark.parametrize(
    ("of", "limits", "rules"),
    [
        (SHORT, {"maxLength": 5}, {}),
        (ref("Short"), {"maxLength": 5}, {}),
        (items(SHORT, constraints={"minItems": 1}), {"minItems": 1}, {"items": {"maxLength": 5}}),
        (items(ref("Short")), {}, {"items": {"maxLength": 5}}),
        (items(items(SHORT)), {}, {"items": {"items": {"maxLength": 5}}}),
        (ref("Shorts"), {}, {"items": {"maxLength": 5}}),
        (schema("object", additional_properties=SHORT), {}, {"additionalProperties": {"maxLength": 5}}),
        (items(ref("Other")), {}, {}),
        (schema("array", prefix_items=(SHORT, schema("string"))), {}, {"prefixItems": [{"maxLength": 5}, {}]}),
        (
            items(schema("boolean"), prefix_items=(SHORT, schema("integer"))),
            {},
            {"prefixItems": [{"type": "string", "maxLength": 5}, {"type": "integer"}], "items": {"type": "boolean"}},
        ),
        (schema(has_const=True, const=1.5), {}, {"enum": [1.5]}),
        (schema(enum=(0.5, None)), {}, {"enum": [0.5, None]}),
        (schema(enum=([1], {})), {}, {"enum": [[1], {}]}),
        (schema(enum=(1, "a")), {}, {}),
        (schema("object", additional_properties=schema(boolean=False)), {}, {"additionalProperties": False}),
        (
            schema("object", pattern_properties=(("^x", schema("integer")),), additional_properties=schema("string")),
            {},
            {"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": {"type": "string"}},
        ),
        (
            items(schema("string"), contains=SHORT, constraints={"minContains": 2}),
            {"minContains": 2},
            {"contains": {"maxLength": 5, "type": "string"}, "minContains": 2},
        ),
        (
            schema(any_of=(SHORT, schema("string", format="date"), ref("Other"))),
            {},
            {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "string"}, {"type": "object"}]},
        ),
        (schema(any_of=(SHORT, items(SHORT), schema("integer"))), {}, {"maxLength": 5, "items": {"maxLength": 5}}),
        (schema("string", not_=schema(enum=("a",))), {}, {"not": {"enum": ["a"]}}),
        (ref("Short", not_=schema(enum=("a",))), {"maxLength": 5}, {"not": {"enum": ["a"]}}),
        (
            schema("object", property_names=SHORT),
            {},
            {"propertyNames": {"maxLength": 5, "type": "string"}},
        ),
    ],
)
def test_a_field_has_limits_and_the_rules_of_what_is_inside(of: Schema, limits: Any, rules: Any) -> None:
    assert (limits, rules) == field_of(of, Short=SHORT, Shorts=items(SHORT), Other=obj(x=SHORT))


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        (
            {"constraints": {"minProperties": 1, "dependentRequired": {"a": ("b",)}}},
            {"minProperties": 1, "dependentRequired": {"a": ("b",)}},
        ),
        ({"not_": schema(required=("z",))}, {"not": {"required": ["z"]}}),
        (
            {"pattern_properties": (("^x", SHORT),), "additional_properties": schema(boolean=False)},
            {"patternProperties": {"^x": {"maxLength": 5, "type": "string"}}, "additionalProperties": False},
        ),
        (
            {"conditional": (Condition("if", (schema(required=("a",)), schema(required=("b",)), None)),)},
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        ),
        (
            {"conditional": (Condition("dependentSchemas", (schema(required=("b",)),), "a"),)},
            {"dependentSchemas": {"a": {"required": ["b"]}}},
        ),
        (
            {"any_of": (schema(required=("a",)), schema(required=("b",)))},
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        ),
    ],
)
def test_an_object_has_rules_of_its_own(more: dict[str, Any], rules: Any) -> None:
    of = schema("object", properties=(("a", schema("string")),), **more)
    assert rules == dict(object_type(api_of(Pet=of), "Pet").rules)


REST = Condition("unevaluatedItems", (schema(boolean=False),))


@pytest.mark.parametrize(
    ("of", "expr"),
    [
        (
            schema(all_of=(schema("array", prefix_items=(SHORT,)), schema(conditional=(REST,)))),
            TupleOf((STRING,), None),
        ),
        (schema(all_of=(items(SHORT), schema(conditional=(REST,)))), ListOf(STRING)),
        (
            schema(
                all_of=(schema("array", prefix_items=(SHORT, SHORT)), schema(prefix_items=(SHORT,))),
                conditional=(REST,),
            ),
            TupleOf((STRING, STRING), None),
        ),
    ],
)
def test_what_is_left_over_is_the_rest_where_all_else_is_known(of: Schema, expr: object) -> None:
    (found,) = object_type(api_of(Pet=obj(p=of)), "Pet").fields
    assert expr == found.type
    assert "unevaluatedItems" not in str(found.rules)


def test_what_alternatives_leave_over_is_checked_with_the_whole() -> None:
    of = schema("array", any_of=(schema(prefix_items=(schema("integer"),)), schema()), conditional=(REST,))
    limits, rules = field_of(of)
    assert {} == limits
    whole = {"type": "array", "anyOf": [{"prefixItems": [{"type": "integer"}]}, {}], "unevaluatedItems": False}
    assert whole == {word: rule for word, rule in rules.items() if word in whole}


def test_a_rule_that_holds_itself_is_a_note() -> None:
    loop = schema("object", properties=(("a", ref("Loop")),), not_=ref("Loop"))
    api = api_of(Loop=loop)
    assert {} == dict(object_type(api, "Loop").rules)
    assert ["rule-unchecked"] == codes(api)


def test_two_patterns_that_both_apply_are_both_kept() -> None:
    parts = (schema("string", constraints={"pattern": "a"}), schema("string", constraints={"pattern": "b"}))
    assert ({"pattern": "b"}, {"allOf": [{"pattern": "a"}]}) == field_of(schema(all_of=parts))


@pytest.mark.parametrize(
    ("more", "expr"),
    [
        ({}, ANY),
        ({"additional_properties": schema("integer")}, INTEGER),
        ({"additional_properties": schema(boolean=True)}, ANY),
    ],
)
def test_a_property_that_only_required_names_is_a_field(more: dict[str, Any], expr: object) -> None:
    of = schema("object", properties=(("a", schema("string")),), required=("a", "x"), **more)
    found = object_type(api_of(Pet=of), "Pet").fields
    assert [("a", STRING, True), ("x", expr, True)] == [(each.wire_name, each.type, each.is_required) for each in found]


def test_an_object_of_which_only_required_names_are_known_is_an_object() -> None:
    assert ["x"] == [
        each.wire_name for each in object_type(api_of(Pet=schema("object", required=("x",))), "Pet").fields
    ]


@pytest.mark.parametrize(
    ("extra", "is_open"),
    [
        (None, False),
        (schema(boolean=True), True),
        (schema(), True),
        (schema(boolean=False), False),
        (schema("string"), False),
    ],
)
def test_only_what_says_so_is_open(extra: Schema | None, is_open: bool) -> None:
    of = schema("object", properties=(("a", schema("string")),), additional_properties=extra)
    assert is_open == object_type(api_of(Pet=of), "Pet").is_open


def test_a_map_of_itself_has_rules_that_end() -> None:
    tree = schema("object", "null", additional_properties=ref("Tree"))
    bounded = items(ref("Bounded"), constraints={"maxItems": 3})

    assert ({}, {}) == field_of(ref("Tree"), Tree=tree)
    assert ({"maxItems": 3}, {"items": {"maxItems": 3}}) == field_of(ref("Bounded"), Bounded=bounded)


def test_lists_that_share_what_they_hold_are_read_in_a_moment_however_many_levels_there_are() -> None:
    schemas = {"List0": items(SHORT)}
    for level in range(1, 40):
        below = ref(f"List{level - 1}")
        schemas[f"List{level}"] = schema(any_of=(items(below), schema("object", additional_properties=below)))
    assert {"Pet"} <= {each.name for each in api_of(Pet=obj(p=ref("List39")), **schemas).types.values()}


def test_a_rule_that_would_be_endless_to_write_out_is_not_written_out() -> None:
    schemas = {"Node0": obj(id=schema("string"))}
    for level in range(1, 40):
        below = ref(f"Node{level - 1}")
        schemas[f"Node{level}"] = obj(left=below, right=below)
    api = api_of(Pet=obj(p=schema("object", not_=ref("Node39"))), **schemas)
    assert {} == object_type(api, "Pet").fields[0].rules
    assert ["rule-unchecked"] == codes(api)


def test_rules_of_tuples_that_double_with_every_level_are_not_written_out() -> None:
    schemas = {"Pair0": SHORT}
    for level in range(1, 30):
        below = ref(f"Pair{level - 1}")
        schemas[f"Pair{level}"] = schema("array", prefix_items=(below, below))
    api = api_of(Pet=obj(p=ref("Pair29")), **schemas)
    assert len(str(object_type(api, "Pet").fields[0].rules)) < 4000
    assert {"rule-unchecked"} == {*codes(api)}
