from __future__ import annotations

import pytest

from generator.loader.spec import Server, ServerVariable
from tests.model.specs import at, built, codes, only_operation, operation


def servers(*urls: str, choices: object = None, descriptions: tuple[str | None, ...] = ()) -> list[tuple[str, str]]:
    told = (*descriptions, *(None for _ in urls))
    written = tuple(Server(url, at("/servers"), description=text) for url, text in zip(urls, told))
    return [(each.name, each.url) for each in built(servers=written, choices=choices).servers]


def test_servers_are_named_by_what_their_hosts_have_of_their_own() -> None:
    assert [
        ("production", "https://api.elevenlabs.io"),
        ("us", "https://api.us.elevenlabs.io"),
        ("eu-residency", "https://api.eu.residency.elevenlabs.io"),
        ("in-residency", "https://api.in.residency.elevenlabs.io"),
    ] == servers(
        "https://api.elevenlabs.io",
        "https://api.us.elevenlabs.io",
        "https://api.eu.residency.elevenlabs.io/",
        "https://api.in.residency.elevenlabs.io",
    )


@pytest.mark.parametrize(
    ("url", "description", "name"),
    [
        ("https://x.com", "Sandbox server", "sandbox"),
        ("https://x.com", "Main endpoint.", "production"),
        ("https://x.com", "Use this one to test your integration before going live", "production"),
        ("https://staging.x.com", None, "staging"),
        ("http://localhost:8000", None, "local"),
    ],
)
def test_a_stage_in_description_or_host_is_the_name(url: str, description: str | None, name: str) -> None:
    assert [(name, url)] == servers(url, descriptions=(description,))


def test_names_are_unique_and_equal_urls_are_one() -> None:
    assert [("production", "https://a.com/v1"), ("v2", "https://a.com/v2"), ("server-3", "http://a.com/v1")] == servers(
        "https://a.com/v1", "https://a.com/v1/", "https://a.com/v2", "http://a.com/v1"
    )


def test_client_yml_and_the_document_name_servers() -> None:
    assert [("main", "https://a.com")] == servers("https://a.com/", choices={"servers": {"main": "https://a.com"}})
    written = Server("https://a.com", at(), name="own")
    assert ["own"] == [each.name for each in built(servers=(written,)).servers]


def test_variables_are_kept() -> None:
    written = Server("https://{region}.a.com", at(), variables=(ServerVariable("region", "eu", ("eu", "us"), "d"),))
    (variable,) = built(servers=(written,)).servers[0].variables
    assert ("region", "eu", ("eu", "us"), "d") == (
        variable.wire_name,
        variable.default,
        variable.values,
        variable.doc.description,
    )


@pytest.mark.parametrize("urls", [(), ("/",), ("/api/v1",)])
def test_without_an_absolute_url_there_is_a_warning(urls: tuple[str, ...]) -> None:
    api = built(servers=tuple(Server(url, at()) for url in urls))
    assert ["server-url-unknown"] == codes(api)
    assert [url.rstrip("/") for url in urls or ("",)] == [each.url for each in api.servers]


def test_an_operation_can_have_servers_of_its_own() -> None:
    own = operation("GET /a", servers=(Server("https://files.a.com/", at()),))
    assert ["https://files.a.com"] == [each.url for each in only_operation(built(own)).servers]


@pytest.mark.parametrize(
    ("url", "variables", "code", "kept"),
    [
        ("https://{tenant}.x.com", (), "server-variable-undefined", [("tenant", None)]),
        ("https://x.com", (ServerVariable("old", "1"),), "server-variable-unused", [("old", "1")]),
        ("https://{r}.x.com", (ServerVariable("r", "a", ("b",)),), "server-variable-default", [("r", "a")]),
    ],
)
def test_what_is_odd_about_variables_is_told_at_its_place(
    url: str, variables: tuple[ServerVariable, ...], code: str, kept: list[tuple[str, str | None]]
) -> None:
    server = Server(url, at("/servers/0"), variables=variables)
    api = built(servers=(server,))
    assert kept == [(each.wire_name, each.default) for each in api.servers[0].variables]
    assert [(code, "/servers/0")] == [(each.code, each.location.pointer) for each in api.problems]
    own = built(operation("GET /a", servers=(server,)), operation("GET /b", servers=(server,)))
    assert [code] == codes(own)
