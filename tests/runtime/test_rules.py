"""Rules: JSON Schema's keywords that strict mode checks beside types."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.runtime.convert import decode
from generator.runtime.model import Model, field
from generator.runtime.rules import broken_rules, is_valid
from generator.runtime.strict import StrictValidationError, validate


@pytest.mark.parametrize(
    ("rules", "right", "wrong", "place"),
    [
        ({"items": {"maxLength": 2}}, ["ab"], ["ab", "abc"], (1,)),
        ({"items": {"items": {"minimum": 1}}}, [[1]], [[1], [1, 0]], (1, 1)),
        ({"prefixItems": [{"minimum": 1}], "items": {"maximum": 0}}, [1, 0], [1, 1], (1,)),
        ({"additionalProperties": {"pattern": "^a"}}, {"x": "a"}, {"x": "b"}, ("x",)),
        ({"additionalProperties": False, "patternProperties": {"^x-": {}}}, {"x-a": 1}, {"y": 1}, ("y",)),
        ({"patternProperties": {"^n": {"type": "integer"}}}, {"n": 1, "m": "x"}, {"n": "x"}, ("n",)),
        ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}, ("ab",)),
        ({"contains": {"const": 1}}, [0, 1.0], [0, True], ()),
        ({"contains": {"type": "string"}, "minContains": 2}, ["a", 1, "b"], ["a", 1], ()),
        ({"contains": {"type": "string"}, "minContains": 0, "maxContains": 1}, [1], ["a", "b"], ()),
        ({"dependentRequired": {"a": ["b"]}}, {"b": 1}, {"a": 1}, ()),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1, "b": 1}, {"a": 1}, ()),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"c": 1}, {"a": 1}, ()),
        ({"if": {"minimum": 5}, "then": {"multipleOf": 2}, "else": {"maximum": 3}}, 6, 4, ()),
        ({"not": {"required": ["a"]}}, {"b": 1}, {"a": 1}, ()),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"b": 1}, {"c": 1}, ()),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"b": 1}, {"a": 1, "b": 1}, ()),
        ({"allOf": [{"minProperties": 1}, {"maxProperties": 2}]}, {"a": 1}, {}, ()),
        ({"enum": [{"a": 1}, None]}, {"a": 1.0}, {"a": True}, ()),
        ({"type": ["integer", "null"]}, 1.0, 1.5, ()),
        ({"type": "number"}, 1, True, ()),
        ({"properties": {"a": {"minLength": 1}}}, {"a": "x"}, {"a": ""}, ("a",)),
        (True, 1, ..., ()),
        ({"unevaluatedItems": False, "prefixItems": [{}]}, [1], [1, 2], (1,)),
        ({"unevaluatedItems": False, "contains": {"type": "string"}}, ["a"], ["a", 1], (1,)),
        ({"unevaluatedItems": False, "anyOf": [{"prefixItems": [{"const": 1}]}, {"maxItems": 0}]}, [1], [1, 2], (1,)),
        ({"unevaluatedItems": {"type": "null"}, "allOf": [{"prefixItems": [{}]}]}, [1, None], [1, 2], (1,)),
        ({"unevaluatedItems": False, "anyOf": [{"items": {"type": "string"}}, True]}, ["a"], [1], (0,)),
        (
            {"unevaluatedItems": False, "if": {"prefixItems": [{"const": 1}]}, "then": {"prefixItems": [{}, {}]}},
            [1, 2],
            [2],
            (0,),
        ),
        ({"unevaluatedItems": False, "if": {"maxItems": 0}, "else": {"prefixItems": [{}]}}, [1], [1, 2], (1,)),
    ],
)
def test_a_rule_is_checked(rules: Any, right: Any, wrong: Any, place: tuple[object, ...]) -> None:
    assert [] == list(broken_rules(right, rules))
    if wrong is not ...:
        assert [place] == [each for each, _ in broken_rules(wrong, rules)]


def test_what_fields_describe_is_not_additional() -> None:
    rules = {"additionalProperties": {"type": "integer"}}
    assert is_valid({"name": "x", "n": 1}, rules, frozenset({"name"}))
    assert not is_valid({"name": "x", "n": 1}, rules)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 8)
    | st.sampled_from([0.5, 1.0, 2.5])
    | st.sampled_from(["", "a", "ab", "x-1"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["a", "b", "ab", "x-1"]), inner, max_size=4),
    max_leaves=8,
)
LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": ["integer", "null"]},
        {"minLength": 1, "maxLength": 1},
        {"pattern": "^x"},
        {"minimum": 1, "exclusiveMaximum": 3},
        {"multipleOf": 0.5},
        {"uniqueItems": True, "maxItems": 2},
        {"minProperties": 1},
        {"const": 1},
        {"enum": ["a", None, [1]]},
        {"required": ["a"]},
        {"dependentRequired": {"a": ["b"]}},
        True,
        False,
    ]
)


def _composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keywords: dict[str, Any] = {
        **{
            word: inner
            for word in "items unevaluatedItems contains not additionalProperties propertyNames if then else".split()
        },
        **{word: st.lists(inner, min_size=1, max_size=2) for word in ("allOf", "anyOf", "oneOf", "prefixItems")},
        "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
        "patternProperties": st.dictionaries(st.sampled_from(["^x", "a"]), inner, max_size=2),
        "dependentSchemas": st.dictionaries(st.sampled_from("ab"), inner, max_size=1),
        "minContains": st.integers(0, 2),
        "maxContains": st.integers(0, 2),
    }
    return st.fixed_dictionaries({}, optional=keywords)


@given(st.recursive(LEAVES, _composed, max_leaves=6), VALUES)
def test_the_verdict_is_that_of_another_validator(rules: Any, value: Any) -> None:
    assert Draft202012Validator(rules).is_valid(value) == is_valid(value, rules)


class Box(Model, extra="int", rules={"minProperties": 2, "additionalProperties": {"minimum": 5}}):
    name: str
    tags: list[str] | None = field(default=None, min_items=1, rules={"items": {"maxLength": 2}})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "x", "tags": ["abc"]}, ["/tags/0: 3 characters, at most 2 allowed"]),
        ({"name": "x", "tags": []}, ["/tags: 0 items, at least 1 needed"]),
        ({"name": "x"}, ["(the document): 1 properties, at least 2 needed"]),
        ({"name": "x", "n": 4}, ["/n: 4 is not at least 5"]),
    ],
)
def test_strict_mode_checks_the_rules_of_fields_and_objects(value: Any, expected: list[str]) -> None:
    with pytest.raises(StrictValidationError) as caught:
        validate(value, Box)
    assert expected == [str(failure) for failure in caught.value.failures]


def test_without_strict_mode_nothing_is_checked() -> None:
    assert ["abc"] == decode({"name": "x", "tags": ["abc"]}, Box).tags
    validate({"name": "x", "tags": ["ab"], "n": 5}, Box)
