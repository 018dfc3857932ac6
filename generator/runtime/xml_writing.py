"""A value to the XML that a type describes: the way back of xml_reading.py.

    Pet   {"id": 7, "name": "Rex", "tags": ["a"]}   ──▶   <pet id="7"><name>Rex</name><tags><tag>a</tag></tags></pet>

Elements come in the order of the fields, then what no field describes in the order given. null is xsi:nil; an attribute
that is null is left out. Raises ValueError for what XML cannot hold: control characters, a name that is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .annotations import Annotation
from .encode import jsonable
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
    map_value,
    model_of,
    root_facts,
)

_NAME = re.compile(r"[^\W\d][\w.\-]*")
# XML 1.0 §2.2; surrogates cannot be encoded at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Scope = Mapping[str, str]
"""Prefix → namespace, as declared around an element; the default namespace has the prefix ""."""


def xml_of_value(
    value: object, tp: Annotation, facts: Facts | None = None, name: str = "root"
) -> str:
    """Give the document. `name` is the root's where neither the facts nor the type name it."""
    pieces: list[str] = [DECLARATION]
    _element(pieces, name, jsonable(value), tp, root_facts(tp, facts or NO_FACTS), {})
    return "".join(pieces)


def _element(
    pieces: list[str], name: str, value: Any, tp: Annotation, facts: Facts, scope: Scope
) -> None:
    declared: dict[str, str] = {}
    tag = _tag(facts.get("name") or name, facts, scope, declared)
    attributes: list[tuple[str, str]] = []
    inside: list[str] = []
    inner = {**scope, **declared}
    if value is None:
        prefix = _declared_prefix(XSI, "xsi", inner, declared)
        attributes.append((f"{prefix}:nil", "true"))
    else:
        _content(attributes, inside, value, tp, facts, inner, declared, tag)
    pieces.append(f"<{tag}")
    for prefix, namespace in declared.items():
        attribute = f"xmlns:{prefix}" if prefix else "xmlns"
        pieces.append(f' {attribute}="{_escaped(namespace, _ATTRIBUTE)}"')
    pieces += [f' {key}="{_escaped(text, _ATTRIBUTE)}"' for key, text in attributes]
    pieces += [">", *inside, f"</{tag}>"] if inside else ["/>"]


def _content(
    attributes: list[tuple[str, str]],
    inside: list[str],
    value: Any,
    tp: Annotation,
    facts: Facts,
    scope: dict[str, str],
    declared: dict[str, str],
    tag: str,
) -> None:
    kinds = kinds_of(tp)
    if isinstance(value, list):
        item = list_item(kinds)
        inner: Facts = facts.get("item", NO_FACTS)
        named = root_facts(Any if item is None else item, inner)
        name = tag.rpartition(":")[2]
        for each in value:
            _element(inside, name, each, Any if item is None else item, named, scope)
    elif isinstance(value, dict):
        model = model_of(kinds, lambda cls: value)
        writer = _ObjectWriter(attributes, inside, scope, declared)
        if model is None:
            writer.unknown(value, map_value(kinds) or Any)
        else:
            writer.fields(value, model)
            known = table_of(model)
            writer.unknown(
                {
                    key: each
                    for key, each in value.items()
                    if key not in known.by_wire_name
                },
                Any if known.extra is None else known.extra.type,
            )
    else:
        inside.append(_character_data(value, facts))


