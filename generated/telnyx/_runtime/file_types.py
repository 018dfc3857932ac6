"""Which media type a file has, by its name.

Python asks /etc/mime.types or the registry, which say one thing on a laptop and nothing in a slim container. What APIs take
most is the same everywhere; the rest, and what a program adds with `mimetypes.add_type`, is still asked for.
"""

from __future__ import annotations

import os
from typing import Final

from . import media

_UNKNOWN: Final = "application/octet-stream"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
# Names from IANA's registry of media types.
_TYPES: Final = {
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".csv": "text/csv",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".flac": "audio/flac",
    ".heic": "image/heic",
    ".jsonl": "application/jsonl",
    ".m4a": "audio/mp4",
    ".md": "text/markdown",
    ".mkv": "video/matroska",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".parquet": "application/vnd.apache.parquet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".weba": "audio/webm",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}


def type_of_file(file_name: str, listed: str = "") -> str:
    """Guess what a file is. `listed` are the types that the spec takes, if it says so: the first that is no range if the
    file seems to be none of them."""
    known = _TYPES.get(os.path.splitext(file_name)[1].lower())
    if known is None:
        from mimetypes import guess_type

        known = guess_type(file_name)[0] or _UNKNOWN
    wanted = [each.strip() for each in listed.split(",") if each.strip()]
    if any(media.agree(each, known) for each in wanted):
        return known
    return next((each for each in wanted if not media.is_range(each)), known)


def name_of_file(value: object) -> str | None:
    path = value if isinstance(value, os.PathLike) else getattr(value, "name", None)
    # The name of a file made from a descriptor is a number.
    if not isinstance(path, str | os.PathLike):
        return None
    # Nor is every name on a disk text.
    name = os.path.basename(os.fsdecode(path))
    return name.encode("utf-8", "replace").decode("utf-8")
