"""Text on the wire to Python values and back: date-times, dates, times, base64, decimals.

    "2024-05-01T08:00:00.120Z"  ──parse──▶  datetime(…, 120000, UTC)  ──text──▶  "2024-05-01T08:00:00.120000Z"

The way back need not be the text that came. So a value that leaves its JSON object (an item of a list, for example) is
an instance of a subclass here that remembers what was on the wire, whenever writing it anew would differ.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, SupportsIndex

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class DateTime(datetime):
    """A datetime that remembers its text. What is computed from it (`+ timedelta`, `.replace()`) does not."""

    __slots__ = ("wire",)
    wire: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (
            (keep_datetime, (self.wire,))
            if hasattr(self, "wire")
            else super().__reduce_ex__(protocol)
        )


class Time(time):
    """A time that remembers its text."""

    __slots__ = ("wire",)
    wire: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return (
            (keep_time, (self.wire,))
            if hasattr(self, "wire")
            else super().__reduce_ex__(protocol)
        )


class Bytes(bytes):
    """Bytes that remember their base64 text (padding and alphabet differ between writers)."""

    wire: str


class Number(Decimal):
    """A Decimal that remembers its text, or that it was a JSON number."""

    __slots__ = ("wire",)
    wire: str | int | float

    def __reduce__(self) -> Any:
        return (
            (keep_decimal, (self.wire,))
            if hasattr(self, "wire")
            else super().__reduce__()
        )

    def __copy__(self) -> Number:
        return self

    def __deepcopy__(self, memo: Any) -> Number:
        # Decimal's own makes a plain Decimal of every subclass.
        return self


def parse_datetime(text: str) -> datetime:
    """Parse RFC 3339 §5.6 date-time, also without offset or seconds. Raise ValueError for anything else."""
    # fromisoformat also takes "20240501" and "2024-05-01"; in a union those are no date-times.
    if len(text) < 16 or text[4] != "-" or text[7] != "-" or text[10] not in "Tt ":
        raise ValueError(f"not a date-time: {text!r}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(
            text.upper()
        )  # RFC 3339 allows "t" and "z", Python does not.


def parse_date(text: str) -> date:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(f"not a date: {text!r}")
    return date.fromisoformat(text)


def parse_time(text: str) -> time:
    """Parse RFC 3339 §5.6 full-time, also without offset or seconds."""
    if len(text) < 5 or text[2] != ":":
        raise ValueError(f"not a time: {text!r}")
    return time.fromisoformat(text.upper())


def parse_bytes(text: str) -> bytes:
    """Parse base64 (RFC 4648 §4), or base64url (§5), padded or not."""
    try:
        return a2b_base64(text, strict_mode=True)
    except ValueError:
        standard = text.translate(_URL_SAFE).rstrip("=")
        return a2b_base64(standard + "=" * (-len(standard) % 4), strict_mode=True)


_URL_SAFE = str.maketrans("-_", "+/", "\r\n")


def parse_decimal(text: str) -> Decimal:
    # Decimal() itself also takes "NaN", " 1 " and "1_000".
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"not a decimal: {text!r}")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"its exponent is too large: {text!r}") from error


def text_of_datetime(value: datetime) -> str:
    """Write RFC 3339: a naive value has no offset, UTC is "Z"; a remembered text wins."""
    return getattr(value, "wire", None) or _with_z(value.isoformat())


def text_of_time(value: time) -> str:
    return getattr(value, "wire", None) or _with_z(value.isoformat())


def _with_z(text: str) -> str:
    return text[:-6] + "Z" if text.endswith("+00:00") else text


def text_of_bytes(value: bytes | bytearray | memoryview) -> str:
    remembered: str | None = getattr(value, "wire", None)
    return (
        b2a_base64(value, newline=False).decode("ascii")
        if remembered is None
        else remembered
    )


def wire_of_decimal(value: Decimal) -> str | int | float:
    """Write a decimal as text: a JSON number would lose digits at most readers.

    Raises ValueError for NaN and infinity.
    """
    remembered: str | int | float | None = getattr(value, "wire", None)
    if remembered is not None:
        return remembered
    if not value.is_finite():
        raise ValueError(f"{value} has no form in JSON")
    return str(value)


# read_*: for a field, whose text stays in the JSON object. Anything that is not such a text comes back as it is.


def _reader(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        if type(raw) is not str:
            return raw
        try:
            return parse(raw)
        except ValueError:
            return raw

    return read


read_datetime = _reader(parse_datetime)
read_date = _reader(parse_date)
read_time = _reader(parse_time)
read_bytes = _reader(parse_bytes)


def read_decimal(raw: Any) -> Any:
    """Also takes a JSON number, by its shortest decimal form."""
    try:
        match raw:
            case str():
                return parse_decimal(raw)
            case bool():
                return raw
            case int() | float():
                return parse_decimal(repr(raw))
            case _:
                return raw
    except ValueError:
        return raw


# keep_*: for a value that replaces its text, in a list for example.


def keep_datetime(raw: Any) -> Any:
    value = read_datetime(raw)
    if value is raw or text_of_datetime(value) == raw:
        return value
    kept = DateTime.combine(value.date(), value.timetz())
    kept.wire = raw
    return kept


def keep_time(raw: Any) -> Any:
    value = read_time(raw)
    if value is raw or text_of_time(value) == raw:
        return value
    kept = Time(
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        value.tzinfo,
        fold=value.fold,
    )
    kept.wire = raw
    return kept


def keep_bytes(raw: Any) -> Any:
    value = read_bytes(raw)
    if value is raw or text_of_bytes(value) == raw:
        return value
    kept = Bytes(value)
    kept.wire = raw
    return kept


def keep_decimal(raw: Any) -> Any:
    value = read_decimal(raw)
    if value is raw or str(value) == raw:
        return value
    kept = Number(value)
    kept.wire = raw
    return kept


def genuine(kind: Any) -> Any:
    """Python's own class, where one that holds the time still in tests (freezegun's) stands in its place."""
    if type(kind) is type or not isinstance(kind, type):
        return kind
    return next((each for each in kind.__mro__ if each.__module__ == "datetime"), kind)


READERS: dict[type, Callable[[Any], Any]] = {
    genuine(datetime): read_datetime,
    genuine(date): read_date,
    time: read_time,
    Decimal: read_decimal,
    bytes: read_bytes,
}
"""In the order that a union tries them in."""
TELLING = frozenset({genuine(datetime), genuine(date), time})
"""Those that take no text that means something else."""
KEEPERS: dict[type, Callable[[Any], Any]] = {
    genuine(datetime): keep_datetime,
    genuine(date): read_date,  # The text of a date is the only one it can have.
    time: keep_time,
    bytes: keep_bytes,
    Decimal: keep_decimal,
}
