"""What a method was given, as its operation takes it: which argument is which parameter, and what is the body.

    _FIND = Operation("GET /shelves/{id}/books", query="limit page_size=page[size]")

    def find(self, id, *, limit=omit, page_size=omit, **options):
        return self._call(*_FIND.given(locals()))

`locals()` of a method that has done nothing else are its arguments by name. Those that are no parameters of the operation
are the members of its body, so no name has to stand anywhere but in the signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .parameters import Limits, Parameter, path, query
from .sentinels import omit
from .urls import template_of

if TYPE_CHECKING:
    from .operations import Operation
    from .options import CallOptions
    from .sentinels import Omit

MEDIA_TYPE = "content_type"
"""Argument that chooses among a body's media types."""
_NEVER_SENT = frozenset({"self", "options"})


def parameters_of(
    url: str,
    plain: str | tuple[str, ...],
    listed: tuple[Parameter, ...],
    limits: Limits,
) -> tuple[Parameter, ...]:
    """Give all parameters of an operation: those of the path that nobody lists, the plain ones of the query, the listed."""
    known = {one.wire_name for one in listed if one.place == "path"}
    names = dict.fromkeys(template_of(url).names)
    words = (plain if isinstance(plain, str) else " ".join(plain)).split()
    return (
        *(path(name, **limits.get(name, {})) for name in names if name not in known),
        *(_plain(word, limits) for word in words),
        *listed,
    )


def _plain(word: str, limits: Limits) -> Parameter:
    # limit   page_size=page[size]
    name, _, wire_name = word.partition("=")
    return query(wire_name or name, name=name, **limits.get(name, {}))


class Taker:
    """Sorts the arguments of one method."""

    __slots__ = ("_arguments", "_has_choice", "_members", "_whole", "_wire_names")

    def __init__(self, operation: Operation[Any], names: Mapping[str, object]) -> None:
        arguments = [one.name or one.wire_name for one in operation.parameters]
        body = operation.body
        self._has_choice = body is not None and len(body.media_types) > 1
        self._whole = None if body is None else body.argument
        members: list[str] = []
        if body is not None and body.argument is None:
            choice = (MEDIA_TYPE,) if self._has_choice else ()
            taken = {*_NEVER_SENT, *arguments, *body.unsent, *choice}
            members = [name for name in names if name not in taken]
            self._wire_names = tuple(body.names.get(name, name) for name in members)
        self._arguments = _getter(arguments)
        self._members = _getter(members) if members else None

    def take(
        self, values: Mapping[str, Any]
    ) -> tuple[tuple[object, ...], CallOptions, object, str | Omit]:
        """Give the parameters in the operation's order, the options, the body, and its media type."""
        body: object = omit
        if self._members is not None:
            body = dict(zip(self._wire_names, self._members(values), strict=True))
        elif self._whole is not None:
            body = values[self._whole]
        return (
            self._arguments(values),
            values["options"],
            body,
            values[MEDIA_TYPE] if self._has_choice else omit,
        )


def _getter(names: list[str]) -> Callable[[Mapping[str, Any]], tuple[object, ...]]:
    """Make what looks up several names at once: done for every call, and five times as fast as a loop."""
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda values: ()
    [only] = names
    return lambda values: (values[only],)
