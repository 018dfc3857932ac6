"""Async functions where a sync client calls them: it cannot wait for what they give."""

from __future__ import annotations


def refusal(awaitable: object, name: str) -> TypeError:
    """Give the error, and let Python say nothing of a coroutine that was never awaited."""
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()
    return TypeError(f"an async {name} needs the async client")
