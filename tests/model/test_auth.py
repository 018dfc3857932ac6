from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.config import AuthConfig
from generator.loader.spec import OAuthFlow, SecurityScheme
from generator.model.api import Credential, CredentialKind, TokenFlow
from generator.model.types import Doc
from generator.problems import Severity
from tests.model.specs import at, bearer, built, codes, only_operation, operation, parameter


def scheme(type: str, **more: object) -> SecurityScheme:
    return SecurityScheme("it", type, at("/components/securitySchemes/it"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "kind", "wire_name"),
    [
        (scheme("apiKey", place="header", wire_name="Authorization"), CredentialKind.API_KEY_HEADER, "Authorization"),
        (scheme("apiKey", place="query", wire_name="key"), CredentialKind.API_KEY_QUERY, "key"),
        (scheme("apiKey", place="cookie", wire_name="sid"), CredentialKind.API_KEY_COOKIE, "sid"),
        (scheme("http", http_scheme="bearer"), CredentialKind.BEARER, None),
        (scheme("http", http_scheme="basic"), CredentialKind.BASIC, None),
        (scheme("http", http_scheme="digest"), CredentialKind.DIGEST, None),
        (scheme("http", http_scheme="hoba"), CredentialKind.API_KEY_HEADER, "Authorization"),
        (scheme("oauth2"), CredentialKind.OAUTH2, None),
        (scheme("openIdConnect"), CredentialKind.OPEN_ID_CONNECT, None),
        (scheme("mutualTLS"), CredentialKind.MUTUAL_TLS, None),
    ],
)
def test_a_scheme_is_a_credential(written: SecurityScheme, kind: CredentialKind, wire_name: str | None) -> None:
    (found,) = built(security_schemes=(written,)).credentials
    assert ("it", kind, wire_name) == (found.name, found.kind, found.wire_name)


def test_flows_are_kept() -> None:
    flow = OAuthFlow("clientCredentials", token_url="https://t")
    (found,) = built(security_schemes=(scheme("oauth2", flows=(flow,)),)).credentials
    assert (TokenFlow("clientCredentials", "https://t"),) == found.flows


def test_client_yml_settles_an_undefined_scheme() -> None:
    api = built(
        operation("GET /a", security=((("k", ()),),)),
        choices={"auth": (AuthConfig("k", "api-key", "query", "key"),)},
    )
    assert (Credential("k", CredentialKind.API_KEY_QUERY, "key", Doc()),) == api.credentials
    assert [] == codes(api)


@pytest.mark.parametrize(
    ("auth", "kind", "flows"),
    [
        (AuthConfig("k", "http-basic"), CredentialKind.BASIC, ()),
        (AuthConfig("k", "http-digest"), CredentialKind.DIGEST, ()),
        (AuthConfig("k", "http-bearer"), CredentialKind.BEARER, ()),
        (AuthConfig("k", "mutual-tls"), CredentialKind.MUTUAL_TLS, ()),
        (
            AuthConfig("k", "oauth2", url="/t", client_authentication="post"),
            CredentialKind.OAUTH2,
            (TokenFlow("clientCredentials", "/t", client_authentication="post"),),
        ),
        (
            AuthConfig("k", "openid-connect", url="/d"),
            CredentialKind.OPEN_ID_CONNECT,
            (TokenFlow("openIdConnect", discovery_url="/d"),),
        ),
    ],
)
def test_client_yml_settles_a_scheme_of_every_kind(
    auth: AuthConfig, kind: CredentialKind, flows: tuple[TokenFlow, ...]
) -> None:
    written = scheme("oauth2", flows=(OAuthFlow("implicit"),))
    for schemes in ((), (replace(written, name="k"),)):
        api = built(operation("GET /a", security=((("k", ()),),)), security_schemes=schemes, choices={"auth": (auth,)})
        assert [(kind, flows)] == [(each.kind, each.flows) for each in api.credentials]


def test_scopes_are_those_that_operations_require_unless_client_yml_says() -> None:
    operations = (
        operation("GET /a", "a", security=((("it", ("write", "read")),), (("b", ("role",)),))),
        operation("GET /b", "b", security=((("it", ("read", "admin")),),)),
    )
    api = built(*operations, security_schemes=(scheme("oauth2"), bearer("b")))
    assert [("it", ("admin", "read", "write")), ("b", ())] == [(each.name, each.scopes) for each in api.credentials]
    choice = AuthConfig("it", "oauth2", url="/t", scopes=("z", "a"))
    api = built(*operations, security_schemes=(scheme("oauth2"), bearer("b")), choices={"auth": (choice,)})
    assert ("z", "a") == api.credentials[0].scopes


