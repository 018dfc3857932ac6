"""Other generators and SDKs to compare with, each in an environment of its own under the cache folder.

They are installed only when asked for (`make bench ARGS=--peers`), from the package index that pip is set up with.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from generator.cache import cache_folder

_GENERATORS = ("action0-client-openapi[yaml]", "openapi-python-client")
_SDKS = ("telnyx",)


class Peers:
    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        """None: no peers were asked for."""

    def generator(self, name: str, document: Path, output: Path) -> list[str] | None:
        """Give the command that generates with a peer; None if it is not there."""
        if self._folder is None:
            return None
        tools = self._folder / "generators" / "bin"
        match name:
            case "action0-client-openapi":
                words = ["action0-openapi", str(document), "--output", str(output), "--package-name", "pk", "--force"]
            case _:
                words = ["openapi-python-client", "generate", "--path", str(document), "--meta", "none"]
                words += ["--output-path", str(output), "--overwrite"]
        command = tools / words[0]
        return [str(command), *words[1:]] if command.exists() else None

    def sdk_python(self) -> str | None:
        """Give the interpreter that has Telnyx's own SDK; None if it is not there."""
        if self._folder is None:
            return None
        found = self._folder / "sdks" / "bin" / "python"
        return str(found) if found.exists() else None


def installed() -> Peers:
    """Install what is missing."""
    cache = cache_folder(os.environ)
    if cache is None:
        raise SystemExit("Without a cache folder there is no place for peers; set CLIENTMILL_CACHE.")
    folder = cache / "peers"
    for name, packages in (("generators", _GENERATORS), ("sdks", _SDKS)):
        target = folder / name
        if not (target / "complete").exists():
            print(f"Installing {', '.join(packages)} in {target} ...", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(target)], check=True)
            for package in packages:
                # One that cannot be had is left out of the table.
                words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
                subprocess.run([str(target / "bin" / "python"), *words], check=False)
            (target / "complete").touch()
    return Peers(folder)
