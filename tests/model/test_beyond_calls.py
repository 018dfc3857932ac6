"""Headers, links and events of documents, as the Api has them."""

from __future__ import annotations

import pytest

from generator.loader.spec import Callback, Header, Link, Operation, RequestBody, Response, Server
from generator.model.api import Api, Place
from generator.model.types import ANY, INTEGER, STRING, Alias, Named, ObjectType, TypeDefinition, UnionOf
from tests.model.specs import (
    at,
    built,
    codes,
    component,
    json_body,
    media,
    obj,
    operation,
    parameter,
    ref,
    response,
    schema,
)


def _types(api: Api) -> dict[str, TypeDefinition]:
    return {each.name: each for each in api.types.values()}


def _header(name: str, *types: str, **more: object) -> Header:
    return Header(name, at(f"/h/{name}"), schema(*types) if types else None, **more)  # type: ignore[arg-type]


# Headers.


def test_the_headers_of_an_operations_answers_are_one_object() -> None:
    ok = response(
        "200", headers=(_header("X-A", "integer", is_required=True), _header("X-B", "string", is_required=True))
    )
    gone = response(
        "410", headers=(_header("x-a", "string", is_required=True), _header("X-C"), _header("Content-Type"))
    )
    api = built(operation("GET /pets", "listPets", "Pets", responses=(ok, gone)))
    (found,) = _types(api).values()
    assert isinstance(found, ObjectType) and "PetListHeaders" == found.name
    assert [("X-A", UnionOf((INTEGER, STRING)), True), ("X-B", STRING, False), ("X-C", STRING, False)] == [
        (each.wire_name, each.type, each.is_required) for each in found.fields
    ]
    assert {found.id} == {answer.headers_type for answer in api.resources[0].operations[0].answers}


def test_a_shared_answer_has_headers_of_its_own_name_once() -> None:
    shared = Response("429", at("/components/responses/TooMany"), headers=(_header("Retry-After", "integer"),))
    api = built(operation("GET /a", "a", responses=(shared,)), operation("GET /b", "b", responses=(shared,)))
    assert ["TooManyHeaders"] == list(_types(api))


def test_how_a_header_is_spelled_goes_to_its_field() -> None:
    exploded = _header("X-A", "object", explode=True)
    as_json = _header("X-B", "object", content_media_type="application/vnd.a+json")
    as_text = _header("X-C", "object", content_media_type="text/plain")
    api = built(operation("GET /a", responses=(response("200", headers=(exploded, as_json, as_text)),)))
    (found,) = _types(api).values()
    assert isinstance(found, ObjectType)
    assert ["explode", "json", None] == [each.spelling for each in found.fields]


def test_what_a_client_answers_to_a_webhook_needs_no_headers_type() -> None:
    hook = operation(
        "POST born", body=json_body(obj(x=schema())), responses=(response("200", headers=(_header("X-A"),)),)
    )
    assert ["BornEvent", "WebhookEvent"] == list(_types(built(webhooks=(hook,))))


# Links.

TARGET = operation(
    "GET /pets/{id}/{name}",
    "getPet",
    parameters=(parameter("id", "path"), parameter("name", "path"), parameter("id"), parameter("X-Key", "header")),
)


def _linked(*links: Link, **more: object) -> Api:
    source = operation("POST /pets", "makePet", responses=(response("201", links=links),))
    return built(source, TARGET, choices={"api_key_header": "X-Key"}, **more)


def _links(api: Api) -> dict[str, dict[tuple[Place, str], object]]:
    found = [*api.operations, *(each for resource in api.resources for each in resource.operations)]
    return {link.wire_name: dict(link.values) for each in found for answer in each.answers for link in answer.links}


def test_a_link_is_found_by_id_and_by_place() -> None:
    by_id = Link("byId", at("/l1"), operation_id="getPet", parameters={"name": "$url"})
    by_place = Link("byPlace", at("/l2"), operation_ref="#/…", target=TARGET.location, parameters={"query.id": 1})
    found = _links(_linked(by_id, by_place))
    assert {"byId": {(Place.PATH, "name"): "$url"}, "byPlace": {(Place.QUERY, "id"): 1}} == found


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (Link("x", at("/l"), operation_id="noSuch"), "link-target"),
        (Link("x", at("/l"), operation_ref="https://example.com/#/paths"), "link-target"),
        (Link("x", at("/l")), "link-target"),
        (Link("x", at("/l"), operation_id="getPet", parameters={"id": 1}), "link-parameter"),
        (Link("x", at("/l"), operation_id="getPet", parameters={"cookie.id": 1}), "link-parameter"),
        (Link("x", at("/l"), operation_id="getPet", parameters={"color": 1}), "link-parameter"),
    ],
)
def test_what_leads_nowhere_is_a_warning(link: Link, code: str) -> None:
    assert code in codes(_linked(link))


