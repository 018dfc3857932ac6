"""References: from a `$ref` to the value it names.

    $ref: "#/components/schemas/Pet"     this document, RFC 6901 pointer, percent-decoded
    $ref: "common.yml#/Pet"              another file, relative to the one that refers
    $ref: "#pet"                         a schema with `$anchor: pet`
    $ref: "https://example.com/pet"      a schema with that `$id` if there is one, else the network

Receives places with references; returns places they lead to, or the problem. A `$ref` is only ever looked at where
OpenAPI or JSON Schema says there can be one, so a member called `$ref` in an example stays data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from generator.loader.document import Document
from generator.loader.identifiers import Identifiers, identifiers_in, joined_uri
from generator.loader.library import Library
from generator.loader.pointers import escaped, pointer_of, tokens_of, tokens_of_fragment
from generator.loader.values import child_of
from generator.problems import Location, Problem, error

_HOPS = 100
"""References on the way through one pointer. More of them are a loop."""
_HINTED = 50
"""References that lead nowhere for which like names are looked for: among thousands that takes long, and nobody reads so many."""


class Place(NamedTuple):
    """A value and where it stands."""

    document: Document
    pointer: str
    value: Any

    @property
    def location(self) -> Location:
        return Location(self.document.file, self.pointer)

    def child(self, key: str | int) -> Place:
        """Give a member or item. A missing one is None."""
        step = str(key)
        return Place(self.document, f"{self.pointer}/{escaped(step)}", child_of(self.value, step))

    def members(self) -> Iterator[tuple[str, Place]]:
        """Give a dict's members; nothing for any other value."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Place(self.document, f"{self.pointer}/{escaped(key)}", value)

    def items(self) -> Iterator[Place]:
        """Give a list's items; nothing for any other value."""
        if isinstance(self.value, list):
            for at, value in enumerate(self.value):
                yield Place(self.document, f"{self.pointer}/{at}", value)


class _Missing(NamedTuple):
    """Where a pointer stopped leading anywhere."""

    document: Document
    tokens: tuple[str, ...]
    depth: int
    holder: Any


