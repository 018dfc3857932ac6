"""{path: text} to a folder, all or nothing; or what would change.

Receives a package's files and its folder; returns the changes. The complete new tree is built in a sibling folder and takes
the old one's place by renaming, so that an error, or a kill, leaves the old tree or the new one, never half of each:

    generated/.telnyx.new-1a2b   ◀ 1. written in full; hand-owned lib/ is moved in
    generated/telnyx             ──▶ generated/.telnyx.old-1a2b       2. rename
    generated/.telnyx.new-1a2b   ──▶ generated/telnyx                 3. rename
    generated/.telnyx.old-1a2b   ◀ 4. removed

What a killed run leaves behind is set right by the next one. Nothing outside the package's folder and these two siblings
is ever written; links are replaced, not followed.

A folder that cannot be renamed (a mount point, a folder of a lower layer of a container) is written file by file, each of
them all or nothing, after all were written beside their places:

    generated/telnyx/.clientmill.new   ◀ 1. written in full     2. each file renamed to its place     3. removed
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from generator.folder import CACHES, HAND_OWNED, files_in, is_ignored, is_ours

_INSIDE = ".clientmill.new"
"""Folder in a package that cannot be renamed, for what is not in its place yet."""
_FIXED = frozenset({errno.EXDEV, errno.EBUSY})
"""What renaming a folder fails with that can be written into, but not moved."""


class TreeRefused(Exception):
    """The folder must not be written: it is somebody else's, or not a folder."""


class Change(Struct, frozen=True):
    """One file that is not what it should be."""

    path: str
    """Inside the package, with forward slashes."""
    old: bytes | None
    """None: there is no such file yet."""
    new: bytes | None
    """None: the file is no longer produced."""


def drift(files: Mapping[str, str | bytes], root: Path) -> tuple[Change, ...]:
    """Compare the files with the folder, by path; write nothing."""
    return _changes(encoded(files), root)


def _changes(wanted: Mapping[str, bytes], root: Path) -> tuple[Change, ...]:
    found = files_in(root)
    return tuple(
        Change(path, found.get(path), wanted.get(path))
        for path in sorted(wanted.keys() | found.keys())
        if wanted.get(path) != found.get(path)
    )


def write(files: Mapping[str, str | bytes], root: Path, *, force: bool = False) -> tuple[Change, ...]:
    """Make the folder hold these files, `lib/`, and nothing else; touch nothing if it does already.

    Raises TreeRefused for a folder that Clientmill did not make (unless forced), OSError when the disk says no,
    ValueError for a path that leaves the folder: that is a bug.
    """
    wanted = encoded(files)
    root.parent.mkdir(parents=True, exist_ok=True)
    with _only_one_writer(root.parent):
        _recover(root)
        _refuse_foreign(root, force)
        changes = _changes(wanted, root)
        if changes:
            try:
                _replace(root, wanted, changes)
            finally:
                _recover(root)
    return changes


