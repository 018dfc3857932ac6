"""Links of answers: which operation each leads to, and what it hands on.

Receives the operations as they were written and built; returns those whose answers have links completed. A link that
leads to nothing the client can call, and a value for a parameter that is not there, are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from generator.loader import spec as loaded
from generator.model.api import Answer, Link, Operation, Place
from generator.model.types import Doc
from generator.problems import Location, Problem, warning

Pair = tuple[loaded.Operation, Operation]


def with_links(pairs: Sequence[Pair], problems: list[Problem]) -> list[Operation]:
    """Give the built operations, their answers with links."""
    by_id: dict[str, Pair] = {}
    by_place: dict[Location, Pair] = {}
    for pair in pairs:
        by_place[pair[0].location] = pair
        if pair[0].operation_id is not None:
            by_id.setdefault(pair[0].operation_id, pair)

    def target_of(link: loaded.Link) -> Pair | None:
        if link.operation_id is not None:
            return by_id.get(link.operation_id)
        return None if link.target is None else by_place.get(link.target)

    def answer_of(answer: Answer, responses: dict[str, loaded.Response]) -> Answer:
        written = responses[answer.status].links
        found = [_link(link, target_of(link), problems) for link in written]
        return replace(answer, links=tuple(link for link in found if link is not None)) if found else answer

    return [
        replace(
            built,
            answers=tuple(answer_of(each, {one.status: one for one in written.responses}) for each in built.answers),
        )
        for written, built in pairs
    ]


def _link(link: loaded.Link, target: Pair | None, problems: list[Problem]) -> Link | None:
    if target is None:
        named = link.operation_id or link.operation_ref or "nothing"
        message = (
            f"Link `{link.wire_name}` leads to `{named}`, which is no operation of this client; there is no helper"
        )
        hint = "Correct `operationId` or `operationRef` in an overlay; or the operation is listed under `skip:`."
        problems.append(warning("link-target", message, link.location, hint))
        return None
    written, built = target
    server = link.server
    return Link(
        wire_name=link.wire_name,
        target=built.location,
        values=tuple(_values(link, written, built, problems)),
        has_body=link.has_body,
        body=link.request_body,
        server_url=None if server is None else _filled(server),
        doc=Doc(description=link.description),
        location=link.location,
    )


def _values(
    link: loaded.Link, written: loaded.Operation, built: Operation, problems: list[Problem]
) -> Iterator[tuple[tuple[Place, str], object]]:
    """Give what each parameter of the target gets, keyed by place and wire name."""
    known = {(each.place, each.wire_name) for each in built.parameters}
    for key, value in link.parameters.items():
        qualifier, _, rest = key.partition(".")
        found = [each for each in known if each[1] == key] or [
            each for each in known if (each[0].value, each[1]) == (qualifier, rest)
        ]
        if len(found) == 1:
            yield found[0], value
        elif found or not any(key in (each.wire_name, f"{each.place}.{each.wire_name}") for each in written.parameters):
            # A parameter that is written and not built is the client's own: its API key.
            names = ", ".join(sorted(f"{place.value}.{name}" for place, name in known)) or "none"
            message = f"Link `{link.wire_name}` has a value for `{key}`; the parameters of its operation are {names}"
            hint = "Name one of them, with its place in front where two have that name."
            problems.append(warning("link-parameter", message, link.location, hint))


def _filled(server: loaded.Server) -> str:
    url = server.url.rstrip("/")
    for variable in server.variables:
        url = url.replace("{" + variable.wire_name + "}", variable.default)
    return url
