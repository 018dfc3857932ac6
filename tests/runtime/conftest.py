"""Fixtures of the runtime's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runtime.support import CARRIER


@pytest.fixture(params=["httpx2", "pyreqwest"])
def each_transport(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test once over each transport."""
    token = CARRIER.set(request.param)
    yield request.param
    CARRIER.reset(token)
