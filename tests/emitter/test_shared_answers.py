from __future__ import annotations

from pathlib import Path

from generator.config import ClientConfig
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from tests.behaviour.inline import HEAD

_OPERATION = """
  /{name}:
    get:
      operationId: {name}
      tags: [things]
      responses:
        "204": {{description: d}}
        "404": {{description: d, content: {{application/json: {{schema: {{$ref: "#/components/schemas/{error}"}}}}}}}}
"""
_SCHEMAS = (
    "components: {schemas: {Lost: {type: object, properties: {a: {}}}, Gone: {type: object, properties: {b: {}}}}}\n"
)


def _module(folder: Path, errors: dict[str, str]) -> str:
    paths = "".join(_OPERATION.format(name=name, error=error) for name, error in errors.items())
    (folder / "api.yml").write_text(f"{HEAD}paths:{paths}{_SCHEMAS}", encoding="utf-8")
    config = ClientConfig("acme", "Acme", ("api.yml",))
    return dict(render(build_api(load_spec([folder / "api.yml"]).spec, config), config, "clientmill"))[
        "resources/things.py"
    ]


def test_the_error_that_most_operations_have_gets_a_name(tmp_path: Path) -> None:
    module = _module(tmp_path, {"a": "Lost", "b": "Gone", "c": "Lost"})
    assert 1 == module.count('_ERROR_404 = Answer("404", type="Lost")')
    assert 2 == module.count('answers=(Answer("204", None), _ERROR_404)')
    assert 1 == module.count('answers=(Answer("204", None), Answer("404", type="Gone"))')


def test_an_error_of_one_operation_stays_with_it(tmp_path: Path) -> None:
    module = _module(tmp_path, {"a": "Lost", "b": "Gone"})
    assert "_ERROR" not in module


def test_a_method_with_the_name_of_an_error_keeps_its_own_constant(tmp_path: Path) -> None:
    module = _module(tmp_path, {"a": "Lost", "error_404": "Lost"})
    assert 1 == module.count("\n_ERROR_404 = Answer")
    assert 1 == module.count("_ERROR_404_2: Operation[None] = Operation(")


def test_an_answer_without_content_is_spelled_alike_as_a_constant_and_at_its_operations(tmp_path: Path) -> None:
    operation = '  /{0}: {{get: {{operationId: "{0}", tags: [things], responses: {{default: {{description: d}}}}}}}}\n'
    (tmp_path / "api.yml").write_text(f"{HEAD}paths:\n{operation.format('a')}{operation.format('b')}", encoding="utf-8")
    config = ClientConfig("acme", "Acme", ("api.yml",))
    modules = dict(render(build_api(load_spec([tmp_path / "api.yml"]).spec, config), config, "clientmill"))
    assert 1 == modules["resources/things.py"].count('Answer("default", "*/*")')
    assert 2 == modules["resources/things.py"].count("answers=(_ERROR_DEFAULT,)")
