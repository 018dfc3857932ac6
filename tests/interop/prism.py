"""Prism (https://github.com/stoplightio/prism): a mock server that somebody else wrote, and that validates requests.

`installed()` puts it into a folder of its own with npm; `mocking(document)` runs it on an ephemeral port of 127.0.0.1.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "@stoplight/prism-cli"
VERSION = "5.14.2"
_READY = "Prism is listening on"
_SECONDS_TO_START = 120.0
"""A document of 2 MB takes it twenty seconds on a slow machine."""


class NoPrism(Exception):
    """Prism cannot be had here; the text says why."""


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "clientmill", "interop", f"prism-{VERSION}")


def installed() -> Path:
    """Install Prism unless it is there; give its command. Raises NoPrism."""
    folder = cache_folder()
    command = folder / "node_modules" / ".bin" / "prism"
    if command.exists():
        return command
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NoPrism("npm and node are not on the path; Prism needs Node.js 18.20.1 or later.")
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Installing {PACKAGE} {VERSION} ...", flush=True)
    done = subprocess.run(
        [
            npm,
            "install",
            "--prefix",
            str(folder),
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            f"{PACKAGE}@{VERSION}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not command.exists():
        raise NoPrism(f"npm could not install {PACKAGE}: {done.stderr.strip()[-500:]}")
    return command


class Mock:
    """A running Prism."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        self.url = url
        self._process = process
        self.lines: list[str] = []

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None


@contextmanager
def mocking(command: Path, document: Path) -> Iterator[Mock]:
    """Serve a document until the block ends. Raises NoPrism if Prism does not take it."""
    port = _free_port()
    process = subprocess.Popen(
        [str(command), "mock", "--errors", "-p", str(port), str(document)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"},
    )
    mock = Mock(f"http://127.0.0.1:{port}", process)
    ready = threading.Event()

    def listen() -> None:
        # Read to its end: a full pipe would stop Prism.
        for line in process.stdout or ():
            mock.lines.append(line.rstrip())
            if _READY in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=listen, daemon=True)
    reader.start()
    try:
        if not ready.wait(_SECONDS_TO_START) or not mock.is_running:
            raise NoPrism(f"Prism does not take {document.name}:\n" + "\n".join(mock.lines[-10:]))
        yield mock
    finally:
        process.terminate()
        process.wait(timeout=30)
        reader.join(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    print(installed(), file=sys.stdout)
