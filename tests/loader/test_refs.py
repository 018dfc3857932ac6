from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.loader.document import Document
from generator.loader.library import Library
from generator.loader.pointers import escaped
from generator.loader.spec import Schema
from generator.problems import Location
from tests.loader.documents import HEAD, Folder, codes, places


def test_a_reference_may_lead_anywhere_in_the_document(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /pets/{{id}}:
    get:
      parameters: [{{$ref: '#/components/parameters/id'}}]
      requestBody: {{$ref: '#/components/requestBodies/B'}}
      responses:
        '200': {{$ref: '#/components/responses/R'}}
        '400': {{$ref: '#/paths/~1pets~1%7Bid%7D/get/responses/200'}}
      callbacks: {{done: {{$ref: '#/components/callbacks/C'}}}}
  /copy/{{id}}: {{$ref: '#/paths/~1pets~1{{id}}'}}
components:
  parameters:
    id: {{name: id, in: path, required: true, schema: {{type: string}}}}
  headers:
    H: {{schema: {{type: integer}}}}
  links:
    L: {{operationId: other}}
  requestBodies:
    B: {{content: {{application/json: {{schema: {{$ref: '#/paths/~1pets~1{{id}}/get/parameters/0/schema'}}}}}}}}
  responses:
    R: {{description: ok, headers: {{X-Rate: {{$ref: '#/components/headers/H'}}}}, links: {{next: {{$ref: '#/components/links/L'}}}}}}
  callbacks:
    C: {{'{{$request.body#/url}}': {{post: {{responses: {{}}}}}}}}
"""
    spec = folder.write(openapi_yml=text).spec()
    first, copy = spec.operations
    assert (first.path, copy.path) == ("/pets/{id}", "/copy/{id}")
    for operation in (first, copy):
        (parameter,) = operation.parameters
        assert parameter.wire_name == "id"
        assert operation.body is not None
        schema = operation.body.media_types[0].schema
        assert schema is not None
        # The pointer runs through the reference at parameters/0, and the id says where it really stands.
        assert schema.ref == "openapi.yml#/components/parameters/id/schema"
        assert [
            (response.headers[0].wire_name, response.links[0].operation_id) for response in operation.responses
        ] == [
            ("X-Rate", "other"),
            ("X-Rate", "other"),
        ]
        assert operation.callbacks[0].operations[0].method == "POST"
    assert spec.schemas["openapi.yml#/components/parameters/id/schema"].types == ("string",)


@pytest.mark.parametrize(
    ("name", "fragment"),
    [("a/b", "a~1b"), ("a/b", "a%2Fb"), ("a/b", "a%7E1b"), ("a b", "a%20b"), ("a%2Fb", "a%252Fb"), ("a%2Fc", "a%2Fc")],
)
def test_a_slash_in_a_name_may_be_percent_encoded(folder: Folder, name: str, fragment: str) -> None:
    text = f"""{HEAD}paths: {{}}
components:
  schemas:
    "{name}": {{type: integer}}
    Other: {{$ref: '#/components/schemas/{fragment}'}}
"""
    assert folder.write(openapi_yml=text).spec().schemas[f"openapi.yml#/components/schemas/{escaped(name)}"].types == (
        "integer",
    )


def test_references_run_through_files_relative_to_each(folder: Folder) -> None:
    folder.write_named(
        {
            "openapi.yml": f"{HEAD}paths:\n  /pets: {{$ref: 'paths/pets.yml#/list'}}\n",
            "paths/pets.yml": "list:\n  get:\n    responses:\n      '200':\n        $ref: ../common/responses.json#/Ok\n",
            "common/responses.json": '{"Ok": {"description": "", "content": {"application/json": {"schema": {"$ref": "my%20schemas/Pet.yaml"}}}}}',
            "common/my schemas/Pet.yaml": "type: object\nproperties: {parent: {$ref: '#'}, owner: {$ref: 'Owner.yaml#/definitions/Owner'}}\n",
            "common/my schemas/Owner.yaml": "definitions: {Owner: {type: string}}\n",
        }
    )
    loaded = folder.load()
    pet, owner = "common/my schemas/Pet.yaml#", "common/my schemas/Owner.yaml#/definitions/Owner"
    assert dict(loaded.spec.schema_names) == {pet: "Pet", owner: "Owner"}
    assert [(name, schema.ref) for name, schema in loaded.spec.schemas[pet].properties] == [
        ("parent", pet),
        ("owner", owner),
    ]
    assert loaded.sources.resolve(loaded.spec.operations[0].location).file == "paths/pets.yml"
    assert loaded.spec.files == ("openapi.yml",)


def test_a_component_that_only_refers_to_a_file_names_the_schema_there(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{Animal: {{$ref: pet.yml}}, Zoo: {{items: {{$ref: pet.yml}}}}}}}}\n",
        pet_yml="type: object\n",
    )
    spec = folder.spec()
    assert dict(spec.schema_names) == {"pet.yml#": "Animal", "openapi.yml#/components/schemas/Zoo": "Zoo"}
    items = spec.schemas["openapi.yml#/components/schemas/Zoo"].items
    assert items is not None
    assert items.ref == "pet.yml#"


def test_an_alias_of_a_component_stays_a_reference(folder: Folder) -> None:
    spec = folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: '#/components/schemas/B'}}, B: {{type: string}}}}}}\n"
    ).spec()
    assert spec.schemas["openapi.yml#/components/schemas/A"].ref == "openapi.yml#/components/schemas/B"


def test_siblings_of_a_reference_are_kept(folder: Folder) -> None:
    schema = folder.schema(
        "{type: object, properties: {a: {$ref: '#/components/schemas/S', description: mine, default: {}}}}"
    )
    inner = schema.properties[0][1]
    assert (inner.ref, inner.description, inner.default) == ("openapi.yml#/components/schemas/S", "mine", {})


def test_a_description_beside_a_parameter_reference_wins(folder: Folder) -> None:
    operation = folder.operation("""
        parameters:
          - {$ref: '#/paths/~1pets/get/x-shared', description: here}
          - {$ref: '#/paths/~1pets/get/x-shared', in: header}
        x-shared: {name: a, in: query, schema: {type: string}, description: there}
        """)
    assert [(parameter.description, parameter.place) for parameter in operation.parameters] == [("there", "query")]


def test_what_counts_for_nothing_beside_a_reference_is_told(folder: Folder) -> None:
    folder.write(openapi_yml=f"""\
{HEAD}paths:
  /pets:
    get:
      parameters: [{{$ref: '#/components/parameters/A', required: true, description: here, x-shown: 1}}]
      responses: {{200: {{$ref: '#/components/responses/R', content: {{}}}}}}
    post:
      parameters: [{{$ref: '#/components/parameters/A'}}]
      requestBody: {{$ref: '#/components/requestBodies/B', required: true}}
      responses: {{200: {{$ref: '#/components/responses/R'}}}}
components:
  parameters: {{A: {{name: a, in: query, schema: {{type: string}}}}}}
  responses: {{R: {{description: ok}}}}
  requestBodies: {{B: {{content: {{application/json: {{schema: {{type: object}}}}}}}}}}
""")
    problems = folder.spec().problems
    assert [
        ("ref-siblings", "/paths/~1pets/get/parameters/0/required"),
        ("ref-siblings", "/paths/~1pets/get/responses/200/content"),
        ("ref-siblings", "/paths/~1pets/post/requestBody/required"),
    ] == sorted((problem.code, problem.location.pointer) for problem in problems)


def test_a_reference_in_data_is_data(folder: Folder) -> None:
    ref = {"$ref": "#/nowhere"}
    schema = folder.schema("""
        type: object
        properties:
          $ref: {type: string}
          a: {example: {$ref: '#/nowhere'}, default: {$ref: '#/nowhere'}, const: {$ref: '#/nowhere'}}
        enum: [{$ref: '#/nowhere'}]
        examples: [{$ref: '#/nowhere'}]
        x-data: {$ref: '#/nowhere'}
        """)
    assert [name for name, _ in schema.properties] == ["$ref", "a"]
    inner = schema.properties[1][1]
    assert (inner.examples, inner.default, inner.const, schema.enum, schema.examples) == (
        (ref,),
        ref,
        ref,
        (ref,),
        (ref,),
    )


def test_schemas_are_found_by_id_and_anchor(folder: Folder) -> None:
    text = f"""{HEAD}components:
  schemas:
    Pet:
      $id: https://example.com/pet
      $anchor: pet
      properties:
        owner: {{$ref: owner}}
        inner: {{$ref: '#/$defs/In'}}
        again: {{$ref: '#pet'}}
        whole: {{$ref: '#/components/schemas/Owner'}}
      $defs:
        In: {{type: boolean}}
    Owner: {{$id: 'https://example.com/owner', type: string}}
    Tree: {{$dynamicAnchor: node, properties: {{child: {{$dynamicRef: '#node'}}}}}}
    Other: {{example: {{$id: 'https://example.com/pet'}}, allOf: [{{$ref: 'https://example.com/pet#/$defs/In'}}]}}
"""
    spec = folder.write(openapi_yml=text).spec()
    base = "openapi.yml#/components/schemas/"
    pet = spec.schemas[base + "Pet"]
    assert [(name, schema.ref) for name, schema in pet.properties] == [
        ("owner", base + "Owner"),
        ("inner", base + "Pet/$defs/In"),
        ("again", base + "Pet"),
        ("whole", base + "Owner"),
    ]
    assert spec.schemas[base + "Tree"].properties[0][1].ref == base + "Tree"
    assert spec.schemas[base + "Other"].all_of[0].ref == base + "Pet/$defs/In"


def test_a_bare_id_is_found(folder: Folder) -> None:
    spec = folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$id: Aa}}, B: {{items: {{$ref: Aa}}}}}}}}\n"
    ).spec()
    items = spec.schemas["openapi.yml#/components/schemas/B"].items
    assert items is not None
    assert items.ref == "openapi.yml#/components/schemas/A"


@pytest.mark.parametrize(
    ("ref", "code", "hint"),
    [
        ("#/components/schemas/Pat", "ref-missing", "Did you mean `#/components/schemas/Pet`?"),
        ("#/definitions/Pet", "ref-missing", "Did you mean `#/components/schemas/Pet`?"),
        ("#/components/schemas/pet", "ref-missing", "Did you mean `#/components/schemas/Pet`?"),
        ("Pet", "ref-missing", "Did you mean `#/components/schemas/Pet`?"),
        ("#nowhere", "ref-missing", ""),
        ("missing.yml#/Pet", "ref-missing", "Did you mean `missing.json`?"),
        ("../outside.yml", "ref-outside", "Move the file into the folder, or run with --allow-outside."),
        ("/etc/hostname", "ref-outside", "Move the file into the folder, or run with --allow-outside."),
        (r"\\evil.test\share\pet.yml", "ref-outside", "Move the file into the folder, or run with --allow-outside."),
        ("/%5Cevil.test/share/pet.yml", "ref-outside", "Move the file into the folder, or run with --allow-outside."),
        ("//evil.test/share/pet.yml", "ref-remote", "References lead to files here."),
        ("file://evil.test/share/pet.yml", "ref-remote", "References lead to files here."),
        (
            "https://example.com/pet.yml",
            "ref-remote",
            "Run with --allow-remote, or keep a copy of the document beside this one.",
        ),
        ("urn:pets:pet", "ref-remote", "References lead to files, or to http and https addresses."),
        ("[1]", "ref-invalid", ""),
    ],
)
def test_a_reference_that_leads_nowhere_is_located(folder: Folder, ref: str, code: str, hint: str) -> None:
    written = ref if ref.startswith("[") else f"'{ref}'"
    folder.write_named(
        {"sub/openapi.yml": f"{HEAD}components:\n  schemas:\n    Pet:\n      items:\n        $ref: {written}\n"}
    )
    folder.write(outside_yml="type: string\n", sub__missing_json="{}")
    (problem,) = folder.errors()
    assert places((problem,)) == [(code, "sub/openapi.yml", 7, 9)]
    assert problem.hint == hint


def test_all_broken_references_are_reported_at_once(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a: {{get: {{parameters: [{{$ref: '#/x'}}], responses: {{'200': {{$ref: '#/y'}}}}}}}}
components: {{schemas: {{A: {{$ref: '#/z'}}}}}}
"""
    assert codes(folder.write(openapi_yml=text).errors()) == ["ref-missing"] * 3


@pytest.mark.parametrize(
    "schemas",
    [
        "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A', description: b}}",
        "{A: {$ref: '#/components/schemas/A'}}",
        "{A: {$ref: '#/components/schemas/B/properties/x'}, B: {$ref: '#/components/schemas/A'}}",
    ],
)
def test_references_in_a_circle_are_an_error(folder: Folder, schemas: str) -> None:
    (problem,) = folder.write(openapi_yml=f"{HEAD}components:\n  schemas: {schemas}\n").errors()
    assert (problem.code, problem.location.line) == ("ref-cycle", 4)


def test_parameters_that_refer_in_a_circle_are_an_error(folder: Folder) -> None:
    text = f"""{HEAD}paths: {{/a: {{get: {{parameters: [{{$ref: '#/components/parameters/A'}}]}}}}}}
components:
  parameters:
    A: {{$ref: '#/components/parameters/B'}}
    B: {{$ref: '#/components/parameters/A'}}
"""
    assert places(folder.write(openapi_yml=text).errors()) == [("ref-cycle", "openapi.yml", 6, 9)]


def test_schemas_that_contain_themselves_are_fine(folder: Folder) -> None:
    spec = folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{A: {{items: {{$ref: '#/components/schemas/B'}}}}, B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}}}}}\n"
    ).spec()
    assert len(spec.schemas) == 2


