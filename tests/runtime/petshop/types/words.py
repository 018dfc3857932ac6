"""Names that other model libraries reserve, and the few that are methods here."""

from __future__ import annotations

from datetime import datetime

from generator.runtime.model import Model, field


class Words(Model):
    json: str
    items: list[str] | None = None
    copy: int | None = None
    self: str | None = None
    model_config: str | None = None
    class_: str | None = field(default=None, wire="__class__")
    dict_: str | None = field(default=None, wire="__dict__")
    keys: str | None = None
    schema: str | None = None
    validate: datetime | None = None
    to_dict: str | None = None  # type: ignore[assignment]
    is_set: datetime | None = None  # type: ignore[assignment]
    from_dict: str | None = None  # type: ignore[assignment]
