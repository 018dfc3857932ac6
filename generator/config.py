"""What a client folder's client.yml says: the choices a spec cannot make.

Receives specs/<client>/client.yml; returns a frozen `ClientConfig`. Does not read specs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.problems import Location

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AuthConfig:
    """Credentials that the documents use but do not define, or define badly."""

    scheme: str
    """The security scheme's name, as documents refer to it."""
    type: str
    """"http-bearer", "http-basic" or "api-key"."""
    location: str = "header"
    """Only for "api-key": "header", "query" or "cookie"."""
    wire_name: str = "Authorization"
    """Only for "api-key": the header's, query parameter's or cookie's name."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Something of the spec that is knowingly left out."""

    pattern: str
    """"METHOD /path" of an operation, or a JSON Pointer."""
    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """One client: which documents, which names."""

    package: str
    """Import name of the generated package."""
    class_name: str
    """Name of the synchronous client class; the other is "Async" + this."""
    specs: tuple[str, ...]
    """Paths of the documents, in the order that settles equal names: the first keeps the bare name."""
    version: str = "0.1.0"
    """The generated package's version: `__version__` and the User-Agent's."""
    env_prefix: str = ""
    """Environment variables are <PREFIX>_API_KEY, <PREFIX>_BASE_URL, <PREFIX>_LOG. Empty means: package, upper case."""
    overlays: tuple[str, ...] = ()
    auth: tuple[AuthConfig, ...] = ()
    api_key_header: str | None = None
    """A header parameter that is the API key in all but name: taken out of every operation's arguments, sent on every call."""
    methods: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """"METHOD /path" → dotted call, as "voice_clones.update". Wins over every other source of names."""
    schemas: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Component schema name → type name wanted."""
    servers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Server name → URL of one of the documents' servers, for servers the document gives no name."""
    skip: tuple[Skip, ...] = ()
    location: Location | None = None
    """Where client.yml is. None means: made from command-line flags."""