def encoded(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Give files as they are on disk. Raises ValueError for a path that leaves the folder."""
    spelled: dict[str, str] = {}
    for path in files:
        _check_path(path)
        # Equal on the file systems of macOS and Windows.
        folded = unicodedata.normalize("NFC", path).lower()
        if folded in spelled:
            raise ValueError(f"{spelled[folded]!r} and {path!r} are one file where case does not count.")
        spelled[folded] = path
    return {path: text if isinstance(text, bytes) else text.encode("utf-8") for path, text in files.items()}


def _check_path(path: str) -> None:
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(character in path for character in '\\:\0\n"<>|?*'):
        raise ValueError(f"{path!r} is not a path inside the package.")
    if parts[0] == HAND_OWNED:
        raise ValueError(f"{path!r} is hand-owned.")
    if CACHES.intersection(parts):
        raise ValueError(f"{path!r} is in a folder that is not compared.")


def _refuse_foreign(root: Path, force: bool) -> None:
    if root.is_symlink():
        raise TreeRefused(f"{root} is a symbolic link; remove it, or give the folder it leads to.")
    if not root.exists():
        return
    if not root.is_dir():
        raise TreeRefused(f"{root} is a file, and a folder is to be written there.")
    others = [name for name in sorted(os.listdir(root)) if not is_ignored(name, is_top=True)]
    if others and not force and not is_ours(root):
        raise TreeRefused(
            f"{root} holds files that Clientmill did not write ({', '.join(others[:3])}{', …' if len(others) > 3 else ''});"
            " writing would remove them. Choose another folder, or say --force."
        )


def _replace(root: Path, wanted: Mapping[str, bytes], changes: tuple[Change, ...]) -> None:
    # Later names sort behind earlier ones.
    name = f"{time.time_ns():016x}"
    new = root.parent / f".{root.name}.new-{name}"
    _build(new, wanted, root, {change.path for change in changes})
    if root.exists():
        try:
            _move_hand_owned(root, new)
            root.rename(root.parent / f".{root.name}.old-{name}")
        except OSError as failure:
            if failure.errno not in _FIXED:
                raise
            _recover(root)
            _write_inside(root, changes)
            return
    new.rename(root)


def _write_inside(root: Path, changes: tuple[Change, ...]) -> None:
    written = root / _INSIDE
    for change in changes:
        if change.new is not None:
            _put(written / change.path, change.new)
    for change in changes:
        if change.new is None:
            (root / change.path).unlink(missing_ok=True)
    _remove_empty_folders(root)
    for change in changes:
        if change.new is not None:
            target = root / change.path
            target.parent.mkdir(parents=True, exist_ok=True)
            (written / change.path).replace(target)


def _remove_empty_folders(root: Path) -> None:
    for folder, _, names in os.walk(root, topdown=False):
        inside = Path(folder).relative_to(root).parts
        if inside and inside[0] != HAND_OWNED and not names:
            with suppress(OSError):
                # There are folders in it.
                os.rmdir(folder)


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _build(new: Path, wanted: Mapping[str, bytes], root: Path, changed: set[str]) -> None:
    new.mkdir()
    for path, content in wanted.items():
        _put(new / path, content)
        if path not in changed:
            # Build tools that go by time see only what changed. (A file may be there under another normal form.)
            with suppress(FileNotFoundError):
                status = (root / path).stat()
                os.utime(new / path, ns=(status.st_atime_ns, status.st_mtime_ns))
    if root.exists():
        with suppress(OSError):
            # A mount without permissions.
            shutil.copymode(root, new)


def _move_hand_owned(source: Path, target: Path) -> None:
    if os.path.lexists(source / HAND_OWNED):
        (source / HAND_OWNED).rename(target / HAND_OWNED)


def _recover(root: Path) -> None:
    """Set right what a run that stopped in between has left, this one or an earlier one.

    Only what the old tree holds counts until the new one has taken its place.
    """
    before = _siblings(root, "old")
    unfinished = _siblings(root, "new")
    if not os.path.lexists(root) and before:
        before.pop().rename(root)
    for folder in unfinished:
        # lib/ had been moved in already, and the swap did not come to pass.
        if root.is_dir() and not os.path.lexists(root / HAND_OWNED):
            _move_hand_owned(folder, root)
    for folder in (*unfinished, *before):
        if not os.path.lexists(folder / HAND_OWNED):
            _remove(folder)
    _remove(root / _INSIDE)


def _remove(tree: Path) -> None:
    """Remove a folder, as far as that can be done: what is left of it must not stand in the way of later runs."""
    shutil.rmtree(tree, ignore_errors=True)
    if not tree.exists():
        return
    for folder, folders, names in os.walk(tree):
        # Read-only folders keep their files on POSIX, read-only files themselves on Windows.
        for path in (folder, *(os.path.join(folder, name) for name in (*folders, *names))):
            with suppress(OSError):
                if not os.path.islink(path):
                    os.chmod(path, stat.S_IRWXU)
    shutil.rmtree(tree, ignore_errors=True)


def left_behind(root: Path) -> list[Path]:
    """Give the folders of earlier runs that could not be removed. They can go, but for a `lib/` in them."""
    return [*_siblings(root, "new"), *_siblings(root, "old")]


def _siblings(root: Path, kind: str) -> list[Path]:
    prefix = f".{root.name}.{kind}-"
    # Not glob: a package's name is an identifier, but its parent folder may have brackets in its name.
    return [root.parent / name for name in sorted(os.listdir(root.parent)) if name.startswith(prefix)]


@contextmanager
def _only_one_writer(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself, so that no lock file is left in anybody's tree."""
    try:
        import fcntl
    except ImportError:
        # Windows: two runs at once may then fail, with the old tree kept.
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            # A file system without locks.
            pass
        yield
    finally:
        os.close(descriptor)
