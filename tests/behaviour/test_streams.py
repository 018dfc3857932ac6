"""A generated client's streams: what its methods give, sync and async, and what type checkers make of them."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest

from generator.cli import main
from generator.config import ClientConfig
from generator.emitter.render import render
from generator.loader import load_spec
from generator.model import build_api
from tests.behaviour.inline import package_of
from tests.behaviour.vendors import ROOT
from tests.loopback import Loopback, Pieces, Received, Reply, Then

DOCUMENT = """\
openapi: 3.2.0
info: {title: Clock, version: "1"}
servers: [{url: "https://clock.example"}]
paths:
  /ping:
    get: {operationId: ping, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Tick"}}}}}}
  /raw:
    get: {operationId: raw, responses: {"200": {description: ok, content: {text/event-stream: {}}}}}
  /ticks/{list}:
    get:
      operationId: watch
      tags: [ticks]
      parameters: [{name: list, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [data]
                properties:
                  event: {type: string}
                  data: {type: string, contentMediaType: application/json, contentSchema: {$ref: "#/components/schemas/Tick"}}
  /log:
    get:
      operationId: log
      tags: [ticks]
      responses: {"200": {description: ok, content: {application/x-ndjson: {itemSchema: {$ref: "#/components/schemas/Tick"}}}}}
  /chat/{list}:
    post:
      operationId: chat
      tags: [ticks]
      parameters: [{name: list, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [str]
              properties: {str: {type: string}, at: {type: string, format: date}, stream: {anyOf: [{type: boolean}, {type: "null"}]}}
      responses: &either
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Tick"}}
  /ollama:
    post:
      operationId: eager
      tags: [ticks]
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean, default: true}}}}}}
      responses: *either
  /search:
    get:
      operationId: search
      tags: [ticks]
      parameters: [{name: stream, in: query, required: true, schema: {type: boolean}}]
      responses: *either
  /accept:
    get: {operationId: accept, tags: [ticks], responses: *either}
  /edit:
    post:
      operationId: edit
      tags: [ticks]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {a: {type: string}, stream: {type: boolean}}}}
          multipart/form-data: {schema: {type: object, properties: {b: {type: string}, stream: {type: boolean}}}}
      responses: *either
