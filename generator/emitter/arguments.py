"""The arguments of one method: which there are, their Python names, their order.

Receives an Operation; returns frozen `Argument`s, path parameters first, then required, then optional ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from generator.emitter.names import Scope, claim_all, snake_name
from generator.emitter.streams import AnswerForm, answer_form, can_ask
from generator.emitter.table import NameTable, resolved
from generator.model.api import Body, Operation, Parameter, Place
from generator.model.types import Doc, Enumeration, Field, ObjectType, TypeExpr, constant_of

CALL_OPTIONS = tuple(
    "extra_headers extra_query extra_body timeout max_retries retry idempotency_key"
    " max_response_bytes upload_progress".split()
)
"""Keys of runtime/options.py's CallOptions: every method takes them, so no argument may have their names."""
_RESERVED = frozenset({"self", "options", "locals", *CALL_OPTIONS})
"""`locals`: every method calls it."""
MEDIA_TYPE = "content_type"
"""Argument that chooses among several media types of a body."""


class Source(Enum):
    PARAMETER = "parameter"
    FIELD = "field"
    BODY = "body"
    MEDIA_TYPE = "media type"
    STREAM = "stream"
    """Says how the answer should come, where no field or parameter of the operation does."""


class Argument(Struct, frozen=True):
    python_name: str
    wire_name: str
    source: Source
    type: TypeExpr | None
    """None for the media type and for the wish for a stream."""
    is_required: bool
    is_positional: bool
    doc: Doc
    types: tuple[TypeExpr, ...] = ()
    """For a whole body: one type a media type."""
    takes_part: bool = False
    """The value may come with headers of its own."""
    is_needed: bool = False
    """The body has to have this field, but may be left out as a whole: `needs` of runtime/operations.py's Body."""
    index: int | None = None
    """Place of the parameter in `Operation.parameters`; None for what belongs to the body."""
    constant: Enumeration | None = None
    """The one value of what is required, so that it need not be passed."""


def flat_object(body: Body, table: NameTable) -> ObjectType | None:
    """Give the object whose fields are the arguments, if the body is flat."""
    if body.flat is None:
        return None
    definition = resolved(body.flat, table.types)
    return definition if isinstance(definition, ObjectType) else None


def body_fields(body: Body, table: NameTable) -> tuple[Field, ...]:
    """Give the fields a caller can set: all but what only the server sets (OpenAPI 3.1 §4.8.24, `readOnly`)."""
    flat = flat_object(body, table)
    return tuple(field for field in flat.fields if not field.is_read_only) if flat is not None else ()


def arguments_of(operation: Operation, table: NameTable) -> tuple[Argument, ...]:
    """Name everything a call can pass.

    Path parameters come first to the bare names, then body fields, then the rest; who comes too late gets its place in
    front: "query_id". (Path ids and body fields are what callers write most.)
    """
    scope = Scope(_RESERVED)
    body = operation.body
    found: list[Argument] = []
    paths = [(index, each) for index, each in enumerate(operation.parameters) if each.place is Place.PATH]
    others = [(index, each) for index, each in enumerate(operation.parameters) if each.place is not Place.PATH]
    if body is not None and len(body.variants) > 1:
        scope.claim(MEDIA_TYPE)
    found += _parameters(paths, scope)
    if body is not None:
        found += _body_arguments(body, scope, table)
    found += _parameters(others, scope)
    if body is not None and len(body.variants) > 1:
        found.append(Argument(MEDIA_TYPE, MEDIA_TYPE, Source.MEDIA_TYPE, None, False, False, Doc()))
    if answer_form(operation) is AnswerForm.EITHER and not any(is_wish(each, table) for each in found):
        name = scope.claim("stream", "stream_answer")
        found.append(Argument(name, "", Source.STREAM, None, False, False, Doc(description=_STREAM_DOC)))
    in_order = sorted(found, key=lambda argument: (not argument.is_positional, not argument.is_required))
    return tuple(_with_constant(argument, in_order[at + 1 :]) for at, argument in enumerate(in_order))


def is_wish(argument: Argument, table: NameTable) -> bool:
    """Tell whether a field or parameter of the operation asks for a stream."""
    return not argument.is_positional and can_ask(argument.wire_name, argument.type, table)


_STREAM_DOC = "Ask for the answer item by item."


def _claim(scope: Scope, wire_name: str, place: str) -> str:
    name = snake_name(wire_name, fallback=place)
    # `timeout_` reads better than `query_timeout` where only an option of ours is in the way.
    return scope.claim(name, *([f"{name}_"] if name in _RESERVED else []), f"{place}_{name}")


def _parameters(parameters: Sequence[tuple[int, Parameter]], scope: Scope) -> list[Argument]:
    wire_names = [parameter.wire_name for _, parameter in parameters]
    names = claim_all(wire_names, lambda at: _claim(scope, wire_names[at], parameters[at][1].place.value))
    return [_parameter(name, index, parameter) for name, (index, parameter) in zip(names, parameters, strict=True)]


def _parameter(python_name: str, index: int, parameter: Parameter) -> Argument:
    is_path = parameter.place is Place.PATH
    return Argument(
        python_name=python_name,
        wire_name=parameter.wire_name,
        source=Source.PARAMETER,
        type=parameter.type,
        is_required=is_path or (parameter.is_required and not _is_made_up(parameter)),
        is_positional=is_path,
        doc=parameter.doc,
        index=index,
    )


def _is_made_up(parameter: Parameter) -> bool:
    """Tell whether runtime/requests.py makes up a value where none is given; IDEMPOTENCY_HEADERS of its headers.py agrees."""
    return parameter.place is Place.HEADER and parameter.wire_name.lower() in ("idempotency-key", "x-idempotency-key")


def _body_arguments(body: Body, scope: Scope, table: NameTable) -> list[Argument]:
    fields = body_fields(body, table)
    with_headers = {each.wire_name for variant in body.variants for each in variant.encodings if each.headers}
    if fields:
        names = claim_all([field.wire_name for field in fields], lambda at: _claim(scope, fields[at].wire_name, "body"))
        return [
            Argument(
                python_name=name,
                wire_name=field.wire_name,
                source=Source.FIELD,
                type=field.type,
                is_required=field.is_required and body.is_required,
                is_positional=False,
                doc=field.doc,
                takes_part=field.wire_name in with_headers,
                is_needed=field.is_required and not body.is_required,
            )
            for name, field in zip(names, fields, strict=True)
        ]
    types = tuple(dict.fromkeys(variant.type for variant in body.variants))
    return [
        Argument(
            python_name=scope.claim("body", "request_body"),
            wire_name="",
            source=Source.BODY,
            type=types[0],
            is_required=body.is_required,
            is_positional=False,
            doc=body.doc,
            types=types,
        )
    ]


def _with_constant(argument: Argument, behind: Sequence[Argument]) -> Argument:
    """Note the one value of an argument, unless one behind it, that may be given by position too, has to be given."""
    constant = constant_of(argument.type) if argument.is_required else None
    must_be_given = argument.is_positional and any(
        each.is_positional and constant_of(each.type) is None for each in behind
    )
    return argument if constant is None or must_be_given else replace(argument, constant=constant)
