"""Pages of a generated client: every way of paging, sync and async, with the requests counted on the server."""

from __future__ import annotations

import asyncio
import gc
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.behaviour.checkers import CHECKERS, complaints, lines_in
from tests.behaviour.inline import package_of
from tests.behaviour.shelf import PACKAGE, SCHEMES, Shelf, forget_package, ids, make_package, used, where
from tests.loopback import Loopback, Received, Reply
from tests.runtime.support import FakeClock

KINDS = ("sync", "asyncio", "trio")
both_kinds = pytest.mark.parametrize("kind", ("sync", "asyncio"))
every_scheme = pytest.mark.parametrize("scheme", SCHEMES)
SIZES = {"numbered": "page", "zero": "page_size", "plain": "per_page", "link": "per_page"}


@pytest.fixture(scope="module", autouse=True)
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shelf")
    make_package(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield folder
    forget_package()


def sized(scheme: str, size: int) -> dict[str, Any]:
    """Give the arguments that ask for pages of a size."""
    if scheme in ("numbered", "search"):
        return {"page": {"size" if scheme == "numbered" else "limit": size}}
    return {SIZES.get(scheme, "limit"): size}


@pytest.mark.parametrize("kind", KINDS)
@every_scheme
def test_iterating_gives_every_item_of_every_page_once(kind: str, scheme: str) -> None:
    shelf = Shelf(7, size=3)
    found, requests = used(kind, shelf, lambda client: ids(kind, getattr(client.things, scheme)()))
    assert [thing["id"] for thing in shelf.things] == found
    # A bare list says nothing about the end, but by being empty.
    assert (4 if scheme == "plain" else 3) == len(requests)


@settings(max_examples=40)
@given(scheme=st.sampled_from(SCHEMES), count=st.integers(0, 9), size=st.integers(1, 4), is_asked=st.booleans())
def test_all_items_come_exactly_once_whatever_the_page_sizes(
    scheme: str, count: int, size: int, is_asked: bool
) -> None:
    shelf = Shelf(count, size=3 if is_asked else size)
    arguments = sized(scheme, size) if is_asked else {}
    found, _ = used("sync", shelf, lambda client: ids("sync", getattr(client.things, scheme)(**arguments)))
    assert [thing["id"] for thing in shelf.things] == found


def test_what_other_libraries_call_a_page_s_methods_says_what_they_are_called_here() -> None:
    page, _ = used("sync", Shelf(1), lambda client: client.things.numbered())
    for name, instead in (("get_next_page", "next_page()"), ("iter_pages", "pages()")):
        with pytest.raises(AttributeError, match=re.escape(f"has no attribute '{name}'; {instead}")):
            getattr(page, name)
    with pytest.raises(AttributeError, match="to_dict()"):
        getattr(page, "model_dump")


@every_scheme
def test_nothing_is_asked_for_before_it_is_needed(scheme: str) -> None:
    def take_four(client: Any) -> list[str]:
        items = iter(getattr(client.things, scheme)())
        return [next(items).id for _ in range(4)]

    found, requests = used("sync", Shelf(100), take_four)
    assert ["t0", "t1", "t2", "t3"] == found
    assert 2 == len(requests)


@every_scheme
def test_a_page_has_its_items_its_body_and_the_next_page(scheme: str) -> None:
    def walk(client: Any) -> Any:
        page = getattr(client.things, scheme)()
        second = page.next_page()
        third = second.next_page()
        with pytest.raises(RuntimeError, match="has_next_page"):
            empty_or_third(scheme, third).next_page()
        return page, second, third

    def empty_or_third(scheme: str, third: Any) -> Any:
        return third.next_page() if scheme == "plain" else third

    (first, second, third), _ = used("sync", Shelf(7), walk)
    types = import_module(PACKAGE).types
    assert [["t0", "t1", "t2"], ["t3", "t4", "t5"], ["t6"]] == [
        [item.id for item in page.items] for page in (first, second, third)
    ]
    assert all(isinstance(item, types.Thing) for item in first.items)
    assert (True, True, scheme == "plain") == (
        first.has_next_page(),
        second.has_next_page(),
        third.has_next_page(),
    )
    assert first.body.to_dict() if scheme not in ("plain", "link") else isinstance(first.body, list)
    assert "3 items, and more" in repr(first)


@every_scheme
def test_an_awaited_call_gives_the_first_page_and_its_pages_can_be_iterated(scheme: str) -> None:
    async def walk(client: Any) -> Any:
        page = await getattr(client.things, scheme)()
        following = await page.next_page()
        sizes = [len(each.items) async for each in getattr(client.things, scheme)().pages()]
        return [item.id for item in following.items], sizes, [item.id async for item in following]

    (second, sizes, rest), _ = used("asyncio", Shelf(7), walk)
    assert ["t3", "t4", "t5"] == second
    assert [3, 3, 1] == sizes[:3]
    assert ["t3", "t4", "t5", "t6"] == rest


@every_scheme
def test_pages_go_on_where_an_earlier_process_stopped(scheme: str) -> None:
    def stop_and_go_on(client: Any) -> list[str]:
        method = getattr(client.things, scheme)
        page = method(**sized(scheme, 2))
        kept = json.dumps(page.next_page_info())
        return ids("sync", method(**sized(scheme, 2), **json.loads(kept)))  # type: ignore[no-any-return]

    found, _ = used("sync", Shelf(7), stop_and_go_on)
    assert ["t2", "t3", "t4", "t5", "t6"] == found


@every_scheme
def test_the_last_page_leads_nowhere(scheme: str) -> None:
    page, _ = used("sync", Shelf(0), lambda client: getattr(client.things, scheme)())
    assert ([], False, {}) == (page.items, page.has_next_page(), page.next_page_info())


@both_kinds
@every_scheme
def test_an_answer_without_anything_is_a_page_without_items(kind: str, scheme: str) -> None:
    found, requests = used(kind, lambda _: Reply(json={}), lambda client: ids(kind, getattr(client.things, scheme)()))
    assert ([], 1) == (found, len(requests))


@pytest.mark.parametrize("cursor", ["c9", 9])
@both_kinds
def test_a_cursor_that_comes_again_ends_the_pages(kind: str, cursor: object) -> None:
    answer = Reply(json={"data": [{"id": "t"}], "meta": {"next_cursor": cursor}})
    found, requests = used(kind, lambda _: answer, lambda client: ids(kind, client.things.cursor()))
    assert (["t", "t"], 2) == (found, len(requests))


def test_the_cursor_of_the_call_itself_counts_as_asked_for() -> None:
    answer = Reply(json={"data": [{"id": "t"}], "meta": {"next_cursor": "c9"}})
    page, _ = used("sync", lambda _: answer, lambda client: client.things.cursor(cursor="c9"))
    assert not page.has_next_page()


def test_cursors_in_a_circle_end() -> None:
    def circle(request: Received) -> Reply:
        following = {"": "a", "cursor=a": "b", "cursor=b": "a"}[request.query]
        return Reply(json={"data": [{"id": following}], "meta": {"next_cursor": following}})

    found, _ = used("sync", circle, lambda client: ids("sync", client.things.cursor()))
    assert ["a", "b", "a"] == found


def test_a_url_that_comes_again_ends_the_pages() -> None:
    answer = Reply(json={"data": [{"id": "t"}], "links": {"next": "/url"}})
    found, requests = used("sync", lambda _: answer, lambda client: ids("sync", client.things.url()))
    assert (["t"], 1) == (found, len(requests))


@both_kinds
def test_an_iterator_that_raised_goes_on_with_the_page_that_failed(kind: str) -> None:
    shelf = Shelf(5)
    left = [True]

    def failing_once(request: Received) -> Reply:
        return Reply(500) if request.query and left and left.pop() else shelf(request)

    def sync(client: Any) -> list[str]:
        items = iter(client.things.cursor(max_retries=0))
        found = [next(items).id for _ in range(3)]
        with pytest.raises(Exception, match="500"):
            next(items)
        return found + [item.id for item in items]

    async def asynchronous(client: Any) -> list[str]:
        items = aiter(client.things.cursor(max_retries=0))
        found = [(await anext(items)).id for _ in range(3)]
        with pytest.raises(Exception, match="500"):
            await anext(items)
        return found + [item.id async for item in items]

    found, requests = used(kind, failing_once, sync if kind == "sync" else asynchronous)
    assert ["t0", "t1", "t2", "t3", "t4"] == found
    assert 3 == len(requests)


@pytest.mark.parametrize("kind", ("asyncio", "trio"))
@pytest.mark.filterwarnings("error")
def test_an_iteration_that_is_left_leaves_nothing_open(kind: str) -> None:
    async def first_of(client: Any) -> str | None:
        async for item in client.things.cursor():
            return str(item.id)
        return None

    async def twice(client: Any) -> list[str | None]:
        found = [await first_of(client), await first_of(client)]
        gc.collect()
        return found

    found, requests = used(kind, Shelf(5), twice)
    assert (["t0", "t0"], 2) == (found, len(requests))


def test_a_page_travels_to_another_process() -> None:
    def travel(client: Any) -> list[str]:
        with pickle.loads(pickle.dumps(client.things.cursor()))._client as there:
            page = pickle.loads(pickle.dumps(there.things.cursor()))
            found = ids("sync", page)
            page._client.close()
            return found  # type: ignore[no-any-return]

    found, _ = used("sync", Shelf(5), travel)
    assert ["t0", "t1", "t2", "t3", "t4"] == found


def test_an_empty_page_with_a_cursor_goes_on() -> None:
    def filtered(request: Received) -> Reply:
        if not request.query:
            return Reply(json={"data": [], "meta": {"next_cursor": "c1"}})
        return Reply(json={"data": [{"id": "t"}], "meta": {"next_cursor": ""}})

    found, requests = used("sync", filtered, lambda client: ids("sync", client.things.cursor()))
    assert (["t"], 2) == (found, len(requests))


@pytest.mark.parametrize("scheme", ["plain", "offset", "numbered"])
def test_an_empty_page_ends_what_is_counted(scheme: str) -> None:
    empty = {"plain": [], "offset": {"items": [], "total": 9}, "numbered": {"data": [], "meta": {"total_pages": 9}}}
    found, requests = used(
        "sync", lambda _: Reply(json=empty[scheme]), lambda client: ids("sync", getattr(client.things, scheme)())
    )
    assert ([], 1) == (found, len(requests))


@both_kinds
def test_a_server_that_takes_no_page_number_after_all_does_not_go_on_for_ever(kind: str) -> None:
    found, requests = used(
        kind, lambda _: Reply(json=[{"id": "a"}, {"id": "b"}]), lambda client: ids(kind, client.things.plain())
    )
    assert (["a", "b"], 2) == (found, len(requests))


def test_a_page_number_that_is_asked_for_is_where_the_pages_begin() -> None:
    found, requests = used("sync", Shelf(7), lambda client: ids("sync", client.things.numbered(page={"number": 2})))
    assert ["t3", "t4", "t5", "t6"] == found
    assert [["2"], ["3"]] == [where(request)[1]["page[number]"] for request in requests]


def test_the_other_members_of_an_object_stay_as_they_were_asked() -> None:
    _, requests = used("sync", Shelf(5), lambda client: ids("sync", client.things.numbered(page={"size": 2})))
    assert [{"page[size]": ["2"]}, *({"page[size]": ["2"], "page[number]": [n]} for n in "23")] == [
        where(request)[1] for request in requests
    ]


def test_a_cursor_in_the_body_leaves_the_rest_of_it() -> None:
    def search(client: Any) -> list[str]:
        return ids("sync", client.things.search(query="x", page={"limit": 4}))  # type: ignore[no-any-return]

    found, requests = used("sync", Shelf(7), search)
    assert 7 == len(found)
    assert [
        {"query": "x", "page": {"limit": 4}},
        {"query": "x", "page": {"limit": 4, "cursor": "c4"}},
    ] == [request.json for request in requests]


def test_a_body_is_whole_again_where_a_call_goes_on_later() -> None:
    def go_on(client: Any) -> list[str]:
        info = client.things.search(query="x", page={"limit": 4}).next_page_info()
        return ids("sync", client.things.search(query="y", page={"limit": 4}, **info))  # type: ignore[no-any-return]

    found, requests = used("sync", Shelf(7), go_on)
    assert ["t4", "t5", "t6"] == found
    assert {"query": "y", "page": {"limit": 4, "cursor": "c4"}} == requests[-1].json


def test_an_operation_with_both_goes_on_the_way_it_was_begun() -> None:
    by_offset, first = used("sync", Shelf(7), lambda client: ids("sync", client.things.both()))
    by_marker, second = used("sync", Shelf(7), lambda client: ids("sync", client.things.both(marker="m0")))
    assert by_offset == by_marker
    assert [{}, {"offset": ["3"]}, {"offset": ["6"]}] == [where(request)[1] for request in first]
    assert [{"marker": ["m0"]}, {"marker": ["m3"]}, {"marker": ["m6"]}] == [where(request)[1] for request in second]


@both_kinds
@every_scheme
def test_every_page_is_asked_for_with_the_calls_options(kind: str, scheme: str) -> None:
    shelf, busy = Shelf(7), {"left": 1}

    def busy_once(request: Received) -> Reply:
        if request.headers.get("x-trace") == "1" and "busy" not in request.query and busy["left"]:
            busy["left"] -= 1
            return Reply(429)
        return shelf(request)

    def use(client: Any) -> Any:
        pager = getattr(client.things, scheme)(
            extra_headers={"X-Trace": "1"}, extra_query={"kept": "yes"}, idempotency_key="once", max_retries=1
        )
        return ids(kind, pager)

    found, requests = used(kind, busy_once, use, clock=FakeClock())
    assert 7 == len(found)
    assert all("1" == request.headers["x-trace"] for request in requests)
    assert all(["yes"] == where(request)[1]["kept"] for request in requests)
    # The second request is the first one tried again; the others are new, and have another answer.
    assert [True, True, *[False] * (len(requests) - 2)] == ["idempotency-key" in each.headers for each in requests]


@both_kinds
@every_scheme
def test_every_page_is_asked_for_as_the_same_caller(kind: str, scheme: str) -> None:
    _, requests = used(kind, Shelf(7), lambda client: ids(kind, getattr(client.things, scheme)()))
    assert {"Bearer k"} == {request.headers["authorization"] for request in requests}


def test_a_key_in_the_query_is_sent_once_also_where_the_servers_url_has_it() -> None:
    def echoing(request: Received) -> Reply:
        following = None if "at=" in request.query else f"{request.target}&at=1"
        return Reply(json={"data": [{"id": "t"}], "links": {"next": following}})

    found, requests = used(
        "sync", echoing, lambda client: ids("sync", client.things.url()), api_key="", query_api_key="s3cret"
    )
    assert ["t", "t"] == found
    assert ["api_key=s3cret", "at=1&api_key=s3cret"] == [request.query for request in requests]


@both_kinds
def test_another_host_gets_no_credentials(kind: str) -> None:
    from tests.loopback import Loopback

    last = Reply(json={"data": [{"id": "theirs"}], "links": {"next": None}})
    with Loopback(last) as other:
        ours = Reply(json={"data": [{"id": "ours"}], "links": {"next": f"{other.url}/things"}})
        found, _ = used(
            kind,
            lambda _: ours,
            lambda client: ids(kind, client.things.url(extra_headers={"X-Secret": "s", "X-Trace": "1"})),
            default_headers={"X-Api-Token": "t"},
            default_query={"account": "a"},
        )
    assert ["ours", "theirs"] == found
    (request,) = other.requests
    assert "/things" == request.target
    assert {"authorization", "x-secret", "x-api-token", "cookie"}.isdisjoint(request.headers)
    assert "1" == request.headers["x-trace"]


def test_a_url_of_the_vendors_own_server_stays_on_the_base_url_that_was_given() -> None:
    def absolute(request: Received) -> Reply:
        following = None if request.query else "https://shelf.test/v1/url?at=1"
        return Reply(json={"data": [{"id": "t"}], "links": {"next": following}})

    found, requests = used("sync", absolute, lambda client: ids("sync", client.things.url()))
    assert ["t", "t"] == found
    assert ["/url", "/url?at=1"] == [request.target for request in requests]
    assert "Bearer k" == requests[1].headers["authorization"]


def test_an_address_that_is_no_web_address_is_refused() -> None:
    answer = Reply(json={"data": [{"id": "t"}], "links": {"next": "file:///etc/passwd"}})
    with pytest.raises(import_module(PACKAGE).APIConnectionError, match=r"no http\(s\) URL"):
        used("sync", lambda _: answer, lambda client: ids("sync", client.things.url()))


def test_options_for_a_page_at_another_address_are_refused() -> None:
    answer = Reply(json={"data": [{"id": "t"}], "links": {"next": "/elsewhere?at=1"}})
    page, _ = used("sync", lambda _: answer, lambda client: client.things.url())
    with pytest.raises(ValueError, match="/elsewhere"):
        page.next_page_info()


@both_kinds
def test_a_method_of_the_client_itself_gives_pages_too(kind: str) -> None:
    found, requests = used(kind, Shelf(5), lambda client: ids(kind, client.everything()))
    assert ["t0", "t1", "t2", "t3", "t4"] == found
    assert ["/", "/?cursor=c3"] == [request.target for request in requests]


def test_raw_and_streamed_responses_parse_to_pages() -> None:
    def use(client: Any) -> Any:
        raw = client.things.with_raw_response.cursor(limit=2)
        with client.things.with_streaming_response.cursor(limit=2) as response:
            page = response.parse()
        return raw.status_code, ids("sync", raw.parse()), ids("sync", page)

    (status, first, second), _ = used("sync", Shelf(5), use)
    assert (200, ["t0", "t1", "t2", "t3", "t4"]) == (status, first) == (status, second)


def test_a_call_can_be_made_a_task_as_any_other() -> None:
    async def use(client: Any) -> Any:
        async with asyncio.TaskGroup() as group:
            first = group.create_task(client.things.cursor(limit=2))
            second = group.create_task(client.things.offset(limit=2))
        left = client.things.cursor(limit=2)
        cancelled = asyncio.create_task(left)
        await asyncio.sleep(0)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        for each in (left, client.things.cursor(limit=2)):
            each.close()  # As whoever has a coroutine and no use for it does.
        return [[item.id for item in page.items] for page in (first.result(), second.result(), await left)]

    found, _ = used("asyncio", Shelf(5), use)
    assert [["t0", "t1"]] * 3 == found


def test_async_raw_and_streamed_responses_too() -> None:
    async def use(client: Any) -> Any:
        task = asyncio.create_task(client.things.with_raw_response.cursor(limit=2))
        raw = await task
        async with client.things.with_streaming_response.cursor(limit=2) as response:
            page = await response.parse()
        return raw.status_code, await ids("asyncio", await raw.parse()), await ids("asyncio", page)

    (status, first, second), _ = used("asyncio", Shelf(5), use)
    assert (200, ["t0", "t1", "t2", "t3", "t4"]) == (status, first) == (status, second)


@both_kinds
def test_an_unknown_keyword_is_refused_under_the_methods_name(kind: str) -> None:
    with pytest.raises(TypeError, match=r"cursor\(\) got an unexpected keyword argument 'cursr'"):
        used(kind, Shelf(1), lambda client: ids(kind, client.things.cursor(cursr="x")))


def test_attributes_of_the_body_can_be_read_from_the_page() -> None:
    page, _ = used("sync", Shelf(5), lambda client: client.things.cursor())
    assert page.body.meta == page.meta and "c3" == page.meta.next_cursor
    with pytest.raises(AttributeError, match="no_such"):
        _ = page.no_such


_USE = """
from typing import assert_type

from shelf_client import APIResponse, AsyncPage, AsyncPager, AsyncShelf, Shelf, SyncPage, types

client = Shelf()
page = client.things.cursor(limit=2)
assert_type(page, SyncPage[types.Thing, types.ThingCursorResponse])
assert_type(page.body, types.ThingCursorResponse)
assert_type(page.items, list[types.Thing])
assert_type(page.next_page(), SyncPage[types.Thing, types.ThingCursorResponse])
assert_type([item.id for item in client.things.plain()], list[str])
assert_type(client.things.with_raw_response.plain(), APIResponse[SyncPage[types.Thing, list[types.Thing]]])
client.things.cursor(limit=2, **page.next_page_info())
for each in page.pages():
    assert_type(each.has_next_page(), bool)
client.things.cursor(after="x")  # wrong: there is no such argument (ty does not look at unpacked ones)
page.meta  # wrong: the body has it
with client.things.with_streaming_response.cursor() as response:
    assert_type(response.parse().items, list[types.Thing])


async def main() -> None:
    things = AsyncShelf().things
    assert_type(things.cursor(), AsyncPager[types.Thing, types.ThingCursorResponse])
    first = await things.cursor()
    assert_type(first, AsyncPage[types.Thing, types.ThingCursorResponse])
    assert_type(await first.next_page(), AsyncPage[types.Thing, types.ThingCursorResponse])
    async for item in things.cursor():
        assert_type(item, types.Thing)
    async for one in first.pages():
        assert_type(one.items, list[types.Thing])
    raw = await things.with_raw_response.cursor()
    assert_type((await raw.parse()).items, list[types.Thing])
    async with things.with_streaming_response.cursor() as streamed:
        assert_type((await streamed.parse()).items, list[types.Thing])
"""
_WRONG = {number: line for number, line in enumerate(_USE.splitlines(), 1) if "# wrong" in line}


@pytest.mark.parametrize("checker", CHECKERS)
def test_type_checkers_see_items_and_bodies_and_find_nothing_wrong_with_the_package(
    checker: str, package: Path
) -> None:
    (package / "use.py").write_text(_USE)
    found = complaints(checker, Path(sys.prefix), package, "use.py", PACKAGE)
    wanted = [number for number, line in _WRONG.items() if f"({checker} " not in line]
    assert wanted == lines_in("use.py", found), found
    assert [] == [line for line in found if "use.py:" not in line]


def test_the_readme_shows_a_call_that_pages(package: Path) -> None:
    text = (package / PACKAGE / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^## Pages$.*?^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    printed: list[str] = []

    def run(client: Any) -> None:
        exec(block, {"client": client, "print": lambda item: printed.append(item.id)})

    _, requests = used("sync", Shelf(7), run)
    assert 7 == len(printed) and len(requests) > 1


def test_pages_load_when_the_first_one_is_asked_for(package: Path) -> None:
    code = (
        "import sys\n"
        f"from {PACKAGE} import Shelf\n"
        "Shelf(api_key='k', base_url='http://127.0.0.1:9').things.cursor\n"
        f"print([name for name in sys.modules if name.rpartition('.')[2] in ('pages', 'page_calls', 'turning')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=package, capture_output=True, text=True, check=True, timeout=60
    )
    assert "[]" == done.stdout.strip()


_EITHER = """
paths:
  /search:
    get:
      operationId: search
      tags: [pets]
      parameters: [{name: offset, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: Found
          content: {application/json: {schema: {oneOf: [{$ref: "#/components/schemas/Cats"}, {$ref: "#/components/schemas/Dogs"}]}}}
components:
  schemas:
    Cats: {type: object, required: [kind], properties: {kind: {const: cats}, total: {type: integer}, entries: {type: array, items: {$ref: "#/components/schemas/Cat"}}}}
    Dogs: {type: object, required: [kind], properties: {kind: {const: dogs}, total: {type: integer}, entries: {type: array, items: {$ref: "#/components/schemas/Dog"}}}}
    Cat: {type: object, properties: {purrs: {type: boolean}}}
    Dog: {type: object, properties: {barks: {type: boolean}}}
"""


def test_items_of_an_answer_of_several_shapes_are_of_the_shape_that_came(tmp_path: Path) -> None:
    package = package_of(tmp_path, _EITHER)
    cats = Reply(json={"kind": "cats", "total": 2, "entries": [{"purrs": True}]})
    dogs = Reply(json={"kind": "dogs", "total": 2, "entries": [{"barks": True}]})
    with Loopback(cats, dogs) as server, package.Inline(base_url=server.url) as client:
        found = list(client.pets.search())
    types = package.types
    assert [types.Cat(purrs=True), types.Dog(barks=True)] == found
    assert ["", "offset=1"] == [request.query for request in server.requests]
