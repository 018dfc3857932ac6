from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.operations import Body, Operation, header, path, query
from generator.runtime.sentinels import omit


def _given(operation: Operation[Any], **arguments: object) -> tuple[object, ...]:
    """Give what is passed on: the values of the parameters, the options, the body, and its media type."""
    return operation.given({"self": object(), **arguments, "options": {"timeout": 1}})[1:]


def test_parameters_of_the_path_need_no_words() -> None:
    operation: Operation[Any] = Operation("GET /shelves/{shelf}/books/{book}")
    assert ("GET", "/shelves/{shelf}/books/{book}") == (operation.method, operation.path)
    assert (path("shelf"), path("book")) == operation.parameters
    assert (("s", "b"), {"timeout": 1}, omit, omit) == _given(operation, book="b", shelf="s")


def test_a_listed_parameter_of_the_path_stands_for_itself() -> None:
    listed = path("from", style="label", name="from_")
    operation: Operation[Any] = Operation("GET /{from}/{to}", parameters=(listed,))
    assert (path("to"), listed) == operation.parameters
    assert ("here", "there") == _given(operation, from_="there", to="here")[0]


@pytest.mark.parametrize("text", ["limit size=page[size] a==b", ("limit size=page[size]", "a==b")])
def test_plain_parameters_of_the_query_are_words(text: str | tuple[str, ...]) -> None:
    operation: Operation[Any] = Operation("GET", "/books", query=text, parameters=(header("X-Trace", name="trace"),))
    assert ["limit", "page[size]", "=b", "X-Trace"] == [each.wire_name for each in operation.parameters]
    assert (1, omit, 2, "t") == _given(operation, trace="t", a=2, limit=1, size=omit)[0]


def test_what_is_no_parameter_is_a_member_of_the_body() -> None:
    body = Body(is_required=True, names={"class_": "class"}, unsent=("stream",))
    operation: Operation[Any] = Operation("POST /books/{id}", query="draft", body=body)
    given = _given(operation, id="i", title="t", class_=omit, draft=True, stream=True)
    assert (("i", True), {"timeout": 1}, {"title": "t", "class": omit}, omit) == given


def test_a_whole_body_may_come_in_several_media_types() -> None:
    operation: Operation[Any] = Operation("PUT /books", body=Body("text/plain", "text/csv", argument="body"))
    assert ((), {"timeout": 1}, "a,b", "text/csv") == _given(operation, body="a,b", content_type="text/csv")


def test_members_of_a_body_may_come_in_several_media_types() -> None:
    operation: Operation[Any] = Operation(
        "PUT /books", body=Body("application/json", "application/xml", names={"b": "B"})
    )
    assert ((), {"timeout": 1}, {"a": 1, "B": 2}, omit) == _given(operation, a=1, b=2, content_type=omit)


def test_parameters_follow_a_query_that_is_listed() -> None:
    operation: Operation[Any] = Operation("GET /x", query="a", parameters=(query("b", explode=False),))
    assert ["a", "b"] == [each.wire_name for each in operation.parameters]
