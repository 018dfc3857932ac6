"""What a client has been told, settled once: server, limits, headers. Requests are built from it and nothing else.

Settings + ClientOptions ──config_of──▶ Config
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .clock import SYSTEM_CLOCK, Clock
from .options import (
    DEFAULT_MAX_RETRIES,
    DEFAULT_TIMEOUT,
    HOOK_OPTIONS,
    Timeout,
    checked_mapping,
)
from .sentinels import Omit, omit
from .settings import secret_headers_of, secret_query_of
from .urls import (
    checked_base,
    filled_server,
    followed,
    is_absolute,
    origin,
    shown_input,
)

if TYPE_CHECKING:
    import logging

    from .hooks import Hooks
    from .retry_policy import RetryPolicy
    from .settings import Server, Settings

HeaderTable = dict[str, tuple[str, str]]
"""Lower-case name → name as it is sent, value."""


# No name may end the name, or the field. What else is no token (RFC 9110 §5.6.2) the transports refuse themselves.
_is_name = re.compile(r"[ -9;-~]+").fullmatch


class Config:
    """Never changed; `with_options` makes another."""

    __slots__ = (
        "_logger",
        "assumed",
        "base_url",
        "clock",
        "default_headers",
        "default_query",
        "hooks",
        "is_base_url_given",
        "is_strict",
        "max_response_bytes",
        "max_retries",
        "memory",
        "retry",
        "secret_headers",
        "secret_query",
        "server_name",
        "settings",
        "timeout",
        "variables",
    )

    def __init__(
        self, settings: Settings, base_url: str, is_base_url_given: bool
    ) -> None:
        self.settings = settings
        self.base_url = base_url
        self.is_base_url_given = is_base_url_given
        """Whether the user named a URL: then it is every operation's, also of those with servers of their own."""
        self.secret_headers = secret_headers_of(settings)
        self.secret_query = secret_query_of(settings)
        self.server_name: str | None = None
        self.variables: Mapping[str, str] = {}
        self.timeout: Timeout = DEFAULT_TIMEOUT
        self.max_retries: int = DEFAULT_MAX_RETRIES
        self.retry: RetryPolicy | None = None
        self.hooks: Hooks | None = None
        self.max_response_bytes: int | None | Omit = omit
        self.default_headers: HeaderTable = {}
        """User-Agent, and what the user wants on every request."""
        self.default_query: Mapping[str, object] = {}
        self.is_strict: bool = False
        self.clock: Clock = SYSTEM_CLOCK
        self.assumed: frozenset[str] = frozenset()
        """Credentials that the user's own transport may have: TLS certificates."""
        self.memory: dict[object, object] = {}
        """Tokens and challenges, filled by exchange.py; a client's copies have the same one."""
        self._logger: logging.Logger | None = None

    def logger(self) -> logging.Logger:
        if self._logger is None:
            from .logs import logger_of

            self._logger = logger_of(self.settings.package, self.settings.env_prefix)
        return self._logger

    def base_of(self, servers: tuple[Server, ...]) -> str:
        """Give the base URL for an operation with these servers of its own."""
        if not servers or self.is_base_url_given:
            return self.base_url
        server = next(
            (one for one in servers if one.name == self.server_name), servers[0]
        )
        url = _filled(self.settings, server, self.variables, self.is_strict)
        return checked_base(
            url if is_absolute(url) else followed(self.base_url + "/", url)
        )

    def is_own(self, url: str) -> bool:
        """Tell whether a URL is the API's own, so that credentials may go there."""
        return origin(url) == origin(self.base_url)


def config_of(
    settings: Settings,
    server: str | None,
    variables: Mapping[str, str],
    options: Mapping[str, Any],
) -> Config:
    """Settle everything; raise ValueError or TypeError for what cannot be."""
    given = options.get("base_url") or None
    if given is None and server is not None and is_absolute(server):
        given = server
    is_strict = bool(options.get("strict", False))
    config = Config(
        settings,
        checked_base(given or _server_url(settings, server, variables, is_strict)),
        given is not None,
    )
    config.server_name = server
    config.variables = variables
    config.timeout = _timeout(options)
    config.retry = checked_policy(options.get("retry"))
    config.max_retries = checked_retries(
        options.get("max_retries", most_of(config.retry))
    )
    if any(name in options for name in HOOK_OPTIONS):
        from .hooks import hooks_of

        config.hooks = hooks_of(options, settings)
    config.max_response_bytes = checked_size(options.get("max_response_bytes", omit))
    config.default_headers = {
        "user-agent": ("User-Agent", f"{settings.package}-python/{settings.version}")
    }
    added = checked_mapping("default_headers", options.get("default_headers"))
    merge_headers(config.default_headers, added)
    config.default_query = checked_mapping(
        "default_query", options.get("default_query")
    )
    config.is_strict = is_strict
    if options.get("http_client") is not None or options.get("transport") is not None:
        config.assumed = frozenset(
            one.name for one in settings.credentials if one.kind == "mutual-tls"
        )
    config.clock = options.get("clock") or SYSTEM_CLOCK
    return config


