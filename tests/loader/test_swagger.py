"""Swagger 2.0, said in OpenAPI 3.1."""

from __future__ import annotations

import pytest

from generator.loader.spec import (
    Encoding,
    OAuthFlow,
    Operation,
    SecurityScheme,
    Server,
    ServerVariable,
    Spec,
)
from generator.problems import Location
from tests.loader.documents import Folder, codes

HEAD = "swagger: 2.0\ninfo: {title: Pets, version: 1.10}\n"


def spec_of(folder: Folder, operation: str, head: str = HEAD, rest: str = "") -> Spec:
    return folder.write(a_yml=f"{head}paths:\n  /pets:\n    post: {operation}\n{rest}").spec("a.yml")


def operation_of(folder: Folder, operation: str, head: str = HEAD) -> Operation:
    return spec_of(folder, operation, head).operations[0]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "host: example.com\nbasePath: /v2/\nschemes: [http, https]\n",
            ["https://example.com/v2", "http://example.com/v2"],
        ),
        ("host: example.com:8080\n", ["https://example.com:8080"]),
        ("basePath: /v2\n", ["/v2"]),
        ("", []),
    ],
)
def test_host_base_path_and_schemes_are_servers(folder: Folder, head: str, expected: list[str]) -> None:
    assert [server.url for server in spec_of(folder, "{}", HEAD + head).servers] == expected


@pytest.mark.parametrize(
    ("collection", "place", "expected"),
    [
        ("csv", "query", ("form", False)),
        ("csv", "path", ("simple", False)),
        ("csv", "header", ("simple", False)),
        ("multi", "query", ("form", True)),
        ("ssv", "query", ("spaceDelimited", False)),
        ("pipes", "query", ("pipeDelimited", False)),
        ("tsv", "query", ("tabDelimited", False)),
        ("", "query", ("form", False)),
    ],
)
def test_collection_format_is_a_style(folder: Folder, collection: str, place: str, expected: tuple[str, bool]) -> None:
    stated = f", collectionFormat: {collection}" if collection else ""
    operation = operation_of(
        folder, f"{{parameters: [{{name: a, in: {place}, type: array, items: {{type: integer}}{stated}}}]}}"
    )
    for parameter in operation.parameters:
        assert (parameter.style, parameter.explode) == expected
        assert parameter.schema is not None and parameter.schema.items is not None
        assert parameter.schema.items.types == ("integer",)


def test_a_parameter_is_its_own_schema(folder: Folder) -> None:
    operation = operation_of(
        folder,
        "{parameters: [{name: a, in: query, required: true, description: d, type: string, enum: [x], default: x, maxLength: 3}]}",
    )
    (parameter,) = operation.parameters
    schema = parameter.schema
    assert schema is not None
    assert (parameter.is_required, parameter.description) == (True, "d")
    assert (schema.types, schema.enum, schema.default, schema.constraints, schema.required) == (
        ("string",),
        ("x",),
        "x",
        {"maxLength": 3},
        (),
    )
    assert (schema.description, schema.extensions) == (None, {})


def test_a_body_parameter_is_a_request_body_of_what_is_consumed(folder: Folder) -> None:
    operation = operation_of(
        folder,
        "{consumes: [application/json, application/xml], parameters: [{name: b, in: body, required: true, description: d, schema: {type: object}}]}",
        HEAD + "consumes: [text/plain]\n",
    )
    assert operation.body is not None and operation.parameters == ()
    assert (operation.body.is_required, operation.body.description) == (True, "d")
    assert [media_type.media_type for media_type in operation.body.media_types] == [
        "application/json",
        "application/xml",
    ]
    assert operation.body.media_types[0].location.pointer == "/paths/~1pets/post/parameters/0/schema"


@pytest.mark.parametrize(
    ("head", "expected"), [("consumes: [text/plain]\n", ["text/plain"]), ("", ["application/json"])]
)
def test_what_is_consumed_is_inherited(folder: Folder, head: str, expected: list[str]) -> None:
    operation = operation_of(folder, "{parameters: [{name: b, in: body, schema: {}}]}", HEAD + head)
    assert operation.body is not None
    assert [media_type.media_type for media_type in operation.body.media_types] == expected


def test_form_parameters_are_an_object(folder: Folder) -> None:
    operation = operation_of(
        folder,
        """{parameters: [
        {name: a, in: formData, type: string, required: true, description: d},
        {name: b, in: formData, type: array, items: {type: string}, collectionFormat: multi},
        {name: c, in: query, type: string}]}""",
    )
    assert operation.body is not None
    (media_type,) = operation.body.media_types
    assert media_type.schema is not None
    assert (media_type.media_type, operation.body.is_required) == ("application/x-www-form-urlencoded", True)
    assert [(name, schema.types, schema.description) for name, schema in media_type.schema.properties] == [
        ("a", ("string",), "d"),
        ("b", ("array",), None),
    ]
    assert (media_type.schema.required, media_type.encodings) == (("a",), (Encoding("b", style="form", explode=True),))
    assert [parameter.wire_name for parameter in operation.parameters] == ["c"]


