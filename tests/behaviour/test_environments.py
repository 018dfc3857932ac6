"""Servers by name and their variables, in a client made from a document that has every kind of them."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest

from tests.behaviour.small_clients import KINDS, called, made
from tests.loopback import Loopback, Reply

every_kind = pytest.mark.parametrize("kind", KINDS)

DOCUMENT = """
openapi: 3.1.0
info: {title: Regions, version: "1"}
servers:
  - url: https://{region}.api.test/{basePath}
    description: Production
    variables:
      region: {default: us, enum: [us, eu], description: Where the data is.}
      basePath: {default: v2}
  - url: http://{host}:{port}/{basePath}
    description: Local
    variables:
      host: {default: 127.0.0.1}
      port: {default: "8080", enum: ["8080", "8443"]}
      basePath: {default: dev}
      server: {default: unused}
  - url: https://sandbox.api.test
    description: Sandbox
  - url: "{anywhere}/v3"
    x-name: own
    variables:
      anywhere: {default: "https://own.test/x"}
  - url: "https://{tenant}.api.test"
    x-name: tenants
paths:
  /plain:
    get: {operationId: getPlain, tags: [things], responses: {"204": {description: done}}}
  /files:
    servers:
      - url: http://{host}:{port}/files/{log}
        variables: {host: {default: nowhere.test}, port: {default: "1"}, log: {default: main}}
    get: {operationId: listFiles, tags: [files], responses: {"204": {description: done}}}
  /special:
    get:
      operationId: getSpecial
      tags: [files]
      servers: [{url: "/special/{basePath}", variables: {basePath: {default: s}}}]
      responses: {"204": {description: done}}
