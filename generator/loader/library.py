"""The documents of one load, each read once: those given and those that references lead to.

Receives paths and URIs; returns Documents, or the problem that keeps one away. Guards the doors: nothing outside the
folders of the given documents and nothing from the network, unless allowed.
"""

from __future__ import annotations

import os
import posixpath
import re
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from generator.cache import cache_folder
from generator.loader.document import Document, read_document
from generator.loader.remote import SCHEMES, FetchFailed, fetched
from generator.loader.text import SourceText
from generator.loader.version import states_version, version_problem
from generator.memo import NO_MEMO, Memo
from generator.problems import Location, Problem, Severity, error

_SUFFIXES = (".yml", ".yaml", ".json", ".md")
_DOCUMENTS = (
    f"A document is YAML, JSON, or a Markdown page with one in it: {', '.join(f'*{each}' for each in _SUFFIXES)}."
)


class Library:
    """Opens documents and remembers them. `problems` gathers what is wrong with files that references lead to."""

    def __init__(
        self,
        *,
        allow_remote: bool = False,
        allow_outside: bool = False,
        display_root: Path | None = None,
        memo: Memo = NO_MEMO,
    ) -> None:
        self.documents: dict[str, Document] = {}
        """By name as shown to the user."""
        self.texts: dict[str, SourceText] = {}
        """Also of files that could not be parsed, for excerpts."""
        self.files: dict[str, tuple[str, str]] = {}
        """Path of every file that was read → its real path, and the SHA-256 of what was in it."""
        self.problems: list[Problem] = []
        self.referred: set[str] = set()
        """Names of the files that references lead to."""
        self._known: dict[str, Document | Problem] = {}
        """By real path or URL."""
        self._roots: list[str] = []
        self._allow_remote = allow_remote
        self._allow_outside = allow_outside
        self._display_root = display_root
        self._memo = memo

    def add(self, file: str | Path) -> Document | None:
        """Open a document that the user named. None means that `problems` says why not."""
        shown = self._shown(file)
        path = Path(file)
        self._roots += [os.path.realpath(path.parent), os.path.abspath(path.parent)]
        found = self._open_file(path, shown)
        if isinstance(found, Problem):
            if found not in self.problems:
                self.problems.append(found)
            return None
        return found

    def open(self, uri: str, base: Document, at: Location) -> Document | Problem:
        """Open the document a reference in `base` names. `at` is the reference's place."""
        scheme = urlsplit(uri).scheme
        if base.url is not None or scheme in SCHEMES:
            return self._open_remote(urljoin(base.url or "", uri), base, at)
        if scheme not in ("", "file"):
            hint = "References lead to files, or to http and https addresses."
            return error("ref-remote", f"`{uri}` has the scheme `{scheme}`, which is not supported.", at, hint)
        assert base.path is not None, "a document is from a file or from the network"
        host = urlsplit(uri).netloc
        if host not in ("", "localhost"):
            return error(
                "ref-remote", f"`{uri}` is on another machine, `{host}`.", at, "References lead to files here."
            )
        written = unquote(urlsplit(uri).path).replace("\\", "/")
        if os.name == "nt" and re.match("/[A-Za-z]:", written):
            # file:///C:/specs/pets.yml
            written = written[1:]
        if not self._allow_outside and Path(written).anchor and not self._is_inside(os.path.normpath(written)):
            # Windows asks the network for `//host/share/pets.yml`, and says who asks, as soon as it looks at the path.
            return _outside(uri, at)
        path = base.path.parent / written
        shown = posixpath.normpath(posixpath.join(posixpath.dirname(base.file), written))
        return self._open_referred(path, shown, uri, base, at)

    def _open_referred(self, path: Path, shown: str, uri: str, base: Document, at: Location) -> Document | Problem:
        real = os.path.realpath(path)
        if not self._allow_outside and not self._is_inside(real):
            return _outside(uri, at)
        if real not in self._known and not os.path.isfile(real):
            return error("ref-missing", f"`{uri}`: there is no file {shown}.", at, _similar_files(path))
        found = self._open_file(path, shown)
        if isinstance(found, Document):
            self.referred.add(found.file)
        return self._inherited(found, base)

    def _is_inside(self, path: str) -> bool:
        return any(path == root or path.startswith(os.path.join(root, "")) for root in self._roots)

    def _open_remote(self, url: str, base: Document, at: Location) -> Document | Problem:
        if not self._allow_remote or urlsplit(url).scheme not in SCHEMES:
            hint = "Run with --allow-remote, or keep a copy of the document beside this one."
            return error("ref-remote", f"`{url}` is on the network, which is not allowed.", at, hint)
        if url not in self._known:
            try:
                data = fetched(url, cache_folder(os.environ))
            except FetchFailed as failure:
                return error("ref-remote", f"`{url}` cannot be fetched: {failure}.", at)
            self._known[url] = self._parsed(data, url)
            document = self._known[url]
            if isinstance(document, Document):
                document.url = url
        return self._inherited(self._known[url], base)

    def _open_file(self, path: Path, shown: str) -> Document | Problem:
        real = os.path.realpath(path)
        if real not in self._known:
            try:
                data = path.read_bytes()
            except OSError as failure:
                reason = failure.strerror or str(failure)
                message = f"The file cannot be read: {reason}."
                self._known[real] = error("file-unreadable", message, Location(shown), _meant_by(path))
                return self._known[real]
            self.files[path.as_posix()] = (real, sha256(data).hexdigest())
            self._known[real] = self._parsed(data, shown)
            document = self._known[real]
            if isinstance(document, Document):
                document.path = path
        return self._known[real]

    def _parsed(self, data: bytes, shown: str) -> Document | Problem:
        found, problems = read_document(data, shown, self._memo)
        self.problems.extend(problems)
        if isinstance(found, SourceText):
            self.texts[shown] = found
        if not isinstance(found, Document):
            return next(problem for problem in problems if problem.severity is Severity.ERROR)
        self.texts[shown] = found.source
        self.documents[shown] = found
        return found

    def _inherited(self, found: Document | Problem, base: Document) -> Document | Problem:
        """A piece of a document has no version of its own: it is read as what refers to it."""
        if isinstance(found, Document) and not states_version(found):
            found.dialect = base.dialect
        elif isinstance(found, Document):
            version_problem(found)
        return found

    def _shown(self, file: str | Path) -> str:
        if self._display_root is not None:
            relative = os.path.relpath(file, self._display_root)
            if relative != ".." and not relative.startswith(".." + os.sep):
                return Path(relative).as_posix()
        return str(file).replace(os.sep, "/")


def _outside(uri: str, at: Location) -> Problem:
    hint = "Move the file into the folder, or run with --allow-outside."
    return error("ref-outside", f"`{uri}` leads out of the folder of the given documents.", at, hint)


def _meant_by(path: Path) -> str:
    """Say what a path that cannot be read could have been meant for."""
    if path.is_dir():
        inside = sorted(found.name for found in path.glob("*") if found.suffix.lower() in _SUFFIXES)
        return f"Name a file in it: {', '.join(f'`{name}`' for name in inside[:5])}." if inside else _DOCUMENTS
    return "" if path.exists() else _similar_files(path) or _DOCUMENTS


def _similar_files(path: Path) -> str:
    beside = sorted(found.name for found in path.parent.glob("*") if found.is_file())
    same_stem = [name for name in beside if Path(name).stem.lower() == path.stem.lower()]
    similar = same_stem or get_close_matches(path.name, beside, 1)
    return f"Did you mean `{similar[0]}`?" if similar else ""
