from __future__ import annotations

import pytest

from generator.model.words import pascal, singular, singular_name, snake_fold, words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("createdAt", ("created", "At")),
        ("HTTPValidationError", ("HTTP", "Validation", "Error")),
        ("voice-designs_Error2", ("voice", "designs", "Error2")),
        ("größe_neu", ("größe", "neu")),
        ("gro\u0308ßeNeu", ("größe", "Neu")),
        ("M\u0304eterM\u0304", ("M\u0304eter", "M\u0304")),
        ("हिन्दी भाषा", ("हिन्दी", "भाषा")),
        ("ค้นหาผู้ใช้", ("ค้นหาผู้ใช้",)),
        ("-\u0301a\ufe0f\u202eb", ("ab",)),
        ("می\u200cخواهم", ("می", "خواهم")),
        ("商品・一覧", ("商品", "一覧")),
        ("--", ()),
    ],
)
def test_text_is_split_into_words(text: str, expected: tuple[str, ...]) -> None:
    assert expected == words_of(text)


def test_spellings_of_one_name_fold_to_one() -> None:
    assert {"created_at"} == {snake_fold(text) for text in ("createdAt", "created_at", "CREATED-AT", "Created At")}
    assert {"iptal_et"} == {snake_fold(text) for text in ("iptalEt", "İptalEt")}


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("clones", "clone"),
        ("replies", "reply"),
        ("movies", "movie"),
        ("statuses", "status"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("batches", "batch"),
        ("databases", "database"),
        ("responses", "response"),
        ("People", "Person"),
        ("IDs", "ID"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("sms", "sms"),
        ("news", "news"),
        ("data", "data"),
        ("speaker", "speaker"),
    ],
)
def test_a_noun_has_its_singular(plural: str, expected: str) -> None:
    assert expected == singular(plural)


def test_only_the_last_word_of_a_name_is_made_singular() -> None:
    assert "SalesVoiceClone" == singular_name("SalesVoiceClones")


def test_pascal_keeps_inner_capitals() -> None:
    assert ["XiApiKey", "HTTPError", "UpdateSpeaker"] == [
        pascal(t) for t in ("xi-api-key", "HTTPError", "update speaker")
    ]