components:
  schemas:
    Tick: {type: object, required: [n], properties: {n: {type: integer}}}
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
"""
SETTINGS = "methods: {GET /ping: ping, GET /raw: raw, GET /search: ticks.search, GET /accept: ticks.accept, POST /edit: ticks.edit}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    specs, output = tmp_path_factory.mktemp("specs"), tmp_path_factory.mktemp("generated")
    (specs / "clocks").mkdir()
    (specs / "clocks" / "openapi.yml").write_text(DOCUMENT, encoding="utf-8")
    (specs / "clocks" / "client.yml").write_text(SETTINGS, encoding="utf-8")
    assert 0 == main(["generate", "-q", "--specs-dir", str(specs), "--output", str(output)])
    return output


@pytest.fixture(scope="module")
def clocks(folder: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(folder))
    yield import_module("clocks")
    sys.path.remove(str(folder))


def answer(request: Received) -> Reply | Pieces:
    """Do as an API does: the field, the query or Accept says what is wanted."""
    asked = "stream=true" in request.query or request.headers["accept"] != "application/json"
    if request.headers.get("content-type") == "application/json":
        asked = request.json.get("stream", request.path == "/ollama")  # type: ignore[attr-defined]
    if request.headers.get("content-type", "").startswith("multipart/"):
        asked = b'name="stream"\r\n\r\ntrue' in request.body or b"true" in request.body
    if request.path == "/log":
        return Reply(body=b'{"n": 1}\n{"n": 2}\n', headers={"Content-Type": "application/x-ndjson"})
    if request.path == "/ping" or not asked:
        return Reply(json={"text": "whole", "n": 0})
    return Pieces((b'data: {"n": 1}\n\n', b'id: 2\ndata: {"n": 2}\n\n', b"data: [DONE]\n\n"), then=Then.WAIT)


CALLS: list[tuple[str, str, dict[str, Any], list[Any] | str]] = [
    ("watch", "ticks", {"list": "x"}, [1, 2]),
    ("log", "ticks", {}, [1, 2]),
    ("chat", "ticks", {"list": "x", "str": "hi", "stream": True}, [1, 2]),
    ("chat", "ticks", {"list": "x", "str": "hi", "stream": False}, "whole"),
    ("chat", "ticks", {"list": "x", "str": "hi"}, "whole"),
    ("chat", "ticks", {"list": "x", "str": "hi", "stream": None}, "whole"),
    ("eager", "ticks", {}, [1, 2]),
    ("eager", "ticks", {"stream": False}, "whole"),
    ("search", "ticks", {"stream": True}, [1, 2]),
    ("search", "ticks", {"stream": False}, "whole"),
    ("accept", "ticks", {"stream": True}, [1, 2]),
    ("accept", "ticks", {}, "whole"),
    ("edit", "ticks", {"body": {"a": "x"}, "stream": True}, [1, 2]),
    ("edit", "ticks", {"body": {"a": "x"}}, "whole"),
    ("edit", "ticks", {"body": {"b": "x"}, "content_type": "multipart/form-data", "stream": True}, [1, 2]),
    ("raw", "", {}, ['{"n": 1}', '{"n": 2}']),
]


def _told(item: Any) -> Any:
    return item.n if hasattr(item, "n") else item.data


@pytest.mark.parametrize(("name", "resource", "arguments", "expected"), CALLS)
def test_a_method_gives_items_or_the_answer(
    clocks: ModuleType, name: str, resource: str, arguments: dict[str, Any], expected: list[Any] | str
) -> None:
    with Loopback(answer) as server, clocks.Clocks(base_url=server.url) as client:
        found = getattr(getattr(client, resource) if resource else client, name)(**arguments)
        if isinstance(expected, str):
            assert (expected, "Answer") == (found.text, type(found).__name__)
        else:
            with found as items:
                assert expected == [_told(item) for item in items]


@pytest.mark.parametrize(("name", "resource", "arguments", "expected"), CALLS)
def test_an_async_method_does_the_same(
    clocks: ModuleType, name: str, resource: str, arguments: dict[str, Any], expected: list[Any] | str
) -> None:
    async def run(url: str) -> None:
        async with clocks.AsyncClocks(base_url=url) as client:
            found = await getattr(getattr(client, resource) if resource else client, name)(**arguments)
            if isinstance(expected, str):
                assert expected == found.text
            else:
                async with found as items:
                    assert expected == [_told(item) async for item in items]

    with Loopback(answer) as server:
        asyncio.run(run(server.url))


def test_what_is_sent_says_what_is_wanted(clocks: ModuleType) -> None:
    with Loopback(answer) as server, clocks.Clocks(base_url=server.url) as client:
        client.ticks.chat(list="x", str="a", stream=True).close()
        client.ticks.chat(list="x", str="a")
        client.ticks.accept(stream=True).close()
        client.ticks.edit(body={"a": "x"}, stream=True).close()
    chat, plain, accept, edit = server.requests
    assert ["text/event-stream", "application/json"] == [each.headers["accept"] for each in (chat, plain)]
    assert [{"str": "a", "stream": True}, {"str": "a"}] == [chat.json, plain.json]
    assert ("text/event-stream", "/accept") == (accept.headers["accept"], accept.target)
    assert {"a": "x", "stream": True} == edit.json


def test_the_package_exports_what_comes(clocks: ModuleType) -> None:
    with Loopback(answer) as server, clocks.Clocks(base_url=server.url) as client:
        with client.raw() as events:
            assert (clocks.Stream, clocks.ServerSentEvent) == (type(events), type(next(events)))
    assert {"AsyncStream", "Stream", "ServerSentEvent", "APIStreamError"} <= set(dir(clocks))


def test_operations_of_the_client_itself_have_views(clocks: ModuleType) -> None:
    with Loopback(answer) as server, clocks.Clocks(base_url=server.url) as client:
        raw = client.with_raw_response.ping()
        assert (200, 0) == (raw.status_code, raw.parse().n)
        with client.with_streaming_response.ping() as response:
            assert {"text": "whole", "n": 0} == json.loads(b"".join(response.iter_bytes()))
        with client.with_streaming_response.raw() as response:
            assert 'data: {"n": 1}' == next(iter(response.iter_lines()))
        assert [1, 2] == [event.json()["n"] for event in client.with_raw_response.raw().parse()]
        with client.ticks.with_streaming_response.chat("x", str="a", stream=True) as response:
            assert 'data: {"n": 1}' == next(iter(response.iter_lines()))
        assert [1, 2] == [tick.n for tick in client.ticks.with_raw_response.chat("x", str="a", stream=True).parse()]
        # A copy has views of its own.
        copy = client.with_options(base_url="http://127.0.0.1:1")
        assert copy.with_raw_response is not client.with_raw_response


def test_operations_of_the_async_client_itself_have_views(clocks: ModuleType) -> None:
    async def run(url: str) -> None:
        async with clocks.AsyncClocks(base_url=url) as client:
            raw = await client.with_raw_response.ping()
            assert (200, 0) == (raw.status_code, (await raw.parse()).n)
            async with client.with_streaming_response.raw() as response:
                assert [1, 2] == [event.json()["n"] async for event in await response.parse()]

    with Loopback(answer) as server:
        asyncio.run(run(server.url))


def test_the_readme_s_code_runs(clocks: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (folder / "clocks" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    namespace: dict[str, Any] = {}
    with Loopback(answer) as server:
        monkeypatch.setenv("CLOCKS_BASE_URL", server.url)
        for block in blocks:
            exec(block, namespace)
        namespace["client"].close()

        async def run() -> None:
            async with clocks.AsyncClocks() as client:
                await namespace["show"](client)

        asyncio.run(run())
    assert "/raw" == server.requests[-1].path


def test_what_the_project_s_readme_shows_works(clocks: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("### Streams")[2].partition("\n### ")[0]
    with Loopback(answer) as server, clocks.Clocks(base_url=server.url) as client:
        names: dict[str, Any] = {"client": client}
        for block in re.findall(r"^```py\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            exec(block, names)
    assert ("whole", [1, 2]) == (names["answer"].text, names["numbers"])
    assert "text/event-stream\n1\n2\n1\n2\n" == capsys.readouterr().out


USE = """
from typing import assert_type
from clocks import AsyncClocks, AsyncStream, Clocks, ServerSentEvent, Stream, types

