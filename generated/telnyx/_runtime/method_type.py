"""What type checkers know of a method that a function makes: `create = awaited(Files.create)`.

For annotations only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class Method(Protocol[P, R]):
    """A function of a class, without its `self`: (…) -> R where it is read from an object."""

    @overload
    def __get__(
        self, instance: None, owner: Any
    ) -> Callable[Concatenate[Any, P], R]: ...

    @overload
    def __get__(self, instance: object, owner: Any) -> Callable[P, R]: ...
