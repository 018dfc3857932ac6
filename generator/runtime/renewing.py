"""Credentials that a user's functions give, asked for again before a call is tried again: a token may have run out meanwhile.

    attempt ──429, Retry-After: 60──▶ wait ──▶ renew: api_key() ──▶ the same request, with what it gives now

Loaded with the first call of a client that has such a function. Tokens that a client fetches itself are exchange.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .auth import proof_of, values_of, values_of_async

if TYPE_CHECKING:
    from .auth import Given, Proof
    from .calls import Call
    from .requests import Draft
    from .settings import Credential


class Renewal:
    """Of one call."""

    __slots__ = ("_credentials", "_draft", "_given")

    def __init__(
        self, draft: Draft, credentials: tuple[Credential, ...], given: Given
    ) -> None:
        self._draft = draft
        self._credentials = credentials
        self._given = given

    def renew(self, call: Call) -> None:
        if not call.has_moved:
            values = values_of(self._credentials, self._given)
            self._put(call, proof_of(self._credentials, values))

    async def renew_async(self, call: Call) -> None:
        if not call.has_moved:
            values = await values_of_async(self._credentials, self._given)
            self._put(call, proof_of(self._credentials, values))

    def _put(self, call: Call, proof: Proof) -> None:
        made = self._draft.request(proof)
        # The very same content: what tells of its progress goes on.
        made.content = call.request.content
        call.request = made
