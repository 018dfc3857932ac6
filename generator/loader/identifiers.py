"""The names that schemas give themselves: `$id`, `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12 §8.2) and OpenAPI
3.2's `$self`.

Receives a document; returns where in it every such name stands. Documents without any, nearly all, are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from msgspec import Struct, field

from generator.loader.document import Document
from generator.loader.pointers import escaped

_NAMES = re.compile(r"""\$(?:id["':]|anchor|dynamicAnchor|self)""")
_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
"""Keywords whose values are the API's data; a `$id` in them is a member like any other."""
_KEYED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "paths"})
"""Keywords whose members' names are the author's."""


class Identifiers(Struct, frozen=True):
    resources: Mapping[str, str] = field(default_factory=dict)
    """Absolute or bare URI → pointer of the schema with that `$id`."""
    anchors: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(URI of the resource, anchor) → pointer."""

    def scope_of(self, pointer: str) -> tuple[str, str]:
        """Give (URI, pointer) of the innermost resource around a place; ("", "") where that is the document."""
        best = ("", "")
        for uri, root in self.resources.items():
            if len(root) >= len(best[1]) and (pointer == root or pointer.startswith(root + "/")):
                best = (uri, root)
        return best


def identifiers_in(document: Document) -> Identifiers:
    text = document.source.text
    if _NAMES.search(text) is None:
        return Identifiers()
    resources: dict[str, str] = {}
    anchors: dict[tuple[str, str], str] = {}
    base = document.url or ""
    if isinstance(document.value, dict) and isinstance(document.value.get("$self"), str):
        base = joined_uri(base, document.value["$self"])
        resources[base] = ""
    waiting: list[tuple[Any, str, str, bool]] = [(document.value, "", base, False)]
    while waiting:
        value, pointer, scope, is_keyed = waiting.pop()
        if isinstance(value, list):
            waiting.extend((item, f"{pointer}/{at}", scope, False) for at, item in enumerate(value))
        if not isinstance(value, dict):
            continue
        if not is_keyed:
            scope = _note(value, pointer, scope, resources, anchors)
        for key, item in value.items():
            if is_keyed or not (key in _DATA or key.startswith("x-")):
                waiting.append((item, f"{pointer}/{escaped(key)}", scope, not is_keyed and key in _KEYED))
    return Identifiers(resources, anchors)


def joined_uri(base: str, reference: str) -> str:
    """Resolve a URI reference (RFC 3986 §5.2); one that is none stays as it is, so that it is the name of nothing else."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _note(
    value: dict[str, Any], pointer: str, scope: str, resources: dict[str, str], anchors: dict[tuple[str, str], str]
) -> str:
    named = value.get("$id")
    if isinstance(named, str) and named:
        if named.startswith("#"):  # Draft 6's way to write an anchor.
            anchors.setdefault((scope, named[1:]), pointer)
        else:
            scope = joined_uri(scope, named).partition("#")[0]
            resources.setdefault(scope, pointer)
    for keyword in ("$anchor", "$dynamicAnchor"):
        anchor = value.get(keyword)
        if isinstance(anchor, str):
            anchors.setdefault((scope, anchor), pointer)
    return scope
