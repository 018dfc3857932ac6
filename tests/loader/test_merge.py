from __future__ import annotations

import pytest

from generator.config import AuthConfig
from generator.loader.spec import SecurityScheme
from generator.problems import Location
from tests.loader.documents import Folder, codes, places


def head(title: str) -> str:
    return f"openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\n"


def test_infos_are_kept_and_equal_servers_and_tags_come_once(folder: Folder) -> None:
    rest = "servers: [{url: 'https://a.example'}, {url: 'https://b.example/'}]\ntags: [{name: t}]\n"
    folder.write(
        a_yml=head("A") + rest,
        b_yml=head("B")
        + "servers: [{url: 'https://a.example/', description: d}]\ntags: [{name: t}, {name: u}]\npaths: {}\n",
    )
    spec = folder.spec("a.yml", "b.yml")
    assert [info.title for info in spec.infos] == ["A", "B"]
    assert [server.url for server in spec.servers] == ["https://a.example", "https://b.example/"]
    assert [tag.name for tag in spec.tags] == ["t", "u"]
    assert spec.files == ("a.yml", "b.yml")


def test_operations_of_a_document_with_another_default_server_keep_it(folder: Folder) -> None:
    folder.write(a_yml=head("A") + "servers: [{url: /a}, {url: /b}]\npaths: {/x: {get: {}}}\n")
    folder.write(
        b_yml=head("B") + "servers: [{url: /b}]\npaths: {/y: {get: {}}, /z: {get: {}, servers: [{url: /c}]}}\n"
    )
    folder.write(c_yml=head("C") + "paths: {/w: {get: {}}}\n")
    spec = folder.spec("a.yml", "b.yml", "c.yml")
    assert [(operation.path, [server.url for server in operation.servers]) for operation in spec.operations] == [
        ("/x", []),
        ("/y", ["/b"]),
        ("/z", ["/c"]),
        ("/w", []),
    ]


A_SCHEMAS = """
components:
  schemas:
    Error: {type: object, properties: {code: {type: integer}, source: {$ref: '#/components/schemas/Source'}}}
    Source: {properties: {error: {$ref: '#/components/schemas/Error'}}}
    Pet: {type: object, properties: {name: {type: string}}}
    Owner: {properties: {pet: {$ref: '#/components/schemas/Pet'}}}
paths: {/a: {get: {responses: {'200': {content: {a/b: {schema: {$ref: '#/components/schemas/Error'}}}}}}}}
"""
B_SCHEMAS = """
paths: {/b: {get: {responses: {'200': {content: {a/b: {schema: {$ref: '#/components/schemas/Error'}}}}}}}}
components:
  schemas:
    Source: {properties: {error: {$ref: '#/components/schemas/Error'}}}
    Error: {properties: {source: {$ref: '#/components/schemas/Source'}, code: {type: integer}}, type: object}
    Pet: {type: object, properties: {name: {type: integer}}}
    Owner: {properties: {pet: {$ref: '#/components/schemas/Pet'}}}
    Union: {oneOf: [{$ref: '#/components/schemas/Error'}], discriminator: {propertyName: k, mapping: {e: Error}}}
"""


def test_equal_schemas_become_one_also_in_circles_and_different_ones_stay(folder: Folder) -> None:
    folder.write(a_yml=head("A") + A_SCHEMAS, b_yml=head("B") + B_SCHEMAS)
    spec = folder.spec("a.yml", "b.yml")
    a, b = "a.yml#/components/schemas/", "b.yml#/components/schemas/"
    assert dict(spec.schema_names) == {
        a + "Error": "Error",
        a + "Source": "Source",
        a + "Pet": "Pet",
        a + "Owner": "Owner",
        b + "Pet": "Pet",
        b + "Owner": "Owner",
        b + "Union": "Union",
    }
    assert set(spec.schemas) == set(spec.schema_names)
    used = [operation.responses[0].media_types[0].schema for operation in spec.operations]
    assert [schema and schema.ref for schema in used] == [a + "Error", a + "Error"]
    union = spec.schemas[b + "Union"]
    assert union.one_of[0].ref == a + "Error"
    assert union.discriminator is not None and union.discriminator.mapping == (("e", a + "Error"),)
    assert spec.schemas[b + "Owner"].properties[0][1].ref == b + "Pet"


@pytest.mark.parametrize(
    ("one", "other"), [("{const: 1}", "{const: true}"), ("{enum: [1]}", "{enum: [1.0]}"), ("{title: a}", "{title: b}")]
)
def test_what_only_looks_equal_stays_apart(folder: Folder, one: str, other: str) -> None:
    for name, schema in (("a", one), ("b", other)):
        folder.write_named({f"{name}.yml": f"{head(name)}components: {{schemas: {{S: {schema}}}}}\n"})
    assert len(folder.spec("a.yml", "b.yml").schemas) == 2


