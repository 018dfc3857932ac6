"""JSONPath (RFC 9535), as overlays use it.

    $.paths['/pets'].get   $.paths.*.*.parameters[?@.name == 'limit' && @.in == 'query']
    $..description   $.servers[0]   $.tags[-1:]
    $..parameters[?match(@.name, 'x-.*')]   $.paths[?length(@.tags) > 1]   $.paths[?count(@.*) == 1]

Receives a query and a value; returns the places it selects. What is no JSONPath is refused, not guessed.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from generator.loader.jsonpath_functions import ARGUMENTS, NODE_FUNCTIONS, NOTHING, TESTS, VALUE_FUNCTIONS

T = TypeVar("T")
Path = tuple[str | int, ...]
_Nodes = Iterator[tuple[Path, Any]]
_Selector = Callable[[Any], Iterator[str | int]]
_Test = Callable[[Any], Any]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w-]*)"""
    r"""|(?P<sign>\.\.|&&|\|\||==|!=|<=|>=|[$@.*\[\]()?,:!<>]))"""
)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


class JsonPathError(ValueError):
    """The query is not one of those understood. The message says where."""


def select(query: str, value: Any) -> list[tuple[Path, Any]]:
    """Give (path, value) of everything a query selects, each once, in document order of the first step. Raises
    JsonPathError."""
    reader = _Reader(query, value)
    reader.expect("$")
    segments = reader.segments()
    if reader.at < len(reader.tokens):
        raise reader.surprise()
    found = dict(_follow(segments, value))
    return list(found.items())


def _follow(segments: list[tuple[bool, list[_Selector]]], value: Any) -> _Nodes:
    nodes: list[tuple[Path, Any]] = [((), value)]
    for descends, selectors in segments:
        after: list[tuple[Path, Any]] = []
        for path, node in nodes:
            for at, inner in _descendants(path, node) if descends else [(path, node)]:
                after.extend(((*at, key), inner[key]) for selector in selectors for key in selector(inner))
        nodes = after
    yield from nodes


def _descendants(path: Path, value: Any) -> _Nodes:
    yield path, value
    for key in _keys(value):
        yield from _descendants((*path, key), value[key])


def _keys(value: Any) -> Iterator[str | int]:
    if isinstance(value, dict):
        yield from value
    elif isinstance(value, list):
        yield from range(len(value))


