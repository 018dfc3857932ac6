"""JSON Pointers (RFC 6901) as text.

Receives and returns plain strings and tuples of strings; knows nothing of documents.
"""

from __future__ import annotations

from urllib.parse import unquote


def escaped(token: str) -> str:
    """Write one member name as a pointer's step: `/pets/{id}` is `~1pets~1{id}`."""
    if "~" in token or "/" in token:
        return token.replace("~", "~0").replace("/", "~1")
    return token


def tokens_of(pointer: str) -> tuple[str, ...]:
    if not pointer:
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def pointer_of(tokens: tuple[str, ...]) -> str:
    return "".join("/" + escaped(token) for token in tokens)


def tokens_of_fragment(fragment: str) -> tuple[str, ...]:
    """Read a pointer as a URI fragment has it: percent-decoded once, then unescaped (RFC 6901 §6)."""
    return tokens_of(unquote(fragment))


def parent_of(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def last_of(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
