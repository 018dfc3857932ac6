from __future__ import annotations

import pytest

from generator.loader.spec import Schema
from generator.model.types import INTEGER, ListOf, MapOf, Named, TypeExpr, UnionOf
from generator.problems import ProblemsFound
from tests.model.specs import alias, built, codes, obj, object_type, ref, schema


def both(*members: Schema) -> Schema:
    return schema(all_of=members)


def items(of: Schema, **more: object) -> Schema:
    return schema("array", items=of, **more)


def inner(expr: TypeExpr) -> str:
    assert isinstance(expr, Named)
    return expr.id


def test_a_list_whose_items_narrow_it_has_items_with_a_name() -> None:
    api = built(schemas={"Tree": items(ref("Tree", prefix_items=(schema("string"),)))})
    whole = alias(api, "Tree").type
    assert isinstance(whole, ListOf)
    item = api.types[inner(whole.item)]
    assert "TreeItem" == item.name
    assert item == alias(api, "TreeItem")
    assert inner(whole.item) in repr(alias(api, "TreeItem").type)
    assert [] == codes(api)


def test_an_alternative_whose_items_narrow_the_whole_ends() -> None:
    narrowed = both(ref("Json"), schema("string", "array"))
    api = built(schemas={"Json": schema(any_of=(schema("string"), items(narrowed)))})
    whole = alias(api, "Json").type
    assert isinstance(whole, UnionOf) and isinstance(whole.members[1], ListOf)
    assert whole == alias(api, "JsonItem").type
    assert Named(inner(whole.members[1].item)) == whole.members[1].item


def test_a_map_whose_values_narrow_it_ends() -> None:
    narrower = schema("object", additional_properties=schema("object"))
    api = built(schemas={"Deep": schema("object", additional_properties=both(ref("Deep"), narrower))})
    assert isinstance(alias(api, "Deep").type, MapOf)
    assert [] == codes(api)


def test_a_list_narrowed_by_a_list_of_itself_ends() -> None:
    api = built(
        schemas={
            "Lists": items(ref("Lists")),
            "Tree": items(both(ref("Tree"), items(ref("Lists")))),
        }
    )
    assert isinstance(alias(api, "Tree").type, ListOf)
    assert [] == codes(api)


def test_limits_of_a_list_that_narrows_itself_end() -> None:
    narrowed = ref("Tree", constraints={"maxItems": 2}, prefix_items=(schema("string", constraints={"maxLength": 3}),))
    api = built(schemas={"Holder": obj(tree=ref("Tree")), "Tree": items(narrowed)})
    (field,) = object_type(api, "Holder").fields
    assert {"maxItems": 2, "prefixItems": [{"type": "string", "maxLength": 3}]} == {
        word: field.rules["items"][word] for word in ("maxItems", "prefixItems")
    }


def test_equal_schemas_side_by_side_do_not_hold_each_other() -> None:
    twice = both(schema("array"), items(schema("integer")))
    api = built(schemas={"Holder": obj(**{f"list_{number}": twice for number in range(40)})})
    assert {ListOf(INTEGER)} == {field.type for field in object_type(api, "Holder").fields}
    assert ["Holder"] == [each.name for each in api.types.values()]


def nested(depth: int) -> Schema:
    of = schema("integer")
    for _ in range(depth):
        of = both(items(of), schema("array"))
    return of


def test_what_is_nested_too_deep_is_a_problem_with_a_place() -> None:
    assert [] == codes(built(schemas={"Shallow": obj(a=nested(10))}))
    with pytest.raises(ProblemsFound) as caught:
        built(schemas={"Deep": obj(a=nested(40))})
    (problem,) = caught.value.problems
    assert "schema-too-deep" == problem.code
    assert problem.location.pointer
