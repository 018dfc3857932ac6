"""Pages as documents state them for other generators, in the words of client.yml.

    x-fern-pagination: {cursor: $request.from, next_cursor: $response.paging.next, results: $response.data}
    x-speakeasy-pagination: {type: offsetLimit, inputs: [{name: p, type: page, in: parameters}], outputs: {results: $.data}}
    x-ms-pageable: {nextLinkName: nextLink, itemName: value}

Receives operations of the Spec; returns choices. Whether the names in them are the operation's is page_choices.py's to
say. What cannot be said in client.yml, such as Fern's `type: custom`, is left to what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from generator.config import PageChoice
from generator.loader.spec import Operation
from generator.problems import Location

_FERN, _SPEAKEASY, _MICROSOFT = "x-fern-pagination", "x-speakeasy-pagination", "x-ms-pageable"
_LAST_ITEM = re.compile(r"(?P<items>.*?)\.?\[(?:-1|\(@\.length-1\))\]\.(?P<last_item>.+)")
Said = tuple[str, Mapping[str, object]]
"""A style, and its settings; one that is no text was not said."""


def stated_pages(operations: Iterable[Operation]) -> tuple[PageChoice, ...]:
    return tuple(choice for operation in operations if (choice := _choice_of(operation)) is not None)


def keyword_of(choice: PageChoice) -> str:
    return choice.location.pointer.rpartition("/")[2]


def _choice_of(operation: Operation) -> PageChoice | None:
    for keyword, read in ((_FERN, _fern), (_SPEAKEASY, _speakeasy), (_MICROSOFT, _microsoft)):
        written = operation.extensions.get(keyword)
        said = read(written) if isinstance(written, dict) else None
        # AutoRest asks for the next page with GET, whatever the first was asked with.
        if said is not None and (keyword != _MICROSOFT or operation.method == "GET"):
            place = Location(operation.location.file, f"{operation.location.pointer}/{keyword}")
            settings = {name: (text, place) for name, text in said[1].items() if isinstance(text, str) and text}
            return PageChoice(f"{operation.method} {operation.path}", said[0], MappingProxyType(settings), place)
    return None


def _fern(written: Mapping[str, Any]) -> Said | None:
    paths = {key: _path(value) for key, value in written.items()}
    items, more = paths.get("results"), paths.get("has-next-page")
    for key in ("next_uri", "next_path"):
        if paths.get(key):
            return "next-url", {"next": paths[key], "items": items}
    if paths.get("cursor") and paths.get("next_cursor"):
        return "cursor", {"cursor": paths["cursor"], "next": paths["next_cursor"], "items": items}
    if paths.get("offset"):
        # Without a step, Fern counts pages.
        style, asked = ("offset", "offset") if paths.get("step") else ("page", "page")
        return style, {asked: paths["offset"], "items": items, "more": more}
    return None


def _speakeasy(written: Mapping[str, Any]) -> Said | None:
    inputs, outputs = written.get("inputs"), written.get("outputs")
    told = {key: _path(value) for key, value in outputs.items()} if isinstance(outputs, dict) else {}
    asks = [each for each in inputs if isinstance(each, dict)] if isinstance(inputs, list) else []
    asked = {str(each.get("type")): each.get("name") for each in asks}
    items = (told.get("results") or "").removesuffix("[*]")
    match written.get("type"):
        case "url" if told.get("nextUrl"):
            return "next-url", {"next": told["nextUrl"], "items": items}
        case "cursor" if asked.get("cursor") and told.get("nextCursor"):
            last = _LAST_ITEM.fullmatch(str(told["nextCursor"]))
            end: Mapping[str, object] = {"next": told["nextCursor"]} if last is None else last.groupdict()
            return "cursor", {"cursor": asked["cursor"], "items": items, **end}
        case "offsetLimit" if asked.get("page"):
            return "page", {"page": asked["page"], "items": items, "pages": told.get("numPages")}
        case "offsetLimit" if asked.get("offset"):
            return "offset", {"offset": asked["offset"], "items": items}
        case _:
            return None


def _microsoft(written: Mapping[str, Any]) -> Said | None:
    # Without a name, what is listed comes at once.
    if not written.get("nextLinkName"):
        return None
    return "next-url", {"next": written["nextLinkName"], "items": written.get("itemName") or "value"}


def _path(value: object) -> str | None:
    """Read "$response.paging.next", "$request.from" and "$.paging.next" as client.yml's "paging.next"."""
    return re.sub(r"^\$(request|response)?\.?", "", value) if isinstance(value, str) else None
