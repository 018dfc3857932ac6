from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import pytest

from generator.runtime.convert import decode, resolve
from generator.runtime.encode import jsonable
from generator.runtime.model import Model, field, from_dict
from generator.runtime.strict import StrictValidationError
from generator.runtime.unions import Tagged, UnknownVariant
from tests.runtime.petshop.types import Bird, Cat, Dog, Owner

HERE = __name__
PETSHOP = "tests.runtime.petshop.types"


class Text(Model):
    text: str


class Image(Model):
    url: str
    width: int | None = None


class Wide(Model):
    url: str
    width: int | None = None
    height: int | None = None


class Numbered(Model):
    text: int


class Good(Model):
    status: Literal["good"]
    detail: str | None = None


class Bad(Model):
    status: Literal["bad"]
    detail: str | None = None


class Opened(Model):
    event: Literal["opened"] | str
    by: str | None = None


class Closed(Model):
    event: Literal["closed"] | str
    by: str | None = None


class Spot(Model):
    at: tuple[int, int] | tuple[str, ...] | None = None


class Wrapped(Model):
    inner: Good


class WrappedBad(Model):
    inner: Bad


# Without a tag


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": "x"}, Text),
        ({"text": 1}, Numbered),
        ({"url": "x"}, Image),
        ({"url": "x", "height": 1}, Wide),
        ({"url": "x", "colour": 1}, Image),
        ({"status": "good"}, Good),
        ({"status": "bad", "detail": "x"}, Bad),
        ({"status": "bad", "detail": 1}, Bad),
        ({"event": "opened"}, Opened),
        ({"event": "closed"}, Closed),
        ({"inner": {"status": "good"}}, Wrapped),
        ({"inner": {"status": "bad"}}, WrappedBad),
        ({"status": "ugly"}, UnknownVariant),
        ({"nothing": "known"}, UnknownVariant),
    ],
)
def test_the_best_match_does_not_depend_on_the_order(value: dict[str, Any], expected: type) -> None:
    classes = [Text, Image, Wide, Numbered, Good, Bad, Opened, Closed, Wrapped, WrappedBad]
    rotations = [classes[turn:] + classes[:turn] for turn in range(len(classes))]
    for order in [*rotations, *(each[::-1] for each in rotations)]:
        text = " | ".join(each.__name__ for each in order)
        assert expected is type(decode(dict(value), text, HERE)), text


def test_classes_that_a_value_cannot_tell_apart_go_by_order() -> None:
    assert Opened is type(decode({"event": "other"}, "Opened | Closed", HERE))
    assert Closed is type(decode({"event": "other"}, "Closed | Opened", HERE))


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"url": "x"}, Image), ("x", str), (["a"], list), (None, type(None)), (True, bool), (1.5, float)],
)
def test_the_json_type_decides_first(value: Any, expected: type) -> None:
    for order in itertools.permutations(["Image", "str", "list[Image]", "bool", "None"]):
        assert expected is type(decode(jsonable(value), " | ".join(order), HERE))


def test_a_dict_beside_a_class_takes_what_the_class_does_not_explain() -> None:
    for text in ("Image | dict[str, Any]", "dict[str, Any] | Image"):
        assert isinstance(decode({"url": "x"}, text, HERE), Image)
        assert {"url": "x", "colour": 1} == decode({"url": "x", "colour": 1}, text, HERE)


def test_lists_are_told_apart_by_their_items() -> None:
    for text in ("list[Text] | list[Image] | list[str]", "list[str] | list[Image] | list[Text]"):
        assert [Text(text="a")] == decode([{"text": "a"}], text, HERE)
        assert [Image(url="a")] == decode([{"url": "a"}], text, HERE)
        assert ["a"] == decode(["a"], text, HERE)


def test_an_unknown_variant_shows_all_of_its_properties() -> None:
    found = from_dict(Owner, {"guest": {"kind": "fish", "fins": {"left": 1}}}).guest
    assert isinstance(found, UnknownVariant)
    assert ("fish", {"left": 1}) == (found["kind"], found["fins"])
    assert "UnknownVariant(kind='fish', fins={'left': 1})" == repr(found)


def test_a_variant_is_chosen_once_and_kept() -> None:
    m = from_dict(Owner, {"guest": {"name": "Tweety", "wings": 2}, "anything": {"kind": "cat", "name": "Tom"}})
    assert isinstance(m.guest, Bird) and m.guest is m.guest
    assert isinstance(m.anything, Cat) and m.anything is m.anything


# With a tag


