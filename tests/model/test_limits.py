from __future__ import annotations

from generator.loader.spec import OAuthFlow, SecurityScheme, Server, ServerVariable
from tests.model.specs import at, built, codes, json_body, media, obj, operation, response, schema


def test_a_document_that_uses_nothing_special_gets_no_note() -> None:
    assert [] == codes(built(operation("POST /a", body=json_body(obj(x=schema("string"))))))


def test_each_kind_is_told_once_with_its_number() -> None:
    answer = response("200", media("text/event-stream", schema("string")))
    api = built(
        operation("GET /a", responses=(answer,)),
        servers=(
            Server("https://{r}.x.test", at("/s"), variables=(ServerVariable("r", "us"), ServerVariable("q", "us"))),
        ),
        security_schemes=(
            SecurityScheme(
                "o", "oauth2", at("/o"), flows=(OAuthFlow("clientCredentials", token_url="https://x.test/t"),)
            ),
        ),
    )
    notes = {problem.code: problem for problem in api.problems if problem.code.startswith("limit-")}
    assert {
        "limit-token-flows",
        "limit-server-variables",
    } == set(notes)
    assert "(2 server variables in all.)" in notes["limit-server-variables"].message
    assert "/s" in notes["limit-server-variables"].location.pointer


def test_the_title_of_several_documents_names_them_all() -> None:
    from generator.loader.spec import Info

    assert (
        "Voice API and Call API"
        == built(infos=(Info("Voice API", "1"), Info("Call API", "2"), Info("Voice API", "3"))).title
    )
