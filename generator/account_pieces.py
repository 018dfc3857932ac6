"""The account's pieces: every operation, parameter, media type, response and schema, and what became of each.

    generated   it comes out whole
    limited     it comes out, and a note or warning inside it says what does not
    skipped     it does not come out; the reason says who wants it so

Receives the Spec, the Api made from it and problems with their places; returns one Piece each, in document order, as
JSON or as lines. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from generator.emitter.describe import operation_views
from generator.emitter.table import all_operations, name_table
from generator.loader import spec as loaded
from generator.model.api import Api, Entry, Fate
from generator.model.only import ONLY
from generator.problems import Location, Problem, Severity
from generator.report import place_text, visible

Resolve = Callable[[Location], Location]
_LIMITED = "limited"
_OPINIONS = frozenset({"validator"})
"""Problems that say what is wrong with the document, and nothing of what comes out."""
_Key = tuple[str, str]


class Piece(Struct, frozen=True):
    kind: str
    """"operation", "webhook", "callback", "parameter", "body", "response" or "schema"."""
    owner: str
    """The operation it belongs to: "GET /pets"; "" for a schema."""
    name: str
    """Of a body its media type, of a response its status and media type."""
    location: Location
    python_name: str = ""
    """What it is in the client: a call, an argument, a type."""
    status: str = Fate.GENERATED.value
    code: str = ""
    reason: str = ""
    hint: str = ""


def pieces_of(
    spec: loaded.Spec | None, api: Api | None, problems: tuple[Problem, ...], resolve: Resolve
) -> tuple[Piece, ...]:
    if spec is None:
        return ()
    known = _Known(api)
    found = [
        *(piece for each in spec.operations for piece in _of_operation("operation", each, known)),
        *(piece for each in spec.webhooks for piece in _of_operation("webhook", each, known)),
        *_schemas(spec, known),
    ]
    told = _by_piece(found, problems)
    owners = {piece.owner: piece.location for piece in found if piece.kind in ("operation", "webhook", "callback")}
    return tuple(
        _settled(piece, owners.get(piece.owner, piece.location), known, told.get(index, []), resolve)
        for index, piece in enumerate(found)
    )


class _Known:
    """What the Api says, by place."""

    def __init__(self, api: Api | None) -> None:
        self.is_generated = api is not None
        self.skipped: dict[_Key, Entry] = {}
        self.notes: dict[_Key, str] = {}
        self.names: dict[_Key, str] = {}
        self.types: Mapping[str, str] = {}
        self.twins: Mapping[str, str] = {}
        if api is None:
            return
        for entry in api.account:
            if entry.fate is Fate.SKIPPED:
                self.skipped[_key(entry.location)] = entry
            else:
                self.notes[_key(entry.location)] = entry.reason
        table = name_table(api)
        self.types, self.twins = table.names, table.twins
        for view in operation_views(api):
            self.names[_key(view.operation.location)] = f"client.{view.call}"
            for python_name, parameter in view.parameters:
                # A shared parameter has another name in another operation, so its own place is not enough.
                self.names[(view.operation.location.pointer, f"{parameter.place.value} {parameter.wire_name}")] = (
                    python_name
                )
        for operation in all_operations(api):
            for variant in operation.body.variants if operation.body is not None else ():
                self.names[_key(variant.location)] = f"sent as {variant.kind.value}"
            for answer in operation.answers:
                for each in answer.variants:
                    self.names[_key(each.location)] = f"read as {each.kind.value}"


def _key(location: Location) -> _Key:
    return location.file, location.pointer


def _of_operation(kind: str, operation: loaded.Operation, known: _Known) -> Iterator[Piece]:
    owner = f"{operation.method} {operation.path}"
    at = operation.location
    yield Piece(kind, owner, owner, at, known.names.get(_key(at), ""))
    for parameter in operation.parameters:
        name = f"{parameter.place} {parameter.wire_name}"
        yield Piece("parameter", owner, name, parameter.location, known.names.get((at.pointer, name), ""))
    for media in operation.body.media_types if operation.body is not None else ():
        yield Piece("body", owner, media.media_type, media.location, known.names.get(_key(media.location), ""))
    for response in operation.responses:
        if not response.media_types:
            yield Piece("response", owner, response.status, response.location)
        for media in response.media_types:
            name = f"{response.status} {media.media_type}"
            yield Piece("response", owner, name, media.location, known.names.get(_key(media.location), ""))
    for callback in operation.callbacks:
        for inner in callback.operations:
            yield from _of_operation("callback", inner, known)


def _schemas(spec: loaded.Spec, known: _Known) -> Iterator[Piece]:
    for id, name in spec.schema_names.items():
        python_name = f"types.{known.types[id]}" if id in known.types else ""
        same = f"the same type as types.{known.types[known.twins[id]]}" if id in known.twins else ""
        yield Piece("schema", "", name, spec.schemas[id].location, python_name, reason=same)


def _by_piece(pieces: list[Piece], problems: tuple[Problem, ...]) -> dict[int, list[Problem]]:
    """Give each problem to the pieces that it stands in, the innermost only; a shared one may be several operations'."""
    by_place: dict[_Key, list[int]] = {}
    for index, piece in enumerate(pieces):
        by_place.setdefault(_key(piece.location), []).append(index)
    found: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.code in _OPINIONS:
            continue
        pointer = problem.location.pointer
        while pointer and (problem.location.file, pointer) not in by_place:
            pointer = pointer.rpartition("/")[0]
        for index in by_place.get((problem.location.file, pointer), ()):
            found.setdefault(index, []).append(problem)
    return found


