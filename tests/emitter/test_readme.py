from __future__ import annotations

import ast

import pytest

from generator.emitter.layout import one_line
from generator.emitter.readme_views import example
from generator.emitter.table import name_table
from generator.model.types import (
    ANY,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Binary,
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

_TYPES: tuple[TypeExpr, ...] = (
    *(STRING, INTEGER, NUMBER, BOOLEAN, NULL, ANY, Binary()),
    *(FormattedText(format) for format in TextFormat),
    *(ListOf(Binary()), TupleOf((STRING, INTEGER), None), MapOf(STRING), UnionOf((INTEGER, NULL))),
    *(Named(definition.id) for definition in samples.DEFINITIONS),
)


@pytest.mark.parametrize("expr", _TYPES, ids=repr)
def test_an_example_is_a_literal_python_can_read(expr: TypeExpr) -> None:
    ast.literal_eval(one_line(example(expr, name_table(samples.api()))))