def test_a_tag_decides_whatever_else_the_object_says() -> None:
    pet = from_dict(Owner, {"pet": {"kind": "dog", "lives": 9}}).pet
    assert isinstance(pet, Dog)


def test_several_tags_may_mean_one_variant() -> None:
    assert isinstance(from_dict(Owner, {"pet": {"kind": "wolf-dog"}}).pet, Dog)


def test_a_tag_that_nobody_knows_makes_an_unknown_variant() -> None:
    kinds: tuple[Any, ...] = ("fish", 7, None, ["cat"], {})
    for kind in kinds:
        pet: object = from_dict(Owner, {"pet": {"kind": kind, "name": "Nemo"}}).pet
        assert isinstance(pet, UnknownVariant)
        assert "Nemo" == pet["name"]


def test_without_a_tag_the_best_match_is_taken_if_it_explains_everything() -> None:
    assert isinstance(from_dict(Owner, {"pet": {"name": "Tom", "lives": 9}}).pet, Cat)
    assert isinstance(from_dict(Owner, {"pet": {"name": "Tom", "lives": 9, "more": 1}}).pet, UnknownVariant)


def test_a_default_variant_takes_what_has_no_known_tag() -> None:
    text = "Annotated[Text | Image, Tagged('kind', {'text': 'Text', 'image': 'Image'}, 'Text')]"
    assert isinstance(decode({"kind": "new"}, text, HERE), Text)
    assert isinstance(decode({}, text, HERE), Text)


def test_a_tag_may_be_a_number_or_a_boolean_on_the_wire() -> None:
    text = "Annotated[Text | Image, Tagged('kind', {'1': 'Text', 'true': 'Image'})]"
    assert isinstance(decode({"kind": 1}, text, HERE), Text)
    assert isinstance(decode({"kind": True}, text, HERE), Image)


def test_a_tag_may_name_a_type_that_the_union_does_not_list() -> None:
    text = "Annotated[Text | Image, Tagged('kind', {'good': 'Good'})]"
    assert isinstance(decode({"kind": "good"}, text, HERE), Good)


def test_a_tagged_union_may_be_a_member_of_another_union() -> None:
    text = "list[Pet] | Pet | Bird | str | None"
    assert isinstance(decode({"kind": "cat"}, text, PETSHOP), Cat)
    assert isinstance(decode({"name": "x", "wings": 2}, text, PETSHOP), Bird)
    assert isinstance(decode([{"kind": "dog"}], text, PETSHOP)[0], Dog)
    assert "x" == decode("x", text, PETSHOP)


class Asked(Model):
    type: Literal["message"]
    role: Literal["user", "system"]
    text: str


class Said(Model):
    type: Literal["message"]
    role: Literal["assistant"]
    text: str


class Called(Model):
    type: Literal["call"]
    name: str


Item: TypeAlias = (
    "Annotated[Asked | Said | Called, Tagged('type', {'Asked': 'Asked', 'Said': 'Said', 'call': 'Called'})]"
)
ANY_ITEM = "Annotated[Item | Text | Image, Tagged('type', {'text': 'Text', 'call': 'Called'})]"


@pytest.mark.parametrize("text", ["Item", ANY_ITEM])
def test_among_classes_with_the_same_tag_the_best_match_is_taken_whatever_the_server_adds(text: str) -> None:
    said = {"type": "message", "role": "assistant", "text": "x"}
    for value, expected in (
        (said, Said),
        (said | {"new": 1}, Said),
        (said | {"role": "user", "new": 1}, Asked),
        ({"type": "message", "role": "assistant"}, Said),
        ({"type": "call", "name": "f", "new": 1}, Called),
        ({"type": "other", "role": "assistant", "new": 1}, UnknownVariant),
    ):
        assert expected is type(decode(dict(value), text, HERE)), value


@pytest.mark.parametrize("text", ["Item", ANY_ITEM])
def test_a_strict_client_takes_a_tag_that_several_classes_have(text: str) -> None:
    said = {"type": "message", "role": "assistant", "text": "x"}
    assert isinstance(decode(dict(said), text, HERE, strict=True), Said)
    for wrong, place in ((said | {"text": 1}, "/text"), (said | {"new": 1}, "/new"), (said | {"type": "m"}, "/type")):
        with pytest.raises(StrictValidationError) as caught:
            decode(wrong, text, HERE, strict=True)
        assert place in str(caught.value)


