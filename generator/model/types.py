"""TypeExpr: what a value can be. A closed union of small frozen classes; dispatch with `match` and `assert_never`.

Also the definitions that a TypeExpr can name: objects and aliases.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

from generator.problems import Location

TypeId = str
"""Identity of a definition; never shown to a user."""


class Variant(Struct, frozen=True, tag_field="is", tag=True, omit_defaults=True):
    """One of several classes that a value can have; written out, it says which (see memo.py)."""


class PrimitiveKind(Enum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"


class Primitive(Variant, frozen=True):
    kind: PrimitiveKind


class AnyValue(Variant, frozen=True):
    """Any JSON value."""


class TextFormat(Enum):
    """Strings that have a type of their own. Every other format is a plain string."""

    DATE_TIME = "date-time"
    DATE = "date"
    TIME = "time"
    BASE64 = "byte"
    DECIMAL = "decimal"


class FormattedText(Variant, frozen=True):
    format: TextFormat


class Binary(Variant, frozen=True):
    """Raw bytes: a file part, a whole body."""


class EnumValue(Struct, frozen=True, omit_defaults=True):
    value: Any
    """string, integer, float, boolean; null is a member of a union instead; lists and objects make the enum AnyValue."""
    name: str | None = None
    description: str | None = None


class Enumeration(Variant, frozen=True):
    """Known values of a base type. Open: a server may send others."""

    values: tuple[EnumValue, ...]
    base: TypeExpr
    """What an unknown value is: Primitive, or a union of Primitives for mixed enums."""
    is_const: bool = False
    """`const`: the wire always has this very value. An enum of one value is no constant, because servers grow."""


def constant_of(expr: TypeExpr | None) -> Enumeration | None:
    """Give the type itself if it has one value and no other."""
    return expr if isinstance(expr, Enumeration) and expr.is_const and len(expr.values) == 1 else None


class ListOf(Variant, frozen=True):
    item: TypeExpr


class TupleOf(Variant, frozen=True):
    items: tuple[TypeExpr, ...]
    rest: TypeExpr | None
    """What follows the prefix. None means: nothing may follow."""


class MapOf(Variant, frozen=True):
    value: TypeExpr


class Tagging(Struct, frozen=True, omit_defaults=True):
    """How the variants of a union are told apart by a property's value."""

    wire_name: str
    variants: tuple[tuple[str, TypeId], ...]
    """(value on the wire, definition)."""
    default: TypeId | None = None


class UnionOf(Variant, frozen=True):
    members: tuple[TypeExpr, ...]
    """At least two, flat, no two equal; null last when present."""
    tagging: Tagging | None = None


class Named(Variant, frozen=True):
    """A definition of `Api.types`."""

    id: TypeId


TypeExpr = Primitive | AnyValue | FormattedText | Binary | Enumeration | ListOf | TupleOf | MapOf | UnionOf | Named

STRING = Primitive(PrimitiveKind.STRING)
INTEGER = Primitive(PrimitiveKind.INTEGER)
NUMBER = Primitive(PrimitiveKind.NUMBER)
BOOLEAN = Primitive(PrimitiveKind.BOOLEAN)
NULL = Primitive(PrimitiveKind.NULL)
ANY = AnyValue()


class Doc(Struct, frozen=True, omit_defaults=True):
    """Text for a person, straight from the spec: untrusted, any length, Markdown."""

    title: str | None = None
    description: str | None = None
    is_deprecated: bool = False
    has_default: bool = False
    default: Any = None
    """The server's default: told in documentation, never sent by the client."""


class XmlKind(Enum):
    """What a property is in XML, if it is no element."""

    ATTRIBUTE = "attribute"
    TEXT = "text"
    CDATA = "cdata"
    NONE = "none"
    """Its own parts stand where it would."""


class XmlNode(Struct, frozen=True, omit_defaults=True):
    """Where a value's XML is not an element named as the property."""

    name: str | None = None
    namespace: str | None = None
    prefix: str | None = None
    kind: XmlKind | None = None
    """None: an element."""
    is_wrapped: bool = False
    """Of a list: its items stand in an element of its own."""
    item: XmlNode | None = None
    """Of a list: what its items are."""


class Field(Struct, frozen=True, omit_defaults=True):
    """One property of an object."""

    wire_name: str
    type: TypeExpr
    is_required: bool
    doc: Doc
    location: Location
    is_read_only: bool = False
    is_write_only: bool = False
    constraints: Mapping[str, Any] = field(default_factory=dict)
    """JSON Schema keyword → value: minLength, pattern, minimum …"""
    xml: XmlNode | None = None
    """None: as the rule has it, or never in XML."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """What is inside must obey, as JSON Schema: {"items": {"maxLength": 5}}."""
    spelling: str | None = None
    """Of a header: "explode" for R=1,G=2, "json" for JSON. None: a,b or R,1,G,2; and for every other field."""


class ObjectType(Variant, frozen=True):
    id: TypeId
    name: str
    """Wanted name, in any spelling: "voice-designs_ErrorResponse". Unique only after naming in the emitter."""
    fields: tuple[Field, ...]
    """Document order, inherited ones first. wire_names are unique."""
    extra: TypeExpr | None
    """Type of properties that are not fields. ANY when the spec does not forbid them; None when it does."""
    doc: Doc
    location: Location
    is_input: bool = False
    """Reachable from a request."""
    is_output: bool = False
    """Reachable from a response (or a webhook)."""
    is_component: bool = True
    """False: made from an inline schema, `name` comes from where it stands."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """What the object as a whole must obey, as JSON Schema: {"minProperties": 1}."""
    is_open: bool = False
    """The spec says in so many words that there may be further properties."""
    xml: XmlNode | None = None
    """What its element is called wherever it stands; None: as the place has it, or never in XML."""


class Alias(Variant, frozen=True):
    """A name for any other type: an enum, a union, a list."""

    id: TypeId
    name: str
    type: TypeExpr
    doc: Doc
    location: Location
    is_input: bool = False
    is_output: bool = False
    is_component: bool = True


TypeDefinition = ObjectType | Alias
