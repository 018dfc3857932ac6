"""What type checkers make of headers, links, webhooks and waiting: every line of USE is right, but those that say wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.emitter import render
from tests.behaviour.made import DOCUMENTS, api_of

USE = """
from typing import assert_type

from typed_shop import APIResponse, AsyncTypedShop, TypedShop, links, types

client = TypedShop()
raw = client.users.with_raw_response.create(name="Ada")
assert_type(client.follow(raw, links.UsersCreate.get_address), types.AddressRetrieveResponse)
assert_type(client.follow(raw.parse(), links.UsersCreate.get_address, full=True), types.AddressRetrieveResponse)
assert_type(raw.parse_headers(types.UserCreateHeaders).location, str | None)
assert_type(client.widgets.with_raw_response.list().parse_headers(types.WidgetListHeaders).x_sizes, list[int] | None)
assert_type(client.webhooks.unwrap(b"", {}), types.WidgetMadeEvent | types.WidgetGoneEvent)
assert_type(client.webhooks.unwrap("", [(b"", b"")], cast_to=types.OrdersCreateOnPaidEvent).amount, float)
assert_type(client.webhooks.parse_unverified(b""), types.WidgetMadeEvent | types.WidgetGoneEvent)
assert_type(client.wait_until(lambda: client.widgets.list(), lambda found: len(found) > 2), list[str])
assert_type(
    client.wait_until(lambda: client.widgets.with_raw_response.list(), lambda found: found.status_code == 200, timeout=None),
    APIResponse[list[str]],
)
client.follow(raw, "get_address")  # wrong
raw.parse_headers(types.UserCreateHeaders).no_such  # wrong
raw.parse_headers(dict)  # wrong
client.webhooks.unwrap({}, {})  # wrong
client.wait_until(lambda: client.widgets.list(), lambda found: found.no_such)  # wrong


async def use(client: AsyncTypedShop) -> None:
    raw = await client.users.with_raw_response.create(name="Ada")
    assert_type(await client.follow(raw, links.UsersCreate.get_address), types.AddressRetrieveResponse)
    assert_type(client.webhooks.unwrap(b"", {}), types.WidgetMadeEvent | types.WidgetGoneEvent)
    assert_type(await client.wait_until(lambda: client.widgets.list(), lambda found: len(found) > 2), list[str])
"""
WRONG_LINES = [number for number, line in enumerate(USE.splitlines(), 1) if "# wrong" in line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    api, config = api_of(DOCUMENTS / "hooks.yml", "typed_shop")
    for path, text in render(api, config, "clientmill generate").items():
        file = folder / "typed_shop" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "use.py").write_text(USE, encoding="utf-8")
    return folder


def _complaints(output: str) -> list[int]:
    return sorted({int(line) for line in re.findall(r"use\.py:(\d+)[:\d]* ?-? error", output)})


def test_mypy_sees_what_is_wrong_and_nothing_else(folder: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "use.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert WRONG_LINES == _complaints(done.stdout), done.stdout


def test_pyright_sees_what_is_wrong_and_nothing_else(folder: Path) -> None:
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard", "include": ["use.py"]}')
    command = [sys.executable, "-m", "basedpyright", "-p", str(folder), "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert WRONG_LINES == _complaints(done.stdout), done.stdout
