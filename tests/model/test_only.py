"""`only:` of client.yml: which operations are taken, and what these lead to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli import main
from generator.client_yml import read_client
from generator.emitter.describe import operation_views
from generator.loader import LoadFailed, load_spec
from generator.model import build_api
from generator.model.api import Api, Fate
from generator.problems import ProblemsFound, Severity

DOCUMENT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: https://shop.test}]
paths:
  /orders:
    get: {operationId: listOrders, tags: [orders], responses: {"200": {$ref: "#/components/responses/Orders"}}}
    post:
      operationId: createOrder
      tags: [orders, new]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewOrder"}}}}
      responses: {"204": {description: d}}
  /orders/{id}/lines:
    get:
      operationId: listLines
      tags: [lines]
      parameters: [{name: id, in: path, required: true, schema: {$ref: "#/components/schemas/Id"}}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Line"}}}}}
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Paid"}}}}
      responses: {"204": {description: d}}
components:
  responses:
    Orders: {description: d, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Order"}}}}}
  schemas:
    Id: {type: string}
    Order: {type: object, properties: {id: {$ref: "#/components/schemas/Id"}, of: {$ref: "#/components/schemas/Order"}}}
    NewOrder: {type: object, properties: {what: {type: string}}}
    Line: {type: object, properties: {order: {$ref: "#/components/schemas/Order"}}}
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}], properties: {lives: {type: integer}, toy: {$ref: "#/components/schemas/Toy"}}}
    Toy: {type: object, properties: {name: {type: string}}}
    Paid: {type: object, properties: {order: {$ref: "#/components/schemas/Id"}}}
    Lonely: {type: object, properties: {name: {type: string}}}
"""
_COMPONENTS = DOCUMENT[DOCUMENT.index("components:") :]


def api_of(folder: Path, only: str, document: str = DOCUMENT) -> Api:
    client = folder / "shop"
    client.mkdir()
    (client / "openapi.yml").write_text(document, encoding="utf-8")
    (client / "client.yml").write_text(f"only:\n{only}" if only else "{}", encoding="utf-8")
    config = read_client(client)
    return build_api(load_spec(config.specs, skips=config.skip, only=config.only).spec, config)


def calls(api: Api) -> set[str]:
    return {f"{view.operation.method} {view.operation.path}" for view in operation_views(api)}


def schemas(api: Api) -> set[str]:
    return {entry.name for entry in api.account if entry.kind == "schema" and entry.fate is Fate.GENERATED}


@pytest.mark.parametrize(
    ("only", "expected", "led_to"),
    [
        ("  - {tag: orders}", {"GET /orders", "POST /orders"}, {"Order", "Id", "NewOrder"}),
        ("  - {pattern: GET /orders}", {"GET /orders"}, {"Order", "Id"}),
        ("  - {pattern: get /orders}", {"GET /orders"}, {"Order", "Id"}),
        ("  - {pattern: /orders}", {"GET /orders", "POST /orders"}, {"Order", "Id", "NewOrder"}),
        ("  - {pattern: /orders/*}", {"GET /orders/{id}/lines"}, {"Line", "Order", "Id"}),
        (
            "  - {pattern: 'GET *s'}",
            {"GET /orders", "GET /orders/{id}/lines", "GET /pets"},
            {"Order", "Id", "Line", "Pet", "Cat", "Toy"},
        ),
        ("  - {pattern: '#/paths/~1orders/post'}", {"POST /orders"}, {"NewOrder"}),
        ("  - {tag: new}\n  - {tag: pets}", {"POST /orders", "GET /pets"}, {"NewOrder", "Pet", "Cat", "Toy"}),
        ("  - {pattern: '#/webhooks/paid'}", set(), {"Paid", "Id"}),
    ],
)
def test_what_is_asked_for_is_taken_with_all_it_leads_to(
    tmp_path: Path, only: str, expected: set[str], led_to: set[str]
) -> None:
    api = api_of(tmp_path, only)
    assert (expected, led_to) == (calls(api), schemas(api))
    assert bool(api.webhooks) == ("webhooks" in only)


def test_nothing_is_left_out_where_nothing_is_asked_for(tmp_path: Path) -> None:
    api = api_of(tmp_path, "")
    assert (4, 9, 1) == (len(calls(api)), len(schemas(api)), len(api.webhooks))


