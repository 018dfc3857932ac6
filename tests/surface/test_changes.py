"""What a change of a document means to callers of its package: each case edits the same document in one place."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.config import ClientConfig
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from generator.surface import Unreadable, changes_between, surface_of
from generator.surface.wording import told_of_texts
from generator.surface.texts import json_of, lines_of, release_of, summary_of

DOCUMENT: dict[str, Any] = yaml.safe_load("""
openapi: 3.1.0
info: {title: Shelf, version: "1"}
servers: [{url: https://shelf.test}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: sort, in: query, schema: {type: string, enum: [asc, desc]}}
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Books"}}}}}
    post:
      operationId: createBook
      tags: [books]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewBook"}}}}
      responses: {"201": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}
  /books/{id}:
    get:
      operationId: getBook
      tags: [books]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}
components:
  schemas:
    Books: {type: object, required: [data], properties: {data: {type: array, items: {$ref: "#/components/schemas/Book"}}}}
    Book:
      type: object
      required: [id, title]
      properties:
        id: {type: string}
        title: {type: string}
        pages: {type: integer}
        cover: {$ref: "#/components/schemas/Cover"}
        author: {$ref: "#/components/schemas/Author"}
    NewBook:
      type: object
      required: [title]
      properties:
        title: {type: string}
        author: {$ref: "#/components/schemas/Author"}
    Author: {type: object, required: [name], properties: {name: {type: string}, born: {type: string, format: date}}}
    Cover: {oneOf: [{$ref: "#/components/schemas/Hard"}, {$ref: "#/components/schemas/Soft"}]}
    Hard: {type: object, properties: {kind: {const: hard}, cloth: {type: string}}}
    Soft: {type: object, properties: {kind: {const: soft}, weight: {type: integer}}}
    Jacket: {type: object, properties: {kind: {const: jacket}, colour: {type: string}}}
""")


def package(folder: Path, document: dict[str, Any]) -> dict[str, str]:
    path = folder / "shelf.yml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    config = ClientConfig("shelf", "Shelf", (path.name,))
    return dict(render(build_api(load_spec([path]).spec, config), config, "clientmill"))


Edit = Callable[[dict[str, Any], dict[str, Any]], object]
LIST, CREATE, GET = ("/books", "get"), ("/books", "post"), ("/books/{id}", "get")


def parameters(document: dict[str, Any], at: tuple[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["paths"][at[0]][at[1]].setdefault("parameters", [])
    return found


def _edited(edit: Edit) -> dict[str, Any]:
    document = deepcopy(DOCUMENT)
    edit(document, document["components"]["schemas"])
    return document


CASES: dict[str, tuple[Edit, list[str]]] = {
    "nothing": (lambda document, schemas: None, []),
    "only words": (lambda document, schemas: schemas["Book"].update(description="A book."), []),
    "an operation goes": (
        lambda document, schemas: document["paths"].pop("/books/{id}"),
        ["breaking client.books.retrieve: is gone"],
    ),
    "an operation comes": (
        lambda document, schemas: document["paths"].update(
            {"/ping": {"get": {"operationId": "ping", "responses": {"204": {"description": "d"}}}}}
        ),
        ["addition client.ping.retrieve: can be called"],
    ),
    "an operation has another id": (
        lambda document, schemas: document["paths"]["/books/{id}"]["get"].update(tags=["library"]),
        ["breaking client.books.retrieve: is client.library.get_book now"],
    ),
    "an operation has another path": (
        lambda document, schemas: document["paths"].update({"/v2/books": document["paths"].pop("/books")}),
        [
            "note client.books.create: sends POST /v2/books, sent POST /books",
            "note client.books.list: sends GET /v2/books, sent GET /books",
        ],
    ),
    "an operation is deprecated": (
        lambda document, schemas: document["paths"]["/books"]["get"].update(deprecated=True),
        ["note client.books.list: is deprecated now"],
    ),
    "a parameter goes": (
        lambda document, schemas: parameters(document, LIST).pop(0),
        ["breaking client.books.list: takes no `limit` any more"],
    ),
    "a parameter comes": (
        lambda document, schemas: parameters(document, LIST).append(
            {"name": "after", "in": "query", "schema": {"type": "string"}}
        ),
        ["addition client.books.list: takes `after`: `str | Omit`"],
    ),
    "a parameter is required now": (
        lambda document, schemas: parameters(document, LIST)[0].update(required=True),
        ["breaking client.books.list: needs `limit`, which could be left out"],
    ),
    "a required parameter comes": (
        lambda document, schemas: parameters(document, GET).append(
            {"name": "X-Own", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
        ["breaking client.books.retrieve: needs `x_own`: `str`"],
    ),
    "a path parameter is called otherwise": (
        lambda document, schemas: (
            parameters(document, GET)[0].update(name="book"),
            document["paths"].update({"/books/{book}": document["paths"].pop("/books/{id}")}),
        ),
        [
            "breaking client.books.retrieve: needs `book`: `str`",
            "breaking client.books.retrieve: takes no `id` any more",
            "note client.books.retrieve: sends GET /books/{book}, sent GET /books/{id}",
        ],
    ),
    "a parameter takes more": (
        lambda document, schemas: parameters(document, LIST)[0].update(schema={"type": ["integer", "string"]}),
        ["addition client.books.list: `limit` takes `int | str`, took `int`"],
    ),
    "a parameter takes less": (
        lambda document, schemas: parameters(document, LIST)[0].update(schema={"type": "boolean"}),
        ["breaking client.books.list: `limit` takes `bool`, took `int`"],
    ),
    "an open enum has another value": (
        lambda document, schemas: parameters(document, LIST)[1]["schema"].update(enum=["asc", "random"]),
        ["note client.books.list: `sort` knows `Literal['random']` too and knows `Literal['desc']` no more"],
    ),
    "a field of an answer goes": (
        lambda document, schemas: schemas["Book"]["properties"].pop("pages"),
        ["breaking types.Book.pages: is gone"],
    ),
    "a field of an answer comes": (
        lambda document, schemas: schemas["Book"]["properties"].update(isbn={"type": "string"}),
        ["addition types.Book.isbn: is there: `str | None`"],
    ),
    "a field of an answer may be null": (
        lambda document, schemas: schemas["Book"]["properties"].update(title={"type": ["string", "null"]}),
        ["breaking types.Book.title: is `str | None`, was `str`"],
    ),
    "a field of an answer is always there": (
        lambda document, schemas: schemas["Book"]["required"].append("pages"),
        ["note types.Book.pages: is `int`, was `int | None`"],
    ),
    "a field that is sent is required now": (
        lambda document, schemas: schemas["NewBook"]["required"].append("author"),
        [
            "breaking client.books.create: needs `author`, which could be left out",
            "breaking types.NewBook: needs `author`, which could be left out",
        ],
    ),
    "a field that is sent and comes back is required now": (
        lambda document, schemas: schemas["Author"]["required"].append("born"),
        [
            "breaking types.Author: needs `born`, which could be left out",
        ],
    ),
    "a union has another class": (
        lambda document, schemas: schemas["Cover"]["oneOf"].append({"$ref": "#/components/schemas/Jacket"}),
        ["note types.Cover: is `Jacket` too"],
    ),
    "a union may be null": (
        lambda document, schemas: schemas["Cover"]["oneOf"].append({"type": "null"}),
        ["breaking types.Cover: is `None` too"],
    ),
    "an answer is another type": (
        lambda document, schemas: document["paths"]["/books"]["post"]["responses"]["201"]["content"][
            "application/json"
        ].update(schema={"type": "string"}),
        ["breaking client.books.create: gives `str`, gave `Book`"],
    ),
    "a schema has another name": (
        lambda document, schemas: (
            schemas.update(Binding=schemas.pop("Hard")),
            schemas["Cover"]["oneOf"][0].update({"$ref": "#/components/schemas/Binding"}),
        ),
        [
            "breaking types.Cover: is `Binding | Soft`, was `Hard | Soft`",
            "breaking types.Hard: is gone",
            "addition types.Binding: is there",
        ],
    ),
    "a field of an answer is anything": (
        lambda document, schemas: schemas["Book"]["properties"].update(pages={}, author={}),
        [
            "breaking types.Book.author: is `Any`, was `Author | None`",
            "note types.Book.pages: is `Any`, was `int | None`",
        ],
    ),
    "a field of an answer may be an object, too": (
        lambda document, schemas: schemas["Book"]["properties"].update(pages={"type": ["integer", "object"]}),
        ["breaking types.Book.pages: is `dict[str, Any]` too"],
    ),
    "a schema is in no body any more": (
        lambda document, schemas: schemas["NewBook"]["properties"].pop("author"),
        [
            "breaking client.books.create: takes no `author` any more",
            "breaking types.AuthorDict: is gone",
            "breaking types.NewBook.author: is gone",
        ],
    ),
    "two like schemas come": (
        lambda document, schemas: (
            schemas.update({each: {"type": "object", "properties": {"n": {}}} for each in ("Box", "Crate")}),
            schemas["NewBook"]["properties"].update(
                {each: {"$ref": f"#/components/schemas/{each}"} for each in ("Box", "Crate")}
            ),
        ),
        [
            "addition client.books.create: takes `box`: `types.Box | types.BoxDict | Omit`",
            "addition client.books.create: takes `crate`: `types.Crate | types.CrateDict | Omit`",
            "addition types.Box: is there",
            "addition types.Crate: is there",
            "addition types.NewBook.box: is there: `Box | None`",
            "addition types.NewBook.crate: is there: `Crate | None`",
        ],
    ),
    "a schema is like another now": (
        lambda document, schemas: schemas.update(Soft=deepcopy(schemas["Author"])),
        [
            "breaking types.Soft: needs `name`: `str`",
            "breaking types.Soft.kind: is gone",
            "breaking types.Soft.weight: is gone",
            "addition types.Soft.born: is there: `date | None`",
            "note types.Author: is types.Soft now, was a class of its own",
        ],
    ),
    "a name goes from one operation to another": (
        lambda document, schemas: document["paths"].update(
            {
                "/v2/books/{id}": document["paths"].pop("/books/{id}"),
                "/books/{id}": {
                    "delete": {
                        "operationId": "getBook",
                        "tags": ["books"],
                        "parameters": parameters(document, LIST)[:0]
                        + [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                        "responses": {"204": {"description": "d"}},
                    }
                },
            }
        ),
        [
            "addition client.books.get: can be called",
            "note client.books.retrieve: sends GET /v2/books/{id}, sent GET /books/{id}",
        ],
    ),
    "two operations change their names": (
        lambda document, schemas: (
            document["paths"]["/books"]["get"].update(operationId="getBook", tags=["a"]),
            document["paths"]["/books/{id}"]["get"].update(operationId="listBooks", tags=["a"]),
        ),
        [
            "breaking client.books.list: is client.a.get_book now",
            "breaking client.books.retrieve: is client.a.list_books now",
        ],
    ),
    "a field of a body that is arguments may be left out": (
        lambda document, schemas: schemas["NewBook"].pop("required"),
        [
            "addition client.books.create: `title` can be left out",
            "addition types.NewBook: `title` can be left out",
        ],
    ),
    "a field says what its reference said": (
        lambda document, schemas: (
            schemas.update(Id={"type": "string"}),
            schemas["Book"]["properties"].update(id={"$ref": "#/components/schemas/Id"}),
        ),
        ["addition types.Id: is there"],
    ),
    "a field has another name on the wire": (
        lambda document, schemas: schemas["Author"]["properties"].update(
            {"Born": schemas["Author"]["properties"].pop("born")}
        ),
        [
            "breaking types.AuthorDict.born: is gone",
            "addition types.AuthorDict.Born: is there: `date | str`",
        ],
    ),
    "an answer becomes a stream, if it is asked to": (
        lambda document, schemas: (
            document["paths"]["/books"]["post"]["responses"]["201"]["content"].update(
                {"text/event-stream": {"schema": {"type": "string"}}}
            ),
            schemas["NewBook"]["properties"].update(stream={"type": "boolean"}),
        ),
        [
            "addition client.books.create: gives `Stream[ServerSentEvent]` when it is asked to",
            "addition client.books.create: takes `stream`: `bool | Omit`",
            "addition types.NewBook.stream: is there: `bool | None`",
        ],
    ),
    "a list of classes grows": (
        lambda document, schemas: schemas["Books"]["properties"].update(
            data={"type": "array", "items": {"$ref": "#/components/schemas/Cover"}}
        ),
        ["breaking types.Books.data: is `list[Cover]`, was `list[Book]`"],
    ),
    "credentials come": (
        lambda document, schemas: document.update(security=[{"key": []}])
        or document["components"].update(securitySchemes={"key": {"type": "http", "scheme": "bearer"}}),
        ["addition Shelf: takes `api_key`: `str | Callable[[], str] | None`"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told_as_what_it_means_to_callers(name: str, tmp_path: Path) -> None:
    edit, expected = CASES[name]
    old, new = (surface_of(package(tmp_path, each)) for each in (DOCUMENT, _edited(edit)))
    told = lines_of(changes_between(old, new)).splitlines()
    assert expected == [" ".join(line.split()) for line in told]


def test_keys_that_are_no_identifiers_are_compared_too(tmp_path: Path) -> None:
    def sending(pen_name: Any) -> Any:
        edit: Edit = lambda document, schemas: schemas["Author"]["properties"].update({"pen-name": pen_name})
        return surface_of(package(tmp_path, _edited(edit)))

    told = lines_of(changes_between(sending({"type": "string"}), sending({"type": "integer"}))).splitlines()
    assert ["breaking types.Author: `pen_name` takes `int | None`, took `str | None`"] == [
        " ".join(line.split()) for line in told
    ]


def test_of_a_long_text_the_part_that_differs_is_shown() -> None:
    before, after = "https://a.test/" + "x" * 200, "https://a.test/" + "x" * 150 + "y" * 50
    told = told_of_texts("is", "was", before, after)
    assert "`…" in told and "xy" in told and len(told) < len(before)


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        ({"404": "Book"}, {"404": "Author"}, ["breaking the body of 404 is `Author`, was `Book`"]),
        ({"404": "Book"}, {"404": None}, ["breaking the body of 404 is `None`, was `Book`"]),
        ({"404": "Book"}, {}, ["breaking the body of 404 is `Any`, was `Book`"]),
        ({}, {"404": "Book"}, ["addition the body of 404 is `Book`"]),
        ({"default": "Book"}, {"4XX": "Book"}, ["breaking the body of default is `Any`, was `Book`"]),
        ({"4XX": "Book"}, {"404": "Author", "4XX": "Book"}, ["breaking the body of 404 is `Author`, was `Book`"]),
        ({"4XX": "Book"}, {"404": "Book", "4XX": "Book"}, []),
    ],
)
def test_what_the_bodies_of_errors_are_read_as_is_compared(
    had: dict[str, str | None], has: dict[str, str | None], expected: list[str], tmp_path: Path
) -> None:
    def failing(errors: dict[str, str | None]) -> dict[str, Any]:
        document = deepcopy(DOCUMENT)
        for status, name in errors.items():
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}} if name else {}
            for path, method in (("/books", "post"), ("/books/{id}", "get")):
                # More than one, as answers that many operations have in common are written once.
                document["paths"][path][method]["responses"][status] = {"description": "d", "content": content}
        return document

    found = changes_between(*(surface_of(package(tmp_path, failing(errors))) for errors in (had, has)))
    for call in ("client.books.create", "client.books.retrieve"):
        assert expected == [f"{each.kind.value} {each.what}" for each in found if each.where == call]


@pytest.mark.parametrize(
    ("had", "has", "expected"),
    [
        ("S", "JS", ["breaking gives `Book`, unless a stream is asked for"]),
        ("JS", "S", ["breaking gives no answer but a stream any more"]),
        ("J", "S", ["breaking gives no answer but a stream any more"]),
        ("JS", "J", ["breaking gives no stream any more"]),
        ("S", "J", ["breaking gives `Book`", "breaking gives no stream any more"]),
    ],
)
def test_who_does_not_ask_for_a_stream_is_told_of_what_comes_instead(
    had: str, has: str, expected: list[str], tmp_path: Path
) -> None:
    """J is JSON, S a stream."""
    media = {"J": "application/json", "S": "text/event-stream"}

    def answering(kinds: str) -> dict[str, Any]:
        document = deepcopy(DOCUMENT)
        document["components"]["schemas"]["NewBook"]["properties"]["stream"] = {"type": "boolean"}
        schema = {"$ref": "#/components/schemas/Book"}
        document["paths"]["/books"]["post"]["responses"]["201"]["content"] = {
            media[kind]: {"schema": schema} for kind in kinds
        }
        return document

    found = changes_between(*(surface_of(package(tmp_path, answering(kinds))) for kinds in (had, has)))
    assert expected == [f"{each.kind.value} {each.what}" for each in found if each.where == "client.books.create"]


def test_the_gravest_change_says_what_the_next_version_is(tmp_path: Path) -> None:
    old = surface_of(package(tmp_path, DOCUMENT))
    for name, release in (
        ("nothing", None),
        ("an operation is deprecated", "patch"),
        ("an operation comes", "minor"),
        ("a parameter goes", "major"),
    ):
        found = changes_between(old, surface_of(package(tmp_path, _edited(CASES[name][0]))))
        assert release == release_of(found) == json_of("shelf", found)["release"]
    assert "1 change breaks callers: a major version" == summary_of(found)
    assert "nothing that callers see has changed" == summary_of(())


def test_the_whole_package_is_new_to_an_empty_one(tmp_path: Path) -> None:
    new = surface_of(package(tmp_path, DOCUMENT))
    calls = [each.where for each in changes_between(surface_of({}), new) if not each.where.startswith("types.")]
    assert ["Shelf", "client.books.create", "client.books.list", "client.books.retrieve"] == calls


def test_a_file_that_is_no_python_is_named(tmp_path: Path) -> None:
    files = package(tmp_path, DOCUMENT)
    with pytest.raises(Unreadable, match=r"types/books\.py:2: this is no Python"):
        surface_of({**files, "types/books.py": "x = 1\n<<<<<<< ours\n"})
