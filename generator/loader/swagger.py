"""Swagger 2.0's own shapes, said in those of OpenAPI 3.1.

    host, basePath, schemes                ▶ servers
    x-ms-parameterized-host                ▶ servers with variables
    in: body                               ▶ request body with one media type per `consumes`
    in: formData                           ▶ request body with an object schema, form-urlencoded or multipart
    collectionFormat: multi                ▶ style: form, explode: true
    responses.200.schema                   ▶ one media type per `produces`
    securityDefinitions                    ▶ security schemes (security.py)

Receives places of a 2.0 document; returns places and values whose pointers are those of that document, so nothing is
rewritten beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import flag_of, parameter_name, text_of, texts_of
from generator.loader.schemas import read_schema
from generator.loader.spec import Encoding, MediaType, RequestBody, Schema, Server, ServerVariable

_NOT_SCHEMA = frozenset({"name", "in", "description", "required", "allowEmptyValue", "collectionFormat"})
_FORM, _MULTIPART, _JSON, _BINARY = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
    "application/octet-stream",
)
_FORMATS = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
"""3.1 has no word for tsv; it is named like its siblings."""


def schema_place(place: Place) -> Place:
    """Give the schema that a parameter, header or items object of 2.0 has among its own members."""
    return place._replace(
        value={key: item for key, item in place.value.items() if key not in _NOT_SCHEMA and not key.startswith("x-")}
    )


def style_of(place: Place, where: str, reading: Reading) -> tuple[str, bool]:
    """Give (style, explode) of a parameter by its `collectionFormat`; csv is the default."""
    collection = text_of(place.child("collectionFormat"), reading) or "csv"
    if collection == "multi":
        return "form", True
    if collection in _FORMATS:
        return _FORMATS[collection], False
    if collection != "csv":
        message = f"`collectionFormat: {collection}` is none of csv, ssv, tsv, pipes and multi; it is read as csv."
        reading.warn("collection-format", message, place.child("collectionFormat"))
    return ("simple" if where in ("path", "header") else "form"), False


def media_types_stated(place: Place, keyword: str, otherwise: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """Give `consumes` or `produces` of an operation or document."""
    return texts_of(place.child(keyword), reading) if keyword in place.value else otherwise


def read_body(
    parameters: Sequence[Place], consumes: tuple[str, ...], operation: Place, reading: Reading
) -> RequestBody | None:
    """Make a request body of the body and formData parameters among those given. They are resolved and in the order
    that counts."""
    bodies = [place for place in parameters if place.value.get("in") == "body"]
    fields = [place for place in parameters if place.value.get("in") == "formData"]
    if bodies:
        place = bodies[-1]
        schema = place.child("schema")
        read = read_schema(schema, reading) if "schema" in place.value else None
        types = consumes or (_JSON,)
        media_types = tuple(MediaType(type, schema.location, read) for type in types)
        required = flag_of(place.child("required"), reading)
        description = text_of(place.child("description"), reading)
        return RequestBody(place.location, media_types, required, description)
    if not fields:
        return None
    return _form(fields, consumes, operation, reading)


def _form(fields: list[Place], consumes: tuple[str, ...], operation: Place, reading: Reading) -> RequestBody:
    properties: dict[str, Schema] = {}
    required: dict[str, bool] = {}
    encodings: dict[str, Encoding] = {}
    for place in fields:
        name = parameter_name(place, reading)
        if name is None:
            continue
        described = schema_place(place).value
        if "description" in place.value:
            described = {**described, "description": place.value["description"]}
        properties[name] = read_schema(place._replace(value=described), reading)
        required[name] = flag_of(place.child("required"), reading)
        if place.value.get("type") == "array":
            style, explode = style_of(place, "formData", reading)
            encodings[name] = Encoding(name, style=style, explode=explode)
    has_file = any(place.value.get("type") == "file" for place in fields)
    types = tuple(type for type in consumes if type.partition(";")[0].strip().lower() in (_FORM, _MULTIPART))
    if has_file:  # A file travels in multipart only.
        types = tuple(type for type in types if not type.lower().startswith(_FORM))
    where = operation.child("parameters").location
    schema = Schema(
        where,
        types=("object",),
        properties=tuple(properties.items()),
        required=tuple(name for name, is_required in required.items() if is_required),
    )
    media_types = (
        MediaType(type, where, schema, encodings=tuple(encodings.values()))
        for type in types or (_MULTIPART if has_file else _FORM,)
    )
    return RequestBody(where, tuple(media_types), any(required.values()))


def read_media_types(response: Place, produces: tuple[str, ...], reading: Reading) -> tuple[MediaType, ...]:
    """Give the media types of a 2.0 response."""
    schema = response.child("schema")
    if schema.value is None:
        return ()
    is_file = isinstance(schema.value, dict) and schema.value.get("type") == "file"
    read = read_schema(schema, reading)
    types = produces or ((_BINARY,) if is_file else (_JSON,))
    return tuple(MediaType(type, schema.location, read) for type in types)


def read_servers(root: Place, schemes: Place, reading: Reading) -> tuple[Server, ...]:
    """Make servers of `host`, `basePath` and `schemes`, https first: the first is the default, and credentials travel
    to it."""
    template = root.child("x-ms-parameterized-host")
    if isinstance(template.value, dict) and "hostTemplate" in template.value:
        place, variables = template.child("hostTemplate"), _host_variables(template, reading)
        has_scheme = template.value.get("useSchemePrefix") is False
    else:
        place, variables, has_scheme = root.child("host"), (), False
    host = text_of(place, reading)
    path = (text_of(root.child("basePath"), reading) or "").rstrip("/")
    if not host:
        return (Server(path, root.child("basePath").location),) if path else ()
    if has_scheme:
        return (Server(f"{host}{path}", place.location, variables=variables),)
    stated = [scheme.lower() for scheme in texts_of(schemes, reading)] or ["https"]
    ordered = sorted(dict.fromkeys(stated), key=lambda scheme: scheme != "https")
    return tuple(Server(f"{scheme}://{host}{path}", place.location, variables=variables) for scheme in ordered)


def _host_variables(template: Place, reading: Reading) -> tuple[ServerVariable, ...]:
    """Give what AutoRest's extension says of the names in a host. One without a default is the caller's to give."""
    found: list[ServerVariable] = []
    for item in template.child("parameters").items():
        place = reading.follow(item)
        if place is not None and isinstance(place.value, dict) and "default" in place.value:
            name, default = parameter_name(place, reading), text_of(place.child("default"), reading)
            enum, description = texts_of(place.child("enum"), reading), text_of(place.child("description"), reading)
            found.append(ServerVariable(name or "", default or "", enum, description))
    return tuple(found)
