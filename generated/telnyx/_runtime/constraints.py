"""JSON Schema's limits on single values: min_length, pattern, multiple_of, unique_items …

Receives JSON values and a field's metadata; returns what is wrong in words. A limit says nothing about values of other
types (JSON Schema 2020-12 §6): `min_length` on a number passes. Keywords it does not know are not limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sized
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any


def broken_constraints(value: Any, constraints: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for every limit that a value breaks."""
    for keyword, limit in constraints.items():
        check = _CHECKS.get(keyword)
        if check is not None and (message := check(value, limit)):
            yield message


_SET = re.compile(r"\\.|(\[\^?)(\]?(?:\\.|[^\]\\])*)", re.DOTALL)
# A character, or two with a dash between: the dash that is not escaped.
_MEMBER = re.compile(r"(\\?.)(?:-(\\?.))?", re.DOTALL)


def _as_it_means(found: re.Match[str]) -> str:
    """Escape what is plain within `[…]`, and what Python warns of as it may mean sets there one day: `[[a-z]`, `[a&&b]`."""
    opening, inside = found.groups()
    return f"{opening}{_MEMBER.sub(_member, inside)}" if opening else found[0]


def _member(found: re.Match[str]) -> str:
    ends = [f"\\{end}" if end in "[-&~|" else end for end in found.groups() if end]
    return "-".join(ends)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """None for a pattern that ECMA 262 allows and Python does not; it cannot be checked here."""
    try:
        return re.compile(_SET.sub(_as_it_means, pattern))
    except (re.error, OverflowError, RecursionError):
        return None


def _pattern(value: Any, pattern: str) -> str:
    found = compiled(pattern) if isinstance(value, str) else None
    return (
        f"{value!r} does not match {pattern}"
        if found is not None and not found.search(value)
        else ""
    )


def _multiple_of(value: Any, unit: int | float) -> str:
    if not _is_number(value) or not unit:
        return ""
    # In decimals, as 0.3 % 0.1 is not 0 in floats.
    rest = _EXACT.remainder(Decimal(repr(value)), Decimal(repr(unit)))
    return f"{value} is no multiple of {unit}" if rest else ""


# The largest numbers there are have 4,300 digits, the smallest begin behind 323 zeros; of infinity nothing is left.
_EXACT = Context(prec=5000, traps=[])


def _unique_items(value: Any, is_unique: bool) -> str:
    if not is_unique or not isinstance(value, list):
        return ""
    keys = [json_key(item) for item in value]
    return "two items are equal" if len(set(keys)) < len(keys) else ""


def json_key(value: Any) -> str:
    """Give a text that equal JSON values have in common: 1 is 1.0, and is not true."""
    return json.dumps(_normal(value), sort_keys=True)


def _normal(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _normal(item) for name, item in value.items()}
    return [_normal(item) for item in value] if isinstance(value, list) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(
    is_right: Callable[[Any, Any], bool], words: str
) -> Callable[[Any, Any], str]:
    def check(value: Any, limit: Any) -> str:
        return (
            f"{value} is not {words} {limit}"
            if _is_number(value) and not is_right(value, limit)
            else ""
        )

    return check


def _size(
    kind: type[Sized], is_right: Callable[[int, Any], bool], words: str
) -> Callable[[Any, Any], str]:
    def check(value: Any, limit: Any) -> str:
        if not isinstance(value, kind) or is_right(len(value), limit):
            return ""
        return words.format(size=len(value), limit=limit)

    return check


_CHECKS: Mapping[str, Callable[[Any, Any], str]] = {
    "min_length": _size(
        str,
        lambda size, limit: size >= limit,
        "{size} characters, at least {limit} needed",
    ),
    "max_length": _size(
        str,
        lambda size, limit: size <= limit,
        "{size} characters, at most {limit} allowed",
    ),
    "pattern": _pattern,
    "minimum": _number(lambda value, limit: value >= limit, "at least"),
    "maximum": _number(lambda value, limit: value <= limit, "at most"),
    "exclusive_minimum": _number(lambda value, limit: value > limit, "more than"),
    "exclusive_maximum": _number(lambda value, limit: value < limit, "less than"),
    "multiple_of": _multiple_of,
    "min_items": _size(
        list, lambda size, limit: size >= limit, "{size} items, at least {limit} needed"
    ),
    "max_items": _size(
        list, lambda size, limit: size <= limit, "{size} items, at most {limit} allowed"
    ),
    "unique_items": _unique_items,
    "min_properties": _size(
        dict,
        lambda size, limit: size >= limit,
        "{size} properties, at least {limit} needed",
    ),
    "max_properties": _size(
        dict,
        lambda size, limit: size <= limit,
        "{size} properties, at most {limit} allowed",
    ),
}
