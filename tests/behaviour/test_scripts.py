"""Documents in other scripts than Latin: names without capitals, and with marks on their letters."""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest

from tests.behaviour.checkers import complaints
from tests.behaviour.inline import package_of
from tests.loopback import Loopback, Reply

_ORDERS = """
paths:
  /注文:
    post:
      operationId: 注文作成
      tags: [注文]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/注文"}}}}
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/注文"}}}}}
    get:
      x-fern-sdk-group-name: 注文
      x-fern-sdk-method-name: 注文
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/状態"}}}}}
  /注文/{番号}:
    get:
      operationId: 注文詳細
      tags: [注文]
      parameters: [{name: 番号, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: "", content: {application/json: {schema: {$ref: "#/components/schemas/注文"}}}}}
components:
  schemas:
    注文:
      required: [状態]
      properties:
        状態: {$ref: "#/components/schemas/状態"}
        旧状態: {$ref: "#/components/schemas/状態"}
        登録日: {type: string, format: date}
        注文: {$ref: "#/components/schemas/注文"}
        親: {$ref: "#/components/schemas/注文"}
    状態: {type: string, enum: [新規, 完了]}
"""


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return package_of(tmp_path_factory.mktemp("orders"), _ORDERS)


def test_a_type_that_is_called_as_its_module_is_found(orders: ModuleType) -> None:
    orders.types.状態  # Loads the module.

    order = orders.types.注文.from_dict({"状態": "新規", "親": {"登録日": "2024-02-29"}})

    assert type(order.親) is orders.types.注文
    assert 29 == order.親.登録日.day


def test_calls_and_their_answers_are_found_in_a_script_without_capitals(orders: ModuleType) -> None:
    answers = (Reply(json={"状態": "完了"}), Reply(json={"状態": "完了"}), Reply(json="新規"))
    with Loopback(*answers) as server, orders.Inline(base_url=server.url) as client:
        created = client.注文.注文作成(状態="新規", 親={"状態": "完了"})
        found = client.注文.注文詳細("東京/1")
        state = client.注文.注文()

    assert [orders.types.注文, orders.types.注文, "新規"] == [type(created), type(found), state]
    assert {"状態": "新規", "親": {"状態": "完了"}} == server.requests[0].json
    assert "/%E6%B3%A8%E6%96%87/%E6%9D%B1%E4%BA%AC%2F1" == server.requests[1].target


async def _state(orders: ModuleType, url: str) -> object:
    async with orders.AsyncInline(base_url=url) as client:
        await client.注文.注文詳細("1")
        return await client.注文.注文()


def test_a_method_may_be_called_as_its_class_is(orders: ModuleType) -> None:
    with Loopback(Reply(json={"状態": "完了"}), Reply(json="新規")) as server:
        assert "新規" == asyncio.run(_state(orders, server.url))


@pytest.mark.parametrize("checker", ["mypy", "pyrefly"])
def test_a_field_that_is_called_as_a_type_hides_none_from_a_type_checker(checker: str, orders: ModuleType) -> None:
    package = Path(str(orders.__file__)).parent
    assert [] == complaints(checker, Path(sys.prefix), package.parent, package.name)


def test_names_in_two_normal_forms_are_one_resource_and_keep_their_spelling_on_the_wire(tmp_path: Path) -> None:
    tags = ("größe", unicodedata.normalize("NFD", "größe"))
    package = package_of(
        tmp_path,
        f"""
paths:
  /a:
    get:
      {{operationId: lesen, tags: [{tags[0]}], responses: {{"204": {{description: ""}}}},
       parameters: [{{name: {tags[0]}, in: query, schema: {{}}}}, {{name: {tags[1]}, in: query, schema: {{}}}}]}}
    put: {{operationId: setzen, tags: [{tags[1]}], responses: {{"204": {{description: ""}}}}}}
""",
    )
    with Loopback(Reply(204)) as server, package.Inline(base_url=server.url) as client:
        client.größe.setzen()
        client.größe.lesen(größe="1", query_größe="2")

    assert ["/a", "/a?gr%C3%B6%C3%9Fe=1&gro%CC%88%C3%9Fe=2"] == [request.target for request in server.requests]
