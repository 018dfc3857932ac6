from __future__ import annotations

from typing import Any

import pytest

from generator.config import PageChoice
from generator.loader.spec import Header, Schema
from generator.model.api import Operation
from generator.model.pages import (
    BodySpot,
    Cursor,
    Flags,
    LinkHeader,
    NextUrl,
    Offset,
    PageNumber,
    Pagination,
    QuerySpot,
)
from generator.model.types import UnionOf
from generator.problems import Location, Problem, ProblemsFound
from tests.model.specs import (
    at,
    built,
    json_body,
    media,
    obj,
    only_operation,
    operation,
    parameter,
    ref,
    response,
    schema,
)

THINGS = schema("array", items=obj((), id=schema("string"), at=schema("string")))
NUMBERS = schema("array", items=schema("integer"))


def made(written: Any) -> Schema:
    """Make a schema of a type's name, of a list's, or of an object's properties."""
    if isinstance(written, Schema):
        return written
    if isinstance(written, dict):
        return schema("object", properties=tuple((name, made(inner)) for name, inner in written.items()))
    return THINGS if written == "things" else schema(*written.split())


def paged(
    asked: dict[str, Any],
    answer: Any,
    route: str = "GET /v1/things",
    *,
    header: str = "",
    body: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    choices: Any = None,
) -> Operation:
    headers = (Header(header, at("/headers"), schema=schema("string")),) if header else ()
    written = operation(
        route,
        parameters=tuple(
            parameter(name, of=made(of), **({"style": "deepObject"} if isinstance(of, dict) else {}), **(more or {}))
            for name, of in asked.items()
        ),
        responses=(response("200", media("application/json", made(answer)), headers=headers),),
        body=json_body(made(body)) if body else None,
    )
    return only_operation(built(written, choices={"pagination": choices or ()}))


def found(*args: Any, **more: Any) -> Pagination | None:
    return paged(*args, **more).pagination


CURSORS = [
    ("cursor", {"data": "things", "next_cursor": "string"}, ("next_cursor",)),
    ("pageToken", {"items": "things", "nextPageToken": "string"}, ("nextPageToken",)),
    ("next-page-token", {"items": "things", "next-page-token": "string null"}, ("next-page-token",)),
    ("after", {"data": "things", "paging": {"next": {"after": "string"}}}, ("paging", "next", "after")),
    ("after", {"data": "things", "paging": {"cursors": {"after": "string"}}}, ("paging", "cursors", "after")),
    ("after", {"edges": "things", "pageInfo": {"endCursor": "string"}}, ("pageInfo", "endCursor")),
    ("after", {"data": "things", "first_id": "string", "last_id": "string"}, ("last_id",)),
    ("offset", {"data": "things", "next_page": {"offset": "string"}}, ("next_page", "offset")),
    ("page", {"data": "things", "next_page": "string"}, ("next_page",)),
    ("marker", {"entries": "things", "marker": "string", "next_marker": "string"}, ("next_marker",)),
    ("stream_position", {"entries": "things", "next_stream_position": "string"}, ("next_stream_position",)),
    ("start_after_item_id", {"things": "things", "last_item_id": "string"}, ("last_item_id",)),
    ("last_doc", {"things": "things", "next_doc": "string"}, ("next_doc",)),
    ("cursor", {"result": {"things": "things"}, "response_metadata": {"next_cursor": "string"}},
     ("response_metadata", "next_cursor")),
    ("page[cursor]", {"data": "things", "meta": {"next_cursor": "string"}}, ("meta", "next_cursor")),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer", "next"), CURSORS)
def test_a_cursor_is_found_where_what_is_told_is_what_can_be_asked(
    asked: str, answer: dict[str, Any], next: tuple[str, ...]
) -> None:
    pagination = found({"limit": "integer", asked: "string"}, answer)
    assert isinstance(pagination, Cursor)
    assert (QuerySpot(asked), next) == (pagination.cursor, pagination.next)


def test_a_cursor_in_the_body_of_a_search_is_found() -> None:
    pagination = found(
        {}, {"hits": "things", "next_cursor": "string"}, "POST /search", body={"page": {"cursor": "string"}}
    )
    assert isinstance(pagination, Cursor)
    assert (BodySpot(("page", "cursor")), ("hits",)) == (pagination.cursor, pagination.items.path)


def test_the_last_items_id_is_the_cursor_where_nothing_else_is_told() -> None:
    answer = {"data": "things", "has_more": "boolean"}
    pagination = found({"starting_after": "string"}, answer)
    assert isinstance(pagination, Cursor)
    assert (None, ("id",), Flags(("has_more",))) == (pagination.next, pagination.last_item, pagination.flags)
    assert found({"starting_after": "string"}, {"data": NUMBERS, "has_more": "boolean"}) is None
    assert found({"starting_after": "string"}, {"data": "things"}) is None


def test_an_operation_that_offers_both_has_its_offset_too() -> None:
    answer = {"entries": "things", "next_marker": "string", "total_count": "integer"}
    pagination = found({"marker": "string", "offset": "integer"}, answer)
    assert isinstance(pagination, Cursor) and pagination.otherwise is not None
    assert (QuerySpot("offset"), ("total_count",)) == (pagination.otherwise.offset, pagination.otherwise.total)


def test_page_numbers_are_found_with_what_tells_their_end() -> None:
    meta = {"page_number": "integer", "total_pages": "integer", "total_results": "integer"}
    pagination = found({"page": {"number": "integer", "size": "integer"}}, {"data": "things", "meta": meta})
    assert isinstance(pagination, PageNumber)
    assert QuerySpot("page[number]") == pagination.page
    assert [("meta", name) for name in meta] == [pagination.number, pagination.pages, pagination.total]
    assert pagination == found({"page[number]": "integer"}, {"data": "things", "meta": meta})


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"description": "Zero-based page number"}, 0),
        ({"description": "Starts at 0."}, 0),
        ({"description": "The page"}, 1),
        ({"schema": schema("integer", default=0, has_default=True)}, 0),
        ({"schema": schema("integer", default=1, has_default=True), "description": "0-based"}, 1),
    ],
)
def test_where_counting_begins_is_read_from_the_parameter(told: dict[str, Any], first: int) -> None:
    pagination = found({"page": "integer"}, {"data": "things", "total_pages": "integer"}, more=told)
    assert isinstance(pagination, PageNumber)
    assert first == pagination.first


