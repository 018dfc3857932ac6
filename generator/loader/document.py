"""One file to plain values, with a way back from every value to its line.

    bytes ──text──▶ SourceText ──markdown──▶ the fence's text ──yaml_values / json_values──▶ Document.value

Receives a file's bytes and name; returns a `Document` or the problems that make it unreadable. Does not follow
references and does not look inside the OpenAPI document beyond its version.
"""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from generator.loader import json_values, yaml_blocks, yaml_values
from generator.loader.markdown import Fence, documents_in, fences_in
from generator.loader.pointers import pointer_of, tokens_of
from generator.loader.text import SourceText, decoded
from generator.loader.values import child_of
from generator.loader.yaml_marks import YamlMarks
from generator.memo import NO_MEMO, Memo
from generator.problems import Location, Problem, error, warning

_MARKDOWN = frozenset({".md", ".mdx", ".markdown"})
_CONFLICT = re.compile(r"^<{7} [^\r\n]*", re.MULTILINE)
_ALIAS_LIMIT = 1_000_000
"""Values a document may grow to by its aliases, unless it is as large without them: a page of YAML can stand for
billions."""


class Dialect(Enum):
    SWAGGER_2_0 = "2.0"
    OPENAPI_3_0 = "3.0"
    OPENAPI_3_1 = "3.1"
    OPENAPI_3_2 = "3.2"
    """Also the reading of later 3.x."""


class Document:
    """A file, read. `value` is changed by overlays only, before anything else looks at it."""

    __slots__ = (
        "_is_json",
        "_marks",
        "_parsed",
        "dialect",
        "file",
        "origins",
        "path",
        "source",
        "url",
        "value",
    )

    def __init__(self, file: str, source: SourceText, value: Any, parsed: str, *, is_json: bool) -> None:
        self.file = file
        self.source = source
        self.value = value
        self.path: Path | None = None
        """None for a document from the network."""
        self.url: str | None = None
        self.dialect = Dialect.OPENAPI_3_1
        self.origins: dict[int, tuple[Any, Location]] = {}
        """By id of a list or dict: itself, so that the id stays its own, and where it was written. Empty unless an
        overlay changed the document."""
        self._parsed = parsed
        """What the parser saw. An index in it is one in the source's text."""
        self._is_json = is_json
        self._marks: json_values.JsonMarks | YamlMarks | None = None

    def origin(self, pointer: str) -> Location:
        """Say where the value at a pointer was written, in this file or in an overlay."""
        if not self.origins:
            return Location(self.file, pointer)
        tokens = tokens_of(pointer)
        found, rest, value = Location(self.file), tokens, self.value
        for depth, token in enumerate(tokens, 1):
            value = child_of(value, token)
            known = self.origins.get(id(value))
            if known is not None:
                found, rest = known[1], tokens[depth:]
        return Location(found.file, found.pointer + pointer_of(rest))

    def position(self, pointer: str) -> tuple[int, int]:
        """Give line and column of what this file has at a pointer, or of the nearest that would hold it."""
        return self.source.position(self._places().index_at(tokens_of(pointer)))

    def text_at(self, pointer: str) -> str | None:
        """Give a YAML scalar as it is written: "1.10", where the value is 1.1. None for JSON and for anything else."""
        place = self.origin(pointer)
        marks = self._places() if place.file == self.file else None
        return marks.text_at(tokens_of(place.pointer)) if isinstance(marks, YamlMarks) else None

    def forget_marks(self) -> None:
        """Free what positions were looked up in. It comes back when it is needed."""
        self._marks = None

    def _places(self) -> json_values.JsonMarks | YamlMarks:
        if self._marks is None:
            self._marks = json_values.JsonMarks(self._parsed) if self._is_json else YamlMarks(self._parsed)
        return self._marks


