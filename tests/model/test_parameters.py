from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import Encoding, Operation, Parameter
from generator.model.api import Fate, PartEncoding, Place, Style
from generator.model.api import Parameter as BuiltParameter
from generator.model.types import INTEGER, STRING
from generator.problems import ProblemsFound
from tests.model.specs import built, codes, obj, only_operation, operation, parameter, schema


def call(*parameters: Parameter, path: str = "/x") -> Operation:
    return operation(f"GET {path}", "op", parameters=parameters)


def only(each: Parameter) -> BuiltParameter:
    (found,) = only_operation(built(call(each))).parameters
    return found


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        (parameter("q"), Style.FORM, True),
        (parameter("q", explode=False, style="pipeDelimited"), Style.PIPE_DELIMITED, False),
        (parameter("q", style="deepObject"), Style.DEEP_OBJECT, True),
        (parameter("q", explode=False, style="tabDelimited"), Style.TAB_DELIMITED, False),
        (parameter("h", "header", style="tabDelimited"), Style.TAB_DELIMITED, False),
        (parameter("h", "header"), Style.SIMPLE, False),
        (parameter("c", "cookie"), Style.FORM, True),
        (parameter("c", "cookie", style="cookie"), Style.COOKIE, True),
        (parameter("q", content_media_type="application/x-www-form-urlencoded"), Style.FORM_URLENCODED, True),
        (parameter("q", "querystring", content_media_type="application/x-www-form-urlencoded"), Style.FORM, False),
        (parameter("q", content_media_type="application/json"), Style.JSON, True),
        (parameter("q", content_media_type="text/csv"), Style.TEXT, True),
        (parameter("q", "querystring", content_media_type="application/json"), Style.JSON, False),
    ],
)
def test_a_parameter_keeps_how_it_is_written(written: Parameter, style: Style, explode: bool) -> None:
    found = only(written)
    assert (style, explode) == (found.style, found.explode)


@pytest.mark.parametrize("place", ["query", "querystring", "header"])
def test_an_object_in_a_media_type_that_says_nothing_of_objects_is_text(place: str) -> None:
    of = obj(a=schema("string"))
    api = built(call(parameter("q", place, of, content_media_type="application/xml")))
    assert [STRING] == [each.type for each in only_operation(api).parameters]
    assert ["media-type-schema"] == codes(api)


def test_the_encodings_of_a_form_are_kept() -> None:
    of = obj(ids=schema("array", items=schema("string")))
    encodings = (Encoding("ids", style="pipeDelimited", explode=False), Encoding("idds"))
    form = "application/x-www-form-urlencoded"
    api = built(call(parameter("q", "querystring", of, content_media_type=form, encodings=encodings)))
    (found,) = only_operation(api).parameters
    assert PartEncoding("ids", style=Style.PIPE_DELIMITED, explode=False) == found.encodings[0]
    (problem,) = api.problems
    assert ("encoding-unknown", "Did you mean `ids`?") == (problem.code, problem.hint)


def test_nothing_has_a_place_beside_the_whole_query() -> None:
    form = "application/x-www-form-urlencoded"
    whole = parameter("all", "querystring", content_media_type=form)
    other = parameter("more", "querystring", content_media_type=form)
    api = built(call(parameter("limit"), whole, other, parameter("X", "header")))
    assert ["all", "X"] == [each.wire_name for each in only_operation(api).parameters]
    assert ["parameter-unused", "parameter-unused"] == codes(api)
    assert "`limit`: `all` is the whole query" in api.problems[0].message
    fates = {entry.name: entry.fate for entry in api.account if entry.kind == "parameter"}
    assert (Fate.SKIPPED, Fate.GENERATED) == (fates["limit"], fates["all"])


def test_path_parameters_come_first_in_the_order_of_the_template() -> None:
    api = built(
        call(parameter("q"), parameter("b", "path"), parameter("a", "path", schema("integer")), path="/{a}/{b}"),
    )
    found = only_operation(api).parameters
    assert [("a", INTEGER, True), ("b", STRING, True), ("q", STRING, False)] == [
        (each.wire_name, each.type, each.is_required) for each in found
    ]


def test_a_variable_nobody_declared_is_required_text() -> None:
    api = built(call(path="/x/{id}"))
    (found,) = only_operation(api).parameters
    assert ("id", Place.PATH, STRING, True) == (found.wire_name, found.place, found.type, found.is_required)
    assert ["parameter-undeclared"] == codes(api)


def test_a_path_parameter_without_a_variable_is_accounted_for() -> None:
    api = built(call(parameter("gone", "path")))
    assert () == only_operation(api).parameters
    assert ["parameter-unused"] == codes(api)
    assert [Fate.SKIPPED] == [entry.fate for entry in api.account if entry.kind == "parameter"]


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization", "Content-Length"])
def test_headers_the_client_sets_are_no_arguments(name: str) -> None:
    api = built(call(parameter(name, "header"), parameter("X-Other", "header")), schemas={}, security_schemes=())
    if name == "Authorization":
        assert ["api-key-header-convention"] == codes(api)
    assert ["X-Other"] == [each.wire_name for each in only_operation(api).parameters]
    (entry,) = [each for each in api.account if each.name == name]
    assert Fate.GENERATED is entry.fate and entry.reason


def test_names_that_differ_by_case_are_two_parameters() -> None:
    found = only_operation(built(call(parameter("id"), parameter("ID")))).parameters
    assert ["id", "ID"] == [each.wire_name for each in found]


def test_a_style_that_its_place_does_not_allow_is_an_error() -> None:
    with pytest.raises(ProblemsFound, match="headers? .*allow only `simple`"):
        built(call(parameter("X-Filter", "header", style="deepObject")))


def test_a_mistaken_style_is_a_warning_and_the_default() -> None:
    api = built(call(parameter("h", "header", style="form")))
    assert Style.SIMPLE is only_operation(api).parameters[0].style
    assert ["param-style"] == codes(api)


def test_the_schema_documents_where_the_parameter_says_nothing() -> None:
    found = only(parameter("q", of=schema("string", description="d", has_default=True, default="x")))
    assert ("d", True, "x") == (found.doc.description, found.doc.has_default, found.doc.default)


def test_a_fragment_is_cut_off_and_a_query_is_kept() -> None:
    def path(written: str, **more: Any) -> str:
        return only_operation(built(operation(f"GET {written}", "op", **more))).path

    assert "/shared_items" == path("/shared_items#folders")
    assert "/responses?beta=true" == path("/responses?beta=true")
