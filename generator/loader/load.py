"""Files to a Spec: the loader's way in.

    files ──library──▶ Documents ──overlay──▶ ──version──▶ ──read──▶ Parts + schemas ──merge──▶ Spec

Receives paths as the user gave them; returns the Spec and the Sources that locate everything in it. Collects all errors
before it gives up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.config import AuthConfig, Only, Skip
from generator.loader.components import key_with_targets, read_components, read_wanted
from generator.loader.document import Document
from generator.loader.library import Library
from generator.loader.merge import merged
from generator.loader.operations import METHODS
from generator.loader.overlay import apply_overlays
from generator.loader.pointers import pointer_of, tokens_of
from generator.loader.read import read_part
from generator.loader.reading import Reading
from generator.loader.refs import Resolver, cycle_problem
from generator.loader.sources import Sources
from generator.loader.spec import Schema, SchemaId, Spec
from generator.loader.values import child_of
from generator.loader.version import states_version, version_problem
from generator.memo import NO_MEMO, Memo
from generator.problems import Location, Problem, ProblemsFound, Severity, error

_CONTENT = frozenset({"paths", "x-ms-paths", "webhooks", "x-webhooks", "components", "definitions"})
"""Members of a document that something can be generated from."""

_OPERATIONS = (("paths",), ("x-ms-paths",), ("webhooks",))
"""Where operations stand that `only` can leave out."""


class Loaded(Struct, frozen=True):
    """A Spec and what it was read from."""

    spec: Spec
    sources: Sources


class LoadFailed(ProblemsFound):
    """The documents cannot be used. `sources` has their lines."""

    def __init__(self, problems: Iterable[Problem], sources: Sources) -> None:
        super().__init__(problems)
        self.sources = sources


def load_spec(
    files: Sequence[str | Path],
    *,
    overlays: Sequence[str | Path] = (),
    auth: Sequence[AuthConfig] = (),
    skips: Sequence[Skip] = (),
    only: Sequence[Only] = (),
    allow_remote: bool = False,
    allow_outside: bool = False,
    display_root: Path | None = None,
    memo: Memo = NO_MEMO,
) -> Loaded:
    """Load documents into one Spec. Raises LoadFailed, a ProblemsFound with every error found and every place located.

    An error in what `skips` leaves out, or `only` does not ask for, is a note. `allow_remote` lets references lead to the network, `allow_outside` to files outside the folders of `files`. Files
    are shown as they were given, or relative to `display_root` if they are inside it.
    """
    if not files:
        raise ValueError("load_spec needs at least one file")
    library = Library(allow_remote=allow_remote, allow_outside=allow_outside, display_root=display_root, memo=memo)
    documents = [document for file in files if (document := library.add(file)) is not None]
    overlay_documents = [document for file in overlays if (document := library.add(file)) is not None]
    # A file without a version may be a piece of one that has it: schemas.yml beside openapi.yml.
    whole = [document for document in documents if states_version(document)] or documents
    pieces = [document for document in documents if document not in whole]
    sources = Sources(tuple(whole), library.documents, library.texts, library.files)
    try:
        return Loaded(_spec_of(whole, pieces, overlay_documents, library, sources, auth, skips, only, memo), sources)
    finally:
        sources.forget_marks()


def _spec_of(
    documents: Sequence[Document],
    pieces: Sequence[Document],
    overlays: Sequence[Document],
    library: Library,
    sources: Sources,
    auth: Sequence[AuthConfig],
    skips: Sequence[Skip],
    only: Sequence[Only],
    memo: Memo,
) -> Spec:
    problems = list(library.problems)
    _refuse_errors(problems, sources)
    problems.extend(apply_overlays(documents, overlays))
    problems.extend(problem for document in documents if (problem := version_problem(document)) is not None)
    _refuse_errors(problems, sources)
    reading = Reading(Resolver(library))
    schemas, key = read_components(documents, reading, memo)
    parts = [read_part(document, reading) for document in documents]
    read_wanted(reading, schemas)
    problems = [*problems, *library.problems, *reading.problems, *_cycles(schemas)]
    alone = (piece for piece in pieces if piece.file not in library.referred)
    problems.extend(problem for piece in alone if (problem := version_problem(piece)) is not None)
    problems = [_with_only(_with_skips(problem, skips), only, documents) for problem in problems]
    _refuse_errors(problems, sources)
    if all(_CONTENT.isdisjoint(document.value) for document in documents):
        message = "There is nothing to generate: no document has `paths`, `webhooks` or `components`."
        _refuse_errors([*problems, error("nothing-to-generate", message, Location(documents[0].file))], sources)
    spec = merged(parts, schemas, reading.wanted, reading.scheme_uses, auth)
    return replace(
        spec,
        problems=_settled([*problems, *spec.problems], sources),
        components_key=key_with_targets(key, schemas, documents),
    )


def _with_skips(problem: Problem, skips: Sequence[Skip]) -> Problem:
    """Make a note of an error in something that is skipped; it tells which entries of client.yml skip it."""
    entries = tuple(skip.location for skip in skips if skip.covers(problem.location))
    if not entries or problem.severity is not Severity.ERROR:
        return problem
    message = f"{problem.message} (In what client.yml skips.)"
    return replace(problem, severity=Severity.NOTE, message=message, related=(*problem.related, *entries))


def _with_only(problem: Problem, only: Sequence[Only], documents: Sequence[Document]) -> Problem:
    """Make a note of an error in an operation that nothing in client.yml asks for."""
    steps = tokens_of(problem.location.pointer)
    if not only or problem.severity is not Severity.ERROR or steps[:1] not in _OPERATIONS:
        return problem
    # Not what all operations of a path share; nor where one may lead into another.
    if len(steps) < 3 or steps[2] not in METHODS or any(f"#/{steps[0]}/" in each.source.text for each in documents):
        return problem
    written = next((each.value for each in documents if each.file == problem.location.file), None)
    for step in steps[:3]:
        written = child_of(written, step)
    tags = written.get("tags") if isinstance(written, dict) else None
    listed = [each for each in tags if isinstance(each, str)] if isinstance(tags, list) else []
    at = Location(problem.location.file, pointer_of(steps[:3]))
    if any(each.takes(steps[2].upper(), steps[1], listed, at) for each in only):
        return problem
    return replace(problem, severity=Severity.NOTE, message=f"{problem.message} (In what client.yml does not ask for.)")


def _refuse_errors(problems: Sequence[Problem], sources: Sources) -> None:
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise LoadFailed(_settled(problems, sources), sources)


def _settled(problems: Sequence[Problem], sources: Sources) -> tuple[Problem, ...]:
    """Locate problems, each once, in the order of their lines."""
    located = dict.fromkeys(sources.located(problem) for problem in dict.fromkeys(problems))

    def line_of(problem: Problem) -> tuple[str, int, int, str, str]:
        where = problem.location
        return where.file, where.line or 0, where.column or 0, problem.code, problem.message

    return tuple(sorted(located, key=line_of))


def _cycles(schemas: Mapping[SchemaId, Schema]) -> list[Problem]:
    """Find schemas that are references to each other in a circle and so say nothing."""
    settled: set[SchemaId] = set()
    problems: list[Problem] = []
    for start in schemas:
        chain: dict[SchemaId, Location] = {}
        id: SchemaId | None = start
        while id is not None and id not in settled and id not in chain:
            schema = schemas.get(id)
            if schema is None:
                break
            chain[id] = schema.location
            id = schema.ref
        if id is not None and id in chain:
            ids = list(chain)
            problems.append(cycle_problem([chain[one] for one in ids[ids.index(id) :]]))
        settled.update(chain)
    return problems
