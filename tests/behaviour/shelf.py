"""A small API with every way of paging, its generated client, and a server that pages through things.

with pages_client("sync", shelf) as client: …        shelf: Shelf(7, size=3) holds things 0 … 6
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import yaml

from generator.config import ClientConfig
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from tests.loopback import Loopback, Received, Reply

PACKAGE = "shelf_client"
_STRING, _INTEGER, _FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
_THING = {"$ref": "#/components/schemas/Thing"}
_THINGS = {"type": "array", "items": _THING}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _query(**parameters: Any) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]


def _get(name: str, parameters: list[dict[str, Any]], answer: dict[str, Any], **headers: Any) -> dict[str, Any]:
    described = {"description": "A page.", "content": {"application/json": {"schema": answer}}, "headers": headers}
    return {"operationId": name, "tags": ["things"], "parameters": parameters, "responses": {"200": described}}


_POST = _get("search", [], _object(hits=_THINGS, next_cursor=_STRING))
_POST["requestBody"] = {
    "content": {"application/json": {"schema": _object(query=_STRING, page=_object(cursor=_STRING, limit=_INTEGER))}}
}
_DEEP = {"name": "page", "in": "query", "style": "deepObject", "explode": True}
_LINK = {"schema": _STRING}
PATHS: dict[str, Any] = {
    "/cursor": {
        "get": _get(
            "cursor", _query(cursor=_STRING, limit=_INTEGER), _object(data=_THINGS, meta=_object(next_cursor=_STRING))
        )
    },
    "/last": {
        "get": _get("last", _query(starting_after=_STRING, limit=_INTEGER), _object(data=_THINGS, has_more=_FLAG))
    },
    "/numbered": {
        "get": _get(
            "numbered",
            [{**_DEEP, "schema": _object(number=_INTEGER, size=_INTEGER)}],
            _object(data=_THINGS, meta=_object(page_number=_INTEGER, total_pages=_INTEGER)),
        )
    },
    "/zero": {
        "get": _get(
            "zero",
            _query(pageNumber=_INTEGER, pageSize=_INTEGER),
            _object(things=_THINGS, page=_object(pageNumber=_INTEGER, totalElements=_INTEGER)),
        )
    },
    "/plain": {"get": _get("plain", _query(page=_INTEGER, per_page=_INTEGER), _THINGS)},
    "/offset": {"get": _get("offset", _query(offset=_INTEGER, limit=_INTEGER), _object(items=_THINGS, total=_INTEGER))},
    "/url": {
        "get": _get(
            "url", _query(limit=_INTEGER), _object(data=_THINGS, links=_object(next={"type": ["string", "null"]}))
        )
    },
    "/link": {"get": _get("link", _query(page=_INTEGER, per_page=_INTEGER), _THINGS, Link=_LINK)},
    "/search": {"post": _POST},
    "/both": {
        "get": _get(
            "both",
            _query(marker=_STRING, offset=_INTEGER, limit=_INTEGER),
            _object(entries=_THINGS, next_marker=_STRING, total_count=_INTEGER),
        )
    },
}
_EVERYTHING = _get("everything", _query(cursor=_STRING), _object(data=_THINGS, next_cursor=_STRING))
# Without a tag and without a name in the path it is a method of the client itself.
PATHS["/"] = {"get": {**_EVERYTHING, "tags": []}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1"},
    "servers": [{"url": "https://shelf.test/v1"}],
    "security": [{"key": []}, {"query": []}],
    "paths": PATHS,
    "components": {
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "query": {"type": "apiKey", "in": "query", "name": "api_key"},
        },
        "schemas": {"Thing": {"type": "object", "required": ["id"], "properties": {"id": _STRING}}},
    },
}
SCHEMES = ("cursor", "last", "numbered", "zero", "plain", "offset", "url", "link", "search", "both")


def make_package(folder: Path, document: dict[str, Any] | None = None) -> None:
    """Generate the client below a folder, and make it importable anew."""
    file = folder / "shelf.yml"
    file.write_text(yaml.safe_dump(DOCUMENT if document is None else document), encoding="utf-8")
    config = ClientConfig(PACKAGE, "Shelf", (file.as_posix(),))
    for name, text in render(build_api(load_spec(config.specs).spec, config), config, "make").items():
        path = folder / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def forget_package() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class Shelf:
    """Answers each path with pages of things, in its way of paging. `size` is what a page holds when nothing is asked."""

    def __init__(self, count: int, size: int = 3) -> None:
        self.things = [{"id": f"t{number}"} for number in range(count)]
        self.size = size

    def __call__(self, request: Received) -> Reply:
        asked = {name: values[-1] for name, values in parse_qs(request.query).items()}
        answer: Callable[[dict[str, str], Received], Reply] = getattr(
            self, request.path.rpartition("/")[2] or "everything"
        )
        return answer(asked, request)

    def _from(self, start: int, size: str | int | None) -> tuple[list[dict[str, str]], int, bool]:
        """Give a page, where the next one starts, and whether there is one."""
        end = start + int(size or self.size)
        return self.things[start:end], end, end < len(self.things)

    def cursor(self, asked: dict[str, str], _: Received) -> Reply:
        page, end, has_more = self._from(int(asked.get("cursor", "c0")[1:]), asked.get("limit"))
        return Reply(json={"data": page, "meta": {"next_cursor": f"c{end}" if has_more else None}})

    def everything(self, asked: dict[str, str], _: Received) -> Reply:
        page, end, has_more = self._from(int(asked.get("cursor", "c0")[1:]), None)
        return Reply(json={"data": page, **({"next_cursor": f"c{end}"} if has_more else {})})

    def last(self, asked: dict[str, str], _: Received) -> Reply:
        start = int(asked["starting_after"][1:]) + 1 if "starting_after" in asked else 0
        page, _end, has_more = self._from(start, asked.get("limit"))
        return Reply(json={"data": page, "has_more": has_more})

    def numbered(self, asked: dict[str, str], _: Received) -> Reply:
        size = int(asked.get("page[size]", self.size))
        number = int(asked.get("page[number]", 1))
        page, *_rest = self._from((number - 1) * size, size)
        meta = {"page_number": number, "total_pages": -(-len(self.things) // size)}
        return Reply(json={"data": page, "meta": meta})

    def zero(self, asked: dict[str, str], _: Received) -> Reply:
        size = int(asked.get("pageSize", self.size))
        number = int(asked.get("pageNumber", 0))
        page, *_rest = self._from(number * size, size)
        return Reply(json={"things": page, "page": {"pageNumber": number, "totalElements": len(self.things)}})

    def plain(self, asked: dict[str, str], _: Received) -> Reply:
        size = int(asked.get("per_page", self.size))
        return Reply(json=self._from((int(asked.get("page", 1)) - 1) * size, size)[0])

    def offset(self, asked: dict[str, str], _: Received) -> Reply:
        page, *_rest = self._from(int(asked.get("offset", 0)), asked.get("limit"))
        return Reply(json={"items": page, "total": len(self.things)})

    def url(self, asked: dict[str, str], request: Received) -> Reply:
        page, end, has_more = self._from(int(asked.get("at", 0)), asked.get("limit"))
        limit = asked.get("limit", self.size)
        return Reply(json={"data": page, "links": {"next": f"?at={end}&limit={limit}" if has_more else None}})

    def link(self, asked: dict[str, str], request: Received) -> Reply:
        size = int(asked.get("per_page", self.size))
        number = int(asked.get("page", 1))
        page, _end, has_more = self._from((number - 1) * size, size)
        own = f"http://{request.headers['host']}{request.path}"
        links = [f'<{own}?page=1&per_page={size}>; rel="first"']
        if has_more:
            links.append(f'<{own}?page={number + 1}&per_page={size}>; title="a, b"; rel="next"')
        return Reply(json=page, headers={"Content-Type": "application/json", "Link": ", ".join(links)})

    def search(self, _: dict[str, str], request: Received) -> Reply:
        wanted: Any = request.json if request.body else {}
        asked = wanted.get("page", {})
        page, end, has_more = self._from(int(asked.get("cursor", "c0")[1:]), asked.get("limit"))
        return Reply(json={"hits": page, **({"next_cursor": f"c{end}"} if has_more else {})})

    def both(self, asked: dict[str, str], request: Received) -> Reply:
        if "marker" in asked:
            page, end, has_more = self._from(int(asked["marker"][1:]), asked.get("limit"))
            return Reply(json={"entries": page, "next_marker": f"m{end}" if has_more else ""})
        page, *_rest = self._from(int(asked.get("offset", 0)), asked.get("limit"))
        return Reply(json={"entries": page, "total_count": len(self.things)})


@contextmanager
def _serving(answer: Callable[[Received], Reply]) -> Iterator[Loopback]:
    with Loopback(answer) as server:
        yield server


def used(kind: str, answer: Callable[[Received], Reply], use: Callable[[Any], Any], **options: Any) -> tuple[Any, Any]:
    """Serve, make a client, do something with it that gives a value or an awaitable; give the value and the requests."""
    package = import_module(PACKAGE)
    options.setdefault("api_key", "k")
    with _serving(answer) as server:
        if kind == "sync":
            with package.Shelf(base_url=server.url, **options) as client:
                return use(client), server.requests

        async def run() -> Any:
            async with package.AsyncShelf(base_url=server.url, **options) as client:
                return await use(client)

        return anyio.run(run, backend=kind), server.requests


def ids(kind: str, pager: Any) -> Any:
    """Collect the ids of all items: a list, or an awaitable of one."""
    if kind == "sync":
        return [item.id for item in pager]

    async def collect() -> list[str]:
        return [item.id async for item in pager]

    return collect()


def where(request: Received) -> tuple[str, dict[str, list[str]]]:
    return request.path, parse_qs(urlsplit(request.target).query)
