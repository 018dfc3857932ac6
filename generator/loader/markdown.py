"""A vendor's Markdown page to the OpenAPI document in it.

Receives the page's text; returns the fenced block that holds a document. Fences of code samples are passed over.

    ````yaml /openapi/pets.yml get /pets      ◀ any length, any info string that begins with yaml, yml or json
    openapi: 3.1.0                            ◀ top-level `openapi` or `swagger`
    ````
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})(.*)$")
_LANGUAGE = re.compile(r"(ya?ml|json)", re.IGNORECASE)
_YAML_VERSION = re.compile(r"""^["']?(openapi|swagger)["']?[ \t]*:""")
_JSON_VERSION = re.compile(r'"(openapi|swagger)"\s*:')


class Fence(Struct, frozen=True):
    line: int
    """1-based line of the opening fence."""
    info: str
    content: str
    """Between the fence lines, byte for byte."""
    start: int
    """Index of the content in the page."""


def fences_in(page: str) -> Iterator[Fence]:
    """Give every fenced block (CommonMark §4.5), also one that is indented or never closed."""
    opening: re.Match[str] | None = None
    line, start, at = 0, 0, 0
    for number, written in enumerate(page.split("\n"), 1):
        end = at + len(written) + 1
        found = _FENCE.match(written.rstrip("\r"))
        if opening is None:
            if found and not (found[2][0] == "`" and "`" in found[3]):
                opening, line, start = found, number, end
        elif found and found[2].startswith(opening[2]) and not found[3].strip():
            yield Fence(line, opening[3].strip(), page[start:at], start)
            opening = None
        at = end
    if opening is not None:
        yield Fence(line, opening[3].strip(), page[start:], start)


def documents_in(page: str) -> tuple[Fence, ...]:
    return tuple(fence for fence in fences_in(page) if _LANGUAGE.match(fence.info) and _holds_document(fence.content))


def _holds_document(content: str) -> bool:
    lines = [line for line in content.split("\n") if line.strip()]
    if not lines:
        return False
    if lines[0].lstrip().startswith("{"):
        return _JSON_VERSION.search(content) is not None
    indent = len(lines[0]) - len(lines[0].lstrip())
    return any(_YAML_VERSION.match(line[indent:]) for line in lines if not line[:indent].strip())
