from __future__ import annotations

import pytest

from generator.emitter.layout import one_line
from generator.emitter.spelling import Speller
from generator.emitter.table import name_table
from generator.model.types import (
    NULL,
    NUMBER,
    STRING,
    Binary,
    Enumeration,
    EnumValue,
    FormattedText,
    ListOf,
    MapOf,
    Named,
    TextFormat,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from tests.emitter import samples


def _speller(*hidden: str) -> Speller:
    return Speller(name_table(samples.api()), frozenset(hidden))


@pytest.mark.parametrize(
    ("expr", "returned", "passed"),
    [
        (STRING, "str", "str"),
        (UnionOf((STRING, NULL)), "str | None", "str | None"),
        (samples.choice("a", "b"), 'Literal["a", "b"] | str', 'Literal["a", "b"] | str'),
        (Enumeration((EnumValue("a"),), STRING, is_const=True), 'Literal["a"]', 'Literal["a"]'),
        (Enumeration((EnumValue(0.5), EnumValue(1)), NUMBER), "float | Literal[1]", "float | Literal[1]"),
        (Enumeration((EnumValue(1 << 64),), NUMBER, is_const=True), "float", "float"),
        (FormattedText(TextFormat.DATE_TIME), "datetime", "datetime | str"),
        (Binary(), "str | bytes", "FileInput"),
        (ListOf(STRING), "list[str]", "Sequence[str]"),
        (MapOf(ListOf(STRING)), "dict[str, list[str]]", "Mapping[str, Sequence[str]]"),
        (TupleOf((STRING, NUMBER), None), "tuple[str, float]", "Sequence[Any]"),
        (
            Named(samples.ERROR.id),
            "VoiceDesignsErrorResponse",
            "VoiceDesignsErrorResponse | VoiceDesignsErrorResponseDict",
        ),
        (Named(samples.OTHER.id), "Other", "Other | OtherDict | Mapping[str, Any]"),
        (Named(samples.PETS.id), "Pets", "PetsInput"),
        (Named(samples.LONG.id), "Long", "Long"),
    ],
    ids=repr,
)
def test_a_type_is_spelled_for_what_comes_back_and_for_what_is_passed(
    expr: TypeExpr, returned: str, passed: str
) -> None:
    speller = _speller()
    assert (returned, passed) == (one_line(speller.returned(expr)), one_line(speller.passed(expr)))


def test_a_name_that_the_class_hides_is_imported_under_another() -> None:
    speller = _speller("list", "datetime")
    spelled = one_line(speller.returned(ListOf(FormattedText(TextFormat.DATE_TIME))))
    assert ("_list[_datetime]", {"_list", "_datetime"}) == (spelled, speller.used)
