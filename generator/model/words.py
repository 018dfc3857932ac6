"""Names to words: one way to split "createdAt", "HTTPValidationError", "voice-designs_Error2" for every naming rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

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
_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200d-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""What has no shape of its own (Unicode's Default_Ignorable_Code_Point), but for the space and the non-joiner of no width,
which part words. Nobody could type a name that holds one."""


def seen(text: str) -> str:
    """Leave out the characters that nobody sees: joiners, directions of writing, variants of emoji."""
    return text if text.isascii() else _UNSEEN.sub("", text)


@cache
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
    starts: Sequence[int] = range(len(text) + 1)
    bases = text
    if not text.isascii():
        text = _composed(text)
        # Vowels of Hindi, tones of Thai, accents that no letter is made with: what follows a letter belongs to it.
        letters = [at for at, character in enumerate(text) if unicodedata.category(character)[0] != "M"]
        starts, bases = (*letters, len(text)), "".join(text[at] for at in letters)
    shaped = _WHOLE.sub(lambda found: found[0].capitalize(), bases)
    classes = "".join(_class_of(character) for character in shaped)
    return tuple(text[starts[found.start()] : starts[found.end()]] for found in _WORD.finditer(classes))


def _composed(text: str) -> str:
    # The small letter of "İ" is an "i" with a second dot above it, which looks like one without.
    return unicodedata.normalize("NFC", seen(text)).replace("İ", "I")


def snake_fold(text: str) -> str:
    """Give the form under which two names count as equal: "createdAt", "created_at" and "CREATED-AT" are one."""
    return "_".join(words_of(text)).lower()


def pascal(text: str) -> str:
    """Join the words with a capital each, inner ones kept: "xi-api-key" → "XiApiKey", "HTTPError" → "HTTPError"."""
    return "".join(word[:1].upper() + word[1:] for word in words_of(text))


_SAME_IN_BOTH = frozenset("analytics data media metadata news series sms species statistics".split())
_IRREGULAR = {"people": "person", "children": "child", "indices": "index", "matrices": "matrix", "vertices": "vertex"}
_DROPS_ES = ("sses", "shes", "ches", "xes", "zzes", "aliases", "atuses", "canvases", "viruses", "bonuses")
_KEEPS_S = ("ss", "us", "is")


def singular(word: str) -> str:
    """Give the singular of an English noun; the word itself if it is none or not known to be plural."""
    low = word.lower()
    if low in _IRREGULAR:
        return word[0] + _IRREGULAR[low][1:]
    # Three letters are an acronym more often than a plural: sms, dns, aws.
    is_too_short = len(word) < 4 and low != "ids"
    if is_too_short or not low.endswith("s") or low in _SAME_IN_BOTH or low.endswith(_KEEPS_S):
        return word
    if low.endswith("ies") and low not in ("movies", "cookies", "ties", "pies", "zombies"):
        return word[:-3] + "y"
    return word[:-2] if low.endswith(_DROPS_ES) else word[:-1]


def is_plural(word: str) -> bool:
    return singular(word) != word


def noun_fold(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the form under which nouns count as equal whatever their number and case."""
    return tuple(singular(word.lower()) for word in words)


def singular_name(name: str) -> str:
    """Put the last word of a name into the singular: "VoiceClones" → "VoiceClone"."""
    words = words_of(name)
    if not words or not name.endswith(words[-1]):
        return name
    return name[: len(name) - len(words[-1])] + singular(words[-1])
