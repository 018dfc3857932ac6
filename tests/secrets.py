"""Credentials for any generated client, so that every operation can be called without anybody to ask for a token."""

from __future__ import annotations

from typing import Any

_ASK_FOR_TOKENS = frozenset({"client_id", "client_secret", "refresh_token", "scopes"})


def give_secrets(client: Any) -> None:
    """Set what the client shows on every call: keys, tokens, names and passwords; nothing that would fetch a token."""
    annotations: dict[str, str] = getattr(type(client), "__annotations__", {})
    has_token = "access_token" in annotations
    for name, annotation in annotations.items():
        is_fetching = name in _ASK_FOR_TOKENS or (has_token and name in ("username", "password"))
        if annotation.startswith("str ") and not is_fetching:
            setattr(client, name, "secret")
