"""What the README shows with a shop's client, run: the vendors' own documents have no webhooks, links or typed headers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.made import DOCUMENTS, made
from tests.behaviour.replies import FakeClock
from tests.loopback import Loopback, Received, Reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"^```py\n(.*?)^```", README, re.M | re.S) if "from shop import" in block]


def _shop(request: Received) -> Reply:
    if request.method == "POST":
        return Reply(201, json={"id": "u1", "homes": [{"address": "a1"}]})
    if request.target == "/widgets":
        return Reply(200, json=[], headers={"X-Rate-Limit": "100"})
    return Reply(200, json={"street": "Main"})


def test_the_readmes_shop_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = made(DOCUMENTS / "hooks.yml", tmp_path, "shop")
    monkeypatch.setenv("SHOP_WEBHOOK_SECRET", SECRET)
    with Loopback(_shop) as server, shop.Shop(base_url=server.url, clock=FakeClock(1_000.0)) as client:
        names: dict[str, Any] = {"client": client}
        for block in BLOCKS:
            exec(block, names)

    assert 3 == len(BLOCKS)
    assert ("Main", "/users/u1/addresses/a1") == (names["address"].street, server.requests[-1].target)
    assert capsys.readouterr().out.startswith("100\n100\n")
    sign = shop.StandardWebhooks(SECRET).sign
    gone, paid = (json.dumps(each).encode() for each in ({"type": "widget.gone", "id": "w"}, {"amount": 1.5}))
    assert [204, 400] == [names["receive"](gone, sign(gone, "m", at)) for at in (1_000, 10_000)]
    assert 1.5 == names["receive_callback"](paid, sign(paid, "m", 1_000))
