"""How an operation answers, and which argument says the wish for a stream."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.emitter.arguments import Source, arguments_of
from generator.emitter.signatures import choice_of
from generator.emitter.streams import AnswerForm, answer_form
from generator.emitter.table import name_table
from generator.model.api import Answer, AnswerKind, AnswerVariant, Body, BodyKind, BodyVariant, Operation
from generator.model.types import BOOLEAN, NULL, STRING, Doc, Enumeration, EnumValue, Named, TypeExpr, UnionOf
from tests.emitter import samples

JSON, EVENTS, LINES = AnswerKind.JSON, AnswerKind.EVENT_STREAM, AnswerKind.JSON_LINES


def answer(status: str, *kinds: AnswerKind) -> Answer:
    variants = tuple(AnswerVariant(kind.value, kind, STRING, samples.HERE) for kind in kinds)
    return Answer(status, variants, (), Doc(), samples.HERE)


def operation(*answers: Answer, **more: object) -> Operation:
    return replace(samples.LIST, id="op", name="op", answers=answers, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "form"),
    [
        ((answer("200", JSON), answer("400", EVENTS)), AnswerForm.PLAIN),
        ((answer("200", EVENTS), answer("400", JSON)), AnswerForm.STREAM),
        ((answer("200", EVENTS, LINES), answer("204")), AnswerForm.STREAM),
        ((answer("200", JSON, EVENTS),), AnswerForm.EITHER),
        ((answer("200", EVENTS), answer("202", JSON)), AnswerForm.EITHER),
        ((answer("default", EVENTS),), AnswerForm.STREAM),
        ((answer("default", EVENTS, JSON),), AnswerForm.EITHER),
        ((answer("200", JSON), answer("default", EVENTS)), AnswerForm.PLAIN),
        ((), AnswerForm.PLAIN),
    ],
)
def test_the_successes_tell_how_an_operation_answers(answers: tuple[Answer, ...], form: AnswerForm) -> None:
    assert form is answer_form(operation(*answers))


def test_head_has_no_stream() -> None:
    assert AnswerForm.PLAIN is answer_form(operation(answer("200", EVENTS), method="HEAD"))


def _booleans(*values: bool) -> Enumeration:
    return Enumeration(tuple(EnumValue(value) for value in values), BOOLEAN)


@pytest.mark.parametrize(
    ("wire_name", "type", "asks", "is_nullable"),
    [
        ("stream", BOOLEAN, True, False),
        ("streaming", BOOLEAN, True, False),
        ("stream", UnionOf((BOOLEAN, NULL)), True, True),
        ("stream", _booleans(True, False), True, False),
        ("stream", _booleans(True), False, False),
        ("stream", STRING, False, False),
        ("stream", UnionOf((BOOLEAN, STRING)), False, False),
        ("verbose", BOOLEAN, False, False),
    ],
)
def test_a_boolean_called_stream_is_the_wish(wire_name: str, type: TypeExpr, asks: bool, is_nullable: bool) -> None:
    flat = samples.model("Flat", samples.field(wire_name, type), samples.field("a"))
    variant = BodyVariant("application/json", BodyKind.JSON, Named(flat.id), samples.HERE)
    body = Body(True, (variant,), flat.id, Doc(), samples.HERE)
    call = operation(answer("200", JSON, EVENTS), body=body)
    table = name_table(samples.api(call, definitions=(*samples.DEFINITIONS, flat)))
    choice = choice_of(call, arguments_of(call, table), table)
    assert choice is not None
    assert (asks, is_nullable) == (choice.flag.source is Source.FIELD, choice.is_nullable)
    # Where something else has the name, the wish gets another one.
    expected = wire_name if asks else "stream_answer" if wire_name == "stream" else "stream"
    assert expected == choice.flag.python_name
