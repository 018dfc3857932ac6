from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from generator.runtime.model import Model, field

if TYPE_CHECKING:
    from .animals import Bird, Cat, Dog, Pet, Species

Traffic: TypeAlias = Literal["conversational"] | str
JsonValue: TypeAlias = "str | int | float | bool | None | list[JsonValue] | dict[str, JsonValue]"


class Address(Model):
    street: str | None = None
    lines: list[str] | None = None


class Owner(Model):
    """Everything that a field can be."""

    name: str
    size: int = field(minimum=0)
    gender: Literal["male", "female"] | str | None = None
    created_at: datetime | None = None
    birthday: date | None = None
    opens: time | None = None
    photo: bytes | None = None
    balance: Decimal | None = None
    from_: str | None = field(default=None, wire="from", max_length=5)
    address: Address | None = None
    addresses: list[Address] | None = None
    by_place: dict[str, Address] | None = None
    moments: list[datetime] | None = None
    hours: dict[str, time] | None = None
    prices: list[Decimal] | None = None
    photos: list[bytes] | None = None
    pair: tuple[datetime, Address] | None = None
    row: tuple[Address, ...] | None = None
    pet: Pet | None = None
    pets: list[Pet] | None = None
    guest: Cat | Bird | None = None
    anything: Cat | list[Bird] | dict[str, Any] | str | None = None
    when: datetime | str | None = None
    friend: Owner | None = None
    species: Species | None = None
    traffic: Traffic | None = None
    json: JsonValue | None = None
    tags: list[str] | None = None


class Reading(Model, extra="Any"):
    value: float | None = None
    at: datetime | Literal["now"] | None = None
    old: Dog | None = None