class Resolver:
    """Follows references through a library's documents."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._identifiers: dict[str, Identifiers] = {}
        self._known: dict[tuple[str, str, str], Place] = {}
        self._resources: dict[str, tuple[Document, str]] = {}
        """By absolute or bare URI: the first document with a schema of that `$id`, and its pointer."""
        self._searched = 0
        """Documents whose resources are known."""
        self._missing = 0

    def follow(self, place: Place) -> tuple[Place, tuple[Place, ...]] | Problem:
        """Follow a chain of references to its end. Returns the end and the referring places passed, the given one
        first; () if it is none."""
        passed: list[Place] = []
        while isinstance(place.value, dict) and "$ref" in place.value:
            if any(place.pointer == other.pointer and place.document is other.document for other in passed):
                return cycle_problem([other.location for other in passed])
            passed.append(place)
            target = self.target(place)
            if isinstance(target, Problem):
                return target
            place = target
        return place, tuple(passed)

    def target(self, place: Place, keyword: str = "$ref") -> Place | Problem:
        """Give the place that one reference names."""
        ref = place.value[keyword]
        at = Location(place.document.file, f"{place.pointer}/{keyword}")
        if not isinstance(ref, str):
            return error("ref-invalid", f"`{keyword}` must be a string.", at)
        return self.named(ref, place, at)

    def named(self, ref: str, place: Place, at: Location, hops: int = 0) -> Place | Problem:
        """Give the place a reference names, as read at `place`; `at` is where problems point."""
        scope, scope_root = self.names(place.document).scope_of(place.pointer)
        key = (place.document.file, scope, ref)
        if key not in self._known:
            fault = _fault_in(ref.strip())
            if fault:
                return error("ref-invalid", f"`{ref}` is no reference: {fault}.", at, "Correct it in an overlay.")
            found = self._find(ref.strip(), place.document, scope, scope_root, at, hops)
            if isinstance(found, Problem):
                return found
            self._known[key] = found
        return self._known[key]

    def _find(
        self, ref: str, document: Document, scope: str, scope_root: str, at: Location, hops: int
    ) -> Place | Problem:
        uri, fragment = urldefrag(ref)
        if not uri:
            inner = self._in_resource(document, scope, scope_root, fragment, at, hops)
            # Most authors who give schemas an `$id` still mean the whole document by "#/components/…".
            if isinstance(inner, Place) or not scope_root:
                return self._explained(inner, ref, at)
            return self._explained(self._in_resource(document, "", "", fragment, at, hops), ref, at)
        for full in (joined_uri(scope or document.url or "", uri), uri):
            if full in self._all_resources():
                other, root = self._resources[full]
                return self._explained(self._in_resource(other, full, root, fragment, at, hops), ref, at)
        opened = self._library.open(uri, document, at)
        if isinstance(opened, Problem):
            return self._bare_name(ref, document, opened)
        return self._explained(self._in_resource(opened, "", "", fragment, at, hops), ref, at)

    def _all_resources(self) -> Mapping[str, tuple[Document, str]]:
        for document in list(self._library.documents.values())[self._searched :]:
            self._searched += 1
            for uri, root in self.names(document).resources.items():
                self._resources.setdefault(uri, (document, root))
        return self._resources

    def _in_resource(
        self, document: Document, scope: str, root: str, fragment: str, at: Location, hops: int
    ) -> Place | _Missing | Problem:
        if not fragment or fragment.startswith("/"):
            base = tokens_of(root)
            found = self._walk(document, base + tokens_of_fragment(fragment), at, hops)
            if isinstance(found, _Missing) and "%" in fragment:
                # Not as RFC 6901 §6 has it, but many write pointers so: `a%2Fb` as one name, or a name with "%" as it is.
                written = tokens_of(fragment)
                for tokens in (tuple(unquote(token) for token in written), written):
                    other = self._walk(document, base + tokens, at, hops)
                    if not isinstance(other, _Missing):
                        return other
            return found
        anchors = self.names(document).anchors
        name = unquote(fragment)
        pointer = anchors.get((scope, name))
        if pointer is None:
            pointer = next((other for (_, anchor), other in anchors.items() if anchor == name), None)
        if pointer is None:
            return _Missing(document, (name,), 0, {anchor: None for _, anchor in anchors})
        return self._walk(document, tokens_of(pointer), at, hops)

    def _walk(self, document: Document, tokens: tuple[str, ...], at: Location, hops: int) -> Place | _Missing | Problem:
        place = Place(document, "", document.value)
        for depth, token in enumerate(tokens):
            while not _has(place.value, token):
                # A pointer through another reference: not allowed, but what it means is plain.
                if not (isinstance(place.value, dict) and isinstance(place.value.get("$ref"), str)):
                    return _Missing(place.document, tokens, depth, place.value)
                hops += 1
                if hops > _HOPS:
                    return cycle_problem([place.location])
                target = self.named(place.value["$ref"], place, at, hops)
                if isinstance(target, Problem):
                    return target
                place = target
            place = place.child(token)
        return place

    def names(self, document: Document) -> Identifiers:
        """Give the names that schemas of a document give themselves."""
        if document.file not in self._identifiers:
            self._identifiers[document.file] = identifiers_in(document)
        return self._identifiers[document.file]

    def _explained(self, found: Place | _Missing | Problem, ref: str, at: Location) -> Place | Problem:
        if not isinstance(found, _Missing):
            return found
        missing = found.tokens[found.depth]
        inside = "the document" if found.document.file == at.file else found.document.file
        message = f"`{ref}` leads nowhere: {inside} has no `{missing}` there."
        self._missing += 1
        return error("ref-missing", message, at, _near_hint(found) if self._missing <= _HINTED else "")

    def _bare_name(self, ref: str, document: Document, problem: Problem) -> Problem:
        pointers = list(_components_named(document, ref))
        if not pointers:
            return problem
        return error(problem.code, problem.message, problem.location, f"Did you mean `#{pointers[0]}`?")


def definition_around(place: Place, ref: str) -> Place | None:
    """Give the definition with the last name of a reference in the `$defs` of the innermost schema around a place that
    has it: where a JSON Schema was pasted, as pydantic writes them, whose references begin where it began."""
    name = (tokens_of_fragment(ref[1:]) or ("",))[-1] if ref.startswith("#/") else ""
    around, found = Place(place.document, "", place.document.value), None
    for token in (*tokens_of(place.pointer), None):
        for keyword in ("$defs", "definitions"):
            definitions = around.child(keyword)
            if around.pointer and isinstance(definitions.value, dict) and name in definitions.value:
                found = definitions.child(name)
        around = around if token is None else around.child(token)
    return found


def _fault_in(ref: str) -> str:
    """Say why a text cannot be a URI reference, nor the name of a file; "" if it can."""
    if any(ord(character) < 0x20 or 0xD800 <= ord(character) < 0xE000 for character in unquote(ref)):
        return "it has a character that no address can have"
    try:
        urlsplit(ref)
    except ValueError as failure:
        return str(failure)
    return ""


def cycle_problem(places: list[Location]) -> Problem:
    """Say that references lead in a circle. They come as met; the one that sorts first is named, whatever the circle
    was entered by."""
    first, *rest = sorted(places, key=lambda place: (place.file, place.pointer))
    return error(
        "ref-cycle",
        f"The reference leads back to itself by way of {len(places)} reference{'s' * (len(places) > 1)} "
        "and never to a value.",
        Location(first.file, first.pointer + "/$ref"),
        "Replace one of the references by what it should stand for.",
        tuple(Location(place.file, place.pointer + "/$ref") for place in rest),
    )


def _has(value: Any, token: str) -> bool:
    if isinstance(value, dict):
        return token in value
    return (
        isinstance(value, list) and token.isascii() and token.isdigit() and len(token) < 10 and int(token) < len(value)
    )


def _near_hint(missing: _Missing) -> str:
    token, before = missing.tokens[missing.depth], missing.tokens[: missing.depth]
    names = [str(name) for name in missing.holder] if isinstance(missing.holder, dict) else []
    by_lower = {name.lower(): name for name in reversed(names)}
    near = [by_lower[found] for found in get_close_matches(token.lower(), by_lower, 3)]
    pointers = [pointer_of((*before, name)) for name in near] or list(
        _components_named(missing.document, missing.tokens[-1])
    )
    if not pointers:
        return f"It has {', '.join(f'`{name}`' for name in names[:5])}." if 0 < len(names) <= 5 else ""
    return "Did you mean " + " or ".join(f"`#{pointer}`" for pointer in pointers[:3]) + "?"


def _components_named(document: Document, name: str) -> Iterator[str]:
    components = child_of(document.value, "components")
    for section in components if isinstance(components, dict) else ():
        if _has(components[section], name):
            yield pointer_of(("components", section, name))
    for section in ("definitions", "parameters", "responses"):
        if _has(child_of(document.value, section), name):
            yield pointer_of((section, name))
