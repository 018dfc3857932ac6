"""The command line: `clientmill generate | check | inspect`.

Receives arguments; prints, and returns the exit code.

    0  done, or in step     2  wrong usage, errors in the documents, a folder that cannot be read or written
    1  check found drift    70 a bug in Clientmill          130 interrupted
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from generator import __version__
from generator.arguments import parse
from generator.console import Console

_REFUSED = 2
_BUG = 70
"""EX_SOFTWARE of sysexits.h."""
_INTERRUPTED = 130
"""128 + SIGINT, as shells count."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code, except for usage errors, --help and --version, where argparse exits."""
    console = Console()
    try:
        arguments = parse(words)
        console = Console(is_quiet=arguments.is_quiet, is_verbose=arguments.is_verbose)
        # Here, so that --help and usage errors answer at once.
        from generator.commands import run

        return int(run(arguments, console))
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
