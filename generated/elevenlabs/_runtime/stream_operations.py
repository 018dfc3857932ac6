"""Operations that answer with a stream, always or if the caller asks for it. Only modules that have some load this.

    _WATCH: StreamOperation[Tick]             self._call(*_WATCH.stream.given(…))             → Stream[Tick]
    _CHAT: EitherOperation[Answer, Piece]     self._call(*_CHAT.stream_if(stream).given(…))   → Answer | Stream[Piece]

The async methods take `async_stream` and `async_stream_if`: the same operations by other types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from . import media
from .operations import Answer, Body, Operation, Parameter
from .parameters import NO_LIMITS, Limits

if TYPE_CHECKING:
    from .options import CallOptions
    from .sentinels import Omit
    from .settings import Server
    from .streams import AsyncStream, Stream

E = TypeVar("E")
T = TypeVar("T")
Op = TypeVar("Op", bound=Operation[Any])


class StreamOperation(Operation[Any], Generic[E]):
    """One whose success is a stream of E."""

    __slots__ = ()

    is_stream = True

    @property
    def stream(self) -> Operation[Stream[E]]:
        return self

    @property
    def async_stream(self) -> Operation[AsyncStream[E]]:
        return self


class EitherOperation(Operation[Any], Generic[T, E]):
    """One that answers with a stream of E if the call asks for it, else with T."""

    __slots__ = ("_plain", "_streaming", "member", "streams_by_default")

    def __init__(
        self,
        method: str,
        path: str = "",
        *,
        query: str | tuple[str, ...] = "",
        parameters: tuple[Parameter, ...] = (),
        limits: Limits = NO_LIMITS,
        body: Body | None = None,
        answers: tuple[Answer, ...] = (),
        security: tuple[tuple[str, ...], ...] | None = None,
        servers: tuple[Server, ...] = (),
        streams_by_default: bool = False,
        member: str | None = None,
    ) -> None:
        super().__init__(
            method,
            path,
            query=query,
            parameters=parameters,
            limits=limits,
            body=body,
            answers=answers,
            security=security,
            servers=servers,
        )
        self.streams_by_default = streams_by_default
        """What the server does if the call does not say."""
        self.member = member
        """Member of the body that asks for the stream, where the body is one argument; else None."""
        self._plain: Operation[T] | None = None
        self._streaming: StreamOperation[E] | None = None

    def stream_if(self, stream: bool | Omit | None) -> Operation[T | Stream[E]]:
        return cast("Operation[T | Stream[E]]", self._part(stream))

    def async_stream_if(
        self, stream: bool | Omit | None
    ) -> Operation[T | AsyncStream[E]]:
        return cast("Operation[T | AsyncStream[E]]", self._part(stream))

    def asking(self, options: CallOptions, stream: bool | Omit | None) -> CallOptions:
        """Add to the body of this call what asks for the stream, or for none."""
        if self.member is None or not isinstance(stream, bool):
            return options
        extra = {self.member: stream, **(options.get("extra_body") or {})}
        return {**options, "extra_body": extra}

    def _part(self, stream: bool | Omit | None) -> Operation[Any]:
        if stream if isinstance(stream, bool) else self.streams_by_default:
            if self._streaming is None:
                self._streaming = self._with(StreamOperation, True)
            return self._streaming
        if self._plain is None:
            self._plain = self._with(Operation, False)
        return self._plain

    def _with(self, kind: type[Op], is_stream: bool) -> Op:
        """Make the part with its own kind of success only; Accept comes from that."""
        has_success = any(answer.status[0] == "2" for answer in self.answers)

        def belongs(answer: Answer) -> bool:
            if has_success and answer.status[0] != "2":
                return True
            media_type = answer.media_type
            return media_type is None or media.is_stream(media_type) is is_stream

        return kind(
            self.method,
            self.path,
            parameters=self.parameters,
            body=self.body,
            answers=tuple(filter(belongs, self.answers)),
            security=self.security,
            servers=self.servers,
        )
