from __future__ import annotations

from pathlib import Path

import pytest

from generator.client_folder import client_folders
from generator.client_yml import read_client
from generator.config import AuthConfig
from generator.problems import Problem, ProblemsFound
from tests.pets import write_client


def problems_of(tmp_path: Path, client: str) -> list[Problem]:
    folder = write_client(tmp_path, client=client)
    with pytest.raises(ProblemsFound) as caught:
        read_client(folder)
    return list(caught.value.problems)


def told(problem: Problem) -> tuple[str, int | None, int | None]:
    return problem.code, problem.location.line, problem.location.column


def test_a_folder_without_client_yml_names_its_package(tmp_path: Path) -> None:
    folder = write_client(tmp_path, "my-vendor.v2")
    (folder / "another.json").write_text("{}")
    (folder / "overlay.yml").write_text("")
    (folder / "notes.md").write_text("")
    (folder / ".hidden.yml").write_text("")

    config = read_client(folder)

    assert ("my_vendor_v2", "MyVendorV2") == (config.package, config.class_name)
    assert ["another.json", "openapi.yml"] == [Path(spec).name for spec in config.specs]
    assert ["overlay.yml"] == [Path(overlay).name for overlay in config.overlays]


def test_an_empty_client_yml_changes_nothing(tmp_path: Path) -> None:
    assert "pets" == read_client(write_client(tmp_path, client="# nothing yet\n")).package


def test_every_setting_is_read(tmp_path: Path) -> None:
    folder = write_client(
        tmp_path,
        client="""\
package: petshop
class_name: Shop
specs: [b.yml, openapi.yml]
version: 1.0
env_prefix: SHOP
overlays: [mend.yml]
auth:
  - {scheme: token, type: http-bearer}
  - {scheme: key, type: api-key, in: query, name: k}
api_key_header: x-key
methods:
  patch /pets/{id}: pets.rename
schemas: {Pet: Animal}
servers: {test: https://test.example}
pagination:
  get /pets: {style: cursor, cursor: after, next: paging.after}
  GET /old: false
skip:
  - {pattern: get /old, reason: It is gone next month.}
  - {pattern: "#/paths/~1x", reason: XML only.}
  - {pattern: openapi.yml#/paths/~1y, reason: Nobody needs it.}
""",
    )
    for name in ("b.yml", "mend.yml"):
        (folder / name).write_text("")

    config = read_client(folder)

    assert ("petshop", "Shop", "1.0", "SHOP") == (config.package, config.class_name, config.version, config.env_prefix)
    assert ((folder / "b.yml").as_posix(), (folder / "openapi.yml").as_posix()) == config.specs
    assert ((folder / "mend.yml").as_posix(),) == config.overlays
    assert (AuthConfig("token", "http-bearer"), AuthConfig("key", "api-key", "query", "k")) == config.auth
    assert "x-key" == config.api_key_header
    assert {"PATCH /pets/{id}": "pets.rename"} == config.methods
    assert {"Pet": "Animal"} == config.schemas
    assert {"test": "https://test.example"} == config.servers
    assert [
        ("GET /pets", "cursor", {"cursor": "after", "next": "paging.after"}, 16),
        ("GET /old", None, {}, 17),
    ] == [
        (each.operation, each.style, {key: text for key, (text, _) in each.settings.items()}, each.location.line)
        for each in config.pagination
    ]
    assert [
        ("GET /old", "It is gone next month.", 19),
        ("/paths/~1x", "XML only.", 20),
        ("openapi.yml#/paths/~1y", "Nobody needs it.", 21),
    ] == [(skip.pattern, skip.reason, skip.location.line) for skip in config.skip]


def test_an_unknown_setting_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "package: pets\nclas_name: Pets\n")

    assert ("config-key", 2, 1) == told(problem)
    assert "`clas_name` is not a setting." == problem.message
    assert "Did you mean `class_name`?" == problem.hint


