from __future__ import annotations

from collections import Counter

import pytest

from generator.config import Skip
from generator.loader.spec import Callback
from generator.model.api import Fate
from generator.model.types import ANY
from generator.problems import ProblemsFound, Severity
from tests.model.specs import (
    alias,
    at,
    body,
    built,
    calls,
    json_body,
    media,
    obj,
    only_operation,
    operation,
    parameter,
    ref,
    response,
    schema,
)

CREATE = operation(
    "POST /pets",
    "createPet",
    "Pets",
    parameters=(parameter("dry"), parameter("Accept", "header")),
    body=json_body(ref("Pet")),
    responses=(response("200", media("application/json", ref("Pet"))), response("404")),
)
DELETE = operation("DELETE /pets/{id}", "deletePet", "Pets", parameters=(parameter("id", "path"), parameter("force")))
SCHEMAS = {"Pet": obj(name=schema("string")), "Unused": schema("string")}


def skip(pattern: str) -> Skip:
    return Skip(pattern, "not for us", at("/skip/0"))


def test_the_account_lists_every_piece() -> None:
    api = built(CREATE, DELETE, schemas=SCHEMAS)
    assert {"operation": 2, "parameter": 4, "body": 1, "response": 2, "schema": 2} == Counter(
        entry.kind for entry in api.account
    )
    assert {Fate.GENERATED} == {entry.fate for entry in api.account}


@pytest.mark.parametrize(
    "pattern", ["DELETE /pets/{id}", "/paths/~1pets~1{id}/delete", "/paths/~1pets~1{id}", "api.yml#/paths/~1pets~1{id}"]
)
def test_a_skipped_operation_is_gone_and_in_the_account(pattern: str) -> None:
    api = built(CREATE, DELETE, schemas=SCHEMAS, choices={"skip": (skip(pattern),)})
    assert {"POST /pets": "Pets.create"} == calls(api)
    assert [("operation", "DELETE /pets/{id}", "not for us")] == [
        (entry.kind, entry.name, entry.reason) for entry in api.account if entry.fate is Fate.SKIPPED
    ]


def test_a_parameter_can_be_skipped_unless_the_path_needs_it() -> None:
    force = DELETE.parameters[1].location.pointer
    api = built(DELETE, choices={"skip": (skip(force),)})
    assert ["id"] == [each.wire_name for each in only_operation(api).parameters]
    with pytest.raises(ProblemsFound, match="matches no"):
        built(DELETE, choices={"skip": (skip(DELETE.parameters[0].location.pointer),)})


def test_a_media_type_a_response_and_a_schema_can_be_skipped() -> None:
    csv, xml = media("text/csv", schema("string")), media("application/xml", ref("Pet"))
    gone, answer = response("404"), response("200", media("application/json", ref("Pet")), xml)
    call = operation(
        "POST /pets", "createPet", body=body(csv, media("application/json", ref("Pet"))), responses=(answer, gone)
    )
    patterns = [each.location.pointer for each in (csv, gone, xml)]
    api = built(call, schemas=SCHEMAS, choices={"skip": tuple(map(skip, [*patterns, "/components/schemas/Pet"]))})
    found = only_operation(api)
    assert found.body is not None
    assert ["application/json"] == [each.media_type for each in found.body.variants]
    assert [("200", ["application/json"])] == [
        (each.status, [variant.media_type for variant in each.variants]) for each in found.answers
    ]
    assert ANY == alias(api, "Pet").type
    assert ["body", "response", "response", "schema"] == sorted(
        entry.kind for entry in api.account if entry.fate is Fate.SKIPPED
    )


def test_a_body_without_a_media_type_left_is_none() -> None:
    whole = json_body(ref("Pet"))
    for pattern in (whole.location.pointer, whole.media_types[0].location.pointer):
        api = built(operation("POST /pets", body=whole), schemas=SCHEMAS, choices={"skip": (skip(pattern),)})
        assert only_operation(api).body is None


def test_a_skip_that_skips_nothing_is_an_error() -> None:
    with pytest.raises(ProblemsFound) as caught:
        built(CREATE, schemas=SCHEMAS, choices={"skip": (skip("GET /gone"),)})
    (problem,) = [each for each in caught.value.problems if each.severity is Severity.ERROR]
    assert ("skip-unused", "/skip/0") == (problem.code, problem.location.pointer)


def test_an_error_in_a_skipped_operation_is_none() -> None:
    broken = operation("GET /broken", parameters=(parameter("f", "header", style="deepObject"),))
    with pytest.raises(ProblemsFound):
        built(broken)
    assert {} == calls(built(broken, choices={"skip": (skip("GET /broken"),)}))


def test_webhooks_and_callbacks_make_types_that_come_in() -> None:
    hook = operation("POST pet.born", body=json_body(obj(name=schema("string"))))
    inner = operation("POST {$request.body#/url}", body=json_body(obj(done=schema("boolean"))))
    call = operation(
        "POST /jobs", "createJob", "Jobs", callbacks=(Callback("finished", "{$request.body#/url}", (inner,)),)
    )
    api = built(call, webhooks=(hook,))
    assert ["pet.born"] == [each.name for each in api.webhooks]
    assert [("PetBornEvent", False, True), ("JobsCreateFinishedEvent", False, True), ("WebhookEvent", False, True)] == [
        (each.name, each.is_input, each.is_output) for each in api.types.values()
    ]
    assert 3 == sum(entry.kind == "operation" for entry in api.account)
    assert () == api.problems


def test_operations_have_an_id_even_without_an_operation_id() -> None:
    assert "GET /a" == only_operation(built(operation("GET /a"))).id
    assert "x" == only_operation(built(operation("GET /a", "x"))).id


def test_the_same_spec_gives_the_same_api() -> None:
    assert built(CREATE, DELETE, schemas=SCHEMAS) == built(CREATE, DELETE, schemas=SCHEMAS)
