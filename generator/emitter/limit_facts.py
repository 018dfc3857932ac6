"""What a value must be beyond its type, as keyword arguments: `minimum=1, max_length=5, rules={"items": …}`.

Receives JSON Schema keywords as the model has them; strict mode is what enforces them (runtime/constraints.py, rules.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter.displays import display
from generator.emitter.layout import Expr
from generator.emitter.names import snake_name

_LIMITS = (
    "minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems"
    " minProperties maxProperties"
).split()


def limit_facts(limits: Mapping[str, object], rules: Mapping[str, object]) -> list[Expr]:
    """`limits` are those on the value itself, `rules` what is inside must obey."""
    return [display(value, f"{name}=") for name, value in limits_by_name(limits, rules).items()]


def limits_by_name(limits: Mapping[str, object], rules: Mapping[str, object]) -> dict[str, object]:
    """Give the same by the runtime's names."""
    found: dict[str, object] = {snake_name(word): limits[word] for word in _LIMITS if word in limits}
    return found | {"rules": rules} if rules else found
