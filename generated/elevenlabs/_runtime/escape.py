"""The escape hatch: `client.request(…)` and its short forms, for what no generated method covers.

    client.post("/undocumented", body={"a": 1}, cast_to=dict)       a JSON object
    client.get("/export", query={"format": "csv"}, cast_to=str)     text; bytes likewise
    client.get("/whatever", cast_to=object)                         by what comes: JSON, text, bytes or None
    client.get("/events", cast_to=Stream[Tick])                     a stream; AsyncStream of the async client

`path` is below `base_url`, or a whole URL; another host gets no credentials, no `default_query`, and of `default_headers`
none that sounds like a credential. It goes out as it is. A body is JSON if it is an object, text if it is a str, binary
if it is bytes or a file, unless `headers` names a Content-Type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, Unpack

from .operations import Body, Operation
from .options import CallOptions
from .sentinels import Omit, omit
from .urls import is_absolute

if TYPE_CHECKING:
    from .config import Config

T = TypeVar("T")

Query = Mapping[str, object] | None
HeaderOptions = Mapping[str, str | Omit | None] | None


class SyncEscapeHatch:
    """Methods of a client that take a path."""

    _config: Config

    def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        raise NotImplementedError

    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        """Send any request; see the module for what `path`, `body` and `cast_to` may be."""
        made: _Made[T] = _made(
            self._config, method, path, cast_to, body, query, headers, options
        )
        return self._call(made.operation, (), made.options, body=body)

    def get(
        self,
        path: str,
        *,
        cast_to: type[T],
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return self.request(
            "GET", path, cast_to=cast_to, query=query, headers=headers, **options
        )

    def post(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return self.request(
            "POST",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    def put(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return self.request(
            "PUT",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    def patch(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return self.request(
            "PATCH",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    def delete(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return self.request(
            "DELETE",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )


class AsyncEscapeHatch:
    """Methods of an async client that take a path."""

    _config: Config

    async def _call(
        self,
        operation: Operation[T],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> T:
        raise NotImplementedError

    async def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        """Send any request; see the module for what `path`, `body` and `cast_to` may be."""
        made: _Made[T] = _made(
            self._config, method, path, cast_to, body, query, headers, options
        )
        return await self._call(made.operation, (), made.options, body=body)

    async def get(
        self,
        path: str,
        *,
        cast_to: type[T],
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return await self.request(
            "GET", path, cast_to=cast_to, query=query, headers=headers, **options
        )

    async def post(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return await self.request(
            "POST",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    async def put(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return await self.request(
            "PUT",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    async def patch(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return await self.request(
            "PATCH",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )

    async def delete(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: object = omit,
        query: Query = None,
        headers: HeaderOptions = None,
        **options: Unpack[CallOptions],
    ) -> T:
        return await self.request(
            "DELETE",
            path,
            cast_to=cast_to,
            body=body,
            query=query,
            headers=headers,
            **options,
        )


class _Made(NamedTuple, Generic[T]):
    operation: Operation[T]
    options: CallOptions


def _made(
    config: Config,
    method: str,
    path: str,
    cast_to: type[T],
    body: object,
    query: Query,
    headers: HeaderOptions,
    options: CallOptions,
) -> _Made[T]:
    """Describe the request as a generated module would."""
    from .casting import cast_of
    from .page_urls import secret_defaults

    fields = {**(headers or {}), **(options.get("extra_headers") or {})}
    given = [name for name in fields if name.lower() == "content-type" and fields[name]]
    # Taken out of the headers: multipart adds the boundary to it.
    media_type = str(fields.pop(given[-1])) if given and body is not omit else "*/*"
    if not is_absolute(path) and path[:1] not in ("", "/", "?", "#"):
        path = f"/{path}"  # It would be read as part of the host.
    security = config.settings.security
    is_own = not is_absolute(path) or config.is_own(path)
    if not is_own:
        # Not what the caller says here: that is meant for this host.
        fields = {**secret_defaults(config), **fields}
        query = {**dict.fromkeys(config.default_query), **(query or {})}
    options["extra_headers"] = fields
    options["extra_query"] = {**(query or {}), **(options.get("extra_query") or {})}
    kind, answers = cast_of(cast_to)
    operation: Operation[T] = kind(
        method.upper(),
        path.replace("{", "%7B").replace("}", "%7D"),
        body=Body(media_type),
        answers=answers,
        security=((),) if not is_own else None if security is None else (*security, ()),
    )
    return _Made(operation, options)
