"""View of one method: its facts, signatures, docstring and call, sync and async.

Receives an operation; returns a `MethodView`, whose lines templates place as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from generator.emitter import docs
from generator.emitter.arguments import Argument, arguments_of
from generator.emitter.facts import fact_names, operation_lines
from generator.emitter.layout import Call, Expr, laid_out, one_line, signature
from generator.emitter.names import CAN_HIDE, Scope, snake_name
from generator.emitter.shared_answers import SharedAnswers, shared_answers
from generator.emitter.signatures import (
    VIEW_MAKERS,
    Answering,
    answering_of,
    async_maker,
    choice_facts,
    choice_of,
    makers_beside,
    operation_type,
    parameters_of,
    twin,
)
from generator.emitter.spelling import Speller
from generator.emitter.streams import AnswerForm, answer_form
from generator.emitter.table import NameTable
from generator.emitter.type_views import deprecation_lines, doc_text
from generator.model.api import Api, Operation

_INDENT = "    "
RESOURCE_MEMBERS = frozenset({"with_raw_response", "with_streaming_response"})
"""Attributes of every resource class; no method or child may take them."""


class MethodView(Struct, frozen=True):
    python_name: str
    facts: tuple[str, ...]
    """The Operation's definition, laid out."""
    signature: tuple[str, ...]
    docstring: tuple[str, ...]
    call: tuple[str, ...]
    async_lines: tuple[str, ...]
    """The async method: one line, made from the sync one; or a definition of its own, if it has overloads."""
    raw: tuple[str, ...]
    streamed: tuple[str, ...]
    async_raw: tuple[str, ...]
    async_streamed: tuple[str, ...]
    """The method's twins in the four views of the resource."""
    overloads: tuple[str, ...]
    keywords: tuple[str, ...]
    """What the overloads take, for type checkers: see signatures.py."""
    is_streamed: bool
    """It gives a stream, perhaps only if it is asked to."""
    operation: Operation
    arguments: tuple[Argument, ...]


def method_names(operations: tuple[Operation, ...], taken: set[str]) -> dict[int, str]:
    scope = Scope({*taken, *RESOURCE_MEMBERS})
    return {
        id(operation): scope.claim(snake_name(operation.name, fallback=operation.method.lower()))
        for operation in operations
    }


def methods_of(
    operations: tuple[Operation, ...], taken: set[str], owner: str, api: Api, table: NameTable
) -> tuple[tuple[MethodView, ...], tuple[str, ...], set[str]]:
    """Give the methods of the class `owner`, the facts they share, and the names their annotations use."""
    names = method_names(operations, taken)
    hidden = frozenset({*names.values(), *taken}) & CAN_HIDE
    speller = Speller(table, hidden, "types.")
    constants, makers = Scope(), makers_beside((*names.values(), *taken))
    shared = shared_answers(operations, table, constants)
    methods = tuple(
        _method(operation, names[id(operation)], owner, makers, (constants, shared), speller, api, table)
        for operation in operations
    )
    return methods, shared.lines, speller.used


def async_method_lines(methods: tuple[MethodView, ...]) -> tuple[str, ...]:
    """Put the async methods below each other as black does: a blank line around definitions."""
    lines: list[str] = []
    was_definition = False
    for method in methods:
        is_definition = bool(method.overloads)
        if lines and (is_definition or was_definition):
            lines.append("")
        lines += method.async_lines
        was_definition = is_definition
    return tuple(lines)


