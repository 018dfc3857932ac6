"""What a value must be beyond its type, as keyword arguments: `minimum=1, max_length=5, rules={"items": …}`.

Receives JSON Schema keywords as the model has them; strict mode is what enforces them (runtime/constraints.py, rules.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter import literals
from generator.emitter.displays import display
from generator.emitter.layout import Expr
from generator.emitter.names import snake_name

_LIMITS = (
    "minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems"
    " minProperties maxProperties"
).split()


def limit_facts(limits: Mapping[str, object], rules: Mapping[str, object]) -> list[Expr]:
    """`limits` are those on the value itself, `rules` what is inside must obey."""
    facts: list[Expr] = [f"{snake_name(word)}={literals.value(limits[word])}" for word in _LIMITS if word in limits]
    return [*facts, display(rules, "rules=")] if rules else facts
