"""XML facts as source: the `xml={…}` that runtime/xml_facts.py describes."""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter import literals
from generator.emitter.layout import Call, Expr
from generator.model.types import XmlNode


def xml_display(first: Mapping[str, str], node: XmlNode | None) -> Expr:
    """Spell the argument; `first` goes before the node's own facts."""
    pairs: list[Expr] = [f"{literals.string(key)}: {literals.string(text)}" for key, text in first.items()]
    return Call("{", (*pairs, *_pairs(node)), "}", prefix="xml=")


def _pairs(node: XmlNode | None) -> tuple[Expr, ...]:
    if node is None:
        return ()
    texts = {
        "name": node.name,
        "namespace": node.namespace,
        "prefix": node.prefix,
        "node": None if node.kind is None else node.kind.value,
    }
    pairs: list[Expr] = [
        f"{literals.string(key)}: {literals.string(text)}" for key, text in texts.items() if text is not None
    ]
    if node.is_wrapped:
        pairs.append('"wrapped": True')
    if node.item is not None:
        pairs.append(Call("{", _pairs(node.item), "}", prefix='"item": '))
    return tuple(pairs)