def merge_headers(headers: HeaderTable, more: Mapping[str, str | Omit | None]) -> None:
    """Add headers; those of equal name are replaced, and taken away where the value is None or `omit`."""
    for name, value in more.items():
        if value is None or isinstance(value, Omit):
            headers.pop(name.lower(), None)
        else:
            headers[name.lower()] = (name, checked_header(name, value))


def checked_header(name: str, value: object) -> str:
    """Refuse what would be another header, or a broken one. The value is not shown: it may be a secret."""
    if not isinstance(value, str):
        raise TypeError(f"header {name} must be a str, not {type(value).__name__}")
    if not _is_name(name):
        raise ValueError(
            f"{name!r} is no name of a header: that is of ASCII characters, and no colon"
        )
    if (
        value.isascii()
        and value.isprintable()
        and not (value[:1] == " " or value[-1:] == " ")
    ):
        return value
    if any(character in value for character in "\r\n\0"):
        value = ""  # It may be a credential: see unshown.py.
        raise ValueError(
            f"header {name} must not hold a line break or a NUL: what is read from a file often ends with one"
        )
    return value.strip(" \t")


def checked_retries(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(
            f"max_retries must be a whole number, 0 or more, not {value!r}"
        )
    return value


def _filled(
    settings: Settings, server: Server, given: Mapping[str, str], is_strict: bool
) -> str:
    """Give a server's URL with the user's values in it, and the defaults."""
    values = {**server.variables, **given}
    for one in settings.variables:
        name = one.wire_name
        if name not in values and f"{{{name}}}" in server.url:
            raise ValueError(
                f"server {server.name!r} of {settings.package} needs {one.argument}=: "
                f"give it to the client or set {one.environment}"
            )
        allowed = server.choices.get(name)
        value = given.get(name)
        if is_strict and allowed is not None and value not in (None, *allowed):
            raise ValueError(
                f"server variable {name!r} must be one of {', '.join(map(repr, allowed))}, not {value!r}"
            )
    return filled_server(server.url, values)


def checked_policy(value: object) -> RetryPolicy | None:
    if value is None:
        return None
    from .retry_policy import RetryPolicy

    if not isinstance(value, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {type(value).__name__}")
    return value


def most_of(policy: RetryPolicy | None) -> int:
    return DEFAULT_MAX_RETRIES if policy is None else policy.max_retries


def checked_size(value: object) -> int | None | Omit:
    if value is None or isinstance(value, Omit):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(
            f"max_response_bytes must be a whole number, 0 or more, or None, not {value!r}"
        )
    return value


def _server_url(
    settings: Settings,
    name: str | None,
    variables: Mapping[str, str],
    is_strict: bool,
) -> str:
    servers = settings.servers
    if name is not None:
        servers = tuple(server for server in servers if server.name == name)
        if not servers:
            names = ", ".join(repr(server.name) for server in settings.servers)
            raise ValueError(
                f"unknown server {shown_input(name)!r}: give one of {names or 'none'}, or a URL"
            )
    if not servers or not is_absolute(
        url := _filled(settings, servers[0], variables, is_strict)
    ):
        variable = f"{settings.env_prefix}_BASE_URL"
        raise ValueError(
            f"{settings.package}'s description names no host: give base_url= or set {variable}"
        )
    return url


def _timeout(options: Mapping[str, Any]) -> Timeout:
    if "timeout" in options:
        return Timeout.of(options["timeout"])
    http_client = options.get("http_client")
    if http_client is not None:
        # What the user set on their own client counts; what httpx2 sets when nobody does (5 s) is too short for APIs.
        theirs = Timeout.of(getattr(http_client, "timeout", 5.0))
        if theirs != Timeout(5.0):
            return theirs
    return DEFAULT_TIMEOUT
