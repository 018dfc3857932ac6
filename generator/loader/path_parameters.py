"""The parameters of one operation, settled: path item's and operation's merged, and in step with the path's template.

Receives parameter lists and a path; returns one tuple. Every `{variable}` has a parameter afterwards and every path
parameter a variable; what had to be added, renamed, moved or left out is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from msgspec.structs import replace

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.spec import Parameter, Schema, path_and_query
from generator.problems import warning

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_SINGLE = frozenset({"string", "integer", "number", "boolean", "null"})
_FOLDED = re.compile(r"[\W_]+")


def without_duplicates(parameters: Iterable[Parameter], reading: Reading) -> tuple[Parameter, ...]:
    """Keep one parameter of each (name, in) of one list, the last, as every parser of the vendor's own will have
    done."""
    found: dict[tuple[str, str], Parameter] = {}
    for parameter in parameters:
        key = key_of(parameter)
        if key in found:
            message = (
                f"There are two {parameter.place} parameters `{parameter.wire_name}` in this list; the last one counts."
            )
            related = (found[key].location,)
            reading.problems.append(warning("parameter-duplicate", message, parameter.location, related=related))
        found[key] = parameter
    return tuple(found.values())


def merged(shared: tuple[Parameter, ...], own: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Merge a path item's parameters with an operation's, which win by (name, in) (OpenAPI 3.1 §4.8.10)."""
    return tuple({key_of(parameter): parameter for parameter in (*shared, *own)}.values())


def key_of(parameter: Parameter) -> tuple[str, str]:
    # Header names are the same in any case (RFC 9110 §5.1).
    name = parameter.wire_name.lower() if parameter.place == "header" else parameter.wire_name
    return name, parameter.place


def variables_in(path: str) -> tuple[str, ...]:
    """Give the names of a template's variables: ("id",) of /pets/{id}. A variable twice is given once."""
    return tuple(dict.fromkeys(_VARIABLE.findall(path_and_query(path)[0])))


def settled(path: str, parameters: tuple[Parameter, ...], operation: Place, reading: Reading) -> tuple[Parameter, ...]:
    """Bring path parameters in step with a path's template."""
    variables = variables_in(path)
    if "?" in path:
        parameters = _with_query(path, variables, parameters, operation, reading)
    declared = {parameter.wire_name for parameter in parameters if parameter.place == "path"}
    undeclared = [name for name in variables if name not in declared]
    found: list[Parameter] = []
    for parameter in parameters:
        if parameter.place != "path" or parameter.wire_name in variables:
            found.append(parameter)
            continue
        meant = next((name for name in undeclared if _folded(name) == _folded(parameter.wire_name)), None)
        if meant is not None:
            undeclared.remove(meant)
            found.append(replace(parameter, wire_name=meant))
            message = f"Path parameter `{parameter.wire_name}` is taken for `{{{meant}}}` of `{path}`."
            reading.problems.append(warning("path-parameter-renamed", message, parameter.location))
            continue
        near = get_close_matches(parameter.wire_name, variables, 1)
        hint = f"Did you mean `{near[0]}`?" if near else "Remove it, or add it to the path."
        message = f"Path parameter `{parameter.wire_name}` is not in `{path}`; it is left out."
        reading.problems.append(
            warning("path-parameter-unused", message, parameter.location, hint, (operation.location,))
        )
    return tuple(found) + tuple(_added(name, path, operation, reading) for name in undeclared)


def _added(name: str, path: str, operation: Place, reading: Reading) -> Parameter:
    message = f"`{{{name}}}` of `{path}` has no parameter; a required string is added."
    reading.warn("path-parameter-undeclared", message, operation, f"Declare a parameter `{name}` with `in: path`.")
    where = operation.location
    return Parameter(
        name, "path", where, schema=Schema(where, types=("string",)), is_required=True, style="simple", explode=False
    )


def _asked(path: str) -> dict[str, str]:
    """Give the variables of a template's query, and the names they are sent under: /search?q={text} → {"text": "q"}.

    No path has a query (OpenAPI 3.1 §4.8.8.1), but some vendors' have.
    """
    found: dict[str, str] = {}
    for pair in path_and_query(path)[1].split("&"):
        name, _, value = pair.partition("=")
        for variable in _VARIABLE.findall(pair):
            found.setdefault(variable, name if value == f"{{{variable}}}" else variable)
    return found


def _with_query(
    path: str, variables: tuple[str, ...], parameters: tuple[Parameter, ...], operation: Place, reading: Reading
) -> tuple[Parameter, ...]:
    """Send what stands for a variable of the query as the query parameter that it is. `variables`: the path's own."""
    asked = _asked(path)
    found: dict[tuple[str, str], Parameter] = {}
    for parameter in parameters:
        name = parameter.wire_name
        if name in asked and (parameter.place == "query" or (parameter.place == "path" and name not in variables)):
            if parameter.place == "path":
                message = (
                    f"`{{{name}}}` stands in the query of `{path}`: it is sent as query parameter `{asked[name]}`."
                )
                reading.problems.append(warning("path-parameter-in-query", message, parameter.location))
                # One value is the same either way; of several, a template makes "a,b".
                is_one = parameter.schema is not None and _SINGLE.issuperset(parameter.schema.types or ("array",))
                parameter = replace(parameter, place="query", style="form", explode=is_one)
            parameter = replace(parameter, wire_name=asked[name])
        found.setdefault(key_of(parameter), parameter)
    for name, pair in asked.items():
        if (pair, "query") not in found:
            message = f"`{{{name}}}` in the query of `{path}` has no parameter; an optional string is added."
            reading.warn(
                "path-parameter-undeclared", message, operation, f"Declare a parameter `{pair}` with `in: query`."
            )
            where = operation.location
            found[pair, "query"] = Parameter(pair, "query", where, schema=Schema(where, types=("string",)))
    return tuple(found.values())


def _folded(name: str) -> str:
    return _FOLDED.sub("", name).lower()
