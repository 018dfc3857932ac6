"""Generated Python as black formats it.

Receives {path: text}; returns the same with black's verdict in place of every module's text. The runtime is left alone:
it is shipped byte for byte, and is formatted in this repository (see `make lint`).

Templates and layout.py print what black would print, so black finds nothing to do; it is asked all the same, once for each
content: the answer is cached.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from generator.cache import Cache, key_of

_STABLE = b"="
"""Entry of a text that black leaves as it is."""


def formatted(files: Mapping[str, str], cache: Cache) -> dict[str, str]:
    """Format every module outside `_runtime/`. A module that black cannot read is a bug of ours: ValueError."""
    edition = f"black {version('black')} py311"
    result = {path: _formatted(path, text, edition, cache) for path, text in files.items()}
    cache.prune()
    return result


def _formatted(path: str, text: str, edition: str, cache: Cache) -> str:
    if not path.endswith(".py") or path.startswith("_runtime/"):
        return text
    key = key_of(edition, text)
    entry = cache.get(key)
    if entry is None:
        verdict = _black(path, text)
        cache.put(key, _STABLE if verdict == text else verdict.encode())
        return verdict
    return text if entry == _STABLE else entry.decode()


def _black(path: str, text: str) -> str:
    # Here, because an unchanged tree never needs black, and importing it takes longer than all else that run does.
    from black import format_str
    from black.mode import Mode, TargetVersion
    from black.parsing import InvalidInput

    try:
        return format_str(text, mode=Mode(target_versions={TargetVersion.PY311}))
    except InvalidInput as failure:
        raise ValueError(f"The generated module {path} is not Python: {failure}") from failure