def test_a_response_that_is_a_schema_is_read_as_json_of_it(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a:
    post:
      requestBody: {{$ref: '#/components/schemas/Pet'}}
      responses: {{'200': {{$ref: '#/components/schemas/Pet'}}}}
components: {{schemas: {{Pet: {{type: object}}}}}}
"""
    spec = folder.write(openapi_yml=text).spec()
    (operation,) = spec.operations
    (media_type,) = operation.responses[0].media_types
    assert media_type.schema is not None and operation.body is not None
    assert (media_type.media_type, media_type.schema.ref) == ("application/json", "openapi.yml#/components/schemas/Pet")
    assert operation.body.media_types[0].schema == media_type.schema
    assert sorted(codes(spec.problems)) == ["request-body-is-schema", "response-is-schema"]


def test_a_broken_file_is_reported_once_however_often_it_is_referred_to(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: 'b.yml#/A'}}, B: {{$ref: 'b.yml#/B'}}}}}}\n",
        b_yml="A: [\n",
    )
    assert places(folder.errors()) == [("yaml-syntax", "b.yml", 2, 1)]


def test_a_link_to_a_file_outside_the_folder_is_outside(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("other") / "secret.yml"
    secret.write_text("type: string\n")
    folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: link.yml}}}}}}\n")
    (folder.path / "link.yml").symlink_to(secret)
    assert codes(folder.errors()) == ["ref-outside"]
    assert len(folder.spec("openapi.yml", allow_outside=True).schemas) == 1


@pytest.mark.parametrize("ref", [r"\\evil.test\share\pet.yml", "file:////evil.test/share/pet.yml", "/etc/pet.yml"])
def test_a_path_outside_the_folder_is_not_even_looked_at(
    folder: Folder, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows that would ask another machine, and say who asks."""
    looked_at: list[str] = []
    realpath = os.path.realpath

    def watched(path: Any, **options: Any) -> str:
        looked_at.append(str(path))
        return str(realpath(path, **options))

    monkeypatch.setattr(os.path, "realpath", watched)
    folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: '{ref}'}}}}}}\n")
    assert codes(folder.errors()) == ["ref-outside"]
    assert looked_at and not [path for path in looked_at if path.startswith(("//", "/etc"))]


