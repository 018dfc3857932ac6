from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from generator.loader import LoadFailed, load_spec
from generator.loader.validate import validator_problems
from generator.problems import Location
from tests.loader.documents import HEAD, Folder, codes, places

SPECS = Path(__file__).parents[2] / "specs"


@pytest.mark.parametrize(
    "written", ["openapi: 3.0", "openapi: 3.1", "openapi: 3.1.1", "openapi: '3.2.0'", "swagger: 2.0", "swagger: '2.0'"]
)
def test_versions_are_read_as_numbers_too(folder: Folder, written: str) -> None:
    assert folder.write(a_yml=f"{written}\ninfo: {{title: T, version: 1}}\npaths: {{}}\n").spec().problems == ()


def test_a_newer_version_is_read_with_a_warning(folder: Folder) -> None:
    assert codes(folder.write(a_yml="openapi: 3.3.0\ninfo: {title: T, version: 1}\npaths: {}\n").spec().problems) == [
        "version-unknown"
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("[a]\n", "not-a-document", 1, 1),
        ("text\n", "not-a-document", 1, 1),
        ("info: {}\n", "version-missing", 1, 1),
        ("info: {}\nswagger: 1.2\n", "version-unsupported", 2, 1),
        ("\nopenapi: 4.0.0\n", "version-unsupported", 2, 1),
        ("openapi:\n", "version-unsupported", 1, 1),
        ("", "empty-file", 1, 1),
    ],
)
def test_what_is_no_document_is_located_and_hinted(
    folder: Folder, text: str, code: str, line: int, column: int
) -> None:
    errors = folder.write(a_yml=text).errors()
    assert places(errors) == [(code, "a.yml", line, column)]
    assert errors[0].hint


def test_a_document_that_says_openapi_and_2_is_told_how_2_is_said(folder: Folder) -> None:
    (problem,) = folder.write(a_yml="openapi: 2.0\n").errors()
    assert "2.0" not in problem.message.partition("allowed")[2]
    assert 'swagger: "2.0"' in problem.hint


def test_a_file_without_a_version_that_another_refers_to_is_a_piece_of_that(folder: Folder) -> None:
    folder.write(
        openapi_yml=f"{HEAD}paths: {{/a: {{$ref: 'paths.yml#/a'}}}}\n",
        paths_yml="a: {get: {parameters: [{$ref: 'more.json#/0'}]}}\n",
        more_json='[{"name": "b", "in": "query", "schema": {"type": "integer"}}]',
    )
    spec = folder.spec("more.json", "openapi.yml", "paths.yml")
    assert (spec.problems, spec.files) == ((), ("openapi.yml",))
    assert [parameter.wire_name for parameter in spec.operations[0].parameters] == ["b"]


def test_a_file_without_a_version_that_nothing_refers_to_is_an_error(folder: Folder) -> None:
    folder.write(openapi_yml=f"{HEAD}paths: {{}}\n", package_json='{"name": "x"}', list_yml="[a]\n")
    assert places(folder.errors("openapi.yml", "package.json", "list.yml")) == [
        ("not-a-document", "list.yml", 1, 1),
        ("version-missing", "package.json", 1, 1),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", ["yml", "json"])
def test_a_conflict_that_a_merge_has_left_is_told_where_it_begins(folder: Folder, suffix: str, end: str) -> None:
    conflict = '<<<<<<< HEAD\n"paths": {},\n=======\n"info": {},\n>>>>>>> theirs\n'.replace("\n", end)
    folder.write(**{f"openapi_{suffix}": f"{{\n{conflict}}}\n" if suffix == "json" else f"{HEAD}{conflict}"})
    (problem,) = folder.errors(f"openapi.{suffix}")
    assert ("merge-conflict", "A merge has left a conflict here: `<<<<<<< HEAD`.") == (problem.code, problem.message)
    assert (2 if suffix == "json" else HEAD.count("\n") + 1, 1) == (problem.location.line, problem.location.column)


def test_a_file_that_is_not_there_is_a_problem(folder: Folder) -> None:
    (problem,) = folder.errors("missing.yml")
    assert (problem.code, problem.location) == ("file-unreadable", Location("missing.yml"))
    assert problem.hint.endswith("*.yml, *.yaml, *.json, *.md.")


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("openapi.yml", "Did you mean `openapi.yaml`?"),
        ("opneapi.yaml", "Did you mean `openapi.yaml`?"),
        ("sub", "Name a file in it: `a.json`, `b.yml`."),
    ],
)
def test_a_path_that_is_no_file_is_told_with_what_could_be_meant(folder: Folder, named: str, hint: str) -> None:
    folder.write(openapi_yaml=HEAD, sub__b_yml=HEAD, sub__a_json="{}", sub__notes_txt="")
    (problem,) = folder.errors(named)
    assert (problem.code, problem.location, problem.hint) == ("file-unreadable", Location(named), hint)


def test_all_errors_of_all_documents_come_together(folder: Folder) -> None:
    folder.write(a_yml="a: [\n", b_yml="a: 1\na: 2\n", c_yml=HEAD)
    assert places(folder.errors("a.yml", "b.yml", "c.yml", "d.yml")) == [
        ("yaml-syntax", "a.yml", 2, 1),
        ("duplicate-key", "b.yml", 2, 1),
        ("file-unreadable", "d.yml", None, None),
    ]


