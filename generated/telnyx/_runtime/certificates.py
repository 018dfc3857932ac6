"""TLS contexts: whom a client trusts, and its own certificate for APIs that ask for one (mutual TLS).

Loaded with the first connection.
"""

from __future__ import annotations

import os
import ssl
from typing import cast

import httpx2


def default_tls_context() -> ssl.SSLContext:
    """Make a context that trusts whom httpx2 does: SSL_CERT_FILE, SSL_CERT_DIR, else the operating system's.

    Raise ValueError for a file that is none: Python's own error does not say which.
    """
    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        file = os.environ.get("SSL_CERT_FILE")
        if not file:
            raise
        raise ValueError(
            f"SSL_CERT_FILE must be a file of certificates in PEM: {file!r} cannot be used "
            f"({error.strerror or type(error).__name__})"
        ) from error


def tls_context_with(certificate: object) -> ssl.SSLContext:
    """Make a context that shows it; raise TypeError or ValueError for what is none, without saying what is in a file.

    A context of its own: the process's shared one must not show it to everybody.
    """
    if isinstance(certificate, ssl.SSLContext):
        return certificate
    given = certificate if isinstance(certificate, tuple) else (certificate,)
    if not 1 <= len(given) <= 3 or not all(
        isinstance(one, str | os.PathLike) for one in given
    ):
        raise TypeError(
            "the client certificate must be a path, a tuple (certificate, key) of paths, with the key's password if it "
            f"has one, or an ssl.SSLContext, not {type(certificate).__name__}"
        )
    file, *others = cast("tuple[str, ...]", given)
    key = others[0] if others else None
    password = others[1] if len(others) > 1 else ""
    context = default_tls_context()
    try:
        # Without a password, OpenSSL would ask for one at the terminal, and wait.
        context.load_cert_chain(file, key, password)
    except OSError as error:
        shown = " and ".join(os.fspath(each) for each in (file, key) if each)
        raise ValueError(
            f"the client certificate cannot be used: {shown} must hold, as PEM, a certificate and its key "
            f"({error.strerror or type(error).__name__})"
        ) from error
    return context
