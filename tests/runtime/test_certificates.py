"""Mutual TLS: a server that talks to nobody without a certificate, and who is let in."""

from __future__ import annotations

import pickle
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from generator.runtime import errors
from generator.runtime.certificates import default_tls_context, tls_context_with
from generator.runtime.client import SyncClient
from generator.runtime.httpx_transport import shared_tls_context
from generator.runtime.settings import Credential, Settings
from tests.loopback import Loopback, Reply
from tests.runtime.grants import GET, get, settings_of, used
from tests.runtime.support import KINDS
from tests.runtime.test_client import Recorder

every_kind = pytest.mark.parametrize("kind", KINDS)
CERTIFICATE = Credential("tls", "mutual-tls", ("client_cert",), ("ACME_CLIENT_CERT",))
BEARER = Credential("bearer", "bearer", ("api_key",), ("ACME_API_KEY",))
SETTINGS = settings_of(CERTIFICATE)
EITHER = Settings("acme", "1", "ACME", credentials=(CERTIFICATE, BEARER), security=(("tls",), ("bearer",)))


class Files:
    """A client's certificate and its key, in one file and in two."""

    def __init__(self, folder: Path, authority: trustme.CA) -> None:
        certificate = authority.issue_cert("client@acme.test")
        self.both, self.certificate, self.key = (folder / name for name in ("both.pem", "cert.pem", "key.pem"))
        certificate.private_key_and_cert_chain_pem.write_to_path(self.both)
        certificate.cert_chain_pems[0].write_to_path(self.certificate)
        certificate.private_key_pem.write_to_path(self.key)
        self.context = ssl.create_default_context()
        authority.configure_trust(self.context)
        certificate.configure_cert(self.context)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def files(tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Files:
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return Files(tmp_path, authority)


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[Loopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    loopback = Loopback(Reply(json={"in": True}))
    plain = loopback._server.socket
    loopback._server.socket = context.wrap_socket(plain, server_side=True)
    with loopback:
        yield loopback
    plain.close()


def url_of(server: Loopback) -> str:
    return f"https://127.0.0.1:{server.port}"


@every_kind
@pytest.mark.parametrize("form", ["one file", "two files", "text", "context", "environment"])
def test_the_certificate_is_shown(
    kind: str, form: str, files: Files, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {
        "one file": {"client_cert": files.both},
        "two files": {"client_cert": (files.certificate, str(files.key))},
        "text": {"client_cert": str(files.both)},
        "context": {"client_cert": files.context},
        "environment": {},
    }[form]
    if form == "environment":
        monkeypatch.setenv("ACME_CLIENT_CERT", str(files.both))
    assert {"in": True} == used(kind, SETTINGS, given, get, base_url=url_of(server))


@every_kind
def test_without_a_certificate_nothing_is_sent(kind: str, server: Loopback) -> None:
    with pytest.raises(errors.MissingCredentialsError) as caught:
        used(kind, SETTINGS, {}, get, base_url=url_of(server))
    ways = "give client_cert= to the client or set ACME_CLIENT_CERT, or an http_client= that has a certificate"
    assert f"this operation of acme needs credentials: {ways}" == str(caught.value)
    assert 0 == server.connections


@every_kind
def test_the_server_is_what_asks_for_the_certificate(kind: str, files: Files, server: Loopback) -> None:
    """The test of the tests above: a client that is trusted with nothing is not let in."""
    context = ssl.create_default_context(cafile=str(files.both.parent / "ca.pem"))
    made = httpx2.Client(verify=context) if kind == "sync" else httpx2.AsyncClient(verify=context)
    with pytest.raises(errors.APIConnectionError):
        used(kind, SETTINGS, {}, get, base_url=url_of(server), http_client=made, max_retries=0)
    assert [] == server.requests


@every_kind
def test_a_client_of_the_user_s_own_may_have_the_certificate(kind: str, files: Files, server: Loopback) -> None:
    made = httpx2.Client(verify=files.context) if kind == "sync" else httpx2.AsyncClient(verify=files.context)
    assert {"in": True} == used(kind, SETTINGS, {}, get, base_url=url_of(server), http_client=made)


def test_what_is_surely_there_is_sent_before_what_may_be() -> None:
    transport = Recorder()
    none: dict[str, Any] = {"client_cert": None, "api_key": None}
    client = SyncClient(EITHER, {**none, "api_key": "k"}, "https://x.test", {"transport": transport})
    client._call(GET, (), {})
    client.api_key = None  # type: ignore[attr-defined]
    client._call(GET, (), {})
    assert [True, False] == [("Authorization", "Bearer k") in request.headers for request in transport.requests]


def test_a_certificate_and_a_client_of_one_s_own_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="give the certificate to transport="):
        SyncClient(SETTINGS, {"client_cert": "x.pem"}, "https://x.test", {"transport": Recorder()})


@every_kind
def test_pyreqwest_by_name_does_not_go_without_the_certificate(
    kind: str, monkeypatch: pytest.MonkeyPatch, server: Loopback
) -> None:
    base = {"max_retries": 0, "transport": "pyreqwest"}
    monkeypatch.setenv("ACME_CLIENT_CERT", "x.pem")
    with pytest.raises(ValueError, match="give it to a PyreqwestTransport"):
        used(kind, SETTINGS, {"client_cert": None}, get, base_url=url_of(server), **base)
    assert [] == server.requests


@every_kind
def test_the_default_transport_may_be_named_beside_a_certificate(kind: str, files: Files, server: Loopback) -> None:
    given = {"client_cert": files.both}
    assert {"in": True} == used(kind, SETTINGS, given, get, base_url=url_of(server), transport="httpx2")


def test_the_process_s_shared_context_never_shows_it(files: Files) -> None:
    assert tls_context_with(files.both) is not shared_tls_context()


@pytest.mark.parametrize("certificate", [5, (), ("a", "b", "c", "d"), (1, 2), b"x"])
def test_what_is_no_certificate_is_told(certificate: object) -> None:
    with pytest.raises(TypeError, match="the client certificate must be a path, a tuple"):
        tls_context_with(certificate)


def test_a_file_that_holds_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    for name in ("bad.pem", "absent.pem"):
        with pytest.raises(ValueError, match=f"{name} must hold, as PEM, a certificate and its key"):
            tls_context_with(tmp_path / name)


def test_paths_travel_with_a_pickled_client() -> None:
    client = SyncClient(SETTINGS, {"client_cert": "client.pem"}, "https://x.test")
    assert "client.pem" == pickle.loads(pickle.dumps(client)).client_cert


def test_a_context_does_not_travel_and_says_what_does() -> None:
    client = SyncClient(SETTINGS, {"client_cert": ssl.create_default_context()}, "https://x.test")
    with pytest.raises(TypeError, match="its certificate is an SSLContext: give the certificate's file"):
        pickle.dumps(client)


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_of_trusted_certificates_that_is_none_is_named(
    text: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "corporate.pem"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(ValueError, match="SSL_CERT_FILE must be a file of certificates in PEM: '.*corporate.pem'"):
        default_tls_context()
