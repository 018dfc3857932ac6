"""Credentials for any generated client, so that every operation can be called without anybody to ask for a token."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ASK_FOR_TOKENS = frozenset({"client_id", "client_secret", "refresh_token", "scopes", "username", "password"})


def give_secrets(client: Any) -> None:
    """Set what the client shows on every call: keys, tokens, names and passwords; nothing that would fetch a token."""
    annotations: dict[str, str] = getattr(type(client), "__annotations__", {})
    asking = {
        name
        for credential in import_module(type(client).__module__)._SETTINGS.credentials
        if credential.flows
        for name, role in zip(credential.arguments, credential.roles or credential.arguments)
        if role in _ASK_FOR_TOKENS
    }
    for name, annotation in annotations.items():
        if annotation.startswith("str ") and name not in asking:
            setattr(client, name, "secret")
