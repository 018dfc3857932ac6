"""Operations with their parameters, bodies and responses."""

from __future__ import annotations

import pytest

from generator.loader.spec import CodeSample, Encoding, Info, Server, ServerVariable, Tag
from generator.problems import Location
from tests.loader.documents import HEAD, Folder, codes, places


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("in: query", ("form", True, False)),
        ("in: cookie", ("form", True, False)),
        ("in: header", ("simple", False, False)),
        ("in: query, explode: false", ("form", False, False)),
        ("in: query, style: spaceDelimited", ("spaceDelimited", False, False)),
        ("in: query, style: deepObject, explode: true", ("deepObject", True, False)),
        ("in: cookie, style: cookie", ("cookie", True, False)),
        ("in: query, required: true", ("form", True, True)),
    ],
)
def test_a_parameter_has_its_defaults(folder: Folder, written: str, expected: tuple[str, bool, bool]) -> None:
    (parameter,) = folder.operation(f"parameters: [{{name: a, {written}, schema: {{}}}}]").parameters
    assert (parameter.style, parameter.explode, parameter.is_required) == expected


def test_a_path_parameter_is_required_and_simple(folder: Folder) -> None:
    (parameter,) = folder.operation("parameters: [{name: a, in: path, schema: {}}]", "/x/{a}").parameters
    assert (parameter.style, parameter.explode, parameter.is_required) == ("simple", False, True)


def test_a_parameter_with_content_has_its_media_type_and_schema(folder: Folder) -> None:
    (parameter,) = folder.operation(
        "parameters: [{name: a, in: querystring, content: {application/json: {schema: {type: object}}}}]"
    ).parameters
    assert parameter.schema is not None
    assert (parameter.place, parameter.content_media_type, parameter.schema.types) == (
        "querystring",
        "application/json",
        ("object",),
    )


def test_a_whole_query_needs_no_name(folder: Folder) -> None:
    written = "{in: querystring, content: {application/json: {schema: {type: object}}}}"
    spec = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{get: {{parameters: [{written}]}}}}}}\n").spec()
    assert [each.wire_name for each in spec.operations[0].parameters] == ["querystring"]
    assert codes(spec.problems) == ["parameter-name"]


@pytest.mark.parametrize("written", ["", ", type: string"])
def test_a_parameter_without_schema_is_a_string_and_a_warning(folder: Folder, written: str) -> None:
    text = f"{HEAD}paths: {{/a: {{get: {{parameters: [{{name: a, in: query{written}}}]}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    schema = spec.operations[0].parameters[0].schema
    assert schema is not None and schema.types == ("string",)
    assert codes(spec.problems) == ["parameter-without-schema"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{in: query}", "parameter-name"),
        ("{name: '', in: path}", "parameter-name"),
        ("{name: '', in: query, required: true}", "parameter-name"),
        ("{name: a}", "parameter-in"),
        ("{name: a, in: body}", "parameter-in"),
        ("a", "wrong-type"),
    ],
)
def test_what_cannot_be_a_parameter_is_an_error(folder: Folder, written: str, code: str) -> None:
    errors = folder.write(
        openapi_yml=f"{HEAD}paths:\n  /a:\n    get:\n      parameters:\n        - {written}\n"
    ).errors()
    assert places(errors) == [(code, "openapi.yml", 7, 11)]


@pytest.mark.parametrize("head", [HEAD, "swagger: '2.0'\ninfo: {title: T, version: '1'}\n"])
@pytest.mark.parametrize("where", ["query", "header", "formData"])
def test_an_empty_row_of_parameters_is_left_out(folder: Folder, head: str, where: str) -> None:
    if where == "formData" and head is HEAD:
        return
    row = f"{{name: '', in: {where}, type: string, schema: {{type: string}}}}"
    spec = folder.write(openapi_yml=f"{head}paths: {{/a: {{post: {{parameters: [{row}]}}}}}}\n").spec()
    assert (codes(spec.problems), spec.operations[0].parameters) == (["parameter-name"], ())


