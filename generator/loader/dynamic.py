"""`$dynamicRef`: references whose target depends on how one got there (JSON Schema 2020-12 §8.2.3.2). `$recursiveRef` is
what it was called before, with one anchor that has no name (2019-09 §8.2.4.2).

    Page:   {$defs: {item: {$dynamicAnchor: item}}, properties: {items: {items: {$dynamicRef: "#item"}}}}
    Pets:   {$ref: Page, $defs: {item: {$dynamicAnchor: item, $ref: Pet}}}         items of a Pet each
    Tree:   {$dynamicAnchor: node, properties: {children: {items: {$dynamicRef: "#node"}}}}
    Named:  {$ref: Tree, $dynamicAnchor: node, properties: {name: …}}              children are Named

Receives the place of a schema; keeps the anchors that the schemas around it have set, outermost first. A reference to a
schema that uses one of them is no reference any more: the target is read anew, in place, with the anchors as they are. A
schema's own anchors count wherever it has them, with an `$id` or without, because documents seldom have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from generator.loader.refs import Place

_DEFINITIONS = ("$defs", "definitions")
DYNAMIC_REFERENCES = ("$dynamicRef", "$recursiveRef")
SETTING_ANCHORS = frozenset({"$dynamicAnchor", "$recursiveAnchor", "$defs"})
"""Keywords of a schema that can set anchors."""


class DynamicScope:
    """The anchors in force while one schema is read."""

    def __init__(self) -> None:
        self._anchors: dict[str, Place] = {}
        self._inside: list[tuple[str, str]] = []
        """Targets that are being read in place; one that is met again stays a reference."""

    @contextmanager
    def entered(self, place: Place) -> Iterator[None]:
        """Put the anchors that a schema sets in force. One that is set further out stays (§8.2.3.2: the outermost)."""
        new = [(name, at) for name, at in own_anchors(place) if name not in self._anchors]
        self._anchors.update(new)
        try:
            yield
        finally:
            for name, _ in new:
                self._anchors.pop(name, None)

    def target(self, reference: str) -> Place | None:
        """Give what a `$dynamicRef` names; None where no schema around has set that anchor."""
        return self._anchors.get(reference.partition("#")[2])

    @contextmanager
    def inlined(self, target: Place) -> Iterator[bool]:
        """Tell whether a reference's target has to be read in place; it is inside while the block runs."""
        key = (target.document.file, target.pointer)
        if not self._anchors or key in self._inside or not self._is_rebound(target):
            yield False
            return
        self._inside.append(key)
        try:
            yield True
        finally:
            self._inside.pop()

    def _is_rebound(self, target: Place) -> bool:
        """Tell whether the target uses an anchor, or sets one, that leads elsewhere here than it would by itself."""
        own = dict(own_anchors(target))
        used = {*_used_anchors(target.value), *own} & self._anchors.keys()
        return any(name not in own or own[name].pointer != self._anchors[name].pointer for name in used)


def own_anchors(place: Place) -> Iterator[tuple[str, Place]]:
    """Give (name, place) of the anchors that a schema sets: its own, and those of its definitions."""
    if not isinstance(place.value, dict):
        return
    anchor = place.value.get("$dynamicAnchor")
    if isinstance(anchor, str):
        yield anchor, place
    if place.value.get("$recursiveAnchor") is True:
        yield "", place
    for section in _DEFINITIONS:
        if section in place.value:
            for _, member in place.child(section).members():
                if isinstance(member.value, dict) and isinstance(member.value.get("$dynamicAnchor"), str):
                    yield member.value["$dynamicAnchor"], member


def _used_anchors(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Mapping):
            for keyword in DYNAMIC_REFERENCES:
                reference = current.get(keyword)
                if isinstance(reference, str):
                    yield reference.partition("#")[2]
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
