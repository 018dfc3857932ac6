"""A method's parameters, and what a stream does to it: its result, its overloads, and how it calls.

    always a stream     def watch(…) -> Stream[Tick]                      self._call(*_WATCH.stream.given(locals()))
    either              @overload … stream: Literal[True] → Stream[…]     self._call(*_CHAT.stream_if(stream).given(…))

The async method is made from the sync one by the runtime, unless it has overloads: no type says how each of those changes.

Overloads do not repeat the other arguments: they take them as one TypedDict, which type checkers and editors unpack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from generator.emitter import literals
from generator.emitter.arguments import Argument, Source, is_wish
from generator.emitter.facts import success_type
from generator.emitter.layout import Call, Expr, bound, laid_out, signature
from generator.emitter.names import CAN_HIDE, class_name
from generator.emitter.page_views import fact_types, operation_maker, returned_type
from generator.emitter.spelling import Speller, joined, with_omit
from generator.emitter.streams import AnswerForm, answer_form, can_be_null, is_stream, member_that_asks
from generator.emitter.table import NameTable
from generator.model.api import Operation

_INDENT = "    "
VIEW_MAKERS = ("raw", "streamed", "async_raw", "async_streamed")
"""Of the methods of views; those with overloads have makers of their own: "raw_either"."""
_MAKERS = (
    *VIEW_MAKERS,
    *(f"{maker}_either" for maker in VIEW_MAKERS),
    *("async_paged", "async_streaming", "awaited"),
    *("lazy_resource", "lazy_view"),
)
"""Functions of the runtime that class bodies call."""


class Answering(Struct, frozen=True):
    """How one method, sync and async, answers. The async parts count only where there are overloads."""

    result: Expr
    async_result: Expr
    operation: Expr
    async_operation: Expr
    """What is called: the constant, or the part of it that is the stream."""
    options: Expr
    overloads: tuple[str, ...]
    async_overloads: tuple[str, ...]
    keywords: tuple[str, ...]
    """The TypedDict of the overloads' arguments; for type checkers only."""


class Choice(Struct, frozen=True):
    """The wish for a stream, as an argument."""

    flag: Argument
    is_nullable: bool
    streams_by_default: bool
    member: str | None
    """Of the body, where that is one argument; None if the argument itself is sent, or Accept says it all."""


def parameters_of(arguments: tuple[Argument, ...], speller: Speller) -> list[tuple[str, Expr, str]]:
    """Give a method's parameters as layout.signature takes them."""
    found: list[tuple[str, Expr, str]] = [("self", "", "")]
    has_star = False
    for argument in arguments:
        if not argument.is_positional and not has_star:
            has_star = True
            found.append(("*", "", ""))
        found.append((f"{argument.python_name}: ", *_annotated(argument, speller)))
    # Keywords of CallOptions are checked by the runtime.
    return [*found, ("**options: Unpack[CallOptions]", "", "")]


def _annotated(argument: Argument, speller: Speller) -> tuple[Expr, str]:
    if argument.source is Source.STREAM:
        speller.used |= {"Omit", "omit"}
        return with_omit(speller.name("bool")), " = omit"
    if argument.source is Source.MEDIA_TYPE:
        speller.used |= {"Omit", "omit"}
        return with_omit(speller.name("str")), " = omit"
    types = argument.types or ((argument.type,) if argument.type is not None else ())
    annotation = joined(speller.passed(type) for type in types)
    if argument.takes_part:
        annotation = joined((annotation, speller.name("FormPart")))
    if argument.constant is not None:
        return annotation, f" = {literals.value(argument.constant.values[0].value)}"
    if argument.is_required:
        return annotation, ""
    speller.used |= {"Omit", "omit"}
    return with_omit(annotation), " = omit"


def choice_of(operation: Operation, arguments: tuple[Argument, ...], table: NameTable) -> Choice | None:
    if answer_form(operation) is not AnswerForm.EITHER:
        return None
    for argument in arguments:
        if argument.source is Source.STREAM:
            return Choice(argument, False, False, member_that_asks(operation.body, table))
    flag = next(each for each in arguments if is_wish(each, table))
    is_nullable = flag.type is not None and can_be_null(flag.type, table)
    return Choice(flag, is_nullable, flag.doc.has_default and flag.doc.default is True, None)


def operation_type(operation: Operation, speller: Speller) -> Expr:
    """Spell the constant's type: `Operation[…]`, `StreamOperation[…]` or `EitherOperation[…, …]`."""
    match answer_form(operation):
        case AnswerForm.PLAIN:
            types = fact_types(operation, success_type(operation, speller), speller)
            return Call(f"{operation_maker(operation)}[", types, "]")
        case AnswerForm.STREAM:
            return Call("StreamOperation[", (success_type(operation, speller, is_stream),), "]")
        case AnswerForm.EITHER:
            return Call("EitherOperation[", _parts(operation, speller), "]")


def _parts(operation: Operation, speller: Speller) -> tuple[Expr, Expr]:
    return (
        success_type(operation, speller, lambda variant: not is_stream(variant)),
        success_type(operation, speller, is_stream),
    )


def choice_facts(choice: Choice | None) -> tuple[str, ...]:
    """Spell what an EitherOperation knows beside what every operation does."""
    facts: list[str] = []
    if choice is not None and choice.streams_by_default:
        facts.append("streams_by_default=True")
    if choice is not None and choice.member is not None:
        facts.append(f"member={literals.string(choice.member)}")
    return tuple(facts)


