"""How a stream begins, and how it goes on after its connection ended (WHATWG HTML §9.2.3).

Receives an answer whose body is still to come; returns what reads its items, or raises APIResponseError if no stream
follows. Counts connections and gives the wait before the next one; sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from .errors import APIResponseError
from .items import ItemReader, NotAStream
from .responses import APIResponse
from .retries import LONGEST_PAUSE
from .transport import finish

if TYPE_CHECKING:
    from .responses import ResponseHead
    from .streaming import AsyncStreamedResponse, StreamedResponse

_SECONDS = 3.0
"""Where the server does not say; the standard asks for "a few seconds"."""
_MOST_SHOWN = 64 * 1024
"""Bytes that are read of what is no stream; it may have no end."""


class Resumption:
    """How often a stream may still come back."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._in_vain = 0

    def wait(self, items: ItemReader[Any]) -> float | None:
        """Give the seconds to wait before the next connection; None if there have been enough that brought nothing."""
        if items.has_given:
            self._in_vain = 0
            items.has_given = False
        if self._in_vain >= self._at_most:
            return None
        self._in_vain += 1
        return (
            _SECONDS if items.retry is None else min(items.retry / 1000, LONGEST_PAUSE)
        )


def resumption_of(
    head: ResponseHead,
    items: ItemReader[Any],
    at_most: int,
    any_method: bool,
    is_lent: bool,
) -> Resumption:
    """Raise ValueError if this stream cannot come back."""
    if is_lent:
        raise ValueError(
            "a stream of with_streaming_response cannot reconnect: its block owns the one response"
        )
    if not items.is_resumable:
        raise ValueError("only server-sent events can be resumed: others have no ids")
    if head.method != "GET" and not any_method:
        raise ValueError(
            f"reconnecting would send the {head.method} request again; "
            f"if the server can take that, say reconnecting(any_method=True)"
        )
    return Resumption(at_most)


def reader_of(
    response: StreamedResponse[Any], before: ItemReader[Any] | None = None
) -> ItemReader[Any]:
    """Give what reads the items. `before` read the stream's earlier connection."""
    try:
        return _reader(response, before)
    except NotAStream as reason:
        content = b""
        try:
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) >= _MOST_SHOWN:
                    break
        finally:
            response.close()
        _refuse(response, reason, content)
    except BaseException:
        response.close()
        raise


async def reader_of_async(
    response: AsyncStreamedResponse[Any], before: ItemReader[Any] | None = None
) -> ItemReader[Any]:
    """Give what reads the items. `before` read the stream's earlier connection."""
    try:
        return _reader(response, before)
    except NotAStream as reason:
        content, chunks = b"", response._bytes()
        try:
            async for chunk in chunks:
                content += chunk
                if len(content) >= _MOST_SHOWN:
                    break
        finally:
            await finish(chunks)
            await response.close()
        _refuse(response, reason, content)
    except BaseException:
        await response.close()
        raise


def _reader(head: ResponseHead, before: ItemReader[Any] | None) -> ItemReader[Any]:
    if before is None:
        return ItemReader(head)
    return ItemReader(head, before.last_id, before.retry)


def _refuse(head: ResponseHead, reason: NotAStream, content: bytes) -> NoReturn:
    raise APIResponseError(str(reason), APIResponse(head, content)) from None
