"""What servers change without notice, and what must not change with it.

value ──drifted_from──▶ fields more and less, values nobody knows, null         comes back as it came
value ──grown──▶ one property more          every object that was there is of the class that it was
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.roundtrip.values import Draw

NEW = "brand_new"
_NEW_VALUES = (None, 1, "new", {"deep": [1.5]})


def drifted_from(draw: Draw, value: Any) -> Any:
    """Change what servers change: a field more, a field less, a value nobody knows, null."""
    match value:
        case dict():
            made = {name: drifted_from(draw, item) for name, item in value.items()}
            if made and draw(st.integers(0, 3)) == 0:
                del made[draw(st.sampled_from(sorted(made)))]
            if draw(st.booleans()):
                made[NEW] = draw(st.sampled_from(_NEW_VALUES))
            return made
        case list():
            return [drifted_from(draw, item) for item in value]
        case str():
            return draw(st.sampled_from([value, "nobody-knows-this", None])) if draw(st.booleans()) else value
    return value


def grown(draw: Draw, value: Any) -> Any:
    """Give one object, of those that say anything, a property more."""
    made = deepcopy(value)
    objects = [each for each in _objects_in(made) if each]
    if objects:
        objects[draw(st.integers(0, len(objects) - 1))][NEW] = draw(st.sampled_from(_NEW_VALUES))
    return made


def _objects_in(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [each for item in inner for each in _objects_in(item)]
    return [value, *found] if isinstance(value, dict) else found


def classes_in(result: Any, pointer: str = "") -> dict[str, str]:
    """JSON pointer → class, of every object of a result."""
    if isinstance(result, list):
        items: list[tuple[Any, Any]] = list(enumerate(result))
    elif isinstance(result, dict):
        items = list(result.items())
    elif hasattr(type(result), "__match_args__") and hasattr(result, "__dict__"):
        items = [(name, result[name]) for name in list(result.__dict__)]
    else:
        return {}
    found = {} if isinstance(result, list) else {pointer: type(result).__name__}
    for name, item in items:
        found |= classes_in(item, f"{pointer}/{name}")
    return found
