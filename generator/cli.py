"""The command line: `clientmill generate | check | changes | inspect`.

Receives arguments; prints, and returns the exit code.

    0  done, or in step     2  wrong usage, errors in the documents, a folder that cannot be read or written
    1  check found drift, or changes what breaks callers    70 a bug in Clientmill    130 interrupted
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from generator import __version__
from generator.arguments import parse
from generator.cache import cache_folder
from generator.console import Console

_DONE = 0
_REFUSED = 2
_BUG = 70
"""EX_SOFTWARE of sysexits.h."""
_INTERRUPTED = 130
"""128 + SIGINT, as shells count."""


def process() -> NoReturn:
    """Be the process: run a command, then end without freeing a million values one by one, a tenth of a run's time."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):
            # A reader that went away.
            stream.flush()
    os._exit(code)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code, except for usage errors, --help and --version, where argparse exits."""
    console = Console()
    try:
        arguments = parse(words)
        console = Console(is_quiet=arguments.is_quiet, is_verbose=arguments.is_verbose)
        # Imports stand where they are needed: --help, usage errors and runs with nothing to do answer at once.
        from generator.recall import Recall

        recall = None if arguments.command == "inspect" else Recall(arguments, cache_folder(os.environ))
        if recall is not None and recall.is_complete:
            from generator.unchanged import report_unchanged

            report_unchanged(arguments.command, recall.records.values(), console)
            return _DONE
        from generator.commands import run

        return int(run(arguments, console, recall))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OSError as failure:
        where = f"{failure.filename}: " if failure.filename is not None else ""
        console.complain(f"{where}{failure.strerror or failure}.")
        return _REFUSED
    except Exception:
        traceback.print_exc()
        console.complain(
            f"this is a bug in Clientmill {__version__}. Please report it, with the lines above and the document."
        )
        return _BUG