client = Clocks()
assert_type(client.ticks.watch("x"), Stream[types.Tick])
assert_type(client.ticks.log(timeout=3), Stream[types.Tick])
assert_type(client.raw(), Stream[ServerSentEvent])
assert_type(client.ticks.chat("x", str="a"), types.Answer)
assert_type(client.ticks.chat("x", str="a", stream=None, at="2030-01-01"), types.Answer)
assert_type(client.ticks.chat("x", str="a", stream=False), types.Answer)
assert_type(client.ticks.chat("x", str="a", stream=True, timeout=1), Stream[types.Tick])
assert_type(client.ticks.chat("x", str="a", stream=bool(client)), types.Answer | Stream[types.Tick])
assert_type(client.ticks.eager(), Stream[types.Tick])
assert_type(client.ticks.eager(stream=False), types.Answer)
assert_type(client.ticks.accept(), types.Answer)
assert_type(client.ticks.accept(stream=True), Stream[types.Tick])
assert_type(client.ticks.edit(body={"a": "x"}, stream=True), Stream[types.Tick])
client.ticks.search()  # wrong
client.ticks.chat("x")  # wrong
client.ticks.chat("x", str=1, stream=True)  # wrong
client.ticks.chat("x", str="a", stream=True, other=1)  # wrong
for tick in client.ticks.watch("x").reconnecting():
    assert_type(tick, types.Tick)
assert_type(client.get("/x", cast_to=Stream[types.Tick]), Stream[types.Tick])
assert_type(client.with_raw_response.ping().parse(), types.Tick)
assert_type(client.ticks.with_raw_response.watch("x").parse(), Stream[types.Tick])
with client.ticks.with_streaming_response.watch("x") as response:
    assert_type(response.parse(), Stream[types.Tick])
assert_type(client.ticks.with_raw_response.chat("x", str="a").parse(), types.Answer)
assert_type(client.ticks.with_raw_response.chat("x", str="a", stream=True).parse(), Stream[types.Tick])
with client.ticks.with_streaming_response.chat("x", str="a", stream=True) as chat:
    assert_type(chat.parse(), Stream[types.Tick])
client.ticks.with_raw_response.chat("x", stream=True)  # wrong


async def use(client: AsyncClocks) -> None:
    assert_type(await client.ticks.chat("x", str="a"), types.Answer)
    async with await client.ticks.chat("x", str="a", stream=True) as stream:
        assert_type(stream, AsyncStream[types.Tick])
        async for tick in stream:
            assert_type(tick, types.Tick)
    assert_type(await (await client.with_raw_response.raw()).parse(), AsyncStream[ServerSentEvent])
    raw = await client.ticks.with_raw_response.chat("x", str="a", stream=True)
    assert_type(await raw.parse(), AsyncStream[types.Tick])
    async with client.ticks.with_streaming_response.chat("x", str="a") as response:
        assert_type(await response.parse(), types.Answer)
    async with client.ticks.with_streaming_response.chat("x", str="a", stream=bool(client)) as either:
        assert_type(await either.parse(), types.Answer | AsyncStream[types.Tick])
