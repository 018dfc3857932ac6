"""Headers that the document types, from the wire to values."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings, strategies

from generator.runtime.operations import header
from generator.runtime.params import encode_header
from tests.behaviour.made import DOCUMENTS, made
from tests.loopback import Loopback, Reply


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return made(DOCUMENTS / "hooks.yml", tmp_path_factory.mktemp("headers"), "shop_headers")


def _reply(status: int, fields: Mapping[str, str] | tuple[tuple[str, str], ...]) -> Reply:
    pairs = tuple(fields.items()) if isinstance(fields, Mapping) else fields
    return Reply(status, b"[]", (("Content-Type", "application/json"), *pairs))


def _headers(shop: ModuleType, fields: Mapping[str, str] | tuple[tuple[str, str], ...], *, strict: bool = False) -> Any:
    with Loopback(_reply(200, fields)) as server, shop.ShopHeaders(base_url=server.url, strict=strict) as client:
        return client.widgets.with_raw_response.list().parse_headers(shop.types.WidgetListHeaders)


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("X-Rate-Limit", "100", "x_rate_limit", 100),
        ("x-rate-limit", "-1", "x_rate_limit", -1),
        ("X-Price", "1.5", "x_price", 1.5),
        ("X-Price", "2", "x_price", 2),
        ("X-Tags", "blue,black", "x_tags", ["blue", "black"]),
        ("X-Tags", "blue, black ,  brown", "x_tags", ["blue", "black", "brown"]),
        ("X-Tags", "blue", "x_tags", ["blue"]),
        ("X-Sizes", "1,2", "x_sizes", [1, 2]),
        ("X-Flat", "R,100,G,200", "x_flat", {"R": 100, "G": 200}),
        ("X-Until", "2030-01-31T12:00:00Z", "x_until", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("X-Until", "Thu, 31 Jan 2030 12:00:00 GMT", "x_until", datetime(2030, 1, 31, 12, tzinfo=UTC)),
        ("X-Day", "2030-01-31", "x_day", date(2030, 1, 31)),
        ("X-Mode", "fast", "x_mode", "fast"),
        ("X-Mode", "new", "x_mode", "new"),
        ("X-Flag", "true", "x_flag", True),
        ("X-Flag", "false", "x_flag", False),
        ("X-Either", "7", "x_either", 7),
        ("X-Either", "seven", "x_either", "seven"),
    ],
)
def test_a_header_is_read_as_style_simple_says(
    shop: ModuleType, name: str, text: str, attribute: str, value: object
) -> None:
    read = getattr(_headers(shop, {name: text}), attribute)
    assert (value, type(value).__name__) == (read, type(read).__name__.replace("DateTime", "datetime"))


def test_objects_are_read_exploded_flat_and_as_json(shop: ModuleType) -> None:
    headers = _headers(shop, {"X-Color": "R=100,G=200", "X-State": '{"a": 1, "b": [2]}'})
    assert (100, 200) == (headers.x_color.r, headers.x_color.g)
    assert (1, [2]) == (headers.x_state.a, headers.x_state["b"])


def test_an_object_that_the_document_does_not_say_to_be_json_may_be(shop: ModuleType) -> None:
    headers = _headers(shop, {"X-Color": '{"R": 100, "G": 200}', "X-Flat": '{"R": 1, "G": 2}'})
    assert (100, 200) == (headers.x_color.r, headers.x_color.g)
    assert {"R": 1, "G": 2} == headers.x_flat
    assert {"{R": 100, "G": 200} == _headers(shop, {"X-Flat": "{R,100,G,200"}).x_flat


def test_repeated_fields_are_one_list_and_cookies_are_not_cut(shop: ModuleType) -> None:
    cookie = "a=1; Expires=Thu, 31 Jan 2030 12:00:00 GMT"
    fields = (("X-Tags", "a, b"), ("X-Tags", "c"), ("Set-Cookie", cookie), ("Set-Cookie", "b=2"))
    headers = _headers(shop, fields)
    assert ["a", "b", "c"] == headers.x_tags
    assert [cookie, "b=2"] == headers.set_cookie


@pytest.mark.parametrize(
    ("name", "text", "attribute"),
    [
        ("X-Rate-Limit", "many", "x_rate_limit"),
        ("X-Rate-Limit", "1_000", "x_rate_limit"),
        ("X-Price", "nan", "x_price"),
        ("X-Flat", "R,100,G", "x_flat"),
        ("X-State", "{", "x_state"),
        ("X-Flag", "yes", "x_flag"),
        ("X-Until", "tomorrow", "x_until"),
        ("X-Until", "1 Jan 99999999999999 00:00:00 +0000", "x_until"),
        ("X-Rate-Limit", "9" * 5000, "x_rate_limit"),
        ("X-State", "[" * 20_000, "x_state"),
    ],
)
def test_what_is_not_what_the_document_says_stays_text(shop: ModuleType, name: str, text: str, attribute: str) -> None:
    assert text == getattr(_headers(shop, {name: text}), attribute)


def test_what_is_not_there_is_none_and_not_set(shop: ModuleType) -> None:
    headers = _headers(shop, {})
    assert headers.x_rate_limit is None and "X-Rate-Limit" not in headers
    assert {} == headers.to_dict()


def test_a_strict_client_refuses_a_header_that_is_not_what_the_document_says(shop: ModuleType) -> None:
    with pytest.raises(shop.APIResponseValidationError, match="headers are not what the spec says.*X-Rate-Limit"):
        _headers(shop, {"X-Rate-Limit": "many"}, strict=True)


def test_errors_have_typed_headers_their_own_and_shared_ones(shop: ModuleType) -> None:
    script = (_reply(404, {"X-Trace": "t1"}), _reply(429, {"Retry-After": "7"}))
    with Loopback(*script) as server, shop.ShopHeaders(base_url=server.url, max_retries=0) as client:
        with pytest.raises(shop.NotFoundError) as not_found:
            client.widgets.list()
        with pytest.raises(shop.RateLimitError) as too_many:
            client.widgets.list()
    assert "t1" == not_found.value.response.parse_headers(shop.types.WidgetListHeaders).x_trace
    assert 7 == too_many.value.response.parse_headers(shop.types.TooManyHeaders).retry_after


def test_async_and_streamed_answers_have_them_too(shop: ModuleType) -> None:
    async def run(url: str) -> tuple[Any, Any]:
        async with shop.AsyncShopHeaders(base_url=url) as client:
            raw = await client.widgets.with_raw_response.list()
            async with client.widgets.with_streaming_response.list() as streamed:
                headers = streamed.parse_headers(shop.types.WidgetListHeaders)
            return raw.parse_headers(shop.types.WidgetListHeaders).x_rate_limit, headers.x_rate_limit

    with Loopback(_reply(200, {"X-Rate-Limit": "5"})) as server:
        assert (5, 5) == asyncio.run(run(server.url))


_ITEMS = strategies.lists(strategies.text("abcXYZ-_.~:;@é", min_size=1), min_size=1)
_INTEGERS = strategies.lists(strategies.integers(), min_size=1)
_COLORS = strategies.fixed_dictionaries({}, optional={"R": strategies.integers(), "G": strategies.integers()})
_FLAT = strategies.dictionaries(strategies.text("abc", min_size=1), strategies.integers(), min_size=1)


@settings(max_examples=30, deadline=None)
@given(_ITEMS, _INTEGERS, _COLORS.filter(bool), _FLAT, strategies.integers(), strategies.booleans())
def test_what_the_clients_own_encoder_writes_is_read_back(
    shop: ModuleType,
    tags: list[str],
    sizes: list[int],
    color: dict[str, int],
    flat: dict[str, int],
    limit: int,
    flag: bool,
) -> None:
    written = {
        "X-Tags": encode_header(header("X-Tags"), tags),
        "X-Sizes": encode_header(header("X-Sizes"), sizes),
        "X-Color": encode_header(header("X-Color", explode=True), color),
        "X-Flat": encode_header(header("X-Flat"), flat),
        "X-Rate-Limit": encode_header(header("X-Rate-Limit"), limit),
        "X-Flag": encode_header(header("X-Flag"), flag),
        "X-State": encode_header(header("X-State", style="json"), {"a": limit}),
    }
    answers, responses = (import_module(f"{shop.__name__}._runtime.{name}") for name in ("answers", "responses"))
    reader = answers.Reader(answers.AnswerTable("GET", ()), "", True)
    head = responses.ResponseHead(200, shop.Headers(written.items()), "GET", "", reader)
    values = head.parse_headers(shop.types.WidgetListHeaders).to_dict()
    assert {
        "X-Tags": tags,
        "X-Sizes": sizes,
        "X-Color": color,
        "X-Flat": flat,
        "X-Rate-Limit": limit,
        "X-Flag": flag,
        "X-State": {"a": limit},
    } == values
