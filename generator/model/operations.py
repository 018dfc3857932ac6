"""One operation of a document as the Api has it: parameters, body and answers with their types.

Receives a Spec's operation and what it is called; returns the model's, and what became of each parameter.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from generator.loader import spec
from generator.model.answer_headers import with_header_types
from generator.model.api import Credential, Operation
from generator.model.auth import security_of, sent_keys
from generator.model.bodies import body_of
from generator.model.naming import Call, route
from generator.model.parameters import ParameterFate, parameters_of
from generator.model.positions import Position
from generator.model.responses import answers_of
from generator.model.schemas import TypeBuilder
from generator.model.servers import servers_of
from generator.model.types import Doc
from generator.model.words import pascal, singular_name
from generator.problems import Problem, Severity

Built = tuple[Operation, tuple[ParameterFate, ...]]


def home_of(call: Call) -> Position:
    """Give the name its inline types begin with: voice_clones.update → VoiceCloneUpdate."""
    *outer, last = [pascal(name) for name in call.resource] or [""]
    return Position("".join(outer) + singular_name(last) + pascal(call.method))


def operation_of(
    written: spec.Operation,
    call: Call,
    types: TypeBuilder,
    api_key_header: str | None,
    credentials: tuple[Credential, ...],
    problems: list[Problem],
) -> Built:
    path = written.path
    if "#" in path:
        path = path.partition("#")[0]
        message = f"`{written.path}`: what follows # is never sent; it only tells this operation from others"
        problems.append(Problem("path-fragment", Severity.NOTE, message, written.location))
    home = home_of(call)
    body_home = Position(f"{home.name}Request", "Body")
    sent = sent_keys(written, api_key_header, credentials)
    parts = _parts(replace(written, path=path), home, body_home, types, sent, problems)
    found: list[Problem] = []
    own_servers = servers_of(written.servers, {}, found, written.location) if written.servers else ()
    # A server of an operation may be relative: to the client's.
    problems += (each for each in found if each.code != "server-url-unknown")
    operation = replace(
        parts[0],
        name=call.method,
        servers=own_servers,
        security=security_of(written, api_key_header),
        answers=with_header_types(parts[0].answers, home, route(written), types),
    )
    return operation, parts[1]


def event_of(written: spec.Operation, name: str, types: TypeBuilder, problems: list[Problem]) -> Built:
    """Give a webhook's or callback's request: the server calls, so its path is no template of ours."""
    position = Position(f"{pascal(name)}Event", "Body")
    operation, fates = _parts(replace(written, path=""), position, position, types, {}, problems)
    return replace(operation, id=written.operation_id or name, path=written.path, name=name), fates


def _parts(
    written: spec.Operation,
    home: Position,
    body_home: Position,
    types: TypeBuilder,
    sent: Mapping[tuple[str, str], str],
    problems: list[Problem],
) -> Built:
    parameters, fates = parameters_of(written, home, types, sent, problems)
    operation = Operation(
        id=written.operation_id or route(written),
        method=written.method,
        path=written.path,
        name="",
        parameters=parameters,
        body=body_of(written.body, body_home, types, problems),
        answers=answers_of(written, home, types),
        doc=Doc(written.summary, written.description, written.is_deprecated),
        location=written.location,
    )
    return operation, fates
