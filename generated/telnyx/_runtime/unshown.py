"""What keeps credentials out of printed local variables: error trackers and test runners print every frame's.

They print dicts and tuples item by item, named tuples too, whatever their `repr` says; of any other object, its `repr`.
So what hands credentials from function to function is no dict and no tuple, no function that can raise for what a
user did wrong has one in a variable of its own, and what can be refused earlier is: headers of the caller's own, before
there are others beside them.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")


class Unshown(Generic[V]):
    """Values by name, to be asked for."""

    __slots__ = ("get", "items")

    def __init__(self, values: Mapping[str, V]) -> None:
        # Not methods: every call asks some.
        self.get: Callable[[str], V | None] = values.get
        self.items: Callable[[], ItemsView[str, V]] = values.items
