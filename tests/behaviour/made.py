"""Clients made from small documents of the tests' own, on the fly."""

from __future__ import annotations

import sys
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.config import ClientConfig, pascal_case
from generator.emitter import render
from generator.loader import load_spec
from generator.model import build_api
from generator.model.api import Api

DOCUMENTS = Path(__file__).parent / "documents"


def api_of(document: Path, package: str, **choices: Any) -> tuple[Api, ClientConfig]:
    config = ClientConfig(package, pascal_case(package), (document.name,), **choices)
    return build_api(load_spec([document]).spec, config), config


def made(document: Path, folder: Path, package: str, **choices: Any) -> ModuleType:
    """Generate a package into `folder` and import it. Its name must be used by no other test of the run."""
    assert package not in sys.modules
    api, config = api_of(document, package, **choices)
    for path, text in render(api, config, "clientmill generate").items():
        file = folder / package / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    invalidate_caches()
    return import_module(package)
