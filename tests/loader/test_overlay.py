from __future__ import annotations

import pytest

from generator.loader.jsonpath import JsonPathError, select
from tests.loader.documents import HEAD, Folder, places

VALUE = {
    "paths": {
        "/a": {"get": {"parameters": [{"name": "x", "in": "query"}, {"name": "y", "in": "path"}]}},
        "/b": {"put": {"tags": ["t"]}},
    },
    "n": [1, 2.5, True, None, "a'b"],
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$", [()]),
        ("$.paths['/a'].get", [("paths", "/a", "get")]),
        ('$["paths"]["/b"]', [("paths", "/b")]),
        ("$.paths.*.*", [("paths", "/a", "get"), ("paths", "/b", "put")]),
        ("$.paths['/a', '/b']", [("paths", "/a"), ("paths", "/b")]),
        ("$.paths[*].get.parameters[-1]", [("paths", "/a", "get", "parameters", 1)]),
        ("$.n[1:3]", [("n", 1), ("n", 2)]),
        ("$.n[:1]", [("n", 0)]),
        ("$.n[::2]", [("n", 0), ("n", 2), ("n", 4)]),
        ("$.n[9]", []),
        ("$..parameters[?@.name == 'x']", [("paths", "/a", "get", "parameters", 0)]),
        ("$..parameters[?(@.name == 'y' && @.in == \"path\")]", [("paths", "/a", "get", "parameters", 1)]),
        ("$..parameters[?@['in'] != 'path' || @.required]", [("paths", "/a", "get", "parameters", 0)]),
        ("$.paths[?!@.get]", [("paths", "/b")]),
        ("$.paths[?@.put.tags[0] == 't']", [("paths", "/b")]),
        ("$.n[?@ >= 2]", [("n", 1)]),
        ("$.n[?@ == true]", [("n", 2)]),
        ("$.n[?@ == null]", [("n", 3)]),
        (r"$.n[?@ == 'a\'b']", [("n", 4)]),
        ("$.missing.deeper", []),
        ("$.n[?length(@) == 3]", [("n", 4)]),
        ("$.paths[?count(@.*) == 1]", [("paths", "/a"), ("paths", "/b")]),
        ("$.paths[?count(@..parameters[*]) > 1]", [("paths", "/a")]),
        ("$..parameters[?match(@.name, '[xz]')]", [("paths", "/a", "get", "parameters", 0)]),
        ("$..parameters[?search(@.in, 'uer')]", [("paths", "/a", "get", "parameters", 0)]),
        ("$..parameters[?!match(@.name, 'x|z')]", [("paths", "/a", "get", "parameters", 1)]),
        ("$..parameters[?match(@.in, 'uer')]", []),
        ("$.n[?match(@, 'a.b')]", [("n", 4)]),
        ("$.n[?match(@, '(')]", []),
        ("$.paths[?value(@..tags[0]) == 't']", [("paths", "/b")]),
        ("$.paths[?value(@..name) == 'x']", []),
        ("$.n[?@ == $.n[0]]", [("n", 0)]),
        ("$..parameters[?length(@.name) == length('x') && @.name == 'y']", [("paths", "/a", "get", "parameters", 1)]),
        ("$.n[?length(@.a) == length(@.b)]", [("n", 0), ("n", 1), ("n", 2), ("n", 3), ("n", 4)]),
    ],
)
def test_a_query_selects_places(query: str, expected: list[tuple[str | int, ...]]) -> None:
    assert [path for path, _ in select(query, VALUE)] == expected


@pytest.mark.parametrize(
    "query",
    [
        "",
        "paths",
        "$.",
        "$.a[",
        "$[?length(@.a)]",
        "$[?length(@.a, 1) > 1]",
        "$[?count(1) > 1]",
        "$[?match(@.a, 'b') == true]",
        "$[?match(@.a)]",
        "$[?size(@) > 1]",
        "$[?1]",
        "$[?@.a ==]",
        "$.a b",
        "$[1:2:3:4]",
        "$['a",
        "$.a[1.5]",
        "$.n[0 1]",
        "$[?@.a == 01]",
        r"$['\x']",
        "$['a\tb']",
    ],
)
def test_a_query_that_is_not_understood_is_refused(query: str) -> None:
    with pytest.raises(JsonPathError):
        select(query, VALUE)


DOCUMENT = f"""{HEAD}tags: [{{name: a}}]
paths:
  /a:
    get:
      parameters:
        - {{name: legacy, in: query, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: string}}}}
      responses: {{}}
"""


def overlay(actions: str, head: str = "") -> str:
    return f"overlay: 1.0.0\ninfo: {{title: o, version: '1'}}\n{head}actions:\n{actions}"


