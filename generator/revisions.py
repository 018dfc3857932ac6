"""A folder as it is at a revision of git.

Asks git, which is needed for this and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class NoRevision(Exception):
    """Git, or what it says."""


def files_at(revision: str, folder: Path) -> dict[str, bytes] | None:
    """Give the files of a folder, path inside it → content; None where the revision has no such folder. Raises NoRevision."""
    # Here, because few runs ask git.
    import io
    import tarfile

    around = next((each for each in (folder.parent, *folder.absolute().parents) if each.is_dir()), Path())
    inside = folder.absolute().relative_to(around.absolute()).as_posix()
    known = _git(around, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if known.returncode:
        said = known.stderr.decode(errors="replace").strip()
        raise NoRevision(said or f"git knows no revision `{revision}`.")
    commit = known.stdout.decode().strip()
    if not _git(around, "ls-tree", commit, "--", inside).stdout:
        return None
    packed = _git(around, "archive", "--format=tar", commit, "--", inside)
    if packed.returncode:
        raise NoRevision(packed.stderr.decode(errors="replace").strip())
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        members = [(member, archive.extractfile(member)) for member in archive.getmembers() if member.isfile()]
        return {member.name.removeprefix(f"{inside}/"): file.read() for member, file in members if file is not None}


def _git(folder: Path, *words: str) -> CompletedProcess[bytes]:
    import subprocess

    try:
        return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NoRevision("git is not installed, or not on the path.") from error
