"""Request bodies: media types in order of preference, and whether an object's fields become arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec.structs import replace

from generator.loader import spec
from generator.model.api import Body, BodyKind, BodyVariant, PartEncoding, PartHeader, Style
from generator.model.encodings import encoding_problems
from generator.model.items import whole_type
from generator.model.media import body_kind, is_form, is_json, with_shared_schemas
from generator.model.merge import Merger
from generator.model.plain_media import plain_body_type
from generator.model.positions import Position, shared_name
from generator.model.scalars import enumeration_of
from generator.model.schemas import TypeBuilder
from generator.model.types import (
    STRING,
    Alias,
    Doc,
    FormattedText,
    ListOf,
    Named,
    ObjectType,
    TextFormat,
    TypeDefinition,
    TypeExpr,
    TypeId,
)
from generator.problems import Problem, warning

_STRUCTURED = frozenset({BodyKind.JSON, BodyKind.FORM, BodyKind.MULTIPART})


def body_of(
    written: spec.RequestBody | None, home: Position, types: TypeBuilder, problems: list[Problem]
) -> Body | None:
    """Give the body, not yet flat: `with_flat` decides that when all types are known."""
    if written is None or not written.media_types:
        return None
    shared = shared_name(written.location)
    position = Position(shared, "Body") if shared else home
    variants = [
        _variant(media, position.media(media.media_type, index), types, problems)
        for index, media in enumerate(with_shared_schemas(written.media_types))
    ]
    # What a caller sends when nothing is said: JSON if the operation takes it.
    variants.sort(key=lambda variant: variant.kind is not BodyKind.JSON)
    doc = Doc(description=written.description)
    return Body(written.is_required, tuple(variants), None, doc, written.location)


def _variant(media: spec.MediaType, position: Position, types: TypeBuilder, problems: list[Problem]) -> BodyVariant:
    expr = whole_type(media, position, types)
    kind = body_kind(media, expr)
    problems += encoding_problems(media, types.merger)
    encodings, prefix = (
        tuple(encoding_of(each, media, types.merger, problems) for each in listed)
        for listed in (media.encodings, media.prefix_encodings)
    )
    rest = None if media.item_encoding is None else encoding_of(media.item_encoding, media, types.merger, problems)
    variant = BodyVariant(
        media.media_type.strip(),
        kind,
        plain_body_type(kind, expr, media, types.merger, problems),
        media.location,
        encodings,
        prefix,
        rest,
    )
    if kind is not BodyKind.XML or types.xml is None or media.schema is None:
        return variant
    return replace(
        variant, xml=types.xml.node_of(media.schema, is_root=True), xml_root=types.xml.root_name(media.schema)
    )


_BASE64 = FormattedText(TextFormat.BASE64)
_PART_STYLES = {
    style.value: style
    for style in (Style.FORM, Style.SPACE_DELIMITED, Style.PIPE_DELIMITED, Style.TAB_DELIMITED, Style.DEEP_OBJECT)
}
"""OpenAPI 3.1 §4.8.15.1: a part is styled as a query parameter is."""


def encoding_of(written: spec.Encoding, media: spec.MediaType, merger: Merger, problems: list[Problem]) -> PartEncoding:
    style = _PART_STYLES.get(written.style or "")
    if written.style is not None and style is None:
        message = f"`style: {written.style}` of part `{written.property_name}`; allowed are {', '.join(_PART_STYLES)}"
        problems.append(warning("encoding-style", message, media.location, "Correct it in an overlay."))
    # Only parts of multipart bodies have headers; elsewhere they are to be ignored (OpenAPI 3.1 §4.8.15.1).
    listed = () if is_form(media.media_type) else written.headers
    headers = tuple(_part_header(header, merger) for header in listed if header.wire_name.lower() != "content-type")
    return PartEncoding(
        written.property_name, written.content_type, style, written.explode, written.allow_reserved, headers
    )


def _part_header(header: spec.Header, merger: Merger) -> PartHeader:
    is_in_json = header.content_media_type is not None and is_json(header.content_media_type)
    values = enumeration_of(merger.merged(header.schema)) if header.schema is not None else None
    fixed = None
    if values is not None and len(values.values) == 1 and (values.is_const or header.is_required):
        value = values.values[0].value
        fixed = value if isinstance(value, str) else json.dumps(value)
    return PartHeader(header.wire_name, header.explode, is_in_json, fixed)


def with_flat(body: Body, types: Mapping[TypeId, TypeDefinition]) -> Body:
    """Make the fields of an object body arguments of their own, where every media type takes that object."""
    structured = [variant for variant in body.variants if variant.kind in _STRUCTURED or variant.xml_root is not None]
    if len(structured) < len(body.variants):
        # Text and bytes have no fields: they could not be sent by arguments that are fields.
        return body
    found = [object_of(variant.type, types) for variant in structured]
    first = found[0]
    is_settable = first is not None and any(not field.is_read_only for field in first.fields)
    return (
        replace(body, flat=first.id) if first is not None and is_settable and found.count(first) == len(found) else body
    )


def with_texts(body: Body, types: Mapping[TypeId, TypeDefinition]) -> Body:
    """Tell properties of a form that are text in base64 (`format: byte`) from files, and those that are JSON text from
    values."""
    return replace(body, variants=tuple(_with_texts(variant, types) for variant in body.variants))


def _with_texts(variant: BodyVariant, types: Mapping[TypeId, TypeDefinition]) -> BodyVariant:
    definition = object_of(variant.type, types) if variant.kind in (BodyKind.MULTIPART, BodyKind.FORM) else None
    if definition is None:
        return variant
    known = {each.wire_name: each for each in variant.encodings}
    for field in definition.fields:
        encoding = known.get(field.wire_name, PartEncoding(field.wire_name))
        of = field.type.item if isinstance(field.type, ListOf) else field.type
        if of == _BASE64 and variant.kind is BodyKind.MULTIPART:
            known[field.wire_name] = replace(encoding, is_base64=True)
        elif of == STRING and encoding.content_type is not None and is_json(encoding.content_type):
            known[field.wire_name] = replace(encoding, is_json_text=True)
    return replace(variant, encodings=tuple(known.values()))


def object_of(expr: TypeExpr, types: Mapping[TypeId, TypeDefinition]) -> ObjectType | None:
    """Give the object that an expression names, through aliases."""
    seen: set[TypeId] = set()
    while isinstance(expr, Named) and expr.id not in seen:
        seen.add(expr.id)
        match types.get(expr.id):
            case ObjectType() as definition:
                return definition
            case Alias() as definition:
                expr = definition.type
            case None:
                return None
    return None
