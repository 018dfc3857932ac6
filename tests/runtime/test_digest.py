"""HTTP digest: the RFC's own examples, and a server that computes for itself what the answer must be."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from generator.runtime import errors
from generator.runtime.digest import answer_to, best_challenge, challenges_in
from generator.runtime.options import Timeout
from generator.runtime.settings import Credential
from generator.runtime.transport import TransportRequest
from tests.loopback import Loopback, Received, Reply
from tests.runtime.grants import POST, get, in_turn, settings_of, used
from tests.runtime.support import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS)
SETTINGS = settings_of(Credential("digest", "digest", ("username", "password"), ("ACME_USERNAME", "ACME_PASSWORD")))
ADA = {"username": "ada", "password": 'se"cret'}
HASHES: dict[str, Any] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@pytest.mark.parametrize(
    ("challenge", "user", "password", "cnonce", "expected"),
    [
        # RFC 7616 §3.9.1
        (
            'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5,'
            ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
            *("Mufasa", "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            "8ca523f5e9506fed4657c9700eebdbec",
        ),
        (
            'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256,'
            ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
            *("Mufasa", "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        # RFC 2617 §3.5
        (
            'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
            *("Mufasa", "Circle Of Life", "0a4f113b"),
            "6629fae49393a05397450978507c4ef1",
        ),
    ],
)
def test_the_standard_s_examples_come_out(challenge: str, user: str, password: str, cnonce: str, expected: str) -> None:
    found = best_challenge((challenge,))
    assert found is not None
    request = TransportRequest("GET", "https://x.test/dir/index.html", (), None, Timeout())
    header = answer_to(found, request, user, password, cnonce, 1)
    assert f'response="{expected}"' in header
    assert 'uri="/dir/index.html"' in header and "nc=00000001" in header and f'username="{user}"' in header


def test_a_user_with_other_letters_is_named_as_rfc_8187_has_it() -> None:
    found = best_challenge(('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256, charset=UTF-8',))
    assert found is not None
    request = TransportRequest("GET", "https://x.test/", (), None, Timeout())
    # RFC 7616 §3.9.2
    assert "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe" in answer_to(found, request, "Jäsøn Doe", "p", "c", 1)


def test_a_password_that_latin_1_cannot_spell_is_hashed_as_utf_8() -> None:
    found = best_challenge(('Digest realm="r", nonce="n", qop="auth", algorithm=MD5',))
    assert found is not None
    request = TransportRequest("GET", "https://x.test/", (), None, Timeout())

    def hashed(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    expected = hashed(f"{hashed('ada:r:пароль')}:n:00000001:c:auth:{hashed('GET:/')}")
    assert f'response="{expected}"' in answer_to(found, request, "ada", "пароль", "c", 1)


def test_a_field_with_several_challenges_is_cut_up() -> None:
    field = r'Basic realm="a, b=\"c\"" , Newauth, Digest nonce=n,realm="" ,qop="auth"'
    assert [
        ("Basic", {"realm": 'a, b="c"'}),
        ("Newauth", {}),
        ("Digest", {"nonce": "n", "realm": "", "qop": "auth"}),
    ] == [(scheme, dict(told)) for scheme, told in challenges_in(field)]


def test_a_field_of_spaces_is_no_work() -> None:
    # Each space tried in two places took minutes for what fits into one field.
    assert [] == list(challenges_in(" " * 60_000 + '"'))
    assert [("Digest", {})] == [(scheme, dict(told)) for scheme, told in challenges_in("Digest" + " " * 60_000 + '"')]


def test_the_strongest_challenge_is_answered() -> None:
    weak, strong = 'Digest nonce="1", algorithm=MD5', 'Digest nonce="2", algorithm=SHA-256'
    for fields in ((weak, strong), (f"{weak}, {strong}",), (strong, weak, "Basic realm=x")):
        found = best_challenge(fields)
        assert found is not None and "SHA-256" == found.algorithm


@pytest.mark.parametrize(
    "field", ["", "Basic realm=x", "Digest realm=x", 'Digest nonce=1, algorithm="X"', "Digest qop=no"]
)
def test_what_cannot_be_answered_is_not(field: str) -> None:
    assert None is best_challenge((field,))


class Server:
    """Checks answers as RFC 7616 §3.4 says, and that no nonce count comes twice."""

    def __init__(self, algorithm: str | None, qop: str | None, *, uses: int = 10**6, extra: str = "") -> None:
        self.algorithm, self.qop, self.uses, self.extra = algorithm, qop, uses, extra
        self.nonces: list[str] = []
        self.left = 0
        self.counts: set[tuple[str, str]] = set()
        self.says_stale = True
        self.server = Loopback(self.route)

    def route(self, request: Received) -> Reply:
        told = dict(
            (name, quoted or plain)
            for name, quoted, plain in re.findall(
                r'([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', request.headers.get("authorization", "")
            )
        )
        if told and told["response"] == self.response(told, request):
            if self.left > 0 and told["nonce"] == self.nonces[-1]:
                self.left -= 1
                assert (told["nonce"], told.get("nc", "")) not in self.counts or self.qop is None
                self.counts.add((told["nonce"], told.get("nc", "")))
                return Reply(200, json={"body": request.body.decode()})
            return self.challenge(is_stale=self.says_stale)
        return self.challenge(is_stale=False)

    def challenge(self, is_stale: bool) -> Reply:
        self.nonces.append(f"nonce-{len(self.nonces)}")
        self.left = self.uses
        parts = ['realm="the realm"', f'nonce="{self.nonces[-1]}"', 'opaque="o"']
        parts += [f"algorithm={self.algorithm}"] if self.algorithm else []
        parts += [f'qop="{self.qop}"'] if self.qop else []
        parts += ["stale=TRUE"] if is_stale else []
        return Reply(401, headers={"WWW-Authenticate": "Digest " + ", ".join([*parts, self.extra]).rstrip(", ")})

    def response(self, told: dict[str, str], request: Received) -> str:
        algorithm = self.algorithm or "MD5"

        def hashed(text: str) -> str:
            return str(HASHES[algorithm.removesuffix("-sess")](text.encode()).hexdigest())

        user = hashed("ada:the realm") if "userhash" in self.extra else "ada"
        assert (user, "the realm", request.target, "o") == tuple(
            told[k] for k in ("username", "realm", "uri", "opaque")
        )
        a1 = hashed(f'ada:the realm:{ADA["password"]}')
        if algorithm.endswith("-sess"):
            a1 = hashed(f"{a1}:{told['nonce']}:{told['cnonce']}")
        a2 = f"{request.method}:{request.target}"
        if told.get("qop") == "auth-int":
            a2 += f":{hashed(request.body.decode())}"
        middle = f"{told['nonce']}:{told['nc']}:{told['cnonce']}:{told['qop']}" if self.qop else told["nonce"]
        return hashed(f"{a1}:{middle}:{hashed(a2)}")


def post(client: Any) -> Any:
    return client._call(POST, (), {"extra_query": {"q": "a b/ü"}}, body=b"content")


@every_kind
@pytest.mark.parametrize("algorithm", [None, "MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
@pytest.mark.parametrize("qop", [None, "auth", "auth-int", "auth-int,auth"])
def test_every_form_of_digest_is_answered_and_the_nonce_used_again(
    kind: str, algorithm: str | None, qop: str | None
) -> None:
    vendor = Server(algorithm, qop)
    with vendor.server as server:
        found = used(kind, SETTINGS, ADA, in_turn(post, get, post), base_url=server.url)
    assert [{"body": "content"}, {"body": ""}, {"body": "content"}] == found
    assert 4 == len(server.requests)
    assert "authorization" not in server.requests[0].headers


@every_kind
@pytest.mark.parametrize("says_stale", [True, False])
def test_a_nonce_that_is_used_up_is_replaced(kind: str, says_stale: bool) -> None:
    vendor = Server("SHA-256", "auth", uses=1)
    vendor.says_stale = says_stale
    with vendor.server as server:
        used(kind, SETTINGS, ADA, in_turn(get, get, get), base_url=server.url)
    assert 6 == len(server.requests)


@every_kind
def test_the_user_name_can_be_hidden(kind: str) -> None:
    vendor = Server("SHA-256", "auth", extra="userhash=true, charset=UTF-8")
    with vendor.server as server:
        used(kind, SETTINGS, ADA, get, base_url=server.url)
        # Every field but those of random digits, in which any three hexadecimal letters turn up sooner or later.
        sent = re.sub(r'(cnonce|response)="\w+"', "", server.requests[1].headers["authorization"])
    hidden = hashlib.sha256(b"ada:the realm").hexdigest()
    assert f'username="{hidden}"' in sent and "ada" not in sent.replace(hidden, "")


@every_kind
def test_a_wrong_password_is_refused_after_one_answer(kind: str) -> None:
    vendor = Server("MD5", "auth")
    with vendor.server as server, pytest.raises(errors.AuthenticationError):
        used(kind, SETTINGS, {**ADA, "password": "wrong"}, get, base_url=server.url)
    assert 2 == len(server.requests)


@every_kind
def test_a_server_whose_nonces_are_always_stale_comes_to_an_end(kind: str) -> None:
    stale = Reply(401, headers={"WWW-Authenticate": 'Digest nonce="1", stale=true'})
    with Loopback(stale) as server, pytest.raises(errors.AuthenticationError):
        used(kind, SETTINGS, ADA, get, base_url=server.url)
    assert 4 == len(server.requests)


@every_kind
def test_a_refusal_without_a_challenge_is_an_error_at_once(kind: str) -> None:
    with Loopback(Reply(401)) as server, pytest.raises(errors.AuthenticationError):
        used(kind, SETTINGS, ADA, get, base_url=server.url)
    assert 1 == len(server.requests)


@every_kind
def test_a_body_that_cannot_be_sent_twice_needs_a_nonce_from_an_earlier_call(kind: str) -> None:
    vendor = Server("MD5", "auth")

    def upload(client: Any) -> Any:
        return client._call(POST, (), {}, body=iter([b"one ", b"time"]))

    with vendor.server as server:
        with pytest.raises(errors.AuthenticationError):
            used(kind, SETTINGS, ADA, upload, base_url=server.url)
        assert {"body": "one time"} == used(kind, SETTINGS, ADA, in_turn(get, upload), base_url=server.url)[1]


@every_kind
def test_a_body_in_pieces_cannot_be_signed(kind: str) -> None:
    vendor = Server("MD5", "auth-int")

    def upload(client: Any) -> Any:
        return client._call(POST, (), {}, body=iter([b"one ", b"time"]))

    with vendor.server as server, pytest.raises(errors.ClientError, match="wants the body signed"):
        used(kind, SETTINGS, ADA, in_turn(get, upload), base_url=server.url)


@every_kind
def test_no_answer_goes_to_another_host(kind: str) -> None:
    vendor = Server("MD5", "auth")
    with vendor.server as other, Loopback(Reply(307, headers={"Location": f"{other.url}/y"})) as server:
        with pytest.raises(errors.AuthenticationError):
            used(kind, SETTINGS, ADA, get, base_url=server.url)
    assert [False] == ["authorization" in request.headers for request in other.requests]