class _Reader:
    """Recursive descent over the tokens of one query."""

    def __init__(self, query: str, root: Any) -> None:
        self.query = query
        self.root = root
        self.at = 0
        self.tokens: list[tuple[str, str]] = []
        index, end = 0, len(query.rstrip())
        while index < end:
            found = _TOKEN.match(query, index)
            if found is None:
                raise JsonPathError(f"`{query}` cannot be read from character {index + 1} on.")
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            index = found.end()

    def surprise(self) -> JsonPathError:
        token = self.tokens[self.at][1] if self.at < len(self.tokens) else "its end"
        return JsonPathError(f"`{self.query}` is not understood at `{token}`.")

    def peek(self) -> str:
        kind, token = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return token if kind in ("sign", "") else kind

    def take(self) -> str:
        token = self.tokens[self.at][1]
        self.at += 1
        return token

    def value(self, of: Callable[[str], T]) -> T:
        """Take a token's value; `of` raises ValueError where it has none."""
        try:
            value = of(self.tokens[self.at][1])
        except ValueError:
            raise self.surprise() from None
        self.at += 1
        return value

    def accept(self, sign: str) -> bool:
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.surprise()

    def segments(self) -> list[tuple[bool, list[_Selector]]]:
        found: list[tuple[bool, list[_Selector]]] = []
        while self.peek() in (".", "..", "["):
            descends = self.peek() == ".."
            if self.peek() != "[":
                self.take()
            if self.accept("["):
                selectors = [self.selector()]
                while self.accept(","):
                    selectors.append(self.selector())
                self.expect("]")
            elif self.accept("*"):
                selectors = [_keys]
            elif self.peek() == "name":
                selectors = [_member(self.take())]
            else:
                raise self.surprise()
            found.append((descends, selectors))
        return found

    def selector(self) -> _Selector:
        if self.accept("*"):
            return _keys
        if self.accept("?"):
            return _filter(self.disjunction())
        if self.peek() == "text":
            return _member(self.value(_unquoted))
        bounds: list[int | None] = [None]
        while self.peek() == ":" or (self.peek() == "number" and bounds[-1] is None):
            if self.accept(":"):
                bounds.append(None)
            else:
                bounds[-1] = self.value(int)
        if len(bounds) == 1 and bounds[0] is not None:
            return _item(bounds[0])
        if len(bounds) in (2, 3):
            return _slice(slice(*bounds))
        raise self.surprise()

    def disjunction(self) -> _Test:
        tests = [self.conjunction()]
        while self.accept("||"):
            tests.append(self.conjunction())
        return lambda node: any(test(node) for test in tests)

    def conjunction(self) -> _Test:
        tests = [self.comparison()]
        while self.accept("&&"):
            tests.append(self.comparison())
        return lambda node: all(test(node) for test in tests)

    def comparison(self) -> _Test:
        if self.accept("!"):
            negated = self.comparison()
            return lambda node: not negated(node)
        if self.accept("("):
            inner = self.disjunction()
            self.expect(")")
            return inner
        function = self.tokens[self.at][1] if self.peek() == "name" else ""
        if function in TESTS:
            return self.call()
        is_query = self.peek() in ("@", "$")
        left = self.operand()
        sign = self.peek()
        if sign not in ("==", "!=", *_ORDERS):
            if not is_query:
                raise self.surprise()
            return lambda node: left(node) is not NOTHING
        self.take()
        right = self.operand()
        return lambda node: _compare(sign, left(node), right(node))

    def operand(self) -> _Test:
        if self.peek() in ("@", "$"):
            values = self.nodes()
            return lambda node: next(iter(values(node)), NOTHING)
        literal: Any
        match self.peek():
            case "name" if self.tokens[self.at][1] in ARGUMENTS and self.tokens[self.at][1] not in TESTS:
                return self.call()
            case "text":
                literal = self.value(_unquoted)
            case "number":
                literal = self.value(json.loads)
            case "name" if self.tokens[self.at][1] in _WORDS:
                literal = _WORDS[self.take()]
            case _:
                raise self.surprise()
        return lambda node: literal

    def nodes(self) -> Callable[[Any], list[Any]]:
        """Read a query inside a filter: from the node that is looked at, or from the root."""
        is_absolute = self.peek() == "$"
        if not is_absolute:
            self.expect("@")
        else:
            self.take()
        segments = self.segments()
        return lambda node: [value for _, value in _follow(segments, self.root if is_absolute else node)]

    def call(self) -> _Test:
        name = self.take()
        self.expect("(")
        if name in NODE_FUNCTIONS:
            if self.peek() not in ("@", "$"):
                raise self.surprise()
            values, of_nodes = self.nodes(), NODE_FUNCTIONS[name]
            self.expect(")")
            return lambda node: of_nodes(values(node))
        arguments = [self.operand()]
        for _ in range(ARGUMENTS[name] - 1):
            self.expect(",")
            arguments.append(self.operand())
        self.expect(")")
        of_values = VALUE_FUNCTIONS[name]
        return lambda node: of_values(*(argument(node) for argument in arguments))


def _member(name: str) -> _Selector:
    return lambda node: iter((name,) if isinstance(node, dict) and name in node else ())


def _item(index: int) -> _Selector:
    def indexes(node: Any) -> Iterator[str | int]:
        if isinstance(node, list) and -len(node) <= index < len(node):
            yield index % len(node)

    return indexes


def _slice(bounds: slice) -> _Selector:
    return lambda node: iter(range(len(node))[bounds] if isinstance(node, list) and bounds.step != 0 else ())


def _filter(test: _Test) -> _Selector:
    return lambda node: (key for key in _keys(node) if test(node[key]))


def _unquoted(token: str) -> str:
    inner = token[1:-1]
    if token[0] == "'":
        inner = inner.replace("\\'", "'").replace('"', '\\"')
    return str(json.loads(f'"{inner}"'))


def _compare(sign: str, left: Any, right: Any) -> bool:
    is_equal = left is right or (isinstance(left, bool) == isinstance(right, bool) and left == right)
    if sign in ("==", "!="):
        return is_equal == (sign == "==")
    both_text = isinstance(left, str) and isinstance(right, str)
    both_numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if not (both_text or both_numbers):
        return False
    return _ORDERS[sign](left, right)
