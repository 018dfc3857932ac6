"""A client that was used before a fork: servers load an application and then fork their workers."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

_CODE = """
import os, signal, sys
from tests.loopback import Loopback, Reply
from tests.runtime.sample import Acme

with Loopback(lambda request: Reply(json={"id": request.target})) as server:
    with Acme(api_key="k", base_url=server.url, transport=sys.argv[1]) as client:
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


@pytest.mark.parametrize("transport", ["httpx2", "pyreqwest"])
def test_a_forked_process_makes_connections_of_its_own(transport: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _CODE, transport], capture_output=True, text=True, check=False
    )
    assert ("2\n", "", 0) == (done.stdout, done.stderr, done.returncode)
