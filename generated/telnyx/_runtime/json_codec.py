"""JSON to plain values: by msgspec where it is installed, which takes a third of the time, else by the standard library.

The values are the same, digit for digit. What msgspec refuses and `json` does not (NaN, numbers beyond a double, lone
surrogates, a byte order mark) the standard library reads after all, and it words the error where neither can.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module

from . import media

_Decode = Callable[[bytes], object]

# Settled by the first answer: looking for a library that is not there takes long each time.
_settled: list[_Decode | None] = []


def loads(content: bytes) -> object:
    """Parse JSON; raise ValueError for anything else, RecursionError for what is nested too deep."""
    decode = _settled[0] if _settled else _settle()
    if decode is not None:
        try:
            return decode(content)
        except (ValueError, RecursionError):
            pass
    return json.loads(content)


def parsed_json(content: bytes, content_type: str) -> object:
    """Parse JSON; raise ValueError for anything else."""
    try:
        return loads(content)
    except UnicodeDecodeError:
        return json.loads(content.decode(media.charset_of(content_type), "replace"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _settle() -> _Decode | None:
    try:
        decode: _Decode | None = import_module("msgspec.json").decode
    except ImportError:
        decode = None
    _settled.append(decode)
    return decode
