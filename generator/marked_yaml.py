"""client.yml's text to plain values that know their places.

Receives YAML text; returns nested `Marked` values. Only for the small files a person writes by hand: mappings with text keys,
lists, scalars; no anchors, no tags. Documents of vendors are the loader's work.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
import yaml

from generator.problems import Location, Problem, ProblemsFound, error


class Text(Struct, frozen=True):
    value: str
    """As written: `1.0` and `yes` are text here, because every value of client.yml is a name or a sentence."""
    location: Location
    is_null: bool = False


class Items(Struct, frozen=True):
    values: tuple[Marked, ...]
    location: Location


class Entries(Struct, frozen=True):
    values: Mapping[str, tuple[Location, Marked]]
    """Key → (where the key is, value), in document order."""
    location: Location


Marked = Text | Items | Entries

_DEEPEST = 8
"""Levels of nesting; client.yml has three. An alias to what it stands in would have no end."""


def read_marked(file: str) -> Entries:
    """Read a YAML file whose top level is a mapping; an empty file is an empty mapping. Raises ProblemsFound."""
    try:
        root = yaml.compose(Path(file).read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as failure:
        raise _one("file-unreadable", f"The file cannot be read: {failure.strerror}.", Location(file)) from failure
    except UnicodeDecodeError as failure:
        raise _one("encoding", "The file is not UTF-8.", Location(file), "Save the file as UTF-8.") from failure
    except yaml.YAMLError as failure:
        raise _syntax(failure, file) from failure
    start = Location(file, "", 1, 1)
    if root is None:
        return Entries(MappingProxyType({}), start)
    problems: list[Problem] = []
    value = _marked(root, file, "", problems)
    if problems:
        raise ProblemsFound(problems)
    if not isinstance(value, Entries):
        raise _one("config-type", f"The file holds {kind_of(value)}; a mapping is expected.", value.location)
    return value


def kind_of(value: Marked) -> str:
    match value:
        case Text(is_null=True):
            return "nothing"
        case Text():
            return "text"
        case Items():
            return "a list"
        case Entries():
            return "a mapping"


def near(word: str, known: tuple[str, ...]) -> str:
    """Suggest the known word that looks like this one, or list them all."""
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}."


def _one(code: str, message: str, location: Location, hint: str = "") -> ProblemsFound:
    return ProblemsFound((error(code, message, location, hint),))


def _syntax(failure: yaml.YAMLError, file: str) -> ProblemsFound:
    mark = getattr(failure, "problem_mark", None)
    location = Location(file, "", mark.line + 1, mark.column + 1) if mark is not None else Location(file)
    told = getattr(failure, "problem", None) or str(failure)
    return _one("yaml-syntax", f"This is not YAML: {told}.", location)


def _marked(node: yaml.Node, file: str, pointer: str, problems: list[Problem]) -> Marked:
    location = Location(file, pointer, node.start_mark.line + 1, node.start_mark.column + 1)
    if pointer.count("/") > _DEEPEST:
        problems.append(error("config-type", "This is nested too deeply.", location))
        return Text("", location)
    match node:
        case yaml.MappingNode():
            return Entries(MappingProxyType(_entries(node, file, pointer, problems)), location)
        case yaml.SequenceNode():
            children = tuple(
                _marked(child, file, f"{pointer}/{index}", problems) for index, child in enumerate(node.value)
            )
            return Items(children, location)
        case _:
            return Text(node.value, location, node.tag == "tag:yaml.org,2002:null")


def _entries(
    node: yaml.MappingNode, file: str, pointer: str, problems: list[Problem]
) -> dict[str, tuple[Location, Marked]]:
    found: dict[str, tuple[Location, Marked]] = {}
    for key, child in node.value:
        name = str(key.value)
        place = Location(
            file,
            f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}",
            key.start_mark.line + 1,
            key.start_mark.column + 1,
        )
        if not isinstance(key, yaml.ScalarNode):
            problems.append(error("config-type", "A key is a mapping or a list; text is expected.", place))
        elif name in found:
            problems.append(
                error("config-duplicate", f"The key `{name}` stands here twice.", place, related=(found[name][0],))
            )
        else:
            found[name] = (place, _marked(child, file, place.pointer, problems))
    return found
