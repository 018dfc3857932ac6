"""Random values that a JSON Schema allows, drawn with hypothesis.

Receives a schema as the document writes it; returns JSON values (and bytes, for binary content). Combinations are merged
first: allOf together, one branch of oneOf and anyOf. What comes out is checked by jsonschema, and drawn anew if a keyword
that is not understood here (`not`, `if`, `contains`) refuses it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias, TypeVar

import jsonschema
from hypothesis import assume
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator

from tests.roundtrip.raw import Node, RawDocument

T = TypeVar("T")
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
_DEEP = 4
"""From here on down only what is required is drawn."""
_TOO_DEEP = 12
_TOO_MANY = 600
"""More values than this make no example; a schema that requires itself would have endless ones."""
_TRIES = 4


class Unsatisfiable(Exception):
    """No value was found."""


@dataclass
class Flat:
    """A schema without combinations."""

    types: set[str] | None = None
    values: list[Any] | None = None
    properties: dict[str, list[Node]] = field(default_factory=dict)
    patterns: dict[str, list[Node]] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    additional: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    prefix: dict[int, list[Node]] = field(default_factory=dict)
    names: list[Node] = field(default_factory=list)
    keywords: dict[str, list[Any]] = field(default_factory=dict)
    fixed: dict[str, list[str]] = field(default_factory=dict)
    """Property → what a discriminator allows it to be."""

    def least(self, keyword: str) -> Any:
        return max(self.keywords.get(keyword, [None]), key=lambda value: -1e400 if value is None else value)

    def most(self, keyword: str) -> Any:
        return min(self.keywords.get(keyword, [None]), key=lambda value: 1e400 if value is None else value)


_NUMBERS = (
    *("minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *(
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "contentEncoding",
        "contentMediaType",
    ),
)


def _is_raw(flat: Flat) -> bool:
    """OpenAPI 3.1 §4.8.14.1: `contentMediaType` without `contentEncoding` is the raw content; text stays text."""
    media_type = (flat.keywords.get("contentMediaType") or ["text/plain"])[0]
    is_text = media_type.startswith("text/") or media_type.endswith(("json", "xml"))
    return not is_text and "contentEncoding" not in flat.keywords


class Drawer:
    def __init__(
        self,
        document: RawDocument,
        draw: Draw,
        alphabet: str = "text",
        is_binary: bool = False,
        is_closed: bool = False,
    ) -> None:
        """`alphabet`: "text" is any, "path", "header" and "cookie" what such a parameter can carry in every style."""
        self._is_closed = is_closed
        """Whether objects have no properties but those that the schema speaks of."""
        self._document = document
        self._draw = draw
        self._alphabet = alphabet
        self._count = 0
        self._is_binary = is_binary
        """Whether `format: binary` means bytes; in JSON it is text."""

    def valid(self, node: Node | None) -> Any:
        if node is None:
            return self.any_value(0)
        validator = validator_of(self._document, node)
        for _ in range(_TRIES):
            self._count = 0
            try:
                value = self.value([node], 0)
            except Unsatisfiable:
                continue
            if validator.is_valid(_as_text(value)):
                return value
        assume(False)

    # Merging.

    def flat(self, nodes: list[Node], depth: int) -> Flat:
        flat = Flat()
        for node in nodes:
            self._merge(flat, node, depth, ())
        return flat

    def _merge(self, flat: Flat, node: Node, depth: int, seen: tuple[str, ...]) -> None:
        schema = node.value
        if schema is True or schema == {}:
            return
        if not isinstance(schema, dict):
            raise Unsatisfiable
        if isinstance(schema.get("$ref"), str):
            if len(seen) > 30 or seen.count(schema["$ref"]) > 1:
                raise Unsatisfiable
            self._merge(flat, node.target(), depth, (*seen, schema["$ref"]))
            if self._document.is_old:
                return
        self._merge_own(flat, node)
        for index in range(len(schema.get("allOf") or ())):
            self._merge(flat, node.at("allOf", index), depth, seen)
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                self._merge(flat, self._branch(flat, node, keyword, depth), depth, seen)

    def _merge_own(self, flat: Flat, node: Node) -> None:
        schema = node.value
        types = schema.get("type")
        if types is not None:
            named = {types} if isinstance(types, str) else set(types)
            if schema.get("nullable") is True and self._document.is_old:
                named.add("null")
            if flat.types is None:
                flat.types = named
            else:
                both = flat.types & named
                if "integer" in named | flat.types and "number" in named | flat.types:
                    both.add("integer")
                flat.types = both
        for values in ([schema["const"]] if "const" in schema else None, schema.get("enum")):
            if values is not None:
                flat.values = [value for value in values if flat.values is None or _in(value, flat.values)]
        for name in schema.get("properties") or {}:
            flat.properties.setdefault(name, []).append(node.at("properties", name))
        for pattern in schema.get("patternProperties") or {}:
            flat.patterns.setdefault(pattern, []).append(node.at("patternProperties", pattern))
        flat.required += [name for name in schema.get("required") or () if name not in flat.required]
        for keyword, into in (
            ("additionalProperties", flat.additional),
            ("unevaluatedProperties", flat.additional),
            ("items", flat.items),
            ("unevaluatedItems", flat.items),
            ("propertyNames", flat.names),
        ):
            if keyword in schema:
                into.append(node.at(keyword))
        for index in range(len(schema.get("prefixItems") or ())):
            flat.prefix.setdefault(index, []).append(node.at("prefixItems", index))
        for keyword in _NUMBERS:
            if keyword in schema:
                flat.keywords.setdefault(keyword, []).append(schema[keyword])

    def _branch(self, flat: Flat, node: Node, keyword: str, depth: int) -> Node:
        branches = [node.at(keyword, index) for index in range(len(node.value[keyword]))]
        if depth >= _DEEP:
            simple = [branch for branch in branches if branch.get("type") in ("null", "string", "boolean", "integer")]
            branches = simple or branches
        branch: Node = self._one_of(branches)
        discriminator = node.get("discriminator")
        reference = branch.get("$ref")
        if isinstance(discriminator, dict) and isinstance(reference, str):
            mapping = discriminator.get("mapping") or {}
            name = reference.rpartition("/")[2]
            values = [value for value, target in mapping.items() if target in (reference, name)]
            flat.fixed[discriminator["propertyName"]] = values or [name]
        return branch

    # Drawing.

    def value(self, nodes: list[Node], depth: int) -> Any:
        self._count += 1
        if depth > _TOO_DEEP or self._count > _TOO_MANY:
            raise Unsatisfiable
        flat = self.flat(nodes, depth)
        if flat.values is not None:
            if not flat.values:
                raise Unsatisfiable
            return self._one_of(flat.values)
        if flat.types is None:
            kind = self._likely(flat)
            if kind is None:
                return self.any_value(depth)
        else:
            kinds = sorted(flat.types)
            if not kinds:
                raise Unsatisfiable
            if depth >= _DEEP and "null" in kinds:
                return None
            kind = self._one_of(kinds)
        match kind:
            case "null":
                return None
            case "boolean":
                return self._draw(_BOOLEANS)
            case "string":
                return self._string(flat)
            case "integer":
                return self._integer(flat)
            case "number":
                return self._number(flat)
            case "array":
                return self._array(flat, depth)
            case "object":
                return self._object(flat, depth)
        raise Unsatisfiable

    def _likely(self, flat: Flat) -> str | None:
        if flat.properties or flat.required or flat.additional or flat.patterns or flat.fixed or flat.names:
            return "object"
        if flat.items or flat.prefix or "minItems" in flat.keywords:
            return "array"
        if {"minLength", "maxLength", "pattern", "format", "contentMediaType"} & flat.keywords.keys():
            return "string"
        if {"minimum", "maximum", "multipleOf", "exclusiveMinimum"} & flat.keywords.keys():
            return "number"
        return None

    def any_value(self, depth: int) -> Any:
        if self._is_binary and depth == 0:
            return self._draw(st.binary(max_size=20))
        if self._alphabet != "text":
            return self._string(Flat())
        match self._draw(_index(6 if depth >= _DEEP else 8)):
            case 0:
                return None
            case 1:
                return self._draw(_BOOLEANS)
            case 2:
                return self._draw(_integers(-(2**53), 2**53))
            case 6:
                return [self.any_value(depth + 1)]
            case 7:
                return {self._draw(self._extra_names()): self.any_value(depth + 1)}
        return self._draw(_texts("text", 0, 8))

    def _one_of(self, choices: Sequence[T]) -> T:
        return choices[self._draw(_index(len(choices)))]

    def _string(self, flat: Flat) -> Any:
        formats = flat.keywords.get("format") or [""]
        if self._is_binary and ("binary" in formats or _is_raw(flat)):
            return self._draw(st.binary(max_size=40))
        least, most = flat.least("minLength") or 0, flat.most("maxLength")
        if "pattern" in flat.keywords:
            return self._draw(_matching(flat.keywords["pattern"][0]))
        for format in formats:
            if format in _FORMATS and (format in _PLAIN_FORMATS or self._alphabet == "text"):
                return self._draw(_FORMATS[format])
        if "base64" in flat.keywords.get("contentEncoding", ()):
            return self._draw(_FORMATS["byte"])
        if self._alphabet != "text":
            least = max(least, 1)
        most = min(most if most is not None else least + 12, least + 12)
        if most < least:
            raise Unsatisfiable
        return self._draw(_texts(self._alphabet, least, most))

    def _bounds(self, flat: Flat) -> tuple[Any, Any]:
        """Bounds, excluded ones among them: jsonschema sorts out the edges."""
        lows = [
            *flat.keywords.get("minimum", ()),
            *(_number(each) for each in flat.keywords.get("exclusiveMinimum", ())),
        ]
        highs = [
            *flat.keywords.get("maximum", ()),
            *(_number(each) for each in flat.keywords.get("exclusiveMaximum", ())),
        ]
        known_lows = [each for each in lows if each is not None]
        known_highs = [each for each in highs if each is not None]
        return max(known_lows, default=None), min(known_highs, default=None)

    def _integer(self, flat: Flat) -> int:
        low, high = self._bounds(flat)
        bits = 31 if "int32" in flat.keywords.get("format", ()) else 53
        first = -(2**bits) if low is None else int(-(-low // 1))
        last = 2**bits - 1 if high is None else int(high // 1)
        last = max(last, first) if high is None else last
        if first > last:
            raise Unsatisfiable
        step = flat.keywords.get("multipleOf", [1])[0]
        if step != 1 and float(step).is_integer():
            return int(self._draw(_integers(-(-first // int(step)), last // int(step)))) * int(step)
        return int(self._draw(_integers(first, last)))

    def _number(self, flat: Flat) -> int | float:
        low, high = self._bounds(flat)
        if "multipleOf" in flat.keywords or self._draw(_BOOLEANS):
            try:
                return self._integer(flat)
            except Unsatisfiable:
                pass
        drawn = self._draw(_floats(-1e15 if low is None else float(low), 1e15 if high is None else float(high)))
        assert isinstance(drawn, float)
        # No style of a parameter and no number of JSON tells -0.0 from 0.
        return 0.5 if drawn == 0 and (low or 0) <= 0.5 <= (1 if high is None else high) else drawn

    def _array(self, flat: Flat, depth: int) -> list[Any]:
        least, most = flat.least("minItems") or 0, flat.most("maxItems")
        if self._alphabet != "text":
            least = max(least, 1)
        made = []
        for index in range(len(flat.prefix)):
            made.append(self.value(flat.prefix[index], depth + 1))
        most = least + (0 if depth >= _DEEP else 3) if most is None else min(most, least + 3)
        if any(node.value is False for node in flat.items):
            return made
        length = self._draw(_integers(min(least, most), most))
        while len(made) < length:
            try:
                made.append(self.value(flat.items, depth + 1) if flat.items else self.any_value(depth + 1))
            except Unsatisfiable:
                if len(made) >= least:
                    return made
                raise
        if any(flat.keywords.get("uniqueItems", ())):
            made = [item for index, item in enumerate(made) if not _in(item, made[:index])]
        return made

    def _object(self, flat: Flat, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        names = list(dict.fromkeys([*flat.required, *flat.properties, *flat.fixed]))
        # One draw for all of them: bit by bit would be slow for objects of fifty properties.
        chosen = self._draw(_integers(0, 2 ** len(names) - 1)) if depth < 2 else self._draw(_index(8)) << depth
        most = flat.most("maxProperties")
        for index, name in enumerate(names):
            is_required = name in flat.required
            if not is_required and (depth >= _DEEP or not chosen >> index & 1):
                continue
            try:
                if name in flat.fixed:
                    # What a discriminator allows; of a property that lists its values, one of those.
                    listed = self.flat(flat.properties.get(name, []), depth + 1).values
                    made[name] = self._one_of(listed or flat.fixed[name])
                else:
                    nodes = flat.properties.get(name) or flat.additional
                    made[name] = self.value(nodes, depth + 1) if nodes else self.any_value(depth + 1)
            except Unsatisfiable:
                if is_required:
                    raise
        if depth < _DEEP:
            self._add_more(made, flat, depth)
        least = flat.least("minProperties") or (1 if self._alphabet != "text" else 0)
        for name in names:
            if len(made) < least and name not in made:
                made[name] = self.value(flat.properties[name], depth + 1)
        while most is not None and len(made) > most:
            made.popitem()
        return made

    def _extra_names(self) -> st.SearchStrategy[str]:
        return _NAMES if self._alphabet == "text" else _TAME_NAMES

    def _add_more(self, made: dict[str, Any], flat: Flat, depth: int) -> None:
        """Properties that the schema only allows."""
        for pattern, nodes in flat.patterns.items():
            if self._draw(_BOOLEANS):
                made.setdefault(self._draw(_matching(pattern)), self.value(nodes, depth + 1))
        is_open = all(node.value is not False for node in flat.additional) and (flat.additional or not self._is_closed)
        if is_open and self._draw(_CHANCES[min(depth, 2) + 1]):
            name = self.value(flat.names, depth + 1) if flat.names else self._draw(self._extra_names())
            nodes = [node for node in flat.additional if node.value is not True]
            if isinstance(name, str) and name not in flat.properties:
                made.setdefault(name, self.value(nodes, depth + 1) if nodes else self.any_value(depth + 1))


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Any:
    """ECMA 262 knows patterns that Python does not (`\\p{L}`): no difference, and nothing to say about the value."""
    try:
        yield from jsonschema.Draft202012Validator.VALIDATORS["pattern"](validator, pattern, value, schema)
    except re.error:
        return


_VALIDATORS = {
    is_old: jsonschema.validators.extend(kind, {"pattern": _pattern})
    for is_old, kind in ((True, OAS30Validator), (False, jsonschema.Draft202012Validator))
}


def validator_of(document: RawDocument, node: Node) -> Any:
    """Give somebody else's judge of the schema."""
    return _VALIDATORS[document.is_old](node.value, registry=document.registry, _resolver=node.resolver)


