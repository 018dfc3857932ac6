"""Which page comes next. Pure: what was asked and what came in, what to ask next out.

    Asked + body ──turn_of──▶ Turn ──▶ the options, or the URL, of the next request
                         └──▶ None: this was the last page

A next page is asked for by the very same call with more options: `extra_query` or `extra_body` put the new cursor,
number or offset in place of the call's own. A caller who gives the same options goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never, cast

from .encode import jsonable
from .link_header import next_link
from .paging import CursorPages, LinkPages, NumberedPages, OffsetPages, UrlPages
from .sentinels import omit
from .urls import followed, is_absolute

if TYPE_CHECKING:
    from .operations import Operation
    from .options import CallOptions
    from .paging import Paging, Path, Spot
    from .sentinels import Omit


_MOST_DIGITS = 18


class Asked(NamedTuple):
    """One request for a page: the user's call, and where its page stands in the row of pages."""

    operation: Operation[Any]
    arguments: tuple[object, ...]
    options: CallOptions
    body: object
    media_type: str | Omit
    trail: dict[str, int]
    """Cursors and URLs that were asked for → the depth of their page. One for the whole row."""
    depth: int = 0
    """Pages turned since the user's call."""
    before: int | None = None
    """Items on the pages before this one; None: not known."""
    first: int = 1
    """Number of the row's first page, or offset of its first item."""
    url: str = ""
    """Where to ask, if the server has said so."""


class Came(NamedTuple):
    """What came for it, as far as turning needs it."""

    body: object
    items: list[Any]
    url: str
    """Of the request that was answered; without secrets."""
    link: tuple[str, ...]
    """Values of the Link headers."""


class Turn(NamedTuple):
    """What to ask for next."""

    options: CallOptions
    key: str = ""
    """What must not come twice; "": it never does."""
    url: str = ""
    before: int | None = None
    first: int = 1


def found(value: object, path: Path) -> object:
    """Follow a path into a body; None where it leads nowhere, which is what a server that sends less gets."""
    for name in path:
        try:
            value = cast("Any", value)[name]
        except (KeyError, TypeError, IndexError):
            return None
    return value


def items_of(facts: Paging, body: object) -> list[Any]:
    items = found(body, facts.items)
    return items if isinstance(items, list) else []


def turn_of(facts: Paging, asked: Asked, came: Came) -> Turn | None:
    """Say what to ask for next; None where there is no more."""
    match facts:
        case CursorPages():
            return _next_cursor(facts, asked, came)
        case NumberedPages():
            return _next_number(facts, asked, came)
        case OffsetPages():
            return _next_offset(facts, asked, came)
        case UrlPages():
            return _at(found(came.body, facts.next), came)
        case LinkPages():
            return _at(next_link(came.link), came)
        case _:
            assert_never(facts)


def is_endless(facts: Paging) -> bool:
    """Tell whether nothing but an empty page says that the end is reached."""
    match facts:
        case NumberedPages():
            return not (facts.pages or facts.total or facts.more or facts.last)
        case OffsetPages():
            return not (facts.total or facts.more or facts.last)
        case _:
            return False


def first_key(facts: Paging, asked: Asked) -> str:
    """Give the cursor that the user's own call begins with."""
    if not isinstance(facts, CursorPages):
        return ""
    value = asked_for(facts.cursor, asked)
    return "" if value in (omit, None) else _key(value)


def _next_cursor(facts: CursorPages, asked: Asked, came: Came) -> Turn | None:
    otherwise = facts.otherwise
    if (
        otherwise is not None
        and asked_for(facts.cursor, asked) in (omit, None)
        and not found(came.body, facts.next)
        and _whole(found(came.body, otherwise.total)) is not None
    ):
        return _next_offset(otherwise, asked, came)
    if _goes_on(facts, came.body) is False:
        return None
    if facts.next:
        cursor = found(came.body, facts.next)
    else:
        cursor = found(came.items[-1], facts.last_item) if came.items else None
    # Servers spell "no more" as null, absent, "", 0 or false.
    if not cursor:
        return None
    if isinstance(cursor, str) and is_absolute(cursor):
        return _at(cursor, came)
    return Turn(changed(facts.cursor, cursor), _key(cursor))


def _next_number(facts: NumberedPages, asked: Asked, came: Came) -> Turn | None:
    goes_on = _goes_on(facts, came.body)
    if goes_on is False or not came.items:
        return None
    number = _whole(asked_for(facts.page, asked))
    if number is None:
        number = _whole(found(came.body, facts.number)) if facts.number else None
    if number is None:
        number = facts.first
    # A page 0 there is only where counting begins with it, whatever the document says.
    first = asked.first if asked.depth else min(facts.first, number)
    before = asked.before
    if not asked.depth:
        before = 0 if number == first else None
    seen = None if before is None else before + len(came.items)
    if goes_on is None:
        pages = _whole(found(came.body, facts.pages)) if facts.pages else None
        total = _whole(found(came.body, facts.total)) if facts.total else None
        if pages is not None:
            if number - first + 1 >= pages:
                return None
        elif total is not None and seen is not None and seen >= total:
            return None
    return Turn(changed(facts.page, number + 1), before=seen, first=first)


