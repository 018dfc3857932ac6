"""Changes as lines for people, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator.surface.changes import Change, Kind

_WIDTH = max(len(kind.value) for kind in Kind)
_SAID = {
    Kind.BREAKING: ("breaks callers", "break callers"),
    Kind.ADDITION: ("adds something", "add something"),
    Kind.NOTE: ("is worth knowing", "are worth knowing"),
}
_RELEASES = {Kind.BREAKING: "major", Kind.ADDITION: "minor", Kind.NOTE: "patch"}
"""What semantic versioning wants for the gravest of the changes."""


def lines_of(changes: Sequence[Change]) -> str:
    return "".join(f"{change.kind.value:<{_WIDTH}}  {change.where}: {change.what}\n" for change in changes)


def summary_of(changes: Sequence[Change]) -> str:
    """Say how many of each kind, and what the next version is: "1 change breaks callers, 3 add something: a major version"."""
    counts = Counter(change.kind for change in changes)
    if not counts:
        return "nothing that callers see has changed"
    told = [f"{count} {_SAID[kind][count > 1]}" for kind in Kind if (count := counts[kind])]
    first, *others = told
    number, _, verb = first.partition(" ")
    noun = "change" if number == "1" else "changes"
    return f"{', '.join((f'{number} {noun} {verb}', *others))}: a {release_of(changes)} version"


def release_of(changes: Sequence[Change]) -> str | None:
    """Give "major", "minor" or "patch"; None where nothing changed."""
    return next((_RELEASES[kind] for kind in Kind if any(change.kind is kind for change in changes)), None)


def json_of(client: str, changes: Sequence[Change] | None) -> dict[str, object]:
    """None: the package is new."""
    listed = changes or ()
    return {
        "client": client,
        "is_new": changes is None,
        "release": release_of(listed),
        "changes": [{"kind": change.kind.value, "where": change.where, "what": change.what} for change in listed],
    }
