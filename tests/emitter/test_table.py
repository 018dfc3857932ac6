"""Which module of types/ a definition stands in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from generator.emitter.table import name_table
from tests.emitter import samples


@dataclass
class _Kind:
    """Many definitions whose names begin alike."""

    words: str
    count: int
    fields: int


def modules_of(*kinds: _Kind) -> dict[str, list[str]]:
    """Give the names in each module."""
    definitions = tuple(
        samples.model(name, *(samples.field(f"{name}_{index}") for index in range(kind.fields)))
        for kind in kinds
        for number in range(kind.count)
        for name in [f"{kind.words}{chr(ord('A') + number // 26)}{chr(ord('a') + number % 26)}"]
    )
    table = name_table(samples.api(definitions=(*samples.DEFINITIONS, *definitions)))
    found: dict[str, list[str]] = defaultdict(list)
    for id, module in table.modules.items():
        found[module].append(table.names[id])
    assert {*table.modules} == {*table.types}
    return found


def test_few_definitions_stand_together() -> None:
    assert {"shared", "things"} == modules_of(_Kind("Order", 100, 40)).keys()


def test_many_definitions_are_dealt_out_by_their_initials() -> None:
    found = modules_of(_Kind("Order", 80, 1), _Kind("Parcel", 80, 1))
    assert {"shared_o", "shared_p", "things"} == found.keys()
    assert all(name.startswith("Order") for name in found["shared_o"])


def test_names_in_other_scripts_are_dealt_out_by_the_range_of_their_initials() -> None:
    found = modules_of(_Kind("注文", 80, 1), _Kind("Заказ", 80, 1), _Kind("Élan", 2, 1))
    assert {"shared_u6c00", "shared_u0400", "shared_o", "things"} == found.keys()
    assert all(name.startswith("注文") for name in found["shared_u6c00"])


def test_words_that_begin_many_names_have_modules_of_their_own() -> None:
    found = modules_of(_Kind("OrderLine", 60, 5), _Kind("OrderNote", 40, 5), _Kind("Oil", 10, 5), _Kind("Élan", 40, 1))
    assert {"things", "shared_o", "shared_order_line", "shared_order_note"} <= found.keys()
    assert 60 == len(found["shared_order_line"])
    assert 10 == len(found["shared_o"])
    assert 40 == len(found["shared_other"])  # Whose initial is none of a module's name.
