"""Which transport a client gets. Loaded with the first call, and with it the library that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

    from .transport import AsyncTransport, Transport

_LIBRARIES = ("httpx", "httpx2")
_CLIENTS = ("Client", "AsyncClient")


def transport_of(
    given: Transport | str | None,
    http_client: httpx2.Client | None,
    certificate: object = None,
) -> Transport:
    """Give the user's transport, or make the one they name; raise TypeError or ValueError for what is none."""
    if given is not None and not isinstance(given, str):
        return given
    if is_pyreqwest(given, http_client):
        from .pyreqwest_transport import PyreqwestTransport

        _refuse_certificate(certificate)
        return PyreqwestTransport()
    from .httpx_transport import HttpxTransport

    return HttpxTransport(http_client, certificate)


def async_transport_of(
    given: AsyncTransport | str | None,
    http_client: httpx2.AsyncClient | None,
    certificate: object = None,
) -> AsyncTransport:
    """Do the same for an async client."""
    if given is not None and not isinstance(given, str):
        return given
    if is_pyreqwest(given, http_client):
        from .pyreqwest_transport import AsyncPyreqwestTransport

        _refuse_certificate(certificate)
        return AsyncPyreqwestTransport()
    from .httpx_transport import AsyncHttpxTransport

    return AsyncHttpxTransport(http_client, certificate)


def _refuse_certificate(certificate: object) -> None:
    """Raise ValueError rather than connect without it. It may be the environment's, or come with a copy's options."""
    if certificate is not None:
        raise ValueError(
            "transport='pyreqwest' does not show this client's certificate: give it to a PyreqwestTransport(…)"
        )


def refuse_other_transports(transport: object, kind: str) -> None:
    """Raise TypeError for what cannot send, as the transports of httpx2 cannot, or is a client itself."""
    known = {
        (base.__module__.partition(".")[0], base.__name__)
        for base in type(transport).__mro__
    }
    is_client = known & {(library, name) for library in _LIBRARIES for name in _CLIENTS}
    if is_client or not (hasattr(transport, "send") and hasattr(transport, "close")):
        raise TypeError(
            f"transport= takes an object with send() and close(), not {type(transport).__name__}: what httpx2 is to use"
            f" goes into http_client=httpx2.{kind}(transport=…)"
        )


def refuse_other_clients(http_client: object, kind: str) -> None:
    """Raise TypeError for a client of the other kind, or of the older library: its first call would fail, and not say why.

    Told by name, so that nothing is imported; what only behaves like a client may stand in for one.
    """
    for base in type(http_client).__mro__:
        library, name = base.__module__.partition(".")[0], base.__name__
        if library in _LIBRARIES and name in _CLIENTS:
            if (library, name) == ("httpx2", kind):
                return
            why = (
                "that is the older library, which httpx2 continues"
                if library == "httpx"
                else f"that is for {'an async' if kind == 'Client' else 'a sync'} client"
            )
            raise TypeError(
                f"http_client= takes an httpx2.{kind} here, not an {library}.{name}: {why}"
            )


def is_pyreqwest(name: str | None, http_client: object) -> bool:
    if type(http_client).__module__.partition(".")[0] == "pyreqwest":
        raise TypeError(
            "http_client= takes a client of httpx2; for pyreqwest give transport=PyreqwestTransport(…)"
        )
    if name not in (None, "httpx2", "pyreqwest"):
        raise ValueError(
            f"transport must be 'httpx2', 'pyreqwest' or a transport, not {name!r}"
        )
    if name == "pyreqwest" and http_client is not None:
        raise ValueError("http_client= is for transport='httpx2'")
    return name == "pyreqwest"
