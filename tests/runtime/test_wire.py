"""What goes out: target, headers and body, byte for byte; sync, and async under asyncio and trio."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.operations import Answer, Operation, path
from generator.runtime.sentinels import omit
from generator.runtime.settings import Server
from tests.loopback import Loopback, Received, Reply
from tests.runtime.sample import SETTINGS, Acme
from tests.runtime.support import KINDS, called

pytestmark = [pytest.mark.parametrize("kind", KINDS), pytest.mark.usefixtures("each_transport")]


def sent(kind: str, use: Any, base: str = "/v2", **options: Any) -> Received:
    with Loopback(Reply(200, json={"id": "1"})) as server:
        called(kind, use, **{"base_url": server.url + base, **options})
    return server.requests[-1]


def test_a_minimal_call(kind: str) -> None:
    request = sent(kind, lambda client: client.things.update("x", name="a"))
    assert ("PATCH", "/v2/things/x", b'{"name":"a"}') == (request.method, request.target, request.body)
    expected = {
        "accept": "application/json",
        "content-type": "application/json",
        "content-length": "12",
        "user-agent": "acme-python/1.2.3",
        "authorization": "Bearer key-123",
    }
    assert expected == {name: request.headers[name] for name in expected}
    assert len(request.fields) == len(request.headers)


def test_a_call_without_a_body_has_no_content_type(kind: str) -> None:
    request = sent(kind, lambda client: client.things.read("x"))
    assert (b"", False) == (request.body, "content-type" in request.headers)


def test_a_call_with_everything(kind: str) -> None:
    request = sent(
        kind,
        lambda client: client.things.update("x", page_number=2, x_trace="t", theme="dark mode", name="é", note=None),
    )
    assert "/v2/things/x?page%5Bnumber%5D=2" == request.target
    assert ("t", "theme=dark%20mode") == (request.headers["x-trace"], request.headers["cookie"])
    assert '{"name":"é","note":null}'.encode() == request.body


def test_a_body_without_any_field_is_an_empty_object(kind: str) -> None:
    assert b"{}" == sent(kind, lambda client: client.things.update("x")).body


def test_ids_are_encoded_and_go_out_as_they_were_built(kind: str) -> None:
    request = sent(kind, lambda client: client.things.read("a/b c?d#é"))
    assert "/v2/things/a%2Fb%20c%3Fd%23%C3%A9" == request.target


@pytest.mark.parametrize("id", ["%2F", "..a", "a..", "...", "%2e%2e", "[x]", "a\\b", "a:b@c", "~a-b_c.d", "'\"<>`{|}^"])
def test_no_id_is_changed_on_its_way(kind: str, id: str) -> None:
    from urllib.parse import unquote

    target = sent(kind, lambda client: client.things.read(id)).target
    assert f"/v2/things/{id}" == unquote(target)
    assert "/" not in target.removeprefix("/v2/things/")


@pytest.mark.parametrize("id", ["", ".", "..", None, omit])
def test_ids_that_would_call_something_else_are_refused(kind: str, id: Any) -> None:
    with Loopback() as server, pytest.raises(ValueError, match="'id'"):
        called(kind, lambda client: client.things.read(id), base_url=server.url)
    assert [] == server.requests


def test_a_segment_of_two_values_cannot_become_dots(kind: str) -> None:
    operation: Operation[Any] = Operation(
        "GET", "/a/{x}{y}", parameters=(path("x"), path("y")), answers=(Answer("200", "application/json"),)
    )
    with pytest.raises(ValueError, match="'x'"):
        called(kind, lambda client: client._call(operation, (".", "."), {}), base_url="http://127.0.0.1:9")


def test_an_unknown_keyword_is_named_as_python_names_it(kind: str) -> None:
    name = "Things.update" if kind == "sync" else "AsyncThings.update"
    with pytest.raises(TypeError, match=rf"^{name}\(\) got an unexpected keyword argument 'nmae'$"):
        called(kind, lambda client: client.things.update("x", nmae="a"), base_url="http://127.0.0.1:9")
    hatch = "SyncEscapeHatch.post" if kind == "sync" else "AsyncEscapeHatch.post"
    with pytest.raises(TypeError, match=rf"^{hatch}\(\) got an unexpected keyword argument 'content_type'$"):
        called(kind, lambda client: client.post("/x", cast_to=dict, content_type="a/b"), base_url="http://127.0.0.1:9")


def test_extras_are_sent_and_win(kind: str) -> None:
    request = sent(
        kind,
        lambda client: client.things.update(
            "x",
            page_number=2,
            x_trace="t",
            name="a",
            extra_headers={"x-TRACE": "mine", "User-Agent": "me", "ACCEPT": None},
            extra_query={"page[number]": 3, "tag": ["a", "b"], "deep": {"k": 1}, "gone": None, "left": omit},
            extra_body={"name": "b", "more": [1]},
        ),
    )
    assert "/v2/things/x?page%5Bnumber%5D=3&tag=a&tag=b&deep%5Bk%5D=1" == request.target
    assert ("mine", "me") == (request.headers["x-trace"], request.headers["user-agent"])
    assert "application/json" != request.headers.get("accept")
    assert {"name": "b", "more": [1]} == request.json


def test_extra_body_is_the_body_when_there_is_none(kind: str) -> None:
    request = sent(kind, lambda client: client.things.ping(extra_body={"a": 1}))
    assert (b'{"a":1}', "application/json") == (request.body, request.headers["content-type"])


def test_defaults_lie_below_what_a_call_sends(kind: str) -> None:
    request = sent(
        kind,
        lambda client: client.things.update("x", page_number=2, x_trace="call"),
        default_headers={"X-Trace": "default", "x-all": "1", "authorization": "Basic x", "user-agent": "mine/1"},
        default_query={"page[number]": 1, "v": "7"},
    )
    assert "/v2/things/x?v=7&page%5Bnumber%5D=2" == request.target
    found = {name: request.headers[name] for name in ("x-trace", "x-all", "authorization", "user-agent")}
    assert {"x-trace": "call", "x-all": "1", "authorization": "Bearer key-123", "user-agent": "mine/1"} == found


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_a_header_cannot_smuggle_another_one_in(kind: str, value: str) -> None:
    for use in (
        lambda client: client.things.update("x", x_trace=value),
        lambda client: client.things.update("x", extra_headers={"X-Trace": value}),
    ):
        with pytest.raises(ValueError, match="header X-Trace must not hold a line break") as caught:
            called(kind, use, base_url="http://127.0.0.1:9")
        assert "Evil" not in str(caught.value)


@pytest.mark.parametrize("name", ["X-A\r\nX-Evil", "X\tA", "X-Ä", "", "X:"])
def test_what_is_no_name_of_a_header_is_refused(kind: str, name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a header"):
        called(kind, lambda client: client.things.update("x", extra_headers={name: "1"}), base_url="http://127.0.0.1:9")


def test_a_key_with_a_line_break_is_refused_and_not_shown(kind: str) -> None:
    with pytest.raises(ValueError, match="Authorization") as caught:
        called(kind, lambda client: client.things.read("x"), api_key="s3cret\n", base_url="http://127.0.0.1:9")
    assert "s3cret" not in str(caught.value)


def test_a_header_may_hold_other_scripts(kind: str) -> None:
    assert "Grüße" == sent(kind, lambda client: client.things.update("x", x_trace="Grüße")).headers["x-trace"]


def test_the_idempotency_key_is_a_header(kind: str) -> None:
    request = sent(kind, lambda client: client.things.update("x", idempotency_key="k-1"))
    assert "k-1" == request.headers["idempotency-key"]


def test_a_base_url_may_have_a_path_a_query_and_a_slash(kind: str) -> None:
    request = sent(kind, lambda client: client.things.update("x", page_number=1), base="/a%20b/v2/?tenant=7")
    assert "/a%20b/v2/things/x?tenant=7&page%5Bnumber%5D=1" == request.target


def test_a_template_may_have_a_query_and_odd_characters(kind: str) -> None:
    operation: Operation[Any] = Operation("GET", "/ä b?Action=Do it#frag", answers=(Answer("200", "application/json"),))
    request = sent(kind, lambda client: client._call(operation, (), {"extra_query": {"x": 1}}))
    assert "/v2/%C3%A4%20b?Action=Do%20it&x=1" == request.target


def test_what_a_call_gives_replaces_the_same_name_in_the_template(kind: str) -> None:
    operation: Operation[Any] = Operation("GET", "/file?view=short&v=1", answers=(Answer("200", "application/json"),))
    request = sent(kind, lambda client: client._call(operation, (), {"extra_query": {"view": ["full", "raw"]}}))
    assert "/v2/file?v=1&view=full&view=raw" == request.target


def test_the_environment_gives_the_url_and_the_key(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(Reply(json={})) as server:
        monkeypatch.setenv("ACME_BASE_URL", server.url + "/env")
        monkeypatch.setenv("ACME_API_KEY", "from-env")
        called(kind, lambda client: client.things.read("x"), api_key=None)
    (request,) = server.requests
    assert ("/env/things/x", "Bearer from-env") == (request.target, request.headers["authorization"])


def test_an_operation_s_own_server_is_used_unless_a_base_url_is_given(kind: str) -> None:
    with Loopback(Reply(json={})) as own, Loopback(Reply(json={})) as given:
        operation: Operation[Any] = Operation(
            "GET", "/up", answers=(Answer("200", "application/json"),), servers=(Server("upload", own.url + "/u"),)
        )
        settings = SETTINGS._replace(servers=(Server("main", given.url),))
        called(kind, lambda client: client._call(operation, (), {}), settings=settings)
        called(kind, lambda client: client._call(operation, (), {}), base_url=given.url + "/b")
    assert ["/u/up"] == [request.target for request in own.requests]
    # Another host, but one the API description names: the key goes there.
    assert "Bearer key-123" == own.requests[0].headers["authorization"]
    assert ["/b/up"] == [request.target for request in given.requests]


def test_the_escape_hatch_sends_what_it_is_told(kind: str) -> None:
    use = lambda client: client.patch(  # noqa: E731
        "/un{documented}/a%2Fb", body={"a": 1}, query={"q": "x y"}, headers={"X-A": "1"}, cast_to=dict
    )
    request = sent(kind, use)
    assert ("PATCH", "/v2/un%7Bdocumented%7D/a%2Fb?q=x%20y") == (request.method, request.target)
    found = [request.headers[name] for name in ("content-type", "x-a", "authorization", "accept")]
    assert ["application/json", "1", "Bearer key-123", "application/json"] == found
    assert {"a": 1} == request.json


@pytest.mark.parametrize(
    ("body", "headers", "content_type", "wire"),
    [
        ("text", None, "text/plain", b"text"),
        (b"\x00", None, "application/octet-stream", b"\x00"),
        ([1], None, "application/json", b"[1]"),
        ({"a": "b c"}, {"content-type": "application/x-www-form-urlencoded"}, None, b"a=b%20c"),
        ({"a": 1}, {"Content-Type": "application/merge-patch+json"}, None, b'{"a":1}'),
    ],
)
def test_the_escape_hatch_encodes_by_value_or_by_content_type(
    kind: str, body: object, headers: dict[str, str] | None, content_type: str | None, wire: bytes
) -> None:
    request = sent(kind, lambda client: client.post("/x", body=body, headers=headers, cast_to=object))
    expected = content_type or list((headers or {}).values())[0]
    assert (expected, wire) == (request.headers["content-type"], request.body)


def test_the_escape_hatch_does_not_take_the_key_to_another_host(kind: str) -> None:
    with Loopback(Reply(json={})) as api, Loopback(Reply(json={})) as other:
        called(kind, lambda client: client.get(other.url + "/x?a=1", cast_to=dict), base_url=api.url)
        called(kind, lambda client: client.get(api.url + "/next?cursor=2", cast_to=dict), base_url=api.url + "/v2")
    assert "authorization" not in other.requests[0].headers
    assert ("/next?cursor=2", "Bearer key-123") == (api.requests[0].target, api.requests[0].headers["authorization"])


def test_the_escape_hatch_keeps_default_headers_and_query_from_another_host(kind: str) -> None:
    defaults = {"Authorization": "Bearer d", "Cookie": "a=1", "X-Acme-Key": "k", "X-Trace": "t"}
    options: dict[str, Any] = {"default_headers": defaults, "default_query": {"token": "secret"}}
    with Loopback(Reply(json={})) as api, Loopback(Reply(json={})) as other:
        read = lambda client: client.get(other.url + "/x?a=1", cast_to=dict)  # noqa: E731
        called(kind, read, base_url=api.url, **options)
        told = lambda client: client.get(  # noqa: E731
            other.url + "/x", query={"token": "theirs"}, headers={"authorization": "theirs"}, cast_to=dict
        )
        called(kind, told, base_url=api.url, **options)
    kept, given = other.requests
    assert {"x-trace"} == {name.lower() for name in defaults} & set(kept.headers)
    assert "/x?a=1" == kept.target
    assert ("/x?token=theirs", "theirs") == (given.target, given.headers["authorization"])


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("@evil.test/x", "/v2/@evil.test/x"),
        (":443@evil.test", "/v2/:443@evil.test"),
        (".evil.test/x", "/v2/.evil.test/x"),
        ("things", "/v2/things"),
        ("?a=1", "/v2?a=1"),
        ("", "/v2"),
    ],
)
def test_no_path_of_the_escape_hatch_is_read_as_part_of_the_host(kind: str, path: str, target: str) -> None:
    assert target == sent(kind, lambda client: client.get(path, cast_to=dict)).target


def test_the_escape_hatch_sends_without_a_key_if_there_is_none(kind: str) -> None:
    assert "authorization" not in sent(kind, lambda client: client.get("/x", cast_to=dict), api_key=None).headers


def test_one_operation_serves_many_clients(kind: str) -> None:
    first = sent(kind, lambda client: client.things.read("x"), base="/one", api_key="a")
    second = sent(kind, lambda client: client.things.read("x"), base="/two", api_key="b")
    assert ["/one/things/x", "/two/things/x"] == [first.target, second.target]
    assert ["Bearer a", "Bearer b"] == [first.headers["authorization"], second.headers["authorization"]]


def test_the_user_s_own_http_client_carries_the_call(kind: str) -> None:
    import httpx2

    with Loopback(Reply(json={})) as server:
        maker = httpx2.Client if kind == "sync" else httpx2.AsyncClient
        http_client = maker(headers={"X-Own": "1", "X-Trace": "below"}, params={"own": "2"}, cookies={"c": "3"})
        called(
            kind,
            lambda client: client.things.update("x", x_trace="above"),
            base_url=server.url,
            http_client=http_client,
        )
    (request,) = server.requests
    assert "/things/x?own=2" == request.target
    assert ["1", "above", "c=3"] == [request.headers[name] for name in ("x-own", "x-trace", "cookie")]
    assert http_client.is_closed


def test_a_closed_client_says_so(kind: str) -> None:
    with Loopback(Reply(json={})) as server:
        held: list[Any] = []

        def use(client: Any) -> Any:
            held.append(client)
            return client.things.read("x")

        called(kind, use, base_url=server.url)
        if kind == "sync":
            with pytest.raises(RuntimeError, match="this Acme is closed"):
                held[0].things.read("x")


def test_copies_differ_in_options_and_share_connections(kind: str) -> None:
    def use(client: Any) -> Any:
        assert isinstance(client, Acme) is (kind == "sync")
        copy = client.with_options(default_headers={"X-B": "2"}, max_retries=5).with_options(default_query={"v": 1})
        assert copy.things is not client.things
        if kind == "sync":
            client.things.read("x")
            return copy.things.read("y")

        async def both() -> Any:
            await client.things.read("x")
            return await copy.things.read("y")

        return both()

    with Loopback(Reply(json={})) as server:
        called(kind, use, base_url=server.url, default_headers={"X-A": "1"})
    first, second = server.requests
    assert ("1", False) == (first.headers["x-a"], "x-b" in first.headers)
    assert ("/things/y?v=1", "1", "2") == (second.target, second.headers["x-a"], second.headers["x-b"])
    assert 1 == server.connections
