"""Which JSON numbers come back as they were: the table of the README, row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.runtime.json_codec import parsed_json
from generator.runtime.convert import decode
from generator.runtime.encode import to_json
from generator.runtime.model import Model


class Amount(Model):
    value: float | None = None
    count: int | None = None
    exact: Decimal | None = None


def there_and_back(number: str, name: str = "value") -> str:
    amount = decode(parsed_json(b'{"%s":%s}' % (name.encode(), number.encode()), ""), Amount)
    getattr(amount, name)
    return to_json(amount).removeprefix(f'{{"{name}":').removesuffix("}")


@pytest.mark.parametrize(
    "number",
    [
        "0",
        "-1",
        "1.5",
        "-0.0",
        "1.0",
        "0.1",
        "3.141592653589793",
        "9007199254740993",
        "1" + "0" * 4000,
        "1.7976931348623157e+308",
        "5e-324",
    ],
)
def test_these_come_back_to_the_letter(number: str) -> None:
    assert number == there_and_back(number)


@pytest.mark.parametrize(
    ("number", "again"),
    [("1.10", "1.1"), ("1E5", "100000.0"), ("-0", "0"), ("0.1000000000000000055511151231257827", "0.1")],
)
def test_these_come_back_as_the_same_number_to_a_double(number: str, again: str) -> None:
    assert again == there_and_back(number)
    assert float(number) == float(again)


def test_what_a_double_cannot_hold_is_infinite_and_not_sent_on() -> None:
    amount = decode(parsed_json(b'{"value":1e400}', ""), Amount)
    assert float("inf") == amount.value
    with pytest.raises(ValueError, match="/value: inf has no form in JSON"):
        to_json(amount)


def test_an_integer_of_more_digits_than_python_reads_is_no_json() -> None:
    with pytest.raises(ValueError):
        parsed_json(b"1" * 5000, "")


def test_a_decimal_in_text_is_exact() -> None:
    text = '"0.10000000000000000000000000001"'
    assert text == there_and_back(text, "exact")
    assert Decimal(text.strip('"')) == decode({"exact": text.strip('"')}, Amount).exact
