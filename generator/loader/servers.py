"""Servers.

Receives the place of a list of servers; returns `Server` values with their variables.
"""

from __future__ import annotations

from generator.loader.fixed_fields import SERVER, SERVER_VARIABLE, tell_unknown_fields
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import has_mapping, is_mapping, text_of, texts_of
from generator.loader.spec import Server, ServerVariable
from generator.loader.values import kind_of

_NAMES = ("name", "x-name", "x-fern-server-name", "x-speakeasy-server-id")


def read_servers(place: Place, reading: Reading) -> tuple[Server, ...]:
    match place.value:
        case None:
            return ()
        case list():
            found = (read_server(item, reading) for item in place.items())
            return tuple(server for server in found if server is not None)
        case other:
            reading.error("wrong-type", f"`servers` must be a list, not {kind_of(other)}.", place)
            return ()


def read_server(place: Place, reading: Reading) -> Server | None:
    if not is_mapping(place, reading, "A server"):
        return None
    tell_unknown_fields(SERVER, place, reading)
    url = text_of(place.child("url"), reading)
    if url is None:
        reading.warn("server-url", "The server has no `url`; it is ignored.", place)
        return None
    variables = place.child("variables")
    members = variables.members() if has_mapping(variables, reading, "`variables`") else ()
    return Server(
        url,
        place.location,
        next((name for keyword in _NAMES if (name := text_of(place.child(keyword), reading))), None),
        text_of(place.child("description"), reading),
        tuple(_variable(name, member, reading) for name, member in members),
    )


def _variable(wire_name: str, place: Place, reading: Reading) -> ServerVariable:
    if not is_mapping(place, reading, "A server variable"):
        return ServerVariable(wire_name, "")
    tell_unknown_fields(SERVER_VARIABLE, place, reading)
    enum = texts_of(place.child("enum"), reading)
    default = text_of(place.child("default"), reading)
    if default is None:
        default = enum[0] if enum else ""
        message = f"Server variable `{wire_name}` has no `default`; `{default}` is taken."
        reading.warn("server-variable-default", message, place)
    return ServerVariable(wire_name, default, enum, text_of(place.child("description"), reading))
