"""Names to words: one way to split "createdAt", "HTTPValidationError", "voice-designs_Error2" for every naming rule."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(
    r"""
      U+s(?![a-z])d*     # IDs, URLs: a plural acronym
    | U+(?=U[sl])        # the acronym of HTTPError
    | U?[sl]+d*          # Error2, voice
    | U+d*               # API, V1
    | d+[sl]*            # 2fa, 3d
    """,
    re.VERBOSE,
)
"""Over classes of characters: U upper, l lower (or without case), s the letter s, d digit."""
_WHOLE = re.compile("OAuth|IPv(?=[46])|iOS|macOS|GraphQL|GitHub|WebSocket|YouTube|LinkedIn|PayPal")
"""Names whose inner capitals begin no word."""


def _class_of(character: str) -> str:
    if character.isdigit():
        return "d"
    if not character.isalnum():
        return "-"
    if character.isupper():
        return "U"
    return "s" if character == "s" else "l"


@lru_cache(maxsize=100_000)
def words_of(text: str) -> tuple[str, ...]:
    """Split at case changes and separators; each word keeps its own case: ("HTTP", "Validation", "Error")."""
    shaped = _WHOLE.sub(lambda found: found[0].capitalize(), text)
    classes = "".join(_class_of(character) for character in shaped)
    return tuple(text[found.start() : found.end()] for found in _WORD.finditer(classes))


def snake_fold(text: str) -> str:
    """Give the form under which two names count as equal: "createdAt", "created_at" and "CREATED-AT" are one."""
    return "_".join(words_of(text)).lower()
