"""The keywords of a schema that hold values: types, enum, examples, limits.

Receives a keyword's place; returns what it says, after noting what cannot be meant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import as_written, texts_of
from generator.loader.upgrade import MISSPELT_TYPES, TYPES
from generator.loader.values import kind_of

_DESCRIPTIONS = ("x-enum-descriptions", "x-enumDescriptions")


def read_types(place: Place, reading: Reading) -> tuple[str, ...]:
    found: list[str] = []
    if place.value == []:
        reading.error("schema-type", "`type` is an empty list, which no value fits.", place)
    for word in place.value if isinstance(place.value, list) else [place.value]:
        if word in TYPES:
            found.append(word)
        elif word is None:  # `type: null` without quotes.
            found.append("null")
        elif isinstance(word, str) and word.lower() in (*TYPES, *MISSPELT_TYPES):
            taken = MISSPELT_TYPES.get(word.lower(), (word.lower(),))
            meant = f"`{taken[0]}`" if taken else "any type"
            reading.warn("schema-type", f"`type: {word}` is not a JSON Schema type; it is read as {meant}.", place)
            if not taken:
                return ()
            found.extend(taken)
        else:
            shown = f"`type: {word}`" if isinstance(word, str) else f"A type that is {kind_of(word)}"
            hint = "Correct it in an overlay."
            reading.error(
                "schema-type", f"{shown} is not a JSON Schema type; allowed are {', '.join(TYPES)}.", place, hint
            )
    return tuple(dict.fromkeys(found))


def read_enum(place: Place, types: Any, reading: Reading) -> tuple[Any, ...] | None:
    """Give the values, each once. Unquoted numbers of a string enum in YAML become what was written: `[1.10, 2020]` is
    "1.10" and "2020"."""
    if not isinstance(place.value, list):
        reading.warn("schema-enum", f"`enum` must be a list, not {kind_of(place.value)}; it is ignored.", place)
        return None
    if not place.value:
        reading.warn("schema-enum", "`enum` is an empty list, which no value fits; it is ignored.", place)
        return None
    words = [types] if isinstance(types, str) else types
    is_text = isinstance(words, list) and {str(word) for word in words} - {"null"} == {"string"}
    found: dict[tuple[str, str], Any] = {}
    for item in place.items():
        value = item.value
        if is_text and isinstance(value, bool | int | float) and place.document.text_at(item.pointer) is not None:
            value = as_written(item, value)
            reading.warn(
                "enum-value-type",
                f"`{value}` is not quoted but the enum is one of strings; it is read as a string.",
                item,
            )
        found.setdefault((type(value).__name__, repr(value)), value)
    return tuple(found.values())


def read_enum_descriptions(extensions: Mapping[str, Any], enum: Any) -> tuple[str, ...]:
    """Give one description per enum value, or none at all. Redoc writes them by value, others in the values' order."""
    if not isinstance(enum, list):
        return ()
    for keyword in _DESCRIPTIONS:
        match extensions.get(keyword):
            case list() as listed:
                return tuple(str(item) for item in listed)
            case dict() as by_value:
                return tuple(str(by_value.get(str(value), "")) for value in enum)
            case _:
                continue
    return ()


def read_examples(value: Mapping[str, Any]) -> tuple[Any, ...]:
    found: list[Any] = [value["example"]] if "example" in value else []
    match value.get("examples"):
        case list() as listed:
            found.extend(listed)
        case dict() as named:  # The form of parameters and media types.
            found.extend(
                item["value"] if isinstance(item, dict) and "value" in item else item for item in named.values()
            )
        case None:
            pass
        case other:
            found.append(other)
    return tuple(found)


def read_constraint(keyword: str, place: Place, constraints: dict[str, Any], reading: Reading) -> None:
    """Read one limit into `constraints`; one of the wrong type limits nothing and is left out with a warning."""
    value = place.value
    match keyword:
        case "pattern":
            is_right = isinstance(value, str)
        case "uniqueItems":
            is_right = isinstance(value, bool)
        case "dependentRequired":
            is_right = isinstance(value, dict)
            if is_right:
                value = {name: texts_of(member, reading) for name, member in place.members()}
        case _:
            value = _number(value)
            is_right = value is not None
    if is_right:
        constraints[keyword] = value
    elif place.value is not None:
        reading.warn(
            "constraint-ignored", f"`{keyword}` is {kind_of(place.value)}, which it cannot be; it is ignored.", place
        )


def _number(value: Any) -> int | float | None:
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            try:
                value = float(value)
            except ValueError:
                return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
