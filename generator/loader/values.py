"""Plain values: what YAML and JSON have in common.

Receives and returns dicts, lists and scalars.
"""

from __future__ import annotations

from typing import Any


def child_of(value: Any, token: str) -> Any:
    """Give a member by name or an item by its index; None if there is none."""
    match value:
        case dict():
            return value.get(token)
        case list() if token.isascii() and token.isdigit() and int(token) < len(value):
            return value[int(token)]
        case _:
            return None


def kind_of(value: Any) -> str:
    """Name a value's JSON type, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "a mapping"
