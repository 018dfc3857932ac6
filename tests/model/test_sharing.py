"""Definitions that are the same type: found whatever they are called, however they hang together, and never by mistake."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model.sharing import twins_of
from generator.model.types import (
    ANY,
    INTEGER,
    NULL,
    STRING,
    Alias,
    Doc,
    Enumeration,
    EnumValue,
    Field,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    Tagging,
    TupleOf,
    TypeDefinition,
    TypeExpr,
    UnionOf,
    XmlNode,
)
from generator.problems import Location

_places = count()


def _field(wire_name: str, of: TypeExpr, **facts: Any) -> Field:
    return Field(wire_name, of, facts.pop("is_required", False), facts.pop("doc", Doc()), _place(), **facts)


def _object(name: str, *fields: Field, **facts: Any) -> ObjectType:
    known: dict[str, Any] = {"extra": ANY, "doc": Doc(), "is_component": False, **facts}
    return ObjectType(name, name, fields, location=_place(), **known)


def _alias(name: str, of: TypeExpr, doc: Doc = Doc(), is_component: bool = False) -> Alias:
    return Alias(name, name, of, doc, _place(), is_component=is_component)


def _place() -> Location:
    return Location("api.yml", f"/{next(_places)}")


def _twins(*definitions: TypeDefinition, roots: tuple[TypeExpr, ...] = ()) -> dict[str, str]:
    return twins_of({each.id: each for each in definitions}, roots)


_NAME = _field("name", STRING)


def test_objects_with_the_same_fields_are_one_type() -> None:
    assert {"CatItem": "Cat"} == _twins(_object("Cat", _NAME), _object("CatItem", _NAME), _object("Dog"))


@pytest.mark.parametrize(
    "other",
    [
        replace(_NAME, is_required=True),
        replace(_NAME, type=INTEGER),
        replace(_NAME, type=ListOf(STRING)),
        replace(_NAME, type=UnionOf((STRING, NULL))),
        replace(_NAME, type=Enumeration((EnumValue("a"),), STRING)),
        replace(_NAME, doc=Doc(description="Of the pet.")),
        replace(_NAME, doc=Doc(title="Of the pet")),
        replace(_NAME, doc=Doc(is_deprecated=True)),
        replace(_NAME, doc=Doc(has_default=True, default="Tom")),
        replace(_NAME, constraints={"maxLength": 5}),
        replace(_NAME, rules={"items": {"maxLength": 5}}),
        replace(_NAME, is_read_only=True),
        replace(_NAME, is_write_only=True),
        replace(_NAME, xml=XmlNode(name="n")),
        replace(_NAME, spelling="json"),
        replace(_NAME, wire_name="Name"),
    ],
    ids=repr,
)
def test_whatever_differs_in_a_field_keeps_types_apart(other: Field) -> None:
    assert {} == _twins(_object("Cat", _NAME), _object("Dog", other))
    assert {"Dog": "Cat"} == _twins(_object("Cat", other), _object("Dog", replace(other, location=_place())))


@pytest.mark.parametrize(
    "facts",
    [
        {"doc": Doc(description="A pet.")},
        {"doc": Doc(is_deprecated=True)},
        {"extra": None},
        {"extra": STRING},
        {"is_open": True},
        {"rules": {"minProperties": 1}},
        {"xml": XmlNode(name="pet")},
    ],
    ids=repr,
)
def test_whatever_differs_in_an_object_keeps_types_apart(facts: dict[str, Any]) -> None:
    assert {} == _twins(_object("Cat", _NAME), _object("Dog", _NAME, **facts))


def test_numbers_that_python_holds_for_equal_are_different_in_a_document() -> None:
    one, true = (_field("a", STRING, rules={"contains": {"const": value}}) for value in (1, True))
    assert {} == _twins(_object("Cat", one), _object("Dog", true))
    whole, point = (Enumeration((EnumValue(value),), ANY) for value in (1, 1.0))
    assert {} == _twins(_alias("A", whole), _alias("B", point))


def test_another_order_of_fields_is_another_type() -> None:
    a, b = _field("a", STRING), _field("b", STRING)
    assert {} == _twins(_object("Cat", a, b), _object("Dog", b, a))


@pytest.mark.parametrize(
    "holder", [ListOf, MapOf, lambda of: UnionOf((of, NULL)), lambda of: TupleOf((STRING, of), None)], ids=range(4)
)
def test_references_to_the_same_type_are_the_same(holder: Any) -> None:
    found = _twins(
        _object("Cat", _field("owner", holder(Named("CatOwner")))),
        _object("CatOwner", _NAME),
        _object("CatItem", _field("owner", holder(Named("CatItemOwner")))),
        _object("CatItemOwner", _NAME),
    )
    assert {"CatItem": "Cat", "CatItemOwner": "CatOwner"} == found


def test_references_to_types_that_differ_far_down_are_different() -> None:
    def chain(letter: str, last: TypeExpr) -> list[ObjectType]:
        steps = [_object(f"{letter}{index}", _field("next", Named(f"{letter}{index + 1}"))) for index in range(9)]
        return [*steps, _object(f"{letter}9", _field("next", last))]

    assert {} == _twins(*chain("A", STRING), *chain("B", INTEGER))
    assert {f"B{index}": f"A{index}" for index in range(10)} == _twins(*chain("A", STRING), *chain("B", STRING))


def test_types_that_hold_themselves_and_each_other_are_compared_too() -> None:
    def ring(letter: str, end: TypeExpr = STRING) -> list[ObjectType]:
        return [
            _object(f"{letter}1", _field("next", Named(f"{letter}2"))),
            _object(f"{letter}2", _field("next", Named(f"{letter}1")), _field("end", end)),
        ]

    assert {"B1": "A1", "B2": "A2"} == _twins(*ring("A"), *ring("B"))
    assert {} == _twins(*ring("A"), *ring("B", INTEGER))
    own = [_object(name, _field("child", Named(name))) for name in ("Tree", "OtherTree")]
    assert {"OtherTree": "Tree"} == _twins(*own)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.lists(st.integers(min_value=0, max_value=11), max_size=2)),
        min_size=1,
        max_size=12,
    )
)
def test_any_types_are_told_apart_as_by_comparing_each_with_each(drawn: list[tuple[str, list[int]]]) -> None:
    """Each type: a text, and which types it refers to."""
    types = [(text, tuple(ref % len(drawn) for ref in refs)) for text, refs in drawn]
    fields = [[_field(f"f{index}", Named(f"T{ref:02}")) for index, ref in enumerate(refs)] for _, refs in types]
    definitions = [
        _object(f"T{index:02}", *fields[index], doc=Doc(description=text)) for index, (text, _) in enumerate(types)
    ]

    alike = {(a, b) for a in range(len(types)) for b in range(a)}
    while unlike := {pair for pair in alike if not _is_alike(types[pair[0]], types[pair[1]], alike)}:
        alike -= unlike
    first = {a: min((b for b in range(a) if (a, b) in alike), default=a) for a in range(len(types))}
    assert {f"T{a:02}": f"T{b:02}" for a, b in first.items() if a != b} == _twins(*definitions)


def _is_alike(a: tuple[str, tuple[int, ...]], b: tuple[str, tuple[int, ...]], alike: set[tuple[int, int]]) -> bool:
    pairs = zip(a[1], b[1])
    return (a[0], len(a[1])) == (b[0], len(b[1])) and all(
        left == right or (max(left, right), min(left, right)) in alike for left, right in pairs
    )


class _CountedId(str):
    """An id that counts how often one is looked up."""

    looks = 0

    def __hash__(self) -> int:
        _CountedId.looks += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def _looks_at_a_chain(length: int) -> int:
    """Each is told from the one before it only when it is told from the one behind it."""
    ids = [_CountedId(f"A{index}") for index in range(length)]
    ends: list[TypeExpr] = [*map(Named, ids[1:]), STRING]
    definitions = {id: replace(_object(id, _field("next", end)), id=id) for id, end in zip(ids, ends)}
    _CountedId.looks = 0
    assert {} == twins_of(definitions)
    return _CountedId.looks


def test_twice_as_many_types_take_little_more_than_twice_the_looks() -> None:
    assert _looks_at_a_chain(2000) < 2.5 * _looks_at_a_chain(1000)


def test_a_component_stands_for_inline_types_and_a_short_name_for_long_ones() -> None:
    def found(*names: str) -> dict[str, str]:
        return _twins(*(_object(name.rstrip("*"), _NAME, is_component=name.endswith("*")) for name in names))

    assert {"A": "Long", "AB": "Long"} == found("A", "AB", "Long*")
    assert {"Long": "Cat"} == found("Long*", "Cat*")
    assert {"BetaCat": "Cat"} == found("BetaCat", "Cat") == found("Cat", "BetaCat")


def test_an_alias_is_shared_where_that_saves_something() -> None:
    choice = Enumeration((EnumValue("a"),), STRING)
    assert {"BetaMode": "Mode"} == _twins(_alias("Mode", choice), _alias("BetaMode", choice))
    assert {} == _twins(_alias("UserId", STRING), _alias("GroupId", STRING))
    told = Doc(description="An id.")
    assert {"GroupId": "UserId"} == _twins(_alias("UserId", STRING, told), _alias("GroupId", STRING, told))


def test_names_of_aliases_that_are_not_shared_do_not_tell_their_users_apart() -> None:
    found = _twins(
        _alias("UserId", STRING),
        _alias("GroupId", STRING),
        _object("User", _field("id", Named("UserId"))),
        _object("Group", _field("id", Named("GroupId"))),
    )
    assert {"Group": "User"} == found


def _pets(tags: tuple[str, str], roots: bool = False) -> dict[str, str]:
    pets = [_object(name, _field("kind", STRING)) for name in ("Cat", "Dog", "Fish")]
    union = UnionOf((Named("Cat"), Named("Dog")), Tagging("kind", ((tags[0], "Cat"), (tags[1], "Dog"))))
    return _twins(*pets, roots=(ListOf(union),)) if roots else _twins(*pets, _alias("Pet", union))


def test_variants_that_a_tag_tells_apart_stay_apart() -> None:
    assert {} == _pets(("cat", "dog"))
    assert {} == _pets(("cat", "dog"), roots=True)


def test_variants_of_another_name_stay_apart_too() -> None:
    tagging = Tagging("kind", (("cat", "Cat"), ("dog", "ADog")), default=None)
    union = UnionOf((Named("Cat"), Named("ADog")), tagging)
    found = _twins(_object("Cat", _NAME), _object("Dog", _NAME), _alias("ADog", Named("Dog")), roots=(MapOf(union),))
    assert {} == found


def test_unions_of_like_variants_are_the_same_unless_their_tags_differ() -> None:
    def family(prefix: str, *tags: str) -> list[TypeDefinition]:
        variants = [
            _object(f"{prefix}{index}", _field("kind", Enumeration((EnumValue(index),), STRING, is_const=True)))
            for index in range(2)
        ]
        tagging = Tagging("kind", tuple((tag, each.id) for tag, each in zip(tags, variants)))
        return [*variants, _alias(f"{prefix}Any", UnionOf(tuple(Named(each.id) for each in variants), tagging))]

    same = _twins(*family("A", "0", "1"), *family("B", "0", "1"))
    assert {"B0": "A0", "B1": "A1", "BAny": "AAny"} == same
    assert {"B0": "A0", "B1": "A1"} == _twins(*family("A", "0", "1"), *family("B", "0", "2"))


def test_a_type_whose_direction_shows_is_shared_within_its_direction_only() -> None:
    id = _field("id", STRING, is_required=True, is_read_only=True)
    sent, received, again = (
        _object(name, id, is_input=name == "Sent", is_output=name != "Sent") for name in ("Sent", "Got", "GotItem")
    )
    assert {"GotItem": "Got"} == _twins(sent, received, again)
    both = [_object(name, _NAME, is_input=name == "Sent", is_output=name != "Sent") for name in ("Sent", "Got")]
    assert {"Sent": "Got"} == _twins(*both)
