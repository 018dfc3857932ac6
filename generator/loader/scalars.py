"""The small values of a document, taken as they were meant.

Receives the place of a value; returns text, a boolean or a tuple. What does not matter to the wire is never refused: a
description that is a number becomes text, a list where text belongs is left out with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.values import kind_of

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def text_of(place: Place, reading: Reading) -> str | None:
    """Give a value as text; None if it is absent, null or cannot be text."""
    match place.value:
        case None:
            return None
        case str() as text:
            return text
        case bool() | int() | float() as scalar:
            return as_written(place, scalar)
        case other:
            reading.warn("value-ignored", f"This should be a string, not {kind_of(other)}; it is ignored.", place)
            return None


def description_of(place: Place, reading: Reading) -> str | None:
    """Give an object's description, and below it where `externalDocs` says that more can be read."""
    described = text_of(place.child("description"), reading)
    more = place.child("externalDocs")
    url = text_of(more.child("url"), reading)
    if not url:
        return described
    link = f"{text_of(more.child('description'), reading) or 'See also'}: {url}"
    return f"{described.rstrip()}\n\n{link}" if described else link


def as_written(place: Place, scalar: Any) -> str:
    """Give a scalar the way the document spells it: `1.10` and not 1.1."""
    written = place.document.text_at(place.pointer)
    if written is not None:
        return written
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return str(scalar)


def flag_of(place: Place, reading: Reading) -> bool:
    match place.value:
        case None:
            return False
        case bool() as value:
            return value
        case "true" | "True" | "false" | "False" as word:
            return str(word).lower() == "true"
        case other:
            reading.warn("value-ignored", f"This should be true or false, not {kind_of(other)}; it is ignored.", place)
            return False


def texts_of(place: Place, reading: Reading) -> tuple[str, ...]:
    """Give a list of strings. A single string counts as a list of one."""
    match place.value:
        case None:
            return ()
        case list():
            found = (text_of(item, reading) for item in place.items())
            return tuple(text for text in found if text is not None)
        case str() as text:
            return (text,)
        case other:
            reading.warn(
                "value-ignored", f"This should be a list of strings, not {kind_of(other)}; it is ignored.", place
            )
            return ()


def parameter_name(place: Place, reading: Reading) -> str | None:
    """Read a parameter's name; None after noting that it has none. That is an error, except for `name: ""` where no name is
    needed: editors leave such an empty last row of a form behind."""
    name = text_of(place.child("name"), reading)
    if name:
        return name
    if place.value.get("in") == "querystring":
        # Its value is the whole query, so that the name is only the argument's.
        reading.warn("parameter-name", "The parameter has no `name`; it is called `querystring`.", place)
        return "querystring"
    if name == "" and place.value.get("in") != "path" and place.value.get("required") is not True:
        reading.warn(
            "parameter-name", "The parameter's name is empty; it is left out, as nothing could send it.", place
        )
    else:
        reading.error("parameter-name", "The parameter has no `name`.", place, "Give it one in an overlay.")
    return None


def is_header_name(name: str) -> bool:
    """Tell whether a header can be called this (RFC 9110 §5.6.2)."""
    return _HEADER_NAME.fullmatch(name) is not None


def extensions_of(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key.startswith("x-")}


def is_mapping(place: Place, reading: Reading, what: str) -> bool:
    """Say whether a place holds a mapping, and note an error if it holds something else. `what` names it: "A
    parameter"."""
    if isinstance(place.value, dict):
        return True
    reading.error("wrong-type", f"{what} must be a mapping, not {kind_of(place.value)}.", place)
    return False


def has_mapping(place: Place, reading: Reading, what: str) -> bool:
    """As `is_mapping`, but null and absent are as good as an empty one."""
    return place.value is not None and is_mapping(place, reading, what)
