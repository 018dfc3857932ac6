"""Models as a caller meets them: read, construct, change."""

from __future__ import annotations

import inspect
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pydoc import render_doc
from typing import Any, Literal, cast

import pytest

from generator.runtime.fields import table_of
from generator.runtime.model import Model, extra_fields, field, from_dict, is_set, to_dict
from generator.runtime.sentinels import omit
from generator.runtime.strict import StrictValidationError
from tests.runtime.petshop.types import Address, Cat, Dog, Owner


def owner(**more: Any) -> Owner:
    return from_dict(Owner, {"name": "Ann", "size": 3, **more})


# Reading


def test_a_plain_field_is_the_value_of_the_json_object() -> None:
    assert "Ann" == owner().name


def test_an_absent_field_is_none_required_or_not() -> None:
    empty = from_dict(Owner, {})
    assert [None] * len(table_of(Owner).fields) == [getattr(empty, each.python_name) for each in table_of(Owner).fields]


def test_a_renamed_field_is_read_under_its_python_name() -> None:
    assert "home" == owner(**{"from": "home"}).from_


def test_scalars_with_a_format_are_python_values() -> None:
    m = owner(
        created_at="2024-05-01T08:00:00.120Z",
        birthday="2000-02-29",
        opens="08:00:00.00Z",
        photo="aGVsbG8=",
        balance="12.50",
    )
    assert datetime(2024, 5, 1, 8, 0, 0, 120000, tzinfo=UTC) == m.created_at
    assert datetime is type(m.created_at)
    assert date(2000, 2, 29) == m.birthday
    assert time(8, 0, tzinfo=UTC) == m.opens
    assert b"hello" == m.photo
    assert Decimal("12.50") == m.balance


def test_a_nested_object_is_a_model_and_the_same_one_each_time() -> None:
    m = owner(address={"street": "Elm"})
    assert isinstance(m.address, Address)
    assert m.address is m.address


def test_items_of_lists_dicts_and_tuples_are_converted() -> None:
    m = owner(
        addresses=[{"street": "Elm"}],
        by_place={"home": {"street": "Oak"}},
        moments=["2024-05-01T08:00:00Z"],
        pair=["2024-05-01T08:00:00Z", {"street": "Ash"}],
        row=[{"street": "Fir"}],
    )
    moment = datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert [Address(street="Elm")] == m.addresses
    assert {"home": Address(street="Oak")} == m.by_place
    assert [moment] == m.moments
    assert (moment, Address(street="Ash")) == m.pair
    assert (Address(street="Fir"),) == m.row
    assert m.addresses is m.addresses


def test_a_tuple_of_another_length_comes_as_the_list_it_is() -> None:
    found: Any = owner(pair=["2024-05-01T08:00:00Z"]).pair
    assert ["2024-05-01T08:00:00Z"] == found


def test_a_value_of_another_type_comes_as_it_is() -> None:
    m: Any = owner(created_at=17, birthday="soon", address="Elm Street", addresses={"a": 1}, pets=[1, None], photo="*")
    assert (17, "soon", "Elm Street", {"a": 1}, [1, None], "*") == (
        (m.created_at, m.birthday, m.address, m.addresses, m.pets, m.photo)
    )


def test_an_unknown_enum_value_is_kept() -> None:
    assert "other" == owner(gender="other").gender


def test_a_type_that_only_the_types_package_exports_is_found() -> None:
    assert isinstance(owner(friend={"name": "Bob"}).friend, Owner)
    assert isinstance(from_dict(Cat, {"owner": {}}).owner, Owner)


def test_an_alias_of_a_plain_type_loses_its_descriptor_when_first_read() -> None:
    m = owner(traffic="conversational")
    assert "conversational" == m.traffic
    assert None is vars(Owner)["traffic"]
    assert "conversational" == m.traffic
    assert None is owner().traffic


def test_an_alias_that_contains_itself_is_read() -> None:
    value = [{"a": [1, "b", None, {"c": []}]}]
    assert value == owner(json=value).json


def test_an_annotation_that_names_nothing_says_where_it_stands() -> None:
    class Broken(Model):
        other: Missing | None = None  # type: ignore[name-defined]  # noqa: F821  # pyright: ignore

    with pytest.raises(NameError, match="Missing") as caught:
        _ = from_dict(Broken, {"other": {}}).other
    assert ["in the annotation 'Missing | None' of tests.runtime.test_model"] == caught.value.__notes__


# By name


def test_an_item_is_found_by_wire_name_python_name_and_when_unknown() -> None:
    m = owner(**{"from": "home", "brand-new": 1, "address": {"street": "Elm"}})
    assert ("home", "home", 1) == (m["from"], m["from_"], m["brand-new"])
    assert m["address"] is m.address