def test_documents_in_the_root_of_a_file_system_refer_to_each_other(folder: Folder) -> None:
    folder.write(sub__openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: ../a.yml}}}}}}\n", a_yml="type: string\n")
    library = Library()
    library.add(Path("/") / "no_such_document.yml")
    document = library.add(folder.path / "sub" / "openapi.yml")
    assert document is not None
    assert isinstance(library.open("../a.yml", document, Location("openapi.yml")), Document)


class _Files(http.server.SimpleHTTPRequestHandler):
    asked: list[str] = []

    def log_message(self, format: str, *args: object) -> None:
        self.asked.append(self.path)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _Files.asked = []
    served = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: _Files(*arguments, directory=str(tmp_path / "www"))
    )
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_remote_document_is_fetched_once_when_allowed(folder: Folder, server: str) -> None:
    folder.write(openapi_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: '{server}/a/pet.yml#/Pet'}}}}}}\n")
    folder.write_named({"www/a/pet.yml": "Pet: {items: {$ref: '../b.yml'}}\n", "www/b.yml": "type: string\n"})
    for _ in range(2):
        spec = folder.spec("openapi.yml", allow_remote=True)
        assert set(spec.schemas) == {f"{server}/a/pet.yml#/Pet", f"{server}/b.yml#"}
    assert _Files.asked == ["/a/pet.yml", "/b.yml"]