def test_update_merges_objects_and_adds_to_lists(folder: Folder) -> None:
    actions = """\
  - target: $.paths['/a'].get.parameters[?@.name == 'limit']
    update: {schema: {type: integer}, required: true}
  - target: $.tags
    update: {name: b}
  - target: $.info.title
    update: Better
"""
    spec = folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).spec(overlays=["o.yml"])
    limit = spec.operations[0].parameters[1]
    assert limit.schema is not None
    assert (limit.is_required, limit.schema.types) == (True, ("integer",))
    assert [tag.name for tag in spec.tags] == ["a", "b"]
    assert spec.infos[0].title == "Better"


def test_remove_takes_away_and_leaves_other_places_true(folder: Folder) -> None:
    actions = """\
  - target: $..parameters[?@.name == 'legacy']
    remove: true
"""
    loaded = folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).load(overlays=["o.yml"])
    (limit,) = loaded.spec.operations[0].parameters
    assert limit.wire_name == "limit"
    assert loaded.sources.resolve(limit.location).line == 9


def test_what_an_overlay_brings_is_located_in_the_overlay(folder: Folder) -> None:
    actions = """\
  - target: $.paths['/a'].get
    update:
      responses:
        '200': {$ref: '#/components/responses/Missing'}
"""
    errors = folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).errors(overlays=["o.yml"])
    assert places(errors) == [("ref-missing", "o.yml", 7, 17)]


def test_an_action_that_selects_nothing_is_an_error(folder: Folder) -> None:
    actions = "  - target: $.paths['/b']\n    remove: true\n"
    assert places(folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).errors(overlays=["o.yml"])) == [
        ("overlay-target-missing", "o.yml", 4, 5)
    ]


def test_an_overlay_extends_the_document_it_names(folder: Folder) -> None:
    actions = "  - target: $.info.title\n    update: Other\n"
    folder.write(a_yml=DOCUMENT, b_yml=DOCUMENT, o_yml=overlay(actions, "extends: https://example.com/b.yml\n"))
    spec = folder.spec("a.yml", "b.yml", overlays=["o.yml"])
    assert [info.title for info in spec.infos] == ["Pets", "Other"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("openapi: 3.1.0\n", "overlay-version"),
        ("overlay: 1.0.0\nactions: []\n", "overlay-actions"),
        (overlay("  - {target: $.info}\n"), "overlay-action"),
        (overlay("  - {target: 'info', remove: true}\n"), "overlay-target"),
        (overlay("  - {target: $.info, remove: true}\n", "extends: c.yml\n"), "overlay-extends"),
    ],
)
def test_what_is_no_overlay_is_an_error(folder: Folder, text: str, code: str) -> None:
    assert [problem.code for problem in folder.write(openapi_yml=DOCUMENT, o_yml=text).errors(overlays=["o.yml"])] == [
        code
    ]


def test_an_aliased_value_is_changed_in_one_place_only(folder: Folder) -> None:
    document = f"""{HEAD}components:
  schemas:
    A: &a {{type: string}}
    B: *a
"""
    actions = "  - target: $.components.schemas.A\n    update: {type: integer}\n"
    spec = folder.write(openapi_yml=document, o_yml=overlay(actions)).spec(overlays=["o.yml"])
    assert [schema.types for schema in spec.schemas.values()] == [("integer",), ("string",)]


def test_copy_updates_with_what_stands_elsewhere(folder: Folder) -> None:
    actions = """\
  - target: $.paths['/b'].get
    copy: $.paths['/a'].get
"""
    document = DOCUMENT + "  /b:\n    get: {operationId: getB, responses: {}}\n"
    loaded = folder.write(openapi_yml=document, o_yml=overlay(actions)).load(overlays=["o.yml"])
    first, second = loaded.spec.operations
    assert "getB" == second.operation_id
    assert ["legacy", "limit"] == [each.wire_name for each in second.parameters]
    assert loaded.sources.resolve(second.parameters[1].location) == loaded.sources.resolve(first.parameters[1].location)


def test_a_copy_is_one_of_its_own(folder: Folder) -> None:
    actions = """\
  - target: $.paths['/b']
    copy: $.paths['/a']
  - target: $.paths['/b'].get.parameters[?@.name == 'legacy']
    remove: true
"""
    document = DOCUMENT + "  /b: {}\n"
    spec = folder.write(openapi_yml=document, o_yml=overlay(actions)).spec(overlays=["o.yml"])
    assert [2, 1] == [len(each.parameters) for each in spec.operations]


@pytest.mark.parametrize(
    ("query", "code"),
    [("$.nowhere", "overlay-copy"), ("$..parameters[*]", "overlay-copy"), ("nowhere", "overlay-target")],
)
def test_copy_needs_one_place(folder: Folder, query: str, code: str) -> None:
    actions = f"  - target: $.info\n    copy: {query!r}\n"
    errors = folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).errors(overlays=["o.yml"])
    assert [(code, "o.yml", 5, 5)] == places(errors)


def test_update_wins_over_copy(folder: Folder) -> None:
    actions = "  - target: $.info.title\n    update: Other\n    copy: $.openapi\n"
    assert "Other" == folder.write(openapi_yml=DOCUMENT, o_yml=overlay(actions)).spec(overlays=["o.yml"]).infos[0].title
