"""One readable line from an error's body, whatever its shape.

{"errors": [{"code": "10005", "title": "Not found", "detail": "No such clone"}]}   → 10005 Not found – No such clone
{"error": {"message": "…", "code": "…"}}   {"error": "…", "error_description": "…"}   {"message": "…"}
{"detail": [{"loc": ["body", "name"], "msg": "Field required"}]}                   → body.name: Field required
{"errors": {"json": {"name": ["Too long"]}}}                                       → json.name: Too long
{"message": ["name must be a string"], "error": "Bad Request"} (NestJS)           → name must be a string
{"error": {"issues": [{"path": ["name"], "message": "Required"}]}} (zod)           → name: Required
{"errors": [{"field": "name", "message": "is too long"}]}                          → name: is too long
{"details": {"body.name": {"message": "is too long"}}} (tsoa)                      → body.name: is too long
{"title": "…", "detail": "…"} (RFC 9457)   plain text   HTML, of which the title is shown
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeGuard

from . import media
from .json_codec import parsed_json

if TYPE_CHECKING:
    from .responses import APIResponse

_LONGEST = 300
_LOOKED_AT = 8192
"""Characters of an HTML page in which its title can be."""
_HTML_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_LISTS = (
    "errors",
    "error",
    "violations",
    "fieldErrors",
    "detail",
    "details",
    "issues",
    "message",
    "extra",
    "_embedded",
    "fault",
)
"""`message`: of NestJS. `extra`: of Litestar, beside a `detail` that says no more than which call it was. `violations`:
of Quarkus and API Platform, `fieldErrors` of JHipster, `_embedded` of Micronaut, around `errors`."""
_FIELDS = ("field", "path", "propertyPath", "property", "instancePath", "location")
"""What names, in one of several errors, the value that is wrong. In express-validator's, `path` does, not `location`."""
_CODES = ("code", "status", "type")
_TITLES = ("title", "message", "msg", "defaultMessage", "error", "reason", "errors")
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
        # Of several objects that were sent, those that are right have an empty one.
        told = [item for item in value if item not in ({}, [])]
        more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
        return _of_item(told[0]) + more if told else ""
    if isinstance(value, dict):
        return _of_object(value)
    return "" if value is None else str(value)


def _of_item(value: object) -> str:
    """Say what one of several errors says, and of which value. Of an error alone, `path` is the request's (Spring)."""
    if isinstance(value, dict):
        field = _first(value, _FIELDS)
        said = dict.fromkeys([_first(value, _TITLES), _first(value, _DETAILS)])
        if field and any(said):
            return f"{field}: {' – '.join(filter(None, said))}"
    return _of_value(value)


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
    where = value.get("loc") or value.get("path")
    if isinstance(where, list) and where and title:
        return f"{'.'.join(map(str, where))}: {title}"
    if isinstance(value.get("key"), str) and title:
        return f"{value['key']}: {title}"
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
        if _is_messages(inner):
            return f"{key}: {inner[0]}"
        said = _first(inner, ("message", "msg")) if isinstance(inner, dict) else ""
        if said:
            return f"{key}: {said}"
        # Only where there is nothing else: of any other object, all of it says more than one list in it.
        if isinstance(inner, dict | list) and _holds_messages(inner):
            items = inner.items() if isinstance(inner, dict) else enumerate(inner)
            return f"{key}.{_of_fields({str(at): each for at, each in items})}"
    return ""


def _is_messages(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, str) for item in value)
    )


def _holds_messages(value: object) -> bool:
    """Tell whether all that is in a value are lists of texts, at any depth."""
    if isinstance(value, dict) or isinstance(value, list) and not _is_messages(value):
        inner = list(value.values() if isinstance(value, dict) else filter(None, value))
        return bool(inner) and all(map(_holds_messages, inner))
    return _is_messages(value)


def _first(value: dict[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        found = value.get(key)
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""
