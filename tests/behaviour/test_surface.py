"""The client a user gets, as DESIGN and the README show it: raw and streamed answers, options, servers, vendoring, types."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.replies import FakeClock, answer
from tests.behaviour.vendors import CALLS, GENERATED, OUTBOUND_PROFILE, ROOT, SPEAKER, VOICE_CLONE, Call, json_answer
from tests.behaviour.vendors import make_client, method_of
from tests.loopback import Loopback

every_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)


def _resource(call: Call, client: Any) -> Any:
    return method_of(client, call.attributes.rpartition(".")[0])


@every_call
def test_the_raw_response_has_status_headers_and_the_parsed_value(call: Call) -> None:
    with (
        Loopback(answer(200, json_answer(call.answer), {"x-request-id": "r1"})) as server,
        make_client(call, "sync", server.url) as client,
    ):
        response = _resource(call, client).with_raw_response.update(**call.ids, **call.minimal)
    assert (200, "r1", 0) == (response.status_code, response.headers["x-request-id"], response.retries_taken)
    assert call.answer == response.parse().to_dict()


@every_call
def test_the_async_raw_response_too(call: Call) -> None:
    async def run(url: str) -> Any:
        async with make_client(call, "async", url) as client:
            response = await _resource(call, client).with_raw_response.update(**call.ids, **call.minimal)
            return response.status_code, (await response.parse()).to_dict()

    with Loopback(answer(200, json_answer(call.answer))) as server:
        assert (200, call.answer) == asyncio.run(run(server.url))


@every_call
def test_a_streamed_response_is_read_inside_its_block(call: Call) -> None:
    with Loopback(answer(200, json_answer(call.answer))) as server, make_client(call, "sync", server.url) as client:
        with _resource(call, client).with_streaming_response.update(**call.ids, **call.minimal) as response:
            content = b"".join(response.iter_bytes())
    assert call.answer == json.loads(content)


def test_options_of_a_copy_do_not_touch_the_original() -> None:
    with Loopback(answer(503), answer(200, json_answer(OUTBOUND_PROFILE.answer))) as server:
        client = make_client(OUTBOUND_PROFILE, "sync", server.url, clock=FakeClock())
        impatient = client.with_options(timeout=5, max_retries=0)
        with pytest.raises(Exception, match="503"):
            impatient.outbound_voice_profiles.update(id="1", name="office", billing_group_id=None)
        client.outbound_voice_profiles.update(id="1", name="office")
        assert [{"name": "office", "billing_group_id": None}, {"name": "office"}] == [
            each.json for each in server.requests
        ]
        client.close()


def test_undocumented_endpoints_can_be_reached() -> None:
    with Loopback(answer(200, b'{"ok": true}')) as server, make_client(VOICE_CLONE, "sync", server.url) as client:
        assert {"ok": True} == client.patch("/undocumented", body={"a": 1}, cast_to=dict)
        (request,) = server.requests
    assert ("PATCH", "/v2/undocumented", {"a": 1}) == (request.method, request.target, request.json)
    assert "Bearer key-123" == request.headers["authorization"]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (None, "https://api.elevenlabs.io"),
        ("production", "https://api.elevenlabs.io"),
        ("us", "https://api.us.elevenlabs.io"),
        ("eu-residency", "https://api.eu.residency.elevenlabs.io"),
        ("in-residency", "https://api.in.residency.elevenlabs.io"),
        ("https://api.us.elevenlabs.io", "https://api.us.elevenlabs.io"),
        ("https://proxy.example/eleven/", "https://proxy.example/eleven"),
    ],
)
def test_a_server_is_chosen_by_name_or_url(server: str | None, expected: str) -> None:
    from elevenlabs import ElevenLabs

    with ElevenLabs(server=server) as client:
        assert expected == str(client.base_url).rstrip("/")


def test_an_unknown_server_names_the_known_ones() -> None:
    from elevenlabs import ElevenLabs

    with pytest.raises(ValueError, match="eu-residency"):
        ElevenLabs(server="eu")


def test_the_base_url_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from telnyx import Telnyx

    monkeypatch.setenv("TELNYX_BASE_URL", "https://proxy.example/v2")
    with Telnyx() as client:
        assert "https://proxy.example/v2" == str(client.base_url)


def test_a_missing_key_says_how_to_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from telnyx import MissingCredentialsError, Telnyx

    monkeypatch.delenv("TELNYX_API_KEY", raising=False)
    with (
        Telnyx(base_url="http://127.0.0.1:9") as client,
        pytest.raises(MissingCredentialsError, match="api_key=.*TELNYX_API_KEY"),
    ):
        client.voice_clones.update(id="1", name="x")


def test_a_nested_value_can_be_a_model_or_a_dict() -> None:
    from telnyx import types

    window = {"start_time": "08:00:00.00Z", "calls_per_cld": 5}
    model = types.UpdateOutboundVoiceProfileRequestCallingWindow(start_time="08:00:00.00Z", calls_per_cld=5)
    with Loopback(answer(200, json_answer(OUTBOUND_PROFILE.answer))) as server:
        with make_client(OUTBOUND_PROFILE, "sync", server.url) as client:
            client.outbound_voice_profiles.update(id="1", name="office", calling_window=window)
            client.outbound_voice_profiles.update(id="1", name="office", calling_window=model)
        assert [window, window] == [each.json["calling_window"] for each in server.requests]


def test_a_model_is_copied_pickled_and_compared_by_value() -> None:
    from telnyx import types

    one = types.VoiceCloneResponse.from_dict(copy.deepcopy(VOICE_CLONE.answer))
    assert datetime(2024, 1, 1, tzinfo=UTC) == one.data.created_at
    assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    assert "clone-narrator" in repr(one)


def test_a_client_prints_no_secret() -> None:
    client = make_client(SPEAKER, "sync", "http://127.0.0.1:9")
    assert "key-123" not in repr(client) + str(vars(client).get("_options"))


@every_call
def test_the_package_works_inside_another_one(call: Call, tmp_path: Path) -> None:
    vendored = tmp_path / "myapp" / "_vendor"
    shutil.copytree(
        GENERATED / call.vendor.package, vendored / call.vendor.package, ignore=shutil.ignore_patterns("__pycache__")
    )
    for folder in (vendored, vendored.parent):
        (folder / "__init__.py").touch()
    script = tmp_path / "use.py"
    script.write_text(
        f"from myapp._vendor.{call.vendor.package} import {call.vendor.class_name}\n"
        "import sys\n"
        f"client = {call.vendor.class_name}(api_key='k', base_url=sys.argv[1])\n"
        f"result = client.{call.attributes}(**{ {**call.ids, **call.minimal}!r})\n"
        "print(type(result).__module__)\n"
        f"assert {call.vendor.package!r} not in sys.modules\n"
    )
    with Loopback(answer(200, json_answer(call.answer))) as server:
        done = subprocess.run(
            [sys.executable, str(script), server.url],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
    assert 0 == done.returncode, done.stderr
    assert done.stdout.startswith(f"myapp._vendor.{call.vendor.package}.types.")


_USE = """
from telnyx import AsyncTelnyx, NotFoundError, Telnyx, omit, types

