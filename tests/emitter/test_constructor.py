"""Names of the constructor's arguments: none is taken twice, and those that belong together look it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.emitter.constructor import OPTIONS, constructor_of
from generator.emitter.resource_views import CLIENT_MEMBERS
from generator.model.api import Credential, CredentialKind, Resource, Server, ServerVariable, TokenFlow
from generator.model.types import Doc
from generator.runtime.options import CLIENT_OPTION_NAMES
from tests.emitter import samples

MACHINE = TokenFlow("clientCredentials", "https://a.test/token")


def oauth(name: str, *flows: TokenFlow, kind: CredentialKind = CredentialKind.OAUTH2) -> Credential:
    return Credential(name, kind, None, Doc(), flows)


def names(*credentials: Credential, resources: tuple[Resource, ...] = ()) -> list[tuple[str, ...]]:
    api = replace(samples.api(), credentials=credentials, resources=resources, operations=())
    return [each.python_names for each in constructor_of(api, samples.CONFIG).credentials]


def test_every_option_of_the_runtime_is_known() -> None:
    assert CLIENT_OPTION_NAMES <= {*OPTIONS, *CLIENT_MEMBERS}


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (MACHINE, "access_token client_id client_secret scopes token_options"),
        (TokenFlow("password", "/t"), "access_token client_id client_secret username password scopes token_options"),
        (TokenFlow("authorizationCode", "/t"), "access_token client_id client_secret refresh_token token_options"),
        (
            TokenFlow("authorizationCode", None, "/r"),
            "access_token client_id client_secret refresh_token token_options",
        ),
        (TokenFlow("implicit"), "access_token"),
        (TokenFlow("clientCredentials"), "access_token"),
    ],
)
def test_a_flow_has_the_arguments_it_needs(flow: TokenFlow, expected: str) -> None:
    assert [tuple(expected.split())] == names(oauth("login", flow))


def test_flows_of_one_host_share_their_arguments_and_others_do_not() -> None:
    elsewhere = replace(MACHINE, token_url="https://b.test/token")
    first, second, third = names(oauth("one", MACHINE), oauth("two", MACHINE), oauth("three", elsewhere))
    assert first == second
    assert ("access_token", "three_client_id", "three_client_secret", "three_scopes", "three_token_options") == third


@pytest.mark.parametrize(
    ("kind", "schemes", "expected"),
    [
        (CredentialKind.BEARER, ("ApiKeyAuth", "AdminApiKeyAuth"), ["api_key", "admin_api_key"]),
        (CredentialKind.BEARER, ("bearerAuth", "Bearer", "JWT", "bearer_auth_2"), ["api_key"] * 4),
        (
            CredentialKind.BEARER,
            ("refreshAuth", "bearerAuth", "refresh"),
            ["refresh_api_key", "api_key", "refresh_api_key"],
        ),
        (CredentialKind.BEARER, ("userAuth", "orgAuth"), ["api_key", "org_api_key"]),
        (CredentialKind.BEARER, ("bearerauth", "OAuth2Bearer", "apikey", "acmeToken"), ["api_key"] * 4),
        (CredentialKind.BASIC, ("basic", "partner-basic"), ["username", "partner_username"]),
    ],
)
def test_schemes_of_one_kind_share_an_argument_unless_their_names_tell_of_two(
    kind: CredentialKind, schemes: tuple[str, ...], expected: list[str]
) -> None:
    assert expected == [found[0] for found in names(*(Credential(each, kind, None, Doc()) for each in schemes))]


def test_schemes_that_are_needed_together_share_an_argument() -> None:
    schemes = tuple(Credential(each, CredentialKind.BEARER, None, Doc()) for each in ("user", "partner", "admin"))
    operation = replace(samples.api().resources[0].operations[0], security=(("user", "partner"), ("admin",)))
    api = replace(samples.api(), credentials=schemes, resources=(), operations=(operation,))
    found = constructor_of(api, samples.CONFIG).credentials
    assert [("api_key",), ("api_key",), ("admin_api_key",)] == [each.python_names for each in found]


def test_arguments_that_belong_together_are_named_alike() -> None:
    identity = TokenFlow("openIdConnect", discovery_url="https://a.test/d")
    _, second = names(oauth("main", MACHINE), oauth("id", identity, kind=CredentialKind.OPEN_ID_CONNECT))
    assert {"id"} == {name.partition("_")[0] for name in second}


def test_arguments_tell_of_each_other_by_the_names_they_have() -> None:
    elsewhere = replace(MACHINE, token_url="https://b.test/token")
    api = replace(samples.api(), credentials=(oauth("one", MACHINE), oauth("two", elsewhere)), resources=())
    told = {each.python_name: each.told for each in constructor_of(api, samples.CONFIG).secrets}
    assert "with `client_secret`" in told["client_id"] and "see `client_id`" in told["client_secret"]
    assert "with `two_client_secret`" in told["two_client_id"] and "see `two_client_id`" in told["two_client_secret"]


def test_a_resource_keeps_its_name() -> None:
    operation = replace(samples.api().resources[0].operations[0], security=(("login",),))
    resource = Resource("scopes", (operation,), (), Doc())
    (found,) = names(oauth("login", MACHINE), resources=(resource,))
    assert all(name.startswith("login_") for name in found)


def test_a_server_variable_gives_way() -> None:
    variables = tuple(
        ServerVariable(name, "x", (), Doc())
        for name in ("api_key", "server", "timeout", "log", "basePath", "base-path")
    )
    url = "https://x.test/" + "/".join(f"{{{each.wire_name}}}" for each in variables)
    api = replace(samples.api(), servers=(Server("main", url, Doc(), variables),))
    found = constructor_of(api, samples.CONFIG).variables
    assert [
        ("api_key_variable", "ACME_API_KEY_VARIABLE"),
        ("server_variable", "ACME_SERVER_VARIABLE"),
        ("timeout_variable", "ACME_TIMEOUT_VARIABLE"),
        ("log_variable", "ACME_LOG_VARIABLE"),
        ("base_path", "ACME_BASE_PATH"),
        ("base_path_variable", "ACME_BASE_PATH_VARIABLE"),
    ] == [(each.python_name, each.environment) for each in found]