def test_offsets_are_found_with_a_total_or_a_flag() -> None:
    by_total = found({"skip": "integer"}, {"results": "things", "total": "integer"})
    by_flag = found({"startIndex": "integer"}, {"results": "things", "hasMore": "boolean"})
    assert isinstance(by_total, Offset) and isinstance(by_flag, Offset)
    assert (("total",), Flags(("hasMore",))) == (by_total.total, by_flag.flags)


URLS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"data": "things", "links": {"self": "string", "next": "string null"}}, ("links", "next")),
    ({"things": "things", "_links": {"next": {"href": "string"}}}, ("_links", "next")),
    ({"value": "things", "@odata.nextLink": "string"}, ("@odata.nextLink",)),
    ({"results": "things", "next_page_url": "string"}, ("next_page_url",)),
]


@pytest.mark.parametrize(("answer", "next"), URLS)
def test_the_url_of_the_next_page_is_found(answer: dict[str, Any], next: tuple[str, ...]) -> None:
    pagination = found({}, answer)
    assert isinstance(pagination, NextUrl)
    assert next == pagination.next


def test_a_next_beside_a_previous_is_a_url_where_pages_can_be_asked_for() -> None:
    answer = {"count": "integer", "next": "string null", "previous": "string null", "results": "things"}
    assert isinstance(found({"page": "integer"}, answer), NextUrl)
    assert found({}, answer) is None


def test_a_documented_link_header_is_found() -> None:
    assert isinstance(found({"page": "integer"}, THINGS, header="Link"), LinkHeader)
    assert found({}, {"id": "string"}, header="Link") is None


def test_a_list_without_a_word_about_its_end_is_paged_where_pages_are_asked_for_in_so_many_words() -> None:
    assert isinstance(found({"page": "integer", "per_page": "integer"}, THINGS), PageNumber)
    assert isinstance(found({"offset": "integer", "limit": "integer"}, {"data": "things"}), Offset)
    assert found({"page": "integer"}, THINGS) is None
    assert found({"page": "integer", "per_page": "integer"}, {"tags": NUMBERS, "id": "string"}) is None
    assert found({"page": "integer", "per_page": "integer"}, THINGS, "POST /v1/things") is None


def test_ids_of_items_of_several_kinds_are_cursors_too() -> None:
    cat, dog = made({"id": "string", "purrs": "boolean"}), made({"id": "string", "barks": "boolean"})
    pets = schema("array", items=schema(one_of=(cat, dog)))
    pagination = found({"starting_after": "string"}, {"data": pets, "has_more": "boolean"})
    assert isinstance(pagination, Cursor) and ("id",) == pagination.last_item


