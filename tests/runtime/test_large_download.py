"""A gigabyte, made as it is sent and written as it comes. The memory is the process's own, so each has one of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
# Only the growth while the body comes is the download's: the libraries are loaded by then, and the first piece has arrived.
_PROGRAM = """
import resource, sys
from itertools import repeat

import anyio

from tests.loopback import Loopback, Pieces
from tests.runtime.sample import Acme, AsyncAcme

PIECE, NUMBER = b"x" * 1024 * 1024, 1024
kind, over, path = sys.argv[1:]
peaks, told = [], []


def note(done, total):
    told[:] = [done]
    if done > len(PIECE) * NUMBER // 16 * len(peaks):
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def download(url):
    with Acme(api_key="k", base_url=url, transport=over) as client:
        with client.things.with_streaming_response.download("x") as response:
            response.stream_to_file(path, note)


async def download_async(url):
    async with AsyncAcme(api_key="k", base_url=url, transport=over) as client:
        async with client.things.with_streaming_response.download("x") as response:
            await response.stream_to_file(path, note)


with Loopback(lambda request: Pieces(repeat(PIECE, NUMBER), {"Content-Type": "application/octet-stream"})) as server:
    download(server.url) if kind == "sync" else anyio.run(download_async, server.url, backend=kind)
print(told[0], max(peaks) - peaks[1])
"""
# The others are in test_responses.py, with less: each of these takes seconds.
WAYS = [("sync", "pyreqwest"), ("asyncio", "httpx2")]


@pytest.mark.parametrize(("kind", "over"), WAYS)
def test_a_gigabyte_is_downloaded_in_constant_memory(kind: str, over: str) -> None:
    command = [sys.executable, "-W", "error", "-c", _PROGRAM, kind, over, "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT)
    assert 0 == done.returncode, done.stderr
    received, growth = map(int, done.stdout.split())
    assert 1024**3 == received
    # In kilobytes on Linux, in bytes on macOS. A sixteenth of the body is there by the first look, and no more comes.
    assert growth * (1 if sys.platform == "darwin" else 1024) < 32 * 1024**2
