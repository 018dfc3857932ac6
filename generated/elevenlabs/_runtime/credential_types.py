"""Types of what a client is given to prove who calls, beside plain texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypedDict

if TYPE_CHECKING:
    from ssl import SSLContext

_Path: TypeAlias = "str | PathLike[str]"
ClientCertificate: TypeAlias = (
    "_Path | tuple[_Path, _Path] | tuple[_Path, _Path, str] | SSLContext"
)
"""A PEM file with certificate and key; or a file of each, and the key's password if it has one; or an ssl.SSLContext
that has loaded them."""


class Token(NamedTuple):
    """An access token, as a token URL gave it."""

    access_token: str
    refresh_token: str | None = None
    expires_at: float | None = None
    """Seconds since the epoch. None means: the server does not say."""
    scope: str | None = None
    """What it is good for. None means: what was asked for."""

    def __repr__(self) -> str:
        return f"<Token expires_at={self.expires_at} scope={self.scope!r}>"


class TokenOptions(TypedDict, total=False):
    """How tokens are fetched, where what the API describes does not do."""

    token_url: str
    """In place of the one that the API describes; for example that of a sandbox."""
    client_authentication: Literal["basic", "post"]
    """Whether id and secret travel as HTTP basic, or in the request's body (RFC 6749 §2.3.1)."""
    parameters: Mapping[str, str]
    """Sent along with every token request: audience, resource …"""
    on_token: Callable[[Token], object]
    """Called with every token that was fetched; to keep a refresh token that the server has replaced. May be async for
    an async client. What it raises ends the call; the token stays the client's."""