def test_lists_dates_and_maps_beside_tagged_classes_are_converted_too() -> None:
    tagged = "Annotated[Good | {}, Tagged('status', {{'good': 'Good'}})]"
    (good,) = decode([{"status": "good"}], tagged.format("list[Good]"), HERE)
    assert isinstance(good, Good)
    assert datetime(2020, 1, 1, tzinfo=UTC) == decode("2020-01-01T00:00:00Z", tagged.format("datetime"), HERE)
    assert {"other": "x"} == decode({"other": "x"}, tagged.format("dict[str, str]"), HERE)
    assert isinstance(decode({"status": "good"}, tagged.format("list[Good] | datetime"), HERE), Good)


class Chart(Model):
    type: Literal["chart"] | None = None
    name: str


class Table(Model):
    type: Literal["table"] | None = None
    name: str
    rows: int


def test_a_value_without_a_tag_is_a_class_that_needs_none_whatever_the_server_adds() -> None:
    text = "Annotated[Chart | Table | Called, Tagged('type', {'chart': 'Chart', 'table': 'Table', 'call': 'Called'})]"
    for value, expected in (
        ({"name": "x", "new": 1}, Chart),
        ({"name": "x", "rows": 2, "new": 1}, Table),
        ({"type": None, "name": "x", "new": 1}, Chart),
        ({"type": "new", "name": "x", "new": 1}, UnknownVariant),
        ({"new": 1}, UnknownVariant),
    ):
        assert expected is type(decode(dict(value), text, HERE)), value


def test_a_tag_beside_anything_at_all_says_nothing() -> None:
    assert {"type": "call"} == decode({"type": "call"}, "Annotated[Any, Tagged('type')]", HERE)


def test_a_tag_shows_what_it_says() -> None:
    assert "Tagged('kind', {'a': 'A'}, None)" == repr(Tagged("kind", {"a": "A"}))
    assert "Pet" == repr(resolve("Pet", PETSHOP))


def test_a_list_of_a_union_can_be_converted_twice() -> None:
    text = "list[Image | datetime | list[Image]]"
    once = decode([{"url": "x"}, "2024-05-01T08:00:00Z", [{"url": "y"}]], text, HERE)
    assert [Image(url="x"), datetime(2024, 5, 1, 8, tzinfo=UTC), [Image(url="y")]] == decode(list(once), text, HERE)


# Text


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("datetime | str", "2024-05-01T08:00:00", datetime),
        ("str | datetime", "2024-05-01T08:00:00", datetime),
        ("str | datetime", "2024-05-01", str),
        ("str | date | datetime", "2024-05-01", date),
        ("time | date", "08:00:00", time),
        ("str | bytes", "word", str),
        ("str | Decimal", "1.5", str),
        ("Decimal | bytes", "1.5", Decimal),
        ("Decimal | int", 1, int),
        ("Decimal | None", 1, Decimal),
        ("Literal['auto'] | bytes", "auto", str),
        ("Literal['auto'] | bytes", "aGk=", bytes),
        ("Any | date", "2024-05-01", date),
        ("int | str", "1", str),
        ("int | float", 1.5, float),
    ],
)
def test_a_text_is_what_it_is_to_the_letter(text: str, value: Any, expected: type) -> None:
    found = decode(value, text, HERE)
    assert isinstance(found, expected)
    assert (value, type(value)) == (jsonable(found), type(jsonable(found)))


def test_an_ambiguous_text_stays_what_it_was_on_the_wire() -> None:
    m = from_dict(Owner, {"when": "2024-05-01 08:00"})
    assert datetime(2024, 5, 1, 8) == m.when
    assert {"when": "2024-05-01 08:00"} == m.to_dict()


class Renamed(Model):
    kind_: Literal["r"] = field(wire="kind")


def test_matching_goes_by_wire_names() -> None:
    assert isinstance(decode({"kind": "r"}, "Renamed | Text", HERE), Renamed)


@pytest.mark.parametrize("by", ["me", None])
def test_tags_are_read_off_the_models_where_none_are_listed(by: str | None) -> None:
    tp = resolve('Annotated[Opened | Closed | None, Tagged("event")]', HERE)
    assert isinstance(decode({"event": "closed", "by": by}, tp), Closed)
    assert isinstance(decode({"event": "opened"}, tp), Opened)
    assert isinstance(decode({"event": "torn", "by": by, "other": 1}, tp), UnknownVariant)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([1, 2], (1, 2)),
        (["a", "b", "c"], ("a", "b", "c")),
        ([], ()),
    ],
)
def test_a_tuple_is_told_by_its_length_and_its_items(written: list[object], read: tuple[object, ...]) -> None:
    assert read == from_dict(Spot, {"at": written}).at
