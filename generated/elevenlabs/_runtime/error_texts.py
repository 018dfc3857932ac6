"""One readable line from an error's body, whatever its shape.

{"errors": [{"code": "10005", "title": "Not found", "detail": "No such clone"}]}   → 10005 Not found – No such clone
{"error": {"message": "…", "code": "…"}}   {"error": "…", "error_description": "…"}   {"message": "…"}
{"detail": [{"loc": ["body", "name"], "msg": "Field required"}]}                   → body.name: Field required
{"title": "…", "detail": "…"} (RFC 9457)   plain text   HTML, of which the title is shown
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import media
from .json_codec import parsed_json

if TYPE_CHECKING:
    from .responses import APIResponse

_LONGEST = 300
_LOOKED_AT = 8192
"""Characters of an HTML page in which its title can be."""
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_LISTS = ("errors", "error", "detail", "details", "fault")
_CODES = ("code", "status", "type")
_TITLES = ("title", "message", "msg", "error", "reason")
_DETAILS = ("detail", "description", "error_description", "error_message")


def error_text(response: APIResponse[Any]) -> str:
    """Say what the body says is wrong; "" if it is empty."""
    content_type = response.headers.get("content-type", "")
    try:
        value = parsed_json(response.content, content_type)
        # A shape nobody has thought of is still better than silence.
        text = _of_value(value) or (response.text() if value else "")
    except (ValueError, RecursionError):
        text = _of_text(response.text(), content_type)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _of_text(text: str, content_type: str) -> str:
    if media.essence(content_type) == "text/html" or text.lstrip()[:1] == "<":
        title = _HTML_TITLE.search(text[:_LOOKED_AT])
        return (
            f"an HTML page: {title[1]}"
            if title
            else "an HTML page" if "html" in text[:_LOOKED_AT].lower() else text
        )
    return text


def _of_value(value: object) -> str:
    if isinstance(value, list):
        more = f" (and {len(value) - 1} more)" if len(value) > 1 else ""
        return _of_value(value[0]) + more if value else ""
    if isinstance(value, dict):
        return _of_object(value)
    return "" if value is None else str(value)


def _of_object(value: dict[str, object]) -> str:
    for key in _LISTS:
        inner = value.get(key)
        if isinstance(inner, list | dict) and inner:
            found = _of_value(inner)
            if found:
                return found
    code = _first(value, _CODES)
    title = _first(value, _TITLES)
    detail = _first(value, _DETAILS)
    where = value.get("loc")
    if isinstance(where, list) and title:
        return f"{'.'.join(map(str, where))}: {title}"
    # An RFC 9457 type or an HTTP status says nothing that is not said beside it.
    code = (
        ""
        if code.startswith("http")
        or code.isdecimal()
        and len(code) == 3
        or code in (title, detail)
        else code
    )
    text = " – ".join(
        dict.fromkeys(
            part for part in (" ".join(filter(None, (code, title))), detail) if part
        )
    )
    return text or _of_fields(value)


def _of_fields(value: dict[str, object]) -> str:
    """{"name": ["is too long"]} → name: is too long"""
    for key, inner in value.items():
        if (
            isinstance(inner, list)
            and inner
            and all(isinstance(item, str) for item in inner)
        ):
            return f"{key}: {inner[0]}"
    return ""


def _first(value: dict[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        found = value.get(key)
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""
