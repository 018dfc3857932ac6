from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.errors import APIConnectionError
from generator.runtime.link_header import next_link
from generator.runtime.operations import Body, Operation, cookie, header, query
from generator.runtime.page_urls import call_at, query_of
from generator.runtime.paging import CursorPages, NumberedPages, OffsetPages, Paging
from generator.runtime.sentinels import omit
from generator.runtime.turning import Asked, Came, merged, turn_of
from tests.runtime.sample import Acme

LIST: Operation[Any] = Operation("GET", "/things", parameters=(query("page"), query("deep", style="deepObject")))
SEARCH: Operation[Any] = Operation("POST", "/search", body=Body("application/json"))


def asked(*arguments: object, operation: Operation[Any] = LIST, body: object = omit, **options: Any) -> Asked:
    return Asked(operation, arguments or (omit, omit), options, body, omit, {})  # type: ignore[arg-type]


def came(body: Any, items: int) -> Came:
    return Came(body, [{}] * items, "https://a.test/things", ())


def options_after(facts: Paging, was: Asked, body: Any, items: int = 2) -> Any:
    turn = turn_of(facts, was, came(body, items))
    return None if turn is None else turn.options


NUMBERED = NumberedPages("page", ("data",), number=("n",), pages=("pages",), total=("total",), more=("more",))


@pytest.mark.parametrize(
    ("page", "body", "expected"),
    [
        (omit, {"pages": 2}, 2),
        (2, {"pages": 2}, None),
        ("2", {"pages": "3"}, 3),
        (omit, {"n": 0, "pages": 1}, None),
        (omit, {"n": 0, "pages": 2}, 1),
        (omit, {"total": 2}, None),
        (omit, {"total": 3}, 2),
        # The second page was asked for first: how many there were before it is not known.
        (2, {"total": 3}, 3),
        (omit, {"more": True, "pages": 1}, 2),
        (omit, {"more": False, "pages": 9}, None),
        (omit, {"more": "no", "pages": None}, 2),
        (omit, {}, 2),
        *((omit, {"total": said, "pages": said}, 2) for said in (1e400, float("nan"), "9" * 5000)),
    ],
)
def test_the_next_number_comes_until_the_answer_says_that_it_is_the_last(
    page: object, body: Any, expected: Any
) -> None:
    options = options_after(NUMBERED, asked(page, omit), body)
    assert (None if expected is None else {"extra_query": {"page": expected}}) == options


def test_a_zero_based_row_ends_by_its_number_of_pages() -> None:
    facts = NumberedPages("page", first=0, pages=("pages",))
    assert {"extra_query": {"page": 1}} == options_after(facts, asked(), {"pages": 2})
    assert None is options_after(facts, asked(1, omit), {"pages": 2})


@pytest.mark.parametrize(
    ("first", "offset", "body", "expected"),
    [
        (0, omit, {"total": 3}, 2),
        (0, 1, {"total": 3}, None),
        (1, omit, {"total": 3}, 3),
        (1, omit, {"total": 2}, None),
        (0, 4, {}, 6),
    ],
)
def test_the_next_offset_counts_what_has_come(first: int, offset: object, body: Any, expected: Any) -> None:
    facts = OffsetPages("page", first=first, total=("total",))
    options = options_after(facts, asked(offset, omit), body)
    assert (None if expected is None else {"extra_query": {"page": expected}}) == options


@pytest.mark.parametrize(("start", "expected"), [(1, 3), (0, 2), (None, 2)])
def test_where_offsets_begin_is_what_the_first_answer_says(start: int | None, expected: int) -> None:
    facts = OffsetPages("page", start=("start",), total=("total",))
    turn = turn_of(facts, asked(), came({"start": start, "total": 3}, 2))
    assert turn is not None and {"extra_query": {"page": expected}} == turn.options
    was = asked(expected, omit)._replace(depth=1, first=turn.first)
    assert None is turn_of(facts, was, came({"start": expected, "total": 3}, 1))


@pytest.mark.parametrize("cursor", [None, "", 0, False, ...])
def test_no_cursor_in_whatever_spelling_is_the_end(cursor: object) -> None:
    body = {} if cursor is ... else {"next": cursor}
    assert None is options_after(CursorPages("page", next=("next",)), asked(), body)


def test_a_flag_is_stronger_than_a_cursor() -> None:
    facts = CursorPages("page", next=("next",), more=("more",), last=("last",))
    assert None is options_after(facts, asked(), {"next": "c", "more": False})
    assert None is options_after(facts, asked(), {"next": "c", "last": True})
    assert {"extra_query": {"page": "c"}} == options_after(facts, asked(), {"next": "c", "last": False})


