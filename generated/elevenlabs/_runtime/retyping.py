"""Functions that stand for a method and give something else: they show its text and parameters, and what they give.

For `help`, `create_autospec`, editors and documentation tools. Type checkers do not come here: they read the annotations
of views.py and twins.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from types import FunctionType
from typing import Any


def answer_of(method: Callable[..., Any]) -> str:
    """Return the text of what a method returns, as it shows it."""
    return str(_shown(method).__annotations__.get("return", "Any"))


def standing_for(method: Callable[..., Any], function: Any, answer: str) -> Any:
    """Let `function` look like `method` with another text of what it returns: `inspect` follows `__wrapped__`."""
    shown = _shown(method)
    if answer != answer_of(method):
        copy = FunctionType(
            shown.__code__,
            shown.__globals__,
            shown.__name__,
            shown.__defaults__,
            shown.__closure__,
        )
        copy.__kwdefaults__ = shown.__kwdefaults__
        copy.__annotations__ = {**shown.__annotations__, "return": answer}
        shown = copy
    update_wrapper(function, method)
    function.__wrapped__ = shown
    return function


def _shown(method: Any) -> Any:
    return getattr(method, "__wrapped__", method)
