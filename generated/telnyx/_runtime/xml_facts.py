"""What a document's XML Objects say, and the types they are about (OpenAPI 3.1 §4.8.26, 3.2 §4.26).

    field(default=None, xml={"node": "attribute"})       <pet id="…">
    field(default=None, xml={"wrapped": True, "item": {"name": "tag"}})   <tags><tag>…</tag></tags>
    class Pet(Model, xml={"name": "pet"})                 <pet> at the root and among the items of a list

Facts are there only where they differ from the rule: an element named as the property. Shared by xml_reading.py and
xml_writing.py; knows nothing of markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, TypeAlias, get_args

from .annotations import (
    LISTS,
    MAPPINGS,
    Annotation,
    literal_values,
    members,
    origin_of,
    tagging_of,
)
from .fields import Field, View
from .unions import Tags, best_model, fit_of, is_model

Facts: TypeAlias = Mapping[str, Any]
"""Keys: "name", "namespace", "prefix", "node" ("attribute", "text", "cdata" or "none"), "wrapped", and "item", the facts
of a list's items."""

NO_FACTS: Facts = {}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ATTRIBUTE_MARK = "@"
TEXT_KEY = "#text"
"""Keys of what the document does not describe: an attribute `@lang`, the text `#text` of an element that has attributes
or children too, an element of a foreign namespace `{namespace}name`."""


def facts_of(field: Field) -> Facts:
    facts: Facts = field.constraints.get("xml", NO_FACTS)
    return facts


def root_facts(tp: Annotation, facts: Facts) -> Facts:
    """Join what is said where a type is used with what its class says; the use wins."""
    for kind in members(tp):
        if is_model(kind):
            return {**class_facts(kind), **facts}
    return facts


def class_facts(cls: type[View]) -> Facts:
    facts: Facts = cls.__dict__.get("__xml__", NO_FACTS)
    return facts


def kinds_of(tp: Annotation) -> tuple[Annotation, ...]:
    """Give the members of a type but null, tagged unions as they are."""
    return tuple(kind for kind in members(tp) if kind is not NoneType)


def list_item(kinds: tuple[Annotation, ...]) -> Annotation | None:
    """Give the type of an array's items; None if no member is an array."""
    for kind in kinds:
        if origin_of(kind) in LISTS:
            return get_args(kind)[0]
        if origin_of(kind) is tuple or kind is list:
            return Any
    return None


def map_value(kinds: tuple[Annotation, ...]) -> Annotation | None:
    """Give the type of a map's values; None if no member is a map with typed values."""
    for kind in kinds:
        if origin_of(kind) in MAPPINGS:
            return get_args(kind)[1]
    return None


def model_of(
    kinds: tuple[Annotation, ...],
    values: Callable[[type[View]], Mapping[str, Any]],
) -> type[View] | None:
    """Pick the model that an object is; `values` gives the object as a model would have it."""
    models: list[type[View]] = [kind for kind in kinds if is_model(kind)]
    for kind in kinds:
        if tagging_of(kind) is None:
            continue
        tags = Tags(kind)
        for model in tags.models:
            variant = tags.variant_of(values(model))
            chosen: list[type[View]] = [
                each for each in members(variant) if is_model(each)
            ]
            if chosen:
                return chosen[0]
        models += tags.models
    if len(models) < 2:
        return models[0] if models else None
    ranked = [(best_model(values(model), [model], False), model) for model in models]
    fitting = [model for found, model in ranked if found is not None]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return max(fitting, key=lambda model: _match(values(model), model))


def _match(values: Mapping[str, Any], model: type[View]) -> tuple[int, int, int]:
    return fit_of(values, model, 1).rank[:3]


def literals_of(kinds: tuple[Annotation, ...]) -> tuple[Any, ...]:
    return tuple(value for kind in kinds for value in literal_values(kind) or ())
