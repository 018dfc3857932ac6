"""A next page's URL, as the server gave it, to the call that asks for it.

own origin      credentials and headers as for the first page; what the URL says already is not said again
other origin    no credentials, no cookies, nor what sounds like one: as for a redirect (see redirects.py)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote_plus, urlsplit

from .errors import APIConnectionError
from .headers import is_secret
from .operations import Operation
from .urls import filled_server, is_absolute, is_whole, origin, redacted

if TYPE_CHECKING:
    from .config import Config
    from .operations import Parameter
    from .options import CallOptions
    from .turning import Asked


class UrlCall(NamedTuple):
    operation: Operation[Any]
    arguments: tuple[object, ...]
    options: CallOptions


def call_at(url: str, asked: Asked, options: CallOptions, config: Config) -> UrlCall:
    """Describe the request for a page at a URL; raise APIConnectionError for one that cannot be asked."""
    operation = asked.operation
    own = config.base_of(operation.servers)
    if not (is_absolute(url) and is_whole(url)):
        shown = redacted(url, config.secret_query)
        raise APIConnectionError(
            "the next page's address is no http(s) URL",
            method=operation.method,
            url=shown.encode("utf-8", "backslashreplace").decode(),
        )
    url = _secured(_through_own(url, own, config, operation), own)
    is_own = origin(url) == origin(own)
    address, query = _pieces(url, own if is_own else "", config.secret_query)
    names = {unquote_plus(pair.partition("=")[0]) for pair in query.split("&")}
    kept = [
        (parameter, value)
        for parameter, value in zip(operation.parameters, asked.arguments, strict=True)
        if _is_kept(parameter, is_own, config)
    ]
    path = f"{address}?{query}" if query else address
    made: Operation[Any] = Operation(
        operation.method,
        path.replace("{", "%7B").replace("}", "%7D"),
        parameters=tuple(parameter for parameter, _ in kept),
        body=operation.body,
        answers=operation.answers,
        security=operation.security if is_own else ((),),
        servers=operation.servers,
    )
    changed = options.copy()
    changed["extra_query"] = _query(config, options, names, is_own)
    if not is_own:
        changed["extra_headers"] = _harmless(config, options)
    return UrlCall(made, tuple(value for _, value in kept), changed)


def query_of(url: str) -> dict[str, object]:
    """Give a URL's query as `extra_query` takes it."""
    pairs = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return {name: each if len(each) > 1 else each[0] for name, each in pairs.items()}


def _through_own(url: str, own: str, config: Config, operation: Operation[Any]) -> str:
    """Stay on the user's `base_url` (a gateway, a test server) where the URL names a server that it stands for."""
    if config.is_base_url_given:
        for server in operation.servers or config.settings.servers:
            theirs = filled_server(
                server.url, {**server.variables, **config.variables}
            ).rstrip("/")
            rest = url.removeprefix(theirs)
            if is_absolute(theirs) and rest != url and rest[:1] in ("", "/", "?"):
                return own + rest
    return url


def _secured(url: str, own: str) -> str:
    """Say https where the API is on https: a server behind a proxy that ends TLS often takes itself to be on http."""
    there, here = urlsplit(url), urlsplit(own)
    is_same_host = there.hostname == here.hostname and there.port in (None, 80)
    if there.scheme == "http" and here.scheme == "https" and is_same_host:
        return there._replace(scheme="https", netloc=here.netloc).geturl()
    return url


def _pieces(url: str, own: str, secret_query: frozenset[str]) -> tuple[str, str]:
    """Cut a URL into address and query, without what the client adds itself.

    A user name is the API's own (`own`) or nobody's: the URL that a relative one was resolved against hides it.
    """
    address, _, query = url.partition("?")
    parts = urlsplit(address)
    authority = urlsplit(own).netloc or parts.netloc.rpartition("@")[2]
    address = parts._replace(netloc=authority).geturl()
    pairs = [
        pair
        for pair in query.split("&")
        if unquote_plus(pair.partition("=")[0]) not in secret_query
    ]
    return address, "&".join(pairs)


def _is_kept(parameter: Parameter, is_own: bool, config: Config) -> bool:
    if is_own:
        return parameter.place in ("header", "cookie")
    return parameter.place == "header" and not is_secret(
        parameter.wire_name, config.secret_headers
    )


def _query(
    config: Config, options: CallOptions, names: set[str], is_own: bool
) -> dict[str, object]:
    """Keep what the caller wants on every request, unless the URL has it; another host gets none of it."""
    query: dict[str, object] = {
        name: None for name in config.default_query if not is_own or name in names
    }
    if is_own:
        extra = options.get("extra_query") or {}
        query |= {name: value for name, value in extra.items() if name not in names}
    return query


def secret_defaults(config: Config) -> dict[str, None]:
    """Give what `extra_headers` has to say so that another host gets none of the default headers that are secret."""
    return {
        name: None
        for name in config.default_headers
        if is_secret(name, config.secret_headers)
    }


def _harmless(config: Config, options: CallOptions) -> dict[str, Any]:
    headers: dict[str, Any] = {**secret_defaults(config)}
    for name, value in (options.get("extra_headers") or {}).items():
        if not is_secret(name, config.secret_headers):
            headers[name] = value
    return headers
