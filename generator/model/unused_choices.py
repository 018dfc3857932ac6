"""Choices of client.yml for what the documents do not have: silently kept, they would hide that a name has changed.

Receives a Spec and a ClientConfig; returns Problems where the entries stand. `only`, `skip` and `pagination` are told of
where they are applied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from generator.config import ClientConfig
from generator.loader.spec import Spec
from generator.model.naming import route
from generator.model.servers import trimmed
from generator.problems import Location, Problem, error, warning


def unused_choices(spec: Spec, config: ClientConfig) -> Iterator[Problem]:
    otherwise = config.location or Location(spec.files[0] if spec.files else "")
    urls = {trimmed(server.url) for server in spec.servers}
    headers = {
        each.wire_name for operation in spec.operations for each in operation.parameters if each.place == "header"
    }
    required = {name for each in (*spec.operations, *spec.webhooks) for need in each.security or () for name, _ in need}
    for setting, chosen, what, known in (
        ("methods", {key: key for key in config.methods}, "operation", {route(each) for each in spec.operations}),
        ("schemas", {key: key for key in config.schemas}, "schema", set(spec.schema_names.values())),
        ("servers", {key: trimmed(url) for key, url in config.servers.items()}, "server's URL", urls),
    ):
        for key, meant in chosen.items():
            if meant not in known:
                at = config.places.get((setting, key), otherwise)
                written = key if key == meant else f"{{{key}: {meant}}}"
                yield error("config-unused", f"`{setting}: {written}` matches no {what}", at, _hint(meant, known))
    header = config.api_key_header
    # One that no operation lists is sent all the same, and may be meant so: `X-Api-Key` beside `X-Api-Version`.
    if header is not None and header.lower() not in map(str.lower, headers) and _near(header, headers, 0.85):
        at = config.places.get(("api_key_header", header), otherwise)
        message = f"`api_key_header: {header}` matches no header parameter"
        yield warning("config-unused", message, at, _hint(header, headers))
    # An operation that says nothing of security gets whatever credentials there are.
    if required and all(operation.security is not None for operation in spec.operations):
        for auth in config.auth:
            if auth.scheme not in required:
                at = config.places.get(("auth", auth.scheme), otherwise)
                message = f"`auth: {auth.scheme}` is required by no operation, so it is never sent"
                yield warning("config-unused", message, at, _hint(auth.scheme, required))


def _near(key: str, known: Collection[str], likeness: float = 0.6) -> str | None:
    return next(iter(get_close_matches(key, sorted(known), 1, likeness)), None)


def _hint(key: str, known: Collection[str]) -> str:
    near = _near(key, known)
    return f"Did you mean `{near}`?" if near else "Correct or remove the entry."
