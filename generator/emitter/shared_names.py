"""Other names of types that stand in a module: `GoalUpdateResponse = GoalCreateResponse`.

Receives a module's definitions and the NameTable; returns lines for the module's end, where every type is known. They are
statements, no quoted text: such a name is the very class, so that it can be called and asked for with isinstance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.emitter.imports import DEPRECATED
from generator.emitter.layout import STEP, WIDTH, alias, width
from generator.emitter.spelling import is_marked
from generator.emitter.table import NameTable
from generator.model.types import Alias, TypeDefinition

_COMMENT = "# Other names of types above."


def shared_names(definitions: Iterable[TypeDefinition], table: NameTable) -> tuple[tuple[str, ...], frozenset[str]]:
    """Give the lines, () where the module has none, and what it has to import for them."""
    twins = [each for each in definitions if each.id in table.twins]
    lines = tuple(line for each in twins for line in _lines(each, table))
    imported = {"TypeAlias"} if any(isinstance(each, Alias) for each in twins) else set[str]()
    imported |= {DEPRECATED} if any(is_marked(table.types[table.twins[each.id]]) for each in twins) else set()
    return (_COMMENT, *lines) if lines else (), frozenset(imported)


def _lines(definition: TypeDefinition, table: NameTable) -> Iterator[str]:
    same = table.twins[definition.id]
    for names in (table.names, table.input_names):
        if definition.id in names:
            name, known = names[definition.id], names[same]
            yield from alias_of(name, known) if isinstance(definition, Alias) else class_of(name, known)


def alias_of(name: str, known: str) -> list[str]:
    """Black breaks after the annotation if the name leaves no room for more than it."""
    if width(f"{name}: TypeAlias = (") <= WIDTH:
        return alias(name, "TypeAlias", known)
    return [f"{name}: (", f"{STEP}TypeAlias", f") = {known}"]


def class_of(name: str, known: str) -> list[str]:
    """Spell `name = known`. Black puts a value that is too long in parentheses, if that helps."""
    line = f"{name} = {known}"
    if width(line) <= WIDTH or width(STEP + known) > WIDTH:
        return [line]
    return [f"{name} = (", STEP + known, ")"]
