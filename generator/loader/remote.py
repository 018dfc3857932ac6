"""Documents from the network, when that is allowed.

Receives a URL; returns its bytes, from the cache folder if they were fetched before. Never called without
`--allow-remote`.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import urlsplit

_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes. The largest documents published by vendors are under half of it."""
_TIMEOUT_SECONDS = 30
SCHEMES = frozenset({"http", "https"})


class FetchFailed(Exception):
    """The message says why."""


def cache_folder() -> Path:
    """Give where fetched documents are kept (XDG base directory specification). Safe to delete."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "clientmill" / "remote"


def fetched(url: str, cache: Path) -> bytes:
    """Give what is at a URL. Raises FetchFailed."""
    kept = cache / hashlib.sha256(url.encode()).hexdigest()
    try:
        return kept.read_bytes()
    except OSError:
        pass  # Not fetched before.
    # Here, because most runs never come by, and it brings http, email and ssl with it.
    import urllib.request

    request = urllib.request.Request(
        url, headers={"Accept": "application/yaml, application/json, */*", "User-Agent": "clientmill"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            if urlsplit(response.url).scheme not in SCHEMES:
                raise FetchFailed(f"it redirects to {response.url}")
            data = bytes(response.read(_SIZE_LIMIT + 1))
    except (OSError, ValueError) as failure:
        raise FetchFailed(str(failure)) from failure
    if len(data) > _SIZE_LIMIT:
        raise FetchFailed(f"it is larger than {_SIZE_LIMIT:,} bytes")
    _keep(kept, data)
    return data


def _keep(kept: Path, data: bytes) -> None:
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(kept)
    except OSError:
        pass  # A cache that cannot be written costs time, nothing else.
