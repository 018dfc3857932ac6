"""Generated Python as black formats it, without asking black.

Receives {path: text}; returns the same, formatted. The runtime is left alone: it is shipped byte for byte, and is formatted in
this repository (see `make lint`).

Templates and layout.py print what black would print, so there is nothing to ask it for, and black takes ten times as long
as all else a run does. That they do is proven where time is no object: `make lint` runs black over generated/, `make corpus` over
every client it makes, tests/emitter/test_layout.py over all layouts with names of any length. Where black has ways that
layout.py has not learned, a name is too long for its line; such a module is given to black, once for each content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from generator.cache import Cache, key_of
from generator.emitter.layout import WIDTH, width
from generator.memo import NO_MEMO, Memo, digest_of

_STABLE = b"="
"""Entry of a text that black leaves as it is."""
_LONG = re.compile(rf"^.{{{WIDTH + 1},}}$", re.MULTILINE)
_MAYBE_WIDE = re.compile(rf"^.{{{WIDTH // 2 + 1},}}$", re.MULTILINE)
"""Where not all is ASCII: a character takes two columns at most."""
_DOCSTRING = re.compile(r'^ *"""(?:[^"\\]|\\.|"(?!""))*"""$', re.MULTILINE | re.DOTALL)
_STRING = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_UNBREAKABLE = re.compile(
    r"#.*|class \w+\(|\w+(?::| =) \("
    r"|    (?:async )?def \w+\(|    \w+ = \w+\(|\w+: \w+\[| +\*\w+\.given\(| *from [\w.]+ import [(*]"  # Broken behind its end.
    rf"| +(?:\| |\w+=|{_STRING}: )?(?:[\w.]+|{_STRING}),?"  # One name or string on a line of its own, inside brackets.
    rf"| {{4}}\w+: [\w.]{{{WIDTH - 8 + 1},}}"  # A field whose type does not fit in parentheses either.
    r"| {8}[A-Z]\w*(?: \w+)+"  # Inside the string that is the index of types: no code has two names without a sign between.
)
"""A line that black leaves alone however long it is."""


class _Stable(Struct, frozen=True):
    """What the last run found to be stable."""

    digests: frozenset[str]


def formatted(files: Mapping[str, str], cache: Cache, memo: Memo = NO_MEMO) -> dict[str, str]:
    """Format every module outside `_runtime/`. A module that black cannot read is a bug of ours: ValueError."""
    known = memo.get("stable", "", _Stable) or _Stable(frozenset())
    digests = {path: digest_of(text) for path, text in files.items() if _is_formatted(path)} if memo.is_kept else {}
    result = {
        path: text if digests.get(path) in known.digests else _formatted(path, text, cache)
        for path, text in files.items()
    }
    stable = _Stable(frozenset(digest for path, digest in digests.items() if result[path] == files[path]))
    if stable != known:
        memo.put("stable", "", stable)
    cache.prune()
    return result


def is_surely_stable(text: str) -> bool:
    """Tell whether layout.py is to be trusted with this text: nothing in it but docstrings is too long for its line, or what
    is cannot be broken."""
    code = _DOCSTRING.sub("", text)
    long = (_LONG if code.isascii() else _MAYBE_WIDE).findall(code)
    return all(width(line) <= WIDTH or _UNBREAKABLE.fullmatch(line) for line in long)


def _is_formatted(path: str) -> bool:
    return path.endswith(".py") and not path.startswith("_runtime/")


def _formatted(path: str, text: str, cache: Cache) -> str:
    if not _is_formatted(path) or is_surely_stable(text):
        return text
    # Here, because hardly any run comes by, and importing it takes longer than all else that an unchanged run does.
    from importlib.metadata import version

    key = key_of(f"black {version('black')} py311", text)
    entry = cache.get(key)
    if entry is None:
        verdict = _black(path, text)
        cache.put(key, _STABLE if verdict == text else verdict.encode())
        return verdict
    return text if entry == _STABLE else entry.decode()


def _black(path: str, text: str) -> str:
    from black import format_str
    from black.mode import Mode, TargetVersion
    from black.parsing import InvalidInput

    try:
        return format_str(text, mode=Mode(target_versions={TargetVersion.PY311}))
    except InvalidInput as failure:
        raise ValueError(f"The generated module {path} is not Python: {failure}") from failure
