"""What authors write where something else is meant: read as far as it can be, and told."""

from __future__ import annotations

import pytest

from tests.loader.documents import HEAD, Folder, codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("components: {schemas: {S: {allOf: {type: string}}}}", "schema-list"),
        ("components: {schemas: {S: {properties: {a: {required: true}}}}}", "schema-required"),
        ("components: {schemas: {S: {discriminator: {mapping: {a: A}}}}}", "discriminator-property"),
        ("components: {schemas: {S: {discriminator: {propertyName: k, mapping: {a: 5}}}}}", "discriminator-mapping"),
        ("paths: {}\nservers: [{description: nowhere}]", "server-url"),
        ("paths: {}\nsecurity: {}", "security-list"),
        ("components: {securitySchemes: {o: {type: oauth2, flows: {device: {}}}}}", "oauth-flow"),
        ("paths: {/a: {get: {responses: {'204': {description: d, content: {type: void}}}}}}", "content-is-schema"),
    ],
)
def test_a_mistake_is_told_and_the_rest_is_read(folder: Folder, text: str, code: str) -> None:
    spec = folder.write(openapi_yml=f"{HEAD}{text}\n").spec()
    assert [code] == codes(spec.problems)


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {S: {anyOf: 5}}}",
        "components: {schemas: {S: {discriminator: [k]}}}",
        "components: {securitySchemes: {o: bearer}}",
        "servers: [https://example.com]",
        "security: none",
    ],
)
def test_what_cannot_be_read_is_an_error_at_its_place(folder: Folder, text: str) -> None:
    (problem,) = folder.write(openapi_yml=f"{HEAD}{text}\n").errors()
    assert problem.location.line == HEAD.count("\n") + 1