@pytest.mark.parametrize("name", ["X A", "X-Ä", "X:"])
def test_a_header_that_cannot_be_sent_is_optional_and_a_warning(folder: Folder, name: str) -> None:
    written = f"{{name: '{name}', in: header, required: true, schema: {{type: string}}}}"
    spec = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{get: {{parameters: [{written}]}}}}}}\n").spec()
    (parameter,) = spec.operations[0].parameters
    assert (codes(spec.problems), parameter.wire_name, parameter.is_required) == (["parameter-name"], name, False)


def test_an_operation_s_parameters_win_over_its_path_s(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a/{{id}}:
    parameters:
      - {{name: id, in: path, schema: {{}}}}
      - {{name: x, in: query, schema: {{}}, description: shared}}
      - {{name: X-H, in: header, schema: {{}}}}
    get:
      parameters:
        - {{name: x, in: query, schema: {{}}, description: own}}
        - {{name: x, in: header, schema: {{}}}}
        - {{name: x-h, in: header, schema: {{}}}}
    put: {{}}
"""
    get, put = folder.write(openapi_yml=text).spec().operations
    assert [(parameter.wire_name, parameter.place, parameter.description) for parameter in get.parameters] == [
        ("id", "path", None),
        ("x", "query", "own"),
        ("x-h", "header", None),
        ("x", "header", None),
    ]
    assert [parameter.wire_name for parameter in put.parameters] == ["id", "x", "X-H"]


def test_of_equal_parameters_the_last_counts(folder: Folder) -> None:
    text = f"{HEAD}paths: {{/a: {{get: {{parameters: [{{name: a, in: query, schema: {{type: string}}}}, {{name: a, in: query, schema: {{type: integer}}}}]}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    (parameter,) = spec.operations[0].parameters
    assert parameter.schema is not None and parameter.schema.types == ("integer",)
    assert codes(spec.problems) == ["parameter-duplicate"]
    assert spec.problems[0].related[0].column == 33


def test_path_parameters_are_settled_with_the_template(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a/{{petId}}/{{other}}/{{petId}}:
    get:
      parameters:
        - {{name: pet_id, in: path, schema: {{type: integer}}}}
        - {{name: gone, in: path, schema: {{}}}}
"""
    spec = folder.write(openapi_yml=text).spec()
    assert [
        (parameter.wire_name, parameter.schema and parameter.schema.types)
        for parameter in spec.operations[0].parameters
    ] == [
        ("petId", ("integer",)),
        ("other", ("string",)),
    ]
    assert [(problem.code, problem.location.line) for problem in spec.problems] == [
        ("path-parameter-undeclared", 5),
        ("path-parameter-renamed", 7),
        ("path-parameter-unused", 8),
    ]


def test_a_variable_in_the_query_of_a_path_is_a_query_parameter(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a/{{id}}?q={{text}}&lat={{lat}}&copy={{id}}&{{by}}=1&v=2:
    get:
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string}}}}
        - {{name: text, in: path, required: true, schema: {{type: string}}}}
        - {{name: lat, in: query, schema: {{type: number}}}}
        - {{name: by, in: path, required: true, schema: {{type: array, items: {{type: string}}}}}}
"""
    spec = folder.write(openapi_yml=text).spec()
    assert [
        (each.place, each.wire_name, each.is_required, each.style, each.explode)
        for each in spec.operations[0].parameters
    ] == [
        ("path", "id", True, "simple", False),
        ("query", "q", True, "form", True),
        ("query", "lat", False, "form", True),
        ("query", "by", True, "form", False),
        ("query", "copy", False, "form", True),
    ]
    assert [(problem.code, problem.location.line) for problem in spec.problems] == [
        ("path-parameter-undeclared", 5),
        ("path-parameter-in-query", 8),
        ("path-parameter-in-query", 10),
    ]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("description: d, externalDocs: {url: 'https://x.test/a'}", "d\n\nSee also: https://x.test/a"),
        ("externalDocs: {url: 'https://x.test/a', description: All of it}", "All of it: https://x.test/a"),
        ("description: d, externalDocs: {}", "d"),
        ("description: d, externalDocs: 1", "d"),
    ],
)
def test_external_documentation_is_told_with_the_description(folder: Folder, stated: str, expected: str) -> None:
    text = f"""\
