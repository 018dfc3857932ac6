"""A generated package's texts to its Surface.

Receives {path: text}; reads `_client.py`, `links.py`, `resources/` and `types/`. Only the sync half is looked at: the other is made from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from generator.surface.expressions import names_in
from generator.surface.shapes import Class, Field, Method, Parameter, Surface

_CLIENT = "_client.py"
_LINKS = "links.py"
_ANSWER = {"status": None, "media_type": "application/json", "type": None}
"""The arguments of an Answer that are read here, with their defaults."""
_EMPTY = ast.Module([], [])


class Unreadable(Exception):
    """A file is no Python."""


def surface_of(files: Mapping[str, str]) -> Surface:
    """Read a package. Raises Unreadable."""
    modules = {
        path: _module(path, text)
        for path, text in files.items()
        if path in (_CLIENT, _LINKS) or (path.endswith(".py") and path.startswith(("resources/", "types/")))
    }
    client = modules.get(_CLIENT, _EMPTY)
    calls: dict[str, Method] = {}
    for base in _classes(client):
        if any(ast.unparse(each).removeprefix("_") == "SyncClient" for each in base.bases):
            calls |= dict(_calls(base, "client", _CLIENT, modules))
            calls |= {base.name: method for name, method in _methods(base, client) if name == "__init__"}
    classes: dict[str, Class] = {}
    aliases: dict[str, str] = {}
    for path, module in modules.items():
        if path.startswith("types/") and path != "types/__init__.py":
            for statement in module.body:
                _read_type(statement, classes, aliases)
    links = {
        f"links.{base.name}.{field.name}": field.annotation
        for base in _classes(modules.get(_LINKS, _EMPTY))
        for field in _fields(base, False)
    }
    named = {name for method in calls.values() if method.result for name in names_in(method.result)}
    named |= {name for module in modules.values() for name in _answered(module)}
    # A receiver's base says which events it gives: `WebhookReceiver[types.Event]`.
    bases = (ast.unparse(each) for module in modules.values() for base in _classes(module) for each in base.bases)
    named |= {name for text in bases if "[" in text for name in names_in(text)}
    return Surface(calls, classes, aliases, frozenset(named), links, _settings(client))


def _module(path: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise Unreadable(f"{path}:{line}: this is no Python ({error.args[0]})") from error


def _classes(module: ast.Module) -> Iterator[ast.ClassDef]:
    return (each for each in module.body if isinstance(each, ast.ClassDef))


def _calls(base: ast.ClassDef, path: str, file: str, modules: Mapping[str, ast.Module]) -> Iterator[tuple[str, Method]]:
    """Give the methods of a class and of the resources below it, with how they are called."""
    yield from ((f"{path}.{name}", method) for name, method in _methods(base, modules[file]) if method.request)
    folder = file.rpartition("/")[0]
    for statement in base.body:
        match statement:
            case ast.AnnAssign(
                target=ast.Name(id=name),
                annotation=ast.Name(id=child),
                value=ast.Call(args=[ast.Constant(value=str(module))]),
            ):
                below = "/".join(each for each in (folder, *module.strip(".").split(".")) if each) + ".py"
                for each in _classes(modules.get(below, _EMPTY)):
                    if each.name == child:
                        yield from _calls(each, f"{path}.{name}", below, modules)


def _settings(module: ast.Module) -> dict[str, str]:
    for statement in module.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="_SETTINGS")], value=ast.Call(keywords=keywords)):
                return {
                    each.arg: ast.unparse(each.value)
                    for each in keywords
                    if each.arg not in (None, "package", "version")
                }
    return {}


def _operations(module: ast.Module) -> dict[str, ast.Call]:
    """Constant → its operation, which begins with method and path."""
    return {
        name: call
        for name, call in _constants(module)
        if call.args and isinstance(call.args[0], ast.Constant) and " /" in str(call.args[0].value)
    }


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for statement in module.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call) | ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call() as call
            ):
                yield name, call


def _methods(base: ast.ClassDef, module: ast.Module) -> Iterator[tuple[str, Method]]:
    operations, shared = _operations(module), dict(_constants(module))
    for statement in base.body:
        if not isinstance(statement, ast.FunctionDef):
            continue
        marks = [ast.unparse(each) for each in statement.decorator_list]
        if any(not mark.startswith("_deprecated(") for mark in marks):
            continue
        names = (node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
        operation = next((operations[name] for name in names if name in operations), None)
        yield statement.name, Method(
            tuple(_parameters(statement.args)),
            "" if statement.name == "__init__" or statement.returns is None else ast.unparse(statement.returns),
            "" if operation is None else str(ast.literal_eval(operation.args[0])),
            bool(marks),
            {} if operation is None else _errors(operation, shared),
        )


def _errors(operation: ast.Call, shared: Mapping[str, ast.Call]) -> dict[str, str]:
    """Give what is read as what, of the answers that are no success. `shared` has those with a name."""
    listed = next((each.value for each in operation.keywords if each.arg == "answers"), None)
    answers = listed.elts if isinstance(listed, ast.Tuple) else []
    found: dict[str, list[str]] = {}
    for each in answers:
        answer = shared.get(each.id) if isinstance(each, ast.Name) else each
        if isinstance(answer, ast.Call):
            status, media_type, type_ = (_argument(answer, at, name) for at, name in enumerate(_ANSWER))
            found.setdefault(str(status), []).append(str(type_ or ("Any" if media_type else None)))
    has_success = any(status.startswith("2") for status in found)
    return {
        status: " | ".join(dict.fromkeys(types))
        for status, types in found.items()
        if not status.startswith(("1", "2", "3")) and (has_success or status != "default")
    }


def _argument(call: ast.Call, at: int, name: str) -> object:
    for value in (*call.args[at : at + 1], *(each.value for each in call.keywords if each.arg == name)):
        if isinstance(value, ast.Constant):
            return value.value
    return _ANSWER[name]


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args][1:]
    missing = len(positional) - len(arguments.defaults)
    for index, each in enumerate(positional):
        yield Parameter(each.arg, _annotation(each), index < missing, True)
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(each.arg, _annotation(each), default is None, False)


def _annotation(argument: ast.arg) -> str:
    return "Any" if argument.annotation is None else ast.unparse(argument.annotation)


def _read_type(statement: ast.stmt, classes: dict[str, Class], aliases: dict[str, str]) -> None:
    match statement:
        case ast.ClassDef(name=name, bases=bases):
            is_typed_dict = any(ast.unparse(each) == "TypedDict" for each in bases)
            is_deprecated = any("_deprecated(" in ast.unparse(each) for each in statement.decorator_list)
            fields = {each.name: each for each in _fields(statement, is_typed_dict)}
            classes[name] = Class(fields, is_typed_dict, is_deprecated)
        case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias"), value=ast.expr() as value):
            aliases[name] = (
                value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ast.unparse(value)
            )
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
            aliases[name] = other
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, ast.Dict(keys=keys, values=values)])):
            pairs = zip(keys, values, strict=True)
            fields = {
                str(key.value): _key(str(key.value), str(value.value))
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
            }
            classes[name] = Class(fields, True)


def _fields(base: ast.ClassDef, is_typed_dict: bool) -> Iterator[Field]:
    for statement in base.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, annotation = statement.target.id, ast.unparse(statement.annotation)
            if is_typed_dict:
                yield _key(name, annotation)
            else:
                yield Field(name, annotation, _is_demanded(statement.value))


def _key(name: str, annotation: str) -> Field:
    return Field(name, annotation, annotation.startswith(("Required[", "_Required[")))


def _is_demanded(value: ast.expr | None) -> bool:
    match value:
        case None:
            return True
        case ast.Call(keywords=keywords):
            return not any(each.arg == "default" for each in keywords)
        case _:
            return False


def _answered(module: ast.Module) -> Iterator[str]:
    """Give the names in the types of answers, which facts have as texts."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Answer":
            type_ = _argument(node, 2, "type")
            if isinstance(type_, str):
                yield from names_in(type_)