def test_documents_may_share_a_third(folder: Folder) -> None:
    use = "paths: {/%s: {get: {parameters: [{$ref: 'shared.yml#/p'}]}}}\n"
    folder.write(a_yml=head("A") + use % "a", b_yml=head("B") + use % "b")
    folder.write(shared_yml="p: {name: q, in: query, schema: {$ref: '#/S'}}\nS: {type: string}\n")
    spec = folder.spec("a.yml", "b.yml")
    assert (list(spec.schemas), list(spec.schema_names.values())) == (["shared.yml#/S"], ["S"])


def test_an_operation_of_two_documents_comes_once_if_it_is_the_same(folder: Folder) -> None:
    same = "paths: {/x: {get: {operationId: x, responses: {'200': {description: ok}}}}}\n"
    folder.write(
        a_yml=head("A") + same, b_yml=head("B") + same, c_yml=head("C") + "paths: {/x: {get: {operationId: y}}}\n"
    )
    assert (len(folder.spec("a.yml", "b.yml").operations), folder.spec("a.yml", "b.yml").problems) == (1, ())
    spec = folder.spec("a.yml", "c.yml")
    assert (len(spec.operations), places(spec.problems)) == (2, [("operation-duplicate", "c.yml", 3, 14)])


SCHEME = "components: {securitySchemes: {auth: {type: http, scheme: %s}}}\n"
USE = "security: [{auth: []}]\npaths: {/%s: {get: {}}}\n"


def test_a_scheme_that_another_document_defines_is_found(folder: Folder) -> None:
    folder.write(a_yml=head("A") + USE % "a", b_yml=head("B") + USE % "b" + SCHEME % "bearer")
    spec = folder.spec("a.yml", "b.yml")
    assert spec.problems == ()
    assert [(scheme.name, scheme.http_scheme) for scheme in spec.security_schemes] == [("auth", "bearer")]


def test_schemes_that_differ_get_names_of_their_own(folder: Folder) -> None:
    folder.write(a_yml=head("A") + USE % "a" + SCHEME % "bearer", b_yml=head("B") + USE % "b" + SCHEME % "basic")
    spec = folder.spec("a.yml", "b.yml")
    assert [(scheme.name, scheme.http_scheme) for scheme in spec.security_schemes] == [
        ("auth", "bearer"),
        ("auth_2", "basic"),
    ]
    assert [operation.security for operation in spec.operations] == [((("auth", ()),),), ((("auth_2", ()),),)]
    assert codes(spec.problems) == ["security-scheme-differs"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bearerAuth", ("http", "bearer", None)),
        ("HTTPBearer", ("http", "bearer", None)),
        ("BasicAuth", ("http", "basic", None)),
        ("api_key", ("apiKey", None, "X-API-Key")),
        ("ApiKeyAuth", ("apiKey", None, "X-API-Key")),
        ("oauth2", ("http", "bearer", None)),
    ],
)
def test_a_scheme_defined_nowhere_is_told_by_its_name_with_a_warning(
    folder: Folder, name: str, expected: tuple[str, str | None, str | None]
) -> None:
    text = f"{head('A')}security:\n  - {name}: []\npaths: {{/a: {{get: {{security: [{{{name}: []}}]}}}}}}\n"
    spec = folder.write(a_yml=text).spec()
    (scheme,) = spec.security_schemes
    assert (scheme.type, scheme.http_scheme, scheme.wire_name) == expected
    assert places(spec.problems) == [("security-scheme-undefined", "a.yml", 4, 5)]
    assert "client.yml" in spec.problems[0].hint


def test_client_yml_defines_schemes_and_wins(folder: Folder) -> None:
    folder.write(a_yml=head("A") + USE % "a", b_yml=head("B") + USE % "b" + SCHEME % "bearer")
    basic = AuthConfig("auth", "http-basic")
    assert folder.spec("a.yml", auth=[basic]).security_schemes == (
        SecurityScheme("auth", "http", Location("a.yml", "/security/0/auth"), http_scheme="basic"),
    )
    assert [scheme.http_scheme for scheme in folder.spec("b.yml", auth=[basic]).security_schemes] == ["basic"]
    key = AuthConfig("unused", "api-key", "query", "k")
    spec = folder.spec("b.yml", auth=[key])
    assert [(scheme.name, scheme.place, scheme.wire_name) for scheme in spec.security_schemes] == [
        ("auth", None, None),
        ("unused", "query", "k"),
    ]
    assert spec.problems == ()