def test_a_cursor_that_is_a_url_is_followed() -> None:
    turn = turn_of(CursorPages("page", next=("next",)), asked(), came({"next": "https://a.test/things?page=c"}, 1))
    assert turn is not None and "https://a.test/things?page=c" == turn.url


@pytest.mark.parametrize(
    ("values", "target"),
    [
        (('<https://a.test/?page=2>; rel="next"',), "https://a.test/?page=2"),
        (("</?page=2>; rel=next",), "/?page=2"),
        (('</1>; rel="prev first", </3>; title="a; b, <c>"; rel="last next"',), "/3"),
        (('</1>; rel="prev"', '</3>; REL="NEXT"'), "/3"),
        (('</1>; rel="prev"; title="x; rel=next"',), ""),
        (('</1>; title="x; rel=next"; rel="prev"; rel=next',), ""),
        (("</1>; crossorigin; rel=next",), "/1"),
        (('</a,b;c>; rel="next"',), "/a,b;c"),
        (("nonsense",), ""),
        ((), ""),
    ],
)
def test_the_link_to_the_next_page_is_read_as_rfc_8288_says(values: tuple[str, ...], target: str) -> None:
    assert target == next_link(values)


def test_options_of_the_call_stay_but_for_what_turns_the_page() -> None:
    was = asked(extra_query={"page": 1, "q": "x"}, timeout=3, idempotency_key="k")
    assert {"extra_query": {"q": "x", "page": 2}, "timeout": 3} == merged(was, {"extra_query": {"page": 2}})


def test_a_member_of_an_object_wins_over_the_object() -> None:
    was = asked(extra_query={"deep": {"n": 4, "size": 2}})
    options = options_after(NumberedPages("deep[n]"), was, {})
    assert [("deep", {"n": 4, "size": 2}), ("deep[n]", 5)] == list((merged(was, options)["extra_query"] or {}).items())


def test_a_cursor_goes_into_the_body_beside_what_is_there() -> None:
    was = asked(operation=SEARCH, body={"q": "x", "page": {"limit": 2}}, extra_body={"more": 1})
    options = options_after(CursorPages(("page", "cursor"), next=("next",)), was, {"next": "c"})
    assert {"extra_body": {"more": 1, "page": {"limit": 2, "cursor": "c"}}} == merged(was, options)


def test_a_url_goes_back_to_the_https_that_a_proxy_has_hidden() -> None:
    with Acme(base_url="https://a.test/v2", api_key="k") as client:
        call = call_at("http://a.test/v2/things?page=2", asked(), {}, client._config)
        assert "https://a.test/v2/things?page=2" == call.operation.path
        assert None is call.operation.security


def test_headers_and_cookies_of_the_call_are_kept_and_nothing_secret_leaves_the_host() -> None:
    parameters = (query("page"), header("X-Trace"), header("X-Secret"), cookie("seen"))
    listing: Operation[Any] = Operation("GET", "/things", parameters=parameters)
    was = asked(1, "t", "s", "yes", operation=listing)
    with Acme(base_url="https://a.test", api_key="k") as client:
        own = call_at("https://a.test/more", was, {}, client._config)
        other = call_at("https://b.test/more", was, {}, client._config)
    assert ("t", "s", "yes") == own.arguments
    assert ("t",) == other.arguments
    assert ["X-Trace"] == [each.wire_name for each in other.operation.parameters]


def test_a_user_name_in_the_base_url_stays_with_its_host() -> None:
    with Acme(base_url="https://u:p@a.test", api_key="k") as client:
        own = call_at("https://***@a.test/things", asked(), {}, client._config)
        other = call_at("https://***@b.test/things", asked(), {}, client._config)
    assert ("https://u:p@a.test/things", "https://b.test/things") == (own.operation.path, other.operation.path)
    assert (None, ((),)) == (own.operation.security, other.operation.security)


@pytest.mark.parametrize(
    "url",
    ["http://[", "https://a:99999999/", "https://a.test/\ud800", "ftp://a.test", "HTTPS://a.test", "http://", "\ud800"],
)
def test_an_address_that_cannot_be_asked_is_an_error_of_the_api(url: str) -> None:
    with Acme(base_url="https://a.test", query_key="s3cret") as client, pytest.raises(APIConnectionError) as caught:
        call_at(f"{url}?api_key=s3cret", asked(), {}, client._config)
    said = str(caught.value).encode()
    assert said.startswith(b"the next page's address is no http(s) URL (GET ") and b"s3cret" not in said


def test_a_query_is_read_as_extra_query_takes_it() -> None:
    assert {"a": "1 2", "b": ["x", "y"], "c": ""} == query_of("https://a.test/?a=1%202&b=x&b=y&c=")
