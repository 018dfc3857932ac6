from __future__ import annotations

import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emitter.imports import IMPORTED_NAMES
from generator.emitter.names import Scope, class_name, module_name, snake_name
from generator.emitter.resource_views import places
from tests.model.specs import built, operation


@pytest.mark.parametrize(
    ("wire_name", "expected"),
    [
        ("createdAt", "created_at"),
        ("from", "from_"),
        ("page[number]", "page_number"),
        ("files[]", "files"),
        ("xi-api-key", "xi_api_key"),
        ("2fa", "_2fa"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("404", "_404"),
        ("2024-01-31", "_2024_01_31"),
        ("12.5%", "_12_5_percent"),
        (">=10", "greater_equals_10"),
        ("", "value"),
        ("__class__", "class_"),
        ("größe", "größe"),
        ("gro\u0308ße", "größe"),
        ("हिन्दी", "हिन्दी"),
        ("İptalEt", "iptal_et"),
        ("ﬁle", "file"),
        ("1\ufe0f\u20e3", "_1"),
        ("None", "none"),
        ("self", "self"),
        ("HTTPServer", "http_server"),
    ],
)
def test_a_wire_name_becomes_a_snake_case_identifier(wire_name: str, expected: str) -> None:
    assert expected == snake_name(wire_name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aux", "aux_"),
        ("COM1", "com1_"),
        ("console", "console"),
        ("class", "class_"),
        ("x" * 80, "x" * 80),
        ("ab " * 100, "ab_" * 26 + "ab"),
        ("日本" * 50, "日本" * 13),
    ],
)
def test_a_module_has_a_name_that_every_file_system_takes(name: str, expected: str) -> None:
    assert expected == module_name(name)


@pytest.mark.parametrize(
    ("schema_name", "expected"),
    [
        ("voice-designs_ErrorResponse", "VoiceDesignsErrorResponse"),
        ("HTTPValidationError", "HTTPValidationError"),
        ("Foo-Output", "FooOutput"),
        ("None", "None_"),
        ("2fa", "Type2fa"),
        ("", "Type"),
        ("pet", "Pet"),
        ("商品・サービス", "商品サービス"),
        ("می\u200cخواهم", "میخواهم"),
        ("User\u2764\ufe0f", "User"),
        ("L´adresse", "Ĺadresse"),
        ("A\u200d\u0301", "Á"),
    ],
)
def test_a_schema_name_becomes_a_class_name_with_its_inner_capitals(schema_name: str, expected: str) -> None:
    assert expected == class_name(schema_name)


@given(st.text(max_size=30))
def test_every_text_gives_an_identifier_that_is_no_keyword(text: str) -> None:
    for name in (snake_name(text), class_name(text)):
        assert name.isidentifier() and not keyword.iskeyword(name)
        # Else Python has it under another name than the texts beside it.
        assert name == unicodedata.normalize("NFKC", name)


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=3).map(snake_name), st.text(max_size=3).map(snake_name)), max_size=20
    )
)
def test_a_scope_gives_no_name_twice(wanted: list[tuple[str, str]]) -> None:
    scope = Scope()
    given_names = [scope.claim(*candidates) for candidates in wanted]
    assert len(set(given_names)) == len(given_names)


def test_the_first_claim_keeps_the_bare_name() -> None:
    scope = Scope({"timeout"})
    assert ["id", "id_2", "timeout_", "query_id"] == [
        scope.claim("id"),
        scope.claim("id"),
        scope.claim("timeout", "timeout_"),
        scope.claim("id", "query_id"),
    ]


def test_no_class_of_a_resource_has_the_name_of_another_s_twin_or_of_what_is_imported() -> None:
    tags = ("async jobs", "async_jobs_raw", "jobs", "jobs / raw", "resource", "acme raw")
    found = places(built(*(operation(f"GET /{tag}", "look", tag) for tag in tags)), "Acme").values()
    names = [
        f"{prefix}{each.class_name}{view}"
        for each in found
        for prefix in ("", "Async")
        for view in ("", "Raw", "Streamed")
    ]
    assert len(names) == len({*names} - IMPORTED_NAMES - {"AcmeRaw"})
