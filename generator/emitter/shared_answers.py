"""Error answers that several operations of a module have: one constant each.

    _ERROR_429 = Answer("429", type="ErrorResponse")

Receives the operations of a module; returns a value that spells answers. Of each status, the answer that most operations
have gets the name, so that what a document changes for one operation changes the lines of that operation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.emitter.facts import answer_calls
from generator.emitter.layout import Call, Expr, laid_out, one_line
from generator.emitter.names import Scope
from generator.emitter.table import NameTable
from generator.model.api import Operation

_FEWEST = 2
"""Operations that share an answer before it gets a name."""


class SharedAnswers(Struct, frozen=True):
    names: Mapping[str, str]
    """Answer, spelled on one line → constant."""
    lines: tuple[str, ...]
    """The constants."""

    def spelled(self, answer: Call) -> Expr:
        return self.names.get(one_line(answer), answer)


def shared_answers(operations: Iterable[Operation], table: NameTable, constants: Scope) -> SharedAnswers:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    calls: dict[str, Call] = {}
    for operation in operations:
        for status, call in answer_calls(operation, table):
            if status[0] != "2":
                calls[one_line(call)] = call
                counts[status][one_line(call)] += 1
    names: dict[str, str] = {}
    lines: list[str] = []
    for status, found in sorted(counts.items()):
        text, count = min(found.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= _FEWEST:
            names[text] = constants.claim(f"_ERROR_{status.upper()}")
            lines += laid_out(f"{names[text]} = ", calls[text], "", "")
    return SharedAnswers(names, tuple(lines))
