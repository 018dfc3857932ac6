"""Which resource an operation belongs to: its tag as a path of names.

    "Voice Clones"                                             → (Voice Clones,)
    "subpackage_a.subpackage_a/b.subpackage_a/b/c"             → (a, b, c)
    "Chat / Completions", "Chat > Completions"                 → (Chat, Completions)
    "3. Transfers", "carts/{cart_id}/gifts"                    → (Transfers,), (carts, gifts)
    a tag with a parent (OpenAPI 3.2 §4.22)                    → (parent, tag)
    "pet-controller", "PetController", "Pet Resource"          → (pet,): the class that serves it, as servers in Java tell it
    no tag: the first static segment of the path, `/v1/` and `/api/` aside; so too where the tag is one of those

Receives tags and paths as written; returns tuples of names as written. () means: a method of the client itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from generator.loader.spec import Operation, path_and_query
from generator.model.words import noun_fold, snake_fold, words_of

ResourcePath = tuple[str, ...]

_PREFIX = "subpackage_"
_SEPARATORS = re.compile(r"\s*(?:/|>|»|::|→)\s*")
_ORDINAL = re.compile(r"^\d+(\.\d+)*\s*[.):]\s+(?=[^\W\d])")
"""What puts tags in order in a list, and names nothing."""
_VARIABLE = re.compile(r"\{[^{}]*\}")
_VERSION = re.compile(r"v\d+([a-z]+\d*|\.\d+)*|\d{4}-\d{2}-\d{2}|api|rest|latest", re.IGNORECASE)
_CLASS = re.compile(r"(?<=[a-z0-9])(?:-(?:controller|resource)| ?(?:Controller|Resource))$")
"""What springdoc, springfox, LoopBack and SmallRye leave of it in a tag that is the name of a class of the server."""


def resource_path(operation: Operation, parents: Mapping[str, str], bare: Mapping[str, str]) -> ResourcePath:
    """Give the resource; `parents`: tag → parent tag; `bare`: see bare_tags."""
    if operation.tags and operation.tags[0] not in leading_versions(operation.path):
        found = path_of_tag(operation.tags[0], parents, bare)
        if found:
            return found
    segments = static_segments(operation.path)
    return segments[:1]


def bare_tags(operations: Sequence[Operation]) -> Mapping[str, str]:
    """Give what tags are called that are named after a class of the server, by tag: pet-controller → pet.

    Not where a path speaks of controllers, or resources, which are something of the API then; nor where another tag has
    the name.
    """
    tags = dict.fromkeys(operation.tags[0] for operation in operations if operation.tags)
    others = {snake_fold(tag) for tag in tags}
    found = {tag: name for tag in tags if (name := _CLASS.sub("", tag)) != tag and snake_fold(name) not in others}
    # Most documents have none.
    spoken_of = {word for operation in operations if found for word in noun_fold(words_of(operation.path))}
    return {tag: name for tag, name in found.items() if spoken_of.isdisjoint(noun_fold(words_of(tag))[-1:])}


def path_of_tag(tag: str, parents: Mapping[str, str], bare: Mapping[str, str]) -> ResourcePath:
    lineage = [tag]
    while (parent := parents.get(lineage[0])) is not None and parent not in lineage:
        lineage.insert(0, parent)
    names = [name for each in lineage for name in (_nested(each) or _separated(bare.get(each, each)))]
    return tuple(name for name in names if words_of(name))


def _nested(tag: str) -> ResourcePath:
    """Read dotted tags whose every part repeats and extends the one before; () for all others."""
    if not tag.startswith(_PREFIX):
        return ()
    parts = [part.strip().removeprefix(_PREFIX) for part in tag.split(".")]
    for shorter, longer in zip(parts, parts[1:]):
        if not longer.startswith(f"{shorter}/"):
            return tuple(parts)
    return tuple(name for name in parts[-1].split("/") if name)


def _separated(tag: str) -> ResourcePath:
    parts = _SEPARATORS.split(_ORDINAL.sub("", tag.strip(), count=1))
    return tuple(part for part in parts if part and not _VARIABLE.fullmatch(part))


def leading_versions(path: str) -> tuple[str, ...]:
    """Give the segments before the first that says something: ("api", "v1")."""
    segments = [segment for segment in path.split("/") if segment]
    return tuple(takewhile(_VERSION.fullmatch, segments))


def without_version(path: str) -> str:
    """Take `/v1/` and `/api/` away."""
    return "/".join(segment for segment in path.split("/") if not _VERSION.fullmatch(segment))


def static_segments(path: str) -> tuple[str, ...]:
    """Give the segments of a path that are words: no variables, no versions."""
    return tuple(
        segment
        for segment in path_and_query(path)[0].split("/")
        if segment and "{" not in segment and not _VERSION.fullmatch(segment) and any(map(str.isalpha, segment))
    )