"""


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_type_checkers_know_the_items(folder: Path, checker: str) -> None:
    use = folder / "use.py"
    use.write_text(USE, encoding="utf-8")
    settings = {
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "include": ["use.py", "clocks/resources", "clocks/_client.py"],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    commands = {
        "mypy": ["-m", "mypy", "--strict", "--cache-dir", str(folder / ".cache"), "use.py"],
        "basedpyright": ["-m", "basedpyright", "--level", "error", "--pythonpath", sys.executable],
    }
    checked = subprocess.run(
        [sys.executable, *commands[checker]], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = USE.split("\n")
    wrong = sorted({int(number) for number in re.findall(r"use\.py:(\d+):", checked.stdout)})
    assert [number for number, line in enumerate(lines, 1) if line.endswith("# wrong")] == wrong, checked.stdout
    assert not re.search(r"clocks/\S+:\d+:.*error", checked.stdout), checked.stdout


@pytest.mark.parametrize("long", ["x", "long_and_longer", "with_a_name_that_goes_on_and_on_and_on_further"])
def test_what_is_printed_is_as_black_prints_it(tmp_path: Path, long: str) -> None:
    text = re.sub(r"operationId: (chat|watch|edit|log|raw)", rf"operationId: \1_{long}", DOCUMENT)
    (tmp_path / "clocks.yml").write_text(text, encoding="utf-8")
    config = ClientConfig(
        "clocks", "Clocks", ("clocks.yml",), methods={"GET /raw": "raw", "POST /edit": f"edit_{long}"}
    )
    files = render(build_api(load_spec([tmp_path / "clocks.yml"]).spec, config), config, "make generate")
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    ours = {path: text for path, text in files.items() if path.endswith(".py") and not path.startswith("_runtime/")}
    assert [] == [path for path, text in ours.items() if text != black.format_str(text, mode=mode)]


def test_what_is_generated_is_as_black_prints_it(folder: Path) -> None:
    files = [path for path in (folder / "clocks").rglob("*.py") if "_runtime" not in path.parts]
    command = [sys.executable, "-m", "black", "--check", "--line-length", "88", *map(str, files)]
    assert 0 == subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


_FERN = """\
paths:
  /speech:
    post:
      operationId: speak
      x-fern-streaming: STATED
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Chunk"}}}}
components: {schemas: {Chunk: {type: object, required: [n], properties: {n: {type: integer}, at: {type: string, format: date}}}}}
"""


@pytest.mark.parametrize("stated", ["true", "{format: json}", "{format: sse}"])
def test_lines_that_are_called_json_come_one_by_one_where_fern_s_extension_says_so(tmp_path: Path, stated: str) -> None:
    package = package_of(tmp_path, _FERN.replace("STATED", stated))
    lines = Pieces(
        [b'{"n": 1, "at": "2026-01-02"}\n', b'\n{"n"', b": 2}"], headers={"Content-Type": "application/json"}
    )
    events = Pieces([b'data: {"n": 1, "at": "2026-01-02"}\n\n', b'data: {"n": 2}\n\n'])
    with Loopback(events if "sse" in stated else lines) as server, package.Inline(base_url=server.url) as client:
        with client.speech.speak() as stream:
            assert [(1, date(2026, 1, 2)), (2, None)] == [(chunk.n, chunk.at) for chunk in stream]
        assert "application/json" == server.requests[0].headers["accept"]


@pytest.mark.parametrize("stated", ["false", "{stream-condition: $request.stream}"])
def test_other_words_of_fern_s_change_nothing(tmp_path: Path, stated: str) -> None:
    package = package_of(tmp_path, _FERN.replace("STATED", stated))
    with Loopback(Reply(200, json={"n": 1})) as server, package.Inline(base_url=server.url) as client:
        assert 1 == client.speech.speak().n


_EITHER = """\
paths:
  /chat:
    post:
      operationId: chat
      x-fern-streaming: {FORMAT stream-condition: $request.stream, response: {$ref: "#/components/schemas/Answer"}, response-stream: {$ref: "#/components/schemas/Chunk"}}
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
      responses: {"200": {description: ok, content: DECLARED}}
components:
  schemas:
    Answer: {type: object, properties: {text: {type: string}}}
    Chunk: {type: object, properties: {n: {type: integer}}}
