from __future__ import annotations

import base64
import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.runtime.encode import jsonable
from generator.runtime.scalars import (
    KEEPERS,
    READERS,
    keep_datetime,
    keep_decimal,
    parse_date,
    parse_datetime,
    parse_time,
    text_of_datetime,
    text_of_time,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T08:00:00Z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01t08:00:00z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01 08:00", datetime(2024, 5, 1, 8)),
        ("2024-05-01T08:00:00.123456789Z", datetime(2024, 5, 1, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2024-05-01T08:00:00+02:00", datetime(2024, 5, 1, 8, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_date_time_is_parsed(text: str, expected: datetime) -> None:
    assert expected == parse_datetime(text)
    assert expected.tzinfo == parse_datetime(text).tzinfo


@pytest.mark.parametrize(
    "text", ["2024-05-01", "20240501T080000Z", "2024-W18-3T08:00", "soon", "", "2024-13-01T00:00Z"]
)
def test_what_is_no_date_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_datetime(text)


@pytest.mark.parametrize("text", ["20240501", "2024-5-1", "2024-02-30", "2024-W18-3"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


@pytest.mark.parametrize("text", ["0800", "8", "25:00", "T08:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


def test_utc_is_written_as_z_and_a_naive_value_without_offset() -> None:
    assert "2024-05-01T00:00:00Z" == text_of_datetime(datetime(2024, 5, 1, tzinfo=UTC))
    assert "2024-05-01T00:00:00" == text_of_datetime(datetime(2024, 5, 1))
    assert "2024-05-01T00:00:00+02:00" == text_of_datetime(datetime(2024, 5, 1, tzinfo=timezone(timedelta(hours=2))))
    assert "08:00:00Z" == text_of_time(time(8, tzinfo=UTC))


KEPT = [
    (datetime, "2024-05-01T08:00:00.120Z"),
    (datetime, "2024-05-01T08:00:00+00:00"),
    (time, "08:00:00.00Z"),
    (bytes, "aGk"),
    (bytes, "_-8="),
    (Decimal, "1E3"),
    (Decimal, 1.5),
    (Decimal, 7),
]


@pytest.mark.parametrize(("kind", "wire"), KEPT)
def test_a_value_out_of_its_object_remembers_the_wire(kind: type, wire: Any) -> None:
    value = KEEPERS[kind](wire)
    assert isinstance(value, kind)
    for each in (value, copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert value == each
        assert (wire, type(wire)) == (jsonable(each), type(jsonable(each)))


def test_a_value_whose_text_is_the_usual_one_is_no_subclass() -> None:
    for kind, text in [(datetime, "2024-05-01T08:00:00Z"), (time, "08:00:00"), (bytes, "aGk="), (Decimal, "1.50")]:
        assert kind is type(KEEPERS[kind](text))


def test_what_is_computed_from_a_value_does_not_remember() -> None:
    later = keep_datetime("2024-05-01T08:00:00.0Z") + timedelta(hours=1)
    assert "2024-05-01T09:00:00Z" == jsonable(later)
    assert later == pickle.loads(pickle.dumps(later))
    assert "3.0" == jsonable(keep_decimal(1.5) * 2)


@given(st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False))
@example("1e99999999999999999999")
def test_no_value_is_refused_and_none_is_changed(raw: Any) -> None:
    for kind in READERS:
        READERS[kind](raw)
        kept = KEEPERS[kind](raw)
        assert (raw, type(raw)) == (jsonable(kept), type(jsonable(kept)))


@given(st.binary())
def test_base64_is_read_with_either_alphabet_padded_or_not(data: bytes) -> None:
    for text in (base64.b64encode(data), base64.urlsafe_b64encode(data), base64.b64encode(data).rstrip(b"=")):
        assert data == READERS[bytes](text.decode("ascii")) or not data


@given(st.dates(), st.times())
def test_dates_and_times_come_back(day: date, moment: time) -> None:
    assert day == READERS[date](jsonable(day))
    assert moment == READERS[time](jsonable(moment))
