"""Pages as client.yml wants them, else as the document states them for another generator, else as they are found.

Receives finished operations and the choices; returns the operations with their pagination, and what is wrong with a
choice: an operation, a parameter or a property that is not there. In client.yml that is an error.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.config import PageChoice
from generator.model.api import STREAMS, Operation
from generator.model.page_shapes import (
    Kind,
    Types,
    asks_of,
    bare,
    first_number,
    kind_of,
    property_at,
    request_body,
    shape_of,
    success_body,
    tellable,
)
from generator.model.pages import (
    BodySpot,
    Cursor,
    Flags,
    Items,
    LinkHeader,
    NextUrl,
    Offset,
    PageNumber,
    Pagination,
    Path,
    QuerySpot,
    Spot,
)
from generator.model.pagination import pagination_of
from generator.model.stated_pages import keyword_of
from generator.model.types import ListOf, TypeExpr
from generator.problems import Location, Problem, Severity, error

_MOST_NAMES = 12
"""As many names a hint lists."""
_IN_ANSWER = "property in its answer"


def with_pages(
    operations: Sequence[Operation],
    types: Types,
    choices: Sequence[PageChoice],
    stated: Sequence[PageChoice] = (),
) -> tuple[list[Operation], tuple[Problem, ...]]:
    """`stated` are those of stated_pages.py."""
    problems: list[Problem] = []
    stated_by_route = {choice.operation: choice for choice in stated}
    by_route = {choice.operation: choice for choice in choices}
    routes = {_route(operation) for operation in operations}
    for choice in choices:
        if choice.operation not in routes:
            message = f"`pagination: {choice.operation}` matches no operation"
            problems.append(error("config-unused", message, choice.location, "Correct or remove the entry."))
    found: list[Operation] = []
    for operation in operations:
        chosen = by_route.get(_route(operation))
        # Who may ask for a stream is not given pages.
        may_stream = any(variant.kind in STREAMS for answer in operation.answers for variant in answer.variants)
        pagination: Pagination | None | tuple[Problem, ...] = None
        if chosen is not None:
            pagination = _Chooser(operation, types, chosen).found()
        elif not may_stream:
            pagination = _as_stated(operation, types, stated_by_route.get(_route(operation)), problems)
        if isinstance(pagination, tuple):
            problems += pagination
        else:
            found.append(replace(operation, pagination=pagination))
    return found, tuple(problems)


def _as_stated(
    operation: Operation, types: Types, stated: PageChoice | None, problems: list[Problem]
) -> Pagination | None:
    """Give the pages that the document states, else those that are found."""
    if stated is None:
        return pagination_of(operation, types)
    made = _Chooser(operation, types, stated).found()
    if not isinstance(made, tuple):
        return made
    for problem in made:
        message = f"`{keyword_of(stated)}`: {problem.message}. Pages are looked for without it"
        problems.append(replace(problem, severity=Severity.WARNING, message=message))
    return pagination_of(operation, types)


def _route(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


class _Chooser:
    """Turns the texts of one choice into spots and paths, and collects those that lead nowhere."""

    def __init__(self, operation: Operation, types: Types, choice: PageChoice) -> None:
        self._operation = operation
        self._types = types
        self._choice = choice
        self._problems: list[Problem] = []

    def found(self) -> Pagination | None | tuple[Problem, ...]:
        """Give the pagination, or what is wrong with it."""
        if self._choice.style is None:
            return None
        body = success_body(self._operation)
        if body is None:
            message = f"{self._choice.operation} answers with no JSON of one type, so with no pages"
            return (
                error(
                    "pagination",
                    message,
                    self._choice.location,
                    "Remove the entry, or write `false` under `pagination:` of client.yml.",
                ),
            )
        made = self._made(body, self._choice.style)
        return tuple(self._problems) if self._problems or made is None else made

    def _made(self, body: TypeExpr, style: str) -> Pagination | None:
        items = self._items(body)
        if items is None:
            return None
        flags = Flags(self._path("more", body, Kind.BOOLEAN), self._path("last", body, Kind.BOOLEAN))
        total = self._path("total", body, Kind.INTEGER)
        match style:
            case "cursor":
                last_item = self._path("last_item", items.type)
                otherwise = self._offset(body, items, total, flags) if "offset" in self._choice.settings else None
                return Cursor(self._spot("cursor"), items, self._path("next", body), last_item, flags, otherwise)
            case "page":
                page = self._spot("page")
                number, pages = self._path("number", body, Kind.INTEGER), self._path("pages", body, Kind.INTEGER)
                return PageNumber(page, items, self._first(page, 1), number, pages, total, flags)
            case "offset":
                return self._offset(body, items, total, flags)
            case "next-url":
                return NextUrl(self._path("next", body) or (), items)
            case _:
                return LinkHeader(items)

    def _offset(self, body: TypeExpr, items: Items, total: Path | None, flags: Flags) -> Offset:
        offset = self._spot("offset")
        start = self._path("start", body, Kind.INTEGER)
        return Offset(offset, items, self._first(offset, 0), start, total, flags)

    def _items(self, body: TypeExpr) -> Items | None:
        if "items" not in self._choice.settings:
            shape = shape_of(self._operation, self._types)
            if shape is None:
                message = f"{self._choice.operation} answers with no list, or with several"
                hint = f"Say which: `items: …`. {self._known(body)}"
                self._problems.append(error("pagination", message, self._choice.location, hint))
            return None if shape is None else shape.items
        text, place = self._choice.settings["items"]
        at = property_at(body, text, self._types)
        if at is None:
            self._complain("items", text, place, _IN_ANSWER, self._known(body))
            return None
        held = bare(at[1], self._types)
        if not isinstance(held, ListOf):
            self._problems.append(error("pagination", f"`items: {text}` is no list", place, self._known(body)))
            return None
        return Items(at[0], held.item)

    def _spot(self, setting: str) -> Spot:
        text, place = self._choice.settings[setting]
        asks = asks_of(self._operation, self._types)
        queries = [ask.spot for ask in asks if isinstance(ask.spot, QuerySpot)]
        spot: Spot | None = next((each for each in queries if each.wire_name == text), None)
        if spot is None:
            body = request_body(self._operation)
            at = property_at(body, text, self._types) if body is not None else None
            spot = None if at is None else BodySpot(at[0])
        if spot is None:
            names = [each.wire_name for each in queries] + [
                ".".join(ask.spot.path) for ask in asks if isinstance(ask.spot, BodySpot)
            ]
            self._complain(setting, text, place, "query parameter, nor such a property in its body", _listed(names))
            return QuerySpot(text)
        return spot

    def _path(self, setting: str, expr: TypeExpr, kind: Kind | None = None) -> Path | None:
        if setting not in self._choice.settings:
            return None
        text, place = self._choice.settings[setting]
        at = property_at(expr, text, self._types)
        if at is None:
            where = "property in an item" if setting == "last_item" else _IN_ANSWER
            self._complain(setting, text, place, where, self._known(expr))
            return None
        if kind is not None and kind_of(at[1], self._types) not in (kind, Kind.OTHER):
            message = f"`{setting}: {text}` is no {'number' if kind is Kind.INTEGER else 'boolean'}"
            self._problems.append(error("pagination", message, place, self._known(expr)))
        return at[0]

    def _first(self, spot: Spot, usual: int) -> int:
        if "first" in self._choice.settings:
            return int(self._choice.settings["first"][0])
        ask = next((ask for ask in asks_of(self._operation, self._types) if ask.spot == spot), None)
        return usual if ask is None else first_number(ask, usual)

    def _complain(self, setting: str, text: str, place: Location, where: str, hint: str) -> None:
        message = f"`{setting}: {text}`: {self._choice.operation} has no such {where}"
        self._problems.append(error("pagination", message, place, hint))

    def _known(self, expr: TypeExpr) -> str:
        return f"{_listed(tellable(expr, self._types))} What the vendor forgot can be declared in overlay.yml."


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "There is none."
    more = ", …" if len(names) > _MOST_NAMES else ""
    return f"There are: {', '.join(names[:_MOST_NAMES])}{more}."
