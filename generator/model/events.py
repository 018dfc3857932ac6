"""What the API sends of its own accord: webhooks, and callbacks where there are no webhooks.

Receives the events as they were built; defines the union of their payloads, and gives the resource that receives them
a place in the tree: the API's own `webhooks`, or a new one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from generator.model.api import BodyKind, Operation, Resource
from generator.model.positions import Position
from generator.model.schemas import TypeBuilder
from generator.model.types import ANY, Doc, TypeExpr, TypeId
from generator.model.unions import union_of
from generator.model.words import snake_fold

_RECEIVER = "webhooks"
_READABLE = frozenset({BodyKind.JSON, BodyKind.FORM})


def payload_of(event: Operation) -> TypeExpr | None:
    """Give the type of what an event brings; None if that is nothing, or nothing that has members."""
    variants = () if event.body is None else event.body.variants
    return next((variant.type for variant in variants if variant.kind in _READABLE), None)


def define_event(webhooks: Sequence[Operation], callbacks: Sequence[Operation], types: TypeBuilder) -> TypeId | None:
    """Define what may come, whichever event it is; None if nothing does."""
    events = webhooks or callbacks
    if not events:
        return None
    payloads = [payload for event in events if (payload := payload_of(event)) is not None]
    id = f"{events[0].location.file}#~event"
    # One payload that nothing is known of makes all of them anything.
    expr = ANY if ANY in payloads or not payloads else union_of(payloads)
    doc = Doc(description="What the API sends of its own accord.")
    types.define_alias(id, Position("WebhookEvent"), expr, doc, events[0].location)
    return id


def with_receiver(resources: tuple[Resource, ...], event: TypeId | None) -> tuple[Resource, ...]:
    """Let the resource called `webhooks` receive; without one, there is a new one."""
    if event is None:
        return resources
    if any(snake_fold(resource.name) == _RECEIVER for resource in resources):
        return tuple(
            replace(resource, event=event) if snake_fold(resource.name) == _RECEIVER else resource
            for resource in resources
        )
    made = Resource(_RECEIVER, (), (), Doc(description="Receives what the API sends of its own accord."), event)
    return tuple(sorted((*resources, made), key=lambda resource: snake_fold(resource.name)))