@pytest.mark.parametrize(
    ("consumes", "type", "expected"),
    [
        ("[]", "file", ["multipart/form-data"]),
        ("[application/json]", "string", ["application/x-www-form-urlencoded"]),
        (
            "[multipart/form-data, application/x-www-form-urlencoded]",
            "string",
            ["multipart/form-data", "application/x-www-form-urlencoded"],
        ),
        ("[multipart/form-data, application/x-www-form-urlencoded]", "file", ["multipart/form-data"]),
    ],
)
def test_a_form_has_a_media_type_that_can_carry_it(
    folder: Folder, consumes: str, type: str, expected: list[str]
) -> None:
    operation = operation_of(folder, f"{{consumes: {consumes}, parameters: [{{name: a, in: formData, type: {type}}}]}}")
    assert operation.body is not None
    assert [media_type.media_type for media_type in operation.body.media_types] == expected


def test_a_response_has_what_is_produced(folder: Folder) -> None:
    operation = operation_of(
        folder,
        """{responses: {
        200: {description: ok, schema: {type: string}, headers: {X-A: {type: integer, description: h}}},
        204: {description: none},
        404: {description: file, schema: {type: file}}}}""",
        HEAD + "produces: [text/plain, application/json]\n",
    )
    ok, none, file = operation.responses
    assert [media_type.media_type for media_type in ok.media_types] == ["text/plain", "application/json"]
    assert ok.headers[0].schema is not None
    assert (ok.headers[0].schema.types, ok.headers[0].description) == (("integer",), "h")
    assert none.media_types == ()
    assert file.media_types[0].schema is not None and file.media_types[0].schema.format == "binary"


def test_definitions_are_components(folder: Folder) -> None:
    rest = "definitions:\n  Pet: {discriminator: kind, properties: {kind: {type: string, x-nullable: true}}}\n"
    spec = spec_of(folder, "{responses: {200: {schema: {$ref: '#/definitions/Pet'}}}}", rest=rest)
    id = "a.yml#/definitions/Pet"
    assert dict(spec.schema_names) == {id: "Pet"}
    discriminator = spec.schemas[id].discriminator
    assert discriminator is not None and discriminator.property_name == "kind"
    assert spec.schemas[id].properties[0][1].types == ("string", "null")
    schema = spec.operations[0].responses[0].media_types[0].schema
    assert schema is not None and schema.ref == id


def test_security_definitions_are_schemes(folder: Folder) -> None:
    rest = """
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: query, name: k}
  oauth: {type: oauth2, flow: application, tokenUrl: t, scopes: {a: b}}
"""
    at = "/securityDefinitions/"
    assert spec_of(folder, "{}", rest=rest).security_schemes == (
        SecurityScheme("basic", "http", Location("a.yml", at + "basic"), http_scheme="basic"),
        SecurityScheme("key", "apiKey", Location("a.yml", at + "key"), place="query", wire_name="k"),
        SecurityScheme(
            "oauth",
            "oauth2",
            Location("a.yml", at + "oauth"),
            flows=(OAuthFlow("clientCredentials", "t"),),
        ),
    )


def test_parameters_of_the_document_are_referred_to(folder: Folder) -> None:
    rest = "parameters: {p: {name: p, in: query, type: string}, b: {name: b, in: body, schema: {type: integer}}}\n"
    operation = spec_of(
        folder, "{parameters: [{$ref: '#/parameters/p'}, {$ref: '#/parameters/b'}]}", rest=rest
    ).operations[0]
    assert [parameter.wire_name for parameter in operation.parameters] == ["p"]
    assert operation.body is not None and operation.body.media_types[0].schema is not None
    assert operation.body.media_types[0].schema.types == ("integer",)


def test_an_unknown_collection_format_is_a_warning(folder: Folder) -> None:
    spec = spec_of(folder, "{parameters: [{name: a, in: query, type: array, collectionFormat: odd}]}")
    assert codes(spec.problems) == ["collection-format"]


def test_a_parameter_in_no_place_at_all_is_an_error(folder: Folder) -> None:
    folder.write(a_yml=f"{HEAD}paths: {{/a: {{get: {{parameters: [{{name: a, in: {{b: c}}}}]}}}}}}\n")
    assert codes(folder.errors()) == ["parameter-in"]


def test_paths_that_differ_by_their_query_alone_are_operations(folder: Folder) -> None:
    rest = "x-ms-paths: {'/pets?op=count': {get: {operationId: countPets}}}\n"
    spec = spec_of(folder, "{}", rest=rest)
    assert [("POST", "/pets"), ("GET", "/pets?op=count")] == [(each.method, each.path) for each in spec.operations]


def test_a_parameterized_host_is_a_server_with_variables(folder: Folder) -> None:
    host = """
host: unused.example
basePath: /v2
x-ms-parameterized-host:
  hostTemplate: "{account}.{suffix}"
  parameters:
    - {name: account, in: path, required: true, type: string}
    - {$ref: "#/parameters/suffix"}
parameters:
  suffix: {name: suffix, in: path, required: true, type: string, default: pets.example, description: d}
"""
    place = Location("a.yml", "/x-ms-parameterized-host/hostTemplate")
    variables = (ServerVariable("suffix", "pets.example", description="d"),)
    server = Server("https://{account}.{suffix}/v2", place, variables=variables)
    assert (server,) == spec_of(folder, "{}", head=HEAD + host).servers
    whole = host.replace("{account}", "{scheme}://{account}").replace(
        "  parameters:", "  useSchemePrefix: false\n  parameters:"
    )
    assert ["{scheme}://{account}.{suffix}/v2"] == [
        each.url for each in spec_of(folder, "{}", head=HEAD + whole).servers
    ]
