"""Request bodies: media types in order of preference, and whether an object's fields become arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.loader import spec
from generator.model.api import Body, BodyKind, BodyVariant, PartEncoding, Style
from generator.model.media import body_kind, body_type, with_shared_schemas
from generator.model.positions import Position, shared_name
from generator.model.schemas import TypeBuilder
from generator.model.types import Alias, Doc, Named, ObjectType, TypeDefinition, TypeExpr, TypeId
from generator.problems import Problem, Severity

_STRUCTURED = frozenset({BodyKind.JSON, BodyKind.FORM, BodyKind.MULTIPART})
_STYLES = {style.value: style for style in Style}


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
    expr = types.type_of(media.schema, position)
    kind = body_kind(media, expr)
    encodings = tuple(_encoding(each, media, problems) for each in media.encodings)
    variant = BodyVariant(media.media_type.strip(), kind, body_type(kind, expr), media.location, encodings)
    if kind is not BodyKind.XML or types.xml is None or media.schema is None:
        return variant
    return replace(
        variant, xml=types.xml.node_of(media.schema, is_root=True), xml_root=types.xml.root_name(media.schema)
    )


def _encoding(written: spec.Encoding, media: spec.MediaType, problems: list[Problem]) -> PartEncoding:
    if written.headers:
        names = ", ".join(f"`{header.wire_name}`" for header in written.headers)
        message = f"Part `{written.property_name}` may have headers of its own ({names}); they are not sent"
        problems.append(Problem("part-headers", Severity.WARNING, message, media.location))
    style = _STYLES.get(written.style or "")
    return PartEncoding(written.property_name, written.content_type, style, written.explode)


def with_flat(body: Body, types: Mapping[TypeId, TypeDefinition]) -> Body:
    """Make the fields of an object body arguments of their own, where every structured media type takes that object."""
    structured = [variant for variant in body.variants if variant.kind in _STRUCTURED or variant.xml_root is not None]
    if not structured or structured[0] is not body.variants[0]:
        return body
    found = [object_of(variant.type, types) for variant in structured]
    first = found[0]
    is_settable = first is not None and any(not field.is_read_only for field in first.fields)
    return (
        replace(body, flat=first.id) if first is not None and is_settable and found.count(first) == len(found) else body
    )


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