def _next_offset(facts: OffsetPages, asked: Asked, came: Came) -> Turn | None:
    goes_on = _goes_on(facts, came.body)
    if goes_on is False or not came.items:
        return None
    offset = _whole(asked_for(facts.offset, asked))
    first = asked.first if asked.depth else facts.first
    if offset is None:
        reported = _whole(found(came.body, facts.start)) if facts.start else None
        offset = first = facts.first if reported is None else reported
    # By what came, not by what was asked for: a server may give fewer at a time, and none of them may be missed.
    following = offset + len(came.items)
    total = _whole(found(came.body, facts.total)) if facts.total else None
    if goes_on is None and total is not None and following - first >= total:
        return None
    return Turn(changed(facts.offset, following), first=first)


def _goes_on(
    facts: CursorPages | NumberedPages | OffsetPages, body: object
) -> bool | None:
    """Read the flags; None if they say nothing."""
    more = found(body, facts.more) if facts.more else None
    if isinstance(more, bool):
        return more
    last = found(body, facts.last) if facts.last else None
    return not last if isinstance(last, bool) else None


def _at(address: object, came: Came) -> Turn | None:
    if not isinstance(address, str):
        # JSON:API and HAL: a link is a URL, or an object that has one.
        address = found(address, ("href",))
    if not isinstance(address, str) or not address:
        return None
    try:
        url = followed(came.url, address)
    except ValueError:
        url = address
    return Turn({}, url, url)


def asked_for(spot: Spot, asked: Asked) -> object:
    """Give what the call itself asks for at a spot; `omit` if nothing."""
    if not isinstance(spot, str):
        return _in_body(spot, asked)
    extra = asked.options.get("extra_query") or {}
    if spot in extra:
        return extra[spot]
    base, _, member = spot.partition("[")
    if isinstance(extra.get(base), Mapping):
        return _member(extra[base], member)
    for parameter, value in zip(
        asked.operation.parameters, asked.arguments, strict=True
    ):
        if parameter.place != "query":
            continue
        if parameter.wire_name == spot:
            return value
        if parameter.wire_name == base and parameter.style == "deepObject":
            return _member(value, member)
    return omit


def _member(value: object, member: str) -> object:
    """page={"number": 2}, "number]" → 2"""
    inner = found(value, (member.rstrip("]"),))
    return omit if inner is None else inner


def _in_body(path: Path, asked: Asked) -> object:
    inner = found(asked.options.get("extra_body"), path)
    if inner is None:
        inner = found(asked.body, path)
    return omit if inner is None else inner


def changed(spot: Spot, value: object) -> CallOptions:
    """Give the options that put a value at a spot."""
    if isinstance(spot, str):
        return {"extra_query": {spot: value}}
    *outer, last = spot
    member: dict[str, object] = {last: value}
    for name in reversed(outer):
        member = {name: member}
    return {"extra_body": member}


def merged(asked: Asked, more: CallOptions) -> CallOptions:
    """Add a turn's options to the call's own."""
    options = asked.options.copy()
    # The server would answer with the page it gave for this key before.
    options.pop("idempotency_key", None)
    if "extra_query" in more:
        query = dict(options.get("extra_query") or {})
        for name, value in (more["extra_query"] or {}).items():
            # To the end: what stands later wins, where an object and one of its members are both given.
            query.pop(name, None)
            query[name] = value
        options["extra_query"] = query
    if "extra_body" in more:
        extra = dict(options.get("extra_body") or {})
        for name, value in (more["extra_body"] or {}).items():
            own = extra[name] if name in extra else found(asked.body, (name,))
            extra[name] = _deep(own, value)
        options["extra_body"] = extra
    return options


def without_key(asked: Asked) -> tuple[object, ...]:
    """Give the call's arguments without an idempotency key: it is another request's."""
    return tuple(
        omit if parameter.is_idempotency_key and value is not None else value
        for parameter, value in zip(
            asked.operation.parameters, asked.arguments, strict=True
        )
    )


def wholly(asked: Asked, more: CallOptions) -> CallOptions:
    """Give a turn's options as a new call needs them: `extra_body` replaces members of a body, and does not merge them."""
    if "extra_body" not in more:
        return more
    extra = merged(asked, more).get("extra_body") or {}
    return {"extra_body": {name: extra[name] for name in more["extra_body"] or {}}}


def _deep(own: object, more: object) -> object:
    """Put the members of one object into another, at all depths."""
    plain = jsonable(own) if isinstance(more, dict) and own not in (None, omit) else {}
    if not isinstance(more, dict) or not isinstance(plain, dict):
        return more
    return {
        **plain,
        **{name: _deep(plain.get(name), value) for name, value in more.items()},
    }


def _whole(value: object) -> int | None:
    """Read a count, also of a server that sends it as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        # int() refuses thousands of digits.
        is_count = value.isdecimal() and len(value) <= _MOST_DIGITS
        return int(value) if is_count else None
    if isinstance(value, float):
        return int(value) if isfinite(value) else None
    return value if isinstance(value, int) else None


def _key(cursor: object) -> str:
    return str(jsonable(cursor))
