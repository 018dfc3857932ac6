"""The validator's verdict on the documents of a load, remembered.

Receives the sources of a load and a cache; returns validate.py's warnings, from the cache if the validator has seen the same
bytes in the same roles before. What came from the network is not remembered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.cache import Cache, key_of
from generator.loader.sources import Sources
from generator.loader.validate import validator_problems
from generator.problems import Location, Problem, warning


def verdicts(sources: Sources, overlays: Sequence[str], cache: Cache) -> tuple[Problem, ...]:
    """Give what the validator says of every given document, `overlays` applied."""
    if not sources.are_local:
        return _asked(sources)
    # Here, because it takes a while and only `inspect` wants to know.
    from importlib.metadata import version

    files = (part for path, (_, digest) in sources.files.items() for part in (path, digest))
    roles = (*(document.file for document in sources.documents), "", *overlays, "")
    key = key_of(version("openapi-spec-validator"), version("jsonschema"), *roles, *files)
    entry = cache.get(key)
    if entry is not None:
        return tuple(
            warning(code, message, Location(file, pointer, line, column))
            for code, message, file, pointer, line, column in json.loads(entry)
        )
    found = _asked(sources)
    cache.put(key, json.dumps([_plain(problem) for problem in found]).encode())
    cache.prune()
    return found


def _asked(sources: Sources) -> tuple[Problem, ...]:
    return tuple(problem for document in sources.documents for problem in validator_problems(document, sources))


def _plain(problem: Problem) -> tuple[str, str, str, str, int | None, int | None]:
    place = problem.location
    return problem.code, problem.message, place.file, place.pointer, place.line, place.column
