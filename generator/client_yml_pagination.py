"""client.yml's `pagination:` to PageChoices.

    pagination:
      GET /v1/things: {style: cursor, cursor: after, next: paging.cursors.after, items: data}
      GET /v1/others: false

Whether names and paths are the operation's is model/page_choices.py's to say.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from generator.config import PageChoice
from generator.marked_yaml import Entries, Marked, Text, kind_of, near
from generator.problems import Location, Problem, error

_OPERATION = re.compile(r"[A-Za-z]+ /\S*")
_FLAGS = ("more", "last")
STYLES: dict[str, tuple[str, ...]] = {
    "cursor": ("cursor", "next", "last_item", "items", *_FLAGS, "offset", "total"),
    "page": ("page", "items", "first", "number", "pages", "total", *_FLAGS),
    "offset": ("offset", "items", "first", "start", "total", *_FLAGS),
    "next-url": ("next", "items"),
    "link-header": ("items",),
}
"""Style → what can be said about it; the first must be, `items` aside."""


def read_pagination(value: Marked, problems: list[Problem]) -> tuple[PageChoice, ...]:
    """Read the section; add what is wrong with it to `problems`."""
    if not isinstance(value, Entries):
        problems.append(_wrong_kind(value, "a mapping"))
        return ()
    found: list[PageChoice] = []
    for key, (place, inner) in value.values.items():
        if not _OPERATION.fullmatch(key):
            problems.append(error("config-value", f"`{key}` is no operation.", place, 'Write "METHOD /path".'))
            continue
        method, _, path = key.partition(" ")
        route = f"{method.upper()} {path}"
        if isinstance(inner, Text) and inner.value in ("false", "no", "off"):
            found.append(PageChoice(route, None, MappingProxyType({}), place))
        elif isinstance(inner, Entries):
            choice = _choice(route, inner, place, problems)
            if choice is not None:
                found.append(choice)
        else:
            problems.append(_wrong_kind(inner, "a mapping or `false`"))
    return tuple(found)


def _choice(route: str, entries: Entries, place: Location, problems: list[Problem]) -> PageChoice | None:
    settings: dict[str, tuple[str, Location]] = {}
    for key, (_, value) in entries.values.items():
        if isinstance(value, Text) and not value.is_null:
            settings[key] = (value.value, value.location)
        else:
            problems.append(_wrong_kind(value, "text"))
    styles = tuple(STYLES)
    if "style" not in settings:
        if "style" not in entries.values:
            message = f"There is no `style` here; {', '.join(styles)} are allowed."
            problems.append(error("config-missing", message, entries.location))
        return None
    style, style_place = settings.pop("style")
    if style not in styles:
        message = f"`style: {style}` is not allowed; {', '.join(styles)} are."
        problems.append(error("config-value", message, style_place, near(style, styles)))
        return None
    known = STYLES[style]
    unknown = [key for key in entries.values if key not in known and key != "style"]
    for key in unknown:
        message = f"`{key}` is not a setting of `style: {style}`."
        problems.append(error("config-key", message, entries.values[key][0], near(key, known)))
        settings.pop(key, None)
    if known[0] != "items" and known[0] not in entries.values:
        problems.append(error("config-missing", f"There is no `{known[0]}` here.", entries.location))
    elif style == "cursor" and "next" not in entries.values and "last_item" not in entries.values:
        hint = "Say where an answer has the next cursor, or where its last item has it."
        problems.append(error("config-missing", "There is no `next` and no `last_item` here.", entries.location, hint))
    elif style == "cursor" and ("offset" in entries.values) is not ("total" in entries.values):
        message = "An operation that takes a cursor or an offset needs both `offset` and `total` here."
        problems.append(error("config-missing", message, entries.location))
    elif "first" in settings and settings["first"][0] not in ("0", "1"):
        text, first_place = settings["first"]
        problems.append(error("config-value", f"`first: {text}` is not allowed; 0 and 1 are.", first_place))
    else:
        return PageChoice(route, style, MappingProxyType(settings), place)
    return None


def _wrong_kind(value: Marked, wanted: str) -> Problem:
    return error("config-type", f"{kind_of(value).capitalize()} is here; {wanted} is expected.", value.location)