def test_a_remote_document_that_cannot_be_fetched_is_located(folder: Folder, server: str) -> None:
    folder.write(openapi_yml=f"{HEAD}components:\n  schemas:\n    A: {{$ref: '{server}/nothing.yml'}}\n")
    assert places(folder.errors(allow_remote=True)) == [("ref-remote", "openapi.yml", 5, 9)]


GENERIC = f"""{HEAD}components:
  schemas:
    Pet: {{type: object, properties: {{name: {{type: string}}}}}}
    Page:
      $id: https://example.com/page
      type: object
      properties:
        items: {{type: array, items: {{$dynamicRef: '#item'}}}}
        next: {{type: string}}
      $defs: {{item: {{$dynamicAnchor: item}}}}
    Pets:
      $id: https://example.com/pets
      $ref: page
      $defs: {{item: {{$dynamicAnchor: item, $ref: 'openapi.yml#/components/schemas/Pet'}}}}
    Names:
      $ref: '#/components/schemas/Page'
      $defs: {{item: {{$dynamicAnchor: item, type: string}}}}
    Plain: {{$ref: '#/components/schemas/Page'}}
"""


def test_a_generic_schema_is_read_anew_where_its_anchor_is_set(folder: Folder) -> None:
    spec = folder.write(openapi_yml=GENERIC).spec()
    base = "openapi.yml#/components/schemas/"
    found = {}
    for name in ("Pets", "Names"):
        (page,) = spec.schemas[base + name].all_of
        items = dict(page.properties)["items"].items
        assert items is not None and items.ref is not None
        found[name] = spec.schemas[items.ref]
    assert (base + "Pet", ("string",)) == (found["Pets"].ref, found["Names"].types)
    assert base + "Page" == spec.schemas[base + "Plain"].ref
    own = dict(spec.schemas[base + "Page"].properties)["items"].items
    assert own is not None and base + "Page/$defs/item" == own.ref


