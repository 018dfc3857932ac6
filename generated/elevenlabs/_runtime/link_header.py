"""The Link header (RFC 8288): from its values to the URL of the next page, as the server wrote it."""

from __future__ import annotations

import re

_LINK = re.compile(r"<([^<>]*)>((?:[^,\"]|\"(?:\\.|[^\"\\])*\")*)")
_PARAMETER = re.compile(
    r";\s*([^\s=;,\"]+)\s*(?:=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^\s;,\"]*)))?"
)


def next_link(values: tuple[str, ...]) -> str:
    """Give the target of the link whose relation is "next" (RFC 8288 §3); "" if there is none."""
    for value in values:
        for link in _LINK.finditer(value):
            for name, quoted, token in _PARAMETER.findall(link[2]):
                if name.lower() == "rel":
                    if "next" in (quoted or token).lower().split():
                        return link[1].strip()
                    # RFC 8288 §3.3: the first `rel` counts.
                    break
    return ""
