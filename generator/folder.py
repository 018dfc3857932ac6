"""What is in a generated package's folder.

Receives the folder; returns {path: bytes} of all that `generate` writes and `check` compares, with line feeds as line ends.
Follows no links.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path, PurePosixPath

HAND_OWNED = "lib"
"""The vendor team's own folder in a package: never read, never changed."""
CACHES = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
_RUBBISH = frozenset({".DS_Store", "desktop.ini", "Thumbs.db"})
_RUBBISH_BEGINS = ("._", ".nfs", ".#")
_RUBBISH_ENDS = (".pyc", ".pyo", ".swp", "~")
"""What Python, file managers, editors and network drives leave in folders that somebody looks into."""


def files_in(root: Path) -> dict[str, bytes]:
    """Read every file of a package's folder that a run writes; nothing if there is no such folder."""
    found: dict[str, bytes] = {}
    if root.is_symlink() or not root.is_dir():
        return found
    for folder, folders, names in os.walk(root, onerror=_raise):
        below = PurePosixPath(Path(folder).relative_to(root).as_posix())
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        is_top = folder == str(root)
        folders[:] = sorted(name for name in folders if name not in linked and not is_ignored(name, is_top))
        for name in sorted([*names, *linked]):
            if not is_ignored(name, is_top):
                # macOS lists names in another normal form than they were written in.
                found[unicodedata.normalize("NFC", str(below / name))] = _content(Path(folder, name))
    return found


def is_ignored(name: str, is_top: bool) -> bool:
    """Tell whether a name in a folder is none of what is compared; `is_top` in a package's own folder."""
    return (
        name in CACHES
        or (is_top and name == HAND_OWNED)
        or name in _RUBBISH
        or name.startswith(_RUBBISH_BEGINS)
        or name.endswith(_RUBBISH_ENDS)
    )


def _content(path: Path) -> bytes:
    mode = path.lstat().st_mode
    if stat.S_ISREG(mode):
        # Git gives the whole checkout these line ends on many a Windows machine; nothing generated has them.
        return path.read_bytes().replace(b"\r\n", b"\n")
    # Reading through a link, or from a pipe, would compare something that is not in the tree.
    return b"(a link)\n" if stat.S_ISLNK(mode) else b"(not a file)\n"


def _raise(failure: OSError) -> None:
    raise failure
