"""Who calls: which credentials are sent, where, and that nobody sees them who should not."""

from __future__ import annotations

import copy
import logging
import pickle
from io import BytesIO
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.operations import Answer, Body, Operation, header
from generator.runtime.sentinels import omit
from tests.loopback import Loopback, Misbehaviour, Received, Reply
from tests.runtime.sample import SETTINGS, Acme
from tests.runtime.support import KINDS, called

every_kind = pytest.mark.parametrize("kind", KINDS)
NO_KEY: dict[str, Any] = {"api_key": None}


def operation(*security: tuple[str, ...]) -> Operation[Any]:
    return Operation("GET", "/x", parameters=(header("X-Acme-Key"),), answers=(), security=security or None)


def sent(kind: str, made: Operation[Any], call_options: dict[str, Any] | None = None, **options: Any) -> Received:
    arguments = (options.pop("argument", omit),)
    with Loopback(Reply(json={})) as server:
        called(kind, lambda client: client._call(made, arguments, call_options or {}), base_url=server.url, **options)
    return server.requests[0]


@every_kind
@pytest.mark.parametrize(
    ("credential", "given", "place", "expected"),
    [
        ("bearerAuth", {"api_key": "k"}, "authorization", "Bearer k"),
        ("headerKey", {"header_key": "k"}, "x-acme-key", "k"),
        ("cookieKey", {"cookie_key": "a=/+; b"}, "cookie", "session=a=/+%3B%20b"),
        (
            "basicAuth",
            {"username": "Aladdin", "password": "open sesame"},
            "authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        ("basicAuth", {"username": "sk_1"}, "authorization", "Basic c2tfMTo="),
    ],
)
def test_each_kind_travels_in_its_place(
    kind: str, credential: str, given: dict[str, str], place: str, expected: str
) -> None:
    assert expected == sent(kind, operation((credential,)), **{**NO_KEY, **given}).headers[place]


@every_kind
def test_a_key_in_the_query_is_encoded(kind: str) -> None:
    assert "/x?api_key=a%26b" == sent(kind, operation(("queryKey",)), **NO_KEY, query_key="a&b").target


@every_kind
def test_the_first_alternative_that_is_complete_is_sent_and_no_other(kind: str) -> None:
    made = operation(("headerKey", "queryKey"), ("headerKey",), ("bearerAuth",))
    request = sent(kind, made, header_key="h", api_key="b")
    assert ("/x", "h", False) == (request.target, request.headers["x-acme-key"], "authorization" in request.headers)
    request = sent(kind, made, header_key="h", query_key="q")
    assert ("/x?api_key=q", "h") == (request.target, request.headers["x-acme-key"])


@every_kind
def test_optional_credentials_are_sent_if_there_are_any(kind: str) -> None:
    assert "authorization" in sent(kind, operation((), ("bearerAuth",))).headers
    assert "authorization" not in sent(kind, operation((), ("bearerAuth",)), **NO_KEY).headers


@every_kind
def test_an_operation_for_everybody_gets_no_credentials(kind: str) -> None:
    assert "authorization" not in sent(kind, operation(())).headers


@every_kind
def test_where_nothing_is_said_what_there_is_is_sent(kind: str) -> None:
    settings = SETTINGS._replace(security=None)
    request = sent(kind, operation(), settings=settings, header_key="h")
    assert ("Bearer key-123", "h") == (request.headers["authorization"], request.headers["x-acme-key"])
    assert "authorization" not in sent(kind, operation(), settings=settings, **NO_KEY).headers


@every_kind
@pytest.mark.parametrize(
    ("security", "message"),
    [
        ((("bearerAuth",),), "give api_key= to the client or set ACME_API_KEY"),
        ((("basicAuth",),), "give username= and password= to the client or set ACME_USERNAME and ACME_PASSWORD"),
        ((("headerKey", "cookieKey"),), "give header_key= to the client or set ACME_HEADER_KEY and give cookie_key="),
        ((("unknown",),), "'unknown', which this client cannot give: send it with extra_headers="),
    ],
)
def test_what_is_missing_is_said_when_it_is_needed(
    kind: str, security: tuple[tuple[str, ...], ...], message: str
) -> None:
    with Loopback() as server, pytest.raises(errors.MissingCredentialsError, match="needs credentials") as caught:
        use = lambda client: client._call(operation(*security), (omit,), {})  # noqa: E731
        called(kind, use, base_url=server.url, **NO_KEY)
    assert message in str(caught.value)
    assert [] == server.requests


@every_kind
def test_an_empty_key_is_none(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "")
    with pytest.raises(errors.MissingCredentialsError):
        sent(kind, operation(("bearerAuth",)), **NO_KEY)
    with pytest.raises(errors.MissingCredentialsError):
        sent(kind, operation(("bearerAuth",)), api_key="")


@every_kind
@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_a_call_s_own_header_takes_the_place_of_the_key(kind: str, name: str) -> None:
    for given in ({"api_key": "k"}, NO_KEY):
        request = sent(kind, operation(("bearerAuth",)), {"extra_headers": {name: "Token t"}}, **given)
        assert ["Token t"] == [value for field, value in request.fields if field.lower() == "authorization"]


@every_kind
def test_a_parameter_takes_the_place_of_the_key(kind: str) -> None:
    request = sent(kind, operation(("headerKey",)), argument="mine", **NO_KEY)
    assert "mine" == request.headers["x-acme-key"]


@every_kind
def test_a_default_header_counts_if_there_is_no_key(kind: str) -> None:
    request = sent(kind, operation(("bearerAuth",)), default_headers={"Authorization": "Token t"}, **NO_KEY)
    assert "Token t" == request.headers["authorization"]


@every_kind
def test_a_call_can_go_without_the_key(kind: str) -> None:
    assert "authorization" not in sent(kind, operation(), {"extra_headers": {"Authorization": None}}).headers


@every_kind
def test_a_callable_is_asked_before_every_call(kind: str) -> None:
    tokens = iter(["one", "two"])
    made = operation(("bearerAuth",))

    def use(client: Any) -> Any:
        if kind == "sync":
            return [client._call(made, (omit,), {}) for _ in range(2)]

        async def twice() -> None:
            await client._call(made, (omit,), {})
            await client._call(made, (omit,), {})

        return twice()

    with Loopback(Reply(json={})) as server:
        called(kind, use, base_url=server.url, api_key=lambda: next(tokens))
    assert ["Bearer one", "Bearer two"] == [request.headers["authorization"] for request in server.requests]


def _giving(kind: str, values: list[str]) -> Any:
    given = iter(values)

    async def later() -> str:
        return next(given)

    return later if kind != "sync" else lambda: next(given)


@every_kind
@pytest.mark.parametrize(
    ("name", "scheme", "place"),
    [("api_key", "bearerAuth", "authorization"), ("header_key", "headerKey", "x-acme-key")],
)
def test_a_callable_is_asked_again_before_a_retry(kind: str, name: str, scheme: str, place: str) -> None:
    options = {**NO_KEY, name: _giving(kind, ["one", "two", "three"])}
    with Loopback(Reply(429, headers={"Retry-After": "30"}), Misbehaviour.RESET, Reply(json={})) as server:
        called(kind, lambda client: client._call(operation((scheme,)), (omit,), {}), base_url=server.url, **options)
    shown = [request.headers[place].removeprefix("Bearer ") for request in server.requests]
    assert ["one", "two", "three"] == shown


@every_kind
def test_a_retry_with_a_new_key_in_the_query_has_the_rest_of_the_url(kind: str) -> None:
    options = {**NO_KEY, "query_key": _giving(kind, ["one", "two"])}
    with Loopback(Reply(503), Reply(json={})) as server:
        use = lambda client: client._call(operation(("queryKey",)), (omit,), {"extra_query": {"a": 1}})  # noqa: E731
        called(kind, use, base_url=server.url, **options)
    assert ["/x?a=1&api_key=one", "/x?a=1&api_key=two"] == [request.target for request in server.requests]


@every_kind
def test_a_key_in_the_query_given_by_hand_is_proof_enough(kind: str) -> None:
    with Loopback(Reply(json={})) as server:
        use = lambda client: client._call(
            operation(("queryKey",)), (omit,), {"extra_query": {"api_key": "mine"}}
        )  # noqa: E731
        called(kind, use, base_url=server.url, **NO_KEY)
    assert ["/x?api_key=mine"] == [request.target for request in server.requests]


@every_kind
def test_a_callable_is_not_asked_for_where_a_redirect_has_led(kind: str) -> None:
    options = {"api_key": _giving(kind, ["one"])}
    with Loopback(Reply(503), Reply(json={})) as other:
        with Loopback(Reply(307, headers={"Location": f"{other.url}/y"})) as server:
            use = lambda client: client._call(operation(("bearerAuth",)), (omit,), {})  # noqa: E731
            called(kind, use, base_url=server.url, **options)
    assert [None, None] == [request.headers.get("authorization") for request in other.requests]


@every_kind
def test_a_body_goes_out_whole_with_every_key(kind: str) -> None:
    made: Operation[Any] = Operation("PUT", "/x", body=Body("application/octet-stream"), security=(("bearerAuth",),))
    told: list[tuple[int, int | None]] = []
    with Loopback(Reply(503), Reply(204)) as server:
        call_options = {"upload_progress": lambda sent, total: told.append((sent, total))}
        use = lambda client: client._call(made, (), call_options, body=BytesIO(b"12345"))  # noqa: E731
        called(kind, use, base_url=server.url, api_key=_giving(kind, ["one", "two"]))
    assert [(b"12345", "Bearer one"), (b"12345", "Bearer two")] == [
        (request.body, request.headers["authorization"]) for request in server.requests
    ]
    assert (5, 5) == told[-1]


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_an_async_callable_is_awaited(kind: str) -> None:
    async def token() -> str:
        return "awaited"

    assert "Bearer awaited" == sent(kind, operation(("bearerAuth",)), api_key=token).headers["authorization"]


def test_an_async_callable_needs_the_async_client() -> None:
    async def token() -> str:
        return "never"

    with pytest.raises(TypeError, match="an async api_key needs the async client"):
        sent("sync", operation(("bearerAuth",)), api_key=token)


def test_the_key_is_an_attribute_that_can_be_changed() -> None:
    with Loopback(Reply(json={})) as server, Acme(api_key="a", base_url=server.url) as client:
        assert "a" == client.api_key
        client.api_key = "b"
        client.things.read("x")
        assert "b" == client.with_options(timeout=1).api_key
    assert "Bearer b" == server.requests[0].headers["authorization"]


SECRET = "s3cr3t"


@every_kind
@pytest.mark.parametrize("credential", ["bearerAuth", "queryKey", "headerKey", "cookieKey", "basicAuth"])
def test_secrets_show_up_nowhere(kind: str, credential: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    given = {name: SECRET for name in ("api_key", "query_key", "header_key", "cookie_key", "username", "password")}
    made = Operation[Any](
        "GET",
        "/x",
        parameters=(header("X-Acme-Key"),),
        answers=(Answer("200", "application/json"),),
        security=((credential,),),
    )
    seen: list[str] = []

    def use(client: Any) -> Any:
        seen.append(repr(client))
        return client._call(made, (omit,), {})

    for step in (Reply(404, json={"why": "x"}), Misbehaviour.RESET, Reply(200, b"<", {"Content-Type": "text/html"})):
        with Loopback(step) as server:
            user_info_url = server.url.replace("//", f"//user:{SECRET}@") + "/v2"
            with pytest.raises(errors.ClientError) as caught:
                called(kind, use, base_url=user_info_url, **given)
        seen += [str(caught.value), repr(caught.value)]
        response = getattr(caught.value, "response", None)
        seen += [repr(response), str(getattr(response, "url", ""))]
        assert len(server.requests) > 0
    assert [] == [text for text in seen if SECRET in text]
    ours = [record.getMessage() for record in caplog.records if record.name in ("acme", "httpx2")]
    assert ours != []
    assert [] == [text for text in ours if SECRET in text]


def test_the_key_travels_with_copies_and_pickles() -> None:
    client = Acme(api_key="k", base_url="http://127.0.0.1:9", max_retries=7)
    for other in (pickle.loads(pickle.dumps(client)), copy.deepcopy(client), copy.copy(client)):
        assert ("k", "http://127.0.0.1:9", 7) == (other.api_key, other.base_url, other._config.max_retries)
        assert other.things._client is other
