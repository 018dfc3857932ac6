"""The texts behind a Spec: from a pointer to line and column, and to the line itself.

Receives the library of a load; answers questions about places. Parses a document again when the first line in it is
asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from generator.loader.document import Document
from generator.loader.text import SourceText
from generator.problems import Location, Problem


class Sources:
    """Where everything was written. `documents` are the given ones, overlays applied; `files` are all that were read:
    path → real path, SHA-256."""

    __slots__ = ("_all", "_texts", "documents", "files")

    def __init__(
        self,
        documents: tuple[Document, ...],
        all_documents: Mapping[str, Document],
        texts: Mapping[str, SourceText],
        files: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> None:
        self.documents = documents
        self.files = files
        self._all = all_documents
        self._texts = texts

    def resolve(self, location: Location) -> Location:
        """Fill in line and column. What an overlay brought in is located in the overlay; a missing value at what would
        hold it."""
        if location.line is not None:
            return location
        document = self._all.get(location.file)
        if document is None:
            # A file that could not be read has no lines.
            return replace(location, line=1, column=1) if location.file in self._texts else location
        written = document.origin(location.pointer)
        line, column = self._all[written.file].position(written.pointer)
        return Location(written.file, written.pointer, line, column)

    def excerpt(self, location: Location) -> str | None:
        """Give the line a location is in. None if there is no such line, or it is too long to show."""
        resolved = self.resolve(location)
        text = self._texts.get(resolved.file)
        return text.line(resolved.line, resolved.column) if text is not None and resolved.line is not None else None

    def located(self, problem: Problem) -> Problem:
        """Fill in line and column of every place a problem names."""
        related = tuple(self.resolve(place) for place in problem.related)
        return replace(problem, location=self.resolve(problem.location), related=related)

    @property
    def are_local(self) -> bool:
        """Tell whether nothing came from the network."""
        return all(document.url is None for document in self._all.values())

    def forget_marks(self) -> None:
        for document in self._all.values():
            document.forget_marks()
