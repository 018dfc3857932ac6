from __future__ import annotations

from generator.loader.spec import Header, Link
from tests.model.specs import at, built, codes, json_body, media, obj, operation, response, schema


def test_a_document_that_uses_nothing_special_gets_no_note() -> None:
    assert [] == codes(built(operation("POST /a", body=json_body(obj(x=schema("string"))))))


def test_each_kind_is_told_once_with_its_number() -> None:
    answer = response("200", media("text/event-stream", schema("string")))
    told = response(
        "201", headers=(Header("X-A", at("/h1")), Header("X-B", at("/h2"))), links=(Link("next", at("/l1")),)
    )
    api = built(
        operation("GET /a", responses=(answer, told)),
    )
    notes = {problem.code: problem for problem in api.problems if problem.code.startswith("limit-")}
    assert {
        "limit-links",
        "limit-response-headers",
        "limit-streams",
    } == set(notes)
    assert "(2 response headers in all.)" in notes["limit-response-headers"].message
    assert "/h1" in notes["limit-response-headers"].location.pointer


def test_the_title_of_several_documents_names_them_all() -> None:
    from generator.loader.spec import Info

    assert (
        "Voice API and Call API"
        == built(infos=(Info("Voice API", "1"), Info("Call API", "2"), Info("Voice API", "3"))).title
    )


def test_every_kind_of_stream_is_told() -> None:
    kinds = ("text/event-stream", "application/jsonl", "Application/NDJSON", "application/x-ndjson; charset=utf-8")
    answers = response("200", *(media(kind, schema("string")) for kind in kinds))
    (note,) = (
        each for each in built(operation("GET /a", responses=(answers,))).problems if each.code == "limit-streams"
    )
    assert f"({len(kinds)} streamed answers in all.)" in note.message
