"""A folder as it is at a revision of git.

Asks git, which is needed for this and nothing else.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

_GITS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git says in the environment of its hooks. It would be taken for the folder's."""


class NoRevision(Exception):
    """Git, or what it says."""


def files_at(revision: str, folder: Path) -> dict[str, bytes] | None:
    """Give the files of a folder, path inside it → content; None where the revision has no such folder. Raises NoRevision."""
    around = next((each for each in (folder.parent, *folder.absolute().parents) if each.is_dir()), Path())
    inside = folder.absolute().relative_to(around.absolute()).as_posix()
    commit = _git(around, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", named=revision).decode().strip()
    # Not `git archive`, which leaves out what .gitattributes says.
    listed = _git(around, "ls-tree", "-r", "-z", "--full-tree", f"{commit}:{_prefix(around)}{inside}", may_fail=True)
    entries = (line.partition(b"\t") for line in listed.split(b"\0"))
    # What is no blob is another repository: a submodule in the package's `lib/`.
    names = [(facts.split()[2], name) for facts, _, name in entries if b" blob " in facts]
    answer = BytesIO(_git(around, "cat-file", "--batch", given=b"".join(id + b"\n" for id, _ in names)))
    found: dict[str, bytes] = {}
    for _, name in names:
        size = int(answer.readline().split()[-1])
        found[name.decode("utf-8", "surrogateescape")] = answer.read(size)
        answer.read(1)
    return found or None


def _prefix(folder: Path) -> str:
    """Give the folder's path in its repository, "" or "generated/"."""
    return _git(folder, "rev-parse", "--show-prefix").decode().rstrip("\n")


def _git(folder: Path, *words: str, given: bytes = b"", named: str = "", may_fail: bool = False) -> bytes:
    # Here, because few runs ask git.
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _GITS}
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], input=given, capture_output=True, env=environment)
    except FileNotFoundError as error:
        raise NoRevision("git is not installed, or not on the path.") from error
    if done.returncode and not may_fail:
        said = done.stderr.decode(errors="replace").strip()
        hint = "Fetch it first: CI services check out one commit alone unless they are told otherwise."
        raise NoRevision(said or f"git knows no revision `{named}`. {hint}")
    return b"" if done.returncode else done.stdout
