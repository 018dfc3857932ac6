"""What Prism cannot do, with the reason: requests that are right by the document and that it refuses all the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    document: str
    route: str
    """"METHOD /path"."""
    said: str
    """Part of what Prism says; anything else it says is a violation."""
    reason: str


LIMITS: tuple[Limit, ...] = ()


def limit_of(document: str, route: str, said: str) -> Limit | None:
    return next(
        (each for each in LIMITS if (each.document, each.route) == (document, route) and each.said in said), None
    )
