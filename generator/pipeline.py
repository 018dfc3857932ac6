"""The stages in order; the one module that knows them all.

    ClientConfig ──loader──▶ Spec ──model──▶ Api ──emitter──▶ {path: text} ──formatting──▶ files ──tree──▶ written, or compared

Receives jobs; returns what came of them as values. Prints nothing and decides no exit code.
"""

from __future__ import annotations

import gc
import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.cache import Cache
from generator.client_folder import DOCUMENTS, client_folders, empty_folders
from generator.client_yml import read_client
from generator.config import ClientConfig, config_from_flags, pascal_case
from generator.emitter import render
from generator.emitter.formatting import formatted
from generator.emitter.tree import Change, TreeRefused, drift, encoded, write
from generator.folder import files_in, left_packages
from generator.loader import Loaded, LoadFailed, load_spec
from generator.marked_yaml import near
from generator.memo import NO_MEMO, Memo
from generator.model import build_api
from generator.model.api import Api
from generator.problems import Location, Problem, ProblemsFound, error, warning
from generator.report import LayeredSources, Sources, resolved
from generator.revisions import files_at
from generator.taken_names import name_warnings

if TYPE_CHECKING:
    from generator.account import Account
    from generator.surface import Change as CallersChange

_LARGE_ENTRIES = 60
"""Clients of some megabytes that the cache folder holds, times the stages that keep something."""

_GIVEN = "A document is given with --spec FILE --package NAME."

_SHOWN = 5
"""Names that are shown of what is in a folder without a document."""

Tell = Callable[[str], None]
"""Hears which stage begins: "telnyx: reading"."""


class Doors(Struct, frozen=True):
    """What references in documents may lead to."""

    allow_remote: bool = False
    allow_outside: bool = False


class Job(Struct, frozen=True):
    """One client to make."""

    config: ClientConfig
    folder: Path
    """The package's folder: what is written, or compared."""
    command: str
    """What makes this client again: told in the header of every file, so it holds no path of this machine."""
    name: str = ""
    """The client's folder in the folder of clients; "" for documents given one by one."""


class Finding(Struct, frozen=True):
    """Problems and where their lines are."""

    problems: tuple[Problem, ...]
    """Located and sorted."""
    sources: Sources


class Outcome(Struct, frozen=True):
    """What became of a job."""

    job: Job
    files: Mapping[str, str] | None
    """None: the documents have errors."""
    finding: Finding
    read: Mapping[str, tuple[str, str]] | None = None
    """All documents that were read: path → (real path, SHA-256). None if that is not all this rests on."""


class NoSuchClient(Exception):
    """The user named a client, or a folder of clients, that is not there."""


def jobs_of_folders(names: Sequence[str], specs: Path, output: Path) -> tuple[tuple[Job, ...], tuple[Problem, ...]]:
    """Give the jobs of the named clients, of all when none is named, and what is wrong with their client.yml files."""
    known = _known_clients(specs)
    for name in names:
        if name not in known:
            if name in empty_folders(specs):
                raise NoSuchClient(f"{(specs / name).as_posix()} holds no document ({DOCUMENTS}).")
            meant = _GIVEN if Path(name).is_file() else near(Path(name).name, known)
            raise NoSuchClient(f"There is no client `{name}` in {specs.as_posix()}. {meant}")
    jobs: list[Job] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names or known):
        try:
            config = read_client(specs / name)
        except ProblemsFound as found:
            problems += found.problems
        else:
            jobs.append(Job(config, output / config.package, f"clientmill generate {shlex.quote(name)}", name))
    unused: list[Problem] = []
    if not names:
        unused += (_without_document(specs / name) for name in empty_folders(specs))
        # A client.yml with errors does not say which package is its own.
        left = () if problems else left_packages(output, {job.config.package for job in jobs}, specs)
        unused += (_without_client(output / name, specs) for name in left)
    return tuple(jobs), (*problems, *_shared_packages(jobs), *unused)


