"""What a document says that a client does not use yet: one note a kind, so that nothing goes missing without a word.

Receives a Spec; returns notes. They stop nothing: every call works, and each note says the way that works today.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.loader.spec import Spec
from generator.problems import Location, Problem, Severity

_KINDS = {
    "token-flows": ("A token is not fetched: give the client one, or a function that gives it.", "OAuth 2 flows"),
    "server-variables": (
        "A server's variables have their defaults; base_url= or server= with a URL gives other values.",
        "server variables",
    ),
}


def limits_of(spec: Spec) -> Iterator[Problem]:
    """Give a note for each kind that the documents use, at the first place, with the number of places."""
    for kind, (message, noun) in _KINDS.items():
        places = list(_places(kind, spec))
        if places:
            more = f" ({len(places)} {noun} in all.)" if len(places) > 1 else ""
            yield Problem(f"limit-{kind}", Severity.NOTE, message + more, places[0])


def _places(kind: str, spec: Spec) -> Iterator[Location]:
    match kind:
        case "token-flows":
            yield from (scheme.location for scheme in spec.security_schemes for flow in scheme.flows if flow.token_url)
        case "server-variables":
            servers = [*spec.servers, *(server for operation in spec.operations for server in operation.servers)]
            yield from (server.location for server in servers for _ in server.variables)
