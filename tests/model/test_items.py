"""What one item of a stream is, by what the document says of the stream."""

from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import MediaType, Schema
from generator.model.api import AnswerKind
from generator.model.media import stream_kind
from generator.model.types import ANY, INTEGER, STRING, ListOf, Named, TypeExpr, UnionOf
from generator.runtime import media as runtime_media
from tests.model.specs import built, component, media, obj, only_operation, operation, ref, response, schema

PET, DOG = Named(component("Pet")), Named(component("Dog"))
COMPONENTS = {
    "Pet": obj(name=schema("string")),
    "Dog": obj(bark=schema("integer")),
    "Pets": schema("array", items=ref("Pet")),
    "Event": obj(data=schema("string", content_media_type="application/json", content_schema=ref("Pet")), id=schema()),
}


def item_of(written: MediaType) -> TypeExpr:
    call = operation("GET /pets", "op", responses=(response("200", written),))
    ((variant,),) = (each.variants for each in only_operation(built(call, schemas=COMPONENTS)).answers)
    return variant.type


def events(of: Schema | None = None, **more: Any) -> MediaType:
    return media("text/event-stream", of, **more)


def json_text(of: Schema | None = None, media_type: str | None = "application/json") -> Schema:
    return schema("string", content_media_type=media_type, content_schema=of)


KIND = {name: schema("string", has_const=True, const=name) for name in ("a", "b")}


@pytest.mark.parametrize(
    ("written", "expr"),
    [
        (events(ref("Pet")), PET),
        (events(schema("array", items=ref("Pet"))), PET),
        (events(ref("Pets")), PET),
        (events(schema("string")), STRING),
        (events(schema("string", format="binary")), STRING),
        (events(schema("string", enum=("a", "b"))), STRING),
        (events(schema("string", "null")), STRING),
        (events(), STRING),
        (events(schema()), STRING),
        (events(schema(one_of=(ref("Pet"), schema("string", has_const=True, const="[DONE]")))), PET),
        (events(item_schema=ref("Pet")), PET),
        (events(item_schema=ref("Event")), PET),
        (events(item_schema=obj(data=json_text(ref("Pet"), None))), PET),
        (events(item_schema=obj(data=json_text())), ANY),
        (events(item_schema=obj(data=json_text(ref("Pet"), "application/xml"))), STRING),
        (events(item_schema=obj(data=schema("string"), event=schema("string"))), STRING),
        (events(item_schema=obj(data=ref("Pet"), retry=schema("integer"))), PET),
        (events(item_schema=obj(data=schema("string"), other=schema("integer"))), "an object of its own"),
        (
            events(
                item_schema=schema(
                    one_of=(
                        obj(event=KIND["a"], data=json_text(ref("Pet"))),
                        obj(event=KIND["b"], data=json_text(ref("Dog"))),
                        obj(data=schema("string", has_const=True, const="[DONE]")),
                    )
                )
            ),
            UnionOf((PET, DOG)),
        ),
        (
            events(item_schema=schema(one_of=(obj(data=json_text(ref("Pet"))), obj(data=schema("string"))))),
            STRING,
        ),
        (media("application/jsonl", schema("string", format="binary")), ANY),
        (media("application/jsonl", schema("string")), ANY),
        (media("application/jsonl"), ANY),
        (media("application/jsonl", item_schema=schema("string")), STRING),
        (media("application/jsonl", item_schema=schema("array", items=schema("integer"))), ListOf(INTEGER)),
        (media("application/json-seq", ref("Pet")), PET),
    ],
)  # fmt: skip
def test_an_item_is_what_the_document_says(written: MediaType, expr: TypeExpr | str) -> None:
    found = item_of(written)
    if expr == "an object of its own":
        assert isinstance(found, Named) and found not in (PET, DOG)
    elif isinstance(expr, UnionOf):
        assert isinstance(found, UnionOf) and expr.members == found.members
    else:
        assert expr == found


@pytest.mark.parametrize(
    "media_type",
    [
        *("text/event-stream", "Text/Event-Stream; charset=utf-8", "application/jsonl", "application/x-jsonl"),
        *("application/NDJSON", "application/x-ndjson", "application/json-lines", "application/x-jsonlines"),
        *("text/jsonl", "application/jsonlines", "application/stream+json", "application/json-seq"),
        *("application/geo+json-seq", "application/json", "text/plain", "application/problem+json", "*/*", "audio/*"),
    ],
)
def test_generator_and_client_agree_on_what_a_stream_is(media_type: str) -> None:
    kind = stream_kind(media_type)
    assert (kind is not None) is runtime_media.is_stream(media_type)
    assert (kind is AnswerKind.EVENT_STREAM) is runtime_media.is_event_stream(media_type)
    assert not (kind is not None and runtime_media.is_json(media_type))
