"""Any value that a caller may hand over to values that json.dumps writes, and to JSON text.

    Pet(born=date(2020, 2, 1), chip=omit)  ──jsonable──▶  {"born": "2020-02-01"}  ──to_json──▶  '{"born":"2020-02-01"}'

What came from the wire and was only read goes back as it came. Members that are `omit` are left out; None is null.
Never guesses: a value of a type that has no form in JSON raises TypeError.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any

from .fields import View
from .scalars import (
    Bytes,
    DateTime,
    Number,
    Time,
    text_of_bytes,
    text_of_datetime,
    text_of_time,
    wire_of_decimal,
)
from .sentinels import omit

_AS_IT_IS = frozenset({str, int, bool, type(None)})
_WRITERS: dict[type, Callable[[Any], str | int | float]] = {
    datetime: text_of_datetime,
    DateTime: text_of_datetime,
    date: date.isoformat,
    time: text_of_time,
    Time: text_of_time,
    bytes: text_of_bytes,
    Bytes: text_of_bytes,
    bytearray: text_of_bytes,
    memoryview: text_of_bytes,
    Decimal: wire_of_decimal,
    Number: wire_of_decimal,
}
_dumps = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode
_dumps_ascii = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, separators=(",", ":")
).encode


def jsonable(value: Any) -> Any:
    """Return `value` as str, int, float, bool, None, list and dict, all of them new where they can be changed.

    Raises TypeError for a type without a form in JSON and ValueError for a number without one (NaN, infinity); both
    name the place as a JSON Pointer.
    """
    kind = value.__class__
    if kind in _AS_IT_IS:
        return value
    if kind is dict:
        return _object_of(value)
    if kind is list or kind is tuple:
        return _array_of(value)
    if isinstance(value, View):
        return _object_of(value.__dict__)
    if isinstance(value, float):
        if not isfinite(value):
            raise UnencodableValueError(f"{value} has no form in JSON")
        return value
    writer = _WRITERS.get(kind)
    if writer is None:
        return _form_of_other(value)
    try:
        return writer(value)
    except ValueError as error:
        raise UnencodableValueError(str(error)) from None


def _object_of(value: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    key: Any = ""
    try:
        for key, item in value.items():
            if (
                item.__class__ in _AS_IT_IS and key.__class__ is str
            ):  # Most are: saves the call.
                made[key] = item
            elif item is not omit:
                made[key if key.__class__ is str else _key_of(key)] = jsonable(item)
    except (UnencodableTypeError, UnencodableValueError) as error:
        error.place.insert(0, str(key))
        raise
    return made


def _array_of(value: Sequence[Any] | Set[Any]) -> list[Any]:
    made: list[Any] = []
    index = 0
    try:
        for index, item in enumerate(value):
            if item.__class__ in _AS_IT_IS:
                made.append(item)
            elif item is not omit:
                made.append(jsonable(item))
    except (UnencodableTypeError, UnencodableValueError) as error:
        error.place.insert(0, str(index))
        raise
    return made


def _key_of(key: object) -> str:
    if isinstance(key, Enum):
        key = key.value
    if isinstance(key, str):
        return str.__str__(key)
    raise UnencodableTypeError(
        f"the name of a property is text, not {type(key).__name__}"
    )


def _form_of_other(value: Any) -> Any:
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, str | int):
        return value
    for base, writer in _WRITERS.items():
        # datetime comes before its base class date.
        if isinstance(value, base):
            return writer(value)
    if isinstance(value, Mapping):
        return _object_of(value)
    if isinstance(value, Sequence):
        return _array_of(value)
    if isinstance(value, Set):
        # Without an order of its own; the same set is to give the same bytes in every process.
        return sorted(_array_of(value), key=_dumps)
    kind: Any = type(value)
    if hasattr(kind, "model_dump"):  # A pydantic model.
        return jsonable(value.model_dump(mode="json", by_alias=True))
    if hasattr(kind, "__dataclass_fields__"):
        return _object_of(
            {name: getattr(value, name) for name in kind.__dataclass_fields__}
        )
    if (
        kind.__module__ == "uuid" and kind.__name__ == "UUID"
    ):  # Not imported: that takes longer than all of this.
        return str(value)
    raise UnencodableTypeError(f"{kind.__name__} has no form in JSON")


class _Refused(Exception):
    """What TypeError and ValueError of ours have in common: the way to the value, outermost first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.place: list[str] = []

    def __str__(self) -> str:
        return (
            f"{pointer_of(self.place)}: {self.message}" if self.place else self.message
        )


class UnencodableTypeError(_Refused, TypeError):
    """A value of a type that has no form in JSON."""


class UnencodableValueError(_Refused, ValueError):
    """A number that has no form in JSON."""


def pointer_of(place: Sequence[object]) -> str:
    """Return the JSON Pointer (RFC 6901) of a place in a document."""
    return "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in place
    )


def to_dict(value: object) -> dict[str, Any]:
    """Return the JSON object that a model or mapping stands for, as a new dict keyed by wire names."""
    made = jsonable(value)
    if not isinstance(made, dict):
        raise TypeError(f"{type(value).__name__} is no JSON object")
    return made


def to_json(value: object) -> str:
    """Return JSON text without spaces; non-ASCII characters as they are."""
    return _dumps(jsonable(value))


def json_bytes(value: object) -> bytes:
    """Return JSON in UTF-8."""
    made = jsonable(value)
    try:
        return _dumps(made).encode("utf-8")
    except UnicodeEncodeError:
        # Half a surrogate pair, which JSON can hold as \udXXX and UTF-8 cannot.
        return _dumps_ascii(made).encode("ascii")