def _without_document(folder: Path) -> Problem:
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    held = f"It holds {', '.join(f'`{name}`' for name in names[:_SHOWN])}. " if names else ""
    hint = f"{held}Rename the document, or list it under `specs:` in a client.yml beside it."
    message = f"The folder holds no document ({DOCUMENTS}), so no client is made of it."
    return warning("folder-without-document", message, Location(folder.as_posix()), hint)


def _without_client(folder: Path, specs: Path) -> Problem:
    message = f"No client in {specs.as_posix()} makes this package any more."
    hint = "Remove the folder, unless a folder of clients elsewhere makes it."
    return warning("package-without-client", message, Location(folder.as_posix()), hint)


def job_of_flags(specs: Sequence[str], package: str, class_name: str | None, output: Path) -> Job:
    """Give the job of a client that has no folder. Raises ProblemsFound."""
    config = config_from_flags(tuple(specs), package, class_name)
    # Only the files' names: the same documents give the same bytes in every folder and on every machine.
    words = ["clientmill", "generate"]
    for spec in config.specs:
        words += ["--spec", Path(spec).name]
    words += ["--package", package]
    if config.class_name != pascal_case(package):
        words += ["--class-name", config.class_name]
    return Job(config, output / package, shlex.join(words))


def config_to_inspect(names: Sequence[str], specs: Path) -> ClientConfig:
    """Give the configuration of a client, named or by its folder, or of documents that belong to none."""
    first = Path(names[0])
    if len(names) == 1 and first.is_dir():
        return read_client(first)
    if len(names) == 1 and not first.exists() and not first.suffix:
        jobs, problems = jobs_of_folders(names, specs, Path())
        if problems:
            raise ProblemsFound(problems)
        return jobs[0].config
    # Nobody has said what the package is called.
    return ClientConfig("client", "Client", tuple(Path(name).as_posix() for name in names), env_prefix="<PREFIX>")


def _known_clients(specs: Path) -> tuple[str, ...]:
    try:
        known = client_folders(specs)
    except OSError as failure:
        raise NoSuchClient(
            f"There is no folder of clients at {specs.as_posix()} ({failure.strerror}); make one, or name it with"
            " --specs-dir, or give a document with --spec."
        ) from failure
    if not known:
        raise NoSuchClient(f"No folder in {specs.as_posix()} holds a document ({DOCUMENTS}).")
    return known


def _shared_packages(jobs: Sequence[Job]) -> tuple[Problem, ...]:
    first: dict[str, Job] = {}
    problems: list[Problem] = []
    for job in jobs:
        # Folders that differ in case alone are one on the file systems of macOS and Windows.
        earlier = first.setdefault(job.config.package.lower(), job)
        if earlier is not job:
            names = dict.fromkeys(f"`{each.config.package}`" for each in (earlier, job))
            clash = f"Two clients have the package name {' and '.join(names)}"
            clash += ", one folder where case does not count." if len(names) > 1 else "."
            problems.append(error("config-duplicate", clash, _place(job), related=(_place(earlier),)))
    return tuple(problems)


def _place(job: Job) -> Location:
    return job.config.location or Location(job.config.specs[0])


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the garbage collector. It would walk a million values again and again, hardly any of them garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def produce(job: Job, doors: Doors, cache_folder: Path | None, version: str, tell: Tell) -> Outcome:
    """Run all stages that touch nothing. `version`: Clientmill's, for what is kept in the cache folder."""
    name = job.config.package
    cache = Cache(cache_folder, "stages", _LARGE_ENTRIES)
    memo = Memo(cache, version, os.getcwd(), job.name, name, *job.config.specs)
    tell(f"{name}: reading")
    loaded = _load(job.config, doors, memo)
    if isinstance(loaded, Finding):
        return Outcome(job, None, loaded)
    tell(f"{name}: modelling")
    try:
        api = _api_of(loaded, job.config, memo)
    except ProblemsFound as found:
        return Outcome(job, None, _finding(found.problems, loaded.sources))
    tell(f"{name}: rendering")
    files = render(api, job.config, job.command, memo)
    tell(f"{name}: formatting")
    written = formatted(files, Cache(cache_folder, "format"), memo)
    cache.prune()
    read = loaded.sources.files if loaded.sources.are_local else None
    return Outcome(job, written, _finding((*api.problems, *name_warnings(job.config)), loaded.sources), read)


