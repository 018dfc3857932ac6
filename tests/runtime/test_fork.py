"""A client that was used before a fork: servers load an application and then fork their workers."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

_CODE = """
import os, signal, sys
from generator.runtime.httpx_transport import HttpxTransport
from generator.runtime.pyreqwest_transport import PyreqwestTransport
from tests.loopback import Loopback, Reply
from tests.runtime.sample import Acme

with Loopback(lambda request: Reply(json={"id": request.target})) as server:
    with Acme(api_key="k", base_url=server.url, transport=eval(sys.argv[1])) as client:
        assert "/things/1" == client.things.read("1").id
        child = os.fork()
        if not child:
            signal.alarm(20)
            read = [client.things.read(name).id for name in ("2", "3")]
            os._exit(0 if ["/things/2", "/things/3"] == read else 1)
        assert 0 == os.waitpid(child, 0)[1]
        assert "/things/4" == client.things.read("4").id
    print(server.connections)
"""
_ASYNC_CODE = """
import asyncio, os, signal, sys
from generator.runtime.httpx_transport import AsyncHttpxTransport
from generator.runtime.pyreqwest_transport import AsyncPyreqwestTransport
from tests.loopback import Loopback, Reply
from tests.runtime.sample import AsyncAcme

async def read(*names):
    return [(await client.things.read(name)).id for name in names]

with Loopback(lambda request: Reply(json={"id": request.target})) as server:
    client = AsyncAcme(api_key="k", base_url=server.url, transport=eval(sys.argv[1]))
    assert ["/things/1"] == asyncio.run(read("1"))
    child = os.fork()
    if not child:
        signal.alarm(20)
        os._exit(0 if ["/things/2", "/things/3"] == asyncio.run(read("2", "3")) else 1)
    assert 0 == os.waitpid(child, 0)[1]
    asyncio.run(client.close())
    print(server.connections)
"""
_LOCKED_CODE = """
import os, signal
from threading import Event, Thread
from generator.runtime.client import SyncClient
from tests.loopback import Loopback
from tests.runtime.grants import CLIENT, MACHINE, Vendor, get, oauth, settings_of

class Slow(Vendor):
    def token(self):
        is_asked.set()
        assert may_answer.wait(20)
        return super().token()

is_asked, may_answer = Event(), Event()
settings = settings_of(oauth(MACHINE))
vendor = Slow(accepted=lambda proof: True)
with vendor.server as server:
    names = dict.fromkeys(settings.credentials[0].arguments)
    with SyncClient(settings, {**names, **CLIENT}, server.url) as client:
        thread = Thread(target=get, args=(client,))
        thread.start()
        assert is_asked.wait(20)
        child = os.fork()
        if not child:
            signal.alarm(20)
            os._exit(0 if get(client) else 1)
        may_answer.set()
        assert 0 == os.waitpid(child, 0)[1]
        thread.join()
print(*sorted(vendor.proofs))
"""


def _printed(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert ("", 0) == (done.stderr, done.returncode)
    return done.stdout


@pytest.mark.parametrize("transport", ["'httpx2'", "'pyreqwest'", "HttpxTransport()", "PyreqwestTransport()"])
def test_a_forked_process_makes_connections_of_its_own(transport: str) -> None:
    assert "2\n" == _printed(_CODE, transport)


@pytest.mark.parametrize("transport", ["AsyncHttpxTransport()", "AsyncPyreqwestTransport()"])
def test_so_does_one_with_an_async_transport_that_was_given(transport: str) -> None:
    assert "2\n" == _printed(_ASYNC_CODE, transport)


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_a_forked_process_uses_a_client_that_was_made_before(transport: str) -> None:
    code = """
import os, signal, sys
from tests.loopback import Loopback, Reply
from tests.runtime.sample import Acme

with Loopback(lambda request: Reply(json={"id": request.target})) as server:
    with Acme(api_key="k", base_url=server.url, transport=sys.argv[1]) as client:
        child = os.fork()
        if not child:
            signal.alarm(20)
            os._exit(0 if "/things/1" == client.things.read("1").id else 1)
        print(os.waitpid(child, 0)[1])
"""
    assert "0\n" == _printed(code, transport)


def test_a_forked_process_does_not_wait_for_what_a_thread_of_its_parent_has_begun() -> None:
    assert "Bearer t1 Bearer t2\n" == _printed(_LOCKED_CODE)


def test_a_lock_that_a_thread_held_is_free_in_a_forked_process() -> None:
    code = """
import os, signal
from threading import Event, Thread
from generator.runtime.forks import ForkSafeLock

def hold():
    with lock:
        is_held.set()
        may_let_go.wait()

lock, is_held, may_let_go = ForkSafeLock(), Event(), Event()
thread = Thread(target=hold)
thread.start()
is_held.wait()
child = os.fork()
if not child:
    signal.alarm(20)
    with lock:
        os._exit(0)
print(os.waitpid(child, 0)[1])
may_let_go.set()
"""
    assert "0\n" == _printed(code)


_PATCHED_CODE = """
import os, signal, threading
from generator.runtime.forks import ForkSafeLock

class Green:
    made = 0

    def __init__(self):
        Green.made += 1
        self.acquire, self.release = (lock := native()).acquire, lock.release

native, lock, used = threading.Lock, ForkSafeLock(), ForkSafeLock()
with used:
    pass
child = os.fork()
if not child:
    signal.alarm(20)
    threading.Lock = Green
    with lock, used:
        os._exit(0 if Green.made == 2 else 1)
print(os.waitpid(child, 0)[1])
"""


def test_a_worker_that_is_patched_after_the_fork_has_locks_of_the_new_kind() -> None:
    # As gunicorn's gevent workers are with --preload: a lock of the old kind stops all greenlets of a worker.
    assert "0\n" == _printed(_PATCHED_CODE)


def test_a_process_that_is_forked_under_a_lock_leaves_the_block_in_peace() -> None:
    code = """
import os
from generator.runtime.forks import ForkSafeLock

with ForkSafeLock():
    child = os.fork()
if not child:
    os._exit(0)
print(os.waitpid(child, 0)[1])
"""
    assert "0\n" == _printed(code)
