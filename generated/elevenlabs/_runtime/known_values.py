"""`Literal[…]` of an annotation's text, and unions with one in them, in their order.

typing's own would do, but typing keeps its unions by what is in them, not by their order, and order tells an open enum
from any text (see strict.py).
"""

from __future__ import annotations

from typing import Any


class Known:
    """The values of a `Literal[…]`."""

    __slots__ = ("values",)

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.values)

    def __or__(self, other: Any) -> Ordered:
        return Ordered((self, other))

    def __ror__(self, other: Any) -> Ordered:
        return Ordered((other, self))

    def __repr__(self) -> str:
        return f"Literal[{', '.join(map(repr, self.values))}]"


class Ordered:
    """A union with a `Known` in it, in the order of the text."""

    __slots__ = ("members",)

    def __init__(self, members: tuple[Any, ...]) -> None:
        self.members = members

    def __or__(self, other: Any) -> Ordered:
        return Ordered((*self.members, other))

    def __ror__(self, other: Any) -> Ordered:
        return Ordered((other, *self.members))

    def __repr__(self) -> str:
        return " | ".join(map(repr, self.members))


class Literals:
    """What stands for `Literal` where a text is evaluated."""

    def __getitem__(self, values: object) -> Known:
        return Known(values if isinstance(values, tuple) else (values,))
