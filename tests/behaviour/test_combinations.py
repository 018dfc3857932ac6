"""Features used together, as an application does: each of them has tests of its own elsewhere."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from itertools import product
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

import pytest

from tests.behaviour.small_clients import KINDS, called
from tests.behaviour.works import LOGIN, Works, make_package
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.support import FakeClock
from tests.runtime.test_tracing import Recorder

PACKAGE = "works_client"
WAYS = [(kind, over) for kind, over in product(KINDS, ("httpx2", "pyreqwest")) if (kind, over) != ("trio", "pyreqwest")]
every_way = pytest.mark.parametrize(("kind", "over"), WAYS)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_package(tmp_path_factory.mktemp("works"), PACKAGE)


def used(
    works: Any, kind: str, over: str, server: Works, use: Callable[[Any], Any], **options: Any
) -> tuple[Any, list[Received]]:
    """Use a client against a server; give the outcome and what was asked, but for tokens."""
    options = {"clock": FakeClock(), "transport": over, **LOGIN, **options}
    with Loopback(server) as loopback:
        value = called(kind, works, "WorksClient", use, base_url=loopback.url, **options)
    return value, loopback.requests


def asked(requests: list[Received]) -> list[str]:
    return [f"{each.method} {each.target}" for each in requests]


def collected(kind: str, items: Any) -> Any:
    """Give a list of what can be iterated, or awaited and iterated."""
    if kind == "sync":
        return list(items)

    async def collect() -> list[Any]:
        found = items if hasattr(items, "__aiter__") else await items
        return [item async for item in found]

    return collect()


def then(kind: str, value: Any, use: Callable[[Any], Any]) -> Any:
    """Go on with a value that may have to be awaited."""
    if kind == "sync":
        return use(value)

    async def go_on() -> Any:
        found = use(await value)
        return await found if hasattr(found, "__await__") else found

    return go_on()


@every_way
def test_pages_go_on_with_a_new_token_when_the_old_one_wears_out(works: Any, kind: str, over: str) -> None:
    server = Works(uses=1)
    ids, requests = used(
        works, kind, over, server, lambda client: collected(kind, client.jobs.list(extra_headers={"X-Trace": "1"}))
    )
    assert ["j0", "j1", "j2", "j3", "j4"] == [job.id for job in ids]
    assert 2 == server.refused
    assert 3 == sum(each.path == "/token" for each in requests)
    assert all(each.headers["x-trace"] == "1" for each in requests if each.path == "/jobs")


@every_way
def test_pages_are_retried_with_hooks_around_each_attempt(works: Any, kind: str, over: str) -> None:
    seen: list[str] = []
    server = Works(trouble={"/jobs": [Reply(503), Reply(429)]})
    ids, requests = used(
        works,
        kind,
        over,
        server,
        lambda client: collected(kind, client.jobs.list(limit=3, timeout=7)),
        on_request=lambda request: request.set_header("X-Signed", str(request.retries_taken)),
        on_response=lambda response: seen.append(f"answer {response.status_code}"),
        on_error=lambda error: seen.append(f"error {error.status_code}"),
    )
    assert 5 == len(ids)
    assert 2 == seen.count("answer 503") + seen.count("answer 429")
    assert 2 == sum(each.startswith("error") for each in seen)
    # One for the token, four for the pages.
    assert 5 == sum("x-signed" in each.headers for each in requests)


@every_way
def test_a_raw_page_gives_typed_headers_and_the_pages_after_it(works: Any, kind: str, over: str) -> None:
    def use(client: Any) -> Any:
        def rest(response: Any) -> Any:
            total = response.parse_headers(works.types.JobListHeaders).x_total
            if kind == "sync":
                return total, response.status_code, [job.id for job in response.parse()]

            async def read() -> Any:
                page = await response.parse()
                return total, response.status_code, [job.id async for job in page]

            return read()

        return then(kind, client.jobs.with_raw_response.list(), rest)

    (total, status, ids), _ = used(works, kind, over, Works(uses=2), use)
    assert (5, 200, ["j0", "j1", "j2", "j3", "j4"]) == (total, status, ids)


@every_way
def test_a_stream_begins_with_a_new_token_when_the_old_one_has_worn_out(works: Any, kind: str, over: str) -> None:
    def use(client: Any) -> Any:
        first = lambda: client.jobs.retrieve("j1")
        watch = lambda _: collected(kind, client.jobs.watch("j1"))
        return then(kind, first(), watch)

    server = Works(uses=1)
    items, requests = used(works, kind, over, server, use)
    assert ["j0", "j1", "j2", "j3", "j4"] == [item.id for item in items]
    assert ["POST /token", "GET /jobs/j1", "GET /jobs/j1/events", "POST /token", "GET /jobs/j1/events"] == asked(
        requests
    )


@every_way
def test_a_stream_is_refused_for_good_after_one_renewal(works: Any, kind: str, over: str) -> None:
    server = Works(uses=0)
    with pytest.raises(works.AuthenticationError):
        used(works, kind, over, server, lambda client: collected(kind, client.jobs.watch("j1")))
    assert 2 == server.refused


@every_way
@pytest.mark.parametrize("where", ["/jobs/j1/file", "/vault/j1"])
def test_an_upload_that_is_refused_once_is_sent_again_whole(
    works: Any, kind: str, over: str, where: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 150_000)
    told: list[tuple[int, int | None]] = []

    def use(client: Any) -> Any:
        upload = client.jobs.upload_file if "file" in where else client.jobs.upload_vault
        # The first use wears the token out, or brings the challenge.
        return then(
            kind,
            client.jobs.retrieve("j1"),
            lambda _: upload("j1", body=file, upload_progress=lambda *at: told.append(at)),
        )

    job, requests = used(works, kind, over, Works(uses=1), use, username="u", password="p")
    uploads = [each for each in requests if each.method == "PUT"]
    assert "150000" == job.name
    assert [150_000, 150_000] == [len(each.body) for each in uploads]
    assert 2 == told.count((0, 150_000)) == told.count((150_000, 150_000))


@every_way
def test_a_one_time_body_is_not_sent_again_with_a_new_token(works: Any, kind: str, over: str) -> None:
    def use(client: Any) -> Any:
        return then(kind, client.jobs.retrieve("j1"), lambda _: client.jobs.upload_file("j1", body=iter([b"a", b"b"])))

    server = Works(uses=1)
    with pytest.raises(works.AuthenticationError):
        used(works, kind, over, server, use)
    assert 1 == server.refused


@every_way
def test_copies_share_tokens_and_the_retry_budget(works: Any, kind: str, over: str) -> None:
    budget = works.RetryBudget(1)
    server = Works(trouble={"/jobs/a": [Reply(503)], "/jobs/b": [Reply(503)]})

    def use(client: Any) -> Any:
        first = client.with_options(timeout=3, default_headers={"X-A": "1"})
        second = client.with_options(default_query={"q": "1"})
        return then(kind, first.jobs.retrieve("a"), lambda _: second.jobs.retrieve("b"))

    with pytest.raises(works.InternalServerError):
        with Loopback(server) as loopback:
            options = {"clock": FakeClock(), "transport": over, **LOGIN, "retry": works.RetryPolicy(5, budget=budget)}
            called(kind, works, "WorksClient", use, base_url=loopback.url, **options)
    assert ["POST /token", "GET /jobs/a", "GET /jobs/a", "GET /jobs/b?q=1"] == asked(loopback.requests)


@every_way
def test_the_escape_hatch_gives_streams_and_has_tokens_hooks_and_retries(works: Any, kind: str, over: str) -> None:
    seen: list[str] = []
    stream_class = works.Stream if kind == "sync" else works.AsyncStream
    server = Works(uses=1, trouble={"/jobs/j1/events": [Reply(503)]})
    items, requests = used(
        works,
        kind,
        over,
        server,
        lambda client: collected(kind, client.get("/jobs/j1/events", cast_to=stream_class[works.types.Job])),
        on_request=lambda request: seen.append(request.path_template),
    )
    assert ["j0", "j1", "j2", "j3", "j4"] == [item.id for item in items]
    # The first token is used up by the answer 503.
    assert ["/token", *["/jobs/j1/events"] * 2, "/token", "/jobs/j1/events"] == seen
    assert 2 == sum(each.path == "/token" for each in requests)


@every_way
def test_a_limit_on_answers_holds_for_pages_and_streams(works: Any, kind: str, over: str) -> None:
    page = lambda client: collected(kind, client.jobs.list(max_response_bytes=100))
    stream = lambda client: collected(kind, client.jobs.watch("j1", max_response_bytes=60))
    for use in (page, stream):
        with pytest.raises(works.APIError, match="max_response_bytes"):
            used(works, kind, over, Works(jobs=50), use)


@every_way
def test_a_link_is_followed_from_a_raw_response(works: Any, kind: str, over: str) -> None:
    link = import_module(f"{PACKAGE}.links").JobsCreate.get_job

    def use(client: Any) -> Any:
        return then(
            kind,
            client.jobs.with_raw_response.create(name="a"),
            lambda response: client.follow(response, link, timeout=3),
        )

    job, requests = used(works, kind, over, Works(uses=1), use)
    assert "new" == job.id
    assert "GET /jobs/new" == asked(requests)[-1]


@every_way
def test_a_download_is_streamed_with_a_new_token(works: Any, kind: str, over: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def use(client: Any) -> Any:
        if kind == "sync":
            client.jobs.retrieve("j1")
            with client.jobs.with_streaming_response.download_file("j1") as response:
                return response.stream_to_file(tmp_path / "out", lambda *at: told.append(at))

        async def run() -> None:
            await client.jobs.retrieve("j1")
            async with client.jobs.with_streaming_response.download_file("j1") as response:
                await response.stream_to_file(tmp_path / "out", lambda *at: told.append(at))

        return run()

    used(works, kind, over, Works(uses=1), use)
    assert b"0123456789" * 10 == (tmp_path / "out").read_bytes()
    assert (100, None) == told[-1]


@every_way
def test_an_answer_or_a_stream_of_it_comes_through_every_view(works: Any, kind: str, over: str) -> None:
    def use(client: Any) -> Any:
        jobs = client.jobs
        return then(
            kind,
            jobs.with_raw_response.chat("j1", text="hi", stream=True),
            lambda response: collected(kind, response.parse()),
        )

    items, requests = used(works, kind, over, Works(trouble={"/jobs/j1/chat": [Reply(500)]}), use)
    assert 5 == len(items)
    assert {"text": "hi", "stream": True} == requests[-1].json


def keys(requests: list[Received], name: str = "idempotency-key") -> list[str | None]:
    return [each.headers.get(name) for each in requests if each.method == "POST" and each.path != "/token"]


@every_way
def test_a_declared_idempotency_key_is_made_up_once_for_all_attempts(works: Any, kind: str, over: str) -> None:
    server = Works(uses=2, trouble={"/jobs": [Reply(503), Reply(503)]})
    create = lambda client: client.jobs.create(name="a")
    _, requests = used(works, kind, over, server, lambda client: then(kind, create(client), lambda _: create(client)))
    found = keys(requests)
    # Three attempts, and one more for a token that has worn out; then the second call.
    first, second = found[:4], found[4:]
    assert [str(UUID(first[0]))] * 4 == first
    assert [str(UUID(second[0]))] == second
    assert first[0] != second[0]


@every_way
@pytest.mark.parametrize("how", [Misbehaviour.CLOSE, Misbehaviour.RESET])
def test_with_a_declared_idempotency_key_a_broken_post_is_retried(
    works: Any, kind: str, over: str, how: Misbehaviour
) -> None:
    steps = [how, Reply(201, json={"id": "new"})]
    with Loopback(*steps) as loopback:
        job = called(
            kind,
            works,
            "WorksClient",
            lambda client: client.jobs.create(name="a"),
            base_url=loopback.url,
            clock=FakeClock(),
            transport=over,
            access_token="t",
        )
    assert "new" == job.id
    assert 2 == len(loopback.requests) and 1 == len(set(keys(loopback.requests)))


@every_way
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"idempotency_key": "mine"}, "mine"),
        ({"idempotency_key_": "mine"}, "mine"),
        ({"idempotency_key_": "argument", "idempotency_key": "option"}, "option"),
        ({"extra_headers": {"Idempotency-Key": "extra"}}, "extra"),
        ({"extra_headers": {"Idempotency-Key": None}}, None),
        ({"idempotency_key_": None}, None),
    ],
)
def test_a_caller_s_idempotency_key_is_sent_in_place_of_a_made_up_one(
    works: Any, kind: str, over: str, given: dict[str, Any], sent: str | None
) -> None:
    _, requests = used(works, kind, over, Works(), lambda client: client.jobs.create(name="a", **given))
    assert [sent] == keys(requests)


@every_way
@pytest.mark.parametrize("given", [{}, {"x_idempotency_key": "mine"}, {"idempotency_key": "mine"}])
def test_every_page_of_a_search_has_a_key_of_its_own(works: Any, kind: str, over: str, given: dict[str, Any]) -> None:
    jobs, requests = used(
        works, kind, over, Works(), lambda client: collected(kind, client.jobs.search(text="n", **given))
    )
    found = keys(requests, "x-idempotency-key")
    assert (5, 3) == (len(jobs), len(found))
    assert None not in found and 3 == len(set(found))
    assert ("mine" == found[0]) == bool(given)


def test_nobody_has_to_give_an_idempotency_key(works: Any) -> None:
    jobs = import_module(f"{PACKAGE}.resources.jobs").Jobs
    for method, argument in ((jobs.create, "idempotency_key_"), (jobs.search, "x_idempotency_key")):
        assert signature(method).parameters[argument].default is works.omit


@every_way
def test_each_page_is_a_span_of_the_caller_s(works: Any, kind: str, over: str) -> None:
    recorder = Recorder()
    with recorder.provider.get_tracer("test").start_as_current_span("outer") as outer:
        used(
            works,
            kind,
            over,
            Works(uses=2),
            lambda client: collected(kind, client.jobs.list()),
            tracing=recorder.provider,
        )
    *spans, _ = recorder.spans
    # A token is good for two requests: the third is refused, and sent again with another.
    expected = ["POST /token", *["GET /jobs"] * 3, "POST /token", "GET /jobs"]
    assert expected == [span.name for span in spans]
    assert {outer.get_span_context().span_id} == {span.parent and span.parent.span_id for span in spans}


def told(retry: Any) -> None:
    """Do nothing: a function that another process can import."""


def list_in_another_process(client: Any) -> list[str]:
    with client:
        return [job.id for job in client.jobs.list()]


@pytest.mark.parametrize("over", ["httpx2", "pyreqwest"])
def test_a_client_with_tokens_travels_to_a_spawned_process_and_is_copied_without_them(works: Any, over: str) -> None:
    server = Works()
    folder = str(Path(works.__file__).parent.parent)
    with Loopback(server) as loopback, pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        options = {"transport": over, "webhook_secret": "whsec_c2VjcmV0", "retry": works.RetryPolicy(3, on_retry=told)}
        with works.WorksClient(base_url=loopback.url, **LOGIN, **options) as client:
            client.jobs.retrieve("j1")
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, context) as pool:
                assert ["j0", "j1", "j2", "j3", "j4"] == pool.submit(list_in_another_process, client).result()
            for copied in (copy.deepcopy(client), pickle.loads(pickle.dumps(client))):
                with copied:
                    copied.jobs.retrieve("j1")
                    assert "whsec_c2VjcmV0" == copied._options["webhook_secret"]
            client.jobs.retrieve("j1")
    # One of the client, one of each process and copy; the client's own is still good.
    assert 4 == sum(each.path == "/token" for each in loopback.requests)


def test_two_vendors_clients_live_in_one_process_also_vendored(works: Any, tmp_path: Path) -> None:
    other = make_package(tmp_path / "made", "works_other")
    (tmp_path / "myapp" / "_vendor").mkdir(parents=True)
    for part in ("myapp", "myapp/_vendor"):
        (tmp_path / part / "__init__.py").touch()
    copytree(Path(other.__file__).parent, tmp_path / "myapp" / "_vendor" / "works_other")
    server = Works(uses=3)
    with pytest.MonkeyPatch.context() as patch, Loopback(server) as loopback:
        patch.syspath_prepend(str(tmp_path))
        vendored = import_module("myapp._vendor.works_other")
        packages = (works, other, vendored)
        for package, name in zip(packages, ("WorksClient", "WorksOther", "WorksOther"), strict=True):
            with getattr(package, name)(base_url=loopback.url, **LOGIN) as client:
                jobs = list(client.jobs.list())
                assert all(type(job) is package.types.Job for job in jobs)
                assert 5 == len(list(client.jobs.watch("j1")))
                response = client.jobs.with_raw_response.create(name="a")
                links = import_module(f"{package.__name__}.links")
                assert "new" == client.follow(response, links.JobsCreate.get_job).id
    # Nobody's exceptions, tokens or settings are another's.
    assert 3 == len({package.APIError for package in packages})
    assert 3 <= len(server.left)


def test_a_program_that_does_it_all_has_no_warnings(works: Any, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    for backend in ("asyncio", "trio"):
        with Loopback(Works(uses=2)) as loopback:
            done = subprocess.run(
                [sys.executable, "-W", "error", program, loopback.url, backend],
                capture_output=True,
                text=True,
                env={"PYTHONPATH": str(Path(works.__file__).parent.parent)},
            )
        assert (0, "", "5 5 2 2 5\n") == (done.returncode, done.stderr, done.stdout)


_PROGRAM = """
import sys
from concurrent.futures import ProcessPoolExecutor

