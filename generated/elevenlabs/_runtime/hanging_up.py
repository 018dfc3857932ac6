"""Closing an answer that comes over httpx2 while another thread may wait for its next bytes.

A thread that waits at a socket does not hear that another one closes it: it would wait until its time limit is over.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


def hang_up(response: httpx2.Response) -> None:
    """Close an answer, and let go whoever waits for more of it."""
    stream = None if response.is_closed else response.extensions.get("network_stream")
    own = None if stream is None else stream.get_extra_info("socket")
    twin = None if own is None else _twin(own)
    response.close()
    if own is None or twin is None:
        return
    with twin, suppress(OSError):
        # Where it is still open, other answers come over it: this one had just ended, or the connection is HTTP/2's.
        if own.fileno() == -1:
            twin.shutdown(socket.SHUT_RDWR)


def _twin(own: socket.socket) -> socket.socket | None:
    """Give another handle of the same connection, which outlives the first; None if that is closed already."""
    try:
        return socket.socket(fileno=socket.dup(own.fileno()))
    except OSError:
        return None
