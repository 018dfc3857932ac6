"""Wire names to Python names: spelling and collisions.

Receives names in any spelling and gives identifiers; knows keywords and what generated modules use themselves.
Which of two equal names keeps the bare one is decided by the order of the calls, so callers go from the most to the
least visible name.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from generator.config import is_device
from generator.model.words import seen, words_of

TYPE_NAMES_IN_USE = frozenset(
    "Annotated Any AnyStr Awaitable Callable Decimal FileInput Literal Mapping Model Omit Required Sequence Tagged"
    " TypeAlias TypedDict TYPE_CHECKING Union".split()
)
"""Names that generated type modules import or that their annotations use."""


_SINCE_PYTHON_3_13 = str.maketrans("", "", "\u200c\u30fb\uff65")
"""The non-joiner and katakana's middle dots: in identifiers they are an error to Python 3.11."""


def _valid(text: str) -> str:
    """Drop what an identifier cannot hold; NFKC first, because Python compares identifiers that way."""
    normal = text if text.isascii() else unicodedata.normalize("NFKC", seen(text).translate(_SINCE_PYTHON_3_13))
    if f"a{normal}".isidentifier():
        return normal
    kept = "".join(character for character in normal if character == "_" or ("a" + character).isidentifier())
    # What is left may be an accent behind another letter: "L´a" → "L" + U+0301 + "a".
    return unicodedata.normalize("NFC", kept)


_SIGNS = {
    "+": "plus",
    "-": "minus",
    "*": "star",
    "<": "less",
    ">": "greater",
    "=": "equals",
    "!": "not",
    "%": "percent",
}


_BETWEEN_DIGITS = re.compile(r"(?<=\d)-(?=\d)")
"""No minus: "2024-01-31", "18-24"."""


def _spoken(text: str) -> str:
    """Put a word in the place of signs in a name that has nothing else but digits: "+1" → "plus_1", "<" → "less"."""
    if any(character.isalpha() for character in text):
        return text
    return "".join(
        f"_{_SIGNS[character]}_" if character in _SIGNS else character for character in _BETWEEN_DIGITS.sub("_", text)
    )


@lru_cache(maxsize=100_000)
def snake_name(text: str, *, fallback: str = "value") -> str:
    """Give a valid snake_case identifier: "createdAt" → created_at, "from" → from_, "2fa" → _2fa, "" → value.

    Never begins with an underscore unless a digit follows: names in an object are public.
    """
    name = _valid("_".join(words_of(_spoken(text)))).lower().strip("_")
    if not name:
        name = fallback
    if not name[0].isidentifier():
        name = "_" + name
    if keyword.iskeyword(name):
        name += "_"
    return name


_MODULE_LIMIT = 80
"""Bytes of a module's name; file systems take 255, Windows 260 for a whole path."""


def module_name(text: str) -> str:
    """Give a snake_case identifier that every file system takes: "aux" → aux_. Long ones are cut, so two may become one."""
    name = snake_name(text, fallback="module")
    if is_device(name):
        return f"{name}_"
    if len(name.encode()) <= _MODULE_LIMIT:
        return name
    return name.encode()[:_MODULE_LIMIT].decode(errors="ignore").rstrip("_")


@lru_cache(maxsize=100_000)
def class_name(text: str, *, fallback: str = "Type") -> str:
    """Give a valid PascalCase identifier, inner capitals kept: "voice-designs_ErrorResponse" → VoiceDesignsErrorResponse."""
    parts: list[str] = []
    part = ""
    for character in _spoken(text):
        if character.isalnum() or not character.isascii():
            part += character
        else:
            parts.append(part)
            part = ""
    parts.append(part)
    name = _valid("".join(piece[:1].upper() + piece[1:] for piece in parts if piece))
    if not name:
        name = fallback
    if not name[0].isidentifier() or name[0] == "_":
        name = unicodedata.normalize("NFC", fallback + name.lstrip("_"))
    if keyword.iskeyword(name):
        name += "_"
    return name


class Scope:
    """Names of one namespace; hands out each identifier once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def claim(self, *candidates: str) -> str:
        """Take the first free candidate; when none is free, the last one with the smallest free number behind it."""
        for candidate in candidates:
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate
        stem = candidates[-1]
        separator = "_" if stem[-1:].isdigit() or stem.islower() else ""
        number = 2
        while f"{stem}{separator}{number}" in self._taken:
            number += 1
        name = f"{stem}{separator}{number}"
        self._taken.add(name)
        return name


def claim_all(wire_names: Sequence[str], claim: Callable[[int], str]) -> list[str]:
    """Have the name of each claimed by its index, exact ones first: `id` beside `_id` is `id`, whichever comes first."""
    indices = range(len(wire_names))
    claimed = {at: claim(at) for at in sorted(indices, key=lambda at: snake_name(wire_names[at]) != wire_names[at])}
    return [claimed[at] for at in indices]


_BUILTIN_TYPES = {name for name in dir(builtins) if name.islower() and isinstance(getattr(builtins, name), type)}
CAN_HIDE = frozenset({*_BUILTIN_TYPES, "types", "datetime", "date", "time"})
"""list, dict, types …: a field or method of that name hides it for the annotations beside it."""
