"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Machines are noisy: no test fails because it was slow. Nor because of what was drawn today: the same code draws the
# same examples, and "explore" (`make test ARGS=--hypothesis-profile=explore`) draws others each time.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("explore"), derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache folder, and what is in it out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTMILL_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