def _as_text(value: Any) -> Any:
    """Show bytes as the text that a schema describes them as."""
    match value:
        case bytes():
            return "binary"
        case list():
            return [_as_text(item) for item in value]
        case dict():
            return {name: _as_text(item) for name, item in value.items()}
    return value


def _number(value: Any) -> Any:
    """3.0's `exclusiveMinimum: true` says something about `minimum`."""
    return None if isinstance(value, bool) else value


def _in(value: Any, values: list[Any]) -> bool:
    return any(value == each and type(value) is type(each) for each in values)


@cache
def _index(length: int) -> st.SearchStrategy[int]:
    return st.integers(0, length - 1)


@cache
def _integers(first: int, last: int) -> st.SearchStrategy[int]:
    return st.integers(first, last)


@cache
def _floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@cache
def _texts(alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(_ALPHABETS[alphabet], min_size=least, max_size=most)


@cache
def _matching(pattern: str) -> st.SearchStrategy[str]:
    # ECMA-262 to Python, for what patterns in specs use.
    python = re.sub(r"\\p\{L[ul]?\}", "[a-zA-Z]", pattern).replace(r"\d", "[0-9]").replace(r"\/", "/")
    python = re.sub(r"(?<!\\)\$$", r"\\Z", python)
    try:
        re.compile(python)
    except re.error:
        return st.text(max_size=5)
    return st.from_regex(python, alphabet=st.characters(exclude_categories=("Cs", "Cc")))


_BOOLEANS = st.booleans()
_CHANCES = [st.sampled_from([True] * many + [False] * few) for many, few in ((3, 1), (1, 1), (1, 2), (1, 4))]
_NAMES = st.sampled_from(["extra", "x-more", "né", "a b", "zz", "9", "Extra_Field"])
_TAME_NAMES = st.sampled_from(["extra", "x-more", "zz", "Extra_Field"])
_ANY_TEXT = st.characters(exclude_categories=("Cs",))
_ALPHABETS = {
    "text": _ANY_TEXT,
    # No control characters, which URLs and headers cannot hold, and none of the styles' own delimiters.
    "query": st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=" |"),
    "path": st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="."),
    "header": st.sampled_from("abcXYZ019-_.~*"),
    "cookie": st.sampled_from("abcXYZ019-_.~*"),
}
_HOSTS = st.sampled_from(["example.com", "a.b.example.org", "xn--bcher-kva.example"])
_PLAIN_FORMATS = frozenset({"uuid", "date", "date-time", "ipv4", "byte", "decimal", "time", "duration"})
_TIMES = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
_ZONES = st.sampled_from(["Z", "+00:00", "-05:30", "+14:00"])
_FRACTIONS = st.sampled_from(["", ".5", ".120", ".123456", ".123456789"])


