"""Path items and operations.

Receives the places of path items; returns `Operation` values, callbacks included.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.loader import swagger
from generator.loader.bodies import read_body, read_content, read_responses
from generator.loader.document import Dialect
from generator.loader.either_answer import with_either_answer
from generator.loader.fixed_fields import OPERATION, PATH_ITEM, tell_unknown_field, tell_unknown_fields
from generator.loader.parameters import read_parameter
from generator.loader.path_items import fields_of, layers_of, parameter_places, shared_parameters, written_key
from generator.loader.path_parameters import merged, settled, without_duplicates
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import description_of, extensions_of, flag_of, has_mapping, text_of, texts_of
from generator.loader.security import read_requirements
from generator.loader.servers import read_servers
from generator.loader.spec import Callback, CodeSample, Operation, Parameter, RequestBody, SecurityRequirement, Server

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_CODE_SAMPLES = ("x-codeSamples", "x-code-samples")


class Defaults(Struct, frozen=True):
    """What a document states for all its operations."""

    security: tuple[SecurityRequirement, ...] | None = None
    consumes: tuple[str, ...] = ()
    """Swagger 2.0 only, as `produces`."""
    produces: tuple[str, ...] = ()


def read_path_item(
    path: str, place: Place, defaults: Defaults, reading: Reading, *, has_template: bool = True
) -> Iterator[Operation]:
    """Give the operations of a path item. `path` is a webhook's name or a callback's expression where `has_template` is
    false."""
    layers = layers_of(place, reading)
    fields = fields_of(layers, reading)
    shared = shared_parameters(layers, reading)
    servers = read_servers(fields["servers"], reading) if "servers" in fields else ()
    for method, member in _methods(fields, reading):
        operation = reading.follow(member, keeps=None)
        if operation is None or not has_mapping(operation, reading, "An operation"):
            continue
        yield _operation(method, path if has_template else None, path, operation, (shared, servers), defaults, reading)


def _methods(fields: dict[str, Place], reading: Reading) -> Iterator[tuple[str, Place]]:
    for key, member in fields.items():
        if key.lower() in METHODS:
            if key != key.lower():
                reading.warn("method-case", f"`{key}` should be written `{key.lower()}`.", member)
            yield key.upper(), member
        elif key == "additionalOperations" and has_mapping(member, reading, "`additionalOperations`"):
            yield from member.members()
        else:
            tell_unknown_field(PATH_ITEM, key, member, reading)


def _operation(
    method: str,
    template: str | None,
    path: str,
    place: Place,
    item: tuple[list[Place], tuple[Server, ...]],
    defaults: Defaults,
    reading: Reading,
) -> Operation:
    tell_unknown_fields(OPERATION, place, reading)
    shared, servers = item
    own = parameter_places(place, reading)
    parameters = merged(_parameters(shared, reading), _parameters(own, reading))
    if template is not None:
        parameters = settled(template, parameters, place, reading)
    produces = swagger.media_types_stated(place, "produces", defaults.produces, reading)
    security = read_requirements(place.child("security"), reading)
    return Operation(
        method=method,
        path=path,
        location=place.location,
        operation_id=text_of(place.child("operationId"), reading),
        tags=texts_of(place.child("tags"), reading),
        summary=text_of(place.child("summary"), reading),
        description=description_of(place, reading),
        parameters=parameters,
        body=_body(place, [*shared, *own], defaults, reading),
        responses=with_either_answer(place, read_responses(place.child("responses"), produces, reading), reading),
        security=defaults.security if security is None else security,
        servers=_servers(place, reading) or servers,
        is_deprecated=flag_of(place.child("deprecated"), reading),
        code_samples=_code_samples(place, reading),
        callbacks=tuple(_callbacks(place.child("callbacks"), defaults, reading)),
        extensions=extensions_of(place.value),
    )


def _parameters(places: list[Place], reading: Reading) -> tuple[Parameter, ...]:
    found = (_parameter(place, reading) for place in places if not _is_body(place))
    return without_duplicates((parameter for parameter in found if parameter is not None), reading)


def _parameter(place: Place, reading: Reading) -> Parameter | None:
    parameter = read_parameter(place, reading)
    if parameter is None or parameter.content_media_type is None:
        return parameter
    written = read_content(place.child("content"), reading)
    return replace(parameter, encodings=written[0].encodings) if written else parameter


def _is_body(place: Place) -> bool:
    return place.document.dialect is Dialect.SWAGGER_2_0 and place.value.get("in") in ("body", "formData")


def _body(place: Place, parameters: list[Place], defaults: Defaults, reading: Reading) -> RequestBody | None:
    if place.document.dialect is Dialect.SWAGGER_2_0:
        consumes = swagger.media_types_stated(place, "consumes", defaults.consumes, reading)
        last = {written_key(parameter): parameter for parameter in parameters}
        return swagger.read_body(list(last.values()), consumes, place, reading)
    return read_body(place.child("requestBody"), reading) if "requestBody" in place.value else None


def _servers(place: Place, reading: Reading) -> tuple[Server, ...]:
    if place.document.dialect is not Dialect.SWAGGER_2_0:
        return read_servers(place.child("servers"), reading)
    if "schemes" not in place.value:
        return ()
    root = Place(place.document, "", place.document.value)
    return swagger.read_servers(root, place.child("schemes"), reading)


def _code_samples(place: Place, reading: Reading) -> tuple[CodeSample, ...]:
    found: list[CodeSample] = []
    for keyword in _CODE_SAMPLES:
        for sample in place.child(keyword).items():
            value: Any = sample.value
            if isinstance(value, dict) and isinstance(value.get("source"), str):
                language = text_of(sample.child("lang"), reading) or ""
                found.append(CodeSample(language, value["source"]))
    return (*found, *_examples_of_calls(place.child("x-oaiMeta").child("examples").value))


def _examples_of_calls(written: object) -> Iterator[CodeSample]:
    """Read the samples in OpenAI's documents: {request: {python: source, curl: source, …}}, or a list of these."""
    for example in written if isinstance(written, list) else [written]:
        match example:
            case {"request": {"python": str(source)}}:
                yield CodeSample("python", source)
            case _:
                pass


def _callbacks(place: Place, defaults: Defaults, reading: Reading) -> Iterator[Callback]:
    if not has_mapping(place, reading, "`callbacks`"):
        return
    for name, member in place.members():
        callback = reading.follow(member)
        # A callback's operation can announce the same callback again; once is enough to know it.
        if callback is None or not has_mapping(callback, reading, "A callback") or not reading.enter(callback):
            continue
        for expression, item in callback.members():
            if not expression.startswith("x-") and expression not in ("summary", "description"):
                yield Callback(
                    name, expression, tuple(read_path_item(expression, item, defaults, reading, has_template=False))
                )
        reading.leave(callback)
