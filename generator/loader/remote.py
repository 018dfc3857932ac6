"""Documents from the network, when that is allowed.

Receives a URL; returns its bytes, from the cache folder if they were fetched before. Never called without
`--allow-remote`.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes. The largest documents published by vendors are under half of it."""
_TIMEOUT_SECONDS = 30
SCHEMES = frozenset({"http", "https"})


class FetchFailed(Exception):
    """The message says why."""


def fetched(url: str, cache: Path | None) -> bytes:
    """Give what is at a URL, and keep it in the cache folder if there is one. Raises FetchFailed."""
    kept = cache and cache / "remote" / hashlib.sha256(url.encode()).hexdigest()
    if kept is not None:
        with suppress(OSError):
            return kept.read_bytes()
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
    if kept is not None:
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
