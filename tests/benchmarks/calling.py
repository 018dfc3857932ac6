"""What a call costs beyond the transport's own: the same GET over loopback, and json.loads, without a client.

The same is what arrives at the server: pyreqwest by itself sends no headers, httpx2 about as many as a client does. The
client reads JSON as it does where msgspec is not installed; in the row "fast", with msgspec.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from pyreqwest.client import ClientBuilder, SyncClient, SyncClientBuilder

from tests.benchmarks.measuring import ROOT, Row, pair

_TARGET = 1.10
_AT_ONCE = 100


def calling(runs: int, package: Any) -> Iterator[Row]:
    """`package` is a client of documents.document."""
    repeat = 200 if runs > 1 else 5
    codec = import_module(f"{package.__name__}._runtime.json_codec")
    codec._settled[:] = [codec.scanned]
    with _server() as url:
        path = f"{url}/batas/thing-1"
        with package.MadeUp(base_url=url) as client, httpx2.Client() as bare:
            retrieve = client.batas.retrieve
            ours, theirs = pair(runs, lambda: retrieve("thing-1"), lambda: json.loads(bare.get(path).content), repeat)
        yield Row("call", "a call", ours, "httpx2 and json.loads", theirs, "s", _TARGET)
        yield from asyncio.run(_async_rows(runs, package, url, path, repeat))
        headers = _headers_sent(package, url)
        with package.MadeUp(base_url=url, transport="pyreqwest") as client, SyncClientBuilder().build() as bare:
            retrieve = client.batas.retrieve
            for told, decode in (("", codec.scanned), (", fast", msgspec.json.decode)):
                codec._settled[:] = [decode]
                ours, theirs = pair(
                    runs, lambda: retrieve("thing-1"), lambda: _over_pyreqwest(bare, path, headers), repeat
                )
                yield Row(
                    "call", f"a call over pyreqwest{told}", ours, "pyreqwest and json.loads", theirs, "s", _TARGET
                )
        codec._settled[:] = [codec.scanned]
        yield from asyncio.run(_async_pyreqwest_rows(runs, package, url, path, headers, repeat))


def keeping(runs: int, folder: Path) -> Row:
    """Measure what stays in memory of many calls, each of another URL. `folder` holds the package made_up."""
    few, many = (10_000, 100_000) if runs > 1 else (20, 40)
    with _server() as url:
        code = _CALLS.format(url=url, few=few, many=many)
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=True,
        )
    first, last = (int(word) / 1024 for word in done.stdout.split())
    return Row("memory", f"a process after {many:,} calls", last, f"after {few:,}", first, "MB", 1.05)


_CALLS = """
import resource
from made_up import MadeUp

with MadeUp(base_url="{url}") as client:
    for number in range({many}):
        if number == {few}:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        client.batas.retrieve(f"thing-{{number}}").created_at
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


async def _async_rows(runs: int, package: Any, url: str, path: str, repeat: int) -> list[Row]:
    limits = httpx2.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    async with (
        httpx2.AsyncClient(limits=limits) as own,
        package.AsyncMadeUp(base_url=url, http_client=own) as client,
        httpx2.AsyncClient(limits=limits) as bare,
    ):
        retrieve = client.batas.retrieve

        async def with_client() -> None:
            await retrieve("thing-1")

        async def without() -> None:
            json.loads((await bare.get(path)).content)

        return await _rows(runs, with_client, without, repeat, "", "httpx2 and json.loads")


def _headers_sent(package: Any, url: str) -> list[tuple[str, str]]:
    """Give what a client sends of headers, the transport's own aside."""
    sent: list[tuple[str, str]] = []
    with package.MadeUp(base_url=url, on_request=lambda request: sent.extend(request.headers.items())) as client:
        client.batas.retrieve("thing-1")
    return sent


def _over_pyreqwest(bare: SyncClient, path: str, headers: list[tuple[str, str]]) -> Any:
    return json.loads(bare.get(path).headers(headers).build().send().bytes().to_bytes())


async def _async_pyreqwest_rows(
    runs: int, package: Any, url: str, path: str, headers: list[tuple[str, str]], repeat: int
) -> list[Row]:
    async with package.AsyncMadeUp(base_url=url, transport="pyreqwest") as client, ClientBuilder().build() as bare:
        retrieve = client.batas.retrieve

        async def with_client() -> None:
            await retrieve("thing-1")

        async def without() -> None:
            json.loads((await (await bare.get(path).headers(headers).build().send()).bytes()).to_bytes())

        return await _rows(runs, with_client, without, repeat, " over pyreqwest", "pyreqwest and json.loads")


async def _rows(
    runs: int,
    with_client: Callable[[], Awaitable[None]],
    without: Callable[[], Awaitable[None]],
    repeat: int,
    over: str,
    bare: str,
) -> list[Row]:
    rows: list[Row] = []
    for told, width in ((f"an asynchronous call{over}", 1), (f"a call{over}, {_AT_ONCE} at once", _AT_ONCE)):
        ours, theirs = await _pair(runs, with_client, without, width, max(repeat // width, 2))
        rows.append(Row("call", told, ours, bare, theirs, "s", _TARGET))
    return rows


async def _pair(
    runs: int, first: Callable[[], Awaitable[None]], second: Callable[[], Awaitable[None]], width: int, repeat: int
) -> tuple[float, float]:
    from time import process_time

    best = [float("inf"), float("inf")]
    for _ in range(runs + 1):  # The first makes the connections.
        for index, function in enumerate((first, second)):
            begin = process_time()
            for _ in range(repeat):
                await asyncio.gather(*(function() for _ in range(width)))
            best[index] = min(best[index], (process_time() - begin) / repeat / width)
    return best[0], best[1]


@contextmanager
def _server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.server"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None and server.stdin is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.stdin.close()
            server.wait()
