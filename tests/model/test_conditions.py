from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import Condition, Schema
from generator.model.types import ANY, INTEGER, STRING, TypeExpr, UnionOf
from tests.model.specs import built, fields, obj, object_type, ref, schema

IS_BIRD = obj(["kind"], kind=schema(has_const=True, const="bird"))
KIND: tuple[tuple[str, Schema], ...] = (("kind", schema("string")),)


def pet(*conditions: Condition, **more: Any) -> Schema:
    return schema("object", properties=more.pop("properties", KIND), conditional=conditions, **more)


def when(then: Schema | None, otherwise: Schema | None = None) -> Condition:
    return Condition("if", (IS_BIRD, then, otherwise))


WINGS = obj(["wings"], wings=schema("integer"))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (pet(when(WINGS)), {"kind": STRING, "wings": INTEGER}),
        (pet(when(ref("Wings"))), {"kind": STRING, "wings": INTEGER}),
        (pet(when(WINGS, obj(wings=schema("string")))), {"kind": STRING, "wings": UnionOf((INTEGER, STRING))}),
        (pet(when(WINGS, obj(wings=schema(boolean=False)))), {"kind": STRING, "wings": INTEGER}),
        (pet(when(WINGS), when(obj(beak=schema()))), {"kind": STRING, "wings": INTEGER, "beak": ANY}),
        (pet(Condition("dependentSchemas", (WINGS,), "kind")), {"kind": STRING, "wings": INTEGER}),
        (pet(when(WINGS), properties=(("x", schema()),)), {"x": ANY, "kind": ANY, "wings": INTEGER}),
        (schema(all_of=(pet(), pet(when(WINGS)))), {"kind": STRING, "wings": INTEGER}),
        # What stands beside conditions decides on further properties without them.
        (pet(when(WINGS), additional_properties=schema(boolean=False)), {"kind": STRING}),
        (pet(when(obj(kind=schema("integer")))), {"kind": STRING}),
    ],
)
def test_a_property_that_only_a_condition_names_is_a_field(of: Schema, expected: dict[str, TypeExpr]) -> None:
    api = built(schemas={"Pet": of, "Wings": WINGS})
    assert expected == fields(api, "Pet")
    assert not any(field.is_required for field in object_type(api, "Pet").fields)
