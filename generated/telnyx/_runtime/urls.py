"""URLs as text: path templates cut up, bases joined, origins compared, secrets taken out.

Receives what the spec and the user wrote; returns URLs that are percent-encoded once and go out as they are. The
values of parameters are params.py's concern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar
from urllib.parse import quote, unquote_plus, urljoin, urlsplit

# RFC 3986 §2.2, and "%": what a spec's author or a user wrote is taken to be encoded where it holds %XX.
_KEPT_IN_LITERALS = ":/?#[]@!$&'()*+,;=%~"
_VARIABLE = re.compile(r"\{([^{}/?#]+)\}")
_LONGEST_KEPT = 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}


T = TypeVar("T")


class Template(NamedTuple):
    """A path template, cut at its variables.

    /users/{id}/files?v=1  →  format "/users/%s/files", names ("id",), query "v=1"
    """

    format: str
    names: tuple[str, ...]
    query: str
    is_absolute: bool

    def fill(self, values: tuple[str, ...]) -> str:
        """Put encoded values in, one for each of `names`; raise ValueError where one would change the path's shape."""
        path = self.format % values
        if "" in values:
            name = self.names[values.index("")]
            raise ValueError(f"path parameter {name!r} must not be empty")
        if "/." in path:
            self._refuse_dots(path, values)
        return path

    def _refuse_dots(self, path: str, values: tuple[str, ...]) -> None:
        """Servers and proxies take "." and ".." for a way through the tree: another endpoint would be called."""
        for segment, given in zip(
            path.split("/"), self.format.split("/"), strict=False
        ):
            if segment in (".", "..") and "%s" in given:
                name, value = next(
                    (name, value)
                    for name, value in zip(self.names, values, strict=True)
                    if set(value) <= {"."}
                )
                raise ValueError(f"path parameter {name!r} must not be {value!r}")


def template_of(path: str) -> Template:
    """Cut a path template up. A fragment is not part of a request and is left out."""
    path, _, query = path.partition("#")[0].partition("?")
    pieces = _VARIABLE.split(path)
    literals = [as_literal(piece).replace("%", "%%") for piece in pieces[::2]]
    names = tuple(pieces[1::2])
    return Template("%s".join(literals), names, as_literal(query), is_absolute(path))


def as_literal(text: str) -> str:
    """Encode what a URL cannot hold; keep delimiters and %XX."""
    return quote(text, safe=_KEPT_IN_LITERALS)


def filled_server(url: str, variables: Mapping[str, str]) -> str:
    """Put the server variables' values in; raise ValueError for one that has no value, or that would lead elsewhere.

    {base}/v1                 a variable at the beginning is taken as it is
    https://{region}.x.test   in the host: letters, digits, ".", "-", "_", and ":" before a port
    https://x.test/{version}  in the path: encoded where a URL cannot hold it; "/" divides segments
    """
    pieces = _VARIABLE.split(url)
    built = pieces[0]
    for name, literal in zip(pieces[1::2], pieces[2::2], strict=True):
        if name not in variables:
            raise ValueError(f"server variable {name!r} of {url} has no value")
        value = variables[name]
        authority = built.partition("//")[2]
        if "/" in authority or (built and "//" not in built and built[0] == "/"):
            value = _in_path(name, value)
        elif built and not _HOST.fullmatch(value):
            raise ValueError(
                f"server variable {name!r} stands in the host of {url}, and cannot be {value!r}"
            )
        built += value + literal
    return built


_HOST = re.compile(r"[A-Za-z0-9._~:\[\]-]*")


def _in_path(name: str, value: str) -> str:
    if any(segment in (".", "..") for segment in value.split("/")):
        raise ValueError(f"server variable {name!r} must not be {value!r}")
    return quote(value, safe="/:@!$&'()*+,;=%~")


def checked_base(url: object) -> str:
    """Give a base URL without its trailing slash; raise ValueError when it is no http(s) URL, TypeError when no str."""
    if not isinstance(url, str):
        raise TypeError(f"base_url must be a str, not {type(url).__name__}")
    if not is_whole(url):
        raise ValueError(
            f"base_url must be an absolute http:// or https:// URL, not {shown_input(url)!r}"
        )
    return as_literal(url.partition("#")[0]).rstrip("/")


def is_whole(url: str) -> bool:
    """Tell whether this is an absolute http(s) URL that a request can be sent to."""
    try:
        as_literal(url)
        parts = urlsplit(url)
        # Reading the port checks it.
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:
        return False


def joined(base: str, path: str, query: str) -> str:
    """Put a base, an encoded path and an encoded query together.

    https://x/v2 + /a + b=1       → https://x/v2/a?b=1
    https://x/v2?k=1 + /a + b=1   → https://x/v2/a?k=1&b=1
    """
    if "?" in base:
        base, _, base_query = base.partition("?")
        base = base.rstrip("/")
        query = f"{base_query}&{query}" if base_query and query else base_query or query
    return f"{base}{path}?{query}" if query else base + path


def followed(base: str, reference: str) -> str:
    """Resolve a Location or a relative server against the URL it belongs to (RFC 3986 §5), without the fragment."""
    return as_literal(urljoin(base, reference).partition("#")[0])


def is_absolute(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def origin(url: str) -> tuple[str, str, int | None]:
    """Give scheme, host and port: what must be equal for credentials to be sent along (RFC 6454 §4)."""
    parts = urlsplit(url)
    return (
        parts.scheme,
        parts.hostname or "",
        parts.port or _DEFAULT_PORTS.get(parts.scheme),
    )


def redacted(url: str, secret_query: frozenset[str] = frozenset()) -> str:
    """Take user name, password and the values of secret query parameters out."""
    if not secret_query and "@" not in url:
        return url
    head, mark, query = url.partition("?")
    scheme, separator, rest = head.partition("://")
    authority, slash, path = rest.partition("/")
    if "@" in authority:
        head = f"{scheme}{separator}***@{authority.rpartition('@')[2]}{slash}{path}"
    if query and secret_query:
        query = "&".join(_shown_pair(pair, secret_query) for pair in query.split("&"))
    return head + mark + query


def shown_input(text: str) -> str:
    """Give what was to be a URL, or the name of a server, without what may be a password."""
    return _USER.sub(r"\1***@", text)


_USER = re.compile(r"^([A-Za-z][\w+.-]*:/+)?.*@", re.DOTALL)


def _shown_pair(pair: str, secret_query: frozenset[str]) -> str:
    name, _, _ = pair.partition("=")
    return f"{name}=***" if unquote_plus(name) in secret_query else pair


def remembering(parse: Callable[[str], T]) -> Callable[[str, str], T]:
    """Give a parser of URLs that keeps the last few: parsing is most of what a request costs, and many go to the same.

    It takes a URL and what is shown of it: one that has a secret in it, so that they differ, is not kept.
    """
    kept = lru_cache(maxsize=256)(parse)

    def parsed(url: str, shown: str) -> T:
        return (kept if shown == url and len(url) < _LONGEST_KEPT else parse)(url)

    return parsed
