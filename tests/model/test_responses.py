from __future__ import annotations

import pytest

from generator.loader.spec import Header, MediaType, Response
from generator.model.api import Answer, AnswerKind
from generator.model.types import ANY, INTEGER, STRING, Binary, ListOf, Named, TypeExpr
from tests.model.specs import at, built, codes, component, media, obj, only_operation, operation, ref, response, schema


def answers(*responses: Response) -> tuple[Answer, ...]:
    call = operation("GET /pets", "op", responses=responses)
    return only_operation(built(call, schemas={"Pet": obj(name=schema("string"))})).answers


PET = Named(component("Pet"))


@pytest.mark.parametrize(
    ("written", "kind", "expr"),
    [
        (media("application/json", ref("Pet")), AnswerKind.JSON, PET),
        (media("application/json"), AnswerKind.JSON, ANY),
        (media("application/problem+json; charset=utf-8", ref("Pet")), AnswerKind.JSON, PET),
        (media("application/json", schema("string", format="binary")), AnswerKind.BINARY, Binary()),
        (media("text/csv", schema("string")), AnswerKind.TEXT, STRING),
        (media("text/csv"), AnswerKind.TEXT, STRING),
        (media("application/xml", ref("Pet")), AnswerKind.XML, PET),
        (media("audio/mpeg"), AnswerKind.BINARY, Binary()),
        (media("application/zip", schema("string")), AnswerKind.BINARY, Binary()),
        (media("*/*", ref("Pet")), AnswerKind.JSON, PET),
        (media("*/*", schema("string")), AnswerKind.BINARY, Binary()),
        (media("text/event-stream", ref("Pet")), AnswerKind.EVENT_STREAM, PET),
        (media("application/x-ndjson", schema("array", items=ref("Pet"))), AnswerKind.JSON_LINES, PET),
        (media("application/jsonl", item_schema=ref("Pet")), AnswerKind.JSON_LINES, PET),
        (media("application/json", schema("array", items=ref("Pet"))), AnswerKind.JSON, ListOf(PET)),
        (media("application/json", item_schema=ref("Pet")), AnswerKind.JSON, ListOf(PET)),
        (media("application/json", schema("array"), item_schema=ref("Pet")), AnswerKind.JSON, ListOf(ANY)),
    ],
)
def test_the_media_type_tells_how_an_answer_is_read(written: MediaType, kind: AnswerKind, expr: TypeExpr) -> None:
    (variant,) = answers(response("200", written))[0].variants
    assert (written.media_type, kind, expr) == (variant.media_type, variant.kind, variant.type)


@pytest.mark.parametrize(
    ("media_type", "expr"), [("multipart/mixed", Binary()), ("application/x-foo", Binary()), ("text/csv", STRING)]
)
def test_items_that_nothing_says_how_to_read_are_told(media_type: str, expr: TypeExpr) -> None:
    api = built(operation("GET /pets", "op", responses=(response("200", media(media_type, item_schema=obj())),)))
    ((variant,),) = [answer.variants for answer in only_operation(api).answers]
    assert (expr, ["media-type-schema"]) == (variant.type, codes(api))


def test_answers_are_sorted_exact_then_ranges_then_default() -> None:
    found = answers(*(response(status) for status in ("default", "5XX", "404", "2XX", "201", "200")))
    assert ["200", "201", "404", "2XX", "5XX", "default"] == [answer.status for answer in found]
    assert [True, True, False, True, False, False] == [answer.is_success for answer in found]


def test_an_answer_without_media_types_has_no_content() -> None:
    assert () == answers(response("204"))[0].variants


@pytest.mark.parametrize("status", ["204", "205"])
def test_content_of_a_status_that_has_none_is_told_and_left_out(status: str) -> None:
    call = operation("DELETE /pets", "op", responses=(response(status, media("application/json", ref("Pet"))),))
    api = built(call, schemas={"Pet": obj(name=schema("string"))})
    assert [()] == [each.variants for each in only_operation(api).answers]
    assert ["content-forbidden"] == [each.code for each in api.problems]


def test_headers_are_typed_and_content_type_is_left_out() -> None:
    headers = (Header("X-Rate-Limit", at("/h"), schema("integer"), description="d"), Header("Content-Type", at("/h")))
    (answer,) = answers(response("200", headers=headers))
    assert [("X-Rate-Limit", INTEGER, "d")] == [
        (each.wire_name, each.type, each.doc.description) for each in answer.headers
    ]


def test_a_shared_answer_names_its_inline_types() -> None:
    shared = Response(
        "404", at("/components/responses/NotFound"), media_types=(media("application/json", obj(x=schema())),)
    )
    api = built(operation("GET /a", "a", responses=(shared,)), operation("GET /b", "b", responses=(shared,)))
    assert ["NotFound"] == [each.name for each in api.types.values()]
