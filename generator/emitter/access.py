"""How a client is told who calls, and where, for `clientmill inspect`."""

from __future__ import annotations

from collections.abc import Iterator

from generator.emitter.constructor import Constructor, CredentialArguments
from generator.model.api import Api


def credentials_json(made: Constructor) -> list[dict[str, object]]:
    """Give every security scheme with the constructor's arguments for it."""
    return [
        {
            "name": each.credential.name,
            "kind": each.credential.kind.value,
            "wire_name": each.credential.wire_name,
            "flows": [flow.kind for flow in each.credential.flows],
            "scopes": list(each.credential.scopes),
            "arguments": [
                {"python_name": name, "environment": variable or None}
                for name, variable in zip(each.python_names, each.environment, strict=True)
            ],
        }
        for each in made.credentials
    ]


def servers_json(api: Api, made: Constructor) -> list[dict[str, object]]:
    """Give every server of the client, with the constructor's arguments for its variables."""
    arguments = {each.wire_name: each for each in made.variables}
    return [
        {
            "name": server.name,
            "url": server.url,
            "variables": [
                {
                    "python_name": arguments[variable.wire_name].python_name,
                    "wire_name": variable.wire_name,
                    "environment": arguments[variable.wire_name].environment,
                    "default": variable.default,
                    "values": list(variable.values),
                }
                for variable in server.variables
                if variable.wire_name in arguments
            ],
        }
        for server in api.servers
    ]


def access_lines(made: Constructor) -> Iterator[str]:
    """Say it in words, a scheme or a variable a line.

    bearerAuth (bearer): api_key= or $ACME_API_KEY
    """
    if made.credentials:
        yield "Credentials:"
    for each in made.credentials:
        yield f"  {each.credential.name} ({_kind(each)}): {_arguments(each.python_names, each.environment)}"
    if made.variables:
        yield "Server variables:"
    for variable in made.variables:
        yield f"  {variable.wire_name}: {_arguments((variable.python_name,), (variable.environment,))}"


def _kind(each: CredentialArguments) -> str:
    kind = each.credential.kind.value
    if each.credential.wire_name is not None:
        return f"{kind} {each.credential.wire_name}"
    flows = ", ".join(flow.kind for flow in each.flows)
    return f"{kind}: {flows}" if flows else kind


def _arguments(python_names: tuple[str, ...], environment: tuple[str, ...]) -> str:
    pairs = zip(python_names, environment, strict=True)
    return ", ".join(f"{name}= or ${variable}" if variable else f"{name}=" for name, variable in pairs)
