"""Calls every method of a generated client once, with examples for its required arguments, against a loopback server.

    python -m tests.corpus.calls DOCUMENT FOLDER      FOLDER holds the package `client` made from DOCUMENT

Exits 1 and prints the calls that raised. What the server answers (`{}`) is often not what the document says: a client that is not
strict must take it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from generator.config import ClientConfig
from generator.emitter.client_views import client_view
from generator.emitter.readme_views import call_example
from generator.emitter.resource_views import resource_modules
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.model import build_api
from tests.loopback import Loopback, Reply

_UNUSABLE = ("must not be", "a form body must be an object")
"""Refusals of the examples themselves: an empty object as a path parameter, a list as a form. The document asks for what cannot be sent."""


def calls_of(document: Path) -> list[str]:
    """Give one statement per method, as the generated README spells it."""
    config = ClientConfig("client", "Client", (document.name,))
    api = build_api(load_spec([document]).spec, config)
    table = name_table(api)
    methods = [((), method) for method in client_view(api, config, table).methods]
    methods += [(module.path, method) for module in resource_modules(api, "Client", table) for method in module.methods]
    return ["\n".join(call_example(path, method, table)) for path, method in methods]


def failures(document: Path) -> list[str]:
    client_class = import_module("client").Client
    found: list[str] = []
    with Loopback(Reply(200, json={})) as server, client_class(base_url=server.url, max_retries=0) as client:
        for name in getattr(client_class, "__annotations__", {}):
            setattr(client, name, "secret")
        statements = calls_of(document)
        for statement in statements:
            try:
                named: dict[str, Any] = {"client": client}
                exec(statement, named)
                if hasattr(named["result"], "has_next_page"):
                    # What has neither items nor a next page must end.
                    list(named["result"])
            except Exception as failure:
                if not (
                    isinstance(failure, ValueError | TypeError) and any(text in str(failure) for text in _UNUSABLE)
                ):
                    found.append(f"{type(failure).__name__}: {failure}\n{statement}")
    print(f"{len(statements)} calls")
    return found


def main(document: str, folder: str) -> int:
    sys.path.insert(0, folder)
    found = failures(Path(document))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