class _ObjectWriter:
    """Writes the properties of one object into the attributes and the inside of its element."""

    def __init__(
        self,
        attributes: list[tuple[str, str]],
        inside: list[str],
        scope: dict[str, str],
        declared: dict[str, str],
    ) -> None:
        self._attributes = attributes
        self._inside = inside
        self._scope = scope
        self._declared = declared

    def fields(self, value: Mapping[str, Any], model: type[View]) -> None:
        for field in table_of(model).fields:
            if field.wire_name in value:
                self._field(field, value[field.wire_name])

    def _field(self, field: Field, value: Any) -> None:
        facts = facts_of(field)
        match facts.get("node"):
            case "attribute":
                if value is not None:
                    name = facts.get("name") or field.wire_name
                    self._attribute(name, facts, value)
            case "text" | "cdata" if not isinstance(value, list | dict):
                if value is not None:
                    self._inside.append(_character_data(value, facts))
            case "none" if isinstance(value, dict):
                lifted = model_of(kinds_of(field.type), lambda cls: value)
                if lifted is not None:
                    self.fields(value, lifted)
            case _:
                self._elements(field, value, facts)

    def _elements(self, field: Field, value: Any, facts: Facts) -> None:
        if not isinstance(value, list) or facts.get("wrapped"):
            is_bare = (
                value is None
                and not facts.get("wrapped")
                and list_item(kinds_of(field.type)) is not None
            )
            own: Facts = facts.get("item", NO_FACTS) if is_bare else facts
            _element(self._inside, field.wire_name, value, field.type, own, self._scope)
            return
        item = list_item(kinds_of(field.type))
        inner: Facts = facts.get("item", NO_FACTS)
        for each in value:
            _element(
                self._inside,
                field.wire_name,
                each,
                Any if item is None else item,
                inner,
                self._scope,
            )

    def _attribute(self, name: str, facts: Facts, value: Any) -> None:
        namespace = facts.get("namespace")
        text = " ".join(map(_text, value)) if isinstance(value, list) else _text(value)
        if namespace:
            wanted = facts.get("prefix") or "ns1"
            prefix = _declared_prefix(namespace, wanted, self._scope, self._declared)
            name = f"{prefix}:{_checked_name(name)}"
        else:
            _checked_name(name)
        self._attributes.append((name, text))

    def unknown(self, value: Mapping[str, Any], tp: Annotation) -> None:
        for key, each in value.items():
            if key == TEXT_KEY:
                self._inside.insert(0, _escaped(_text(each), _TEXT))
            elif key.startswith(ATTRIBUTE_MARK):
                namespace, name = _parted(key[len(ATTRIBUTE_MARK) :])
                self._attribute(name, {"namespace": namespace}, each)
            else:
                namespace, name = _parted(key)
                facts: Facts = {"namespace": namespace} if namespace else NO_FACTS
                for one in each if isinstance(each, list) else [each]:
                    _element(self._inside, name, one, tp, facts, self._scope)


def _parted(name: str) -> tuple[str, str]:
    """Part `{namespace}name`."""
    if name.startswith("{") and "}" in name:
        namespace, _, local = name[1:].rpartition("}")
        return namespace, local
    return "", name


def _tag(name: str, facts: Facts, scope: Scope, declared: dict[str, str]) -> str:
    _checked_name(name)
    namespace, prefix = facts.get("namespace"), facts.get("prefix")
    if namespace and prefix:
        if scope.get(prefix) != namespace:
            declared[prefix] = namespace
        return f"{prefix}:{name}"
    if namespace:
        if scope.get("") != namespace:
            declared[""] = namespace
        return name
    # A prefix that nothing around declares would make the document ill-formed.
    return f"{prefix}:{name}" if prefix and prefix in scope else name


def _declared_prefix(
    namespace: str, wanted: str, scope: dict[str, str], declared: dict[str, str]
) -> str:
    for prefix, known in scope.items():
        if known == namespace and prefix:
            return prefix
    number, prefix = 1, wanted
    while prefix in scope:
        number += 1
        prefix = f"{wanted}{number}"
    scope[prefix] = declared[prefix] = namespace
    return prefix


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name that XML allows")
    return name


def _character_data(value: Any, facts: Facts) -> str:
    text = _text(value)
    if facts.get("node") == "cdata" and not isinstance(value, list | dict):
        _escaped(text, {})
        return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
    return _escaped(text, _TEXT)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        raise ValueError("an array or an object has no place in an attribute or a text")
    return "" if value is None else str(value)


def _escaped(text: str, escapes: Mapping[int, str]) -> str:
    found = _FORBIDDEN.search(text)
    if found:
        raise ValueError(f"XML cannot hold the character {found[0]!r}")
    return text.translate(escapes)
