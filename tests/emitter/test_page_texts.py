"""Pages in words: as client.yml takes them, and in a line."""

from __future__ import annotations

import pytest

from generator.client_yml_pagination import STYLES
from generator.emitter.page_texts import page_settings, page_summary
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
    QuerySpot,
)
from generator.model.types import ANY

DATA = Items(("data", "things"), ANY)
WHOLE = Items((), ANY)
START = Offset(BodySpot(("page", "start")), DATA, 0, total=("meta", "total"))


@pytest.mark.parametrize(
    ("pagination", "settings", "summary"),
    [
        (
            Cursor(QuerySpot("after"), DATA, ("meta", "next"), flags=Flags(more=("has_more",))),
            {"style": "cursor", "cursor": "after", "next": "meta.next", "items": "data.things", "more": "has_more"},
            "cursor after → meta.next, items in data.things",
        ),
        (
            Cursor(QuerySpot("after"), WHOLE, None, ("id",), otherwise=START),
            {
                "style": "cursor",
                "cursor": "after",
                "last_item": "id",
                "offset": "page.start",
                "total": "meta.total",
            },
            "cursor after → id of the last item or offset page.start, items are the body",
        ),
        (
            PageNumber(QuerySpot("page"), DATA, 1, ("page",), ("pages",), ("total",)),
            {
                "style": "page",
                "page": "page",
                "items": "data.things",
                "first": "1",
                "number": "page",
                "pages": "pages",
                "total": "total",
            },
            "page page of pages, items in data.things",
        ),
        (
            PageNumber(QuerySpot("p"), WHOLE, 0, flags=Flags(last=("is_last",))),
            {"style": "page", "page": "p", "first": "0", "last": "is_last"},
            "page p until is_last, items are the body",
        ),
        (
            START,
            {
                "style": "offset",
                "offset": "page.start",
                "items": "data.things",
                "first": "0",
                "total": "meta.total",
            },
            "offset page.start of meta.total, items in data.things",
        ),
        (
            Offset(QuerySpot("skip"), DATA, 1, ("from",), flags=Flags(more=("has_more",))),
            {
                "style": "offset",
                "offset": "skip",
                "items": "data.things",
                "first": "1",
                "start": "from",
                "more": "has_more",
            },
            "offset skip while has_more, items in data.things",
        ),
        (
            NextUrl(("links", "next"), DATA),
            {"style": "next-url", "next": "links.next", "items": "data.things"},
            "URL in links.next, items in data.things",
        ),
        (LinkHeader(WHOLE), {"style": "link-header"}, "Link header, items are the body"),
    ],
)
def test_pages_are_told_as_client_yml_takes_them(
    pagination: Pagination, settings: dict[str, str], summary: str
) -> None:
    found = page_settings(pagination)
    assert (settings, summary) == (found, page_summary(pagination))
    assert found.keys() <= {"style", *STYLES[found["style"]]}