tags: [{{name: a, {stated}}}]
paths: {{/a: {{get: {{{stated}}}}}}}
components: {{schemas: {{A: {{type: object, {stated}}}}}}}
"""
    spec = folder.write(openapi_yml=HEAD + text).spec()
    (schema,) = spec.schemas.values()
    assert {expected} == {spec.tags[0].description, spec.operations[0].description, schema.description}


def test_an_operation_has_all_it_states(folder: Folder) -> None:
    operation = folder.operation("""
        operationId: 7
        tags: [a, 1]
        summary: s
        description: d
        deprecated: true
        x-codeSamples: [{lang: Python, source: 'print()'}, {lang: Go, source: {$ref: x}}]
        x-code-samples: [{lang: Shell, source: curl}]
        x-oaiMeta: {examples: [{title: t, request: {curl: c, python: p}}, {request: {curl: c}}, 5]}
        servers: [{url: /own}]
        security: [{}]
        x-a: 1
        """)
    assert (operation.method, operation.path, operation.operation_id, operation.tags) == (
        "GET",
        "/pets",
        "7",
        ("a", "1"),
    )
    assert (operation.summary, operation.description, operation.is_deprecated) == ("s", "d", True)
    assert operation.code_samples == (
        CodeSample("Python", "print()"),
        CodeSample("Shell", "curl"),
        CodeSample("python", "p"),
    )
    assert [server.url for server in operation.servers] == ["/own"]
    assert operation.security == ((),)
    assert operation.extensions["x-a"] == 1


def test_every_method_is_read(folder: Folder) -> None:
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]
    text = HEAD.replace("3.1", "3.2") + "paths:\n  /a:\n" + "".join(f"    {method}: {{}}\n" for method in methods)
    spec = folder.write(
        openapi_yml=text
        + "    additionalOperations: {LINK: {summary: l}}\n    summary: s\n    x-a: {}\n  /b: {Get: {}}\n"
    ).spec()
    assert [operation.method for operation in spec.operations] == [
        *(method.upper() for method in methods),
        "LINK",
        "GET",
    ]
    assert "method-case" in codes(spec.problems)


def test_parameters_beside_the_reference_of_a_path_item_join_those_it_leads_to(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"""{HEAD}
paths:
  /a/{{id}}:
    $ref: 'shared/item.yml'
    servers: [{{url: /here}}]
    parameters:
    - {{name: tenant, in: header, schema: {{type: string}}}}
    - {{name: limit, in: query, schema: {{$ref: '#/components/schemas/Limit'}}}}
    post: {{summary: here}}
components: {{schemas: {{Limit: {{type: integer}}}}}}
""",
        shared__item_yml="""
