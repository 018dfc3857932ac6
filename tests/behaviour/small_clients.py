"""Clients made from small documents, for one test module each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio

from generator.cli import main

KINDS = ("sync", "asyncio", "trio")


def made(folder: Path, package: str, document: str, client_yml: str = "") -> Any:
    """Generate a package from a document and import it. Its name must be no other's in the whole test run."""
    (folder / "specs" / package).mkdir(parents=True)
    (folder / "specs" / package / "openapi.yml").write_text(document, encoding="utf-8")
    if client_yml:
        (folder / "specs" / package / "client.yml").write_text(client_yml, encoding="utf-8")
    with chdir(folder):
        assert 0 == main(["generate", package])
    sys.path.insert(0, str(folder / "generated"))
    try:
        return import_module(package)
    finally:
        sys.path.remove(str(folder / "generated"))


def called(kind: str, package: Any, class_name: str, use: Callable[[Any], Any], **arguments: Any) -> Any:
    """Make a client of the package, use it, close it. `use` gives a value or an awaitable."""
    if kind == "sync":
        with getattr(package, class_name)(**arguments) as client:
            return use(client)

    async def run() -> Any:
        async with getattr(package, f"Async{class_name}")(**arguments) as client:
            return await use(client)

    return anyio.run(run, backend=kind)
