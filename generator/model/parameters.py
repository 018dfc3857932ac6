"""Parameters: which an operation takes, in which order, and how each is written.

Receives a Spec's operation; returns model Parameters (path parameters first, as the template has them) and a
`ParameterFate` for every one of the document, also those that are no arguments: headers the client sets, the API key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.loader import spec
from generator.model.api import Fate, Parameter, Place, Style
from generator.model.bodies import encoding_of
from generator.model.encodings import encoding_problems
from generator.model.media import is_form, is_json
from generator.model.objects import doc_of
from generator.model.plain_media import is_structured, schema_note
from generator.model.positions import Position, shared_name
from generator.model.schemas import TypeBuilder
from generator.model.types import ANY, STRING, Doc
from generator.problems import Location, Problem, error, warning

_VARIABLE = re.compile(r"\{([^{}]+)\}")
SET_BY_CLIENT = {
    **dict.fromkeys(("accept", "content-type", "authorization"), "OpenAPI 3.1 §4.8.12.1"),
    **dict.fromkeys(("content-length", "transfer-encoding"), "RFC 9112 §6"),
}
"""Names of header parameters that are no arguments, and what says so. A message has the length that its body has."""

_DELIMITED = (Style.SPACE_DELIMITED, Style.PIPE_DELIMITED, Style.TAB_DELIMITED)
_STYLES = {
    Place.PATH: (Style.SIMPLE, Style.LABEL, Style.MATRIX, *_DELIMITED),
    Place.QUERY: (Style.FORM, *_DELIMITED, Style.DEEP_OBJECT),
    Place.HEADER: (Style.SIMPLE, *_DELIMITED),
    Place.COOKIE: (Style.FORM, Style.COOKIE),
    Place.QUERYSTRING: (Style.FORM,),
}
"""OpenAPI 3.2 §4.12.2, and the formats of collections that Swagger 2.0 has everywhere; the first is the default."""
_MISTAKEN = frozenset({"simple", "form", "cookie"})
"""Styles that in the wrong place can only be meant as that place's default."""


class ParameterFate(Struct, frozen=True):
    wire_name: str
    location: Location
    fate: Fate
    reason: str = ""


def template_variables(path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_VARIABLE.findall(spec.path_and_query(path)[0])))


def parameters_of(
    operation: spec.Operation,
    home: Position,
    types: TypeBuilder,
    sent: Mapping[tuple[str, str], str],
    problems: list[Problem],
) -> tuple[tuple[Parameter, ...], tuple[ParameterFate, ...]]:
    """Give the arguments and the account; `sent` is what `auth.sent_keys` found."""
    found: list[Parameter] = []
    fates: list[ParameterFate] = []
    variables = template_variables(operation.path)
    whole = next((each for each in operation.parameters if each.place == Place.QUERYSTRING.value), None)
    for written in operation.parameters:
        fate, reason = _fate(written, variables, whole, sent)
        fates.append(ParameterFate(written.wire_name, written.location, fate, reason))
        if fate is Fate.SKIPPED:
            problems.append(warning("parameter-unused", f"`{written.wire_name}`: {reason}", written.location))
        elif not reason:
            found.append(_parameter(written, home, types, problems))
    found += _undeclared(operation, variables, problems)
    order = {wire_name: index for index, wire_name in enumerate(variables)}
    paths = sorted((each for each in found if each.place is Place.PATH), key=lambda each: order[each.wire_name])
    return (*paths, *(each for each in found if each.place is not Place.PATH)), tuple(fates)


