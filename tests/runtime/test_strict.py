"""Strict mode: what is refused, where, in which words; and that nothing valid is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from generator.runtime.convert import decode
from generator.runtime.model import Model, field, from_dict
from generator.runtime.strict import StrictValidationError, validate
from tests.runtime.petshop.types import Dog, Owner, Reading

PETSHOP = "tests.runtime.petshop.types"
GOOD: dict[str, Any] = {"name": "Ann", "size": 1}


def failures_of(value: Any, text: str) -> list[str]:
    with pytest.raises(StrictValidationError) as caught:
        decode(value, text, PETSHOP, strict=True)
    return [str(failure) for failure in caught.value.failures]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"name": 3}, "/name: 3 is no text"),
        ({"name": None}, "/name: null is no text"),
        ({"size": True}, "/size: true is no integer"),
        ({"size": 1.5}, "/size: 1.5 is no integer"),
        ({"size": -1}, "/size: -1 is not at least 0"),
        ({"gender": "other"}, "/gender: 'other' is no 'male' or 'female' or null"),
        ({"from": "longer"}, "/from: 6 characters, at most 5 allowed"),
        ({"created_at": "soon"}, "/created_at: 'soon' is no date-time or null"),
        ({"birthday": "2024-02-30"}, "/birthday: '2024-02-30' is no date or null"),
        ({"photo": "*"}, "/photo: '*' is no base64 text or null"),
        ({"balance": 1.5}, "/balance: 1.5 is no decimal text or null"),
        ({"tags": "a"}, "/tags: 'a' is no array or null"),
        ({"tags": ["a", 1]}, "/tags/1: 1 is no text"),
        ({"tags": ["a", 10**99]}, f"/tags/1: 1{'0' * 56}… is no text"),
        ({"pet": {"kind": "fish" * 20}}, f"/pet/kind: '{'fish' * 14}…' is none of 'cat', 'dog', 'wolf-dog'"),
        ({"address": []}, "/address: an array is no Address or null"),
        ({"addresses": [{"street": 1}]}, "/addresses/0/street: 1 is no text or null"),
        ({"by_place": {"a/b": {"lines": [0]}}}, "/by_place/a~1b/lines/0: 0 is no text"),
        ({"pair": ["2024-05-01T08:00Z", 1, 2]}, "/pair: 3 items, at most 2 allowed"),
        ({"row": [{}, 1]}, "/row/1: 1 is no Address"),
        ({"new": 1}, "/new: Owner has no such property"),
        ({"pet": {"kind": "fish"}}, "/pet/kind: 'fish' is none of 'cat', 'dog', 'wolf-dog'"),
        ({"pet": {"name": "Tom"}}, "/pet: the property 'kind', which tells the variants apart, is missing"),
        ({"pet": {"kind": "cat"}}, "/pet: the required property 'name' is missing"),
        ({"guest": {"name": "Tweety", "wings": "two"}}, "/guest/wings: 'two' is no integer"),
        (
            {"json": [{"a": {1: object}}]},
            "/json/0/a/1: <class 'object'> is no text or integer or number or boolean or null",
        ),
    ],
)
def test_a_failure_has_a_pointer_and_a_reason(more: dict[str, Any], expected: str) -> None:
    found = failures_of({**GOOD, **more}, "Owner")
    assert [expected.partition(":")[0]] == [each.partition(":")[0] for each in found]
    if "json" not in more:
        assert [expected] == found


def test_all_failures_are_told() -> None:
    assert [
        "/0: the required property 'size' is missing",
        "/1/name: 1 is no text",
        "/1/size: 'x' is no integer",
        "/2: 'Ann' is no Owner",
    ] == failures_of([{"name": "Ann"}, {"name": 1, "size": "x"}, "Ann"], "list[Owner]")


def test_failures_are_told_up_to_twenty() -> None:
    with pytest.raises(StrictValidationError) as caught:
        decode(list(range(50)), "list[str]", strict=True, where=PETSHOP)
    assert 20 == len(caught.value.failures)
    assert str(caught.value).startswith("/0: 0 is no text; /1: 1 is no text") and str(caught.value).endswith("; …")


def test_a_document_of_another_kind_is_told_without_a_pointer() -> None:
    assert ["(the document): an array is no Owner"] == failures_of([], "Owner")


def test_what_the_spec_says_passes() -> None:
    document = {
        **GOOD,
        "size": 2.0,
        "gender": "male",
        "created_at": "2024-05-01T08:00:00Z",
        "opens": "08:00:00.00Z",
        "photo": "aGk=",
        "balance": "1.5",
        "from": "home",
        "address": {"lines": []},
        "by_place": {"home": {}},
        "pair": ["2024-05-01T08:00:00Z", {}],
        "pet": {"kind": "wolf-dog", "name": "Rex", "enemy": {"kind": "cat", "name": "Tom"}},
        "pets": [{"kind": "cat", "name": "Tom", "lives": 9, "owner": GOOD}],
        "guest": {"name": "Tweety", "wings": 2},
        "anything": [{"name": "Tweety", "wings": 2}],
        "json": [{"a": [1, None]}],
        "species": "cat",
        "friend": None,
    }
    assert isinstance(decode(document, "Owner", PETSHOP, strict=True), Owner)


def test_undeclared_properties_are_what_the_class_says() -> None:
    assert Reading(value=1) == Reading.from_dict({"value": 1}, strict=True)
    Reading.from_dict({"value": 1, "anything": object}, strict=True)
    with pytest.raises(StrictValidationError, match="/enemy/kind: 'dog' is no 'cat'"):
        Dog.from_dict({"kind": "dog", "name": "Rex", "enemy": {"kind": "dog", "name": "Tom"}}, strict=True)


class Modes(Model):
    closed: Literal["a", "b"] | str | None = None
    documented: str | Literal["a"] | None = None
    const: Literal["c"] | None = None
    mixed: Literal["a", 1] | str | int | None = None
    number: Literal[1, 2] | float | None = None
    boolean: Literal[True] | None = None


@pytest.mark.parametrize(
    ("document", "is_right"),
    [
        ({"closed": "a"}, True),
        ({"closed": "x"}, False),
        ({"documented": "x"}, True),
        ({"const": "x"}, False),
        ({"mixed": 1}, True),
        ({"mixed": 2}, False),
        ({"mixed": "x"}, False),
        ({"number": 1.0}, True),
        ({"number": 1.5}, False),
        ({"boolean": 1}, False),
        ({"boolean": True}, True),
    ],
)
def test_an_open_enum_is_closed_when_its_values_come_first(document: dict[str, Any], is_right: bool) -> None:
    if is_right:
        from_dict(Modes, document, strict=True)
    else:
        with pytest.raises(StrictValidationError):
            from_dict(Modes, document, strict=True)
    assert document == from_dict(Modes, document).to_dict()


def test_a_model_can_be_validated_before_it_is_sent() -> None:
    m = Owner(name="Ann", size=-1, created_at=datetime(2024, 5, 1, tzinfo=UTC))
    with pytest.raises(StrictValidationError, match="^/size: -1 is not at least 0$"):
        validate(m, Owner)


def test_validation_changes_nothing() -> None:
    document = {**GOOD, "address": {"street": "Elm"}}
    validate(document, Owner)
    assert dict is type(document["address"])


class Listed(Model):
    numbers: list[int] | None = field(default=None, min_items=1, max_items=2, unique_items=True)
    text: str | None = field(default=None, min_length=1, pattern="^[a-z]+$")


def test_limits_of_lists_and_texts_are_checked() -> None:
    with pytest.raises(StrictValidationError) as caught:
        from_dict(Listed, {"numbers": [1, 1, 1], "text": ""}, strict=True)
    assert (
        "/numbers: 3 items, at most 2 allowed; /numbers: two items are equal; "
        "/text: 0 characters, at least 1 needed; /text: '' does not match ^[a-z]+$"
    ) == str(caught.value)
    from_dict(Listed, {"numbers": None, "text": "abc"}, strict=True)


def test_a_tagged_union_may_hold_what_is_no_object() -> None:
    union = (
        "Annotated[Literal['auto'] | str | list[int] | Cat | Dog, Tagged('kind', {'cat': 'Cat', 'dog': 'Dog'})] | None"
    )

    for fine in ("auto", [1, 2], None):
        decode(fine, union, PETSHOP, strict=True)
    for wrong in ("other", ["a"], 1.5):
        assert failures_of(wrong, union)


class Leaf(Model):
    x: Leaf | Twig | Branch | None = field(default=None)


class Twig(Model):
    x: Leaf | Twig | Branch | None = field(default=None)
    v: int | None = field(default=None)


class Branch(Model):
    x: Leaf | Twig | Branch | None = field(default=None)
    w: int | None = field(default=None)


@pytest.mark.parametrize("innermost", [1, "text"])
def test_alternatives_that_hold_alternatives_are_each_tried_once(innermost: object) -> None:
    # Only the last one has `w`, and each of three was tried anew within each of three: 3 to the power of 60.
    document: dict[str, Any] = {"w": innermost}
    for _ in range(60):
        document = {"w": 1, "x": document}
    if innermost == 1:
        validate(document, Leaf | Twig | Branch)
    else:
        with pytest.raises(StrictValidationError, match="^" + "/x" * 60 + "/w: Leaf has no such property$"):
            validate(document, Leaf | Twig | Branch)