def test_an_unknown_setting_unlike_any_other_is_told_with_all(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "zzz: 1\n")

    assert problem.hint.startswith("Known: package, class_name, specs,")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{scheme: a, type: http-digest}", AuthConfig("a", "http-digest")),
        ("{scheme: a, type: mutual-tls}", AuthConfig("a", "mutual-tls")),
        ("{scheme: a, type: openid-connect, url: https://a/b}", AuthConfig("a", "openid-connect", url="https://a/b")),
        ("{scheme: a, type: oauth2, token_url: /t}", AuthConfig("a", "oauth2", url="/t")),
        (
            "{scheme: a, type: oauth2, flow: password, token_url: /t, scopes: b  c, client_authentication: post}",
            AuthConfig("a", "oauth2", flow="password", url="/t", scopes=("b", "c"), client_authentication="post"),
        ),
    ],
)
def test_every_kind_of_scheme_can_be_described(tmp_path: Path, entry: str, expected: AuthConfig) -> None:
    assert (expected,) == read_client(write_client(tmp_path, "shop", client=f"auth: [{entry}]\n")).auth


@pytest.mark.parametrize(
    ("client", "place", "message"),
    [
        ("package: [a]\n", (1, 10), "A list is here; text is expected."),
        ("specs: a.yml\n", (1, 8), "Text is here; a list is expected."),
        ("specs: [{a: b}]\n", (1, 9), "A mapping is here; text is expected."),
        ("methods: [a]\n", (1, 10), "A list is here; a mapping is expected."),
        ("methods: {GET /a: [b]}\n", (1, 19), "A list is here; text is expected."),
        ("package:\n", (1, 1), "`package` has no value."),
        ("skip: {GET /a: why}\n", (1, 7), "A mapping is here; a list is expected."),
        ("skip: [GET /a]\n", (1, 8), "Text is here; a mapping is expected."),
        ("skip: [{pattern: [], reason: why}]\n", (1, 18), "A list is here; text is expected."),
        ("- a\n", (1, 1), "The file holds a list; a mapping is expected."),
        ("? [a]\n: b\n", (1, 3), "A key is a mapping or a list; text is expected."),
        ("auth: &a {x: *a}\n", (1, 7), "This is nested too deeply."),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_at_its_place(
    tmp_path: Path, client: str, place: tuple[int, int], message: str
) -> None:
    [problem] = problems_of(tmp_path, client)

    assert ("config-type", *place) == told(problem)
    assert message == problem.message


@pytest.mark.parametrize(
    ("client", "code", "place"),
    [
        ("methods: {GET: a}\n", "config-value", (1, 11)),
        ("methods: {GET /a: a..b}\n", "config-value", (1, 19)),
        ("skip: [{pattern: nonsense, reason: why}]\n", "config-value", (1, 18)),
        ("skip: [{pattern: GET /a}]\n", "config-missing", (1, 8)),
        ('skip: [{pattern: GET /a, reason: " "}]\n', "config-missing", (1, 34)),
        ("skip: [{pattern: GET /a, reason: b, raeson: c}]\n", "config-key", (1, 37)),
        ("skip: [{pattern: GET /a, reason: b}, {pattern: GET /a, reason: c}]\n", "config-duplicate", (1, 48)),
        ("auth: [{scheme: a, in: query}]\n", "config-missing", (1, 8)),
        ("auth: [{scheme: a, type: api-key}]\n", "config-missing", (1, 17)),
        ("auth: [{scheme: a, type: http-bearer, nmae: x}]\n", "config-key", (1, 39)),
        ("auth: [{scheme: a, type: bearer}]\n", "config-value", (1, 26)),
        ("auth: [{scheme: a, type: http-bearer, name: x}]\n", "config-key", (1, 45)),
        ("auth: [{scheme: a, type: oauth2}]\n", "config-missing", (1, 17)),
        ("auth: [{scheme: a, type: oauth2, token_url: /t, flow: implicit}]\n", "config-value", (1, 55)),
        ("auth: [{scheme: a, type: oauth2, token_url: /t, in: query}]\n", "config-key", (1, 53)),
        ("auth: [{scheme: a, type: openid-connect, token_url: /t, url: /u}]\n", "config-key", (1, 53)),
        ("auth: [{scheme: a, type: openid-connect}]\n", "config-missing", (1, 17)),
        ("auth: [{scheme: a, type: oauth2, token_url: /t, client_authentication: x}]\n", "config-value", (1, 72)),
        ("package: my-api\n", "config-name", (1, 10)),
        ("class_name: my-api\n", "config-name", (1, 13)),
        ("env_prefix: A B\n", "config-name", (1, 13)),
        ('version: "1\\r\\nX: y"\n', "config-name", (1, 10)),
        ("pagination: [a]\n", "config-type", (1, 13)),
        ("pagination: {things: false}\n", "config-value", (1, 14)),
        ("pagination: {GET /a: true}\n", "config-type", (1, 22)),
        ("pagination: {GET /a: {cursor: after}}\n", "config-missing", (1, 22)),
        ("pagination: {GET /a: {style: curser, cursor: after}}\n", "config-value", (1, 30)),
        ("pagination: {GET /a: {style: cursor, next: after}}\n", "config-missing", (1, 22)),
        ("pagination: {GET /a: {style: cursor, cursor: after}}\n", "config-missing", (1, 22)),
        ("pagination: {GET /a: {style: cursor, cursor: a, next: b, offset: c}}\n", "config-missing", (1, 22)),
        ("pagination: {GET /a: {style: cursor, cursor: after, next: [a]}}\n", "config-type", (1, 59)),
        ("pagination: {GET /a: {style: next-url, next: a, total: b}}\n", "config-key", (1, 49)),
        ("pagination: {GET /a: {style: page, page: a, first: 2}}\n", "config-value", (1, 52)),
    ],
)
def test_a_value_that_means_nothing_is_told_at_its_place(
    tmp_path: Path, client: str, code: str, place: tuple[int, int]
) -> None:
    [problem] = problems_of(tmp_path, client)

    assert (code, *place) == told(problem)


def test_a_missing_document_is_told_with_the_file_that_was_meant(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "specs:\n  - openapy.yml\n")

    assert ("config-file-missing", 2, 5) == told(problem)
    assert "Did you mean `openapi.yml`?" == problem.hint


def test_a_document_named_twice_points_at_both_places(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "specs:\n  - openapi.yml\n  - openapi.yml\n")

    assert ("config-duplicate", 3, 5) == told(problem)
    assert [2] == [place.line for place in problem.related]


def test_a_key_that_stands_twice_points_at_both_places(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "package: a\npackage: b\n")

    assert ("config-duplicate", 2, 1) == told(problem)
    assert [1] == [place.line for place in problem.related]


def test_a_call_given_to_two_operations_points_at_both(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "methods:\n  GET /a: pets.get\n  GET /b: pets.get\n")

    assert ("config-duplicate", 3, 11) == told(problem)
    assert [2] == [place.line for place in problem.related]


def test_what_is_not_yaml_is_told_at_its_place(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, "package: pets\nspecs: [a\n")

    assert "yaml-syntax" == problem.code
    assert problem.location.line is not None


def test_what_is_not_text_is_told(tmp_path: Path) -> None:
    folder = write_client(tmp_path)
    (folder / "client.yml").write_bytes(b"package: \xff\n")

    with pytest.raises(ProblemsFound) as caught:
        read_client(folder)

    assert ["encoding"] == [problem.code for problem in caught.value.problems]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert 3 == len(problems_of(tmp_path, "pakage: a\nspecs: [none.yml]\nclass_name: a-b\n"))


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "client.yml").write_text("package: empty\n")

    with pytest.raises(ProblemsFound) as caught:
        read_client(tmp_path / "empty")

    assert ["config-no-specs"] == [problem.code for problem in caught.value.problems]


def test_clients_are_the_folders_that_hold_documents(tmp_path: Path) -> None:
    write_client(tmp_path, "b")
    write_client(tmp_path, "a")
    write_client(tmp_path, ".hidden")
    write_client(tmp_path, "_shared")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.yml").write_text("")

    assert ("a", "b") == client_folders(tmp_path)
