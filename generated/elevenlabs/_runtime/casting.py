"""What `cast_to` of the escape hatch asks for: the kind of operation, and the answers it declares.

dict, list[int], a model     JSON                      Stream[T], AsyncStream[T]     events, JSON lines or sequences of T
str, bytes                   text, the body            object                        whatever comes

Other classes are refused: what came would be handed over as it is, and type checkers would take it for one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin

from .fields import View
from .operations import Answer, Operation

_STREAMS = ("text/event-stream", "application/jsonl", "application/json-seq")
_MADE = (View, Mapping, Sequence, int, float, Decimal, date, time, NoneType)


def cast_of(cast_to: object) -> tuple[type[Operation[Any]], tuple[Answer, ...]]:
    if cast_to in (object, Any, None):
        return Operation, ()
    if _is_of("pages", cast_to):
        raise TypeError(
            "cast_to takes no pages, because nothing says where the next one is: take a dict or a model,"
            " or describe the operation in the generator's overlay.yml"
        )
    if _is_of("streams", cast_to):
        return _stream_of(next(iter(get_args(cast_to)), None))
    _refuse_others(cast_to)
    media_type = (
        "*/*"
        if cast_to is bytes
        else "text/*" if cast_to is str else "application/json"
    )
    return Operation, (Answer("2XX", media_type, cast_to),)


def _refuse_others(cast_to: object) -> None:
    if (
        isinstance(cast_to, type)
        and cast_to not in (object, Any)
        and not issubclass(cast_to, _MADE)
    ):
        raise TypeError(
            f"cast_to takes this package's models and JSON's own types, not {cast_to.__name__}:"
            " take a dict, and make it of that"
        )
    for argument in get_args(cast_to):
        _refuse_others(argument)


def _is_of(module: str, cast_to: object) -> bool:
    # Told by name, so that asking for anything else does not load the module.
    origin = get_origin(cast_to) or cast_to
    return getattr(origin, "__module__", "") == f"{__package__}.{module}"


def _stream_of(item: object) -> tuple[type[Operation[Any]], tuple[Answer, ...]]:
    from .sse import ServerSentEvent
    from .stream_operations import StreamOperation

    if item is ServerSentEvent:
        return StreamOperation, (Answer("2XX", _STREAMS[0]),)
    _refuse_others(item)
    answers = tuple(
        Answer("2XX", each, Any if item is None else item) for each in _STREAMS
    )
    return StreamOperation, answers
