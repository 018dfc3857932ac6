"""Models while a library holds the time still in tests: it puts classes of its own where modules have Python's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.model import Model


class StandIn(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, date)


class FakeDatetime(datetime, metaclass=StandIn):
    pass


class FakeDate(date, metaclass=StandIn):
    pass


class Visit(Model):
    at: datetime | None = None
    said: datetime | str | None = None
    day: date | int | None = None
    days: list[date] | None = None


def modules_with_dates() -> Iterator[ModuleType]:
    for name, module in list(sys.modules.items()):
        if name == __name__ or name.startswith("generator.runtime."):
            yield module


def test_a_type_that_is_first_used_while_the_time_is_held_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    raw: dict[str, Any] = {"at": "2024-01-02T03:04:05Z", "said": "2024-01-02T03:04:05Z", "day": "2024-01-02"}

    def read(strict: bool) -> list[Any]:
        visit = Visit.from_dict({**raw, "days": ["2024-01-02"]}, strict=strict)
        return [visit.at, visit.said, visit.day, visit.days]

    moment, day = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), date(2024, 1, 2)
    with monkeypatch.context() as still:
        for module in modules_with_dates():
            for name, fake in (("datetime", FakeDatetime), ("date", FakeDate)):
                if name in vars(module) and isinstance(getattr(module, name), type):
                    still.setattr(module, name, fake)
        assert [moment, moment, day, [day]] == read(strict=True)
    assert [moment, moment, day, [day]] == read(strict=False)
