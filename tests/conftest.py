"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache folder, and what is in it out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTMILL_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
