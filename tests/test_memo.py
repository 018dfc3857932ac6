"""A run that remembers the last one gives what a run without memory gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from msgspec import Struct

from generator.cache import Cache
from generator.config import config_from_flags
from generator.emitter import render
from generator.emitter.formatting import formatted
from generator.loader import load_spec, yaml_blocks, yaml_cut, yaml_values
from generator.loader.document import Document, read_document
from generator.loader.schemas import read_schema
from generator.loader.yaml_marks import YamlMarks
from generator.memo import NO_MEMO, Memo, digest_of
from generator.model import build_api
from generator.model.schemas import TypeBuilder
from generator.problems import ProblemsFound

ROOT = Path(__file__).resolve().parent.parent
SPECS = [path for path in ROOT.glob("specs/*/*.y*ml") if path.stem != "client"]
DOCUMENTS = sorted((*ROOT.glob("tests/cases/*/openapi.*"), *SPECS))


def memo_in(folder: Path, version: str = "1") -> Memo:
    return Memo(Cache(folder, "stages"), version, "client")


def rendered(file: Path, memo: Memo) -> tuple[dict[str, str], Any]:
    config = config_from_flags((file.as_posix(),), "package", None)
    loaded = load_spec(config.specs, memo=memo)
    api = build_api(loaded.spec, config, memo)
    return formatted(render(api, config, "make", memo), Cache(None, ""), memo), sorted(map(repr, api.problems))


def another_summary(document: Any) -> None:
    first_operation(document)["summary"] = "Another summary."


def another_answer(document: Any) -> None:
    new = {"description": "", "content": {"application/json": {"schema": {"properties": {"brand_new": {}}}}}}
    first_operation(document)["responses"]["499"] = new


def another_operation_first(document: Any) -> None:
    new = deepcopy(document["paths"][next(iter(document["paths"]))])
    document["paths"] = {"/brand-new": new, **document["paths"]}


def one_operation_less(document: Any) -> None:
    if len(document["paths"]) > 1 and "#/paths/" not in json.dumps(document, default=str):
        document["paths"].popitem()


def another_text_of_a_component(document: Any) -> None:
    for schema in list(schemas(document).values())[:1]:
        schema["description"] = "Another text."


def another_component_first(document: Any) -> None:
    new = {"type": "object", "properties": {"brand_new": {"type": "string"}}}
    holder = document if "swagger" in document else document.setdefault("components", {})
    name = "definitions" if "swagger" in document else "schemas"
    holder[name] = {"BrandNew": new, **holder.get(name, {})}


def a_reference_into_a_component(document: Any) -> None:
    for name, schema in schemas(document).items():
        for field in schema.get("properties", {}) if isinstance(schema, dict) else ():
            section = "definitions" if "swagger" in document else "components/schemas"
            new = {"$ref": f"#/{section}/{name}/properties/{field}".replace("~", "~0").replace("%", "%25")}
            first_operation(document)["responses"]["498"] = {
                "description": "",
                **({"schema": new} if "swagger" in document else {"content": {"application/json": {"schema": new}}}),
            }
            return


CHANGES: list[Callable[[Any], None]] = [
    another_summary,
    another_answer,
    another_operation_first,
    one_operation_less,
    another_text_of_a_component,
    another_component_first,
    a_reference_into_a_component,
]


def schemas(document: Any) -> dict[str, Any]:
    found: dict[str, Any] = document.get("definitions") or document.get("components", {}).get("schemas") or {}
    return found


def first_operation(document: Any) -> dict[str, Any]:
    item = next(iter(document["paths"].values()))
    found: dict[str, Any] = next(value for value in item.values() if isinstance(value, dict) and "responses" in value)
    return found


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_cut, "_LARGE", 1)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_remembered_changes_nothing(path: Path, tmp_path: Path) -> None:
    base = yaml.safe_load(path.read_text(encoding="utf-8"))
    # With the other files that it refers to.
    file = tmp_path / path.name
    copytree(path.parent, tmp_path, dirs_exist_ok=True)
    for number, change in enumerate(CHANGES):
        memo = memo_in(tmp_path / str(number))
        file.write_text(written(base, path))
        before = rendered(file, NO_MEMO)
        assert before == rendered(file, memo) == rendered(file, memo)
        changed = deepcopy(base)
        change(changed)
        file.write_text(written(changed, path))
        fresh = rendered(file, NO_MEMO)
        assert fresh == rendered(file, memo), change.__name__
        assert fresh == rendered(file, memo), change.__name__
        file.write_text(written(base, path))
        assert before == rendered(file, memo), change.__name__


_WAYS = {
    "a schema of an operation": ("S", "", "schema: {$ref: 'part.yml#/T'}"),
    "a schema of a component": ("S", "T: {$ref: 'part.yml#/T'}", "schema: {$ref: '#/components/schemas/T'}"),
    "a member of a component": (
        "S",
        "T: {properties: {t: {$ref: 'part.yml#/T'}}}",
        "schema: {$ref: '#/components/schemas/T'}",
    ),
    "a schema by way of another file": ("S", "", "schema: {$ref: 'between.yml#/T'}"),
    "a media type": ("M", "", "$ref: 'part.yml#/M'"),
    "an item of a list": ("S", "L: {items: {$ref: 'part.yml#/T'}}", "schema: {$ref: '#/components/schemas/L'}"),
}
_PARTS = {
    "S": "T: {type: object, properties: {before: {type: integer}}}\n",
    "M": "M: {schema: {type: object, properties: {before: {type: integer}}}}\n",
}


@pytest.mark.parametrize("way", _WAYS)
def test_a_change_in_a_file_that_is_referred_to_is_seen(way: str, tmp_path: Path) -> None:
    kind, component, content = _WAYS[way]
    file, part, memo = tmp_path / "openapi.yml", tmp_path / "part.yml", memo_in(tmp_path / "cache")
    answers = f"{{'200': {{description: ok, content: {{application/json: {{{content}}}}}}}}}"
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        f"paths: {{/a: {{get: {{responses: {answers}}}}}}}\ncomponents: {{schemas: {{{component}}}}}\n"
    )
    (tmp_path / "between.yml").write_text("T: {$ref: 'part.yml#/T'}\n")
    part.write_text(_PARTS[kind])
    before = rendered(file, NO_MEMO)
    assert before == rendered(file, memo) == rendered(file, memo)
    part.write_text(_PARTS[kind].replace("integer", "string"))
    after = rendered(file, NO_MEMO)
    assert before != after
    assert after == rendered(file, memo) == rendered(file, memo)


@pytest.mark.parametrize(
    ("anchored", "alias"),
    [("&limit 10", "*limit"), ("&limit {maximum: 10}", "{<<: *limit}"), ("[&limit 10]", "{*limit : 1}")],
)
def test_a_change_of_what_an_alias_stands_for_is_seen(anchored: str, alias: str, tmp_path: Path) -> None:
    many = "".join(f"x-{number}: {number}\n" for number in range(20))
    memo = memo_in(tmp_path)
    for number in (10, 20):
        text = f"openapi: 3.1.0\nx-limits: {anchored.replace('10', str(number))}\nx-limited: {alias}\n{many}"
        document, _ = read_document(text.encode(), "a.yml", memo)
        assert isinstance(document, Document)
        assert str(number) in str(document.value["x-limited"])


def test_a_reference_into_an_operation_that_comes_later_is_followed(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {A: {$ref: '#/paths/~1a/get/x-b'}}}\n"
    file, memo = tmp_path / "openapi.yml", memo_in(tmp_path / "cache")
    file.write_text(f"{head}paths: {{}}\n")
    with pytest.raises(ProblemsFound):
        rendered(file, memo)
    file.write_text(f"{head}paths: {{/a: {{get: {{x-b: {{type: integer}}, responses: {{}}}}}}}}\n")
    assert rendered(file, NO_MEMO) == rendered(file, memo)


def written(document: Any, path: Path) -> str:
    return json.dumps(document) if path.suffix == ".json" else yaml.safe_dump(document, sort_keys=False)


def test_where_one_operation_changes_nothing_else_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ROOT / "specs/telnyx/voice-clones.yml"
    base = yaml.safe_load(path.read_text(encoding="utf-8"))
    file, memo = tmp_path / path.name, memo_in(tmp_path / "cache")
    file.write_text(written(base, path))
    rendered(file, memo)

    texts: list[str] = []
    compose = yaml_values.compose
    monkeypatch.setattr(yaml_values, "compose", lambda text: texts.append(text) or compose(text))
    monkeypatch.setattr(TypeBuilder, "define_components", lambda self: pytest.fail("types were made again"))
    read: list[str] = []

    def reading(place: Any, *rest: Any) -> Any:
        read.append(place.pointer)
        return read_schema(place, *rest)

    monkeypatch.setattr("generator.loader.components.read_schema", reading)
    another_summary(base)
    file.write_text(written(base, path))
    texts.clear()
    rendered(file, memo)
    # The operation; and where a warning is of.
    assert {"    patch:", "security:"} == {text.partition("\n")[0] for text in texts}
    assert [] == read


def test_another_version_of_clientmill_remembers_nothing(tmp_path: Path) -> None:
    memo_in(tmp_path).put("stage", "key", _Kept(1))
    kept = memo_in(tmp_path).get("stage", "key", _Kept)
    assert kept is not None and kept.number == 1
    assert memo_in(tmp_path, "2").get("stage", "key", _Kept) is None
    assert memo_in(tmp_path).get("stage", "other", _Kept) is None
    assert memo_in(tmp_path).get("stage", "key", _Other) is None


def test_what_is_nested_too_deep_is_not_kept(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    memo_in(tmp_path).put("stage", "key", {"deep": deep})
    assert memo_in(tmp_path).get("stage", "key", dict) is None


class _Kept(Struct):
    number: int


class _Other(Struct):
    number: str


def test_a_digest_tells_values_apart() -> None:
    values: list[Any] = [1, 1.0, True, "1", None, float("nan"), [1], {"1": 1}, "\ud800", 2**70]
    assert len(values) == len({digest_of(value) for value in values})
    assert digest_of({"a": ("x" * 50, "x" * 50)}) == digest_of({"a": ("x" * 50, "".join(["x"] * 50))})


TEXTS = [
    "a: 1\nb:\n  c: 1\n  d: 2\n",
    "a:\n  b: &x 1\n  c: *x\n",
    "a:\n  b: 'one\n\n  two'\n  c: 1\n",
    'a:\n  b: "one\n  c: two"\n  d: 1\n',
    "a:\n  b: [1,\n  c: 2]\n  d: 1\n",
    "a:\n  b: {x: 1,\n  c: 2}\n  c: 1\n",
    "a:\n  b: |\n    c: 1\n    # no comment\n  # a comment\n  d: |2\n      e: 1\n  f: >-\n\n   g\n",
    "a:\n  <<: {x: 1}\n  b: 1\n",
    "a:\n  ? b\n  : 1\n  c: 2\n",
    "a:\n- b: 1\n- c: 2\nd:\n  - e\nf:\n  g:\n  - h: 1\n    i: 2\n  -\n    j: 3\n",
    "- a: 1\n- b: 2\n",
    "a:\n  - b\n- c\n",
    "a:\n  b: 1\n c: 2\n",
    "a:\n  b: 1\n  b: 2\n",
    "---\na:\n  b: 1\n...\n",
    "%YAML 1.2\n---\na: 1\n",
    "a:\r\n  b: 1\r\n  c:\r\n    d: 2\r\n",
    "a:\n\tb: 1\n",
    "a:   # why\n  b:   \n    c: 1\n  'd':\n    e: 2\n  \"f\":\n    g: 3\n",
    "200:\n  yes: 1\n  null: 2\n  ~: 3\n  1.0: 4\n",
    "a:\n  /x:y: 1\n  /x#y: 2\n  x y: 3\n  http://x: 4\n",
    "a:\n  b:\n    one\n    two: three\n",
    "a:\n  b: one\n    two\n  c: 1\n",
    "a: !!str 1\nb: !x\n  c: 1\n",
    "'a\n  b': 1\nc: 2\n",
    "a:\n  b: x\u2028  c: 1\n  d: \x85 1\n",
    "\ufeffa:\n  b: 1\n",
    "[a, b]\n",
    "a\n",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_cut_up_says_what_it_says_in_one_piece(text: str, tmp_path: Path) -> None:
    for number, (before, after) in enumerate(pairs(text)):
        memo = memo_in(tmp_path / str(number))
        value = parsed(before)
        if value is not None:
            yaml_blocks.keep(before, value, memo, "blocks")
        for now in (before, after):
            found = yaml_blocks.recalled(now, memo, "blocks")
            assert found is None or found == parsed(now), now


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_is_found_in_its_block_where_it_is_in_the_whole(text: str) -> None:
    for _, now in pairs(text):
        try:
            root = yaml_values.compose(now)
        except yaml.YAMLError:
            continue
        if root is not None:
            marks = YamlMarks(now)
            for tokens in (*paths(parsed(now)), ("a", "nothing"), ("nothing",), ("m1", "x", "nothing")):
                assert yaml_values.index_at(root, tokens) == marks.index_at(tokens), now
                assert yaml_values.text_at(root, tokens) == marks.text_at(tokens), now


def paths(value: Any) -> Iterator[tuple[str, ...]]:
    yield ()
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        yield from ((str(key), *rest) for rest in paths(item))


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Give a text with a block more at every line, before and after that came."""
    many = "".join(f"m{number}:\n  x: {number}\n" for number in range(20))
    yield text, text
    lines = (text + many).splitlines(keepends=True)
    for at in range(len(lines)):
        for new in ("new: 1\n", "  new: 1\n", "    new: 1\n", "  b: 1\n", '  "\n', "  ]\n", "# x\n"):
            yield text + many, "".join([*lines[:at], new, *lines[at:]])


def parsed(text: str) -> Any:
    """Give the value of a text that has one, without aliases and keys that come twice."""
    try:
        root = yaml_values.compose(text)
        built = yaml_values.build(root) if root is not None else yaml_values.Built()
    except (yaml.YAMLError, yaml_values.BadNode, yaml_values.TooDeep):
        return None
    return None if built.has_aliases or built.duplicates else built.value
