"""What each command does.

Receives Arguments and a Console; returns the exit code. What the user has to set right is printed.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from enum import IntEnum

from generator import pipeline
from generator.arguments import Arguments, words_of
from generator.cache import cache_folder
from generator.console import Console, texts_of
from generator.emitter.diff import counts, diff_text
from generator.emitter.tree import TreeRefused, left_behind
from generator.pipeline import Outcome
from generator.problems import Problem, ProblemsFound, Severity
from generator.recall import Recall, Record
from generator.revisions import NoRevision
from generator.unchanged import say_unchanged


class Exit(IntEnum):
    DONE = 0
    DRIFT = 1
    BROKEN = 1
    REFUSED = 2


def run(arguments: Arguments, console: Console, recall: Recall | None) -> Exit:
    """Run a command. `recall` has what need not be run; `inspect` has no use for it."""
    try:
        if recall is None:
            return _inspect(arguments, console)
        return _generate_or_check(arguments, console, recall)
    except (pipeline.NoSuchClient, NoRevision, TreeRefused) as refused:
        console.complain(str(refused))
        return Exit.REFUSED
    except ProblemsFound as found:
        console.report(found.problems)
        return Exit.REFUSED


def _generate_or_check(arguments: Arguments, console: Console, recall: Recall) -> Exit:
    wrong: tuple[Problem, ...] = ()
    if arguments.specs and arguments.package is not None:
        jobs: tuple[pipeline.Job, ...] = (
            pipeline.job_of_flags(arguments.specs, arguments.package, arguments.class_name, arguments.output),
        )
    else:
        jobs, wrong = pipeline.jobs_of_folders(arguments.names, arguments.specs_dir, arguments.output)
    cache = cache_folder(os.environ)
    with console.progress() as progress, pipeline.uncollected():
        results = [
            recall.records.get(job.name)
            or pipeline.produce(job, _doors(arguments), cache, recall.version, progress.tell)
            for job in jobs
        ]
    console.report(wrong)
    for result in results:
        if isinstance(result, Record):
            console.report_again(result.report)
        else:
            console.report(result.finding.problems, result.finding.sources)
    has_errors = any(problem.severity is Severity.ERROR for problem in wrong)
    if has_errors or any(isinstance(result, Outcome) and result.files is None for result in results):
        if arguments.command == "generate":
            console.complain("nothing was written.")
        return Exit.REFUSED
    if arguments.command == "check":
        return _check(results, arguments, console, recall)
    if arguments.command == "changes":
        return _changes([each for each in results if isinstance(each, Outcome)], arguments, console)
    return _generate(results, arguments.force, console, recall)


def _generate(results: Sequence[Outcome | Record], force: bool, console: Console, recall: Recall) -> Exit:
    for outcome in results:
        if isinstance(outcome, Record):
            say_unchanged("generate", outcome, console)
            continue
        folder = outcome.job.folder.as_posix()
        try:
            changes = pipeline.apply(outcome, force=force)
        except OSError as failure:
            where = failure.filename or folder
            console.complain(f"{where}: {failure.strerror or failure}. {folder} is as it was.")
            return Exit.REFUSED
        except UnicodeEncodeError as failure:
            name = failure.object.rpartition("/")[2]
            where = f"{folder}: the locale's file names are {failure.encoding}, and cannot be `{name}`"
            console.complain(f"{where}. Set PYTHONUTF8=1, or a UTF-8 locale. {folder} is as it was.")
            return Exit.REFUSED
        for left in left_behind(outcome.job.folder):
            console.complain(f"{left.as_posix()} is of an earlier run and cannot be removed; remove it by hand.")
        console.say(f"{folder}: {counts(changes)}\n")
        for change in changes:
            sign = "+" if change.old is None else "-" if change.new is None else "~"
            console.detail(f"  {sign} {change.path}\n")
        _keep(outcome, recall)
    return Exit.DONE


def _keep(outcome: Outcome, recall: Recall) -> None:
    if outcome.read is not None:
        texts = texts_of(outcome.finding.problems, outcome.finding.sources)
        recall.keep(outcome.job.name, outcome.job.folder, outcome.read, pipeline.contents(outcome), texts)


def _check(results: Sequence[Outcome | Record], arguments: Arguments, console: Console, recall: Recall) -> Exit:
    result = Exit.DONE
    for outcome in results:
        if isinstance(outcome, Record):
            say_unchanged("check", outcome, console)
            continue
        folder = outcome.job.folder.as_posix()
        changes = pipeline.compare(outcome)
        if changes:
            result = Exit.DRIFT
            console.result(diff_text(changes, folder))
            command = shlex.join(("clientmill", "generate", *words_of(arguments, outcome.job.name)))
            console.complain(f"{folder} is out of step: {counts(changes)}. Run `{command}`.")
        else:
            console.say(f"{folder} is in step.\n")
            _keep(outcome, recall)
    return result


def _changes(outcomes: Sequence[Outcome], arguments: Arguments, console: Console) -> Exit:
    from generator.surface import Kind
    from generator.surface.texts import json_of, lines_of, summary_of

    found = [(each.job.folder.as_posix(), pipeline.changes(each, arguments.since)) for each in outcomes]
    if arguments.json:
        told = [json_of(folder, changes) for folder, changes in found]
        console.result(json.dumps({"clients": told}, indent=2) + "\n")
    else:
        for folder, changes in found:
            console.result(lines_of(changes or ()))
            console.say(f"{folder}: {'it is new' if changes is None else summary_of(changes)}.\n")
    is_broken = any(change.kind is Kind.BREAKING for _, changes in found for change in changes or ())
    return Exit.BROKEN if is_broken else Exit.DONE


def _inspect(arguments: Arguments, console: Console) -> Exit:
    from generator.account import account_json, account_text

    config = pipeline.config_to_inspect(arguments.names, arguments.specs_dir)
    with console.progress() as progress, pipeline.uncollected():
        account, sources = pipeline.inspect(config, _doors(arguments), cache_folder(os.environ), progress.tell)
    has_errors = any(problem.severity is Severity.ERROR for problem in account.problems)
    if arguments.json:
        console.result(json.dumps(account_json(account), indent=2) + "\n")
    elif account.spec is not None:
        console.result(account_text(account))
    if has_errors or not arguments.json:
        # With --json they are in the JSON too; a person who sees an exit code of 2 should also see why.
        console.report(account.problems, sources)
    return Exit.REFUSED if has_errors else Exit.DONE


def _doors(arguments: Arguments) -> pipeline.Doors:
    return pipeline.Doors(arguments.allow_remote, arguments.allow_outside)