def test_an_item_that_is_absent_is_a_key_error() -> None:
    for name in ("gender", "from_", "nothing"):
        with pytest.raises(KeyError):
            owner()[name]


def test_membership_tells_null_from_absent() -> None:
    m = owner(**{"gender": None, "from": None})
    assert [True, False, True, True, False] == [name in m for name in ("gender", "tags", "from", "from_", "nothing")]


def test_is_set_tells_null_from_absent_and_refuses_a_name_that_is_no_field() -> None:
    m = owner(gender=None, new=1)
    assert [True, False, True] == [is_set(m, name) for name in ("gender", "tags", "new")]
    with pytest.raises(AttributeError, match="no field 'gendre'"):
        m.is_set("gendre")


def test_unknown_properties_are_reachable_as_attributes_items_and_together() -> None:
    m = owner(new={"a": 1}, **{"we-ird": 2})
    assert {"a": 1} == getattr(m, "new")
    assert {"new": {"a": 1}, "we-ird": 2} == extra_fields(m) == m.extra_fields()


def test_an_unknown_property_has_the_type_that_the_class_declares() -> None:
    dog = from_dict(Dog, {"kind": "dog", "name": "Rex", "enemy": {"kind": "cat", "name": "Tom"}})
    assert isinstance(dog["enemy"], Cat)
    assert dog["enemy"] is dog.extra_fields()["enemy"]


def test_a_model_is_not_iterable() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        list(owner())  # type: ignore[call-overload]


def test_dir_lists_fields_methods_and_unknown_properties() -> None:
    listed = dir(owner(**{"new": 1, "we-ird": 2, "from": "x"}))
    assert {"name", "from_", "pets", "to_dict", "new"} <= set(listed)
    assert not {"from", "we-ird"} & set(listed)


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("model_dump", "to_dict()"),
        ("model_dump_json", "to_json()"),
        ("model_fields_set", "is_set("),
        ("get", 'm["name"]'),
    ],
)
def test_what_other_libraries_call_a_method_says_what_it_is_called_here(name: str, instead: str) -> None:
    with pytest.raises(AttributeError, match=re.escape(f"'Owner' object has no attribute '{name}'; {instead}")):
        getattr(owner(), name)
    with pytest.raises(
        AttributeError, match=re.escape("type object 'Owner' has no attribute 'parse_obj'; from_dict()")
    ):
        getattr(Owner, "parse_obj")
    assert not hasattr(owner(), name) and name not in dir(owner())
    assert f"Not here: {instead}" in render_doc(Owner)


def test_what_other_libraries_call_a_method_is_free_for_properties() -> None:
    class Odd(Model):
        json: str | None = None
        items: list[int] | None = None

    odd = Odd.from_dict({"json": "x", "get": 1})
    assert ("x", None, 1) == (odd.json, odd.items, getattr(odd, "get"))
    assert {"json", "items", "get"} <= set(dir(odd))
    with pytest.raises(AttributeError, match="has no field 'model_extra'"):
        setattr(odd, "model_extra", 1)


# Constructing


def test_the_constructor_takes_python_names_and_sets_nothing_else() -> None:
    assert {"name": "Ann", "size": 1, "from": None} == Owner(name="Ann", size=1, from_=None).to_dict()


def test_an_argument_that_is_omit_is_not_set() -> None:
    arguments: dict[str, Any] = {"name": "Ann", "size": 1, "gender": omit}
    assert not is_set(Owner(**arguments), "gender")


def test_missing_arguments_are_named_as_python_does() -> None:
    with pytest.raises(TypeError) as caught:
        Owner()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert "Owner.__init__() missing 2 required keyword-only arguments: 'name' and 'size'" == str(caught.value)


def test_an_unknown_argument_is_refused() -> None:
    arguments: dict[str, Any] = {"name": "Ann", "size": 1, "from": "x"}
    with pytest.raises(TypeError, match="unexpected keyword argument 'from'"):
        Owner(**arguments)


def test_nested_values_may_be_models_or_dicts() -> None:
    plain: Any = {"street": "Elm"}
    m = Owner(name="Ann", size=1, address=plain, addresses=[Address(street="Oak")])
    assert Address(street="Elm") == m.address
    assert {"name": "Ann", "size": 1, "address": {"street": "Elm"}, "addresses": [{"street": "Oak"}]} == to_dict(m)


