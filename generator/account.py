"""The account: what became of every piece of the documents.

Receives the Spec, the Api made from it, and problems with their places; returns the JSON value of `clientmill inspect --json`
(its shape is a contract) or a table for people. An operation that is in the Spec and not in the Api shows as skipped,
whatever the reason: nothing is lost silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.account_details import detail_lines, details_json, details_of
from generator.account_pieces import Piece, piece_lines, pieces_json, pieces_of
from generator.emitter.access import access_lines, credentials_json, servers_json
from generator.emitter.constructor import Constructor
from generator.emitter.describe import OperationView, operation_views
from generator.emitter.page_texts import page_settings, page_summary
from generator.loader import spec as loaded
from generator.model.api import Api, Entry, Fate, Parameter
from generator.model.only import ONLY
from generator.problems import Location, Problem, Severity
from generator.report import place_text, visible

JsonValue = object
Resolve = Callable[[Location], Location]
_WIDEST = 60
"""Columns for method and path; longer ones push their line's call to the right."""


class Account(Struct, frozen=True):
    spec: loaded.Spec | None
    """None: the documents could not be read."""
    api: Api | None
    """None: the documents cannot be generated from."""
    problems: tuple[Problem, ...]
    """Resolved and sorted."""
    resolve: Resolve
    constructor: Constructor | None = None
    """What the client's constructor takes; there if the Api is."""


def account_json(account: Account) -> dict[str, JsonValue]:
    return {
        "operations": _operations(account),
        "schemas": _schemas(account),
        "pieces": pieces_json(_pieces(account)),
        **details_json(account.spec, details_of(account.api)),
        "security_schemes": credentials_json(account.constructor) if account.constructor is not None else [],
        "servers": (
            servers_json(account.api, account.constructor)
            if account.api is not None and account.constructor is not None
            else []
        ),
        "problems": [_problem(problem) for problem in account.problems],
    }


def account_text(account: Account) -> str:
    """Print a line per operation, then what was skipped, then totals. Problems are the report's."""
    views = _views(account)
    lines: list[str] = []
    skipped: list[str] = []
    reasons = _reasons(account)
    operations = account.spec.operations if account.spec is not None else ()
    entries = account.api.account if account.api is not None else ()
    unasked = [entry for entry in entries if entry.setting == ONLY]
    unseen = {_key(entry.location) for entry in unasked}
    asked = tuple(operation for operation in operations if _key(operation.location) not in unseen)
    width = min(_WIDEST, max((len(_request(operation)) for operation in asked), default=0))
    for operation in asked:
        request = visible(_request(operation))
        view = views.get(_key(operation.location))
        if view is not None:
            lines.append(f"{request:<{width}}  client.{view.call}({_arguments(view)}){_pages(view)}")
        else:
            lines.append(f"{request:<{width}}  skipped")
            place = place_text(account.resolve(operation.location))
            skipped.append(f"{place}: {request}: {visible(_reason(operation, reasons))}")
    skipped += [
        f"{place_text(account.resolve(entry.location))}: {entry.kind} {visible(entry.name)}: {visible(entry.reason)}"
        for entry in entries
        if entry.fate is Fate.SKIPPED and entry.kind != "operation" and entry.setting != ONLY
    ]
    access = [visible(line) for line in access_lines(account.constructor)] if account.constructor is not None else []
    if access:
        lines += ["", *access]
    if skipped:
        lines += ["", "Skipped:", *(f"  {line}" for line in skipped)]
    lines += piece_lines(_pieces(account))
    if account.spec is not None:
        lines += detail_lines(replace(account.spec, operations=asked), details_of(account.api))
    schemas = _schemas(account)
    if unasked:
        kinds = Counter(entry.kind for entry in unasked)
        told = f"{kinds['operation']} operations and {kinds['schema']} schemas"
        lines += ["", f"Not asked for in `only:`, and so left out: {told}. --json lists them."]
    generated = sum(_key(operation.location) in views for operation in operations)
    lines += [
        "",
        f"{generated} of {len(operations)} operations, {schemas['emitted']} of {schemas['total']} schemas generated.",
    ]
    return "\n".join(lines) + "\n"


def _pieces(account: Account) -> tuple[Piece, ...]:
    return pieces_of(account.spec, account.api, account.problems, account.resolve)


def _views(account: Account) -> Mapping[tuple[str, str], OperationView]:
    if account.api is None:
        return {}
    return {_key(view.operation.location): view for view in operation_views(account.api)}


def _key(location: Location) -> tuple[str, str]:
    return location.file, location.pointer


def _request(operation: loaded.Operation) -> str:
    return f"{operation.method} {operation.path}"


def _arguments(view: OperationView) -> str:
    names = [name for name, _ in (*view.parameters, *view.body_fields)]
    if view.operation.body is not None and not view.is_flat:
        names.append("body")
    return ", ".join(names)


def _pages(view: OperationView) -> str:
    pagination = view.operation.pagination
    return "" if pagination is None else visible(f"  pages: {page_summary(pagination)}")


