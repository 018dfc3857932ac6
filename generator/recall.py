"""What the last run found out, so that a run with nothing changed parses nothing.

    generate, check ──▶ Record: what was read, what was written, what was said ──▶ cache folder
    next run        ──▶ all of it as it was? say the same again                ──▶ otherwise: as if there were no record

Receives what the user asked for; gives the record of it, if it still holds: every document has the bytes it had, the
clients' folders list the same names, the package's files are those that were written, and Clientmill and the libraries it
renders with are the same. What this cannot see is never recorded: documents with errors, documents from the network.

Imports next to nothing: it is here to be quicker than an import of the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import msgspec

from generator.arguments import Arguments
from generator.cache import Cache, key_of
from generator.client_folder import CLIENT_FILE, client_folders, empty_folders
from generator.folder import files_in, left_packages

_GENERATOR = Path(__file__).resolve().parent
_LIBRARIES = ("yaml", "jinja2", "black", "msgspec")
"""What the bytes of a package depend on, besides Clientmill."""


class Start(msgspec.Struct, frozen=True):
    """A client's folder before a run. Taken first, so that what changes meanwhile is seen to differ the next time."""

    listing: tuple[str, ...] = ()
    """Names in the folder: a new document belongs to the client without being named."""
    client_yml: str = ""
    """Its hash; "" if there is none."""


class Record(msgspec.Struct, frozen=True):
    """How a run ended. All paths are as the user gave them, seen from the folder the command ran in."""

    folder: str
    """The package's folder."""
    start: Start
    read: Mapping[str, tuple[str, str]]
    """Every document that was read: path → (real path, SHA-256)."""
    written: str
    """Hash of the package's files."""
    report: tuple[str, str]
    """Problems as they were printed: plain, coloured."""


class Recall:
    """What is remembered of the clients that the user asks for now."""

    def __init__(self, arguments: Arguments, cache_folder: Path | None) -> None:
        self._arguments = arguments
        self._cache = Cache(cache_folder, "run")
        self.version = _own_digest()
        """Hash of Clientmill itself."""
        self._starts = {name: _start_of(arguments.specs_dir / name if name else None) for name in _names(arguments)}
        # What would change for callers, no record tells.
        names = () if arguments.command == "changes" else self._starts
        self.records: Mapping[str, Record] = {
            name: record for name in names if (record := self._recalled(name)) is not None
        }
        """By the name of the client's folder, "" for documents given one by one. What is missing has to be run."""

    @property
    def is_complete(self) -> bool:
        """Tell whether there is nothing to run, and to say. Two clients of one package are an error that no single record
        shows, and a folder that holds no client, or a package that no client makes, is in none."""
        folders = {record.folder for record in self.records.values()}
        asked = self._arguments
        is_known = bool(self._starts) and len(folders) == len(self.records) == len(self._starts)
        if not is_known or asked.specs or asked.names:
            return is_known
        packages = {Path(folder).name for folder in folders}
        return not empty_folders(asked.specs_dir) and not any(left_packages(asked.output, packages, asked.specs_dir))

    def keep(
        self,
        name: str,
        folder: Path,
        read: Mapping[str, tuple[str, str]],
        written: Mapping[str, bytes],
        report: tuple[str, str],
    ) -> None:
        """Remember a run that left the package as it should be."""
        if name in self._starts:
            record = Record(folder.as_posix(), self._starts[name], read, _digest_of(written), report)
            with suppress(UnicodeEncodeError):
                # A name on the disk that is no text: no record of it.
                self._cache.put(self._key(name), msgspec.json.encode(record))
            self._cache.prune()

    def _recalled(self, name: str) -> Record | None:
        entry = self._cache.get(self._key(name))
        if entry is None:
            return None
        try:
            record = msgspec.json.decode(entry, type=Record)
            return record if record.start == self._starts[name] and _holds(record) else None
        except (OSError, msgspec.MsgspecError):
            # A file that went away, an entry of another making: the run itself will tell.
            return None

    def _key(self, name: str) -> str:
        asked = self._arguments
        words = (
            asked.package or "",
            asked.class_name or "",
            asked.specs_dir.as_posix(),
            asked.output.as_posix(),
            *asked.specs,
        )
        return key_of(self.version, os.getcwd(), f"{asked.allow_remote} {asked.allow_outside}", name, *words)


def _names(arguments: Arguments) -> Iterable[str]:
    if arguments.specs:
        return ("",)
    try:
        known = client_folders(arguments.specs_dir)
    except OSError:
        return ()
    return dict.fromkeys(arguments.names or known) if set(arguments.names) <= set(known) else ()


def _start_of(folder: Path | None) -> Start:
    if folder is None:
        return Start()
    listing = tuple(sorted(os.listdir(folder)))
    file = folder / CLIENT_FILE
    return Start(listing, sha256(file.read_bytes()).hexdigest() if file.is_file() else "")


def _holds(record: Record) -> bool:
    root = Path(record.folder)
    unfinished = (f".{root.name}.new-", f".{root.name}.old-")
    return (
        all(
            os.path.realpath(path) == real and sha256(Path(path).read_bytes()).hexdigest() == digest
            for path, (real, digest) in record.read.items()
        )
        # What a killed run left beside the folder is to be set right.
        and not any(name.startswith(unfinished) for name in os.listdir(root.parent))
        and _digest_of(files_in(root)) == record.written
    )


def _digest_of(files: Mapping[str, bytes]) -> str:
    digest = sha256()
    for path, content in sorted(files.items()):
        digest.update(b"%s\0%d\0" % (path.encode("utf-8", "surrogatepass"), len(content)))
        digest.update(content)
    return digest.hexdigest()


def _own_digest() -> str:
    """Hash what turns documents into bytes: Clientmill's own files, and which libraries it has."""
    digest = sha256()
    for path in _own_files():
        content = path.read_bytes()
        digest.update(b"%s\0%d\0" % (os.fsencode(path), len(content)))
        digest.update(content)
    for name in _LIBRARIES:
        found = find_spec(name)
        origin = found.origin if found is not None else None
        status = os.stat(origin) if origin is not None else None
        # The time of installation stands for the version: asking for that takes longer.
        digest.update(repr((name, origin, status and (status.st_size, status.st_mtime_ns))).encode())
    return digest.hexdigest()


def _own_files() -> Iterator[Path]:
    # In a wheel the templates are inside the package, in a checkout beside it.
    beside = () if (_GENERATOR / "_templates").is_dir() else (_GENERATOR.parent / "templates",)
    for top in (_GENERATOR, *beside):
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (Path(folder, name) for name in sorted(names) if name.endswith((".py", ".j2")))
