"""Where text for people goes, and how loud.

Receives text and problems; writes results to stdout, everything about a run to stderr. A reader that went away
(`clientmill check | head`), or that never was (`>&-`), is no error: the rest is dropped, and the exit code stays what it is.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from generator.problems import Problem, Severity
from generator.progress import Progress
from generator.report import COLOURS, PLAIN, DiskSources, Sources, report, wants_colour


def texts_of(problems: Iterable[Problem], sources: Sources) -> tuple[str, str]:
    """Spell problems for `report_again`."""
    listed = tuple(problems)
    return report(listed, sources, PLAIN), report(listed, sources, COLOURS)


class Console:
    def __init__(self, *, is_quiet: bool = False, is_verbose: bool = False) -> None:
        self.is_quiet = is_quiet
        self.is_verbose = is_verbose
        for stream in (sys.stdout, sys.stderr):
            # A terminal or pipe that cannot show a character of a document gets its escape, not an exception.
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="backslashreplace")

    def result(self, text: str) -> None:
        _write(sys.stdout, text)

    def say(self, text: str) -> None:
        """Tell how it went; not when quiet."""
        if not self.is_quiet:
            _write(sys.stdout, text)

    def detail(self, text: str) -> None:
        if self.is_verbose:
            _write(sys.stdout, text)

    def complain(self, text: str) -> None:
        _write(sys.stderr, f"clientmill: {text}\n")

    def report(self, problems: Iterable[Problem], sources: Sources | None = None) -> None:
        """Print problems; errors only when quiet."""
        shown = [each for each in problems if not self.is_quiet or each.severity is Severity.ERROR]
        palette = COLOURS if wants_colour(_is_terminal(), os.environ) else PLAIN
        _write(sys.stderr, report(shown, sources or DiskSources(), palette))

    def report_again(self, texts: tuple[str, str]) -> None:
        """Print what `texts_of` made of problems in an earlier run, none of them an error."""
        plain, coloured = texts
        if not self.is_quiet:
            _write(sys.stderr, coloured if wants_colour(_is_terminal(), os.environ) else plain)

    def progress(self) -> Progress:
        is_shown = not self.is_quiet and _is_terminal() and os.environ.get("TERM") != "dumb"
        return Progress(sys.stderr, is_shown=is_shown)


# Python has None for a stream that was closed from the beginning.
def _is_terminal() -> bool:
    stream: TextIO | None = sys.stderr
    return stream is not None and stream.isatty()


def _write(stream: TextIO | None, text: str) -> None:
    if not text or stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as failure:
        # Windows says EINVAL of a pipe that nobody reads.
        if not isinstance(failure, BrokenPipeError) and not (os.name == "nt" and failure.errno == errno.EINVAL):
            raise
        # The interpreter flushes once more at its end, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
