"""A client from a document written in the test, imported and ready to call."""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import count
from pathlib import Path
from types import ModuleType

from generator.config import ClientConfig
from generator.emitter import render
from generator.emitter.tree import write
from generator.loader import load_spec
from generator.model import build_api
from generator.model.api import Api

_numbers = count()
HEAD = 'openapi: 3.1.0\ninfo: {title: Inline, version: "1"}\nservers: [{url: https://inline.example}]\n'


def api_of(folder: Path, document: str) -> Api:
    """Give the Api of a document; raises ProblemsFound."""
    return _built(folder, document, "inline")[0]


def package_of(folder: Path, document: str) -> ModuleType:
    """Generate the package `inlineN` in `folder` and import it; its clients are `Inline` and `AsyncInline`."""
    name = f"inline{next(_numbers)}"
    api, config = _built(folder, document, name)
    write(dict(render(api, config, "clientmill")), folder / name, force=False)
    sys.path.insert(0, str(folder))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(folder))


def _built(folder: Path, document: str, name: str) -> tuple[Api, ClientConfig]:
    path = folder / f"{name}.yml"
    path.write_text(
        document if document.lstrip().startswith(("openapi", "swagger")) else HEAD + document, encoding="utf-8"
    )
    config = ClientConfig(name, "Inline", (str(path),))
    return build_api(load_spec([path]).spec, config), config
