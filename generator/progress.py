"""A line that says what is being done, for work that takes longer than a moment.

    clientmill: telnyx: formatting (2 s)      ◀ on a terminal, on one line that is rewritten and then removed

Receives the names of stages; writes to a terminal. Everywhere else, and for quick work, it writes nothing.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self, TextIO

_QUIET_SECONDS = 1.0
"""Work that is done within it needs no explanation."""
_STEP_SECONDS = 0.2
_ERASE_LINE = "\r\x1b[K"


class Progress:
    """Shows the present stage from its own thread while its `with` block runs."""

    def __init__(self, stream: TextIO, *, is_shown: bool) -> None:
        self._stream = stream
        self._stage = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True) if is_shown else None

    def tell(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _draw(self) -> None:
        begin = time.monotonic()
        if self._done.wait(_QUIET_SECONDS):
            return
        while True:
            seconds = time.monotonic() - begin
            self._write(f"{_ERASE_LINE}clientmill: {self._stage} ({seconds:.0f} s)")
            if self._done.wait(_STEP_SECONDS):
                break
        self._write(_ERASE_LINE)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # A terminal that went away: the work goes on, nobody watches.
            self._done.set()
