"""Links of responses, and where they lead."""

from __future__ import annotations

import pytest

from generator.problems import Location
from tests.loader.documents import HEAD, Folder, codes


def test_a_link_by_reference_knows_where_it_leads(folder: Folder) -> None:
    folder.write(
        openapi_yml=HEAD + """
paths:
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {}}]
      responses:
        "200":
          description: ok
          links:
            here: {operationRef: "#/paths/~1pets~1%7Bid%7D/get"}
            there: {operationRef: "other.yml#/paths/~1x/get"}
            shared: {$ref: "#/components/links/Shared"}
            nowhere: {operationRef: "#/paths/~1none/get"}
            missing: {operationRef: "none.yml#/paths/~1x/get"}
components:
  links:
    Shared: {operationId: x, requestBody: null, server: {url: https://x.test}}
""",
        other_yml=HEAD + "paths: {/x: {get: {responses: {}}}}\n",
    )
    (operation,) = folder.spec("openapi.yml").operations
    here, there, shared, nowhere, missing = operation.responses[0].links
    assert operation.location == here.target
    assert Location("other.yml", "/paths/~1x/get") == there.target
    assert (None, "x", True, None) == (shared.target, shared.operation_id, shared.has_body, shared.request_body)
    assert shared.server is not None and "https://x.test" == shared.server.url
    assert "/components/links/Shared" == shared.location.pointer
    assert (None, None) == (nowhere.target, missing.target)


@pytest.mark.parametrize("written", ["links: [a]", "links: {a: 1}", "links: {a: {operationId: x, parameters: [1]}}"])
def test_what_is_no_link_is_told(folder: Folder, written: str) -> None:
    folder.write(openapi_yml=HEAD + f"paths: {{/a: {{get: {{responses: {{'200': {{{written}}}}}}}}}}}\n")
    assert {"wrong-type"} <= {*codes(folder.errors())}


def test_a_headers_style_can_only_be_simple(folder: Folder) -> None:
    folder.operation(
        "responses: {'200': {headers: {X-A: {style: form, schema: {}}, X-B: {style: simple, schema: {}}}}}"
    )
    (problem,) = (each for each in folder.spec("openapi.yml").problems if each.code == "header-style")
    assert "/paths/~1pets/get/responses/200/headers/X-A/style" == problem.location.pointer
