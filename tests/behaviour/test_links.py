"""Links: from an answer to the next call, sync and async, with every kind of expression."""

from __future__ import annotations

import asyncio
import pickle
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest

from tests.behaviour.made import DOCUMENTS, api_of, made
from tests.loopback import Loopback, Received, Reply

USER = {"id": "u1", "a/b~c": 7, "homes": [{"address": "a 1"}]}
MADE = Reply(201, json=USER, headers={"Location": "/users/u1"})
HOME = Reply(200, json={"street": "Main"})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return made(DOCUMENTS / "hooks.yml", tmp_path_factory.mktemp("links"), "shop_links")


def followed(
    shop: ModuleType, link: str, *script: Any, made_with: dict[str, Any] | None = None, **more: Any
) -> tuple[Any, Received]:
    """Make a user, follow a link of the answer, give what came and the request."""
    with Loopback(*(script or (MADE, HOME))) as server, shop.ShopLinks(base_url=server.url) as client:
        response = client.users.with_raw_response.create(**{"name": "Ada", **(made_with or {})})
        result = client.follow(response, getattr(shop.links.UsersCreate, link), **more)
    return result, server.requests[-1]


def test_a_link_takes_its_values_from_the_answer(shop: ModuleType) -> None:
    address, request = followed(shop, "get_address")
    assert ("GET", "/users/u1/addresses/a%201") == (request.method, request.target)
    assert type(address) is shop.types.AddressRetrieveResponse and "Main" == address.street


def test_an_async_client_follows_too(shop: ModuleType) -> None:
    async def run(url: str) -> Any:
        async with shop.AsyncShopLinks(base_url=url) as client:
            response = await client.users.with_raw_response.create(name="Ada")
            return await client.follow(response, shop.links.UsersCreate.get_address)

    with Loopback(MADE, HOME) as server:
        assert "Main" == asyncio.run(run(server.url)).street
    assert "/users/u1/addresses/a%201" == server.requests[-1].target


def test_values_come_from_the_requests_parameters_and_escaped_pointers(shop: ModuleType) -> None:
    _, request = followed(shop, "get_odd", made_with={"x_tenant": "t1", "dry": False})
    assert "/users/t1/addresses/7?full=false" == request.target


def test_values_come_from_the_requests_path(shop: ModuleType) -> None:
    with Loopback(HOME) as server, shop.ShopLinks(base_url=server.url) as client:
        response = client.addresses.with_raw_response.retrieve("u/1", "a1")
        client.follow(response, shop.links.AddressesRetrieve.again)
    assert ["/users/u%2F1/addresses/a1"] * 2 == [each.target for each in server.requests]


def test_texts_with_expressions_constants_and_bodies(shop: ModuleType) -> None:
    with Loopback(MADE) as server, shop.ShopLinks(base_url=server.url) as client:
        response = client.users.with_raw_response.create(name="Ada")
        client.follow(response, shop.links.UsersCreate.copy_user)
    request = server.requests[-1]
    assert {"name": "Ada", "team": "/users/u1", "more": 1} == request.json
    assert (f"at POST {server.url}/users 201", "/users?dry=true") == (request.headers["x-tenant"], request.target)


def test_a_link_may_have_a_server_unless_the_user_named_one(shop: ModuleType) -> None:
    result, request = followed(shop, "note", MADE, Reply(204))
    assert (None, "PUT", "/notes", b"copy of Ada") == (result, request.method, request.target, request.body)

    class Transport:
        sent: list[str] = []

        def send(self, request: Any) -> Any:
            self.sent.append(request.url)
            return shop_answer(shop, 204 if "notes" in request.url else 201)

        def close(self) -> None: ...

    client = shop.ShopLinks(transport=Transport())
    client.follow(client.users.with_raw_response.create(name="Ada"), shop.links.UsersCreate.note)
    assert ["https://shop.test/v1/users", "https://eu.notes.test/notes"] == Transport.sent


def shop_answer(shop: ModuleType, status: int, body: bytes = b"{}") -> Any:
    class Answer:
        status_code = status
        headers = shop.Headers((("content-type", "application/json"),))

        def read(self) -> bytes:
            return body if status == 201 else b""

        def close(self) -> None: ...

    return Answer()


def test_more_arguments_win_and_fill_what_the_link_leaves_open(shop: ModuleType) -> None:
    _, request = followed(shop, "get_address", address_id="b2", full=True, extra_headers={"X-Trace": "1"})
    assert ("/users/u1/addresses/b2?full=true", "1") == (request.target, request.headers["x-trace"])
    _, request = followed(shop, "copy_user", MADE, name="Bob", extra_body={"x": 1})
    assert {"name": "Bob", "team": "/users/u1", "x": 1} == request.json


def test_a_plain_result_will_do_for_what_its_body_says(shop: ModuleType) -> None:
    with Loopback(MADE, HOME) as server, shop.ShopLinks(base_url=server.url) as client:
        user = client.users.create(name="Ada")
        assert "Main" == client.follow(user, shop.links.UsersCreate.get_address).street
        with pytest.raises(shop.LinkError, match=r"\$request.header.x-tenant has no value: it needs the whole answer"):
            client.follow(user, shop.links.UsersCreate.get_odd)


