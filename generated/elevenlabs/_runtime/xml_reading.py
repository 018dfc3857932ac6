"""XML to the JSON value that a type describes, so that a model made from XML is like any other.

    <pet id="7"><name>Rex</name><tags><tag>a</tag></tags></pet>   ──Pet──▶   {"id": 7, "name": "Rex", "tags": ["a"]}

Whole numbers, numbers and booleans become JSON's where the type says so; what is not what the type says stays text.
Elements and attributes that no field describes are kept, under the names that xml_facts.py tells. Names are compared
without their namespace first: documents and servers seldom agree on those.

A document type declaration is refused, and with it every entity of its own, internal or external.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from . import media
from .annotations import Annotation, members
from .fields import Field, View, table_of
from .xml_facts import (
    ATTRIBUTE_MARK,
    NO_FACTS,
    TEXT_KEY,
    XSI,
    Facts,
    facts_of,
    kinds_of,
    list_item,
    literals_of,
    map_value,
    model_of,
    root_facts,
)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_NIL = f"{{{XSI}}}nil"
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)""", re.ASCII)
_ALL_BYTES = bytes(range(256))


def value_of_xml(
    content: bytes, tp: Annotation, facts: Facts | None = None, charset: str = ""
) -> Any:
    """Give the JSON value. Raise ValueError for what is no XML, or has a document type declaration."""
    root = parsed_xml(content, charset)
    try:
        return _Reader().value(
            root, tp, root_facts(tp, facts or NO_FACTS), is_root=True
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def parsed_xml(content: bytes, charset: str = "") -> Element:
    content, charset = _readable(content, charset)
    builder = TreeBuilder()
    parser = expat.ParserCreate(charset or None, "}")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        builder.start(
            _clark(tag), {_clark(name): value for name, value in attributes.items()}
        )

    def refuse(*_: object) -> NoReturn:
        raise ValueError("it has a document type declaration, which is refused")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: builder.end(_clark(tag))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        # LookupError: of an encoding that nobody knows.
        raise ValueError(str(error)) from error
    return builder.close()


def _readable(content: bytes, charset: str) -> tuple[bytes, str]:
    """Give UTF-8 in place of what takes several bytes for a letter, but is none of Unicode's: expat refuses Shift_JIS,
    EUC-KR, GBK, Big5."""
    declared = _ENCODING.match(content)
    name = charset or (declared[1].decode() if declared else "")
    if not name or name != media.charset_of(f";charset={name}"):
        return content, charset
    codec = codecs.lookup(name).name
    if codec == "utf-8":
        return content, codec  # Expat does not know it as "utf8".
    # "UTF-16" has no mark to tell its order by here; expat looks for one.
    if codec == "utf-16" or len(_ALL_BYTES.decode(name, "replace")) == len(_ALL_BYTES):
        return content, charset
    return content.decode(name).encode("utf-8"), "utf-8"


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _space(name: str) -> str:
    return name.rpartition("}")[0][1:]


class _Reader:
    """Reads one document."""

    def __init__(self) -> None:
        self._objects: dict[tuple[int, type[View]], dict[str, Any]] = {}
        """By the identity of an element, and a class: the element as one of it. Unions try each of their classes; what
        is inside would be tried anew with every one of them, and all that is in that."""

    def value(
        self, element: Element, tp: Annotation, facts: Facts, *, is_root: bool = False
    ) -> Any:
        if element.get(_NIL) in ("true", "1"):
            return None
        kinds = kinds_of(tp)
        item = list_item(kinds)
        if item is not None and (is_root or facts.get("wrapped")):
            return self._items(element, item, facts.get("item", NO_FACTS))
        model = model_of(kinds, lambda cls: self._object(element, cls))
        if model is not None:
            return self._object(element, model)
        inner = map_value(kinds)
        if inner is not None and (len(element) or not (element.text or "").strip()):
            return {
                _key(child, element): self.value(child, inner, NO_FACTS)
                for child in element
            }
        if len(element) or _attributes(element):
            return self._undescribed(element)
        return _scalar(element.text or "", kinds)

    def _items(self, element: Element, item: Annotation, facts: Facts) -> list[Any]:
        name = root_facts(item, facts).get("name")
        children = [
            child for child in element if name is None or _local(child.tag) == name
        ]
        # Documents that leave out the item's name are common, and so are servers with one of their own.
        return [self.value(child, item, facts) for child in children or list(element)]

    def _object(self, element: Element, cls: type[View]) -> dict[str, Any]:
        known = self._objects.get((id(element), cls))
        if known is None:
            taken: set[str | int] = set()
            known = self._fields(element, cls, taken)
            self._keep_unknown(element, known, taken)
            self._objects[id(element), cls] = known
        return known

    def _fields(
        self, element: Element, cls: type[View], taken: set[str | int]
    ) -> dict[str, Any]:
        """Give the fields; note in `taken` the names of attributes and ids of children they came from."""
        made: dict[str, Any] = {}
        for field in table_of(cls).fields:
            facts = facts_of(field)
            node = facts.get("node")
            if node == "attribute":
                name = _attribute(element, field, facts)
                if name is not None:
                    taken.add(name)
                    made[field.wire_name] = _attribute_value(
                        element.attrib[name], field
                    )
            elif node in ("text", "cdata") and list_item(kinds_of(field.type)) is None:
                taken.add(TEXT_KEY)
                text = _text(element)
                if text or field.is_required:
                    made[field.wire_name] = _scalar(text, kinds_of(field.type))
            elif node == "none":
                lifted = model_of(
                    kinds_of(field.type),
                    lambda inner: self._fields(element, inner, set()),
                )
                if lifted is not None:
                    made[field.wire_name] = self._fields(element, lifted, taken)
            else:
                self._read_elements(element, field, facts, made, taken)
        return made

    def _read_elements(
        self,
        element: Element,
        field: Field,
        facts: Facts,
        made: dict[str, Any],
        taken: set[str | int],
    ) -> None:
        item = list_item(kinds_of(field.type))
        is_bare = item is not None and not facts.get("wrapped")
        inner: Facts = facts.get("item", NO_FACTS) if is_bare else facts
        found = _children(element, inner.get("name") or field.wire_name, inner)
        # Whether a type's own name or the property's counts is read both ways.
        found = found or _children(element, field.wire_name, inner)
        taken.update(id(child) for child in found)
        if is_bare:
            nil = [child for child in found if child.get(_NIL) in ("true", "1")]
            if nil and len(found) == 1 and not _is_nullable_item(item):
                made[field.wire_name] = None
            elif found or field.is_required:
                made[field.wire_name] = [
                    self.value(child, item, inner) for child in found
                ]
            return
        values = [self.value(child, field.type, facts) for child in found]
        if values:
            # More than the document allows: all are kept.
            made[field.wire_name] = values[0] if len(values) == 1 else values

    def _keep_unknown(
        self, element: Element, made: dict[str, Any], taken: set[str | int]
    ) -> None:
        for name, text in _attributes(element).items():
            if name not in taken:
                made.setdefault(ATTRIBUTE_MARK + name, text)
        grouped: dict[str, list[Any]] = {}
        for child in element:
            if id(child) not in taken:
                grouped.setdefault(_key(child, element), []).append(
                    self.value(child, Any, NO_FACTS)
                )
        for key, values in grouped.items():
            made.setdefault(key, values[0] if len(values) == 1 else values)
        if TEXT_KEY not in taken and _text(element).strip():
            made.setdefault(TEXT_KEY, _text(element))

    def _undescribed(self, element: Element) -> Mapping[str, Any]:
        made: dict[str, Any] = {}
        self._keep_unknown(element, made, set())
        return made


def _is_nullable_item(item: Annotation) -> bool:
    return any(kind in (type(None), Any, object) for kind in members(item))


def _children(element: Element, name: str, facts: Facts) -> list[Element]:
    found = [child for child in element if _local(child.tag) == name]
    namespace = facts.get("namespace")
    exact = [child for child in found if _space(child.tag) == namespace]
    return exact or found


def _attribute(element: Element, field: Field, facts: Facts) -> str | None:
    wanted = facts.get("name") or field.wire_name
    names = [name for name in element.attrib if _local(name) == wanted]
    exact = [name for name in names if _space(name) == (facts.get("namespace") or "")]
    return next(iter(exact or names), None)


def _attribute_value(text: str, field: Field) -> Any:
    kinds = kinds_of(field.type)
    item = list_item(kinds)
    if item is None:
        return _scalar(text, kinds)
    # xs:list: values with spaces between them.
    return [_scalar(part, kinds_of(item)) for part in text.split()]


def _scalar(text: str, kinds: Sequence[Annotation]) -> Any:
    known = literals_of(tuple(kinds))
    if text in known:
        return text
    plain = text.strip()
    wanted = {*kinds, *(type(value) for value in known)}
    if bool in wanted and plain in _BOOLEANS:
        return _BOOLEANS[plain]
    if (int in wanted or float in wanted) and _INTEGER.fullmatch(plain):
        return _whole(plain)
    if float in wanted and _NUMBER.fullmatch(plain):
        number = float(plain)
        # JSON has no infinity; a text is lossless.
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # Longer than Python converts.
        return text


def _text(element: Element) -> str:
    """Give the element's own text; white space around its children is layout."""
    if not len(element):
        return element.text or ""
    return "".join(
        [element.text or "", *(child.tail or "" for child in element)]
    ).strip()


def _attributes(element: Element) -> dict[str, str]:
    return {
        name: value
        for name, value in element.attrib.items()
        if _space(name) != XSI or _local(name) == "type"
    }


def _key(child: Element, parent: Element) -> str:
    """Name an element that no field describes: with its namespace only where that is not its parent's."""
    return _local(child.tag) if _space(child.tag) == _space(parent.tag) else child.tag
