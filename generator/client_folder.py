"""Which clients there are: folders of documents.

Receives the folder of clients; returns names. Opens no file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

CLIENT_FILE = "client.yml"
OVERLAY_FILE = "overlay.yml"
_SUFFIXES = (".yml", ".yaml", ".json")
DOCUMENTS = ", ".join(f"*{suffix}" for suffix in _SUFFIXES)
"""What documents are called, as it is told."""


def client_folders(specs: Path) -> tuple[str, ...]:
    """Name the folders that hold a client, sorted. Raises OSError where there is no such folder."""
    return tuple(folder.name for folder in _folders(specs) if _holds_client(folder))


def empty_folders(specs: Path) -> tuple[str, ...]:
    """Name the folders that hold no client, though they could. Raises OSError as `client_folders`."""
    return tuple(folder.name for folder in _folders(specs) if not _holds_client(folder))


def is_beside(specs: Path, client: str) -> bool:
    """Tell whether another folder of clients, beside this one, holds the client."""
    specs = Path(os.path.abspath(specs))
    for folder in specs.parent.iterdir():
        with suppress(OSError):
            if folder != specs and _holds_client(folder / client):
                return True
    return False


def _folders(specs: Path) -> list[Path]:
    return sorted(folder for folder in specs.iterdir() if folder.is_dir() and not folder.name.startswith((".", "_")))


def _holds_client(folder: Path) -> bool:
    return (folder / CLIENT_FILE).is_file() or bool(documents_in(folder))


def documents_in(folder: Path) -> tuple[str, ...]:
    """Name the documents of a client's folder, sorted."""
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES
            and path.name not in (CLIENT_FILE, OVERLAY_FILE)
            and not path.name.startswith(".")
            and path.is_file()
        )
    )
