"""Facts of an operation as the source of its `Operation(...)` constant: what runtime/operations.py needs to know, and no more.

Defaults are left out, so that a fact stands once and a diff shows what a spec changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.emitter import literals
from generator.emitter.arguments import Argument, Source
from generator.emitter.displays import display
from generator.emitter.encodings import body_encodings, encoding_names, file_names
from generator.emitter.layout import Call, Expr, assigned, one_line
from generator.emitter.page_views import operation_maker, page_fact, page_fact_names
from generator.emitter.parameter_facts import parameter_facts, parameter_names
from generator.emitter.spelling import Speller, joined
from generator.emitter.streams import AnswerForm, answer_form, is_stream, successes, untold
from generator.emitter.table import NameTable
from generator.emitter.xml_facts import xml_display
from generator.model.api import (
    Answer,
    AnswerKind,
    AnswerVariant,
    Api,
    Body,
    Operation,
    Server,
)
from generator.model.types import STRING

_JSON = ("application/json",)
"""What runtime/operations.py takes bodies and answers for, where nothing else is said."""


def _sent_path(path: str) -> str:
    """Leave out the pairs of a template's query that parameters are sent as: /search?q={text}&v=1 → /search?v=1."""
    bare, _, query = path.partition("?")
    kept = "&".join(pair for pair in query.split("&") if "{" not in pair)
    return f"{bare}?{kept}" if kept else bare


def operation_lines(
    constant: str,
    annotation: Expr,
    operation: Operation,
    arguments: tuple[Argument, ...],
    api: Api,
    table: NameTable,
    spelled: Callable[[Call], Expr],
    more: tuple[str, ...] = (),
) -> list[str]:
    """`annotation`: see signatures.operation_type. `spelled`: see shared_answers.py. `more`: facts that only its kind of operation has."""
    items: list[Expr] = [literals.string(f"{operation.method} {_sent_path(operation.path)}")]
    items += parameter_facts(operation, _names_of(arguments))
    if operation.body is not None:
        items.append(_body(operation.body, arguments, table))
    answers = tuple(spelled(call) for _, call in answer_calls(operation, table))
    if answers:
        items.append(Call("(", answers, ")", prefix="answers=", keeps_comma=True))
    if operation.security is not None and operation.security != api.security:
        items.append(tuples(operation.security, "security="))
    if operation.servers:
        servers = tuple(server_call(server) for server in operation.servers)
        items.append(Call("(", servers, ")", prefix="servers=", keeps_comma=True))
    items += more
    if operation.pagination is not None:
        items.append(page_fact(operation.pagination))
    made = Call(f"{_operation_class(operation)}(", tuple(items), ")")
    return assigned(constant, annotation, made, "")


def _names_of(arguments: tuple[Argument, ...]) -> dict[int, str]:
    return {each.index: each.python_name for each in arguments if each.index is not None}


def fact_names(operation: Operation, arguments: tuple[Argument, ...]) -> set[str]:
    """Give the names that the operation's facts are spelled with."""
    names = parameter_names(operation, _names_of(arguments)) | {_operation_class(operation)}
    if operation.answers:
        names.add("Answer")
    if operation.body is not None:
        names.add("Body")
        names |= encoding_names(operation.body)
    if operation.servers:
        names.add("Server")
    return names | page_fact_names(operation)


def _operation_class(operation: Operation) -> str:
    match answer_form(operation):
        case AnswerForm.PLAIN:
            return operation_maker(operation)
        case AnswerForm.STREAM:
            return "StreamOperation"
        case AnswerForm.EITHER:
            return "EitherOperation"


def _body(body: Body, arguments: tuple[Argument, ...], table: NameTable) -> Expr:
    media_types = tuple(variant.media_type for variant in body.variants)
    items: list[Expr] = [] if media_types == _JSON else [literals.string(each) for each in media_types]
    if body.is_required:
        items.append("is_required=True")
    for each in arguments:
        if each.source is Source.BODY:
            items.append(f"argument={literals.string(each.python_name)}")
        elif each.source is Source.STREAM:
            items.append(f"unsent=({literals.string(each.python_name)},)")
    renamed = tuple(
        f"{literals.string(each.python_name)}: {literals.string(each.wire_name)}"
        for each in arguments
        if each.source is Source.FIELD and each.python_name != each.wire_name
    )
    if renamed:
        items.append(Call("{", renamed, "}", prefix="names="))
    needs = tuple(each.wire_name for each in arguments if each.is_needed)
    if needs:
        items.append(f"needs={literals.value(needs)}")
    files = file_names(body, table)
    if files:
        items.append(tuples(files, "files="))
    items += body_encodings(body)
    for variant in body.variants:
        if variant.xml_root is not None:
            type_text = one_line(Speller(table).returned(variant.type))
            items.append(xml_display({"type": type_text, "root": variant.xml_root}, variant.xml))
            break
    return Call("Body(", tuple(items), ")", prefix="body=")