def test_files_are_shown_as_they_were_given(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(sub__a_yml=f"{HEAD}components: {{schemas: {{A: {{$ref: ./b.yml}}}}}}\n", sub__b_yml="type: string\n")
    monkeypatch.chdir(folder.path)
    assert list(load_spec(["sub/a.yml"]).spec.schemas) == ["sub/b.yml#"]
    assert list(load_spec(["./sub/a.yml"]).spec.files) == ["./sub/a.yml"]
    assert list(load_spec([Path("sub") / "a.yml"]).spec.files) == ["sub/a.yml"]
    monkeypatch.chdir(folder.path / "sub")
    assert list(load_spec(["a.yml"]).spec.schemas) == ["b.yml#"]
    assert list(load_spec([folder.path / "sub" / "a.yml"], display_root=folder.path).spec.files) == ["sub/a.yml"]


def test_a_failed_load_still_shows_lines(folder: Folder) -> None:
    folder.write(a_yml=f"{HEAD}paths:\n  /é: 12\n", b_yml="a: 'x\n")
    with pytest.raises(LoadFailed) as caught:
        folder.load("a.yml")
    assert caught.value.sources.excerpt(caught.value.problems[0].location) == "  /é: 12"
    with pytest.raises(LoadFailed) as caught:
        folder.load("b.yml")
    assert caught.value.sources.excerpt(Location("b.yml", "", 1, 1)) == "a: 'x"


def test_an_excerpt_is_a_line_that_can_be_shown(folder: Folder) -> None:
    text = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "x": "' + "y" * 1000 + '", "paths": {}}'
    sources = folder.write(a_json=text + "\r\n").load().sources
    assert sources.excerpt(Location("a.json", "/info")) == text[:300]
    assert sources.excerpt(Location("a.json", "/paths")) is None
    assert sources.excerpt(Location("a.json", "", 9, 1)) is None
    assert sources.excerpt(Location("other.json", "", 1, 1)) is None
    assert sources.resolve(Location("a.json", "/info/version")) == Location("a.json", "/info/version", 1, 45)


def test_the_collector_is_left_as_it_was(folder: Folder) -> None:
    folder.write(a_yml=f"{HEAD}paths: {{}}\n")
    folder.load()
    assert gc.isenabled()


def test_the_validator_s_verdict_is_located_and_short(folder: Folder) -> None:
    text = f"""{HEAD}paths:
  /a/{{id}}:
    get:
      responses:
        '200': {{content: {{a/b: {{schema: {{type: integer, default: text}}}}}}}}
components:
  schemas: {{A: {{$ref: b.yml}}, B: {{enum: {['x' * 50] * 20}}}}}
"""
    loaded = folder.write(a_yml=text, b_yml="type: [string]\n").load()
    problems = validator_problems(loaded.sources.documents[0], loaded.sources)
    assert {(problem.code, problem.location.line) for problem in problems} == {("validator", 5), ("validator", 7)}
    assert all(len(problem.message) < 300 for problem in problems)
    assert len(set(problems)) == len(problems)


def test_the_validator_is_capped(folder: Folder) -> None:
    text = HEAD + "paths:\n" + "".join(f"  /a{at}: {{get: {{responses: {{'200': {{}}}}}}}}\n" for at in range(70))
    loaded = folder.write(a_yml=text).load()
    problems = validator_problems(loaded.sources.documents[0], loaded.sources)
    assert (len(problems), problems[0].message) == (51, "The validator found 20 more.")


def test_a_validator_that_stumbles_is_a_warning(folder: Folder) -> None:
    loaded = folder.write(a_yml=f"{HEAD}paths: {{/a: {{get: {{}}}}}}\n").load()
    (document,) = loaded.sources.documents
    # The loader refuses such a reference; the validator must not follow it either.
    document.value["paths"]["/a"]["get"]["parameters"] = [{"$ref": "http://127.0.0.1:1/p.yml"}]
    assert "validator-gave-up" in codes(validator_problems(document, loaded.sources))


def test_the_telnyx_documents_make_one_spec() -> None:
    files = [SPECS / "telnyx" / name for name in ("voice-clones.yml", "outbound-voice-profiles.yml")]
    spec = load_spec(files, display_root=SPECS).spec
    assert spec.files == ("telnyx/voice-clones.yml", "telnyx/outbound-voice-profiles.yml")
    assert [(operation.method, operation.path) for operation in spec.operations] == [
        ("PATCH", "/voice_clones/{id}"),
        ("PATCH", "/outbound_voice_profiles/{id}"),
    ]
    assert [server.url for server in spec.servers] == ["https://api.telnyx.com/v2"]
    assert [(scheme.name, scheme.type, scheme.http_scheme) for scheme in spec.security_schemes] == [
        ("bearerAuth", "http", "bearer")
    ]
    assert spec.problems == ()
    assert all(any(sample.language == "Python" for sample in operation.code_samples) for operation in spec.operations)


def test_voice_clones_alone_warn_of_their_missing_scheme() -> None:
    spec = load_spec([SPECS / "telnyx" / "voice-clones.yml"], display_root=SPECS).spec
    assert places(spec.problems) == [("security-scheme-undefined", "telnyx/voice-clones.yml", 13, 5)]


def test_the_elevenlabs_document_is_read_whole() -> None:
    spec = load_spec([os.fspath(SPECS / "elevenlabs" / "dubbing.yml")], display_root=SPECS).spec
    (operation,) = spec.operations
    assert [parameter.wire_name for parameter in operation.parameters] == ["dubbing_id", "speaker_id", "xi-api-key"]
    assert (operation.security, operation.body is not None and operation.body.is_required, len(spec.servers)) == (
        None,
        False,
        4,
    )
    assert operation.tags == ("subpackage_dubbing.subpackage_dubbing/resource.subpackage_dubbing/resource/speaker",)
    assert len(spec.schema_names) == 5
