"""Rules: what makes a value valid beyond its type, as JSON Schema keywords for strict mode.

    tags: {type: array, minItems: 1, items: {type: string, maxLength: 5}}
        limits {minItems: 1}    rules {items: {maxLength: 5}}

Receives schemas and merged schemas; returns plain JSON values. An object that is a definition has rules of its own, so
rules stop where one is referred to, but for those inside `not`, `if`, `contains`: they are written out in full. One that
is too long to write out, or that holds itself, is a note, and nothing checks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.loader.spec import Condition, Schema, SchemaId
from generator.model.keywords import branches_of, extra_schema
from generator.model.merge import Merger
from generator.model.objects import is_object
from generator.model.positions import id_at
from generator.problems import Problem, Severity

Rules = Mapping[str, Any]
NO_RULES: Rules = {}
_OBJECT_LIMITS = ("minProperties", "maxProperties", "dependentRequired")
_CONTAINS_LIMITS = ("minContains", "maxContains")
_LEFT_OVER = "unevaluatedItems"
_OF_EVERY_TYPE = frozenset("enum not if allOf anyOf oneOf".split())
"""Rules that say something about values of every type."""
_LONGEST = 4000
"""Characters of a rule written out: a longer one would make a module nobody can read."""


class _CannotWriteOut(Exception):
    pass


class RuleReader:
    def __init__(self, merger: Merger, problems: list[Problem]) -> None:
        self._merger = merger
        self._problems = problems
        self._alone: dict[SchemaId, Rules | None] = {}
        """Rules of definitions, which are the same wherever they are referred to. None: it holds itself, so where counts."""
        self._met_again: set[SchemaId] = set()
        self._left = 0
        """Characters that may still be written out."""

    def limits_of(self, schema: Schema) -> Mapping[str, Any]:
        """Give the limits on a value itself, also where they stand behind a reference or beside null."""
        if schema.ref is None and not schema.all_of and not branches_of(schema):
            return schema.constraints
        _, merged = self._merger.resolved(schema)
        return schema.constraints if is_object(merged) else {**merged.constraints, **schema.constraints}

    def whole_of(self, schema: Schema) -> Rules:
        """Give limits and rules together, of a value that is no object."""
        return self._limits_and_rules(schema, frozenset()) or NO_RULES

    def rules_of(self, schema: Schema) -> Rules:
        """Give the rules of what stands in a place: a property, an item."""
        return self._inside(schema, frozenset())

    def object_rules(self, merged: Schema) -> Rules:
        """Give the rules of an object as a whole; its properties have their own."""
        found: dict[str, Any] = {
            keyword: merged.constraints[keyword] for keyword in _OBJECT_LIMITS if keyword in merged.constraints
        }
        found |= self._written(merged, self._about_names(merged, frozenset()))
        found |= self._written(merged, self._conditions(merged))
        return found or NO_RULES

    def _about_names(self, merged: Schema, seen: frozenset[SchemaId]) -> Iterator[tuple[str, Any]]:
        if merged.property_names is not None:
            yield "propertyNames", self._full(merged.property_names, frozenset())
        if merged.pattern_properties:
            yield "patternProperties", {
                pattern: self._full(each, frozenset()) for pattern, each in merged.pattern_properties
            }
        extra = extra_schema(merged)
        if extra is None:
            return
        if merged.pattern_properties and extra.boolean is not True:
            # The type of a map allows what either allows.
            yield "additionalProperties", self._full(extra, frozenset())
        elif extra.boolean is False and not is_object(merged):
            yield "additionalProperties", False
        elif rules := self._limits_and_rules(extra, seen):
            yield "additionalProperties", rules

    def _inside(self, schema: Schema, seen: frozenset[SchemaId]) -> Rules:
        id, merged = self._merger.resolved(schema)
        place = id or id_at(schema.location)
        if is_object(merged):
            return NO_RULES
        if place in seen:
            self._met_again.add(place)
            return NO_RULES
        if id is None or _says_more(schema):
            return self._of_keywords(merged if id is None else self._merger.merged(schema), seen | {place})
        if id not in self._alone:
            self._alone[id] = None
            self._met_again.discard(id)
            rules = self._of_keywords(merged, frozenset({id}))
            if id not in self._met_again:
                self._alone[id] = rules
        known = self._alone[id]
        return self._of_keywords(merged, seen | {id}) if known is None else known

    def _of_keywords(self, merged: Schema, inner: frozenset[SchemaId]) -> Rules:
        if _is_plain(merged):
            return NO_RULES
        found = _unsaid_values(merged)
        if merged.items is not None and (rules := self._item_rules(merged.items, merged, inner)):
            found["items"] = rules
        if merged.prefix_items:
            every = [self._item_rules(item, merged, inner) for item in merged.prefix_items]
            # Also without rules of their own: those of `items` are for what comes after them.
            found |= self._written(merged, [("prefixItems", every)] if any(every) or "items" in found else [])
        found |= self._written(merged, self._contains(merged))
        found |= self._written(merged, self._about_names(merged, inner))
        found |= self._written(merged, self._conditions(merged))
        found |= self._written(merged, self._branches(merged, inner))
        return found or NO_RULES

    def _limits_and_rules(self, schema: Schema, seen: frozenset[SchemaId]) -> Rules:
        _, merged = self._merger.resolved(schema)
        limits = {} if is_object(merged) else dict(self.limits_of(schema))
        # They count the items that `contains` is about, and are beside it.
        for keyword in _CONTAINS_LIMITS:
            limits.pop(keyword, None)
        return {**limits, **self._inside(schema, seen)}

    def _item_rules(self, item: Schema, array: Schema, seen: frozenset[SchemaId]) -> dict[str, Any]:
        """Give the rules of items; their types too where the list's type is one for all that stand in it."""
        is_one_for_all = bool(array.prefix_items) and array.items is not None and array.items.boolean is None
        types = self._merger.resolved(item)[1].types if is_one_for_all else ()
        return {**_type(types), **self._limits_and_rules(item, seen)}

    def _contains(self, merged: Schema) -> Iterator[tuple[str, Any]]:
        if merged.contains is not None:
            yield "contains", self._full(merged.contains, frozenset())
            for keyword in _CONTAINS_LIMITS:
                if keyword in merged.constraints:
                    yield keyword, merged.constraints[keyword]

    def _branches(self, merged: Schema, seen: frozenset[SchemaId]) -> Iterator[tuple[str, Any]]:
        """Alternatives with limits of their own. Objects among them are classes, which have theirs."""
        branches = branches_of(merged)
        rules = [self._limits_and_rules(branch, seen) for branch in branches]
        if not any(rules):
            return
        known = [self._merger.resolved(branch)[1] for branch in branches]
        types = [each.types for each in known]
        words = ["number" if word == "integer" else word for each in types for word in (set(each) or {"any"})]
        are_limits = all(_OF_EVERY_TYPE.isdisjoint(each) for each in rules)
        if are_limits and "any" not in words and len(words) == len(set(words)):
            # A limit says nothing about values of other types, so those of different types can stand together.
            for each in rules:
                yield from each.items()
        else:
            yield "anyOf", [{**_type(each.types), **_known_values(each), **rule} for each, rule in zip(known, rules)]

    def _conditions(self, merged: Schema) -> Iterator[tuple[str, Any]]:
        if merged.not_ is not None:
            yield "not", self._full(merged.not_, frozenset())
        rules = [rule for condition in merged.conditional for rule in self._condition(condition, frozenset())]
        if any(condition.keyword == _LEFT_OVER for condition in merged.conditional):
            # Which items they are, only the whole tells.
            rules = [self._full(merged, frozenset())]
        if len(rules) == 1 and "not" not in rules[0]:
            yield from rules[0].items()
        elif rules:
            yield "allOf", rules

    def _condition(self, condition: Condition, seen: frozenset[SchemaId]) -> Iterator[dict[str, Any]]:
        written = [None if each is None else self._full(each, seen) for each in condition.schemas]
        match condition.keyword:
            case "if":
                words = zip(("if", "then", "else"), written, strict=True)
                yield {word: each for word, each in words if each is not None}
            case "dependentSchemas":
                yield {"dependentSchemas": {condition.property_name: written[0]}}
            case keyword:
                yield {keyword: written}

    def _written(self, schema: Schema, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """Collect keywords whose schemas can be written out."""
        try:
            found = dict(pairs)
            # Hardly any schema has rules.
            if not found or len(json.dumps(found, default=str)) <= _LONGEST:
                return found
        except _CannotWriteOut:
            pass
        message = "A rule here holds itself or is too long to write out; strict mode does not check it"
        self._problems.append(Problem("rule-unchecked", Severity.NOTE, message, schema.location))
        return {}

    def _full(self, schema: Schema, seen: frozenset[SchemaId]) -> Any:
        """Write a schema out, references replaced by what they refer to."""
        # Each takes two characters or more. Without an end to it, some would be written out for hours.
        self._left = self._left - 2 if seen else _LONGEST
        if self._left < 0:
            raise _CannotWriteOut
        id, merged = self._merger.resolved(schema)
        place = id or id_at(schema.location)
        if place in seen:
            raise _CannotWriteOut
        inner = seen | {place}
        if merged.boolean is not None:
            return merged.boolean
        found: dict[str, Any] = dict(merged.constraints)
        found |= _type(merged.types)
        if merged.enum is not None:
            found["enum"] = list(merged.enum)
        if merged.has_const:
            found["const"] = merged.const
        if merged.required:
            found["required"] = list(merged.required)
        for keyword, by_name in (("properties", merged.properties), ("patternProperties", merged.pattern_properties)):
            if by_name:
                found[keyword] = {name: self._full(each, inner) for name, each in by_name}
        for keyword, single in (
            ("items", merged.items),
            ("contains", merged.contains),
            ("propertyNames", merged.property_names),
            ("additionalProperties", extra_schema(merged)),
            ("not", merged.not_),
        ):
            if single is not None:
                found[keyword] = self._full(single, inner)
        for keyword, many in (
            ("prefixItems", merged.prefix_items),
            ("oneOf", merged.one_of),
            ("anyOf", merged.any_of),
        ):
            if many:
                found[keyword] = [self._full(each, inner) for each in many]
        rules: list[Any] = []
        for condition in merged.conditional:
            if condition.keyword == _LEFT_OVER and condition.schemas[0] is not None:
                found[_LEFT_OVER] = self._full(condition.schemas[0], inner)
            else:
                rules += self._condition(condition, inner)
        return {**found, "allOf": rules} if rules else found


def _says_more(schema: Schema) -> bool:
    """Tell whether rules stand beside a reference: they hold for this place alone."""
    return schema.not_ is not None or bool(schema.conditional) or schema.contains is not None


def _unsaid_values(merged: Schema) -> dict[str, Any]:
    """Give known values that no annotation can name: numbers with a fraction, lists and objects."""
    found = _known_values(merged)
    return found if any(isinstance(value, float | list | dict) for value in found.get("enum", ())) else {}


def _known_values(merged: Schema) -> dict[str, Any]:
    values = (merged.const,) if merged.has_const else merged.enum or ()
    return {"enum": list(values)} if values else {}


def _is_plain(merged: Schema) -> bool:
    """Tell whether the schema has none of the keywords that rules are made of, as nearly all have."""
    return not (
        merged.items is not None
        or merged.prefix_items
        or merged.contains is not None
        or merged.property_names is not None
        or merged.pattern_properties
        or extra_schema(merged) is not None
        or merged.not_ is not None
        or merged.conditional
        or branches_of(merged)
        or _unsaid_values(merged)
    )


def _type(words: tuple[str, ...]) -> dict[str, Any]:
    if not words:
        return {}
    return {"type": words[0] if len(words) == 1 else list(words)}