client = Telnyx()
clone = client.voice_clones.update(id="1", name="updated-clone", language=omit)
assert clone.data is not None
reveal_type(clone.data.gender)
reveal_type(clone.data.created_at)
reveal_type(client.voice_clones.with_raw_response.update(id="1", name="x").parse())
client.outbound_voice_profiles.update(id="1", name="n", calling_window={"calls_per_cld": 5}, billing_group_id=None)
client.voice_clones.update(id="1", nmae="x")
client.outbound_voice_profiles.update(id="1", name="n", calling_window={"calls_per": 5})


async def main() -> None:
    reveal_type(await AsyncTelnyx().voice_clones.update("1", name="x"))
    types.NoSuchType
"""


def test_a_type_checker_sees_what_the_client_gives_and_takes(tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(_USE)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "use.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"MYPYPATH": str(GENERATED), "PATH": ""},
        check=False,
        timeout=300,
    )
    said = done.stdout
    # mypy folds known values into `str`; editors, which go by pyright, keep and complete them.
    assert 'use.py:7: note: Revealed type is "str | None"' in said
    assert 'use.py:8: note: Revealed type is "datetime.datetime | None"' in said
    assert 2 == said.count('Revealed type is "telnyx.types.voice_clones.VoiceCloneResponse"')
    assert 'use.py:11: error: Unexpected keyword argument "nmae"' in said
    assert 'use.py:12: error: Argument "calling_window"' in said
    assert "use.py:17: error" in said and "NoSuchType" in said
    assert "Found 3 errors" in said, said


_CALLS = """
import asyncio, sys
from telnyx import AsyncTelnyx, Telnyx

for transport in ("httpx2", "pyreqwest"):
    with Telnyx(api_key="k", base_url=sys.argv[1], transport=transport) as client:
        name = client.voice_clones.update("1", name="x").data.name
        response = client.voice_clones.with_raw_response.update("1", name="x")
        print(name, response.headers["x-own"], "X-Own" in response.headers)


async def main():
    # On a busy machine, every step is slow: -X dev would say so on stderr.
    asyncio.get_running_loop().slow_callback_duration = 60
    async with AsyncTelnyx(api_key="k", base_url=sys.argv[1]) as client:
        print((await client.voice_clones.update("1", name="x")).data.name)


asyncio.run(main())
"""


def test_calls_work_under_python_s_strictest_switches() -> None:
    """Without assertions and docstrings, and where comparing bytes with text is an error."""
    with Loopback(answer(200, b'{"data": {"name": "x"}}', {"X-Own": "y"})) as server:
        done = subprocess.run(
            [sys.executable, "-bb", "-OO", "-X", "dev", "-W", "error", "-c", _CALLS, server.url],
            capture_output=True,
            text=True,
            env={"PYTHONPATH": str(GENERATED)},
            check=False,
            timeout=60,
        )
    assert ("x y True\nx y True\nx\n", "") == (done.stdout, done.stderr)


def test_importing_the_client_loads_little() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "import telnyx\n"
        "client = telnyx.Telnyx(api_key='k')\n"
        "client.voice_clones.update\n"
        "new = set(sys.modules) - before\n"
        "print(len(new), *sorted(new & {'httpx2', 'ssl', 'asyncio', 'telnyx.types.voice_clones'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(GENERATED)},
        check=True,
        timeout=60,
    )
    count, *heavy = done.stdout.split()
    assert int(count) <= 90
    assert [] == heavy
