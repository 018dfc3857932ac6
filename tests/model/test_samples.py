from __future__ import annotations

import pytest

from generator.model.samples import call_in


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "client = Telnyx(api_key=1)\nclone = client.voice_clones.update(id='1')\nprint(clone.data)",
            ("voice_clones", "update"),
        ),
        ("import telnyx\nc: telnyx.Telnyx = telnyx.Telnyx()\nc.a.b.c()", ("a", "b", "c")),
        ("with Mistral() as s:\n    res = s.chat.complete(x=1)", ("chat", "complete")),
        ("async def main():\n    client = AsyncX()\n    await client.a.b(1)", ("a", "b")),
        ("async def main():\n    async with AsyncX() as client:\n        await client.a.b(1)", ("a", "b")),
        ("client = X()\nclient.a.with_raw_response.b()", ("a", "b")),
        ("client = X()\nclient.with_options(timeout=5).a.b()", ("a", "b")),
        ("client = X()\nfor item in client.a.list().auto_paging():\n    print(item)", ("a", "list")),
        ("X().a.b()", ("a", "b")),
        ("client = X()\nclient.ping()", ("ping",)),
        ("client = X()\nclient.a.b(open('f'))\nclient.close()", ("a", "b")),
        ("    client = X()\n    client.a.b()\n", ("a", "b")),
        ("client = X()\nclient.first.get()\nclient.second.get()", ("first", "get")),
        ("client = make_client()\nclient.a.b()", None),
        ("import requests\nrequests.get('https://x')", None),
        ("client = X(\nclient.a.b(", None),
        ("curl https://x", None),
        ("", None),
    ],
)
def test_a_sample_tells_its_call(source: str, expected: tuple[str, ...] | None) -> None:
    assert expected == call_in(source)
