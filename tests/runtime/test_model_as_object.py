"""Models as Python objects: equality, repr, match, copy, pickle, inheritance, names."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, ClassVar

import pytest

from generator.runtime.fields import table_of
from generator.runtime.model import Model, from_dict, to_dict
from tests.runtime.petshop import types
from tests.runtime.petshop.types import Address, Cat, Owner, Words


def owner(**more: Any) -> Owner:
    return from_dict(Owner, {"name": "Ann", "size": 3, **more})


def test_equal_is_what_is_the_same_on_the_wire() -> None:
    read, unread = owner(created_at="2024-05-01T00:00:00Z"), owner(created_at="2024-05-01T00:00:00Z")
    assert read.created_at and read == unread
    assert Owner(name="Ann", size=3, created_at=datetime(2024, 5, 1, tzinfo=UTC)) == read
    assert owner(gender=None) != owner()
    assert from_dict(Address, {}) != from_dict(Cat, {})


def test_a_model_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(owner())


def test_repr_shows_python_values_and_unknown_properties() -> None:
    m = from_dict(Cat, {"name": "Tom", "kind": "cat", "born": "2020-01-01", "new": [1], "we-ird": 2})
    assert "Cat(kind='cat', name='Tom', born=datetime.date(2020, 1, 1), new=[1], **{'we-ird': 2})" == repr(m)


def test_rich_is_told_what_repr_shows() -> None:
    owner: Any = Owner.from_dict({"name": "Ada", "from": "x", "address": {"street": "S"}, "x-y": 1})
    shown = [("name", "Ada"), ("from_", "x"), ("address", Address(street="S")), ("x-y", 1)]
    assert shown == list(owner.__rich_repr__())


def test_repr_of_a_model_that_contains_itself_ends() -> None:
    m = owner()
    m.friend = m
    assert "Owner(name='Ann', size=3, friend=...)" == repr(m)


def test_class_patterns_match() -> None:
    match owner(pet={"kind": "cat", "name": "Tom"}):
        case Owner(name="Ann", gender=None, pet=Cat(name=name)):
            assert "Tom" == name
        case _:
            pytest.fail("no match")


# Copying


def test_copy_shares_what_is_nested_and_deepcopy_does_not() -> None:
    m = owner(address={"street": "Elm"}, moments=["2024-05-01T08:00:00.1Z"])
    shallow, deep = copy.copy(m), copy.deepcopy(m)
    assert m == shallow == deep
    assert shallow.address is not None and deep.address is not None
    deep.address.street = "Oak"
    shallow.name = "Bob"
    assert ("Elm", "Ann") == (m.address and m.address.street, m.name)


def test_a_model_that_contains_itself_can_be_copied_and_pickled() -> None:
    m = owner()
    m.friend = m
    for other in (copy.deepcopy(m), pickle.loads(pickle.dumps(m))):
        assert other.friend is other


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_keeps_the_wire(protocol: int) -> None:
    m = owner(moments=["2024-05-01T08:00:00.1Z"], prices=["1.0", 2.50], hours={"a": "08:00Z"}, photos=["aGk"], new=1)
    sent = m.to_json()
    assert m.moments and m.prices and m.hours and m.photos
    copied = pickle.loads(pickle.dumps(m, protocol))
    assert sent == copied.to_json()
    assert (m.moments, m.prices, m.hours, m.photos) == (copied.moments, copied.prices, copied.hours, copied.photos)


def test_another_process_unpickles_a_class_it_has_not_imported() -> None:
    pickled = pickle.dumps(types.Cat(kind="cat", name="Tom"))
    code = f"import pickle; print(pickle.loads({pickled!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Cat(kind='cat', name='Tom')\n" == done.stdout


def test_replace_returns_a_changed_copy() -> None:
    m = owner(**{"from": "a"})
    replaced = m.__replace__(from_="b")
    assert ("a", "b") == (m.from_, replaced.from_)


# Names


def test_no_field_name_is_reserved() -> None:
    m = Words(
        json="a",
        items=["b"],
        copy=1,
        self="c",
        model_config="d",
        class_="e",
        dict_="f",
        keys="g",
        schema="h",
        to_dict="i",
        from_dict="j",
        is_set=datetime(2024, 5, 1),
    )
    expected = {
        "json": "a",
        "items": ["b"],
        "copy": 1,
        "self": "c",
        "model_config": "d",
        "__class__": "e",
        "__dict__": "f",
        "keys": "g",
        "schema": "h",
        "to_dict": "i",
        "from_dict": "j",
        "is_set": "2024-05-01T00:00:00",
    }
    assert expected == to_dict(m)
    assert ("i", "j", "e") == (m.to_dict, m.from_dict, m.class_)
    assert m == from_dict(Words, expected) and Words is type(m)
    assert None is from_dict(Words, {}).to_dict


def test_unknown_properties_do_not_hide_methods() -> None:
    names = ("to_dict", "to_json", "is_set", "extra_fields", "from_dict", "__class__", "__reduce_ex__", "__deepcopy__")
    m = from_dict(Cat, dict.fromkeys(names, 1))
    assert (
        dict.fromkeys(names, 1) == m.to_dict() == copy.deepcopy(m).to_dict() == pickle.loads(pickle.dumps(m)).to_dict()
    )
    assert m == m.from_dict(m.to_dict())


def test_fields_are_inherited_and_can_be_redeclared() -> None:
    class Base(Model):
        at: datetime
        name: str

    class Derived(Base):
        at: str  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]
        more: int | None = None

    m = Derived(at="2024-05-01T00:00:00Z", name="x", more=1)
    assert ("2024-05-01T00:00:00Z", "x", 1) == (m.at, m.name, m.more)
    assert ["at", "name", "more"] == [each.python_name for each in table_of(Derived).fields]


def test_a_class_may_have_methods_properties_and_class_variables_of_its_own() -> None:
    class Named(Cat):
        sound: ClassVar[str] = "meow"

        @property
        def loud_name(self) -> str:
            return self.name.upper()

    assert "TOM" == Named(kind="cat", name="Tom").loud_name
    assert "sound" not in table_of(Named).by_python_name


def test_a_class_may_be_defined_where_annotations_are_no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a module without `from __future__ import annotations`, which this one has.
    source = """class Named(Cat):
    sound: ClassVar[str] = "meow"
    others: "list[Named] | None" = None
    born: int | None = None
"""
    module = ModuleType("its_module")
    vars(module).update({"Cat": Cat, "ClassVar": ClassVar})
    monkeypatch.setitem(sys.modules, "its_module", module)
    exec(compile(source, "its_module.py", "exec", dont_inherit=True), vars(module))
    named = from_dict(module.Named, {"born": 3, "others": [{"born": 4}]})
    assert (3, 4, "meow") == (named.born, named.others[0].born, named.sound)


def test_from_dict_takes_the_very_dict_and_refuses_what_is_no_object() -> None:
    given_dict = {"name": "Ann"}
    assert vars(from_dict(Owner, given_dict)) is given_dict
    with pytest.raises(TypeError, match="JSON object, not list"):
        from_dict(Owner, [])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_field_description_tells_names_and_limits() -> None:
    described = table_of(Owner).by_python_name["from_"]
    assert ("from_", "from", False, {"max_length": 5}) == (
        described.python_name,
        described.wire_name,
        described.is_required,
        described.constraints,
    )
