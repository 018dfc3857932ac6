from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import sleep
from types import NoneType
from typing import Annotated, Any, Literal, Optional, get_args

import pytest

from generator.runtime.annotations import Alias, Known, follow, members, resolve, tagging_of
from generator.runtime.convert import converter_for
from generator.runtime.fields import is_plain
from tests.runtime.petshop.types import Cat, Dog

PETSHOP = "tests.runtime.petshop.types"


def test_a_text_is_resolved_in_a_module_and_then_in_its_package() -> None:
    assert Cat is resolve("Cat", PETSHOP)
    assert Cat is resolve("Cat", PETSHOP + ".people")
    assert (Cat, NoneType) == get_args(resolve("Cat | None", PETSHOP + ".people"))


@pytest.mark.parametrize("where", [PETSHOP, PETSHOP + ".people"])
@pytest.mark.parametrize("package", ["types", "_types"])
def test_neighbours_are_found_in_the_package_aliases_too(where: str, package: str) -> None:
    assert Cat is resolve(f"{package}.Cat", where)
    assert (resolve("Pet", PETSHOP), NoneType) == get_args(resolve(f"{package}.Pet | None", where))


def test_a_sub_module_does_not_hide_a_type_of_its_name() -> None:
    import tests.runtime.petshop.types.date

    assert "date" in vars(tests.runtime.petshop.types)
    assert date is resolve("date", PETSHOP)


def test_a_module_that_another_thread_is_importing_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_types.py").write_text("import time\ntime.sleep(0.2)\nclass Slow: pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    other = Thread(target=import_module, args=("slow_types",))
    other.start()
    while "slow_types" not in sys.modules:
        sleep(0.001)
    try:
        assert "Slow" == resolve("Slow", "slow_types").__name__
    finally:
        other.join()
        del sys.modules["slow_types"]


def test_an_alias_is_followed_when_it_is_needed() -> None:
    pet = resolve("Pet", PETSHOP)
    assert isinstance(pet, Alias)
    tagged = tagging_of(follow(pet))
    assert tagged is not None and "kind" == tagged.wire_name


def test_a_union_is_flat_and_in_the_order_of_its_text() -> None:
    assert (Literal["cat", "dog"], str, Cat, NoneType) == members(resolve("Species | Cat | str | None", PETSHOP))
    assert (str, Known(("a",))) == members(resolve("str | Literal['a']", PETSHOP))
    assert (Cat,) == members(resolve("Annotated[Cat, 'note']", PETSHOP))


def test_an_alias_of_itself_ends() -> None:
    alias = Alias("Own", "Own | None", PETSHOP)
    alias._target = alias | None
    assert (NoneType,) == members(alias)


def test_an_unknown_name_is_a_name_error_with_the_text() -> None:
    with pytest.raises(NameError) as caught:
        resolve("list[Catt]", PETSHOP)
    assert [f"in the annotation 'list[Catt]' of {PETSHOP}"] == caught.value.__notes__


PLAIN = [
    "str",
    "int | None",
    "Any",
    "Literal['a', 'b'] | str | None",
    "Literal[\"it's ]|[\", 'b'] | None",
    "list[str]",
    "dict[str, Any] | None",
    "list[Literal['a'] | str] | None",
    "list",
]
CONVERTED = ["datetime", "Cat | None", "list[Cat]", "dict[str, datetime]", "tuple[int, int]", "Pet", "bytes"]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_has_nothing_to_convert(text: str) -> None:
    assert is_plain(text)
    assert None is converter_for(resolve(text, PETSHOP))


@pytest.mark.parametrize("text", CONVERTED)
def test_a_text_with_something_to_convert_is_not_plain(text: str) -> None:
    assert not is_plain(text)
    assert None is not converter_for(resolve(text, PETSHOP))


@pytest.mark.parametrize(
    "text", ["Species", "list[Species]", "dict[str, list[Any]]", "Sequence[str] | None", "bytes | str"]
)
def test_what_only_looks_convertible_has_no_converter(text: str) -> None:
    assert None is converter_for(resolve(text, PETSHOP))


def test_types_themselves_will_do() -> None:
    def converted(tp: Any, value: Any) -> Any:
        convert = converter_for(tp)
        return value if convert is None else convert(value)

    assert Cat(kind="cat", name="Tom") == converted(Cat, {"kind": "cat", "name": "Tom"})
    assert [date(2024, 5, 1)] == converted(list[date], ["2024-05-01"])
    assert isinstance(converted(Optional[Annotated[Cat | Dog, "note"]], {"kind": "dog", "name": "x"}), Dog)


def test_the_order_of_a_union_is_the_texts_whatever_was_read_before() -> None:
    closed = members(resolve('Literal["a", "b"] | str | None', PETSHOP))
    opened = members(resolve('str | Literal["a", "b"] | None', PETSHOP))

    assert ("Literal['a', 'b']", str) == (repr(closed[0]), closed[1])
    assert (str, "Literal['a', 'b']") == (opened[0], repr(opened[1]))
