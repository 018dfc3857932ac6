"""How a type that is different is put into words."""

from __future__ import annotations

from generator.surface.expressions import Type, is_known_value, spelled

_LONGEST = 100
"""Characters of an annotation that is shown."""
_BEFORE = 20
"""Characters shown in front of where two long ones part."""


def told_of(verb: str, past: str, before: Type, after: Type) -> str:
    """Tell what is different, or both of a short one: "is `str | None`, was `str`", "takes `int` too"."""
    more, less = after - before, before - after
    if len(before & after) < 2:
        return told_of_texts(verb, past, spelled(before), spelled(after))
    if all(map(is_known_value, more | less)):
        verb = "knows"
    parts = ((more, "too"), (less, "no more"))
    return " and ".join(f"{verb} `{short(spelled(part))}` {how}" for part, how in parts if part)


def told_of_texts(verb: str, past: str, before: str, after: str) -> str:
    pairs = enumerate(zip(before, after))
    parting = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    return f"{verb} `{short(after, parting)}`, {past} `{short(before, parting)}`"


def short(text: str, parting: int = 0) -> str:
    """Cut what is long; `parting` is where it begins to be of interest."""
    if len(text) <= _LONGEST:
        return text
    start = max(0, parting - _BEFORE) if parting > _LONGEST - _BEFORE else 0
    end = "…" if start + _LONGEST < len(text) else ""
    return f"{'…' if start else ''}{text[start:start + _LONGEST]}{end}"
