from __future__ import annotations

import io
import threading

import pytest

from generator import progress
from generator.progress import Progress


class Terminal(io.StringIO):
    """Tells when something has been written."""

    def __init__(self) -> None:
        super().__init__()
        self.is_written = threading.Event()

    def write(self, text: str) -> int:
        count = super().write(text)
        self.is_written.set()
        return count


def test_long_work_shows_its_stage_and_then_removes_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0)
    terminal = Terminal()

    with Progress(terminal, is_shown=True) as shown:
        shown.tell("pets: formatting")
        assert terminal.is_written.wait(10)

    assert "clientmill: " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_quick_work_shows_nothing() -> None:
    terminal = Terminal()

    with Progress(terminal, is_shown=True) as shown:
        shown.tell("pets: reading")

    assert "" == terminal.getvalue()


def test_nothing_is_shown_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0)
    terminal = Terminal()

    with Progress(terminal, is_shown=False) as shown:
        shown.tell("pets: reading")

    assert "" == terminal.getvalue()


def test_a_terminal_that_goes_away_does_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0)
    terminal = Terminal()
    terminal.close()

    with Progress(terminal, is_shown=True) as shown:
        shown.tell("pets: reading")
