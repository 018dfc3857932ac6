"""Which media type a body goes out as where there are several and the caller names none: the first that can carry it.

bytes, path, open file, iterator        the first that is not made of members
an object that holds a file             multipart
any other object                        the first that is made of members
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping

from . import media
from .bodies import FORM, is_content
from .fields import View
from .multipart import FormPart, is_file


def type_for(
    value: object, media_types: tuple[str, ...], files: tuple[str, ...]
) -> str:
    """`files` are the members of a multipart body that are files."""
    first = media_types[0]
    if media.essence(first) in ("*/*", "application/*"):
        return first
    if is_content(value) or isinstance(value, Iterator | AsyncIterator):
        return next((each for each in media_types if not _has_members(each)), first)
    members = value.__dict__ if isinstance(value, View) else value
    if not isinstance(members, Mapping):
        return first
    if any(_holds_file(members.get(name)) for name in files):
        return next(each for each in media_types if media.is_multipart(each))
    return next((each for each in media_types if _has_members(each)), first)


def _holds_file(value: object) -> bool:
    if isinstance(value, list | tuple) and not is_file(value):
        return any(_holds_file(each) for each in value)
    return is_file(value) or isinstance(value, FormPart | Iterator | AsyncIterator)


def _has_members(media_type: str) -> bool:
    """Tell whether a media type is made of members, as text and bytes are not."""
    return (
        media.is_json(media_type)
        or media.is_xml(media_type)
        or media.is_multipart(media_type)
        or media.essence(media_type) == FORM
    )