_HINTS = {"skip": "Remove the entry of `skip:` that names it.", ONLY: "Add an entry to `only:` that asks for it."}
_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _settled(piece: Piece, owner: Location, known: _Known, problems: list[Problem], resolve: Resolve) -> Piece:
    at = resolve(piece.location)
    key = _key(piece.location)

    def made(status: str, code: str = "", reason: str = "", hint: str = "") -> Piece:
        return Piece(piece.kind, piece.owner, piece.name, at, piece.python_name, status, code, reason, hint)

    entry = known.skipped.get(key) or known.skipped.get(_key(owner))
    if entry is not None:
        return made(Fate.SKIPPED.value, entry.setting, entry.reason, _HINTS[entry.setting])
    worst = min(problems, key=lambda problem: _WEIGHTS.index(problem.severity), default=None)
    if worst is not None:
        status = _LIMITED if known.is_generated else Fate.SKIPPED.value
        return made(status, worst.code, worst.message, worst.hint)
    if not known.is_generated:
        reason = "Other parts of the documents have errors, so nothing is generated."
        return made(Fate.SKIPPED.value, "errors-elsewhere", reason, "Correct them first.")
    return made(Fate.GENERATED.value, reason=known.notes.get(key) or piece.reason)


def pieces_json(pieces: tuple[Piece, ...]) -> list[dict[str, object]]:
    return [
        {
            "kind": piece.kind,
            "operation": piece.owner or None,
            "name": piece.name,
            "python_name": piece.python_name or None,
            "status": piece.status,
            "code": piece.code or None,
            "reason": piece.reason,
            "hint": piece.hint,
            "file": piece.location.file,
            "line": piece.location.line,
            "column": piece.location.column,
            "pointer": piece.location.pointer,
        }
        for piece in pieces
    ]


def piece_lines(pieces: tuple[Piece, ...]) -> list[str]:
    """Print pieces under their operations; those that come out whole on one line, the others with place and reason.

    Not what nobody asked for: of a part of an API, that is most of it.
    """
    if not pieces:
        return []
    lines = ["", "Every piece:"]
    owner: str | None = None
    for piece in pieces:
        if piece.code == ONLY:
            continue
        if piece.owner != owner:
            owner = piece.owner
            lines.append(f"  {visible(owner) or 'schemas'}")
        if piece.kind == "operation" and piece.status == Fate.GENERATED.value:
            continue
        made = f": {piece.python_name}" if piece.python_name else ""
        line = f"    {piece.kind} {visible(piece.name)}{made}"
        if piece.status != Fate.GENERATED.value:
            line += f"  {piece.status} [{piece.code}] {place_text(piece.location)}: {visible(piece.reason)}"
            line += f" {visible(piece.hint)}" if piece.hint else ""
        elif piece.reason:
            line += f"  ({visible(piece.reason)})"
        lines.append(line)
    return lines
