"""The command line's grammar.

Receives arguments; returns `Arguments`. Ends the process with usage on stderr and code 2 when they make no sense, as argparse does.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import __version__

_EXIT_CODES = """\
exit codes: 0 done, or in step; 1 check found drift, or changes what breaks callers; 2 wrong usage, errors in the
documents, or a folder that cannot be written; 70 a bug in clientmill; 130 interrupted
"""


_SPECS = Path("specs")
_OUTPUT = Path("generated")


class _Parser(argparse.ArgumentParser):
    """One that knows flags by their whole names: --specs would be --specs-dir, where --spec is meant."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)
        self.set_defaults(parser=self)


class Arguments(Struct, frozen=True):
    """What the user asked for."""

    command: str
    """"generate", "check", "changes" or "inspect"."""
    names: tuple[str, ...]
    """Clients; for inspect, files or one client."""
    specs: tuple[str, ...]
    package: str | None
    class_name: str | None
    specs_dir: Path
    output: Path
    allow_remote: bool
    allow_outside: bool
    force: bool
    since: str | None
    """A revision of git; None means the packages as they are on disk."""
    json: bool
    is_quiet: bool
    is_verbose: bool


def parse(words: Sequence[str] | None) -> Arguments:
    found, unknown = _parser().parse_known_args(words)
    parser: argparse.ArgumentParser = found.parser
    _refuse_unknown(parser, unknown)
    specs = tuple(getattr(found, "spec", None) or ())
    package: str | None = getattr(found, "package", None)
    class_name: str | None = getattr(found, "class_name", None)
    if specs and found.names:
        parser.error("give clients or --spec, not both")
    if specs and package is None:
        parser.error("--spec needs --package NAME")
    remote = [word for word in (*specs, *found.names) if "://" in word]
    if remote:
        parser.error(f"{remote[0]} is not a file; fetch it first, for example with curl -O")
    if not specs and (package is not None or class_name is not None):
        parser.error("--package and --class-name belong to --spec; a client's are in its client.yml")
    return Arguments(
        command=found.command,
        names=tuple(found.names),
        specs=specs,
        package=package,
        class_name=class_name,
        specs_dir=found.specs_dir,
        output=getattr(found, "output", Path()),
        allow_remote=found.allow_remote,
        allow_outside=found.allow_outside,
        force=getattr(found, "force", False),
        since=getattr(found, "since", None),
        json=getattr(found, "json", False),
        is_quiet=getattr(found, "quiet", False),
        is_verbose=getattr(found, "verbose", False),
    )


def words_of(arguments: Arguments, client: str) -> tuple[str, ...]:
    """Give what asks for one client as these arguments do; defaults are left out."""
    return (
        *((client,) if client else ()),
        *(word for spec in arguments.specs for word in ("--spec", spec)),
        *(("--package", arguments.package) if arguments.package is not None else ()),
        *(("--class-name", arguments.class_name) if arguments.class_name is not None else ()),
        *(("--specs-dir", arguments.specs_dir.as_posix()) if arguments.specs_dir != _SPECS else ()),
        *(("--output", arguments.output.as_posix()) if arguments.output != _OUTPUT else ()),
        *(("--allow-remote",) if arguments.allow_remote else ()),
        *(("--allow-outside",) if arguments.allow_outside else ()),
    )


def _refuse_unknown(parser: argparse.ArgumentParser, words: Sequence[str]) -> None:
    if words:
        flags = [word for word in words if word.startswith("-")] or [words[0]]
        close = get_close_matches(flags[0], re.findall(r"--[a-z-]+", parser.format_help()), 1, 0.7)
        hint = f"; did you mean {close[0]}?" if close else ""
        parser.error(f"unrecognized arguments: {' '.join(flags)}{hint}")


def _parser() -> _Parser:
    loudness = _loudness()
    parser = _Parser(
        prog="clientmill",
        description="OpenAPI documents in, one typed Python client package per vendor out.",
        epilog=_EXIT_CODES,
        parents=[loudness],
    )
    parser.add_argument("--version", action="version", version=f"clientmill {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    documents = _documents()
    target = _target()
    generate = commands.add_parser(
        "generate",
        help="write the clients",
        description="Write clients: those named, or all in the folder of specs; or one from --spec.",
        epilog=_EXIT_CODES,
        parents=[loudness, documents, target],
    )
    generate.add_argument("--force", action="store_true", help="replace a folder that clientmill did not make")
    commands.add_parser(
        "check",
        help="compare the clients with what generate would write",
        description="Compare, write nothing, and print a diff of what is out of step.",
        epilog=_EXIT_CODES,
        parents=[loudness, documents, target],
    )
    changes = commands.add_parser(
        "changes",
        help="tell what generate would change for callers",
        description="Compare, write nothing, and tell what would change for callers of the packages, and what would break them.",
        epilog=_EXIT_CODES,
        parents=[loudness, documents, target],
    )
    changes.add_argument(
        "--since", metavar="REVISION", help="compare with the packages at a revision of git (default: those on disk)"
    )
    changes.add_argument("--json", action="store_true", help="print the changes as JSON")
    inspect = commands.add_parser(
        "inspect",
        help="tell what becomes of every operation",
        description="Tell what becomes of every operation of documents, or of a client.",
        epilog=_EXIT_CODES,
        parents=[loudness, documents],
    )
    inspect.add_argument("names", nargs="+", metavar="FILE", help="documents of one client, or a client's name")
    inspect.add_argument("--json", action="store_true", help="print the account as JSON")
    return parser


def _loudness() -> _Parser:
    """Make the options that stand before or after the command."""
    options = _Parser(add_help=False)
    # SUPPRESS: otherwise the command's own default would undo what stands before it.
    choice = options.add_mutually_exclusive_group()
    choice.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="print errors only")
    choice.add_argument("-v", "--verbose", action="store_true", default=argparse.SUPPRESS, help="print every file")
    return options


def _documents() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument(
        "--specs-dir", type=Path, default=_SPECS, metavar="DIR", help="folder of clients (default: specs)"
    )
    options.add_argument("--allow-remote", action="store_true", help="let references lead to the network")
    options.add_argument("--allow-outside", action="store_true", help="let references lead out of a document's folder")
    return options


def _target() -> _Parser:
    options = _Parser(add_help=False)
    options.add_argument("names", nargs="*", metavar="CLIENT", help="a folder in the folder of clients (default: all)")
    options.add_argument(
        "--spec", action="append", metavar="FILE", help="a document: YAML, JSON or a Markdown page; can be repeated"
    )
    options.add_argument("--package", metavar="NAME", help="the package made from --spec")
    options.add_argument("--class-name", metavar="NAME", help="its client class (default: the package in PascalCase)")
    options.add_argument(
        "--output", type=Path, default=_OUTPUT, metavar="DIR", help="where packages go (default: generated)"
    )
    return options
