"""What is wrong with an input, and where: the one error vocabulary of every stage.

Receives facts from the stages; returns values that the command line prints. Raises `ProblemsFound` to end a run
whose input is unusable; a bug of our own is an ordinary exception and never becomes a `Problem`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Location(Struct, frozen=True):
    """A place in an input file."""

    file: str
    """Path as the user gave it, with forward slashes; never made absolute."""
    pointer: str = ""
    """JSON Pointer (RFC 6901) inside the document; "" is the whole document."""
    line: int | None = None
    """1-based. None means: to be found from the pointer when the problem is printed."""
    column: int | None = None
    """1-based, in characters."""


class Problem(Struct, frozen=True):
    """One finding about an input."""

    code: str
    """Short, stable, kebab-case: "ref-missing", "yaml-duplicate-key", "security-scheme-undefined"."""
    severity: Severity
    message: str
    """What was found and what is allowed, one sentence or two."""
    location: Location
    hint: str = ""
    """What to do about it. Empty when the message already says so."""
    related: tuple[Location, ...] = ()
    """Other places involved, for example the first of two duplicates."""


class ProblemsFound(Exception):
    """The input cannot be used. Holds everything found so far, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def error(code: str, message: str, location: Location, hint: str = "", related: tuple[Location, ...] = ()) -> Problem:
    return Problem(code, Severity.ERROR, message, location, hint, related)


def warning(code: str, message: str, location: Location, hint: str = "", related: tuple[Location, ...] = ()) -> Problem:
    return Problem(code, Severity.WARNING, message, location, hint, related)