def _method(
    operation: Operation,
    python_name: str,
    owner: str,
    makers: dict[str, str],
    scope: tuple[Scope, SharedAnswers],
    speller: Speller,
    api: Api,
    table: NameTable,
) -> MethodView:
    constants, shared = scope
    arguments = arguments_of(operation, table)
    constant = constants.claim(f"_{python_name.upper().strip('_')}")
    choice = choice_of(operation, arguments, table)
    answering = answering_of(
        operation,
        arguments,
        choice,
        (python_name, constant),
        (speller, lambda hidden: Speller(table, hidden, "types.")),
    )
    plain = Speller(table, frozenset(), "types.")
    annotation = operation_type(operation, plain)
    speller.used |= plain.used | fact_names(operation, arguments)
    parameters = parameters_of(arguments, speller)
    caller = "_call" if operation.pagination is None else "_page"
    # With an underscore, because a method may be called `deprecated`.
    mark = deprecation_lines(operation.doc, _INDENT)
    speller.used |= {"_deprecated"} if mark else set()
    docstring = _docstring(operation, arguments)
    maker = async_maker(operation)
    if maker is not None:
        speller.used.add(makers[maker])
        async_lines = twin(python_name, makers[maker], owner)
    else:
        header = signature(f"async def {python_name}", parameters, answering.async_result, _INDENT, is_listed=True)
        awaiting = _call_lines("return await ", answering.async_operation, answering.options, caller)
        async_lines = [*answering.async_overloads, *mark, *header, *docstring, *awaiting]
    raw, streamed, async_raw, async_streamed = _in_views(python_name, owner, makers, answering, speller)
    facts = operation_lines(
        constant, annotation, operation, arguments, api, table, shared.spelled, choice_facts(choice)
    )
    return MethodView(
        python_name=python_name,
        facts=tuple(facts),
        signature=(*mark, *signature(f"def {python_name}", parameters, answering.result, _INDENT, is_listed=True)),
        docstring=tuple(docstring),
        call=tuple(_call_lines("return ", answering.operation, answering.options, caller)),
        async_lines=tuple(async_lines),
        raw=raw,
        streamed=streamed,
        async_raw=async_raw,
        async_streamed=async_streamed,
        overloads=answering.overloads,
        keywords=answering.keywords,
        is_streamed=answer_form(operation) is not AnswerForm.PLAIN,
        operation=operation,
        arguments=arguments,
    )


def _in_views(
    python_name: str, owner: str, makers: dict[str, str], answering: Answering, speller: Speller
) -> Iterator[tuple[str, ...]]:
    """Spell the method's twins in the resource's views, in the order of VIEW_MAKERS."""
    for kind in VIEW_MAKERS:
        maker = makers[f"{kind}_either" if answering.overloads else kind]
        speller.used.add(maker)
        yield tuple(twin(python_name, maker, f"Async{owner}" if kind.startswith("async") else owner))


def _docstring(operation: Operation, arguments: tuple[Argument, ...]) -> list[str]:
    indent = _INDENT * 2
    lines = docs.text_lines(operation.doc.title, operation.doc.description, indent=indent)
    if operation.doc.title and docs.clean(operation.doc.title).rstrip(".") == docs.clean(
        operation.doc.description
    ).rstrip("."):
        lines = docs.text_lines(operation.doc.description, indent=indent)
    told = [
        line
        for argument in arguments
        for line in docs.argument_lines(argument.python_name, doc_text(argument.doc, argument.wire_name), indent)
    ]
    if told:
        lines += ["", "Args:", *told] if lines else ["Args:", *told]
    if not lines:
        lines = [f"{operation.method} {docs.clean(operation.path)}"]
    return docs.docstring(lines, indent)


def _call_lines(start: str, operation: Expr, options: Expr, caller: str) -> list[str]:
    """Spell the call; the runtime sorts the arguments by the operation's facts (runtime/given.py)."""
    indent = _INDENT * 2
    changed = [] if options == "options" else laid_out("options = ", options, "", indent)
    if isinstance(operation, Call):
        given = Call(f"*{operation.head}", operation.items, f"{operation.tail}.given(locals())")
    else:
        given = Call(f"*{one_line(operation)}.given(", ("locals()",), ")")
    return [*changed, *laid_out(start, Call(f"self.{caller}(", (given,), ")"), "", indent)]
