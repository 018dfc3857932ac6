"""JSON values as displays that can be laid out over several lines."""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter import literals
from generator.emitter.layout import Call, Expr


def display(value: object, prefix: str = "") -> Expr:
    """Spell a value; `prefix` is put before it: `name=`, or `"key": `."""
    match value:
        case Mapping() if value:
            pairs = tuple(display(item, f"{literals.string(str(key))}: ") for key, item in value.items())
            return Call("{", pairs, "}", prefix=prefix)
        case Mapping():
            return f"{prefix}{{}}"
        case list() | tuple() if value:
            return Call("[", tuple(display(item) for item in value), "]", prefix=prefix)
        case list() | tuple():
            return f"{prefix}[]"
        case _:
            return f"{prefix}{literals.value(value)}"