def test_a_value_for_the_clients_own_api_key_is_left_to_the_client() -> None:
    api = _linked(
        Link("x", at("/l"), operation_id="getPet", parameters={"X-Key": "$request.header.X-Key", "path.id": 1})
    )
    assert {"x": {(Place.PATH, "id"): 1}} == _links(api)
    assert not [each for each in codes(api) if each.startswith("link")]


def test_a_link_to_a_skipped_operation_is_a_warning() -> None:
    from generator.config import Skip

    source = operation("POST /pets", "makePet", responses=(response("201", links=(Link("x", at("/l"), "getPet"),)),))
    skip = Skip("GET /pets/{id}/{name}", "soon", at())
    assert "link-target" in codes(built(source, TARGET, choices={"skip": (skip,)}))


def test_a_links_server_has_its_variables_defaults() -> None:
    from generator.loader.spec import ServerVariable

    server = Server("https://{area}.x.test/", at("/s"), variables=(ServerVariable("area", "eu"),))
    api = _linked(Link("x", at("/l"), "getPet", server=server))
    (link,) = (link for each in api.resources[0].operations for answer in each.answers for link in answer.links)
    assert "https://eu.x.test" == link.server_url


# Events.


def _hook(name: str, body: RequestBody | None) -> Operation:
    return operation(f"POST {name}", body=body)


def _event(api: Api) -> TypeDefinition | None:
    (receiver,) = (each for each in api.resources if each.name == "webhooks")
    return None if receiver.event is None else api.types[receiver.event]


def test_all_that_may_come_is_one_union_told_apart_by_its_kind() -> None:
    schemas = {
        name: obj(["kind"], kind=schema("string", has_const=True, const=name.lower())) for name in ("Born", "Died")
    }
    api = built(webhooks=(_hook("a", json_body(ref("Born"))), _hook("b", json_body(ref("Died")))), schemas=schemas)
    event = _event(api)
    assert isinstance(event, Alias) and "WebhookEvent" == event.name
    assert isinstance(event.type, UnionOf) and event.type.tagging is not None
    assert (("born", component("Born")), ("died", component("Died"))) == event.type.tagging.variants


@pytest.mark.parametrize(
    ("bodies", "expr"),
    [
        ((json_body(ref("Pet")),), Named(component("Pet"))),
        ((json_body(ref("Pet")), json_body(ref("Pet"))), Named(component("Pet"))),
        ((json_body(ref("Pet")), None), Named(component("Pet"))),
        ((json_body(ref("Pet")), json_body(schema())), ANY),
        ((None,), ANY),
        ((RequestBody(at("/b"), (media("image/png"),)),), ANY),
        ((RequestBody(at("/b"), (media("application/x-www-form-urlencoded", ref("Pet")),)),), Named(component("Pet"))),
    ],
)
def test_a_payload_that_says_nothing_makes_it_anything(bodies: tuple[RequestBody | None, ...], expr: object) -> None:
    hooks = tuple(_hook(f"h{index}", body) for index, body in enumerate(bodies))
    event = _event(built(webhooks=hooks, schemas={"Pet": obj(name=schema("string"))}))
    assert isinstance(event, Alias) and expr == event.type


def test_callbacks_count_where_there_are_no_webhooks() -> None:
    inner = operation("POST {$url}", body=json_body(ref("Pet")))
    call = operation("POST /jobs", "createJob", "Jobs", callbacks=(Callback("done", "{$url}", (inner,)),))
    api = built(call, schemas={"Pet": obj(name=schema("string"))})
    event = _event(api)
    assert isinstance(event, Alias) and Named(component("Pet")) == event.type
    assert ["jobs_create_done"] == [each.name.lower() for each in api.callbacks]


def test_nothing_is_received_where_nothing_is_sent() -> None:
    api = built(operation("GET /webhooks", "listWebhooks", "Webhooks"))
    assert [None] == [each.event for each in api.resources]
