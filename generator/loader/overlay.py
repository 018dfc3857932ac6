"""Overlays (OpenAPI Overlay 1.0 and 1.1): a vendor's mistakes mended beside the vendor's document.

    overlay: 1.0.0
    info: {title: Mend the price, version: 1.0.0}
    extends: prices.yml                                  ◀ optional; without it the overlay is for every document
    actions:
      - target: $.paths['/price'].get.parameters[?@.name == 'limit']
        update: {schema: {type: integer}}                ◀ objects are merged, lists added to, others replaced
      - target: $.components.schemas.Price.properties.legacy
        remove: true
      - target: $.paths['/costs'].get
        copy: $.paths['/price'].get                      ◀ as an update with what stands there (1.1)

Receives parsed documents and overlays; changes the documents in place and notes where every new value was written. An
action that selects nothing is an error: it would otherwise stay behind, unnoticed, when the vendor mends the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from generator.loader.document import Document
from generator.loader.jsonpath import JsonPathError, Path, select
from generator.loader.pointers import pointer_of
from generator.loader.values import kind_of
from generator.problems import Location, Problem, error

_MISSING = object()


def apply_overlays(documents: Sequence[Document], overlays: Sequence[Document]) -> tuple[Problem, ...]:
    """Apply every overlay, in order, to the documents it is for."""
    if not overlays:
        return ()
    for document in documents:
        # Aliases would have one change show in several places.
        document.value = _unshared(document.value)
        document.origins = {}
        _note_origins(document.value, Location(document.file), document)
    return tuple(problem for overlay in overlays for problem in _apply(overlay, documents))


def _apply(overlay: Document, documents: Sequence[Document]) -> Iterator[Problem]:
    value = overlay.value
    if not isinstance(value, dict) or not str(value.get("overlay", "")).startswith("1."):
        hint = "It begins with `overlay: 1.0.0`."
        yield error("overlay-version", "This is not an Overlay 1.0 document.", Location(overlay.file), hint)
        return
    targets = [document for document in documents if _extends(value.get("extends"), document)]
    if not targets:
        message = f"`extends: {value['extends']}` is none of the documents given."
        yield error("overlay-extends", message, Location(overlay.file, "/extends"))
        return
    actions = value.get("actions")
    if not isinstance(actions, list) or not actions:
        yield error("overlay-actions", "`actions` must be a list with at least one action.", Location(overlay.file))
        return
    for at, action in enumerate(actions):
        yield from _act(action, overlay, f"/actions/{at}", targets)


def _extends(extended: Any, document: Document) -> bool:
    # The field is a URL of wherever the author had the document, so only its last step can be compared.
    return extended is None or PurePosixPath(str(extended)).name == PurePosixPath(document.file).name


def _act(action: Any, overlay: Document, pointer: str, targets: list[Document]) -> Iterator[Problem]:
    here = Location(overlay.file, pointer)
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        yield error("overlay-action", f"An action must be a mapping with a `target`, not {kind_of(action)}.", here)
        return
    removes = action.get("remove") is True
    # `remove` wins over `update`, and both over `copy` (Overlay 1.1 §4.4.3).
    copies = "update" not in action and isinstance(action.get("copy"), str)
    if not removes and not copies and "update" not in action:
        message = "The action has none of `update`, `copy` and `remove: true`, which are what an overlay can do."
        yield error("overlay-action", message, here)
        return
    matches = 0
    for document in targets:
        try:
            found = select(action["target"], document.value)
        except JsonPathError as failure:
            yield error("overlay-target", str(failure), Location(overlay.file, pointer + "/target"))
            return
        matches += len(found)
        update, written = action.get("update"), Location(overlay.file, pointer + "/update")
        if found and copies and not removes:
            source = _source(action["copy"], document, Location(overlay.file, pointer + "/copy"))
            if isinstance(source, Problem):
                yield source
                return
            update, written = source
        for path, selected in _last_items_first(found):
            if removes:
                _remove(document.value, path)
            else:
                _update(document, path, selected, update, written)
    if not matches:
        message = f"`{action['target']}` selects nothing in {', '.join(document.file for document in targets)}."
        hint = "Correct the target, or remove the action if the document no longer needs it."
        yield error("overlay-target-missing", message, Location(overlay.file, pointer + "/target"), hint)


def _source(query: str, document: Document, here: Location) -> tuple[Any, Location] | Problem:
    """Give what `copy` selects, as it is before the action, and where it was written."""
    try:
        found = select(query, document.value)
    except JsonPathError as failure:
        return error("overlay-target", str(failure), here)
    if len(found) != 1:
        many = "nothing" if not found else f"{len(found)} places"
        return error("overlay-copy", f"`{query}` selects {many} in {document.file}; `copy` needs one place.", here)
    ((path, value),) = found
    _, written = document.origins.get(id(value), (None, Location(document.file, pointer_of(tuple(map(str, path))))))
    return _unshared(value), written


def _last_items_first(found: list[tuple[Path, Any]]) -> list[tuple[Path, Any]]:
    """Order so that removing one item leaves the indexes of the others true."""
    return sorted(found, key=lambda item: [step if isinstance(step, int) else -1 for step in item[0]], reverse=True)


def _holder(value: Any, path: Path) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


def _remove(value: Any, path: Path) -> None:
    if path:  # The whole document stays: there would be nothing left to read.
        del _holder(value, path)[path[-1]]


def _update(document: Document, path: Path, selected: Any, update: Any, written: Location) -> None:
    match selected:
        case dict() if isinstance(update, dict):
            _merge(document, selected, update, written)
        case list():
            for at, item in enumerate(update if isinstance(update, list) else [update]):
                below = f"{written.pointer}/{at}" if isinstance(update, list) else written.pointer
                selected.append(_copied(document, item, Location(written.file, below)))
        case _ if path:
            _holder(document.value, path)[path[-1]] = _copied(document, update, written)


def _merge(document: Document, target: dict[str, Any], update: dict[str, Any], written: Location) -> None:
    for key, value in update.items():
        below = Location(written.file, written.pointer + pointer_of((key,)))
        present = target.get(key, _MISSING)
        if isinstance(present, dict) and isinstance(value, dict):
            _merge(document, present, value, below)
        elif isinstance(present, list) and isinstance(value, list):
            _update(document, (), present, value, below)
        else:
            target[key] = _copied(document, value, below)


def _copied(document: Document, value: Any, written: Location) -> Any:
    copy = _unshared(value)
    _note_origins(copy, written, document)
    return copy


def _unshared(value: Any) -> Any:
    match value:
        case dict():
            return {key: _unshared(item) for key, item in value.items()}
        case list():
            return [_unshared(item) for item in value]
        case _:
            return value


def _note_origins(value: Any, written: Location, document: Document) -> None:
    """Note where each list and dict of a value was written."""
    waiting: list[tuple[Any, str]] = [(value, written.pointer)]
    while waiting:
        current, at = waiting.pop()
        if not isinstance(current, dict | list):
            continue
        document.origins[id(current)] = (current, Location(written.file, at))
        pairs = current.items() if isinstance(current, dict) else enumerate(current)
        waiting.extend((item, at + pointer_of((str(key),))) for key, item in pairs)
