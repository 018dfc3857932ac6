"""What of a client cannot go to another process, or into a deep copy: said before pickle fails in words of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .base import BaseClient


def refuse_connections(client: BaseClient[Any]) -> None:
    """Raise TypeError for a client with connections that the user made."""
    for name in ("http_client", "transport"):
        given = client._options.get(name)
        if given is not None and not isinstance(given, str):
            raise TypeError(
                f"this {type(client).__name__} cannot be pickled or deep-copied, because it was made with {name}=: "
                f"connections do not travel. Make the client where it is used."
            )
    if type(client._certificate()).__name__ == "SSLContext":
        raise TypeError(
            f"this {type(client).__name__} cannot be pickled or deep-copied, because its certificate is an "
            f"SSLContext: give the certificate's file, or make the client where it is used."
        )


def refuse_what_stays(client: BaseClient[Any]) -> None:
    """Raise TypeError for what pickle cannot carry: connections, and functions that have no name to find them by."""
    refuse_connections(client)
    credentials = {
        name: value
        for name, value in client.__dict__.items()
        if not name.startswith("_") and callable(value)
    }
    for name, value in {**credentials, **client._options}.items():
        listed = value if isinstance(value, list | tuple) else (value,)
        for one in (*listed, getattr(value, "on_retry", None)):
            if _is_local(one):
                shown = getattr(one, "__qualname__", "a function")
                raise TypeError(
                    f"this {type(client).__name__} cannot be pickled, because {name}= holds {shown}, which "
                    f"another process could not import. Use a function of a module, or make the client where it is used."
                )


def _is_local(value: Any) -> bool:
    """Tell whether a function is a lambda, or defined inside another."""
    if not hasattr(value, "__qualname__") or not hasattr(value, "__code__"):
        return False
    found: object = sys.modules.get(value.__module__)
    for part in value.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is not value
