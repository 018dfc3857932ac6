"""Which credentials an operation gets: every shape of requirement × everything a client may have."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.headers import Headers
from generator.runtime.operations import Operation
from generator.runtime.options import Timeout
from generator.runtime.redirects import redirected
from generator.runtime.settings import Credential, Settings
from generator.runtime.transport import TransportRequest
from tests.loopback import Loopback, Received, Reply
from tests.runtime.grants import used
from tests.runtime.support import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS)
A, B, C = "headerKey", "queryKey", "cookieKey"
CREDENTIALS = (
    Credential(A, "api-key-header", ("a",), ("ACME_A",), wire_name="X-A"),
    Credential(B, "api-key-query", ("b",), ("ACME_B",), wire_name="b"),
    Credential(C, "api-key-cookie", ("c",), ("ACME_C",), wire_name="c"),
)
ARGUMENTS = {A: "a", B: "b", C: "c"}
EVERYTHING = [frozenset(each) for number in range(4) for each in combinations((A, B, C), number)]


def sent(kind: str, settings: Settings, made: Operation[Any], has: frozenset[str]) -> set[str]:
    """Give the credentials that arrive."""
    given = {ARGUMENTS[name]: "k" for name in has}
    with Loopback(Reply(json={})) as server:
        used(kind, settings, given, lambda client: client._call(made, (), {}), base_url=server.url)
    (request,) = server.requests
    return found_in(request)


def found_in(request: Received) -> set[str]:
    places = {A: "x-a" in request.headers, B: "b=k" in request.query, C: "c=k" in request.headers.get("cookie", "")}
    return {name for name, is_there in places.items() if is_there}


TABLE: dict[tuple[tuple[str, ...], ...], list[set[str] | None]] = {
    # has:        nothing  a    b     c     a b     a c     b c     a b c
    ((A,),): [None, {A}, None, None, {A}, {A}, None, {A}],
    ((A,), (B,)): [None, {A}, {B}, None, {A}, {A}, {B}, {A}],
    ((B,), (A,)): [None, {A}, {B}, None, {B}, {A}, {B}, {B}],
    ((A, B),): [None, None, None, None, {A, B}, None, None, {A, B}],
    ((A, B), (C,)): [None, None, None, {C}, {A, B}, {C}, {C}, {A, B}],
    ((C,), (A, B)): [None, None, None, {C}, {A, B}, {C}, {C}, {C}],
    ((A, B, C),): [None, None, None, None, None, None, None, {A, B, C}],
    ((),): [set(), set(), set(), set(), set(), set(), set(), set()],
    ((A,), ()): [set(), {A}, set(), set(), {A}, {A}, set(), {A}],
    ((), (A,)): [set(), {A}, set(), set(), {A}, {A}, set(), {A}],
    ((), (A, B)): [set(), set(), set(), set(), {A, B}, set(), set(), {A, B}],
    ((), (B,), (A,)): [set(), {A}, {B}, set(), {B}, {A}, {B}, {B}],
}


@every_kind
@pytest.mark.parametrize("is_own", [True, False], ids=["operation", "client"])
@pytest.mark.parametrize("security", TABLE, ids=str)
def test_the_first_alternative_that_is_complete_is_sent_whole_and_alone(
    kind: str, security: tuple[tuple[str, ...], ...], is_own: bool
) -> None:
    other = ((C,),)
    settings = Settings("acme", "1", "ACME", credentials=CREDENTIALS, security=other if is_own else security)
    made: Operation[Any] = Operation("GET", "/x", security=security if is_own else None)
    found: list[set[str] | None] = []
    for has in EVERYTHING:
        try:
            found.append(sent(kind, settings, made, has))
        except errors.MissingCredentialsError as error:
            assert "needs credentials" in str(error)
            found.append(None)
    assert TABLE[security] == found


@every_kind
def test_an_error_names_all_alternatives_and_nothing_is_sent(kind: str) -> None:
    settings = Settings("acme", "1", "ACME", credentials=CREDENTIALS, security=((A, B), (C,)))
    with Loopback() as server, pytest.raises(errors.MissingCredentialsError) as caught:
        call = Operation[Any]("GET", "/x")
        used(kind, settings, {"a": "k"}, lambda client: client._call(call, (), {}), base_url=server.url)
    assert (
        "this operation of acme needs credentials: give a= to the client or set ACME_A and "
        "give b= to the client or set ACME_B; or give c= to the client or set ACME_C"
    ) == str(caught.value)
    assert [] == server.requests


def raises() -> str:
    raise LookupError("the vault is shut")


@every_kind
def test_a_function_that_raises_raises_for_the_caller(kind: str) -> None:
    settings = Settings("acme", "1", "ACME", credentials=CREDENTIALS, security=((A,),))
    with Loopback() as server, pytest.raises(LookupError, match="the vault is shut"):
        call = Operation[Any]("GET", "/x")
        used(kind, settings, {"a": raises}, lambda client: client._call(call, (), {}), base_url=server.url)
    assert [] == server.requests


@every_kind
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (5, TypeError, "a must be a str, or a callable that gives one, not int"),
        (b"k", TypeError, "a must be a str, or a callable that gives one, not bytes"),
        (lambda: None, TypeError, "a must be a str, or a callable that gives one, not NoneType"),
        (lambda: b"k", TypeError, "a must be a str, or a callable that gives one, not bytes"),
        (lambda: "", errors.MissingCredentialsError, "a: the function gave an empty str"),
        (
            lambda: "k\r\nX-B: 1",
            ValueError,
            "header X-A must not hold a line break or a NUL: what is read from a file often ends with one",
        ),
    ],
)
def test_a_value_that_is_none_is_told(kind: str, value: object, error: type[Exception], message: str) -> None:
    settings = Settings("acme", "1", "ACME", credentials=CREDENTIALS, security=((A,),))
    with Loopback() as server, pytest.raises(error) as caught:
        call = Operation[Any]("GET", "/x")
        used(kind, settings, {"a": value}, lambda client: client._call(call, (), {}), base_url=server.url)
    assert message == str(caught.value)
    assert [] == server.requests


@every_kind
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_credential_follows_a_redirect_elsewhere(kind: str, host: str) -> None:
    settings = Settings("acme", "1", "ACME", credentials=CREDENTIALS, security=((A, B, C),))
    with Loopback(Reply(json={})) as other:
        where = f"{other.url.replace('127.0.0.1', host)}/y"
        with Loopback(Reply(307, headers={"Location": where})) as server:
            call = Operation[Any]("GET", "/x")
            given = {"a": "k", "b": "k", "c": "k"}
            used(kind, settings, given, lambda client: client._call(call, (), {}), base_url=server.url)
    assert [{A, B, C}] == [found_in(each) for each in server.requests]
    assert [set()] == [found_in(each) for each in other.requests]


def test_no_credential_follows_a_redirect_out_of_tls() -> None:
    fields = (("X-A", "k"), ("Cookie", "c=k"), ("Authorization", "k"), ("Accept", "*/*"))
    request = TransportRequest("GET", "https://x.test/a?b=k", fields, None, Timeout(), frozenset({"x-a"}))
    following = redirected(request, 302, Headers([("Location", "http://x.test/a")]))
    assert following is not None
    assert ("http://x.test/a", (("Accept", "*/*"),)) == (following.url, following.headers)