def read_document(
    data: bytes, file: str, memo: Memo = NO_MEMO
) -> tuple[Document | SourceText | None, tuple[Problem, ...]]:
    """Parse a file. Without a Document there is at least one error, and the text if there is any; with one there may be
    errors too."""
    source = decoded(data, file)
    if isinstance(source, Problem):
        return None, (source,)
    suffix = PurePosixPath(file.partition("?")[0]).suffix.lower()
    content, start, is_json = source.text, 0, suffix == ".json"
    if suffix in _MARKDOWN or (suffix not in {".yml", ".yaml", ".json"} and any(fences_in(source.text))):
        found = documents_in(source.text)
        if len(found) != 1:
            return source, (_fence_problem(found, file),)
        content, start, is_json = found[0].content, found[0].start, found[0].info.lower().startswith("json")
    if not content.strip():
        return source, (
            error("empty-file", "The file is empty.", Location(file, "", 1, 1), "It should hold an OpenAPI document."),
        )
    # Line feeds in place of what precedes a fence keep every index that of the page, and the page's prose from the
    # parser.
    text = "\n" * start + content
    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    if content.lstrip()[0] in "{[":
        document, problems = _parse_json(source, text, file)
    if document is None and not (is_json and problems):
        document, problems = _parse_yaml(source, text, file, memo)
    elif document is None and any(problem.code == "json-syntax" for problem in problems):
        # A comma too many, a key without quotes: many tools read JSON as the YAML that it is, and nobody notices.
        as_yaml, others = _parse_yaml(source, text, file, memo)
        if as_yaml is not None and not others:
            document, problems = as_yaml, tuple(_read_as_yaml(problem) for problem in problems)
    if document is None and (mark := _CONFLICT.search(source.text)):
        document, problems = None, (_unsettled(mark.group(), Location(file, "", *source.position(mark.start()))),)
    if document is not None and _is_too_deep(document.value):
        document, problems = None, (_too_deep(Location(file, "", 1, 1)),)
    return document or source, problems


def _unsettled(mark: str, location: Location) -> Problem:
    hint = "Keep what should stay, and remove the lines that git wrote: `<<<<<<<`, `=======` and `>>>>>>>`."
    return error("merge-conflict", f"A merge has left a conflict here: `{mark}`.", location, hint)


def _fence_problem(found: tuple[Fence, ...], file: str) -> Problem:
    if not found:
        return error(
            "markdown-no-document",
            "The page has no fenced block with an OpenAPI document.",
            Location(file, "", 1, 1),
            "The block opens with ```yaml or ```json, and `openapi:` (or `swagger:`) stands at its top level.",
        )
    places = [Location(file, "", fence.line, 1) for fence in found]
    return error(
        "markdown-several-documents",
        f"The page has {len(found)} fenced blocks with OpenAPI documents; one page gives one document.",
        places[1],
        "Put each document into a file of its own.",
        (places[0], *places[2:]),
    )