def apply(outcome: Outcome, *, force: bool) -> tuple[Change, ...]:
    """Write a usable outcome; give what changed. Raises TreeRefused and OSError, with the old tree in place."""
    return write(outcome.files or {}, outcome.job.folder, force=force)


def contents(outcome: Outcome) -> dict[str, bytes]:
    """Give the files of a usable outcome as they are on disk."""
    return encoded(outcome.files or {})


def compare(outcome: Outcome) -> tuple[Change, ...]:
    """Compare a usable outcome with what is there; write nothing."""
    return drift(outcome.files or {}, outcome.job.folder)


def changes(outcome: Outcome, since: str | None) -> tuple[CallersChange, ...] | None:
    """Tell what a usable outcome changes for callers of the package on disk, or of the one at a revision of git.

    None: there is no such package. Raises NoRevision, and TreeRefused for files that cannot be read.
    """
    from generator.surface import Unreadable, changes_between, surface_of

    folder = outcome.job.folder
    there = files_in(folder) if since is None else files_at(since, folder)
    if not there:
        return None
    old, new = (
        {path: content.decode(errors="replace") for path, content in files.items() if path.endswith(".py")}
        for files in (there, contents(outcome))
    )
    try:
        return changes_between(surface_of(old), surface_of(new))
    except Unreadable as found:
        hint = "" if since else " Say --since HEAD to compare with what was committed."
        raise TreeRefused(f"{folder.as_posix()}/{found}.{hint}") from found


def inspect(config: ClientConfig, doors: Doors, cache_folder: Path | None, tell: Tell) -> tuple[Account, Sources]:
    """Account for a client's documents, as far as they can be read. Never raises for what is wrong with them."""
    # Here, because `generate` has no use for them.
    from generator.account import Account
    from generator.emitter.constructor import constructor_of
    from generator.loader.verdicts import verdicts

    tell("reading")
    loaded = _load(config, doors)
    if isinstance(loaded, Finding):
        return Account(None, None, loaded.problems, loaded.sources.resolve), loaded.sources
    tell("modelling")
    api: Api | None
    try:
        api = _api_of(loaded, config)
        problems = (*api.problems, *name_warnings(config))
    except ProblemsFound as found:
        api, problems = None, found.problems
    tell("validating")
    second = verdicts(loaded.sources, config.overlays, Cache(cache_folder, "validator"))
    finding = _finding((*problems, *second), loaded.sources)
    constructor = constructor_of(api, config) if api is not None else None
    return Account(loaded.spec, api, finding.problems, finding.sources.resolve, constructor), finding.sources


def _load(config: ClientConfig, doors: Doors, memo: Memo = NO_MEMO) -> Loaded | Finding:
    try:
        return load_spec(
            config.specs,
            overlays=config.overlays,
            auth=config.auth,
            skips=config.skip,
            only=config.only,
            allow_remote=doors.allow_remote,
            allow_outside=doors.allow_outside,
            memo=memo,
        )
    except LoadFailed as found:
        return _finding(found.problems, found.sources)


def _api_of(loaded: Loaded, config: ClientConfig, memo: Memo = NO_MEMO) -> Api:
    try:
        return build_api(loaded.spec, config, memo)
    except RecursionError:
        # Of real documents, none comes near: these chains have hundreds of links.
        message = "Schemas lead from one to the next over more levels than can be followed."
        hint = "Shorten the chain in an overlay. If there is none, please report it, with the document."
        raise ProblemsFound((error("schema-chain", message, Location(config.specs[0]), hint),)) from None


def _finding(problems: Sequence[Problem], sources: Sources) -> Finding:
    layered = LayeredSources(sources)
    return Finding(resolved(problems, layered), layered)