def test_an_answer_of_several_shapes_is_paged_where_all_of_them_hold_their_items_in_one_place() -> None:
    cats = made({"entries": schema("array", items=made({"purrs": "boolean"})), "total": "integer", "more": "string"})
    dogs = made({"total": "integer", "entries": schema("array", items=made({"barks": "boolean"})), "more": "boolean"})
    pagination = found({"offset": "integer"}, schema(one_of=(cats, dogs)))
    assert isinstance(pagination, Offset)
    assert (("entries",), ("total",), Flags()) == (pagination.items.path, pagination.total, pagination.flags)
    assert isinstance(pagination.items.type, UnionOf) and 2 == len(pagination.items.type.members)
    other = made({"data": "things", "total": "integer"})
    failure = made({"error": "string", "total": "integer"})
    assert [None, None] == [found({"offset": "integer"}, schema(one_of=(cats, odd))) for odd in (other, failure)]


def test_types_that_hold_themselves_end() -> None:
    either = {"A": schema(any_of=(ref("B"), schema("string"))), "B": schema(any_of=(ref("A"), schema("integer")))}
    node = {"Node": obj((), meta=ref("Node"), next_cursor=ref("A"))}
    answer = obj((), data=schema("array", items=ref("A")), has_more=schema("boolean"), meta=ref("Node"))
    written = operation(
        "GET /v1/things",
        parameters=(parameter("cursor", of=ref("B")),),
        responses=(response("200", media("application/json", answer)),),
    )
    pagination = only_operation(built(written, schemas={**either, **node})).pagination
    assert isinstance(pagination, Cursor) and ("meta", "next_cursor") == pagination.next


def test_a_bare_number_is_the_pages_beside_a_number_of_pages() -> None:
    answer = {"content": "things", "totalPages": "integer", "number": "integer", "last": "boolean"}
    pagination = found({"page": "integer"}, answer)
    assert isinstance(pagination, PageNumber)
    assert (("number",), ("last",)) == (pagination.number, pagination.flags.last)
    assert found({"page": "integer"}, {"things": "things", "number": "integer"}) is None


def test_a_url_is_surer_than_a_page_number_that_says_nothing_of_the_end() -> None:
    answer = {"things": "things", "page": "integer", "next_page_uri": "string"}
    assert isinstance(found({"page": "integer"}, answer), NextUrl)
    assert isinstance(found({"page": "integer"}, {"things": "things", "page": "integer"}), PageNumber)


def test_an_index_that_the_answer_repeats_says_where_counting_begins() -> None:
    answer = {"Resources": "things", "startIndex": "integer", "totalResults": "integer"}
    pagination = found({"startIndex": "integer", "count": "integer"}, answer)
    assert isinstance(pagination, Offset) and ("startIndex",) == pagination.start


NOT_PAGED: list[tuple[str, dict[str, Any], Any]] = [
    ("nothing is asked", {}, {"data": "things", "next_cursor": "string"}),
    ("nothing is told", {"cursor": "string"}, {"data": "things"}),
    ("no list comes", {"cursor": "string"}, {"id": "string", "next_cursor": "string"}),
    ("only a limit is asked", {"limit": "integer"}, {"data": "things", "has_more": "boolean"}),
    ("`after` is a time", {"after": schema("string", format="date-time")}, {"data": "things", "has_more": "boolean"}),
    ("what is told is what was before", {"cursor": "string"}, {"data": "things", "prev_cursor": "string"}),
    ("an offset is a token", {"offset": "string", "limit": "integer"}, {"data": "things"}),
    ("an offset is told again", {"offset": "integer"}, {"data": "things", "offset": "integer"}),
    ("a text cannot be asked as a number", {"page": "integer"}, {"data": "things", "next_page": "string"}),
    (
        "it begins a time",
        {"start": "integer", "end": "integer", "limit": "integer"},
        {"d": "things", "total": "integer"},
    ),
    ("which list is not clear", {"cursor": "string"}, {"a": "things", "b": "things", "next_cursor": "string"}),
    ("what comes next is no page", {"status": "string"}, {"data": "things", "next_status": "string"}),
    ("the list is of errors", {"cursor": "string"}, {"errors": "things", "next_cursor": "string"}),
]


@pytest.mark.parametrize(("asked", "answer"), [case[1:] for case in NOT_PAGED], ids=[case[0] for case in NOT_PAGED])
def test_rather_no_pages_than_wrong_ones(asked: dict[str, Any], answer: Any) -> None:
    assert found(asked, answer) is None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_not_paged(method: str) -> None:
    assert found({"cursor": "string"}, {"data": "things", "next_cursor": "string"}, f"{method} /v1/things") is None


def test_the_items_are_those_that_the_path_names() -> None:
    answer = {"voices": "things", "warnings": NUMBERS, "labels": NUMBERS, "next_cursor": "string"}
    pagination = found({"cursor": "string"}, answer, "GET /v1/voices")
    assert pagination is not None and ("voices",) == pagination.items.path