def test_what_is_left_out_is_in_the_account_with_the_reason(tmp_path: Path) -> None:
    account = api_of(tmp_path, "  - {tag: pets}").account
    skipped = {(entry.kind, entry.name): entry.reason for entry in account if entry.fate is Fate.SKIPPED}
    assert "Nothing in `only:` of client.yml asks for it." == skipped["operation", "GET /orders"]
    assert "Nothing that `only:` of client.yml asks for leads to it." == skipped["schema", "Lonely"]
    assert ("operation", "POST paid") in skipped and ("schema", "Cat") not in skipped


def test_an_entry_that_asks_for_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as caught:
        api_of(tmp_path, "  - {tag: pets}\n  - {tag: gone}\n  - {pattern: GET /gone}")
    assert ["`only: tag: gone` matches no operation", "`only: GET /gone` matches no operation"] == [
        problem.message for problem in caught.value.problems if problem.severity is Severity.ERROR
    ]


def test_an_error_in_what_is_not_asked_for_stops_nothing(tmp_path: Path) -> None:
    broken = DOCUMENT.replace(
        'schema: {$ref: "#/components/schemas/Line"}', 'schema: {$ref: "#/components/schemas/Lime"}'
    )
    assert broken != DOCUMENT
    api = api_of(tmp_path, "  - {tag: orders}", broken)
    (note,) = [problem for problem in api.problems if "Lime" in problem.message]
    assert Severity.NOTE is note.severity and note.message.endswith("(In what client.yml does not ask for.)")
    (tmp_path / "other").mkdir()
    with pytest.raises(LoadFailed):
        api_of(tmp_path / "other", "  - {tag: lines}", broken)


@pytest.mark.parametrize("keyword", ["webhooks", "x-ms-paths"])
def test_an_error_beside_paths_stops_nothing_either_where_it_is_not_asked_for(tmp_path: Path, keyword: str) -> None:
    broken = f"{keyword}:\n  /paid?late=1: {{get: {{responses: {{'200': {{$ref: '#/gone'}}}}}}}}\n"
    api = api_of(tmp_path, "  - {tag: orders}", DOCUMENT[: DOCUMENT.index("webhooks:")] + broken + _COMPONENTS)
    assert ["ref-missing"] == [each.code for each in api.problems if "does not ask for" in each.message]


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("  - {pattern: orders}", "`orders` is no operation, no path and no pointer."),
        ("  - {tags: orders}", "`tags` is not a setting here."),
        ("  - {}", "One of `tag` and `pattern` has to stand here."),
        ("  - {tag: a, pattern: /a}", "One of `tag` and `pattern` has to stand here."),
    ],
)
def test_an_entry_that_cannot_be_understood_is_an_error(tmp_path: Path, only: str, message: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        api_of(tmp_path, only)
    assert message in [problem.message for problem in caught.value.problems]


def test_inspect_shows_what_is_asked_for_and_counts_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api_of(tmp_path, "  - {tag: pets}")
    assert 0 == main(["inspect", "shop", "--specs-dir", str(tmp_path)])
    shown = capsys.readouterr().out
    assert "GET /pets  client.pets." in shown and "/orders" not in shown and "Lonely" not in shown
    assert "Not asked for in `only:`, and so left out: 4 operations and 6 schemas. --json lists them." in shown
    assert 0 == main(["inspect", "shop", "--specs-dir", str(tmp_path), "--json"])
    pieces = json.loads(capsys.readouterr().out)["pieces"]
    (lonely,) = [piece for piece in pieces if piece["name"] == "Lonely"]
    assert ("skipped", "only", "Add an entry to `only:` that asks for it.") == (
        lonely["status"],
        lonely["code"],
        lonely["hint"],
    )


def test_choices_for_what_is_left_out_are_no_mistakes(tmp_path: Path) -> None:
    more = "\nskip:\n  - {pattern: GET /pets, reason: Later.}\npagination:\n  GET /pets: false\n"
    assert {"GET /orders", "POST /orders"} == calls(api_of(tmp_path, f"  - {{tag: orders}}{more}"))


def test_heirs_of_heirs_come_along(tmp_path: Path) -> None:
    lion = """
    Lion: {allOf: [{allOf: [{$ref: "#/components/schemas/Cat"}]}], properties: {mane: {type: boolean}}}
"""
    assert "Lion" in schemas(api_of(tmp_path, "  - {tag: pets}", DOCUMENT.rstrip() + lion))


def test_an_error_in_what_all_operations_of_a_path_share_stops_it(tmp_path: Path) -> None:
    shared = '  /orders:\n    parameters: [{$ref: "#/components/parameters/Nope"}]\n'
    with pytest.raises(LoadFailed):
        api_of(tmp_path, "  - {tag: orders}", DOCUMENT.replace("  /orders:\n", shared))
