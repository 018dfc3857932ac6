"""JSON Schema's keywords that no annotation says: limits of items and values, `contains`, `not`, `if`, names …

    broken_rules(["", "abc"], {"items": {"minLength": 1}})   ──▶   (0,): 0 characters, at least 1 needed

Receives decoded JSON and a schema as the generated code states it: plain dicts with the wire's keywords, no references.
Yields places and sentences. Only strict mode calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from .constraints import broken_constraints, compiled, json_key

Place: TypeAlias = tuple[object, ...]
Broken: TypeAlias = tuple[Place, str]
_SNAKE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LIMITS = {
    keyword: _SNAKE.sub("_", keyword).lower()
    for keyword in (
        "minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems"
        " uniqueItems minProperties maxProperties"
    ).split()
}


def broken_rules(
    value: Any, rules: Any, known: frozenset[str] | None = None
) -> Iterator[Broken]:
    """Yield what a value breaks. `known` are the properties that fields describe, so that they are not additional."""
    if isinstance(rules, bool):
        if not rules:
            yield (), "no value is allowed here"
        return
    limits = {_LIMITS[word]: rules[word] for word in rules if word in _LIMITS}
    for message in broken_constraints(value, limits):
        yield (), message
    yield from _broken_values(value, rules)
    yield from _broken_combinations(value, rules, known)
    if isinstance(value, dict):
        yield from _broken_in_object(value, rules, known)
    elif isinstance(value, list):
        yield from _broken_in_array(value, rules)


def is_valid(value: Any, rules: Any, known: frozenset[str] | None = None) -> bool:
    return next(broken_rules(value, rules, known), None) is None


_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


def _is_of(value: Any, word: str) -> bool:
    if isinstance(value, bool):
        return word == "boolean"
    if word == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(word, (object,)))


def _broken_values(value: Any, rules: Mapping[str, Any]) -> Iterator[Broken]:
    words = rules.get("type")
    if words is not None:
        words = [words] if isinstance(words, str) else words
        if not any(_is_of(value, word) for word in words):
            yield (), f"the value is no {' or '.join(words)}"
    if "enum" in rules and json_key(value) not in map(json_key, rules["enum"]):
        yield (), "the value is none of those allowed"
    if "const" in rules and json_key(value) != json_key(rules["const"]):
        yield (), f"the value is not {rules['const']!r}"


def _broken_combinations(
    value: Any, rules: Mapping[str, Any], known: frozenset[str] | None
) -> Iterator[Broken]:
    for rule in rules.get("allOf", ()):
        yield from broken_rules(value, rule, known)
    for word in ("anyOf", "oneOf"):
        if word not in rules:
            continue
        fitting = sum(is_valid(value, rule, known) for rule in rules[word])
        if not fitting:
            yield (), "none of the alternatives fits"
        elif word == "oneOf" and fitting > 1:
            yield (), f"{fitting} alternatives fit, only one may"
    if "not" in rules and is_valid(value, rules["not"], known):
        yield (), "what must not be is"
    if "if" in rules:
        branch = "then" if is_valid(value, rules["if"], known) else "else"
        if branch in rules:
            yield from broken_rules(value, rules[branch], known)


def _broken_in_array(value: list[Any], rules: Mapping[str, Any]) -> Iterator[Broken]:
    first = rules.get("prefixItems", ())
    for index, (item, rule) in enumerate(zip(value, first, strict=False)):
        yield from _inside(item, rule, index)
    if "items" in rules:
        for index, item in enumerate(value[len(first) :], len(first)):
            yield from _inside(item, rules["items"], index)
    if "unevaluatedItems" in rules:
        others = {
            word: rule for word, rule in rules.items() if word != "unevaluatedItems"
        }
        for index in sorted(_left_over(value, others)):
            yield from _inside(value[index], rules["unevaluatedItems"], index)
    if "contains" in rules:
        found = sum(is_valid(item, rules["contains"]) for item in value)
        least, most = rules.get("minContains", 1), rules.get("maxContains")
        if found < least:
            yield (), f"{found} items of the kind it must contain, at least {least} needed"
        if most is not None and found > most:
            yield (), f"{found} items of the kind it may contain, at most {most} allowed"


def _left_over(value: list[Any], rules: Any) -> set[int]:
    """Give the items that nothing has looked at which fits: those that `unevaluatedItems` is about (JSON Schema
    2020-12 §11.2)."""
    left = set(range(len(value)))
    if not isinstance(rules, Mapping):
        return left
    if "items" in rules or "unevaluatedItems" in rules:
        return set()
    left -= set(range(len(rules.get("prefixItems", ()))))
    if "contains" in rules:
        left -= {at for at in left if is_valid(value[at], rules["contains"])}
    beside = [
        *rules.get("allOf", ()),
        *(rule for rule in rules.get("anyOf", ()) if is_valid(value, rule)),
        *(rule for rule in rules.get("oneOf", ()) if is_valid(value, rule)),
    ]
    if "if" in rules:
        holds = is_valid(value, rules["if"])
        beside += [rules["if"]] if holds else []
        beside.append(rules.get("then" if holds else "else", True))
    for rule in beside:
        left &= _left_over(value, rule)
    return left


def _broken_in_object(
    value: dict[str, Any], rules: Mapping[str, Any], known: frozenset[str] | None
) -> Iterator[Broken]:
    for name in rules.get("required", ()):
        if name not in value:
            yield (), f"the required property {name!r} is missing"
    for name, needed in rules.get("dependentRequired", {}).items():
        for other in needed if name in value else ():
            if other not in value:
                yield (), f"{name!r} is there, so {other!r} must be too"
    for name, rule in rules.get("dependentSchemas", {}).items():
        if name in value:
            yield from broken_rules(value, rule, known)
    if "propertyNames" in rules:
        for name in value:
            for _, message in broken_rules(name, rules["propertyNames"]):
                yield (name,), f"as a name: {message}"
    properties = rules.get("properties", {})
    patterns = {
        pattern: rule
        for text, rule in rules.get("patternProperties", {}).items()
        if (pattern := compiled(text)) is not None
    }
    for name, item in value.items():
        matching = [rule for pattern, rule in patterns.items() if pattern.search(name)]
        for rule in matching:
            yield from _inside(item, rule, name)
        if name in properties:
            yield from _inside(item, properties[name], name)
        elif (
            not matching
            and name not in (known or ())
            and "additionalProperties" in rules
        ):
            if rules["additionalProperties"] is False:
                yield (name,), "there is no such property"
            else:
                yield from _inside(item, rules["additionalProperties"], name)


def _inside(value: Any, rules: Any, step: object) -> Iterator[Broken]:
    for place, message in broken_rules(value, rules):
        yield (step, *place), message