def test_python_values_are_kept_and_encoded_when_sent() -> None:
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    m = Owner(name="Ann", size=1, created_at=moment, photo=b"hello", moments=[moment])
    assert moment is m.created_at
    expected = {
        "name": "Ann",
        "size": 1,
        "created_at": "2024-05-01T00:00:00Z",
        "photo": "aGVsbG8=",
        "moments": ["2024-05-01T00:00:00Z"],
    }
    assert expected == m.to_dict()


def test_a_constructor_fills_in_what_is_a_constant() -> None:
    class Text(Model):
        kind: Literal["text"] = "text"
        version: Literal[1] | None = field(default=1, wire="v")
        text: str

    assert {"kind": "text", "v": 1, "text": "a"} == to_dict(Text(text="a"))
    assert {"kind": None, "text": "a"} == to_dict(Text(kind=cast(Any, None), version=omit, text="a"))
    assert {"text": "a"} == to_dict(Text.from_dict({"text": "a"})) and Text.from_dict({}).kind is None
    assert "(*, text: 'str', kind: \"Literal['text']\" = 'text', version: " in str(inspect.signature(Text))
    with pytest.raises(StrictValidationError, match="kind"):
        Text.from_dict({"text": "a"}, strict=True)
    assert Text.from_dict({"kind": "text", "text": "a"}, strict=True).version is None


def test_a_default_that_is_no_constant_is_refused() -> None:
    with pytest.raises(TypeError, match="is a text, a number, a bool or None"):
        type("Bad", (Model,), {"__annotations__": {"x": "list[int]"}, "x": [1]})
    with pytest.raises(TypeError, match="is a text, a number, a bool or None"):
        field(default=[])


def test_the_signature_lists_required_fields_first() -> None:
    assert "(*, kind: \"Literal['cat']\", name: 'str', lives: 'int | None' = omit" == str(inspect.signature(Cat))[:67]


# Changing


def test_a_field_that_is_set_is_sent_under_its_wire_name() -> None:
    m = owner()
    m.from_ = "home"
    m.gender = None
    m.created_at = datetime(2024, 5, 1)
    expected = {"name": "Ann", "size": 3, "from": "home", "gender": None, "created_at": "2024-05-01T00:00:00"}
    assert expected == m.to_dict()


def test_a_field_that_is_deleted_is_absent() -> None:
    m = owner(**{"gender": "male", "from": "x", "address": {}})
    del m.gender, m.from_, m.address
    assert {"name": "Ann", "size": 3} == m.to_dict()
    for name in ("gender", "from_", "address"):
        with pytest.raises(AttributeError):
            delattr(m, name)


def test_changes_of_nested_values_are_sent() -> None:
    m = owner(address={"street": "Elm"}, addresses=[{"street": "Oak"}], by_place={}, tags=["a"])
    assert m.address and m.addresses is not None and m.by_place is not None and m.tags is not None
    m.address.street = "Ash"
    m.addresses[0].street = "Fir"
    m.addresses.append(Address(street="Yew"))
    m.by_place["home"] = Address(street="Box")
    m.tags[0] = "b"
    expected = {
        "address": {"street": "Ash"},
        "addresses": [{"street": "Fir"}, {"street": "Yew"}],
        "by_place": {"home": {"street": "Box"}},
        "tags": ["b"],
    }
    assert {"name": "Ann", "size": 3, **expected} == m.to_dict()


def test_a_list_that_is_put_in_place_stays_the_same_list() -> None:
    m = owner(addresses=[])
    new: list[Any] = [{"street": "Elm"}]
    m.addresses = new
    assert m.addresses is new
    assert [Address(street="Elm")] == new


def test_objects_that_are_appended_are_models_when_they_are_read() -> None:
    m = owner(addresses=[None, {"street": "Elm"}, None])
    assert m.addresses is not None and [None, Address(street="Elm"), None] == m.addresses
    new: Any = m.addresses
    for street in ("Oak", "Fir"):
        new.append({"street": street})
        assert m.addresses[-1].street == street
    new.insert(0, {"street": "Ash"})
    assert [each and each.street for each in m.addresses] == ["Ash", None, "Elm", None, "Oak", "Fir"]
    assert m.addresses is new


def test_a_slip_of_the_pen_is_not_sent() -> None:
    with pytest.raises(AttributeError, match="no field 'gendre'"):
        owner().gendre = "male"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_what_the_spec_does_not_know_is_set_by_item() -> None:
    m = owner()
    m["brand_new"] = 1
    m["from_"] = "x"
    assert {"name": "Ann", "size": 3, "brand_new": 1, "from": "x"} == m.to_dict()
    del m["brand_new"], m["from"]
    assert {"name": "Ann", "size": 3} == m.to_dict()


def test_setting_omit_makes_a_field_absent() -> None:
    m = owner(gender="male")
    setattr(m, "gender", omit)
    assert "gender" not in m
