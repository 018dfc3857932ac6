from __future__ import annotations

import pytest

from generator.model.samples import calls_in


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "client = Telnyx(api_key=1)\nclone = client.voice_clones.update(id='1')\nprint(clone.data)",
            (("voice_clones", "update"),),
        ),
        ("import telnyx\nc: telnyx.Telnyx = telnyx.Telnyx()\nc.a.b.c()", (("a", "b", "c"),)),
        ("with Mistral() as s:\n    res = s.chat.complete(x=1)", (("chat", "complete"),)),
        ("async def main():\n    client = AsyncX()\n    await client.a.b(1)", (("a", "b"),)),
        ("async def main():\n    async with AsyncX() as client:\n        await client.a.b(1)", (("a", "b"),)),
        ("client = X()\nclient.a.with_raw_response.b()", (("a", "b"),)),
        ("client = X()\nclient.with_options(timeout=5).a.b()", (("a", "b"),)),
        ("client = X()\nfor item in client.a.list().auto_paging():\n    print(item)", (("a", "list"),)),
        ("X().a.b()", (("a", "b"),)),
        ("client = X()\nclient.ping()", (("ping",),)),
        ("client = X()\nclient.a.b(open('f'))\nclient.close()", (("a", "b"),)),
        ("    client = X()\n    client.a.b()\n", (("a", "b"),)),
        ("client = X()\nclient.first.get()\nclient.second.get()", (("first", "get"), ("second", "get"))),
        ("client = make_client()\nclient.a.b()", ()),
        ("import requests\nrequests.get('https://x')", ()),
        ("import http.client\nc = http.client.HTTPSConnection('x')\nc.request('GET', '/')\nc.getresponse()", ()),
        ("from requests import Session as S\nwith S() as s:\n    s.get('https://x')", ()),
        ("import httpx as h\nclient = h.Client()\nclient.get('https://x')", ()),
        ("import httpx, acme\nclient = acme.Acme(httpx.Client())\nclient.a.b()", (("a", "b"),)),
        ("client = X(\nclient.a.b(", ()),
        ("curl https://x", ()),
        ("", ()),
    ],
)
def test_a_sample_tells_its_calls(source: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert expected == calls_in(source)