def _time_text(parts: tuple[tuple[int, int, int], str, str]) -> str:
    (hour, minute, second), fraction, zone = parts
    return f"{hour:02}:{minute:02}:{second:02}{fraction}{zone}"


_TIME_TEXTS = st.tuples(_TIMES, _FRACTIONS, _ZONES).map(_time_text)
_FORMATS: dict[str, st.SearchStrategy[str]] = {
    "date": st.dates().map(lambda day: day.isoformat()),
    "time": _TIME_TEXTS,
    "date-time": st.tuples(st.dates(), _TIME_TEXTS).map(lambda pair: f"{pair[0].isoformat()}T{pair[1]}"),
    "duration": st.sampled_from(["P1D", "PT2H30M", "P1Y2M3DT4H5M6S", "P4W"]),
    "uuid": st.uuids().map(str),
    "email": st.sampled_from(["a@example.com", "first.last+tag@example.org"]),
    "idn-email": st.sampled_from(["a@example.com"]),
    "hostname": _HOSTS,
    "uri": _HOSTS.map(lambda host: f"https://{host}/a?b=c%20d#e"),
    "uri-reference": st.sampled_from(["/a", "../b?c", "https://example.com"]),
    "url": _HOSTS.map(lambda host: f"http://{host}/"),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
    "byte": st.binary(max_size=20).map(lambda data: base64.b64encode(data).decode()),
    "decimal": st.decimals(-1000, 1000, places=3, allow_nan=False).map(str),
    "regex": st.sampled_from(["^a+$", "[0-9]*"]),
}