def test_a_recursive_schema_that_is_extended_holds_the_extension(folder: Folder) -> None:
    text = f"""{HEAD}components:
  schemas:
    Tree:
      $id: https://example.com/tree
      $dynamicAnchor: node
      properties: {{children: {{items: {{$dynamicRef: '#node'}}}}}}
    Named:
      $id: https://example.com/named
      $dynamicAnchor: node
      $ref: tree
      properties: {{name: {{type: string}}}}
    Last:
      $dynamicAnchor: node
      allOf: [{{$ref: 'https://example.com/named'}}]
"""
    spec = folder.write(openapi_yml=text).spec()
    base = "openapi.yml#/components/schemas/"

    def child(schema: Schema) -> str | None:
        items = dict(schema.properties)["children"].items
        return None if items is None else items.ref

    assert base + "Tree" == child(spec.schemas[base + "Tree"])
    assert base + "Named" == child(spec.schemas[base + "Named"].all_of[0])
    assert base + "Last" == child(spec.schemas[base + "Last"].all_of[0].all_of[0].all_of[0])


def test_like_names_are_looked_for_only_as_often_as_somebody_reads(folder: Folder) -> None:
    listed = "".join(
        f"    Thing{at}: {{properties: {{a: {{$ref: '#/components/schemas/Thnig{at}'}}}}}}\n" for at in range(60)
    )
    found = folder.write(openapi_yml=f"{HEAD}components:\n  schemas:\n{listed}").errors()
    assert [("ref-missing", at < 50) for at in range(60)] == [(each.code, bool(each.hint)) for each in found]


PASTED = """
paths:
  /orders:
    post:
      requestBody:
        content:
          application/json:
            schema:
              $defs:
                Cat: {type: object}
                Line: {properties: {next: {$ref: "#/$defs/Line"}}}
              properties:
                lines: {items: {$ref: "#/$defs/Line"}}
                cat: {$ref: "#/components/schemas/Cat"}
                pet:
                  anyOf: [{$ref: "#/$defs/Cat"}]
                  discriminator: {propertyName: kind, mapping: {cat: "#/$defs/Cat"}}
      responses: {"200": {description: ok}}
"""


def test_references_of_a_pasted_schema_lead_to_the_definitions_around_them(folder: Folder) -> None:
    """As pydantic's `model_json_schema()` writes them, in operations of Sanic, FastAPI's `openapi_extra` and others."""
    spec = folder.write(openapi_yml=f"{HEAD}{PASTED}").spec()
    pointer = "/paths/~1orders/post/requestBody/content/application~1json/schema"
    body = spec.operations[0].body
    assert body is not None and body.media_types[0].schema is not None
    properties = dict(body.media_types[0].schema.properties)
    lines, pet = properties["lines"].items, properties["pet"]
    line, cat = f"openapi.yml#{pointer}/$defs/Line", f"openapi.yml#{pointer}/$defs/Cat"
    assert lines is not None and pet.discriminator is not None
    assert (line, cat, (("cat", cat),)) == (lines.ref, properties["cat"].ref, pet.discriminator.mapping)
    assert line == dict(spec.schemas[line].properties)["next"].ref
    assert {"ref-definitions"} == set(codes(spec.problems))
    assert ("ref-definitions", "openapi.yml", 15, 25) in places(spec.problems)


def test_definitions_of_another_schema_are_no_way_out(folder: Folder) -> None:
    schemas = "{A: {$defs: {Line: {type: object}}}, B: {items: {$ref: '#/$defs/Line'}}}"
    folder.write(openapi_yml=f"{HEAD}components: {{schemas: {schemas}}}\n")
    assert ["ref-missing"] == codes(folder.errors())
