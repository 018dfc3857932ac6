"""What client.yml leaves out: `skip:` patterns against a document's operations and parameters.

    pattern: DELETE /calls/{id}                        one operation
    pattern: /paths/~1calls                            all operations of a path, by JSON Pointer
    pattern: /paths/~1calls/get/parameters/2           one parameter that is not part of the path

Receives operations; returns those that stay, and account entries of what goes. A pattern that matches nothing is an
error: what it was written for is no longer there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.config import Skip
from generator.loader.spec import Operation, Parameter
from generator.model.api import Entry, Fate
from generator.model.naming import route
from generator.problems import Location, Problem, error


@dataclass(frozen=True, slots=True)
class Selection:
    operations: tuple[Operation, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def selection_of(operations: Sequence[Operation], skips: Iterable[Skip]) -> Selection:
    skips = tuple(skips)
    used: set[Skip] = set()
    kept: list[Operation] = []
    entries: list[Entry] = []
    for operation in operations:
        skip = next((skip for skip in skips if _matches_operation(skip, operation)), None)
        if skip is not None:
            used.add(skip)
            entries.append(Entry("operation", route(operation), operation.location, Fate.SKIPPED, skip.reason))
            continue
        parameters: list[Parameter] = []
        for parameter in operation.parameters:
            skip = next((skip for skip in skips if _matches_parameter(skip, parameter)), None)
            if skip is None:
                parameters.append(parameter)
            else:
                used.add(skip)
                entries.append(Entry("parameter", parameter.wire_name, parameter.location, Fate.SKIPPED, skip.reason))
        kept.append(
            replace(operation, parameters=tuple(parameters))
            if len(parameters) < len(operation.parameters)
            else operation
        )
    problems = tuple(
        error(
            "skip-unused",
            f"`skip: {skip.pattern}` matches no operation, path or parameter",
            skip.location,
            'Write "METHOD /path" or a JSON Pointer, or remove the entry.',
        )
        for skip in skips
        if skip not in used
    )
    return Selection(tuple(kept), tuple(entries), problems)


def _matches_operation(skip: Skip, operation: Operation) -> bool:
    method, _, path = skip.pattern.partition(" ")
    if path:
        return method.upper() == operation.method and path.strip() == operation.path
    return _is_under(operation.location, skip.pattern)


def _matches_parameter(skip: Skip, parameter: Parameter) -> bool:
    is_optional_place = parameter.place != "path"
    return is_optional_place and " " not in skip.pattern and _is_under(parameter.location, skip.pattern)


def _is_under(location: Location, pattern: str) -> bool:
    file, mark, pointer = pattern.partition("#")
    if not mark:
        file, pointer = "", pattern
    if file and not location.file.endswith(file) or not pointer:
        return False
    return location.pointer == pointer or location.pointer.startswith(f"{pointer}/")
