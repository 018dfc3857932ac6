"""What callers of a generated package can see of it. Annotations are texts, as they are written."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Parameter(Struct, frozen=True):
    name: str
    annotation: str
    is_required: bool
    is_positional: bool
    """It can be given by position."""


class Method(Struct, frozen=True):
    """What can be called: `client.files.create`, or the client's class itself."""

    parameters: tuple[Parameter, ...]
    result: str
    """"" for a class."""
    request: str = ""
    """The method and path that it sends: "GET /files/{id}"."""
    is_deprecated: bool = False
    errors: Mapping[str, str] = {}
    """Status ("404", "4XX", "default") → what the body of such an error is read as."""


class Field(Struct, frozen=True):
    name: str
    annotation: str
    is_required: bool


class Class(Struct, frozen=True):
    """A model, or a TypedDict."""

    fields: Mapping[str, Field]
    is_typed_dict: bool
    is_deprecated: bool = False


class Surface(Struct, frozen=True):
    calls: Mapping[str, Method]
    """Keyed by how they are called."""
    classes: Mapping[str, Class]
    """Of `types`, by name."""
    aliases: Mapping[str, str]
    """Other names of `types`: what they stand for."""
    returned: frozenset[str]
    """Names of `types` that answers and events are read as."""
    links: Mapping[str, str]
    """`links.UsersCreate.get_address` → what following it gives."""
    settings: Mapping[str, str]
    """What the client's settings say, by their names."""
