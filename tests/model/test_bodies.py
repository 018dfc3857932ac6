from __future__ import annotations

import pytest

from generator.loader.spec import Encoding, Header, RequestBody, Schema
from generator.model.api import Api, Body, BodyKind, PartEncoding, Style
from generator.model.types import ANY, INTEGER, STRING, Binary, ListOf, MapOf, TypeExpr, UnionOf
from tests.model.specs import (
    at,
    body,
    built,
    codes,
    component,
    json_body,
    media,
    obj,
    only_operation,
    operation,
    ref,
    response,
    schema,
)

_LINES = UnionOf((ListOf(INTEGER), Binary()))
PET = {"Pet": obj(name=schema("string")), "Alias": ref("Pet")}


def api_with(written: RequestBody, **schemas: Schema) -> Api:
    return built(operation("POST /pets", "createPet", "Pets", body=written), schemas={**PET, **schemas})


def built_body(written: RequestBody, **schemas: Schema) -> Body:
    found = only_operation(api_with(written, **schemas)).body
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("media_type", "of", "kind", "expr"),
    [
        ("application/json", schema(), BodyKind.JSON, ANY),
        (" application/merge-patch+json; charset=utf-8", schema("string"), BodyKind.JSON, STRING),
        ("application/x-www-form-urlencoded", schema(), BodyKind.FORM, ANY),
        ("multipart/form-data", schema(), BodyKind.MULTIPART, ANY),
        ("text/plain", None, BodyKind.TEXT, UnionOf((STRING, Binary()))),
        ("text/csv", schema("string"), BodyKind.TEXT, UnionOf((STRING, Binary()))),
        ("text/plain", schema("integer"), BodyKind.TEXT, INTEGER),
        ("text/xml", None, BodyKind.XML, ANY),
        ("application/soap+xml", None, BodyKind.XML, ANY),
        ("application/octet-stream", None, BodyKind.BINARY, Binary()),
        ("application/octet-stream", schema("string"), BodyKind.BINARY, Binary()),
        ("application/x-ndjson", None, BodyKind.BINARY, Binary()),
        ("application/x-ndjson", schema("string"), BodyKind.BINARY, Binary()),
        ("application/jsonl", schema("array", items=schema("integer")), BodyKind.BINARY, _LINES),
        ("application/json-seq", schema("integer"), BodyKind.BINARY, _LINES),
        ("image/*", None, BodyKind.BINARY, Binary()),
        ("*/*", None, BodyKind.BINARY, Binary()),
        ("*/*", schema("string", format="binary"), BodyKind.BINARY, Binary()),
        ("*/*", schema("integer"), BodyKind.JSON, None),
        ("application/json", schema("string", format="binary"), BodyKind.BINARY, Binary()),
    ],
)
def test_the_media_type_tells_how_a_body_is_sent(
    media_type: str, of: Schema | None, kind: BodyKind, expr: TypeExpr | None
) -> None:
    (found,) = built_body(body(media(media_type, of))).variants
    assert (media_type.strip(), kind) == (found.media_type, found.kind)
    assert expr is None or expr == found.type


def test_json_comes_first_and_the_rest_stays_in_order() -> None:
    found = built_body(body(media("text/plain"), media("application/xml"), media("application/json", ref("Pet"))))
    assert ["application/json", "text/plain", "application/xml"] == [each.media_type for each in found.variants]


def test_the_fields_of_an_object_become_arguments() -> None:
    assert component("Pet") == built_body(json_body(ref("Pet"))).flat
    assert component("Pet") == built_body(json_body(ref("Alias"))).flat
    assert component("Pet") == built_body(body(media("multipart/form-data", ref("Pet")))).flat


def test_all_structured_media_types_have_to_take_the_same_object() -> None:
    same = body(media("application/json", ref("Pet")), media("multipart/form-data", ref("Pet")))
    other = body(media("application/json", ref("Pet")), media("multipart/form-data", ref("Other")))
    assert component("Pet") == built_body(same).flat
    assert None is built_body(other, Other=obj(x=schema("string"))).flat


def test_equal_inline_objects_of_two_media_types_are_one() -> None:
    api = api_with(
        body(media("application/json", obj(a=schema("string"))), media("multipart/form-data", obj(a=schema("string"))))
    )
    assert ["Pet", "Alias", "PetCreateRequest"] == [each.name for each in api.types.values()]
    found = only_operation(api).body
    assert found is not None and found.flat is not None


