"""What a document's `encoding` says that has no effect.

Receives a form's or multipart body's media type; returns warnings, each at the entry of `encoding`. How parts are
encoded is bodies.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from generator.loader.spec import Encoding, MediaType, Schema
from generator.model.keywords import branches_of, has_object_keywords
from generator.model.media import is_form, is_json
from generator.model.merge import Merger
from generator.problems import Problem, warning


def encoding_problems(media: MediaType, merger: Merger) -> Iterator[Problem]:
    if media.schema is None:
        return
    _, merged = merger.resolved(media.schema)
    properties = dict(merged.properties)
    for each in media.encodings:
        name = each.property_name
        at = each.location or media.location
        # What alternatives have, or who knows what properties, may have the name.
        if name not in properties:
            if properties and not branches_of(merged):
                near = get_close_matches(name, properties, 1)
                message = f"`encoding` has `{name}`, which is no property of the schema (OpenAPI 3.1 §4.8.14)"
                yield warning("encoding-unknown", message, at, f"Did you mean `{near[0]}`?" if near else "")
        elif is_form(media.media_type) and _is_unwritten(each, properties[name], merger):
            message = (
                f"`{name}` is an object, and objects are not written as `{each.content_type}`: it goes out as JSON"
            )
            hint = "Correct it in an overlay, or make it a string that callers write."
            yield warning("encoding-content-type", message, at, hint)


def _is_unwritten(encoding: Encoding, schema: Schema, merger: Merger) -> bool:
    """Tell whether a value of a form goes out as JSON though its encoding says otherwise. A style, where there is one,
    counts in place of the media type (OpenAPI 3.1 §4.8.15.1.2)."""
    stated = encoding.content_type
    is_styled = encoding.style is not None or encoding.explode is not None or encoding.allow_reserved
    if stated is None or is_styled or any(is_json(each) for each in stated.split(",")):
        return False
    _, merged = merger.resolved(schema)
    if merged.items is not None:
        _, merged = merger.resolved(merged.items)
    return "object" in merged.types or has_object_keywords(merged)
