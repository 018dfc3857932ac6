"""Pages that a document states in the words of another generator."""

from __future__ import annotations

from typing import Any

import pytest

from generator.model.api import Api
from generator.model.pages import Cursor, Flags, NextUrl, Offset, PageNumber, Pagination, Path, QuerySpot
from tests.model.specs import built, codes, media, obj, only_operation, operation, parameter, response, schema

THINGS = schema("array", items=obj((), id=schema("string"), made=schema("string")))
ANSWER = obj(
    lines=THINGS,
    others=THINGS,
    page=obj(onwards=schema("string"), full=schema("boolean"), n=schema("integer")),
)


def stating(keyword: str, written: object, method: str = "GET") -> Api:
    return built(
        operation(
            f"{method} /v1/things",
            parameters=(parameter("from_token", of=schema("string")), parameter("row", of=schema("integer"))),
            responses=(response("200", media("application/json", ANSWER)),),
            extensions={keyword: written},
        )
    )


def pages(keyword: str, written: object) -> Pagination | None:
    api = stating(keyword, written)
    assert [] == codes(api)
    return only_operation(api).pagination


def speakeasy(type: str, asked: str, as_: str, **outputs: str) -> Any:
    return {"type": type, "inputs": [{"name": asked, "in": "parameters", "type": as_}], "outputs": outputs}


LINES: Path = ("lines",)
FERN = "x-fern-pagination"
SPEAKEASY = "x-speakeasy-pagination"


@pytest.mark.parametrize(
    ("keyword", "written"),
    [
        (
            FERN,
            {"cursor": "$request.from_token", "next_cursor": "$response.page.onwards", "results": "$response.lines"},
        ),
        (SPEAKEASY, speakeasy("cursor", "from_token", "cursor", nextCursor="$.page.onwards", results="$.lines[*]")),
    ],
)
def test_a_stated_cursor_is_taken(keyword: str, written: object) -> None:
    found = pages(keyword, written)
    assert isinstance(found, Cursor)
    assert (QuerySpot("from_token"), ("page", "onwards"), LINES) == (found.cursor, found.next, found.items.path)


def test_a_stated_cursor_can_be_the_last_item_s() -> None:
    found = pages(SPEAKEASY, speakeasy("cursor", "from_token", "cursor", nextCursor="$.lines[-1].made"))
    assert isinstance(found, Cursor)
    assert (None, ("made",), LINES) == (found.next, found.last_item, found.items.path)


@pytest.mark.parametrize(
    ("keyword", "written"),
    [
        (FERN, {"next_uri": "$response.page.onwards", "results": "$response.lines"}),
        (SPEAKEASY, {"type": "url", "outputs": {"nextUrl": "$.page.onwards", "results": "$.lines"}}),
        ("x-ms-pageable", {"nextLinkName": "page.onwards", "itemName": "lines"}),
    ],
)
def test_a_stated_url_is_taken(keyword: str, written: object) -> None:
    found = pages(keyword, written)
    assert isinstance(found, NextUrl)
    assert (("page", "onwards"), LINES) == (found.next, found.items.path)


def test_a_stated_offset_counts_pages_unless_it_has_a_step() -> None:
    said = {"offset": "$request.row", "results": "$response.lines", "has-next-page": "$response.page.full"}
    counted = pages(FERN, said)
    assert isinstance(counted, PageNumber)
    assert (QuerySpot("row"), Flags(("page", "full"))) == (counted.page, counted.flags)
    assert isinstance(pages(FERN, {**said, "step": "$request.limit"}), Offset)


def test_a_stated_page_or_offset_is_taken() -> None:
    counted = pages(SPEAKEASY, speakeasy("offsetLimit", "row", "page", results="$.lines", numPages="$.page.n"))
    assert isinstance(counted, PageNumber)
    assert (QuerySpot("row"), ("page", "n"), LINES) == (counted.page, counted.pages, counted.items.path)
    assert isinstance(pages(SPEAKEASY, speakeasy("offsetLimit", "row", "offset", results="$.lines")), Offset)


@pytest.mark.parametrize(
    ("keyword", "written"),
    [
        (FERN, True),
        (FERN, {"type": "custom", "results": "$response.lines"}),
        (FERN, {"cursor": "$request.from_token"}),
        (SPEAKEASY, {"type": "cursor", "inputs": None, "outputs": None}),
        (SPEAKEASY, ["cursor"]),
        (SPEAKEASY, {"type": "cursor", "inputs": 7, "outputs": 7}),
        (SPEAKEASY, {"type": ["cursor"], "inputs": [{"type": ["cursor"], "name": "from_token"}]}),
        ("x-ms-pageable", {"nextLinkName": None}),
    ],
)
def test_what_says_too_little_changes_nothing(keyword: str, written: object) -> None:
    assert pages(keyword, written) is None


def test_the_next_page_of_a_post_is_none_that_microsoft_s_extension_means() -> None:
    api = stating("x-ms-pageable", {"nextLinkName": "page.onwards", "itemName": "lines"}, "POST")
    assert only_operation(api).pagination is None


def test_what_the_operation_has_not_is_a_warning_at_its_place() -> None:
    api = stating(FERN, {"next_uri": "$response.nowhere", "results": "$response.lines"})
    (problem,) = api.problems
    assert f"/paths/~1v1~1things/get/{FERN}" == problem.location.pointer
    assert "`x-fern-pagination`: `next: nowhere`" in problem.message and "page.onwards" in problem.hint
    assert only_operation(api).pagination is None
