"""What each operation is called: `client.voice_clones.update`. Sources, the first that has an answer wins:

    1. client.yml, `methods:`                     "PATCH /voice_clones/{id}": voice_clones.update
    2. the vendor's own Python sample             x-codeSamples, x-code-samples, x-oaiMeta
    3. names meant for other generators           x-fern-sdk-group-name + x-fern-sdk-method-name,
                                                  x-speakeasy-group + x-speakeasy-name-override,
                                                  x-stainless-resource + x-stainless-method
    4. tag, operationId, path and method          resource_paths.py, method_names.py

`findAll_1` beside another resource's `findAll` is counted by springdoc, over the whole document; a resource has names of its
own, so it is asked for as `findAll` first.

Two operations of one name: the earlier in the documents keeps it, the later is called by its whole operationId, or where
that tells nothing by whose it is (list_for_group), then by method and path. So an operation that is appended takes no
name from another, nor does a name in `methods:`, but from the one that had it. A method that has the name of a child
resource gives way.

Receives a Spec; returns one `Call` an operation. Names stay as written: equality is judged by words, identifiers are
the emitter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from generator.loader.spec import Operation, Spec
from generator.model.method_names import method_candidates
from generator.model.path_names import is_at_home
from generator.model.resource_paths import ResourcePath, bare_tags, resource_path
from generator.model.samples import calls_in
from generator.model.words import snake_fold

Fold = tuple[str, ...]
_COUNTED = re.compile(r"(.+)_\d+")


class Call(Struct, frozen=True):
    """Where an operation is found on the client."""

    resource: ResourcePath
    """() for a method of the client itself."""
    method: str


class _Beside(Struct, frozen=True):
    """What the other operations say of one."""

    ids: Mapping[str | None, ResourcePath]
    """operationIds, with the resource of each."""
    homes: Set[ResourcePath]
    """Resources that have a path of their own: /tracks/{id} in tracks."""


class _Wish(Struct, frozen=True):
    resource: ResourcePath
    candidates: tuple[str, ...]


def route(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def fold(names: Sequence[str]) -> Fold:
    return tuple(snake_fold(name) for name in names)


def calls_of(
    spec: Spec,
    operations: Sequence[Operation],
    methods: Mapping[str, str],
    returns_list: Callable[[Operation], bool | None],
) -> tuple[Call, ...]:
    """Name the operations, in their order. `methods`: "METHOD /path" → dotted call."""
    parents = {tag.name: tag.parent for tag in spec.tags if tag.parent}
    bare = bare_tags(operations)
    paths = [_group_of(operation) or resource_path(operation, parents, bare) for operation in operations]
    beside = _Beside(
        {operation.operation_id: path for operation, path in zip(operations, paths)},
        {path for operation, path in zip(operations, paths) if is_at_home(operation, path)},
    )
    wishes = [
        _wish(operation, sample, path, beside, returns_list(operation))
        for operation, sample, path in zip(operations, _sampled_calls(operations), paths)
    ]
    resources, taken = _resources(wishes), set[Fold]()
    found = tuple(_claimed(wish, taken, resources) for wish in wishes)
    chosen = {
        index: _chosen(operation, methods[route(operation)], returns_list(operation))
        for index, operation in enumerate(operations)
        if route(operation) in methods
    }
    return _with_chosen(found, wishes, chosen) if chosen else found


def _with_chosen(found: Sequence[Call], wishes: Sequence[_Wish], chosen: Mapping[int, _Wish]) -> tuple[Call, ...]:
    """Put in what a user chose. Others keep their names, also where a better one is left now, unless theirs is taken."""
    resources, taken = _resources([chosen.get(index, wish) for index, wish in enumerate(wishes)]), set[Fold]()
    calls = dict(enumerate(found)) | {index: _claimed(wish, taken, resources) for index, wish in chosen.items()}
    lost = taken | resources
    taken |= {_full(call) for call in found}
    for index, call in enumerate(found):
        if index not in chosen and _full(call) in lost:
            calls[index] = _claimed(wishes[index], taken, resources)
    return tuple(calls[index] for index in range(len(found)))


def _resources(wishes: Sequence[_Wish]) -> set[Fold]:
    return {fold(wish.resource[:depth]) for wish in wishes for depth in range(1, len(wish.resource) + 1)}


def _claimed(wish: _Wish, taken: set[Fold], resources: set[Fold]) -> Call:
    """Give the first free name of the candidates, and note that it is taken."""
    numbered = (f"{wish.candidates[-1]}_{number}" for number in count(2))
    calls = (Call(wish.resource, name) for name in chain(wish.candidates, numbered))
    call = next(each for each in calls if _full(each) not in taken and _full(each) not in resources)
    taken.add(_full(call))
    return call


def _full(call: Call) -> Fold:
    return fold((*call.resource, call.method))


def _sampled_calls(operations: Sequence[Operation]) -> list[tuple[str, ...] | None]:
    """Give the call in each operation's sample. One that stands under two operations was pasted; the first keeps it.

    A sample with several calls gets ready for its own, as by listing what it then retrieves: samples with one come first,
    and of several the first counts that no other operation has.
    """
    calls = [_calls_in_samples(operation) for operation in operations]
    seen: set[Fold] = set()
    found: list[tuple[str, ...] | None] = [None] * len(calls)
    for index in sorted(range(len(calls)), key=lambda index: len(calls[index]) > 1):
        sampled = next((each for each in calls[index] if fold(each) not in seen), None)
        if sampled is not None:
            seen.add(fold(sampled))
        found[index] = sampled
    return found


def _calls_in_samples(operation: Operation) -> tuple[tuple[str, ...], ...]:
    sources = (
        sample.source
        for sample in operation.code_samples
        if sample.language.strip().lower() in ("python", "py", "python3")
    )
    return tuple(dict.fromkeys(chain for source in sources for chain in calls_in(source)))


def _chosen(operation: Operation, call: str, returns_list: bool | None) -> _Wish:
    *resource, method = call.split(".")
    return _Wish(tuple(resource), (method, *method_candidates(operation, tuple(resource), returns_list)))


def _wish(
    operation: Operation,
    sample: tuple[str, ...] | None,
    resource: ResourcePath,
    beside: _Beside,
    returns_list: bool | None,
) -> _Wish:
    if sample is not None:
        return _Wish(sample[:-1], (sample[-1], *method_candidates(operation, sample[:-1], returns_list)))
    name = _vendor_names(operation)[1]
    has_home = resource in beside.homes
    candidates = method_candidates(operation, resource, returns_list, has_home)
    counted = _COUNTED.fullmatch(operation.operation_id or "")
    if counted is not None and beside.ids.get(counted[1], resource) != resource:
        uncounted = replace(operation, operation_id=counted[1])
        candidates = (method_candidates(uncounted, resource, returns_list, has_home)[0], *candidates)
    return _Wish(resource, candidates if name is None else (name, *candidates))


def _group_of(operation: Operation) -> ResourcePath:
    return _vendor_names(operation)[0]


_VENDOR_KEYS = (
    ("x-fern-sdk-group-name", "x-fern-sdk-method-name"),
    ("x-speakeasy-group", "x-speakeasy-name-override"),
    ("x-stainless-resource", "x-stainless-method"),
)


def _vendor_names(operation: Operation) -> tuple[ResourcePath, str | None]:
    for group_key, name_key in _VENDOR_KEYS:
        group = _group(operation.extensions.get(group_key))
        name = operation.extensions.get(name_key)
        if group or isinstance(name, str) and name:
            return group, name if isinstance(name, str) and name else None
    return (), None


def _group(written: object) -> ResourcePath:
    """Read "a.b" and ["a", "b"] alike."""
    match written:
        case str():
            return tuple(part for part in written.split(".") if part)
        case list() | tuple():
            return tuple(str(part) for part in written if part)
        case _:
            return ()