def test_open_id_connect_knows_where_to_ask() -> None:
    (found,) = built(security_schemes=(scheme("openIdConnect", open_id_connect_url="https://t/x"),)).credentials
    assert (TokenFlow("openIdConnect", discovery_url="https://t/x"),) == found.flows


def test_alternatives_and_combinations_are_kept() -> None:
    both = (("a", ()), ("b", ("scope",)))
    api = built(operation("GET /a", security=(both, (("a", ()),), ())), security_schemes=(bearer("a"), bearer("b")))
    assert (("a", "b"), ("a",), ()) == only_operation(api).security


def test_no_security_and_unknown_security_are_told_apart() -> None:
    assert ((),) == only_operation(built(operation("GET /a", security=()))).security
    assert None is only_operation(built(operation("GET /a"))).security


def test_the_api_needs_what_most_operations_need() -> None:
    some, none = ((("a", ()),),), ((),)
    api = built(
        operation("GET /a", security=none),
        operation("GET /b", security=some),
        operation("GET /c", security=some),
        security_schemes=(bearer("a"),),
    )
    assert (("a",),) == api.security


def test_what_other_operations_need_is_not_needed_by_one_that_does_not_say() -> None:
    some = ((("a", ()),),)
    api = built(
        operation("GET /a"),
        operation("GET /b", security=some),
        operation("GET /c", security=some),
        security_schemes=(bearer("a"),),
    )
    assert None is api.security


def test_what_other_operations_take_stands_for_one_that_does_not_say() -> None:
    optional = ((("a", ()),), ())
    api = built(
        operation("GET /a"),
        operation("GET /b", security=optional),
        operation("GET /c", security=optional),
        security_schemes=(bearer("a"),),
    )
    assert (("a",), ()) == api.security


def test_a_header_parameter_named_by_client_yml_is_the_api_key() -> None:
    api = built(
        operation("GET /a", "a", parameters=(parameter("xi-api-key", "header"), parameter("q"))),
        operation("GET /b", "b"),
        choices={"api_key_header": "xi-api-key"},
    )
    assert (Credential("api_key", CredentialKind.API_KEY_HEADER, "xi-api-key", Doc()),) == api.credentials
    first, second = (resource.operations[0] for resource in api.resources)
    assert ((("api_key",), ()), None) == (first.security, second.security)
    assert ["q"] == [each.wire_name for each in first.parameters]
    (entry,) = [each for each in api.account if each.name == "xi-api-key"]
    assert "sent from the client's api_key" == entry.reason
    assert [] == codes(api)


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_parameter_that_is_a_key_is_sent_by_the_client(place: str) -> None:
    schemes = (bearer("a"), SecurityScheme("key", "apiKey", at(), place=place, wire_name="App"))
    written = parameter("App", place, is_required=True)
    always, never, perhaps = ((("a", ()), ("key", ())),), ((("a", ()),),), ((("a", ()),), (("key", ()),))
    api = built(
        operation("GET /a", "a", parameters=(written,), security=always),
        operation("GET /b", "b", parameters=(written,), security=(*always, ())),
        operation("GET /c", "c", parameters=(written,), security=never),
        operation("GET /d", "d", parameters=(written,), security=perhaps),
        operation("GET /e", "e", parameters=(written,)),
        security_schemes=schemes,
    )
    calls = [resource.operations[0] for resource in api.resources]
    assert [0, 0, 1, 1, 1] == [len(call.parameters) for call in calls]
    reasons = [entry.reason for entry in api.account if entry.name == "App"]
    assert ["sent by the client as its `key`"] * 2 + [""] * 3 == reasons


def test_a_usual_header_is_the_api_key_where_no_security_is_defined() -> None:
    call = operation("GET /a", "a", parameters=(parameter("Xi-Api-Key", "header"),))
    api = built(call)
    assert ["Xi-Api-Key"] == [each.wire_name for each in api.credentials]
    assert [("api-key-header-convention", Severity.NOTE)] == [(each.code, each.severity) for each in api.problems]
    defined = built(call, security_schemes=(bearer(),))
    assert ["Xi-Api-Key"] == [each.wire_name for each in only_operation(defined).parameters]


def test_two_values_for_one_header_are_told() -> None:
    key = SecurityScheme("key", "apiKey", at(), place="header", wire_name="authorization")
    both = (("a", ()), ("b", ()))
    api = built(
        operation("GET /a", security=(both,)),
        operation("GET /b", security=(both, (("a", ()), ("key", ())), (("key", ()),))),
        security_schemes=(bearer("a"), bearer("b"), key),
    )
    assert ["security-header-shared"] * 2 == codes(api)
    assert "`a` and `key` are needed together" in api.problems[1].message
    apart = built(
        operation("GET /a", security=((("a", ()),), (("b", ()),))), security_schemes=(bearer("a"), bearer("b"))
    )
    assert [] == codes(apart)
