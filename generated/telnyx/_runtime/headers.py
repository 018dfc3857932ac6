"""Header fields as they came: case-insensitive to look up, in order, repeated fields kept.

Receives pairs of names and values; nothing is decoded or folded before somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from datetime import datetime


class Headers(Mapping[str, str]):
    """Read-only. `headers["X"]` joins repeated fields with ", " (RFC 9110 §5.3); `get_all` keeps them apart."""

    __slots__ = ("_folded", "_pairs")

    def __init__(
        self, pairs: Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]] = ()
    ) -> None:
        self._pairs: tuple[tuple[str | bytes, str | bytes], ...] = tuple(pairs)
        self._folded: dict[str, str] | None = None

    def _raw(self) -> tuple[tuple[str | bytes, str | bytes], ...]:
        return self._pairs

    def _by_name(self) -> dict[str, str]:
        if self._folded is None:
            folded: dict[str, str] = {}
            for name, value in self.pairs():
                lower = name.lower()
                folded[lower] = (
                    f"{folded[lower]}, {value}" if lower in folded else value
                )
            self._folded = folded
        return self._folded

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Give every field as it came, repeated ones too."""
        return tuple((_text(name), _text(value)) for name, value in self._raw())

    def get_all(self, name: str) -> tuple[str, ...]:
        """Give the values of every field of that name; () if there is none."""
        wanted = name.lower()
        return tuple(value for given, value in self.pairs() if given.lower() == wanted)

    def __getitem__(self, name: str) -> str:
        return self._by_name()[name.lower()]

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        if self._folded is None:
            # Every call asks for one name that is hardly ever there; decoding all fields for it would cost more than the rest.
            wanted = name.lower()
            pairs = self._raw()
            if not pairs or pairs[0][0].__class__ is str:
                return any([given.lower() == wanted for given, _ in pairs])
            encoded = wanted.encode("utf-8", "replace")
            return any([given.lower() == encoded for given, _ in pairs])
        return name.lower() in self._folded

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name())

    def __len__(self) -> int:
        return len(self._by_name())

    def __repr__(self) -> str:
        return f"Headers({shown(self._by_name().items())!r})"

    def __reduce__(self) -> tuple[type[Headers], tuple[tuple[tuple[str, str], ...]]]:
        return Headers, (self.pairs(),)


IDEMPOTENCY_HEADERS = frozenset({"idempotency-key", "x-idempotency-key"})
"""By which servers know a request that they have had before. emitter/arguments.py has the same."""
_SECRET_WORDS = (
    *("auth", "bearer", "cookie", "credential", "csrf", "jwt", "key"),
    *("passphrase", "passw", "secret", "session", "signature", "token", "xsrf"),
)
_SECRET = frozenset({"sig"})
"""Whole names: the signature of Azure's URLs, and no design."""
# "true" or nothing is all that the second one says.
_INNOCENT = IDEMPOTENCY_HEADERS | {"access-control-allow-credentials"}


def is_secret(name: str, secret_names: frozenset[str] = frozenset()) -> bool:
    """Tell whether a header's value must not be shown: it is a credential's, or its name sounds like one."""
    lower = name.lower()
    if lower in secret_names or lower in _SECRET:
        return True
    return lower not in _INNOCENT and any(word in lower for word in _SECRET_WORDS)


# Of the URLs that a value may hold, as Location and Link do: a parameter of the query, a user name with its password.
_PARAMETER = re.compile(r'(?<=[?&])([^=&?#\s<>"]+)=[^&#\s<>"]*')
_USER = re.compile(r'(?<=://)[^/?#\s<>"]*@')


def shown(
    pairs: Iterable[tuple[str, str]],
    secret_names: frozenset[str] = frozenset(),
    secret_query: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """Give the headers as they may be printed, the URLs in them without the values of secret query parameters."""
    return {
        name: (
            "***" if is_secret(name, secret_names) else shown_text(value, secret_query)
        )
        for name, value in pairs
    }


def shown_text(text: str, secret_query: frozenset[str] = frozenset()) -> str:
    """Give a text as it may be printed: without what is secret, or sounds so, in the URLs it holds."""

    def shown_pair(pair: re.Match[str]) -> str:
        name = unquote_plus(pair[1])
        is_hidden = name in secret_query or is_secret(name)
        return f"{pair[1]}=***" if is_hidden else pair[0]

    return _PARAMETER.sub(shown_pair, _USER.sub("***@", text))


def http_date(text: str) -> datetime | None:
    """Read an HTTP-date in any of its three forms (RFC 9110 §5.6.7); None for what is none."""
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(value: str | bytes) -> str:
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        # Field values are octets (RFC 9110 §5.5); Latin-1 maps every one of them.
        return value.decode("latin-1")
