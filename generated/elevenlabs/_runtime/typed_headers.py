"""Headers of an answer as the values that the spec types: style `simple` of OpenAPI 3.1 §4.8.12.2, read.

    X-Rate: 100                      int            100
    X-Tags: a, b                     list[str]      ["a", "b"]
    X-Color: R,100,G,200             an object      {"R": 100, "G": 200}
    X-Color: R=100,G=200             with spelling="explode"
    X-State: {"a": 1}                with spelling="json"; also an object that should be spelt another way

Receives the answer's head and a model whose fields are headers; returns that model over the values. A header is not
percent-decoded (OpenAPI 3.1.1 §4.8.12.1). Text that is not what the type says stays text.
"""

from __future__ import annotations

import json
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from .annotations import (
    LISTS,
    MAPPINGS,
    Annotation,
    literal_values,
    members,
    origin_of,
    tagging_of,
)
from .errors import APIResponseValidationError
from .fields import table_of
from .headers import http_date
from .model import from_dict
from .responses import APIResponse
from .scalars import genuine
from .strict import StrictValidationError
from .unions import is_model

if TYPE_CHECKING:
    from .model import Model
    from .responses import ResponseHead

M = TypeVar("M", bound="Model")

# RFC 6265 §3: a cookie's Expires holds a comma, so these fields are never cut.
_UNCUT = frozenset({"set-cookie"})


def typed_headers(head: ResponseHead, cls: type[M], is_strict: bool) -> M:
    values: dict[str, Any] = {}
    for declared in table_of(cls).fields:
        texts = head.headers.get_all(declared.wire_name)
        if texts:
            values[declared.wire_name] = _value(
                texts, declared.wire_name, declared.members, declared.constraints
            )
    try:
        return from_dict(cls, values, is_strict)
    except StrictValidationError as error:
        response: Any = (
            head if isinstance(head, APIResponse) else APIResponse(head, b"")
        )
        raise APIResponseValidationError(
            f"the headers are not what the spec says: {error}", response
        ) from error


def _value(
    texts: tuple[str, ...],
    wire_name: str,
    kinds: tuple[Annotation, ...],
    facts: Any,
) -> Any:
    spelling = facts.get("spelling")
    whole = ", ".join(texts)
    if spelling == "json":
        return _json(whole)
    kinds = tuple(kind for kind in kinds if kind is not NoneType)
    if any(_is_list(kind) for kind in kinds):
        cut = (
            list(texts)
            if wire_name.lower() in _UNCUT
            else [part.strip() for part in whole.split(",")]
        )
        item = next(kind for kind in kinds if _is_list(kind))
        return [_scalar(part, _item_kinds(item)) for part in cut if part]
    if any(_is_object(kind) for kind in kinds):
        return _object(whole, kinds, is_exploded=spelling == "explode")
    return _scalar(whole, kinds)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _is_list(kind: Annotation) -> bool:
    return origin_of(kind) in LISTS or origin_of(kind) is tuple


def _is_object(kind: Annotation) -> bool:
    return origin_of(kind) in MAPPINGS or tagging_of(kind) is not None or is_model(kind)


def _item_kinds(kind: Annotation) -> tuple[Annotation, ...]:
    arguments = [each for each in get_args(kind) if each is not Ellipsis]
    return tuple(member for each in arguments for member in members(each))


def _object(text: str, kinds: tuple[Annotation, ...], is_exploded: bool) -> Any:
    """Read R,100,G,200 or R=100,G=200, or JSON. What is none of them stays text."""
    # flask-smorest's X-Pagination, and whoever else gives a schema and writes JSON.
    written = _json(text) if text.startswith("{") else None
    if isinstance(written, dict):
        return written
    parts = [part.strip() for part in text.split(",")]
    if is_exploded:
        pairs = [tuple(part.split("=", 1)) for part in parts]
    else:
        pairs = [tuple(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    if any(len(pair) != 2 for pair in pairs):
        return text
    return {
        name: _scalar(value, _kinds_of_property(name, kinds)) for name, value in pairs
    }


def _kinds_of_property(
    name: str, kinds: tuple[Annotation, ...]
) -> tuple[Annotation, ...]:
    for kind in kinds:
        if origin_of(kind) in MAPPINGS:
            return members(get_args(kind)[1])
        declared = table_of(kind).by_wire_name.get(name) if is_model(kind) else None
        if declared is not None:
            return declared.members
    return ()


def _scalar(text: str, kinds: tuple[Annotation, ...]) -> Any:
    """Read one value: what it can be beside text comes first, if its text is exactly that."""
    known = [value for kind in kinds for value in literal_values(kind) or ()]
    if any(text == value for value in known):
        return text
    wanted = {*kinds, *(type(value) for value in known)}
    if bool in wanted and text in ("true", "false"):
        return text == "true"
    if float in wanted or int in wanted:
        digits = text.removeprefix("-") if int in wanted and text.isascii() else ""
        try:
            return int(text) if digits.isdecimal() else _number(text)
        except ValueError:
            return text
    if genuine(datetime) in wanted:
        return _iso(text)
    return text


def _number(text: str) -> int | float:
    """Read a number of JSON, and none of Python's others: 1_000, nan, infinity."""
    value = json.loads(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(text)
    return value


def _iso(text: str) -> str:
    """Spell an HTTP-date as RFC 3339, as dates in models are."""
    moment = http_date(text)
    return text if moment is None else moment.isoformat()
