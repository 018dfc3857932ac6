"""Facts of an operation as the source of its `Operation(...)` constant: what runtime/operations.py needs to know, and no more.

Defaults are left out, so that a fact stands once and a diff shows what a spec changed.
"""

from __future__ import annotations

from generator.emitter import literals
from generator.emitter.layout import Call, Expr, assigned, one_line
from generator.emitter.page_views import operation_maker, page_fact, page_fact_names
from generator.emitter.spelling import Speller, joined
from generator.emitter.table import NameTable
from generator.model.api import (
    Answer,
    AnswerKind,
    AnswerVariant,
    Api,
    Body,
    Operation,
    Parameter,
    PartEncoding,
    Place,
    Server,
    Style,
)

_DEFAULTS = {
    Place.PATH: (Style.SIMPLE, False),
    Place.QUERY: (Style.FORM, True),
    Place.HEADER: (Style.SIMPLE, False),
    Place.COOKIE: (Style.FORM, True),
    Place.QUERYSTRING: (Style.FORM, True),
}
"""What runtime/operations.py's constructors assume (OpenAPI 3.1 §4.8.12.2)."""


def operation_lines(
    constant: str, types: tuple[Expr, ...], operation: Operation, api: Api, table: NameTable
) -> list[str]:
    items: list[Expr] = [literals.string(operation.method), literals.string(operation.path)]
    if operation.parameters:
        parameters = tuple(_parameter(parameter) for parameter in operation.parameters)
        items.append(Call("(", parameters, ")", prefix="parameters=", keeps_comma=True))
    if operation.body is not None:
        items.append(_body(operation.body))
    answers = tuple(line for answer in operation.answers for line in _answers(answer, table))
    if answers:
        items.append(Call("(", answers, ")", prefix="answers=", keeps_comma=True))
    if operation.security is not None and operation.security != api.security:
        items.append(_security(operation.security))
    if operation.servers:
        servers = tuple(server_call(server) for server in operation.servers)
        items.append(Call("(", servers, ")", prefix="servers=", keeps_comma=True))
    if operation.pagination is not None:
        items.append(page_fact(operation.pagination))
    maker = operation_maker(operation)
    annotation = Call(f"{maker}[", types, "]")
    made = Call(f"{maker}(", tuple(items), ")")
    return assigned(constant, annotation, made, "")


def fact_names(operation: Operation) -> set[str]:
    """Give the names that the operation's facts are spelled with."""
    names = {operation_maker(operation), *(parameter.place.value for parameter in operation.parameters)}
    if operation.answers:
        names.add("Answer")
    if operation.body is not None:
        names.add("Body")
        if any(variant.encodings for variant in operation.body.variants):
            names.add("Encoding")
    if operation.servers:
        names.add("Server")
    return names | page_fact_names(operation)


def _parameter(parameter: Parameter) -> Expr:
    style, explode = _DEFAULTS[parameter.place]
    items: list[Expr] = [literals.string(parameter.wire_name)]
    if parameter.style is not style:
        items.append(f"style={literals.string(parameter.style.value)}")
    if parameter.explode is not explode and parameter.style not in (Style.JSON, Style.TEXT):
        items.append(f"explode={parameter.explode}")
    if parameter.allow_reserved:
        items.append("allow_reserved=True")
    if parameter.allow_empty_value:
        items.append("allow_empty=True")
    return Call(f"{parameter.place.value}(", tuple(items), ")")


def _body(body: Body) -> Expr:
    items: list[Expr] = [literals.string(variant.media_type) for variant in body.variants]
    if body.is_required:
        items.append("is_required=True")
    encodings = {each.wire_name: each for variant in body.variants for each in variant.encodings}
    if encodings:
        pairs = tuple(_encoding(each) for each in encodings.values())
        items.append(Call("{", pairs, "}", prefix="encodings="))
    return Call("Body(", tuple(items), ")", prefix="body=")


def _encoding(encoding: PartEncoding) -> Expr:
    items: list[Expr] = []
    if encoding.content_type is not None:
        items.append(f"content_type={literals.string(encoding.content_type)}")
    if encoding.style is not None:
        items.append(f"style={literals.string(encoding.style.value)}")
    if encoding.explode is not None:
        items.append(f"explode={encoding.explode}")
    return Call("Encoding(", tuple(items), ")", prefix=f"{literals.string(encoding.wire_name)}: ")


def _answers(answer: Answer, table: NameTable) -> list[Expr]:
    status = literals.string(answer.status)
    if not answer.variants:
        return [Call("Answer(", (status,), ")")]
    return [
        Call("Answer(", (status, literals.string(variant.media_type), literals.string(_type_text(variant, table))), ")")
        for variant in answer.variants
    ]


def answer_type(variant: AnswerVariant, speller: Speller) -> Expr:
    match variant.kind:
        case AnswerKind.TEXT | AnswerKind.XML:
            return speller.name("str")
        case AnswerKind.BINARY:
            return speller.name("bytes")
        case AnswerKind.JSON | AnswerKind.EVENT_STREAM | AnswerKind.JSON_LINES:
            return speller.returned(variant.type)


def _type_text(variant: AnswerVariant, table: NameTable) -> str:
    """The type as the runtime evaluates it: in the namespace of `types`, so without a prefix."""
    return one_line(answer_type(variant, Speller(table)))


def _security(security: tuple[tuple[str, ...], ...]) -> Expr:
    return f"security={literals.value(security)}"


def server_call(server: Server, maker: str = "Server") -> Expr:
    items: list[Expr] = [literals.string(server.name), literals.string(server.url)]
    if server.variables:
        defaults = {variable.wire_name: variable.default for variable in server.variables}
        items.append(f"variables={literals.value(defaults)}")
    return Call(f"{maker}(", tuple(items), ")")


def success_type(operation: Operation, speller: Speller) -> Expr:
    """What a call returns: the union over all 2xx answers, None for those without content; `default` where no 2xx is told."""
    successes = [answer for answer in operation.answers if answer.is_success]
    if not successes:
        successes = [answer for answer in operation.answers if answer.status == "default"]
    parts: list[Expr] = []
    for answer in successes:
        parts += [answer_type(variant, speller) for variant in answer.variants] or ["None"]
    if not parts:
        return "None" if operation.answers else speller.name("Any")
    return joined(parts)
