from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from generator.runtime.model import Model, field
from generator.runtime.unions import Tagged

if TYPE_CHECKING:
    from .people import Owner

Species: TypeAlias = Literal["cat", "dog"] | str
Pet: TypeAlias = "Annotated[Cat | Dog, Tagged('kind', {'cat': 'Cat', 'dog': 'Dog', 'wolf-dog': 'Dog'})]"


class Cat(Model):
    """A cat."""

    kind: Literal["cat"]
    name: str
    lives: int | None = field(default=None, minimum=0, maximum=9)
    born: date | None = None
    owner: Owner | None = None


class Dog(Model, extra="Cat | None"):
    kind: Literal["dog", "wolf-dog"]
    name: str
    barks: bool | None = None


class Bird(Model):
    name: str
    wings: int
