"""JSONPath's functions (RFC 9535 §2.4): length, count, match, search, value.

Receives values, or the values of a list of nodes; returns a value, or NOTHING where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

NOTHING = object()
"""What a query that selects nothing comes to. RFC 9535 §2.4.1"""


def length(value: Any) -> Any:
    return len(value) if isinstance(value, str | list | dict) else NOTHING


def count(values: list[Any]) -> int:
    return len(values)


def value(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else NOTHING


def match(text: Any, pattern: Any) -> bool:
    """Tell whether the whole text is as the pattern says."""
    found = _compiled(pattern) if isinstance(pattern, str) and isinstance(text, str) else None
    return found is not None and found.fullmatch(text) is not None


def search(text: Any, pattern: Any) -> bool:
    """Tell whether some part of the text is."""
    found = _compiled(pattern) if isinstance(pattern, str) and isinstance(text, str) else None
    return found is not None and found.search(text) is not None


NODE_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {"count": count, "value": value}
"""Those whose argument is a query, taken as the list of what it selects."""
VALUE_FUNCTIONS: dict[str, Callable[..., Any]] = {"length": length, "match": match, "search": search}
ARGUMENTS = {"length": 1, "count": 1, "value": 1, "match": 2, "search": 2}
TESTS = frozenset({"match", "search"})
"""Those that come to true or false: they stand alone, the others are compared (RFC 9535 §2.4.3)."""


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile an I-Regexp (RFC 9485); None for one that is none, which matches nothing (RFC 9535 §2.4.6)."""
    try:
        # In I-Regexp `.` is no line break, neither of the two; in Python it may be a carriage return.
        return re.compile(re.sub(r"(\\.)|(\[(?:\\.|[^\]\\])*\])|\.", _dot, pattern))
    except re.error:
        return None


def _dot(found: re.Match[str]) -> str:
    return found[0] if found[0] != "." else r"[^\n\r]"