@pytest.mark.parametrize(
    "of",
    [
        schema("object"),
        schema("array", items=ref("Pet")),
        schema(one_of=(ref("Pet"), schema("null"))),
        schema(one_of=(ref("Pet"), ref("Other"))),
        schema("string"),
        schema(),
        obj(id=schema("string", read_only=True)),
    ],
)
def test_every_other_body_is_one_argument(of: Schema) -> None:
    assert None is built_body(json_body(of), Other=obj(x=schema("string"))).flat


def test_encodings_of_parts_are_kept() -> None:
    encodings = (Encoding("photo", content_type="image/png"), Encoding("tags", style="pipeDelimited", explode=False))
    (found,) = built_body(body(media("multipart/form-data", ref("Pet"), encodings=encodings))).variants
    assert (
        PartEncoding("photo", content_type="image/png"),
        PartEncoding("tags", style=Style.PIPE_DELIMITED, explode=False),
    ) == found.encodings


@pytest.mark.parametrize(
    ("media_type", "expr", "told"),
    [
        ("text/event-stream", UnionOf((STRING, Binary())), ["media-type-schema"]),
        ("application/x-foo", Binary(), ["media-type-schema"]),
        ("application/x-www-form-urlencoded", MapOf(ANY), ["form-without-names"]),
        ("multipart/mixed", ListOf(INTEGER), []),
        ("application/json", ListOf(INTEGER), []),
        ("application/jsonl", _LINES, []),
    ],
)
def test_items_are_taken_where_something_says_how_they_are_written(
    media_type: str, expr: TypeExpr, told: list[str]
) -> None:
    api = api_with(body(media(media_type, item_schema=schema("integer"))))
    found = only_operation(api).body
    assert found is not None
    assert ([expr], told) == ([each.type for each in found.variants], codes(api))


@pytest.mark.parametrize(
    ("media_type", "of", "told"),
    [
        ("image/png", schema("string", content_encoding="base64"), ["media-type-encoding"]),
        ("image/png", schema("string", format="byte"), ["media-type-encoding"]),
        ("text/plain", schema("string", content_encoding="quoted-printable"), ["media-type-encoding"]),
        ("image/png", schema("string", content_encoding="binary"), []),
        ("application/json", schema("string", content_encoding="base64"), []),
    ],
)
def test_an_encoding_of_a_whole_body_that_is_left_to_callers_is_told(
    media_type: str, of: Schema, told: list[str]
) -> None:
    assert told == codes(api_with(body(media(media_type, of))))
    answer = response("200", media(media_type, of))
    assert told == codes(built(operation("GET /pets", "getPets", responses=(answer,))))


FORM = "application/x-www-form-urlencoded"


def test_headers_of_a_form_s_parts_are_ignored() -> None:
    encodings = (Encoding("name", headers=(Header("X-A", at("/x")),)),)
    form, parts = built_body(
        body(
            media(FORM, ref("Pet"), encodings=encodings), media("multipart/form-data", ref("Pet"), encodings=encodings)
        )
    ).variants
    assert (False, True) == (bool(form.encodings[0].headers), bool(parts.encodings[0].headers))


@pytest.mark.parametrize("media_type", [FORM, "multipart/form-data"])
def test_an_encoding_of_no_property_is_told(media_type: str) -> None:
    where = at("/encoding/nmae")
    api = api_with(body(media(media_type, ref("Alias"), encodings=(Encoding("nmae", location=where),))))
    (problem,) = api.problems
    assert ("encoding-unknown", where, "Did you mean `name`?") == (problem.code, problem.location, problem.hint)


@pytest.mark.parametrize(
    ("of", "encoding", "expected"),
    [
        (ref("Pet"), Encoding("x", "application/xml"), ["encoding-content-type"]),
        (schema("array", items=ref("Pet")), Encoding("x", "text/csv"), ["encoding-content-type"]),
        (ref("Pet"), Encoding("x", "application/xml, application/json"), []),
        (ref("Pet"), Encoding("x", "application/xml", style="deepObject"), []),
        (schema("string"), Encoding("x", "application/xml"), []),
        (schema("array", items=schema("string")), Encoding("x", "text/plain"), []),
    ],
)
def test_objects_of_a_form_that_go_out_as_json_instead_are_told(
    of: Schema, encoding: Encoding, expected: list[str]
) -> None:
    assert expected == codes(api_with(body(media(FORM, obj(x=of), encodings=(encoding,)))))


def test_an_operation_without_media_types_has_no_body() -> None:
    assert None is only_operation(api_with(body())).body
    assert built_body(json_body(ref("Pet"), is_required=False)).is_required is False
