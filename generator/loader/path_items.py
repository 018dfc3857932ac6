"""Path items that refer to another: what stands beside a `$ref` and what this leads to are one path item.

    /pets/{id}: {$ref: "#/components/pathItems/Pet", parameters: [...], delete: {...}}

Receives the place of a path item; returns its fields and its parameters, each where it is written. Both lists of
`parameters` count, merged by (in, name). OpenAPI leaves open which holds of any other field that stands on both sides
(3.1 §4.8.9, 3.2 §4.9): here what is nearest, and a warning says so.
"""

from __future__ import annotations

from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.scalars import has_mapping, is_mapping
from generator.loader.values import kind_of
from generator.problems import Problem, warning


def layers_of(place: Place, reading: Reading) -> tuple[Place, ...]:
    """Give a path item and those it refers to, the farthest first; () after noting why there is none."""
    found = reading.resolver.follow(place)
    if isinstance(found, Problem):
        reading.problems.append(found)
        return ()
    target, passed = found
    return tuple(layer for layer in (target, *reversed(passed)) if has_mapping(layer, reading, "A path item"))


def fields_of(layers: tuple[Place, ...], reading: Reading) -> dict[str, Place]:
    """Give all fields, each where it is written; `parameters` are `shared_parameters`'."""
    found: dict[str, Place] = {}
    for layer in layers:
        for key, member in layer.members():
            if key in ("$ref", "parameters"):
                continue
            if key in found and not key.startswith("x-"):
                message = f"`{key}` stands beside a `$ref`, and in the path item that this leads to; the former counts."
                related = (found[key].location,)
                reading.problems.append(warning("path-item-field-twice", message, member.location, related=related))
            found[key] = member
    return found


def shared_parameters(layers: tuple[Place, ...], reading: Reading) -> list[Place]:
    """Give the parameters of all operations. What is nearest wins, as an operation's own would."""
    found: list[Place] = []
    for layer in layers:
        own = parameter_places(layer, reading)
        keys = {written_key(place) for place in own}
        found = [*(place for place in found if written_key(place) not in keys), *own]
    return found


def parameter_places(place: Place, reading: Reading) -> list[Place]:
    """Give the parameters of a path item or operation, references followed."""
    listed = place.child("parameters")
    if listed.value is None:
        return []
    if not isinstance(listed.value, list):
        reading.error("wrong-type", f"`parameters` must be a list, not {kind_of(listed.value)}.", listed)
        return []
    followed = (reading.follow(item) for item in listed.items())
    return [target for target in followed if target is not None and is_mapping(target, reading, "A parameter")]


def written_key(parameter: Place) -> tuple[str, str]:
    """Give (in, name) as a parameter states them."""
    return str(parameter.value.get("in")), str(parameter.value.get("name"))
