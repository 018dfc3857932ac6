"""Discriminators: which property tells which schema of a union a value has (OpenAPI 3.1 §4.8.25).

Receives the place of a discriminator; returns it with its mapping's names and references resolved to schema ids.
"""

from __future__ import annotations

import re
from typing import Any

from generator.loader.fixed_fields import DISCRIMINATOR, tell_unknown_fields
from generator.loader.pointers import escaped
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import is_mapping, text_of
from generator.loader.spec import Discriminator, SchemaId
from generator.loader.values import child_of
from generator.problems import Location, Problem

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_SECTIONS = (("components", "schemas"), ("definitions",))


def read_discriminator(place: Place, reading: Reading) -> Discriminator | None:
    if isinstance(place.value, str):  # Swagger 2.0 names the property only.
        return Discriminator(place.value)
    if not is_mapping(place, reading, "A discriminator"):
        return None
    tell_unknown_fields(DISCRIMINATOR, place, reading)
    name = text_of(place.child("propertyName"), reading)
    if not name:
        reading.warn(
            "discriminator-property", "The discriminator names no property (`propertyName`); it is ignored.", place
        )
        return None
    mapping: list[tuple[str, SchemaId]] = []
    for value, member in place.child("mapping").members():
        target = _schema_named(member, reading)
        if target is not None:
            mapping.append((value, target))
    default = place.child("defaultMapping")
    return Discriminator(name, tuple(mapping), _schema_named(default, reading) if default.value is not None else None)


def _schema_named(place: Place, reading: Reading) -> SchemaId | None:
    """Resolve a name ("Cat") or a reference ("#/components/schemas/Cat", "cat.yml"). A name that is both is a name
    (§4.8.25.4)."""
    written = place.value
    if not isinstance(written, str):
        reading.warn(
            "discriminator-mapping",
            "A mapping leads from a value to a schema's name or reference; this entry is ignored.",
            place,
        )
        return None
    if _NAME.fullmatch(written):
        for section in _SECTIONS:
            if written in _members(place, section):
                pointer = "".join(f"/{step}" for step in section) + "/" + escaped(written)
                return reading.want(Place(place.document, pointer, _members(place, section)[written]))
    target = reading.resolver.named(written, place, Location(place.document.file, place.pointer))
    if isinstance(target, Problem):
        meant = reading.mended(target, place, written)
        if meant is not None:
            return reading.want(meant)
        # The union still reads; a value of this name is kept as one of an unknown schema.
        reading.warn("discriminator-mapping", f"{target.message} The mapping's entry is ignored.", place, target.hint)
        return None
    return reading.want(target)


def _members(place: Place, section: tuple[str, ...]) -> dict[str, Any]:
    value = place.document.value
    for step in section:
        value = child_of(value, step)
    return value if isinstance(value, dict) else {}
