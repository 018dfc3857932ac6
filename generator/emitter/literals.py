"""Values of a spec as Python source. One of the two doors through which spec text reaches a generated file (docs.py is the other)."""

from __future__ import annotations

import math
from typing import Any


def string(text: str) -> str:
    """Spell a string as black would: double quotes unless that costs escapes; printable non-ASCII kept as it is."""
    plain = repr(text)
    quote, body = plain[0], plain[1:-1]
    if quote == "'":
        if '"' not in body:
            body = body.replace("\\'", "'")
            return f'"{body}"'
        if body.count('"') <= body.count("\\'"):
            return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"'
    return plain


def value(item: Any) -> str:
    """Spell a JSON value as a Python literal on one line; dict order is kept."""
    if item is None or isinstance(item, (bool, int)):
        return repr(item)
    if isinstance(item, float):
        if math.isfinite(item):
            return repr(item).replace("e+", "e")
        return f'float("{item}")'
    if isinstance(item, str):
        return string(item)
    if isinstance(item, dict):
        return "{" + ", ".join(f"{value(key)}: {value(member)}" for key, member in item.items()) + "}"
    if isinstance(item, tuple):
        inner = ", ".join(value(member) for member in item)
        return f"({inner},)" if len(item) == 1 else f"({inner})"
    if isinstance(item, list):
        return "[" + ", ".join(value(member) for member in item) + "]"
    raise TypeError(f"no literal for {type(item).__name__}")