def _parse_json(source: SourceText, text: str, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    try:
        value, has_duplicates = json_values.parse(text)
    except json.JSONDecodeError as failure:
        place = Location(file, "", *source.position(min(failure.pos, len(source.text))))
        return None, (error("json-syntax", f"This is not JSON: {failure.msg}.", place),)
    except RecursionError:
        return None, (_too_deep(Location(file, "", 1, 1)),)
    except ValueError:  # Python refuses integers of more than 4,300 digits.
        return None, (
            error("number-too-long", "A number in the document has thousands of digits.", Location(file, "", 1, 1)),
        )
    document = Document(file, source, value, text, is_json=True)
    if not has_duplicates:
        return document, ()
    return document, tuple(_duplicate(source, file, *place) for place in json_values.duplicates_in(text))


def _read_as_yaml(problem: Problem) -> Problem:
    return warning(problem.code, f"{problem.message} It is read as YAML.", problem.location)


def _parse_yaml(source: SourceText, text: str, file: str, memo: Memo) -> tuple[Document | None, tuple[Problem, ...]]:
    stage = f"blocks of {file}"
    known = yaml_blocks.recalled(text, memo, stage)
    if known is not None:
        return Document(file, source, known, text, is_json=False), ()
    try:
        root = yaml_values.compose(text)
        if root is None:
            return None, (
                error(
                    "empty-file",
                    "The file holds no value.",
                    Location(file, "", 1, 1),
                    "It should hold an OpenAPI document.",
                ),
            )
        built = yaml_values.build(root)
    except yaml.YAMLError as failure:
        return None, (_yaml_problem(failure, source, file),)
    except yaml_values.TooDeep as failure:
        return None, (_too_deep(Location(file, "", *source.position(failure.index))),)
    except yaml_values.BadNode as failure:
        return None, (error("yaml-value", str(failure), Location(file, "", *source.position(failure.index))),)
    if built.has_aliases and _expands_beyond(built.value, max(_ALIAS_LIMIT, 2 * built.node_count)):
        message = f"The document's aliases stand for more than {_ALIAS_LIMIT:,} values, or for themselves."
        return None, (error("yaml-alias-bomb", message, Location(file, "", 1, 1)),)
    if not built.duplicates:
        yaml_blocks.keep(text, built.value, memo, stage)
    document = Document(file, source, built.value, text, is_json=False)
    return document, tuple(_duplicate(source, file, *place) for place in built.duplicates)


def _yaml_problem(failure: yaml.YAMLError, source: SourceText, file: str) -> Problem:
    index = len(source.text)
    message = "This is not YAML."
    if isinstance(failure, yaml.MarkedYAMLError):
        mark = failure.problem_mark or failure.context_mark
        index = mark.index if mark is not None else index
        message = f"This is not YAML: {failure.problem or failure.context}."
        if "single document" in str(failure.context):
            return error(
                "yaml-several-documents",
                "A second YAML document begins here; one file gives one document.",
                Location(file, "", *source.position(index)),
            )
    elif isinstance(failure, yaml.reader.ReaderError):
        index = failure.position
        message = f"This is not YAML: {failure.reason}."
    index = min(index, len(source.text))
    location = Location(file, "", *source.position(index))
    line_start = source.text.rfind("\n", 0, index) + 1
    written = source.text[line_start : index + 1]
    if "\t" in written and not written.strip():
        return error(
            "yaml-tab",
            "A tab indents this line; YAML indents with spaces only.",
            location,
            "Replace the tab by spaces.",
        )
    return error("yaml-syntax", message, location)


def _duplicate(source: SourceText, file: str, pointer: str, first: int, second: int) -> Problem:
    where = Location(file, pointer, *source.position(first))
    key = tokens_of(pointer)[-1]
    return error(
        "duplicate-key",
        f"The key `{key}` is here a second time; the first is in line {where.line}.",
        Location(file, pointer, *source.position(second)),
        "Remove one of the two: most tools would silently keep the last.",
        (where,),
    )


def _too_deep(location: Location) -> Problem:
    return error("too-deep", f"The document nests deeper than {yaml_values.DEPTH_LIMIT} levels.", location)


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(yaml_values.DEPTH_LIMIT + 1):
        level = [
            item
            for holder in level
            for item in (holder.values() if isinstance(holder, dict) else holder if isinstance(holder, list) else ())
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True


def _expands_beyond(value: Any, limit: int) -> bool:
    """Say whether a value written out without aliases has more than `limit` parts, or no end."""
    sizes: dict[int, int] = {}

    def size_of(current: Any, depth: int) -> int:
        if not isinstance(current, dict | list):
            return 1
        if depth > yaml_values.DEPTH_LIMIT:
            return limit
        if id(current) not in sizes:
            sizes[id(current)] = limit  # Met again inside itself: no end.
            below = current.values() if isinstance(current, dict) else current
            sizes[id(current)] = min(limit, 1 + sum(size_of(item, depth + 1) for item in below))
        return sizes[id(current)]

    return size_of(value, 0) >= limit
