"""The types of the sample vendor's answers."""

from __future__ import annotations

from generator.runtime.model import Model


class Thing(Model):
    id: str
    name: str | None


class Problem(Model):
    code: str


class Trouble(Model):
    why: str
