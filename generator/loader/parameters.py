"""Parameters and headers.

Receives places of Parameter and Header objects; returns `Parameter` and `Header` values with every default filled in.
How the parameters of an operation and its path template settle with each other is path_parameters.py.
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.loader import swagger
from generator.loader.document import Dialect
from generator.loader.fixed_fields import HEADER, MEDIA_TYPE, PARAMETER, Kind, tell_unknown_fields
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import flag_of, has_mapping, is_header_name, parameter_name, text_of
from generator.loader.schemas import read_schema
from generator.loader.spec import Header, Parameter, Schema

PLACES = ("path", "query", "header", "cookie", "querystring")
_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}
"""OpenAPI 3.1 §4.8.12.2: the style of each place, if none is stated."""
_EXPLODING = frozenset({"form", "cookie"})


def read_parameter(place: Place, reading: Reading) -> Parameter | None:
    """Read one of `parameter_places`; None after noting why it cannot be one. Swagger's body and formData parameters are
    not for this function."""
    return reading.once("parameter", place, _parameter)


def _parameter(place: Place, reading: Reading) -> Parameter | None:
    name, where = parameter_name(place, reading), text_of(place.child("in"), reading)
    if name is None:
        return None
    where = where.lower() if where else None
    if where not in PLACES:
        stated = f"`in: {where}`" if where else "no `in`"
        reading.error("parameter-in", f"Parameter `{name}` has {stated}; allowed are {', '.join(PLACES)}.", place)
        return None
    is_sendable = where != "header" or is_header_name(name)
    if not is_sendable:
        message = f"`{name}` is no name of a header (RFC 9110 §5.6.2): who gives it gets an error."
        reading.warn("parameter-name", message, place)
    _tell_unknown_fields(PARAMETER, place, reading)
    parameter = Parameter(
        wire_name=name,
        place=where,
        location=place.location,
        is_required=where == "path" or (is_sendable and flag_of(place.child("required"), reading)),
        allow_reserved=flag_of(place.child("allowReserved"), reading),
        allow_empty_value=flag_of(place.child("allowEmptyValue"), reading),
        description=text_of(place.child("description"), reading),
        is_deprecated=flag_of(place.child("deprecated"), reading),
    )
    return _with_value(parameter, place, reading)


def _with_value(parameter: Parameter, place: Place, reading: Reading) -> Parameter:
    """Add what the parameter's value is and how it is written."""
    if place.document.dialect is Dialect.SWAGGER_2_0:
        style, explode = swagger.style_of(place, parameter.place, reading)
        schema = read_schema(swagger.schema_place(place), reading)
        return replace(parameter, schema=schema, style=style, explode=explode)
    style = text_of(place.child("style"), reading) or _STYLES[parameter.place]
    stated = place.child("explode")
    explode = flag_of(stated, reading) if stated.value is not None else style in _EXPLODING
    parameter = replace(parameter, style=style, explode=explode)
    content = content_of(place, reading)
    if content is not None:
        return replace(parameter, content_media_type=content[0], schema=content[1])
    if "schema" in place.value:
        return replace(parameter, schema=read_schema(place.child("schema"), reading))
    named = f"Parameter `{parameter.wire_name}`"
    if "type" in place.value:
        message = f"{named} states its type as Swagger 2.0 did; it is read as if that stood under `schema`."
        reading.warn("parameter-without-schema", message, place)
        return replace(parameter, schema=read_schema(swagger.schema_place(place), reading))
    hint = "Add `schema: {type: string}`, or what it really is."
    reading.warn(
        "parameter-without-schema", f"{named} has neither `schema` nor `content`; it is read as a string.", place, hint
    )
    return replace(parameter, schema=Schema(place.location, types=("string",)))


def _tell_unknown_fields(kind: Kind, place: Place, reading: Reading) -> None:
    """Do so except where a schema's keywords stand among the fields, as in Swagger 2.0: these are told with the schema."""
    if "type" not in place.value or not place.value.keys().isdisjoint(("schema", "content")):
        tell_unknown_fields(kind, place, reading)


def content_of(place: Place, reading: Reading) -> tuple[str, Schema | None] | None:
    """Give (media type, schema) of a parameter or header with `content`; None if it has none."""
    content = place.child("content")
    if not content.value or not has_mapping(content, reading, "`content`"):
        return None
    if len(content.value) > 1:
        message = "`content` of a parameter or header holds one media type; the others are ignored."
        reading.warn("content-several", message, content)
    media_type, member = next(content.members())
    target = reading.follow(member)
    if target is None or not isinstance(target.value, dict) or "schema" not in target.value:
        return media_type, None
    tell_unknown_fields(MEDIA_TYPE, target, reading)
    return media_type, read_schema(target.child("schema"), reading)


def read_headers(place: Place, reading: Reading) -> tuple[Header, ...]:
    """Read a mapping from names to headers."""
    if not has_mapping(place, reading, "`headers`"):
        return ()
    found = ((name, reading.follow(member)) for name, member in place.members())
    return tuple(_header(name, target, reading) for name, target in found if target is not None)


def _header(wire_name: str, place: Place, reading: Reading) -> Header:
    if not has_mapping(place, reading, "A header"):
        return Header(wire_name, place.location)
    _tell_unknown_fields(HEADER, place, reading)
    style = text_of(place.child("style"), reading)
    if style not in (None, "simple"):
        message = f"Header `{wire_name}` has `style: {style}`; headers allow only `simple`, so it is read as that."
        reading.warn("header-style", message, place.child("style"))
    header = Header(
        wire_name,
        place.location,
        is_required=flag_of(place.child("required"), reading),
        description=text_of(place.child("description"), reading),
        is_deprecated=flag_of(place.child("deprecated"), reading),
        explode=flag_of(place.child("explode"), reading),
    )
    content = content_of(place, reading)
    if content is not None:
        return replace(header, content_media_type=content[0], schema=content[1])
    if "schema" in place.value:
        return replace(header, schema=read_schema(place.child("schema"), reading))
    if "type" in place.value:  # Swagger 2.0, or a habit from it.
        return replace(header, schema=read_schema(swagger.schema_place(place), reading))
    return header
