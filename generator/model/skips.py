"""What client.yml leaves out: `skip:` patterns against everything of a document that has a place.

    pattern: DELETE /calls/{id}                                       one operation
    pattern: /paths/~1calls                                           all operations of a path, by JSON Pointer
    pattern: /paths/~1calls/get/parameters/2                          one parameter that is not part of the path
    pattern: /paths/~1calls/post/requestBody/content/text~1csv        one media type of a body
    pattern: /paths/~1calls/get/responses/404                         one response, or one media type of it
    pattern: /components/schemas/Odd                                  one schema: any value is taken in its place

Receives operations and schemas; returns what stays, and account entries of what goes. A pattern that leaves nothing out
is an error: what it was written for is no longer there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.config import Skip
from generator.loader.spec import Operation, RequestBody, Response, Schema, SchemaId
from generator.model.api import Entry, Fate
from generator.model.naming import route
from generator.problems import Location, Problem, error


class _Placed(Protocol):
    @property
    def location(self) -> Location: ...


T = TypeVar("T", bound=_Placed)


class Selection(Struct, frozen=True):
    operations: tuple[Operation, ...]
    schemas: Mapping[SchemaId, Schema]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def selection_of(
    operations: Sequence[Operation],
    skips: Iterable[Skip],
    schemas: Mapping[SchemaId, Schema] | None = None,
    names: Mapping[SchemaId, str] | None = None,
    found: Iterable[Problem] = (),
) -> Selection:
    """Select. A skip has done its work too where the loader `found` an error and made a note of it."""
    skips = tuple(skips)
    told = {location for problem in found for location in problem.related}
    chooser = _Chooser(skips, {skip for skip in skips if skip.location in told})
    kept = [chosen for operation in operations if (chosen := chooser.operation(operation)) is not None]
    left = {id: chooser.schema(schema, (names or {}).get(id)) for id, schema in (schemas or {}).items()}
    return Selection(tuple(kept), left, tuple(chooser.entries), tuple(chooser.problems()))


class _Chooser:
    def __init__(self, skips: tuple[Skip, ...], used: set[Skip]) -> None:
        self._skips = skips
        self._used = used
        self.entries: list[Entry] = []

    def problems(self) -> Iterable[Problem]:
        for skip in self._skips:
            if skip not in self._used:
                yield error(
                    "skip-unused",
                    f"`skip: {skip.pattern}` matches no operation, path, parameter, media type, response or schema",
                    skip.location,
                    'Write "METHOD /path" or a JSON Pointer, or remove the entry.',
                )

    def operation(self, operation: Operation) -> Operation | None:
        named = route(operation)
        at = next((skip for skip in self._skips if skip.pattern == named), None)
        if self._leaves_out("operation", named, operation.location, at):
            return None
        if not self._skips:
            return operation
        parameters = self._kept(
            "parameter",
            operation.parameters,
            lambda each: each.wire_name,
            lambda each: each.place != "path",
        )
        responses = self._kept("response", operation.responses, lambda each: each.status)
        return replace(
            operation,
            parameters=parameters,
            body=self._body(operation.body),
            responses=tuple(self._response(each) for each in responses),
        )

    def schema(self, schema: Schema, name: str | None) -> Schema:
        """Give an empty schema in place of one that is left out."""
        is_skipped = name is not None and self._leaves_out("schema", name, schema.location)
        return Schema(schema.location, description=schema.description) if is_skipped else schema

    def _body(self, body: RequestBody | None) -> RequestBody | None:
        if body is None or self._leaves_out("body", "body", body.location):
            return None
        media_types = self._kept("body", body.media_types, lambda each: each.media_type)
        return replace(body, media_types=media_types) if media_types else None

    def _response(self, response: Response) -> Response:
        media_types = self._kept("response", response.media_types, lambda each: f"{response.status} {each.media_type}")
        return replace(response, media_types=media_types)

    def _kept(
        self,
        kind: str,
        items: tuple[T, ...],
        name: Callable[[T], str],
        may_go: Callable[[T], bool] = lambda each: True,
    ) -> tuple[T, ...]:
        return tuple(each for each in items if not (may_go(each) and self._leaves_out(kind, name(each), each.location)))

    def _leaves_out(self, kind: str, name: str, location: Location, skip: Skip | None = None) -> bool:
        skip = skip or next((each for each in self._skips if each.covers(location)), None)
        if skip is None:
            return False
        self._used.add(skip)
        self.entries.append(Entry(kind, name, location, Fate.SKIPPED, skip.reason))
        return True
