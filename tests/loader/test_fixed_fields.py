"""Keys that no OpenAPI object has: each is told, with what was meant, and what is in it is not lost without a word."""

from __future__ import annotations

import pytest

from generator.config import Skip
from generator.loader import load_spec
from generator.problems import Location, Problem, Severity
from tests.loader.documents import HEAD, Folder, codes, places


def unknown(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Give (key, hint) of what was told of keys."""
    return [(problem.message.split("`")[1], problem.hint) for problem in problems if "unknown" in problem.code]


@pytest.mark.parametrize(
    ("written", "key", "meant"),
    [
        ("info: {title: T, version: '1', licence: {}}\npaths: {}", "licence", "license"),
        ("sevrers: []\npaths: {}", "sevrers", "servers"),
        ("paths: {}\ncomponents: {schema: {}}", "schema", "schemas"),
        ("paths: {/a: {psot: {}}}", "psot", "post"),
        ("paths: {/a: {get: {reponses: {}}}}", "reponses", "responses"),
        ("paths: {/a: {post: {requestbody: {}}}}", "requestbody", "requestBody"),
        ("webhooks: {a: {post: {paramters: []}}}", "paramters", "parameters"),
        ("paths: {/a: {get: {parameters: [{name: a, in: query, requird: true, schema: {}}]}}}", "requird", "required"),
        ("paths: {/a: {post: {requestBody: {contents: {}, content: {a/b: {}}}}}}", "contents", "content"),
        ("paths: {/a: {get: {responses: {200: {contents: {}}}}}}", "contents", "content"),
        ("paths: {/a: {get: {responses: {200: {content: {a/b: {shema: {}}}}}}}}", "shema", "schema"),
        ("paths: {/a: {get: {responses: {200: {headers: {X: {shema: {}}}}}}}}", "shema", "schema"),
        ("paths: {/a: {get: {responses: {200: {links: {X: {operationID: b}}}}}}}", "operationID", "operationId"),
        (
            "paths: {/a: {post: {requestBody: {content: {a/b: {encoding: {x: {contenttype: a/c}}}}}}}}",
            "contenttype",
            "contentType",
        ),
        ("servers: [{url: /, variable: {}}]\npaths: {}", "variable", "variables"),
        ("servers: [{url: '/{v}', variables: {v: {default: a, enums: [a]}}}]\npaths: {}", "enums", "enum"),
        ("tags: [{name: a, descripton: b}]\npaths: {}", "descripton", "description"),
        (
            "components: {securitySchemes: {a: {type: http, scheme: bearer, bearerformat: b}}}",
            "bearerformat",
            "bearerFormat",
        ),
        (
            "components: {securitySchemes: {a: {type: oauth2, flows: {password: {tokenUrl: /t, scope: {}}}}}}",
            "scope",
            "scopes",
        ),
        (
            "components: {schemas: {A: {discriminator: {propertyName: a, maping: {}}}}}",
            "maping",
            "mapping",
        ),
        ("components: {schemas: {A: {xml: {atribute: true}}}}", "atribute", "attribute"),
        ("components: {schemas: {A: {type: object, propertes: {}}}}", "propertes", "properties"),
        ("components: {schemas: {A: {items: {enmu: [a]}}}}", "enmu", "enum"),
    ],
)
def test_a_misspelt_key_is_a_warning_that_says_what_was_meant(
    folder: Folder, written: str, key: str, meant: str
) -> None:
    head = "openapi: 3.1.0\n" if written.startswith("info") else HEAD
    problems = folder.write(openapi_yml=f"{head}{written}\n").spec().problems
    assert unknown(problems) == [(key, f"Did you mean `{meant}`?")]
    assert all(problem.location.line is not None for problem in problems)


def test_what_nothing_is_like_is_told_with_what_is_allowed(folder: Folder) -> None:
    (problem,) = folder.write(openapi_yml=f"{HEAD}tags: [{{name: a, colour: red}}]\npaths: {{}}\n").spec().problems
    assert places([problem]) == [("unknown-field", "openapi.yml", 3, 18)]
    assert problem.message == "`colour` is no field of a tag; it is ignored."
    assert problem.hint == (
        "Allowed are description, externalDocs, kind, name, parent, summary, and names that begin with `x-`."
    )


@pytest.mark.parametrize(
    ("written", "place", "hint"),
    [
        (
            "paths:\n  /a:\n    gett: {operationId: a}\n",
            (5, 5),
            "Did you mean `get`? Correct it in an overlay, or list `#/paths/~1a/gett` under `skip:`.",
        ),
        (
            "path:\n  /a: {}\npaths: {}\n",
            (3, 1),
            "Did you mean `paths`? Correct it in an overlay, or list `#/path` under `skip:`.",
        ),
    ],
)
def test_an_operation_under_a_misspelt_key_is_an_error(
    folder: Folder, written: str, place: tuple[int, int], hint: str
) -> None:
    (problem,) = folder.write(openapi_yml=HEAD + written).errors()
    assert places([problem]) == [("unknown-field", "openapi.yml", *place)]
    assert problem.hint == hint


def test_an_operation_of_a_method_that_http_leaves_to_others_is_an_error(folder: Folder) -> None:
    (problem,) = folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{purge: {{responses: {{}}}}}}}}\n").errors()
    assert "additionalOperations" in problem.hint


def test_an_operation_under_a_misspelt_key_can_be_skipped(folder: Folder) -> None:
    folder.write(openapi_yml=f"{HEAD}paths: {{/a: {{gett: {{operationId: a}}, get: {{}}}}}}\n")
    skip = Skip("/paths/~1a/gett", "Acme is mending it.", Location("client.yml", "", 1, 1))
    spec = load_spec([folder.path / "openapi.yml"], skips=[skip], display_root=folder.path).spec
    assert [problem.severity for problem in spec.problems] == [Severity.NOTE]
    assert [operation.method for operation in spec.operations] == ["GET"]


def test_an_overlay_can_correct_a_misspelt_key(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"{HEAD}paths: {{/a: {{gett: {{operationId: a}}}}}}\n",
        overlay_yml="""
            overlay: 1.0.0
            info: {title: O, version: '1'}
            actions:
              - {target: "$.paths['/a']", update: {get: {operationId: a}}}
              - {target: "$.paths['/a'].gett", remove: true}
            """,
    )
    spec = folder.spec("openapi.yml", overlays=["overlay.yml"])
    assert ([operation.method for operation in spec.operations], spec.problems) == (["GET"], ())


def test_what_an_overlay_misspells_is_told_there(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"{HEAD}paths: {{/a: {{get: {{}}}}}}\n",
        overlay_yml="""
            overlay: 1.0.0
            info: {title: O, version: '1'}
            actions:
              - target: "$.paths['/a'].get"
                update: {reponses: {}}
            """,
    )
    assert places(folder.spec("openapi.yml", overlays=["overlay.yml"]).problems) == [
        ("unknown-field", "overlay.yml", 6, 14)
    ]


def test_what_is_in_another_file_is_told_there_once(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"""\
{HEAD}
paths:
  /a: {{get: {{responses: {{200: {{$ref: parts.yml#/Done}}}}}}}}
  /b: {{get: {{responses: {{200: {{$ref: parts.yml#/Done, summary: Done, description: All.}}}}}}}}
""",
        parts_yml="Done: {contnt: {}}\n",
    )
    assert places(folder.spec("openapi.yml").problems) == [("unknown-field", "parts.yml", 1, 8)]


@pytest.mark.parametrize(
    "written",
    [
        "$schema: https://spec.openapis.org/oas/3.1/schema\nx-a: 1\npaths: {}",
        "paths: {/a: {Get: {responses: {}}}}",
        "components: {schemas: {A: {unit: EUR, display_name: A, order: 1, hidden: true, $comment: b, $defs: {}}}}",
        "paths: {/a: {get: {callbacks: {done: {'{$request.query.url}': {post: {}}}}}}}",
        "paths: {/a: {get: {parameters: [{name: a, in: query, type: array, items: {}, collectionFormat: csv}]}}}",
    ],
)
def test_what_is_allowed_or_told_otherwise_is_not_told(folder: Folder, written: str) -> None:
    assert unknown(folder.write(openapi_yml=f"{HEAD}{written}\n").spec().problems) == []


def test_what_version_2_says_differently_is_unknown_to_version_3(folder: Folder) -> None:
    text = f"{HEAD}host: a.example\npaths: {{/a: {{get: {{produces: [a/b], responses: {{200: {{schema: {{}}}}}}}}}}}}\n"
    told = unknown(folder.write(openapi_yml=text).spec().problems)
    assert [key for key, _ in told] == ["host", "produces", "schema"]


def test_version_2_has_fields_of_its_own(folder: Folder) -> None:
    folder.write(swagger_yml="""
            swagger: "2.0"
            info: {title: T, version: "1"}
            host: a.example
            consumes: [application/json]
            securityDefinitions: {key: {type: apiKey, in: header, name: X-Key}}
            paths:
              /a:
                get:
                  schemes: [https]
                  parameters: [{name: a, in: query, type: string, collectionFormat: csv}]
                  respones: {}
                  responses: {"200": {description: a, schema: {type: string}, examples: {}}}
            """)
    assert unknown(folder.spec().problems) == [("respones", "Did you mean `responses`?")]


@pytest.mark.parametrize("written", ["", "servers: [{url: /}]\n"])
def test_a_document_that_says_nothing_is_an_error(folder: Folder, written: str) -> None:
    assert places(folder.write(openapi_yml=HEAD + written).errors()) == [("nothing-to-generate", "openapi.yml", 1, 1)]


def test_a_document_may_say_nothing_beside_one_that_does(folder: Folder) -> None:
    folder.write(a_yml=f"{HEAD}servers: [{{url: /v1}}]\n", b_yml=f"{HEAD}paths: {{/a: {{get: {{}}}}}}\n")
    spec = folder.spec("a.yml", "b.yml")
    assert (len(spec.operations), codes(spec.problems)) == (1, [])