def _fate(
    written: spec.Parameter,
    variables: tuple[str, ...],
    whole: spec.Parameter | None,
    sent: Mapping[tuple[str, str], str],
) -> tuple[Fate, str]:
    """A reason without SKIPPED: nothing is lost, but it is no argument. `whole` is the whole of the query."""
    name = written.wire_name.lower() if written.place == "header" else written.wire_name
    if (written.place, name) in sent:
        return Fate.GENERATED, sent[written.place, name]
    if written.place == "header" and name in SET_BY_CLIENT:
        return Fate.GENERATED, f"set by the client itself ({SET_BY_CLIENT[name]})"
    if written.place == "path" and written.wire_name not in variables:
        return Fate.SKIPPED, "the path has no such variable, so there is no place to send it in"
    if whole is not None and written is not whole and written.place in ("query", "querystring"):
        return Fate.SKIPPED, f"`{whole.wire_name}` is the whole query (OpenAPI 3.2 §4.12.1), so it is not sent"
    return Fate.GENERATED, ""


def _undeclared(operation: spec.Operation, variables: tuple[str, ...], problems: list[Problem]) -> Iterator[Parameter]:
    declared = {each.wire_name for each in operation.parameters if each.place == "path"}
    for wire_name in variables:
        if wire_name not in declared:
            message = f"The path has {{{wire_name}}}, but no parameter of that name is declared; it is taken as text"
            problems.append(warning("parameter-undeclared", message, operation.location))
            yield Parameter(wire_name, Place.PATH, STRING, True, Style.SIMPLE, False, Doc(), operation.location)


def _parameter(written: spec.Parameter, home: Position, types: TypeBuilder, problems: list[Problem]) -> Parameter:
    place = Place(written.place)
    shared = shared_name(written.location)
    is_component = shared is not None and "/parameters/" in written.location.pointer.partition("/paths/")[0]
    position = (
        Position(shared, "Parameter")
        if shared and is_component
        else (Position(shared or home.name, "Parameter").property(written.wire_name))
    )
    style = _style(written, place, problems)
    media = spec.MediaType(
        written.content_media_type or "", written.location, written.schema, encodings=written.encodings
    )
    problems += encoding_problems(media, types.merger)
    schema = written.schema
    if style is Style.TEXT and is_structured(schema, types.merger):
        schema = None
        problems.append(schema_note(media, "a caller gives", "text"))
    doc = doc_of(schema) if schema is not None else Doc()
    is_anything = written.content_media_type is not None and written.schema is None
    return Parameter(
        wire_name=written.wire_name,
        place=place,
        type=types.type_of(schema, position) if schema is not None else (ANY if is_anything else STRING),
        is_required=written.is_required or place is Place.PATH,
        style=style,
        explode=written.explode,
        doc=Doc(
            None,
            written.description or doc.description,
            written.is_deprecated or doc.is_deprecated,
            doc.has_default,
            doc.default,
        ),
        location=written.location,
        allow_reserved=written.allow_reserved,
        allow_empty_value=written.allow_empty_value,
        limits={} if schema is None else types.rules.limits_of(schema),
        rules={} if schema is None else types.rules.rules_of(schema),
        encodings=tuple(encoding_of(each, media, types.merger, problems) for each in media.encodings),
    )


def _style(written: spec.Parameter, place: Place, problems: list[Problem]) -> Style:
    if is_form(written.content_media_type or ""):
        return Style.FORM if place is Place.QUERYSTRING else Style.FORM_URLENCODED
    if written.content_media_type is not None:
        return Style.JSON if is_json(written.content_media_type) else Style.TEXT
    allowed = _STYLES[place]
    style = next((style for style in allowed if style.value == written.style), None)
    if style is not None:
        return style
    names = " or ".join(f"`{each.value}`" for each in allowed)
    what = (
        f"`style: {written.style}` on {place.value} parameter `{written.wire_name}`;"
        f" {place.value} parameters allow only {names}"
    )
    if written.style in _MISTAKEN:
        problems.append(warning("param-style", f"{what}. `{allowed[0].value}` is used", written.location))
    else:
        hint = "Correct it in an overlay or list the operation under `skip:` in client.yml."
        problems.append(error("param-style", what, written.location, hint))
    return allowed[0]
