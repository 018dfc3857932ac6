"""JSON to plain values: by msgspec where it is installed, which takes a third of the time, else by the standard library.

The values are the same, digit for digit. What msgspec refuses and `json` does not (NaN, numbers beyond a double, lone
surrogates, a byte order mark) `json.loads` reads after all, and it words the error where neither can. Without msgspec
its scanner reads what nearly all answers are, UTF-8 that begins with the value: for a small one, loads() takes twice as
long because of what else it looks for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

from . import media

_Decode = Callable[[bytes], object]

# Settled by the first answer: looking for a library that is not there takes long each time.
_settled: list[_Decode] = []

_decoder: Any = json.JSONDecoder()
_scan: Callable[[str, int], tuple[object, int]] = _decoder.scan_once
"""Which type checkers' stubs do not know."""


def loads(content: bytes) -> object:
    """Parse JSON; raise ValueError for anything else, RecursionError for what is nested too deep."""
    decode = _settled[0] if _settled else _settle()
    try:
        return decode(content)
    except (ValueError, RecursionError, StopIteration):
        return json.loads(content)


def parsed_json(content: bytes, content_type: str) -> object:
    """Parse JSON; raise ValueError for anything else."""
    try:
        return loads(content)
    except UnicodeDecodeError:
        return json.loads(content.decode(media.charset_of(content_type), "replace"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def scanned(content: bytes) -> object:
    """Parse UTF-8 that begins with a JSON value; raise ValueError or StopIteration for anything else."""
    text = content.decode()
    value, end = _scan(text, 0)
    if text[end:].strip(" \t\n\r"):
        raise ValueError("there is more than one value")
    return value


def _settle() -> _Decode:
    try:
        decode: _Decode = import_module("msgspec.json").decode
    except ImportError:
        decode = scanned
    _settled.append(decode)
    return decode
