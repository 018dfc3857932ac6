"""Servers: one entry a URL, each with a name to choose it by.

Names: the document's, client.yml's, a word of the description (sandbox, staging …), "production" for the first, else what
its host has that the first's has not (`api.us.example.com` beside `api.example.com`: "us"), else "server-2".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.loader import spec
from generator.model.api import Server, ServerVariable
from generator.model.types import Doc
from generator.model.words import words_of
from generator.problems import Location, Problem, warning

_STAGES = (
    "production sandbox staging stage test testing testnet development develop dev demo beta alpha preview"
    " local localhost mock uat qa"
).split()
_VARIABLE = re.compile(r"\{([^{}/?#]+)\}")
_SHORT = 4
"""Words of a description that is a name rather than a sentence."""
_FULL_NAMES = {
    "prod": "production",
    "develop": "development",
    "dev": "development",
    "localhost": "local",
    "stage": "staging",
}


def servers_of(
    written: Sequence[spec.Server], names: Mapping[str, str], problems: list[Problem], at: Location
) -> tuple[Server, ...]:
    """Give the servers in document order. `names`: name → URL, from client.yml; `at`: where servers would be."""
    by_url = {trimmed(url): name for name, url in names.items()}
    unique = {trimmed(server.url): server for server in reversed(written)}
    ordered = [(url, unique[url]) for url in dict.fromkeys(trimmed(server.url) for server in written)]
    if not any("://" in url or url.startswith(("//", "{")) for url, _ in ordered):
        message = "No server has an absolute URL, so every client needs a base_url"
        location = ordered[0][1].location if ordered else at
        problems.append(warning("server-url-unknown", message, location, "Add a server in an overlay."))
    if not ordered:
        return (Server("default", "", Doc()),)
    found: list[Server] = []
    taken: set[str] = set()
    for index, (url, server) in enumerate(ordered):
        wanted = server.name or by_url.get(url) or _derived(index, url, server, ordered[0][0])
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name)
        found.append(Server(name, url, Doc(description=server.description), _variables(server, problems)))
    return tuple(found)


def trimmed(url: str) -> str:
    return url.strip().rstrip("/")


def _variables(server: spec.Server, problems: list[Problem]) -> tuple[ServerVariable, ...]:
    """Give the variables that the URL has, the defined ones first."""
    in_url = dict.fromkeys(_VARIABLE.findall(server.url))
    defined = tuple(
        ServerVariable(each.wire_name, each.default, each.enum, Doc(description=each.description))
        for each in server.variables
    )
    names = {each.wire_name for each in defined}
    undefined = tuple(name for name in in_url if name not in names)
    for name in undefined:
        message = f"Server variable `{name}` of `{server.url}` is not defined; whoever makes a client has to give it"
        hint = "Define it under the server's `variables:`, with a default, in an overlay."
        problems.append(warning("server-variable-undefined", message, server.location, hint))
    for each in defined:
        if each.wire_name not in in_url:
            message = f"Server variable `{each.wire_name}` is not in `{server.url}`; it changes nothing"
            problems.append(warning("server-variable-unused", message, server.location))
        elif each.values and each.default not in each.values:
            message = f"Server variable `{each.wire_name}` has the default `{each.default}`, which its enum has not"
            problems.append(warning("server-variable-default", message, server.location))
    return (*defined, *(ServerVariable(name, None, (), Doc()) for name in undefined))


def _derived(index: int, url: str, server: spec.Server, first_url: str) -> str:
    words = [word.lower() for word in words_of(server.description or "")]
    staged = [word for word in words if word in _STAGES] if len(words) <= _SHORT else []
    labels = _labels(url)
    staged = staged or [label for label in labels if label in _STAGES]
    if staged:
        return _FULL_NAMES.get(staged[0], staged[0])
    if index == 0:
        return "production"
    known = set(_labels(first_url))
    different = [label for label in labels if label not in known] or [
        word for word in _path_words(url) if word not in _path_words(first_url)
    ]
    return "-".join(different) or f"server-{index + 1}"


def _labels(url: str) -> list[str]:
    """Give the host's labels, variables aside."""
    authority = url.replace("{", "").replace("}", "").partition("://")[2].partition("/")[0]
    host = authority.rpartition("@")[2].partition(":")[0]
    return [label.lower() for part in host.split(".") for label in part.split("-") if label]


def _path_words(url: str) -> list[str]:
    path = url.partition("://")[2].partition("/")[2]
    return [word.lower() for word in path.split("/") if word and not word.startswith("{")]
