"""The tree of resources, from each operation's call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from generator.loader.spec import Tag
from generator.model.api import Operation, Resource
from generator.model.naming import Fold, fold
from generator.model.resource_paths import path_of_tag
from generator.model.types import Doc
from generator.model.words import snake_fold


class _Node(Struct):
    name: str
    operations: list[Operation] = field(default_factory=list)
    children: dict[str, _Node] = field(default_factory=dict)


def tree_of(
    operations: Iterable[tuple[tuple[str, ...], Operation]], tags: Iterable[Tag], bare: Mapping[str, str]
) -> tuple[tuple[Resource, ...], tuple[Operation, ...]]:
    """Give the resources, sorted by name at each level, and the operations that belong to none. `bare`: see bare_tags."""
    tags = tuple(tags)
    parents = {tag.name: tag.parent for tag in tags if tag.parent}
    docs: dict[Fold, Doc] = {}
    for tag in tags:
        docs.setdefault(fold(path_of_tag(tag.name, parents, bare)), Doc(tag.summary, tag.description))
    root = _Node("")
    for path, operation in operations:
        node = root
        for name in path:
            node = node.children.setdefault(snake_fold(name), _Node(name))
        node.operations.append(operation)
    return _frozen(root, (), docs), _sorted(root.operations)


def _frozen(node: _Node, path: Fold, docs: Mapping[Fold, Doc]) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            name=child.name,
            operations=_sorted(child.operations),
            children=_frozen(child, (*path, key), docs),
            doc=docs.get((*path, key), Doc()),
        )
        for key, child in sorted(node.children.items())
    )


def _sorted(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    return tuple(sorted(operations, key=lambda operation: snake_fold(operation.name)))