def answering_of(
    operation: Operation,
    arguments: tuple[Argument, ...],
    choice: Choice | None,
    names: tuple[str, str],
    spellers: tuple[Speller, Callable[[frozenset[str]], Speller]],
) -> Answering:
    """`names`: of the method and of the constant. `spellers`: the class body's, and what makes one for another body."""
    (method, constant), (speller, speller_hiding) = names, spellers
    form = answer_form(operation)
    if form is AnswerForm.PLAIN:
        result = returned_type(operation, success_type(operation, speller), speller)
        return Answering(result, result, constant, constant, "options", (), (), ())
    if form is AnswerForm.STREAM:
        stream: Expr = Call(f"{speller.name('Stream')}[", (success_type(operation, speller, is_stream),), "]")
        return Answering(stream, stream, f"{constant}.stream", f"{constant}.stream", "options", (), (), ())
    assert choice is not None
    flag = choice.flag.python_name
    plain, item = _parts(operation, speller)
    stream, async_stream = _streams(item, speller)
    speller.used.add("overload")
    typed_dict, keywords = _keywords(arguments, choice, constant, speller, speller_hiding)
    parameters = [(f"{each.python_name}: ", *_annotated(each, speller)) for each in arguments if each.is_positional]
    made = _Overloads(method, parameters, choice, typed_dict, speller)
    return Answering(
        joined((plain, stream)),
        joined((plain, async_stream)),
        Call(f"{constant}.stream_if(", (flag,), ")"),
        Call(f"{constant}.async_stream_if(", (flag,), ")"),
        "options" if choice.member is None else Call(f"{constant}.asking(", ("options", flag), ")"),
        made.lines("def", plain, stream),
        made.lines("async def", plain, async_stream),
        keywords,
    )


def _streams(item: Expr, speller: Speller) -> tuple[Expr, Expr]:
    return Call(f"{speller.name('Stream')}[", (item,), "]"), Call(f"{speller.name('AsyncStream')}[", (item,), "]")


def _keywords(
    arguments: tuple[Argument, ...],
    choice: Choice,
    constant: str,
    speller: Speller,
    speller_hiding: Callable[[frozenset[str]], Speller],
) -> tuple[str, tuple[str, ...]]:
    listed = [each for each in arguments if not each.is_positional and each is not choice.flag]
    if not listed:
        return "CallOptions", ()
    own = speller_hiding(frozenset(each.python_name for each in listed) & CAN_HIDE)
    name = f"_{class_name(constant.strip('_').title())}Arguments"
    lines = laid_out("", Call(f"class {name}(", ("CallOptions", "total=False"), ")"), ":", _INDENT)
    for each in listed:
        annotation, default = _annotated(each, own)
        if not default:
            annotation = Call(f"{own.name('Required')}[", (annotation,), "]")
        lines += laid_out(f"{each.python_name}: ", annotation, "", _INDENT * 2)
    speller.used |= own.used
    return name, tuple(lines)


def keyword_lines(classes: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Put the TypedDicts of a module's overloads below its other lines for type checkers, spaced as black does."""
    lines = [line for each in classes if each for line in ("", *each)]
    return (*lines, "") if lines else ()


class _Overloads(Struct, frozen=True):
    method: str
    positional: Sequence[tuple[str, Expr, str]]
    choice: Choice
    keywords: str
    speller: Speller

    def lines(self, definition: str, plain: Expr, stream: Expr) -> tuple[str, ...]:
        """Spell three: what the server does by default, the other, and for a boolean nobody knows yet."""
        by_default = self.choice.streams_by_default
        texts = self._one(definition, self._literal(by_default, True), True, stream if by_default else plain)
        texts += self._one(definition, self._literal(not by_default, False), False, plain if by_default else stream)
        either = joined(("bool", "None")) if self.choice.is_nullable else "bool"
        return (*texts, *self._one(definition, either, False, joined((plain, stream))))

    def _literal(self, value: bool, is_default: bool) -> Expr:
        literal = Call(f"{self.speller.name('Literal')}[", (str(value),), "]")
        return joined((literal, "None")) if is_default and self.choice.is_nullable else literal

    def _one(self, definition: str, annotation: Expr, is_default: bool, result: Expr) -> list[str]:
        flag = self.choice.flag
        default = ""
        if is_default and not flag.is_required:
            self.speller.used |= {"Omit", "omit"}
            annotation, default = with_omit(annotation), " = omit"
        parameters: list[tuple[str, Expr, str]] = [("self", "", ""), *self.positional, ("*", "", "")]
        parameters.append((f"{flag.python_name}: ", annotation, default))
        parameters.append(("**options: ", Call("Unpack[", (self.keywords,), "]"), ""))
        head = signature(f"{definition} {self.method}", parameters, result, _INDENT, ending=": ...")
        return [f"{_INDENT}@overload", *head, ""]


def makers_beside(attributes: Iterable[str]) -> dict[str, str]:
    """Give the name under which each of `_MAKERS` is imported: an attribute of that name hides it in the class body."""
    taken = frozenset(attributes)
    return {name: f"_{name}" if name in taken else name for name in _MAKERS}


def twin(python_name: str, maker: str, owner: str) -> list[str]:
    """Spell a method that is made from the one of the same name of another class."""
    return bound(python_name, Call(f"{maker}(", (f"{owner}.{python_name}",), ")"), _INDENT)


def async_maker(operation: Operation) -> str | None:
    """Name what makes the async method from the sync one. None: its overloads have to be written out."""
    match answer_form(operation):
        case AnswerForm.PLAIN:
            return "awaited" if operation.pagination is None else "async_paged"
        case AnswerForm.STREAM:
            return "async_streaming"
        case AnswerForm.EITHER:
            return None