def choice(style: str | None, route: str = "GET /v1/things", **settings: str) -> tuple[PageChoice, ...]:
    placed = {name: (text, Location("client.yml", "", 3, 1)) for name, text in settings.items()}
    return (PageChoice(route, style, placed, Location("client.yml", "", 2, 3)),)


def refused(*args: Any, **more: Any) -> Problem:
    with pytest.raises(ProblemsFound) as caught:
        paged(*args, **more)
    (problem,) = caught.value.problems
    return problem


ODD = {"lines": "things", "others": NUMBERS, "page": {"@next.token": "string", "n": "integer", "full": "boolean"}}


def test_client_yml_says_what_is_not_found() -> None:
    chosen = choice("cursor", cursor="from_token", next="page.@next.token", items="lines", more="page.full")
    pagination = found({"from_token": "string"}, ODD, choices=chosen)
    assert isinstance(pagination, Cursor)
    assert (QuerySpot("from_token"), ("page", "@next.token")) == (pagination.cursor, pagination.next)
    assert (("lines",), Flags(("page", "full"))) == (pagination.items.path, pagination.flags)


def test_client_yml_says_where_the_next_url_is() -> None:
    answer = {"lines": "things", "page": {"onwards": "string"}}
    chosen = choice("next-url", next="page.onwards", items="lines")
    pagination = found({}, answer, choices=chosen)
    assert isinstance(pagination, NextUrl)
    assert (("page", "onwards"), ("lines",)) == (pagination.next, pagination.items.path)
    pagination = found({}, answer, choices=choice("link-header", items="lines"))
    assert isinstance(pagination, LinkHeader) and ("lines",) == pagination.items.path


def test_client_yml_names_a_property_of_the_body() -> None:
    chosen = choice("offset", "POST /v1/things", offset="opts.from_row", items="lines", first="1")
    pagination = found({}, ODD, "POST /v1/things", body={"opts": {"from_row": "integer"}}, choices=chosen)
    assert isinstance(pagination, Offset)
    assert (BodySpot(("opts", "from_row")), 1) == (pagination.offset, pagination.first)


def test_client_yml_names_an_offset_beside_a_cursor() -> None:
    chosen = choice("cursor", cursor="from_token", next="page.@next.token", items="lines", offset="row", total="page.n")
    pagination = found({"from_token": "string", "row": "integer"}, ODD, choices=chosen)
    assert isinstance(pagination, Cursor) and pagination.otherwise is not None
    assert (QuerySpot("row"), ("page", "n")) == (pagination.otherwise.offset, pagination.otherwise.total)


def test_client_yml_turns_pages_off() -> None:
    answer = {"data": "things", "next_cursor": "string"}
    assert found({"cursor": "string"}, answer) is not None
    assert found({"cursor": "string"}, answer, choices=choice(None)) is None


@pytest.mark.parametrize(
    ("chosen", "line", "said", "hint"),
    [
        (choice("cursor", cursor="x", next="page.n", items="lines"), 3, "`cursor: x`", "There are: from_token."),
        (choice("cursor", cursor="from_token", next="pag.n", items="lines"), 3, "`next: pag.n`", "page.@next.token"),
        (choice("cursor", cursor="from_token", last_item="key", items="lines"), 3, "`last_item: key`", "id, at"),
        (choice("page", page="from_token", items="page"), 3, "`items: page` is no list", "lines"),
        (choice("page", page="from_token", items="line"), 3, "`items: line`", "lines"),
        (
            choice("page", page="from_token", items="lines", pages="page.full"),
            3,
            "`pages: page.full` is no num",
            "lines",
        ),
        (choice("page", page="from_token", items="lines", more="page.n"), 3, "`more: page.n` is no boolean", "lines"),
        (choice("page", page="from_token"), 2, "with several", "lines"),
        (choice("link-header", "GET /v1/thing"), 2, "matches no operation", "remove"),
    ],
)
def test_a_choice_that_does_not_fit_is_told_at_its_place(
    chosen: tuple[PageChoice, ...], line: int, said: str, hint: str
) -> None:
    problem = refused({"from_token": "string"}, ODD, choices=chosen)
    assert ("client.yml", line) == (problem.location.file, problem.location.line)
    assert said in problem.message and hint in problem.hint


def test_a_choice_for_an_answer_without_json_is_told() -> None:
    text = operation("GET /v1/things", responses=(response("200", media("text/plain", schema("string"))),))
    with pytest.raises(ProblemsFound, match="no JSON"):
        built(text, choices={"pagination": choice("link-header")})
