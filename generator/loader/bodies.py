"""Request bodies, responses and what they hold: media types, encodings.

Receives places; returns spec.py's values.
"""

from __future__ import annotations

import re

from generator.loader import swagger
from generator.loader.document import Dialect
from generator.loader.fixed_fields import BODY, ENCODING, MEDIA_TYPE, RESPONSE, tell_unknown_fields
from generator.loader.links import read_links
from generator.loader.parameters import read_headers
from generator.loader.pointers import parent_of
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import flag_of, has_mapping, text_of
from generator.loader.schemas import read_schema
from generator.loader.spec import Encoding, MediaType, RequestBody, Response, Schema

_STATUS = re.compile(r"[1-9](\d\d|XX)")
_MEANT = {
    "": "*/*",
    "*": "*/*",
    "application/form-data": "multipart/form-data",
    "form-data": "multipart/form-data",
}
"""What is written where a media type belongs: what it is taken for."""
_SCHEMA_WORDS = frozenset({"type", "properties", "allOf", "anyOf", "oneOf", "items", "enum", "additionalProperties"})

_NOTHING = ("void", "null", "undefined")
"""Types of what Elysia calls an answer without content."""


def read_body(place: Place, reading: Reading) -> RequestBody | None:
    target = reading.follow(place)
    return None if target is None else reading.once("body", target, _body)


def _body(place: Place, reading: Reading) -> RequestBody | None:
    if not has_mapping(place, reading, "A request body"):
        return None
    if _is_schema(place):
        _warn_of_schema(place, "request body", reading)
        return RequestBody(place.location, (_json_of(place, reading),), is_required=True)
    tell_unknown_fields(BODY, place, reading)
    media_types = read_content(place.child("content"), reading)
    if not media_types:
        hint = "Add `content` with a media type and a schema."
        reading.warn(
            "body-without-content", "The request body has no media type, so nothing can be sent in it.", place, hint
        )
        return None
    required = flag_of(place.child("required"), reading)
    description = text_of(place.child("description"), reading)
    return RequestBody(place.location, media_types, required, description)


def read_responses(place: Place, produces: tuple[str, ...], reading: Reading) -> tuple[Response, ...]:
    """Read a mapping from status codes to responses. `produces` is for Swagger 2.0."""
    if not has_mapping(place, reading, "`responses`"):
        return ()
    found: list[Response] = []
    for key, member in place.members():
        if key.startswith("x-"):
            continue
        status = "default" if key.lower() == "default" else key.upper()
        if status != "default" and not _STATUS.fullmatch(status):
            hint = "Allowed are 100 to 999, 1XX to 5XX and `default`."
            reading.warn("response-status", f"`{key}` is not a status code; this response is ignored.", member, hint)
            continue
        target = reading.follow(member)
        if target is not None:
            found.append(_response(status, target, produces, reading))
    return tuple(found)


def _response(status: str, place: Place, produces: tuple[str, ...], reading: Reading) -> Response:
    if not has_mapping(place, reading, "A response"):
        return Response(status, place.location)
    if _is_schema(place):
        _warn_of_schema(place, "response", reading)
        return Response(
            status, place.location, text_of(place.child("description"), reading), (_json_of(place, reading),)
        )
    tell_unknown_fields(RESPONSE, place, reading)
    if place.document.dialect is Dialect.SWAGGER_2_0:
        media_types = swagger.read_media_types(place, produces, reading)
    else:
        media_types = reading.once("content", place.child("content"), read_content)
    return Response(
        status,
        place.location,
        text_of(place.child("description"), reading),
        media_types,
        read_headers(place.child("headers"), reading),
        read_links(place.child("links"), reading),
    )


def _is_schema(place: Place) -> bool:
    """Tell a schema that stands where a response or body should."""
    section = parent_of(place.pointer)
    if section.endswith("/schemas") or section == "/definitions":
        return True
    return not place.value.keys() & {"content", "headers", "schema"} and bool(place.value.keys() & _SCHEMA_WORDS)


def _warn_of_schema(place: Place, what: str, reading: Reading) -> None:
    hint = "Write `content: {application/json: {schema: …}}` around it."
    message = f"This is a schema but stands for a {what}; it is read as a {what} of application/json with that schema."
    reading.warn(f"{what.replace(' ', '-')}-is-schema", message, place, hint)


def _json_of(place: Place, reading: Reading) -> MediaType:
    return MediaType("application/json", place.location, Schema(place.location, ref=reading.want(place)))


def read_content(place: Place, reading: Reading) -> tuple[MediaType, ...]:
    """Read a mapping from media types to what they hold."""
    if not has_mapping(place, reading, "`content`"):
        return ()
    if place.value.get("type") in _NOTHING:
        message = (
            f"This is a schema of nothing (`type: {place.value['type']}`) but stands for `content`; it is read as none."
        )
        reading.warn("content-is-schema", message, place, "Leave `content` out.")
        return ()
    found: dict[str, MediaType] = {}
    for media_type, member in place.members():
        target = None if media_type.startswith("x-") else reading.follow(member)
        if target is not None:
            name = _meant(media_type, member, reading)
            found.setdefault(name, _media_type(name, target, reading))
    return tuple(found.values())


def _meant(media_type: str, place: Place, reading: Reading) -> str:
    meant = _MEANT.get(media_type.strip().lower())
    if meant is None:
        return media_type
    hint = "Write the media type that is sent, or `*/*` for any."
    reading.warn("media-type-unknown", f"`{media_type}` is no media type; it is read as `{meant}`.", place, hint)
    return meant


def _media_type(media_type: str, place: Place, reading: Reading) -> MediaType:
    if not has_mapping(place, reading, "A media type"):
        return MediaType(media_type, place.location)
    tell_unknown_fields(MEDIA_TYPE, place, reading)
    return MediaType(
        media_type,
        place.location,
        read_schema(place.child("schema"), reading) if "schema" in place.value else None,
        read_schema(place.child("itemSchema"), reading) if "itemSchema" in place.value else None,
        tuple(_encoding(name, member, reading) for name, member in place.child("encoding").members()),
        tuple(_encoding("", item, reading) for item in place.child("prefixEncoding").items()),
        _encoding("", place.child("itemEncoding"), reading) if "itemEncoding" in place.value else None,
    )


def _encoding(property_name: str, place: Place, reading: Reading) -> Encoding:
    if not has_mapping(place, reading, "An encoding"):
        return Encoding(property_name, location=place.location)
    tell_unknown_fields(ENCODING, place, reading)
    for keyword in ("encoding", "prefixEncoding", "itemEncoding"):
        if keyword in place.value:
            message = f"`{keyword}` of a part that is multipart itself is not supported: give that part as bytes."
            reading.warn("encoding-nested", message, place.child(keyword))
    explode = place.child("explode")
    return Encoding(
        property_name,
        text_of(place.child("contentType"), reading),
        read_headers(place.child("headers"), reading),
        text_of(place.child("style"), reading),
        None if explode.value is None else flag_of(explode, reading),
        flag_of(place.child("allowReserved"), reading),
        place.location,
    )
