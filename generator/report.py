"""Problems to text, as a compiler prints them.

Receives Problems and a way to look up places; returns text. Prints nothing itself.

    specs/acme/openapi.yml:120:9: error[param-style]: `style: deepObject` on header `X-Filter`; headers allow only `simple`.
        style: deepObject
        ^
    hint: Correct it in overlay.yml, or list the operation under `skip:` in client.yml.
    specs/acme/openapi.yml:98:5: related place
        X-Filter:
        ^
"""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, assert_never

from msgspec import Struct
from msgspec.structs import replace

from generator.problems import Location, Problem, Severity

_INDENT = "    "
_EXCERPT_WIDTH = 100
"""Characters of a source line that are shown; a minified document is one line of a megabyte."""
_CONTEXT = 40
"""Characters shown before the caret when a line is cut."""
_ALIKE = 3
"""Warnings of one text that are shown: a habit of an author's is in every operation."""


class Sources(Protocol):
    """Finds a pointer's line, and a line's text. The loader's sources are one; `DiskSources` is another."""

    def resolve(self, location: Location) -> Location: ...

    def excerpt(self, location: Location) -> str | None: ...


class DiskSources:
    """Reads lines from the files themselves; knows nothing of pointers."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def resolve(self, location: Location) -> Location:
        return location

    def excerpt(self, location: Location) -> str | None:
        if location.line is None:
            return None
        lines = self._lines.get(location.file)
        if lines is None:
            lines = self._lines[location.file] = _lines_of(location.file)
        return lines[location.line - 1].rstrip("\r") if location.line <= len(lines) else None


class LayeredSources:
    """Asks the given sources first, then the disk: for client.yml, and for lines that are too long for the first."""

    def __init__(self, first: Sources) -> None:
        self._first = first
        self._disk = DiskSources()

    def resolve(self, location: Location) -> Location:
        return self._first.resolve(location)

    def excerpt(self, location: Location) -> str | None:
        line = self._first.excerpt(location)
        return line if line is not None else self._disk.excerpt(location)


def _lines_of(file: str) -> list[str]:
    try:
        data = Path(file).read_bytes()
        encoding = "utf-16" if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else "utf-8-sig"
        return data.decode(encoding, errors="replace").split("\n")
    except (OSError, ValueError):
        # The problem may be that very file: a report must not fail over it.
        return []


class Palette(Struct, frozen=True):
    """Escape sequences by what they mark; empty strings where there is no colour."""

    place: str = ""
    hint: str = ""
    caret: str = ""
    error: str = ""
    warning: str = ""
    note: str = ""
    end: str = ""

    def of(self, severity: Severity) -> str:
        match severity:
            case Severity.ERROR:
                return self.error
            case Severity.WARNING:
                return self.warning
            case Severity.NOTE:
                return self.note
            case _:
                assert_never(severity)


PLAIN = Palette()
COLOURS = Palette(
    place="\x1b[1m",
    hint="\x1b[36m",
    caret="\x1b[32m",
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    note="\x1b[1;34m",
    end="\x1b[0m",
)


def wants_colour(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Tell whether to colour: only on a terminal, and not when NO_COLOR is set (https://no-color.org)."""
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def resolved(problems: Iterable[Problem], sources: Sources) -> tuple[Problem, ...]:
    """Fill in the lines of all places, drop repeated problems, and sort by place."""
    found = {_resolve(problem, sources): None for problem in problems}
    return tuple(sorted(found, key=_order))


def _resolve(problem: Problem, sources: Sources) -> Problem:
    return Problem(
        problem.code,
        problem.severity,
        problem.message,
        sources.resolve(problem.location),
        problem.hint,
        tuple(sources.resolve(place) for place in problem.related),
    )


def _order(problem: Problem) -> tuple[str, int, int, str, str, str]:
    place = problem.location
    return (place.file, place.line or 0, place.column or 0, place.pointer, problem.code, problem.message)


def report(problems: Iterable[Problem], sources: Sources, palette: Palette = PLAIN) -> str:
    """Spell problems, sorted, and a line that counts them; "" for none. Of warnings and notes with one text the first few
    are shown, the others counted."""
    listed = resolved(problems, sources)
    if not listed:
        return ""
    blocks = ["\n".join(_block(problem, sources, palette)) for problem in _shortened(listed)]
    return "\n\n".join(blocks) + f"\n\n{summary(listed)}\n"


def _shortened(listed: tuple[Problem, ...]) -> Iterator[Problem]:
    counts = Counter(map(_text_of, listed))
    shown: Counter[Hashable] = Counter()
    for problem in listed:
        text = _text_of(problem)
        shown[text] += 1
        more = counts[text] - _ALIKE
        if problem.severity is Severity.ERROR or shown[text] < _ALIKE or (shown[text] == _ALIKE and more == 0):
            yield problem
        elif shown[text] == _ALIKE:
            yield replace(problem, message=f"{problem.message} (And {more} more like it.)")


def _text_of(problem: Problem) -> Hashable:
    return problem.code, problem.message, problem.location.file


def summary(problems: Iterable[Problem]) -> str:
    """Count by severity: "2 errors, 1 warning"."""
    listed = tuple(problems)
    counts = ((sum(problem.severity is severity for problem in listed), severity.value) for severity in Severity)
    return ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for count, word in counts if count)


def place_text(location: Location) -> str:
    """Spell file:line:column as editors and terminals can follow it; the pointer where the line is not known."""
    if location.line is None:
        return visible(f"{location.file}#{location.pointer}" if location.pointer else location.file)
    return visible(f"{location.file}:{location.line}:{location.column or 1}")


def _block(problem: Problem, sources: Sources, palette: Palette) -> list[str]:
    colour = palette.of(problem.severity)
    end = palette.end
    lines = [
        f"{palette.place}{place_text(problem.location)}:{end} "
        f"{colour}{problem.severity.value}[{problem.code}]:{end} {visible(problem.message)}",
        *_excerpt(problem.location, sources, palette),
    ]
    if problem.hint:
        lines.append(f"{palette.hint}hint:{end} {visible(problem.hint)}")
    for place in problem.related:
        lines += [f"{palette.place}{place_text(place)}:{end} related place", *_excerpt(place, sources, palette)]
    return lines


def _excerpt(location: Location, sources: Sources, palette: Palette) -> list[str]:
    line = sources.excerpt(location) if location.line is not None else None
    if line is None or not line.strip():
        return []
    column = min((location.column or 1) - 1, len(line))
    start = max(0, column - _CONTEXT) if len(line) > _EXCERPT_WIDTH else 0
    start = max(start, min(len(line) - len(line.lstrip()), column))
    before, after = line[start:column], line[column : start + _EXCERPT_WIDTH]
    head = "…" if line[:start].strip() else ""
    tail = "…" if line[start + _EXCERPT_WIDTH :].strip() else ""
    shown = head + visible(before)
    return [
        f"{_INDENT}{shown}{visible(after.rstrip())}{tail}",
        f"{_INDENT}{' ' * _cells(shown)}{palette.caret}^{palette.end}",
    ]


def visible(text: str) -> str:
    """Make text from a file safe to print: a control character could rewrite the terminal, a line end forge a report."""
    if text.isprintable():
        return text
    return "".join(_spelled(character) for character in text)


def _spelled(character: str) -> str:
    if character.isprintable() or character == "\xa0":
        return character
    return " " if character == "\t" else character.encode("unicode_escape").decode("ascii")


def _cells(text: str) -> int:
    """Count terminal cells: East Asian wide characters take two (UAX #11), combining marks none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
