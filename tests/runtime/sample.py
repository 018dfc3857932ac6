"""A vendor written by hand: what the generator would have made, as small as it can be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack

from generator.runtime.client import AsyncClient, SyncClient
from generator.runtime.operations import Answer, Body, Encoding, Operation, cookie, header, path, query
from generator.runtime.options import AsyncClientOptions, CallOptions, ClientOptions, Omit, omit
from generator.runtime.resource import (
    AsyncRawResource,
    AsyncResource,
    AsyncStreamedResource,
    RawResource,
    StreamedResource,
    SyncResource,
)
from generator.runtime.settings import Credential, Server, Settings
from generator.runtime.views import async_raw, async_streamed, raw, streamed

if TYPE_CHECKING:
    from tests.runtime.sample_types import Thing

SETTINGS = Settings(
    package="acme",
    version="1.2.3",
    env_prefix="ACME",
    servers=(
        Server("production", "https://api.acme.test/v2"),
        Server("eu", "https://{region}.acme.test/v2", variables={"region": "eu1"}),
    ),
    credentials=(
        Credential("bearerAuth", "bearer", ("api_key",), ("ACME_API_KEY",)),
        Credential("queryKey", "api-key-query", ("query_key",), ("ACME_QUERY_KEY",), wire_name="api_key"),
        Credential("headerKey", "api-key-header", ("header_key",), ("ACME_HEADER_KEY",), wire_name="X-Acme-Key"),
        Credential("cookieKey", "api-key-cookie", ("cookie_key",), (), wire_name="session"),
        Credential("basicAuth", "basic", ("username", "password"), ("ACME_USERNAME", "ACME_PASSWORD")),
    ),
    security=(("bearerAuth",), ("queryKey",), ("headerKey",), ("cookieKey",), ("basicAuth",)),
    types_package="tests.runtime.sample_types",
)

JSON_ANSWERS = (
    Answer("200", "application/json", "Thing"),
    Answer("404", "application/json", "Problem"),
    Answer("4XX", "application/json", "Trouble"),
)

UPDATE: Operation[Thing] = Operation(
    "PATCH",
    "/things/{id}",
    parameters=(path("id"), query("page[number]"), header("X-Trace"), cookie("theme")),
    body=Body("application/json", is_required=True),
    answers=JSON_ANSWERS,
)
READ: Operation[Thing] = Operation("GET", "/things/{id}", parameters=(path("id"),), answers=JSON_ANSWERS)
REMOVE: Operation[None] = Operation("DELETE", "/things/{id}", parameters=(path("id"),), answers=(Answer("204", None),))
PING: Operation[Any] = Operation("POST", "/ping", body=Body("application/json"), answers=JSON_ANSWERS, security=((),))
UPLOAD: Operation[Thing] = Operation(
    "POST",
    "/files",
    body=Body(
        "multipart/form-data",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "text/plain",
        encodings={"picture": Encoding(content_type="image/png")},
    ),
    answers=JSON_ANSWERS,
)
DOWNLOAD: Operation[bytes] = Operation(
    "GET", "/files/{id}", parameters=(path("id"),), answers=(Answer("200", "application/octet-stream", "bytes"),)
)
TEXT: Operation[str] = Operation("GET", "/text", answers=(Answer("200", "text/plain", "str"),))


class Things(SyncResource):
    def update(
        self,
        id: str,
        *,
        page_number: int | Omit = omit,
        x_trace: str | Omit = omit,
        theme: str | Omit = omit,
        name: object = omit,
        note: object = omit,
        **options: Unpack[CallOptions],
    ) -> Thing:
        """Change a thing."""
        return self._call(UPDATE, (id, page_number, x_trace, theme), options, body={"name": name, "note": note})

    def read(self, id: str, **options: Unpack[CallOptions]) -> Thing:
        return self._call(READ, (id,), options)

    def remove(self, id: str, **options: Unpack[CallOptions]) -> None:
        return self._call(REMOVE, (id,), options)

    def ping(self, body: object = omit, **options: Unpack[CallOptions]) -> Any:
        return self._call(PING, (), options, body=body)

    def upload(self, body: object, *, media_type: str | Omit = omit, **options: Unpack[CallOptions]) -> Thing:
        return self._call(UPLOAD, (), options, body=body, media_type=media_type)

    def download(self, id: str, **options: Unpack[CallOptions]) -> bytes:
        return self._call(DOWNLOAD, (id,), options)

    def text(self, **options: Unpack[CallOptions]) -> str:
        return self._call(TEXT, (), options)

    @cached_property
    def with_raw_response(self) -> ThingsRaw:
        return ThingsRaw(self)

    @cached_property
    def with_streaming_response(self) -> ThingsStreamed:
        return ThingsStreamed(self)


class AsyncThings(AsyncResource):
    async def update(
        self,
        id: str,
        *,
        page_number: int | Omit = omit,
        x_trace: str | Omit = omit,
        theme: str | Omit = omit,
        name: object = omit,
        note: object = omit,
        **options: Unpack[CallOptions],
    ) -> Thing:
        """Change a thing."""
        return await self._call(UPDATE, (id, page_number, x_trace, theme), options, body={"name": name, "note": note})

    async def read(self, id: str, **options: Unpack[CallOptions]) -> Thing:
        return await self._call(READ, (id,), options)

    async def remove(self, id: str, **options: Unpack[CallOptions]) -> None:
        return await self._call(REMOVE, (id,), options)

    async def ping(self, body: object = omit, **options: Unpack[CallOptions]) -> Any:
        return await self._call(PING, (), options, body=body)

    async def upload(self, body: object, *, media_type: str | Omit = omit, **options: Unpack[CallOptions]) -> Thing:
        return await self._call(UPLOAD, (), options, body=body, media_type=media_type)

    async def download(self, id: str, **options: Unpack[CallOptions]) -> bytes:
        return await self._call(DOWNLOAD, (id,), options)

    async def text(self, **options: Unpack[CallOptions]) -> str:
        return await self._call(TEXT, (), options)

    @cached_property
    def with_raw_response(self) -> AsyncThingsRaw:
        return AsyncThingsRaw(self)

    @cached_property
    def with_streaming_response(self) -> AsyncThingsStreamed:
        return AsyncThingsStreamed(self)


class ThingsRaw(RawResource):
    update = raw(Things.update)
    read = raw(Things.read)


class ThingsStreamed(StreamedResource):
    update = streamed(Things.update)
    read = streamed(Things.read)
    download = streamed(Things.download)


class AsyncThingsRaw(AsyncRawResource):
    update = async_raw(AsyncThings.update)
    read = async_raw(AsyncThings.read)


class AsyncThingsStreamed(AsyncStreamedResource):
    update = async_streamed(AsyncThings.update)
    read = async_streamed(AsyncThings.read)
    download = async_streamed(AsyncThings.download)


class Acme(SyncClient):
    api_key: str | Callable[[], str] | None

    def __init__(
        self,
        *,
        api_key: str | Callable[[], str] | None = None,
        query_key: str | None = None,
        header_key: str | None = None,
        cookie_key: str | None = None,
        username: str | None = None,
        password: str | None = None,
        server: str | None = None,
        settings: Settings = SETTINGS,
        **options: Unpack[ClientOptions],
    ) -> None:
        given = {
            "api_key": api_key,
            "query_key": query_key,
            "header_key": header_key,
            "cookie_key": cookie_key,
            "username": username,
            "password": password,
        }
        super().__init__(settings, given, server, options)

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        return self._copy(options)

    @cached_property
    def things(self) -> Things:
        return Things(self)


class AsyncAcme(AsyncClient):
    api_key: str | Callable[[], str | Awaitable[str]] | None

    def __init__(
        self,
        *,
        api_key: str | Callable[[], str | Awaitable[str]] | None = None,
        query_key: str | None = None,
        header_key: str | None = None,
        cookie_key: str | None = None,
        username: str | None = None,
        password: str | None = None,
        server: str | None = None,
        settings: Settings = SETTINGS,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        given = {
            "api_key": api_key,
            "query_key": query_key,
            "header_key": header_key,
            "cookie_key": cookie_key,
            "username": username,
            "password": password,
        }
        super().__init__(settings, given, server, options)

    def with_options(self, **options: Unpack[AsyncClientOptions]) -> Self:
        return self._copy(options)

    @cached_property
    def things(self) -> AsyncThings:
        return AsyncThings(self)
