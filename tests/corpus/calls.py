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

import httpx2

from generator.config import ClientConfig
from generator.emitter.client_views import client_view
from generator.emitter.readme_views import call_example
from generator.emitter.resource_views import resource_modules
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.model import build_api
from generator.runtime.media import is_event_stream
from tests.loopback import Loopback, Received, Reply
from tests.secrets import give_secrets

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
    annotations = getattr(client_class, "__annotations__", {})
    # A connection of one's own may have the certificate that an API asks for.
    own = {"http_client": httpx2.Client()} if any("Certificate" in each for each in annotations.values()) else {}
    with Loopback(_answer) as server, client_class(base_url=server.url, max_retries=0, **own) as client:
        give_secrets(client)
        statements = calls_of(document)
        for statement in statements:
            try:
                _use(statement, client)
            except Exception as failure:
                if not (
                    isinstance(failure, ValueError | TypeError) and any(text in str(failure) for text in _UNUSABLE)
                ):
                    found.append(f"{type(failure).__name__}: {failure}\n{statement}")
    print(f"{len(statements)} calls")
    return found


def _answer(request: Received) -> Reply:
    accepted = request.headers["accept"].partition(",")[0]
    return (
        Reply(body=b"data: {}\n\n", headers={"Content-Type": accepted}) if is_event_stream(accepted) else Reply(json={})
    )


def _use(statement: str, client: Any) -> None:
    """Call, and take what comes: a stream is read to its end, and pages that have neither items nor a next one end."""
    names = {"client": client}
    exec(statement, names)
    result = names["result"]
    if hasattr(result, "__next__") or (hasattr(result, "has_next_page") and "._runtime." in type(result).__module__):
        list(result)


def main(document: str, folder: str) -> int:
    sys.path.insert(0, folder)
    found = failures(Path(document))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