def _operations(account: Account) -> list[JsonValue]:
    views = _views(account)
    reasons = _reasons(account)
    found: list[JsonValue] = []
    for operation in account.spec.operations if account.spec is not None else ():
        view = views.get(_key(operation.location))
        found.append(_generated(operation, view, reasons) if view is not None else _left_out(operation, reasons))
    return found


def _generated(operation: loaded.Operation, view: OperationView, reasons: _Reasons) -> JsonValue:
    body = view.operation.body
    return {
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "call": view.call,
        "parameters": [
            *(_argument(python_name, parameter) for python_name, parameter in view.parameters),
            *_other_parameters(operation, view, reasons),
        ],
        "body": (
            None
            if body is None
            else {
                "required": body.is_required,
                "media_types": [variant.media_type for variant in body.variants],
                "flattened": view.is_flat,
                "fields": [
                    {"python_name": python_name, "wire_name": field.wire_name, "required": field.is_required}
                    for python_name, field in view.body_fields
                ],
            }
        ),
        "responses": [
            {"status": answer.status, "media_types": [variant.media_type for variant in answer.variants]}
            for answer in view.operation.answers
        ],
        "pagination": None if view.operation.pagination is None else page_settings(view.operation.pagination),
        "status": Fate.GENERATED.value,
        "reason": "",
    }


def _argument(python_name: str, parameter: Parameter) -> JsonValue:
    return {
        "python_name": python_name,
        "wire_name": parameter.wire_name,
        "in": parameter.place.value,
        "required": parameter.is_required,
        "style": parameter.style.value,
        "explode": parameter.explode,
    }


def _other_parameters(operation: loaded.Operation, view: OperationView, reasons: _Reasons) -> list[JsonValue]:
    """Give the parameters that are no arguments: the API key that the client sends, what has no place in the path."""
    arguments = {(parameter.place.value, parameter.wire_name) for _, parameter in view.parameters}
    return [
        {**_unnamed(parameter), "reason": reasons.parameters.get(_key(parameter.location), "")}
        for parameter in operation.parameters
        if (parameter.place, parameter.wire_name) not in arguments
    ]


def _unnamed(parameter: loaded.Parameter) -> dict[str, JsonValue]:
    return {
        "python_name": None,
        "wire_name": parameter.wire_name,
        "in": parameter.place,
        "required": parameter.is_required,
        "style": parameter.style,
        "explode": parameter.explode,
    }


def _left_out(operation: loaded.Operation, reasons: _Reasons) -> JsonValue:
    body = operation.body
    return {
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "call": None,
        "parameters": [_unnamed(parameter) for parameter in operation.parameters],
        "body": (
            None
            if body is None
            else {
                "required": body.is_required,
                "media_types": [variant.media_type for variant in body.media_types],
                "flattened": False,
                "fields": [],
            }
        ),
        "responses": [
            {"status": response.status, "media_types": [variant.media_type for variant in response.media_types]}
            for response in operation.responses
        ],
        "pagination": None,
        "status": Fate.SKIPPED.value,
        "reason": _reason(operation, reasons),
    }


class _Reasons(Struct, frozen=True):
    """Why something does not come out; looked up per operation, so made once."""

    parameters: Mapping[tuple[str, str], str]
    operations: Mapping[tuple[str, str] | str, str]
    """By place, and by method and path."""
    errors: tuple[Problem, ...]


def _reasons(account: Account) -> _Reasons:
    entries = account.api.account if account.api is not None else ()
    skipped = _skipped(account.api, "operation")
    return _Reasons(
        {_key(entry.location): entry.reason for entry in entries if entry.kind == "parameter"},
        {name: entry.reason for entry in reversed(skipped) for name in (entry.name, _key(entry.location))},
        tuple(problem for problem in account.problems if problem.severity is Severity.ERROR),
    )


def _reason(operation: loaded.Operation, reasons: _Reasons) -> str:
    key = _key(operation.location)
    for name in (key, _request(operation)):
        if name in reasons.operations:
            return reasons.operations[name]
    inside = (operation.location.pointer, f"{operation.location.pointer}/")
    for problem in reasons.errors:
        place = problem.location
        if place.file == key[0] and (place.pointer == inside[0] or place.pointer.startswith(inside[1])):
            return problem.message
    return "Other parts of the documents have errors, so nothing is generated."


def _skipped(api: Api | None, kind: str) -> tuple[Entry, ...]:
    entries = api.account if api is not None else ()
    return tuple(entry for entry in entries if entry.fate is Fate.SKIPPED and entry.kind == kind)


def _schemas(account: Account) -> dict[str, JsonValue]:
    total = len(account.spec.schema_names) if account.spec is not None else 0
    skipped = _skipped(account.api, "schema")
    return {
        "total": total,
        "emitted": total - len(skipped) if account.api is not None else 0,
        "skipped": [
            {"name": entry.name, "reason": entry.reason, **_place(account.resolve(entry.location))} for entry in skipped
        ],
    }


def _problem(problem: Problem) -> JsonValue:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        **_place(problem.location),
    }


def _place(location: Location) -> dict[str, JsonValue]:
    return {"file": location.file, "line": location.line, "column": location.column, "pointer": location.pointer}
