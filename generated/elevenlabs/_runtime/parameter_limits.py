"""Strict mode, before a call is sent: is a parameter within the limits that the document states?

    limits={"limit": {"minimum": 1, "maximum": 100}}    500  ──▶  ValueError: limit: 500 is not at most 100

Loaded only by clients that are strict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .constraints import broken_constraints
from .encode import pointer_of
from .params import plain_of
from .rules import broken_rules
from .sentinels import Omit

if TYPE_CHECKING:
    from .parameters import Parameter


def check_limits(
    parameters: tuple[Parameter, ...], arguments: tuple[object, ...]
) -> None:
    """Raise ValueError for what the API would refuse. What is left out, and None, is not looked at."""
    broken: list[str] = []
    for parameter, value in zip(parameters, arguments, strict=True):
        if not parameter.limits or value is None or isinstance(value, Omit):
            continue
        plain, name = plain_of(value), parameter.wire_name
        broken += (
            f"{name}: {message}"
            for message in broken_constraints(plain, parameter.limits)
        )
        broken += (
            f"{name}{pointer_of(place)}: {message}"
            for place, message in broken_rules(plain, parameter.limits.get("rules", {}))
        )
    if broken:
        raise ValueError("; ".join(broken))