"""


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made(tmp_path_factory.mktemp("regions"), "regions", DOCUMENT)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "https://us.api.test/v2"),
        ({"region": "eu"}, "https://eu.api.test/v2"),
        ({"region": "ap-1", "base_path": "v3/beta"}, "https://ap-1.api.test/v3/beta"),
        ({"server": "local"}, "http://127.0.0.1:8080/dev"),
        ({"server": "local", "port": "8443", "base_path": "x", "region": "eu"}, "http://127.0.0.1:8443/x"),
        ({"server": "local", "host": "[::1]"}, "http://[::1]:8080/dev"),
        ({"server": "sandbox", "region": "eu"}, "https://sandbox.api.test"),
        ({"server": "own"}, "https://own.test/x/v3"),
        ({"server": "own", "anywhere": "http://127.0.0.1:9/a"}, "http://127.0.0.1:9/a/v3"),
        ({"server": "https://given.test/", "region": "eu"}, "https://given.test"),
        ({"server": "local", "region": "eu", "base_url": "https://wins.test/v9/"}, "https://wins.test/v9"),
    ],
)
def test_server_and_variables_make_the_url(regions: Any, arguments: dict[str, str], expected: str) -> None:
    for client in (regions.Regions(**arguments), regions.AsyncRegions(**arguments)):
        assert expected == client.base_url


def test_the_environment_has_variables_too_and_code_wins(regions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIONS_REGION", "eu")
    monkeypatch.setenv("REGIONS_BASE_PATH", "")
    assert "https://eu.api.test/v2" == regions.Regions().base_url
    assert "https://us.api.test/v2" == regions.Regions(region="us").base_url
    monkeypatch.setenv("REGIONS_BASE_URL", "https://env.test")
    assert "https://env.test" == regions.Regions(region="us").base_url
    assert "https://sandbox.api.test" == regions.Regions(server="sandbox").base_url


def test_unknown_values_are_refused_in_strict_mode_only(regions: Any) -> None:
    assert "https://xx.api.test/v2" == regions.Regions(region="xx").base_url
    with pytest.raises(ValueError, match="server variable 'region' must be one of 'us', 'eu', not 'xx'"):
        regions.Regions(region="xx", strict=True)
    assert "https://eu.api.test/any" == regions.Regions(region="eu", base_path="any", strict=True).base_url
    # What another server allows is its own affair.
    assert "https://us.api.test/v2" == regions.Regions(port="1", strict=True).base_url


@pytest.mark.parametrize("value", ["evil.test/", "evil.test/x?", "a@evil.test", "evil.test#", "a b", "\\evil", "a%2fb"])
def test_a_variable_of_the_host_leads_to_no_other_host(regions: Any, value: str) -> None:
    with pytest.raises(ValueError, match="server variable 'region' stands in the host of"):
        regions.Regions(region=value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a b", "a%20b"), ("a?b#c", "a%3Fb%23c"), ("ü", "%C3%BC"), ("v1/x", "v1/x"), ("a%20b", "a%20b"), ("@x", "@x")],
)
def test_a_variable_of_the_path_is_encoded(regions: Any, value: str, expected: str) -> None:
    assert f"https://us.api.test/{expected}" == regions.Regions(base_path=value).base_url


@pytest.mark.parametrize("value", ["..", "a/../../b", "."])
def test_a_variable_of_the_path_does_not_climb(regions: Any, value: str) -> None:
    with pytest.raises(ValueError, match="server variable 'basePath' must not be"):
        regions.Regions(base_path=value)


def test_a_variable_is_a_text(regions: Any) -> None:
    with pytest.raises(TypeError, match="server variable 'port' must be a str, not int"):
        regions.Regions(server="local", port=8080)


@every_kind
def test_requests_go_where_the_variables_say_also_those_with_servers_of_their_own(kind: str, regions: Any) -> None:
    with Loopback(Reply(204)) as server:
        arguments = {"server": "local", "port": str(server.port), "base_path": "dev", "log_variable": "other"}
        called(kind, regions, "Regions", lambda client: client.things.retrieve_plain(), **arguments)
        called(kind, regions, "Regions", lambda client: client.files.list(), **{**arguments, "host": "127.0.0.1"})
        called(kind, regions, "Regions", lambda client: client.files.retrieve_special(), **arguments)
        called(kind, regions, "Regions", lambda client: client.files.list(), base_url=f"{server.url}/all")
    assert ["/dev/plain", "/files/other/files", "/special/dev/special", "/all/files"] == [
        request.target for request in server.requests
    ]


def test_arguments_are_typed_and_named_so_that_none_is_taken_twice(regions: Any) -> None:
    found = {name: each.annotation for name, each in inspect.signature(regions.Regions.__init__).parameters.items()}
    assert {
        "self": inspect.Parameter.empty,
        "server": "Literal['production', 'local', 'sandbox', 'own', 'tenants'] | str | None",
        "region": "Literal['us', 'eu'] | str | None",
        "base_path": "str | None",
        "host": "str | None",
        "port": "Literal['8080', '8443'] | str | None",
        "anywhere": "str | None",
        "tenant": "str | None",
        "log_variable": "str | None",
        "options": "Unpack[ClientOptions]",
    } == {name: str(kind).replace('"', "'") if isinstance(kind, str) else kind for name, kind in found.items()}


def test_a_variable_without_default_has_to_be_given(regions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    message = "server 'tenants' of regions needs tenant=: give it to the client or set REGIONS_TENANT"
    with pytest.raises(ValueError, match=message):
        regions.Regions(server="tenants")
    assert "https://blue.api.test" == regions.Regions(server="tenants", tenant="blue").base_url
    monkeypatch.setenv("REGIONS_TENANT", "red")
    assert "https://red.api.test" == regions.Regions(server="tenants").base_url


def test_copies_and_pickles_keep_the_variables(regions: Any) -> None:
    client = regions.Regions(region="eu")
    for other in (client.with_options(timeout=1), copy.copy(client), pickle.loads(pickle.dumps(client))):
        assert "https://eu.api.test/v2" == other.base_url
