"""The rules that keep the code what DESIGN and CONTRIBUTING.md say it is. Each test reads source, none runs it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT / "generator"
TEMPLATES = ROOT / "templates"
MODULES = sorted(GENERATOR.rglob("*.py"))
RUNTIME = sorted((GENERATOR / "runtime").rglob("*.py"))

LONGEST_MODULE = 330
"""Lines. STYLE says about 300; black decides how many lines a statement has."""
LONGEST_FUNCTION = 60
"""Lines, signature and docstring included: STYLE says about 50."""

# What each room may import, itself aside. Later rooms know earlier ones, never the other way round.
_SETTINGS = {"problems", "config", "cache", "memo"}
ROOMS: dict[str, set[str]] = {
    "problems": set(),
    "cache": set(),
    "memo": {"cache"},
    "folder": {"client_folder"},
    "client_folder": set(),
    "report": {"problems"},
    "config": {"problems"},
    "marked_yaml": {"problems"},
    "client_yml": {"client_folder", "client_yml_pagination", "config", "marked_yaml", "problems"},
    "client_yml_pagination": {"config", "marked_yaml", "problems"},
    "loader": _SETTINGS,
    "model": _SETTINGS | {"loader"},
    # Not the loader: no template can see an OpenAPI dict.
    "emitter": _SETTINGS | {"folder", "model", "report"},
    # Neither the loader nor the model: it compares what was generated, whatever from.
    "surface": set(),
    "taken_names": {"config", "problems", "runtime"},
    "revisions": set(),
    "account_pieces": {"emitter", "loader", "model", "problems", "report"},
    "account": {"account_details", "account_pieces", "emitter", "loader", "model", "problems", "report"},
    "account_details": {"emitter", "loader", "model", "problems", "report"},
    "pipeline": _SETTINGS
    | {
        "account",
        "client_folder",
        "client_yml",
        "emitter",
        "folder",
        "loader",
        "marked_yaml",
        "model",
        "report",
        "revisions",
        "surface",
        "taken_names",
    },
    "progress": set(),
    "arguments": set(),
    "console": {"problems", "progress", "report"},
    "recall": {"arguments", "cache", "client_folder", "folder"},
    "unchanged": {"console", "recall"},
    "commands": _SETTINGS
    | {
        "account",
        "arguments",
        "console",
        "emitter",
        "pipeline",
        "recall",
        "report",
        "revisions",
        "surface",
        "unchanged",
    },
    "cli": {"arguments", "cache", "commands", "console", "recall", "unchanged"},
    "__main__": {"cli"},
    "__init__": set(),
    "runtime": set(),
}


_PACKAGES = {"generator", "generator.loader", "generator.model", "generator.emitter", "generator.surface"}


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _room(path: Path) -> str:
    return path.relative_to(GENERATOR).with_suffix("").parts[0]


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Give every imported module in full, wherever the import stands, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            if prefix in _PACKAGES:
                # `from generator.loader import spec` imports a module.
                yield from ((f"{prefix}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield prefix, node.lineno


def test_every_module_belongs_to_a_room() -> None:
    assert set() == {_room(path) for path in MODULES} - set(ROOMS)


def test_imports_go_one_way() -> None:
    wrong = []
    for path in MODULES:
        room = _room(path)
        for module, line in _imports(path):
            first, _, rest = module.partition(".")
            target = rest.partition(".")[0]
            # The version is not a room.
            if first == "generator" and target not in {*ROOMS[room], room, "__version__"}:
                wrong.append(f"{_id(path)}:{line}: {room} must not import {module}")
    assert [] == wrong


def test_the_model_sees_the_loaders_result_and_nothing_else_of_it() -> None:
    # equality compares two parts of a Spec.
    allowed = {"generator.loader.spec", "generator.loader.equality"}
    wrong = [
        f"{_id(path)}:{line}: {module}"
        for path in MODULES
        if _room(path) == "model"
        for module, line in _imports(path)
        if module.startswith("generator.loader") and module not in allowed
    ]
    assert [] == wrong


def test_the_runtime_imports_relatively_and_nothing_of_the_generator() -> None:
    wrong = [
        f"{_id(path)}:{line}: {module}"
        for path in RUNTIME
        for module, line in _imports(path)
        if not module.startswith(".") and module.partition(".")[0] not in _RUNTIME_LIBRARIES | sys.stdlib_module_names
    ]
    assert [] == wrong


# httpx2 is the one dependency; the others are looked for when a caller uses them, or by type checkers, and are not needed otherwise.
_RUNTIME_LIBRARIES = {
    "httpx2",
    "pydantic_core",
    "sniffio",
    "trio",
    "anyio",
    "pyreqwest",
    "opentelemetry",
    "typing_extensions",
}


def test_the_generator_imports_only_what_it_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    imported_as = {"pyyaml": "yaml"}
    declared = {re.split(r"[<>=~!]", each)[0] for each in project["dependencies"]}
    allowed = {imported_as.get(name, name.replace("-", "_")) for name in declared} | {"generator"}
    wrong = [
        f"{_id(path)}:{line}: {module}"
        for path in MODULES
        if _room(path) != "runtime"
        for module, line in _imports(path)
        if module.partition(".")[0] not in allowed | set(sys.stdlib_module_names)
    ]
    assert [] == wrong


def test_what_says_that_it_is_typed_has_the_marker() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ("Typing :: Typed" in project["classifiers"]) == (GENERATOR / "py.typed").is_file()


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text)) is not None


def test_functions_are_short() -> None:
    wrong = [
        f"{_id(path)}:{node.lineno}: {node.name} has {length} lines"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert [] == wrong


def test_no_text_names_a_folder_of_a_machine() -> None:
    machine = re.compile(r"(?<![\w.~-])/(root|work|home|Users|tmp)/\w")
    texts = [*MODULES, *TEMPLATES.rglob("*.j2"), *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    texts += [path for path in (ROOT / "generated").rglob("*") if path.suffix in {".py", ".md"}]
    wrong = [
        f"{_id(path)}:{number}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if machine.search(line)
    ]
    assert [] == wrong


def _view_classes() -> set[str]:
    return {
        node.name
        for path in MODULES
        if _room(path) == "emitter"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=_id)
def test_a_template_places_text_and_has_no_logic(path: Path) -> None:
    assert path.suffix == ".j2", "A template is called as its output, and .j2."
    text = path.read_text(encoding="utf-8")
    named = re.match(r"\{# view: (\w+) #\}\n", text)
    assert named is not None, "The first line says which view the template shows: {# view: ResourceView #}"
    assert named[1] in _view_classes()
    assert [] == [f"{_id(path)}:{line}: {what}" for line, what in template_logic(text)]


def template_logic(text: str) -> list[tuple[int, str]]:
    """Find what a template must leave to its view, with lines."""
    found: list[tuple[int, str]] = []

    def visit(node: nodes.Node) -> None:
        match node:
            case nodes.For(test=None, else_=[], recursive=False) if _is_plain(node.iter):
                pass
            case nodes.If() if _is_plain(node.test):
                pass
            case nodes.Include(template=nodes.Const()):
                pass
            case nodes.Filter(name="indent"):
                pass
            case nodes.Template() | nodes.Output() | nodes.TemplateData() | nodes.Const() | nodes.Name():
                pass
            case nodes.Getattr():
                pass
            case _:
                found.append((node.lineno, type(node).__name__))
        for child in node.iter_child_nodes():
            visit(child)

    visit(Environment().parse(text))
    return found


def _is_plain(node: nodes.Node) -> bool:
    """`x` or `x.y.z`: no comparison, no call, no literal."""
    return isinstance(node, nodes.Name) or (isinstance(node, nodes.Getattr) and _is_plain(node.node))


@pytest.mark.parametrize(
    "text",
    [
        "{% set x = 1 %}",
        "{% if a.b == 1 %}{% endif %}",
        "{% if not a.b %}{% endif %}",
        "{% if a and b %}{% endif %}",
        "{% for x in a.b() %}{% endfor %}",
        "{% for x in a if x.y %}{% endfor %}",
        "{% macro m(a=1) %}{% endmacro %}",
        "{{ a.b() }}",
        "{{ a ~ b }}",
        "{{ a|upper }}",
        '{{ a["b"] }}',
        "{{ a if b else c }}",
        "{% include name %}",
    ],
)
def test_the_lint_finds_logic(text: str) -> None:
    assert [] != template_logic(text)


def test_the_lint_lets_text_be_placed() -> None:
    text = "{# view: A #}\n{% for x in a.b %}{{ x.y|indent }}{% if x.z %}{% include 'c.j2' %}{% else %}-{% endif %}{% endfor %}"
    assert [] == template_logic(text)