import anyio
from works_client import AsyncWorksClient, Stream, WorksClient, types

url, backend = sys.argv[1:]
options = {"client_id": "me", "client_secret": "s3cret", "base_url": url}


async def use():
    async with AsyncWorksClient(**options) as client:
        jobs = [job async for job in client.jobs.list()]
        async with await client.jobs.watch("j1") as events:
            async for event in events:
                break
        async with client.jobs.with_streaming_response.download_file("j1") as response:
            async for chunk in response.iter_bytes():
                break
        seen = [event.id async for event in await client.jobs.chat("j1", text="a", stream=True)]
        some = []
        async for page in client.jobs.list().pages():
            some += page.items
            break
        return len(jobs), len(seen), len(some)


def use_sync():
    with WorksClient(**options) as client:
        for job in client.jobs.list():
            break
        with client.jobs.watch("j1") as events:
            next(iter(events))
        with client.jobs.with_streaming_response.download_file("j1") as response:
            next(response.iter_bytes())
        found = list(client.get("/jobs/j1/events", cast_to=Stream[types.Job]))
        return len(client.jobs.list().items), len(found)


print(*anyio.run(use, backend=backend), *use_sync())
"""


def test_a_base_url_beats_servers_and_variables_also_for_tokens_pages_and_streams(
    works: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback(Works(uses=2)) as loopback:
        monkeypatch.setenv("WORKS_CLIENT_BASE_URL", loopback.url)
        monkeypatch.setenv("WORKS_CLIENT_REGION", "us")
        monkeypatch.setenv("WORKS_CLIENT_CLIENT_ID", "me")
        monkeypatch.setenv("WORKS_CLIENT_CLIENT_SECRET", "s3cret")
        with works.WorksClient() as client:
            assert 5 == len(list(client.jobs.list()))
            assert 5 == len(list(client.jobs.watch("j1")))
    assert (
        "https://us.works.example/v1" == works.WorksClient(base_url="", server="https://us.works.example/v1").base_url
    )
    monkeypatch.delenv("WORKS_CLIENT_BASE_URL")
    assert "https://us.works.example/v1" == works.WorksClient().base_url
    assert "https://ap.works.example/v1" == works.WorksClient(region="ap").base_url


@every_way
def test_in_a_block_another_loop_goes_on_where_the_last_one_was_left(works: Any, kind: str, over: str) -> None:
    def read(client: Any) -> Any:
        with client.jobs.watch("j1") as events:
            first = next(event.id for event in events)
            return first, [event.id for event in events]

    async def read_async(client: Any) -> Any:
        async with await client.jobs.watch("j1") as events:
            async for event in events:
                break
            return event.id, [event.id async for event in events]

    found, _ = used(works, kind, over, Works(), read if kind == "sync" else read_async)
    assert ("j0", ["j1", "j2", "j3", "j4"]) == found


@pytest.mark.parametrize("kind", KINDS)
def test_the_escape_hatch_says_that_it_cannot_turn_pages(works: Any, kind: str) -> None:
    page_class = works.SyncPage if kind == "sync" else works.AsyncPage
    with pytest.raises(TypeError, match="cast_to takes no pages"):
        used(
            works,
            kind,
            "httpx2",
            Works(),
            lambda client: client.get("/jobs", cast_to=page_class[works.types.Job, dict]),
        )


@every_way
def test_a_page_comes_through_the_streaming_view_and_travels(works: Any, kind: str, over: str) -> None:
    def read(client: Any) -> Any:
        with client.jobs.with_streaming_response.list() as response:
            page = pickle.loads(pickle.dumps(response.parse()))
        with page._client:
            return [job.id for job in page]

    async def read_async(client: Any) -> Any:
        async with client.jobs.with_streaming_response.list() as response:
            page = pickle.loads(pickle.dumps(await response.parse()))
        async with page._client:
            return [job.id async for job in page]

    # Its client's clock is the test's own, and travels too.
    ids, requests = used(works, kind, over, Works(), read if kind == "sync" else read_async)
    assert ["j0", "j1", "j2", "j3", "j4"] == ids
    assert 2 == sum(each.path == "/token" for each in requests)


@every_way
def test_no_token_is_in_any_log(works: Any, kind: str, over: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    used(works, kind, over, Works(uses=2), lambda client: collected(kind, client.jobs.list()))
    assert "sent again with another proof" in caplog.text
    assert not any(secret in caplog.text for secret in ("s3cret", "Bearer t"))


@every_way
def test_a_stream_comes_back_with_a_new_token(works: Any, kind: str, over: str) -> None:
    def read(client: Any) -> Any:
        with client.jobs.watch("j1").reconnecting() as events:
            return [next(events).id for _ in range(7)]

    async def read_async(client: Any) -> Any:
        async with (await client.jobs.watch("j1")).reconnecting() as events:
            return [(await anext(events)).id for _ in range(7)]

    server = Works(uses=1)
    ids, requests = used(works, kind, over, server, read if kind == "sync" else read_async)
    assert ["j0", "j1", "j2", "j3", "j4", "j0", "j1"] == ids
    assert (1, "4") == (server.refused, requests[-1].headers["last-event-id"])


@every_way
def test_a_copy_with_connections_of_its_own_still_shares_tokens(works: Any, kind: str, over: str) -> None:
    def use(client: Any) -> Any:
        copied = client.with_options(transport="httpx2")
        if kind == "sync":
            with copied:
                return client.jobs.retrieve("a"), copied.jobs.retrieve("b")

        async def run() -> None:
            async with copied:
                await client.jobs.retrieve("a")
                await copied.jobs.retrieve("b")

        return run()

    _, requests = used(works, kind, over, Works(), use)
    assert ["POST /token", "GET /jobs/a", "GET /jobs/b"] == asked(requests)