def answer_calls(operation: Operation, table: NameTable) -> Iterator[tuple[str, Call]]:
    """Spell what an operation answers with: of each status, one `Answer(...)` a media type."""
    any_content = untold(operation)
    for answer in operation.answers:
        status = literals.string(answer.status)
        if not answer.variants:
            yield answer.status, Call("Answer(", (status, '"*/*"' if answer in any_content else "None"), ")")
        for variant in answer.variants:
            yield answer.status, Call("Answer(", (status, *_answer_facts(variant, table)), ")")


def _answer_facts(variant: AnswerVariant, table: NameTable) -> tuple[Expr, ...]:
    facts: tuple[Expr, ...] = _type_text(variant, table)
    if (variant.media_type,) != _JSON:
        facts = (literals.string(variant.media_type), *facts)
    elif facts:
        facts = (f"type={facts[0]}", *facts[1:])
    if variant.rules:
        facts = (*facts, display(variant.rules, "rules="))
    if variant.event is not None:
        facts = (*facts, tuples(variant.event.fields, "event="))
        facts = (*facts, "has_text=True") if variant.event.has_text else facts
    return facts if variant.xml is None else (*facts, xml_display({}, variant.xml))


def answer_type(variant: AnswerVariant, speller: Speller) -> Expr:
    match variant.kind:
        case AnswerKind.TEXT:
            return speller.name("str")
        case AnswerKind.BINARY | AnswerKind.PIECES:
            return speller.name("bytes")
        case AnswerKind.EVENT_STREAM if variant.type == STRING:
            return speller.name("ServerSentEvent")
        case AnswerKind.JSON | AnswerKind.XML | AnswerKind.EVENT_STREAM | AnswerKind.JSON_LINES:
            return speller.returned(variant.type)


def _type_text(variant: AnswerVariant, table: NameTable) -> tuple[str, ...]:
    """The type as the runtime evaluates it: in the namespace of `types`, so without a prefix. () for a plain event."""
    text = one_line(answer_type(variant, Speller(table)))
    return () if text == "ServerSentEvent" and variant.type == STRING else (literals.string(text),)


def tuples(value: tuple[object, ...], prefix: str = "") -> Expr:
    """Spell a tuple of texts, or of tuples of texts, so that it can be broken over lines."""
    items = tuple(tuples(item) if isinstance(item, tuple) else literals.value(item) for item in value)
    return Call("(", items, ")", prefix=prefix, keeps_comma=True)


def server_call(server: Server, maker: str = "Server") -> Expr:
    items: list[Expr] = [literals.string(server.name), literals.string(server.url)]
    defaults = {each.wire_name: each.default for each in server.variables if each.default is not None}
    if defaults:
        pairs = ((literals.string(name), literals.string(default)) for name, default in defaults.items())
        items.append(Call("{", tuple(f"{name}: {default}" for name, default in pairs), "}", prefix="variables="))
    choices = tuple(
        tuples(each.values, f"{literals.string(each.wire_name)}: ") for each in server.variables if each.values
    )
    if choices:
        items.append(Call("{", choices, "}", prefix="choices="))
    return Call(f"{maker}(", tuple(items), ")")


def success_type(
    operation: Operation, speller: Speller, belongs: Callable[[AnswerVariant], bool] = lambda variant: True
) -> Expr:
    """What a call returns: the union over all 2xx answers, None for those without content; `default` where no 2xx is told.

    Where neither is told, or no content where there has to be some, anything may come.
    """
    if untold(operation):
        return speller.name("Any")
    answers = successes(operation)
    parts: list[Expr] = []
    for answer in answers:
        parts += [answer_type(variant, speller) for variant in answer.variants if belongs(variant)]
        if not answer.variants and belongs is not is_stream:
            parts.append("None")
    if not parts:
        return "None" if answers else speller.name("Any")
    return joined(parts)