@pytest.mark.parametrize(
    ("link", "answer", "message"),
    [
        (
            "get_address",
            {"id": "u1"},
            r"<Link to addresses.retrieve>: \$response.body#/homes/0/address has no value: there is no 'homes'",
        ),
        ("get_address", {"id": "u1", "homes": []}, "there is no '0' on the way"),
        ("get_odd", USER, "the request had no header parameter x-tenant"),
        ("copy_user", USER, "the answer has no header location"),
    ],
)
def test_an_expression_that_leads_nowhere_says_so(shop: ModuleType, link: str, answer: object, message: str) -> None:
    with pytest.raises(shop.LinkError, match=message):
        followed(shop, link, Reply(201, json=answer))


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ({"body": "$response.query.x"}, "an answer has no query and no path"),
        ({"body": "$request.body#/name"}, r"<Link to users.create>: the body must be an object, not str"),
        ({"arguments": {"name": "$response.body#/id/0"}}, "has no value: there is no '0' on the way"),
        ({"arguments": {"name": "$request.body#/team/0"}}, "has no value: there is no 'team' on the way"),
    ],
)
def test_a_link_that_cannot_be_followed_says_why(shop: ModuleType, link: dict[str, Any], message: str) -> None:
    written = import_module("shop_links._runtime.links").Link("users.create", fields={"name": "name"}, **link)
    with Loopback(MADE) as server, shop.ShopLinks(base_url=server.url) as client:
        response = client.users.with_raw_response.create(name="Ada")
        with pytest.raises(shop.LinkError, match=message):
            client.follow(response, written)


def test_lists_in_bodies_and_a_server_beside_the_clients_are_followed(shop: ModuleType) -> None:
    body = {"name": "{$request.body#/name}", "tags": ["$statusCode", {"of": "$response.body#/id"}]}
    link = import_module("shop_links._runtime.links").Link(
        "users.create", body=body, fields={"name": "name"}, server="v2"
    )
    sent = []

    class Transport:
        def send(self, request: Any) -> Any:
            sent.append((request.url, request.content))
            return shop_answer(shop, 201, b'{"id":"u1"}')

        def close(self) -> None: ...

    client = shop.ShopLinks(transport=Transport())
    client.follow(client.users.with_raw_response.create(name="Ada"), link)
    assert ("https://shop.test/v1/v2/users", b'{"name":"Ada","tags":[201,{"of":"u1"}]}') == sent[1]


def test_a_body_that_was_not_kept_or_not_sent_says_so(shop: ModuleType) -> None:
    links = shop.links.UsersCreate
    with Loopback(MADE, MADE, HOME) as server, shop.ShopLinks(base_url=server.url) as client:
        with client.users.with_streaming_response.create(name="Ada") as response:
            with pytest.raises(shop.LinkError, match="the answer's body is not kept: call with_raw_response"):
                client.follow(response, links.get_address)
        retrieved = client.addresses.with_raw_response.retrieve("u1", "a1")
        with pytest.raises(shop.LinkError, match="the request had no body"):
            client.follow(retrieved, links.note)


def test_what_is_no_json_says_so(shop: ModuleType) -> None:
    with pytest.raises(shop.LinkError, match="the answer's body is not JSON"):
        followed(shop, "get_address", Reply(201, b"<a/>", {"Content-Type": "application/xml"}))


def test_a_pickled_answer_still_has_its_body_but_not_its_request(shop: ModuleType) -> None:
    with Loopback(MADE, HOME) as server, shop.ShopLinks(base_url=server.url) as client:
        response = pickle.loads(pickle.dumps(client.users.with_raw_response.create(name="Ada", x_tenant="t")))
        assert "Main" == client.follow(response, shop.links.UsersCreate.get_address).street
        with pytest.raises(shop.LinkError, match="requests are not pickled"):
            client.follow(response, shop.links.UsersCreate.get_odd)


def test_a_link_to_nowhere_and_a_value_for_nothing_are_told() -> None:
    api, _ = api_of(DOCUMENTS / "hooks.yml", "shop")
    told = {problem.code: problem.message for problem in api.problems}
    assert "`https://example.com/other#/paths/~1x/get`, which is no operation of this client" in told["link-target"]
    assert "`typo` has a value for `color`; the parameters of its operation are none" in told["link-parameter"]


def test_a_package_without_links_has_no_module_for_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    mill = made(DOCUMENTS / "own-webhooks.yml", tmp_path_factory.mktemp("mill"), "mill_links")
    assert not hasattr(mill, "links") and "links" not in dir(mill)


def test_the_module_is_printed_as_black_prints_it(shop: ModuleType) -> None:
    text = Path(str(shop.links.__file__)).read_text(encoding="utf-8")
    with pytest.raises(black.NothingChanged):
        black.format_file_contents(text, fast=False, mode=black.Mode())
