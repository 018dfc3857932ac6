"""The resource that receives webhooks: what its classes derive from, and which names that takes.

Receives a Resource; a resource without `event` is left as it is.
"""

from __future__ import annotations

from generator.emitter.layout import Call, laid_out
from generator.model.api import Resource

_RECEIVER_MEMBERS = frozenset({"unwrap", "parse_unverified"})


def receiver_members(resource: Resource) -> frozenset[str]:
    """Give the attributes of runtime/webhooks.py's WebhookReceiver, which no method or child may take."""
    return frozenset() if resource.event is None else _RECEIVER_MEMBERS


def class_header(name: str, base: str, event: str | None) -> tuple[str, ...]:
    """Spell the first lines of a resource's class; `event`: name of the type of what it receives."""
    receiver = () if event is None else (f'WebhookReceiver["types.{event}"]',)
    return tuple(laid_out("", Call(f"class {name}(", (base, *receiver), ")"), ":", ""))
