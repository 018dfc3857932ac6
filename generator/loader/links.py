"""Links: what an answer says can be asked next.

Receives the place of a response's `links`; returns `Link` values, an `operationRef` followed to where it leads.
"""

from __future__ import annotations

from generator.loader.fixed_fields import LINK, tell_unknown_fields
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import has_mapping, is_mapping, text_of
from generator.loader.servers import read_server
from generator.loader.spec import Link
from generator.problems import Location, Problem


def read_links(place: Place, reading: Reading) -> tuple[Link, ...]:
    if not has_mapping(place, reading, "`links`"):
        return ()
    found: list[Link] = []
    for name, member in place.members():
        target = reading.follow(member)
        if target is not None and is_mapping(target, reading, "A link"):
            found.append(_link(name, target, reading))
    return tuple(found)


def _link(name: str, place: Place, reading: Reading) -> Link:
    tell_unknown_fields(LINK, place, reading)
    parameters, server = place.child("parameters"), place.child("server")
    return Link(
        name,
        place.location,
        text_of(place.child("operationId"), reading),
        text_of(place.child("operationRef"), reading),
        parameters.value if parameters.value and has_mapping(parameters, reading, "`parameters` of a link") else {},
        place.value.get("requestBody"),
        text_of(place.child("description"), reading),
        _target(place, reading),
        None if server.value is None else read_server(server, reading),
        "requestBody" in place.value,
    )


def _target(place: Place, reading: Reading) -> Location | None:
    ref = place.child("operationRef")
    if not isinstance(ref.value, str):
        return None
    found = reading.resolver.named(ref.value, place, ref.location)
    # A link to another API leads nowhere that this client could go; the model tells so.
    return None if isinstance(found, Problem) else found.location