"""


@pytest.mark.parametrize("declared", ["{}", '{application/json: {schema: {$ref: "#/components/schemas/Answer"}}}'])
@pytest.mark.parametrize("format", ["sse", "json", ""])
def test_an_answer_comes_whole_or_as_a_stream_where_fern_s_extension_says_so(
    tmp_path: Path, declared: str, format: str
) -> None:
    document = _EITHER.replace("FORMAT", f"format: {format}," if format else "").replace("DECLARED", declared)
    package = package_of(tmp_path, document)
    if format == "sse":
        pieces = Pieces([b'data: {"n": 1}\n\ndata: {"n": 2}\n\n'])
    else:
        pieces = Pieces([b'{"n": 1}\n{"n": 2}\n'], headers={"Content-Type": "application/json"})
    with Loopback(Reply(200, json={"text": "whole"}), pieces) as server, package.Inline(base_url=server.url) as client:
        assert "whole" == client.chat.create().text
        with client.chat.create(stream=True) as stream:
            assert [1, 2] == [chunk.n for chunk in stream]
        assert {"stream": True} == json.loads(server.requests[1].body)


@pytest.mark.parametrize("declared", ["audio/mpeg", "audio/*", "application/octet-stream"])
@pytest.mark.parametrize("came", ["audio/mpeg", "application/octet-stream", "text/html"])
def test_a_file_comes_piece_by_piece_where_fern_s_extension_says_so(tmp_path: Path, declared: str, came: str) -> None:
    document = _FERN.replace("STATED", "true").replace("application/json", declared)
    package = package_of(tmp_path, document.replace('{$ref: "#/components/schemas/Chunk"}', "{}"))
    pieces = [b"ID3", b"[DONE]", b"\n\xff\xfb"]

    async def from_async_client(url: str) -> list[bytes]:
        async with package.AsyncInline(base_url=url) as client, await client.speech.speak() as stream:
            return [piece async for piece in stream]

    with Loopback(Pieces(pieces, {"Content-Type": came})) as server, package.Inline(base_url=server.url) as client:
        with client.speech.speak() as stream:
            assert b"ID3" == next(iter(stream))
            assert pieces[1:] == list(stream)
        assert pieces == asyncio.run(from_async_client(server.url))
        with client.speech.with_streaming_response.speak() as response:
            assert b"".join(pieces) == response.read()


AROUND = """\
paths:
  /turns:
    get:
      operationId: watchTurns
      responses: {"200": {description: ok, content: {text/event-stream: {schema: {oneOf: [
        {type: object, required: [event, data], properties: {event: {const: turn}, data: {$ref: "#/components/schemas/Turn"}, id: {type: string}}},
        {type: object, required: [event], properties: {event: {const: end}, data: {}}}]}}}}}
  /chunks:
    get:
      operationId: watchChunks
      responses: {"200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}}}}
  /words:
    get:
      operationId: watchWords
      responses: {"200": {description: ok, content: {text/event-stream: {schema: {type: object, required: [data], properties: {data: {type: string}, retry: {type: integer}}}}}}}
components:
  schemas:
    Turn: {type: object, required: [n], properties: {n: {type: integer}}}
    Chunk: {type: object, required: [data], properties: {data: {$ref: "#/components/schemas/Turn"}}}
"""


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("around"), AROUND)


def items_around(around: ModuleType, call: str, text: str) -> list[Any]:
    reply = Reply(200, text.encode(), {"Content-Type": "text/event-stream"})
    with Loopback(reply) as server, around.Inline(base_url=server.url, strict=True) as client:
        with getattr(client, call).watch() as events:
            return list(events)


def test_events_that_the_schema_describes_hold_the_json_that_came(around: ModuleType) -> None:
    text = 'id: 7\nevent: turn\ndata: {"n": 1}\n\nevent: end\ndata: null\n\n'
    first, last = items_around(around, "turns", text)
    assert {"event": "turn", "data": {"n": 1}} == first.to_dict()
    assert {"event": "end", "data": None} == last.to_dict()


@pytest.mark.parametrize("data", ['{"n": 1}', '{"data": {"n": 1}}'])
def test_a_schema_with_data_alone_is_the_event_or_all_of_its_json(data: str, around: ModuleType) -> None:
    (chunk,) = items_around(around, "chunks", f"event: x\nid: 1\ndata: {data}\n\n")
    assert {"data": {"n": 1}} == chunk.to_dict()


def test_text_of_an_event_that_the_schema_describes_stays_text(around: ModuleType) -> None:
    text = 'retry: 5\ndata: hello\n\ndata: 12\n\ndata: {"data": "whole"}\n\n'
    words = items_around(around, "words", text)
    assert [{"data": "hello", "retry": 5}, {"data": "12"}, {"data": "whole"}] == [word.to_dict() for word in words]
