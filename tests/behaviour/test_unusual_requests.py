"""Requests that few documents ask for: methods of their own, and parameters as OpenAPI 3.2 has them."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.inline import package_of
from tests.behaviour.small_clients import KINDS, called
from tests.loopback import Loopback, Received, Reply

DOCUMENT = """openapi: 3.2.0
info: {title: Unusual, version: "1"}
paths:
  /files:
    additionalOperations:
      copyIt: {operationId: copyFile, tags: [shop], responses: {"204": {description: d}}}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("unusual"), DOCUMENT)


def _sent(package: ModuleType, use: Callable[[Any], Any], kind: str = "sync", **options: Any) -> Received:
    with Loopback(Reply(204)) as server:
        called(kind, package, "Inline", use, base_url=server.url, **options)
        (received,) = server.requests
    return received


@pytest.mark.parametrize("transport", [None, "pyreqwest"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_method_keeps_its_case(package: ModuleType, kind: str, transport: str | None) -> None:
    received = _sent(package, lambda client: client.shop.copy_file(), kind, transport=transport)
    assert ("copyIt", "/files") == (received.method, received.target)