parameters:
- {name: id, in: path, required: true, schema: {type: string}}
- {name: limit, in: query, required: true, schema: {type: string}}
get: {}
post: {summary: there}
""",
    )
    spec = folder.spec()
    get, post = spec.operations
    assert [(each.wire_name, each.is_required) for each in get.parameters] == [
        ("id", True),
        ("tenant", False),
        ("limit", False),
    ]
    assert (get.location.file, post.location.file, post.summary) == ("shared/item.yml", "openapi.yml", "here")
    assert [server.url for server in get.servers] == ["/here"]
    (problem,) = [each for each in spec.problems if each.code == "path-item-field-twice"]
    assert problem.message.startswith("`post`")
    assert (problem.location.file, problem.location.line, problem.related[0].file) == (
        "openapi.yml",
        11,
        "shared/item.yml",
    )


def test_an_operation_that_is_a_reference_is_read_whole(folder: Folder) -> None:
    text = f"{HEAD}paths:\n  /a: {{get: {{$ref: '#/x-shared', summary: here}}}}\nx-shared: {{operationId: o, parameters: [{{name: p, in: query, schema: {{}}}}]}}\n"
    (operation,) = folder.write(openapi_yml=text).spec().operations
    assert (operation.operation_id, operation.summary, len(operation.parameters)) == ("o", "here", 1)


def test_bodies_have_media_types_and_encodings(folder: Folder) -> None:
    body = folder.operation("""
        requestBody:
          description: d
          content:
            multipart/form-data:
              schema: {type: object}
              encoding:
                file: {contentType: image/png, headers: {X-A: {schema: {type: string}}}, style: form, explode: true, allowReserved: true}
                plain: {}
              example: {a: 1}
            application/json; charset=utf-8:
        """).body
    assert body is not None
    form, json = body.media_types
    assert (body.is_required, body.description, form.media_type, json.media_type) == (
        False,
        "d",
        "multipart/form-data",
        "application/json; charset=utf-8",
    )
    file, plain = form.encodings
    assert (file.content_type, file.headers[0].wire_name, file.style, file.explode, file.allow_reserved) == (
        "image/png",
        "X-A",
        "form",
        True,
        True,
    )
    assert (plain, json.schema) == (Encoding("plain", location=plain.location), None)
    assert plain.location is not None and plain.location.pointer.endswith("/encoding/plain")


def test_what_is_no_media_type_means_any(folder: Folder) -> None:
    content = "{x-a: {}, '': {schema: {type: object}}, '*': {}, text/plain: {}}"
    text = f"{HEAD}paths: {{/a: {{post: {{requestBody: {{content: {content}}}}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    body = spec.operations[0].body
    assert body is not None and body.media_types[0].schema is not None
    assert ["*/*", "text/plain"] == [each.media_type for each in body.media_types]
    assert ["media-type-unknown"] * 2 == codes(spec.problems)


@pytest.mark.parametrize("written", ["application/form-data", "form-data"])
def test_form_data_is_multipart_whatever_stands_before_it(folder: Folder, written: str) -> None:
    content = f"{{{written}: {{schema: {{properties: {{a: {{}}}}}}, encoding: {{a: {{contentType: image/png}}}}}}}}"
    spec = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{post: {{requestBody: {{content: {content}}}}}}}}}\n").spec()
    body = spec.operations[0].body
    assert body is not None
    assert ["multipart/form-data"] == [each.media_type for each in body.media_types]
    assert ["image/png"] == [each.content_type for each in body.media_types[0].encodings]
    assert ["media-type-unknown"] == codes(spec.problems)


def test_a_body_without_media_types_is_a_warning(folder: Folder) -> None:
    spec = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{post: {{requestBody: {{description: d}}}}}}}}\n").spec()
    assert (spec.operations[0].body, codes(spec.problems)) == (None, ["body-without-content"])


def test_responses_are_keyed_by_status(folder: Folder) -> None:
    operation = folder.operation("""
        responses:
          200: {description: a, content: {text/event-stream: {itemSchema: {type: string}}}}
          '404':
          4xx: {headers: {X-A: {required: true, explode: true, content: {text/plain: {schema: {type: integer}}}}}}
          default: {links: {next: {operationRef: r, parameters: {a: $response.body#/a}, requestBody: 1, description: l}}}
          x-a: {}
        """)
    ok, missing, client, default = operation.responses
    assert [response.status for response in operation.responses] == ["200", "404", "4XX", "default"]
    assert ok.media_types[0].item_schema is not None and ok.media_types[0].item_schema.types == ("string",)
    assert (missing.media_types, missing.description) == ((), None)
    assert (client.headers[0].content_media_type, client.headers[0].is_required) == ("text/plain", True)
    (link,) = default.links
    assert (link.wire_name, link.operation_ref, link.parameters, link.request_body) == (
        "next",
        "r",
        {"a": "$response.body#/a"},
        1,
    )


def test_a_status_that_is_none_is_a_warning(folder: Folder) -> None:
    spec = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{get: {{responses: {{ok: {{}}}}}}}}}}\n").spec()
    assert (spec.operations[0].responses, codes(spec.problems)) == ((), ["response-status"])


def test_a_scheme_may_be_required_by_a_reference_to_it(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"""{HEAD.replace("3.1", "3.2")}
security: [{{'#/components/securitySchemes/key': []}}]
paths:
  /a:
    get: {{}}
    put: {{security: [{{'./shared.yml#/keys/key': []}}, {{'shared.yml#/keys/other': [s], key: []}}]}}
    post: {{security: [{{'#/components/securitySchemes/kee': []}}]}}
components: {{securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}}}
""",
        shared_yml="keys: {key: {type: http, scheme: bearer}, other: {$ref: '#/more'}}\nmore: {type: http, scheme: basic}\n",
    )
    spec = folder.spec()
    key = ("key", ())
    assert [operation.security for operation in spec.operations] == [
        ((key,),),
        ((("key_2", ()),), (("other", ("s",)), key)),
        ((("#/components/securitySchemes/kee", ()),),),
    ]
    schemes = {scheme.name: scheme.http_scheme or scheme.wire_name for scheme in spec.security_schemes}
    assert ("X-Key", "bearer", "basic") == (schemes["key"], schemes["key_2"], schemes["other"])
    assert codes(spec.problems) == ["security-scheme-undefined"]


def test_security_is_what_is_stated_nearest(folder: Folder) -> None:
    schemes = "components: {securitySchemes: {a: {type: http, scheme: Bearer}, b: {type: http, scheme: basic}}}\n"
    text = f"{HEAD}{schemes}security: [{{a: [], b: [s]}}, {{}}]\npaths: {{/a: {{get: {{}}, put: {{security: []}}, post: {{security: [{{b: []}}]}}}}}}\n"
    operations = folder.write(openapi_yml=text).spec().operations
    assert [operation.security for operation in operations] == [((("a", ()), ("b", ("s",))), ()), (), ((("b", ()),),)]
    (operation,) = folder.write(b_yml=f"{HEAD}paths: {{/a: {{get: {{}}}}}}\n").spec("b.yml").operations
    assert operation.security is None


@pytest.mark.parametrize(
    ("stated", "unsaid"),
    [("[{a: []}]", ()), ("[{}, {a: []}]", ()), ("[]", None), ("[{}]", None)],
)
def test_what_says_nothing_of_security_needs_none_where_others_need_some(
    stated: str, unsaid: tuple[()] | None, folder: Folder
) -> None:
    schemes = "components: {securitySchemes: {a: {type: http, scheme: bearer}}}\n"
    text = f"{HEAD}{schemes}paths: {{/login: {{post: {{}}}}, /me: {{get: {{security: {stated}}}}}}}\n"
    login, _ = folder.write(openapi_yml=text).spec().operations
    assert unsaid == login.security


def test_servers_tags_and_info_are_read(folder: Folder) -> None:
    text = """\
openapi: 3.2.0
info: {title: T, version: 3.0, description: d}
servers:
  - {url: 'https://{region}.example.com', name: eu, description: e, variables: {region: {default: 1, enum: [1, 2]}, port: {enum: [80]}}}
  - {url: /, x-name: here}
tags: [{name: a, summary: s, description: d, parent: b}, {name: b}]
paths: {}
"""
    spec = folder.write(openapi_yml=text).spec()
    assert spec.infos == (Info("T", "d"),)
    assert spec.servers == (
        Server(
            "https://{region}.example.com",
            Location("openapi.yml", "/servers/0"),
            "eu",
            "e",
            (ServerVariable("region", "1", ("1", "2")), ServerVariable("port", "80", ("80",))),
        ),
        Server("/", Location("openapi.yml", "/servers/1"), "here"),
    )
    assert spec.tags == (Tag("a", "s", "d", "b"), Tag("b"))
    assert codes(spec.problems) == ["server-variable-default"]


def test_either_answer_is_none_of_a_status_without_content(folder: Folder) -> None:
    stated = "{stream-condition: $request.stream, response: {type: object}, response-stream: {type: object}}"
    read = folder.operation(
        f"x-fern-streaming: {stated}\nresponses: {{'200': {{description: d}}, '204': {{description: d}}}}"
    )
    assert [2, 0] == [len(response.media_types) for response in read.responses]


@pytest.mark.parametrize("keyword", ["name", "x-name", "x-fern-server-name", "x-speakeasy-server-id"])
def test_a_server_has_the_name_that_an_extension_gives_it(keyword: str, folder: Folder) -> None:
    text = f"openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: /, {keyword}: here}}]\npaths: {{}}\n"
    assert ["here"] == [server.name for server in folder.write(openapi_yml=text).spec().servers]


def test_webhooks_are_operations_named_by_their_key(folder: Folder) -> None:
    text = f"{HEAD}webhooks: {{'pet {{new}}': {{post: {{operationId: petNew, parameters: [{{name: a, in: header, schema: {{}}}}]}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    (webhook,) = spec.webhooks
    assert (webhook.path, webhook.method, len(webhook.parameters), spec.problems) == ("pet {new}", "POST", 1, ())


def test_an_extension_is_no_webhook(folder: Folder) -> None:
    text = f"{HEAD}webhooks: {{x-sdk-exclude: true, x-new: {{post: {{}}}}, pet: {{post: {{}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    assert ([webhook.path for webhook in spec.webhooks], spec.problems) == (["x-new", "pet"], ())


def test_a_callback_may_announce_itself(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a: {{post: {{callbacks: {{done: {{$ref: '#/components/callbacks/Done'}}}}}}}}
components:
  callbacks:
    Done: {{'{{$url}}': {{post: {{callbacks: {{again: {{$ref: '#/components/callbacks/Done'}}}}}}}}}}
"""
    (operation,) = folder.write(openapi_yml=text).spec().operations
    (callback,) = operation.callbacks
    assert (callback.name, callback.expression, callback.operations[0].callbacks) == ("done", "{$url}", ())


def test_equal_operation_ids_are_a_warning_that_names_both(folder: Folder) -> None:
    text = f"{HEAD}paths:\n  /a: {{get: {{operationId: x}}}}\n  /b: {{get: {{operationId: x}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    assert places(spec.problems) == [("operation-id-duplicate", "openapi.yml", 5, 14)]
    assert [place.line for place in spec.problems[0].related] == [4]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("paths: []", 3),
        ("servers: a", 3),
        ("components: [a]", 3),
        ("security: x", 3),
        ("paths:\n  /a: 1", 4),
        ("paths:\n  /a:\n    get: []", 5),
        ("components:\n  securitySchemes:\n    a: {type: odd}", 5),
        ("components:\n  securitySchemes:\n    a: {type: apiKey}", 5),
        ("components:\n  securitySchemes:\n    a: {type: http}", 5),
    ],
)
def test_a_wrong_type_that_matters_is_a_located_error(folder: Folder, text: str, line: int) -> None:
    (problem,) = folder.write(openapi_yml=f"{HEAD}{text}\n").errors()
    assert problem.location.line == line


def test_a_key_in_a_header_that_no_server_could_get_is_a_warning(folder: Folder) -> None:
    scheme = "{type: apiKey, in: header, name: X Key}"
    spec = folder.write(openapi_yml=f"{HEAD}components:\n  securitySchemes:\n    a: {scheme}\n").spec()
    assert places(spec.problems) == [("security-scheme-api-key", "openapi.yml", 5, 35)]
    assert [each.wire_name for each in spec.security_schemes] == ["X Key"]


def test_a_wrong_type_that_does_not_matter_is_a_warning(folder: Folder) -> None:
    text = f"{HEAD}tags: [{{description: d}}]\npaths: {{/a: {{get: {{description: [a], deprecated: 1, tags: {{}}, summary: 3}}}}, b: {{get: {{}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    assert spec.operations[0].summary == "3"
    assert codes(spec.problems) == ["tag-name", "value-ignored", "value-ignored", "value-ignored", "path-without-slash"]


@pytest.mark.parametrize(
    ("written", "path"), [("b", "/b"), ("{b}/c", "/{b}/c"), ("", ""), ("https://x.test/b", "https://x.test/b")]
)
def test_a_path_gets_the_slash_that_it_lacks(folder: Folder, written: str, path: str) -> None:
    (operation,) = folder.write(openapi_yml=f"{HEAD}paths: {{'{written}': {{get: {{}}}}}}\n").spec().operations
    assert operation.path == path


def test_what_stands_among_the_paths_and_is_none_is_left_out_with_a_warning(folder: Folder) -> None:
    text = f"{HEAD}paths: {{parameters: [{{name: a, in: query}}], /a: {{get: {{}}}}}}\n"
    spec = folder.write(openapi_yml=text).spec()
    assert [operation.path for operation in spec.operations] == ["/a"]
    assert codes(spec.problems) == ["path-unknown"]
