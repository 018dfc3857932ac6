from __future__ import annotations

from pathlib import Path

import pytest

from generator.problems import Location, error, warning
from generator.report import COLOURS, DiskSources, LayeredSources, place_text, report, summary, visible, wants_colour


class Lines:
    """Sources of one text; the pointer /a is in line 2."""

    def __init__(self, text: str) -> None:
        self.text = text

    def resolve(self, location: Location) -> Location:
        return Location(location.file, location.pointer, 2, 3) if location.pointer == "/a" else location

    def excerpt(self, location: Location) -> str | None:
        return self.text.split("\n")[(location.line or 1) - 1]


def test_a_problem_shows_place_line_caret_and_hint() -> None:
    problem = error("param-style", "This is wrong.", Location("a.yml", "/a"), "Do it right.")

    expected = "a.yml:2:3: error[param-style]: This is wrong.\n    b: c\n    ^\nhint: Do it right.\n\n1 error\n"
    assert expected == report([problem], Lines("a:\n  b: c"))


def test_related_places_follow_with_their_lines() -> None:
    problem = error("twice", "Twice.", Location("a.yml", "", 2, 1), related=(Location("a.yml", "", 1, 1),))

    expected = (
        "a.yml:2:1: error[twice]: Twice.\n    second\n    ^\na.yml:1:1: related place\n    first\n    ^\n\n1 error\n"
    )
    assert expected == report([problem], Lines("first\nsecond"))


def test_problems_are_sorted_by_place_and_told_once() -> None:
    late = error("x", "late", Location("a.yml", "", 10, 1))
    early = warning("x", "early", Location("a.yml", "", 9, 1))

    text = report([late, early, late], DiskSources())

    assert "a.yml:9:1: warning[x]: early\n\na.yml:10:1: error[x]: late\n\n1 error, 1 warning\n" == text


def test_a_caret_stands_under_its_character_after_wide_ones() -> None:
    text = report([error("x", "m", Location("a.yml", "", 1, 3))], Lines("漢字x"))

    assert ["    漢字x", "        ^"] == text.split("\n")[1:3]


def test_a_long_line_is_cut_around_its_column() -> None:
    line = "[" + "1," * 500_000 + '"here",' + "2," * 500_000
    text = report([error("x", "m", Location("a.json", "", 1, line.index('"here"') + 1))], Lines(line))

    excerpt, caret = text.split("\n")[1:3]
    assert len(excerpt) < 120
    assert excerpt[caret.index("^") :].startswith('"here"')
    assert excerpt.strip().startswith("…") and excerpt.endswith("…")


def test_a_column_behind_the_end_of_the_line_is_its_end() -> None:
    assert "    ab\n      ^\n" in report([error("x", "m", Location("a.yml", "", 1, 99))], Lines("ab"))


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    problem = error("x", "\x1b[2Jgone\nb.yml:1:1: error[y]: forged", Location("a.yml", "", 1, 1))

    text = report([problem], Lines("\x1b]0;title\x07"))

    assert "\x1b" not in text and "\x07" not in text
    assert "gone\\nb.yml" in text


def test_visible_text_keeps_letters_of_every_language() -> None:
    assert "é漢 ñ" == visible("é漢 ñ")
    assert "a b\\x00" == visible("a\tb\0")


def test_colours_mark_place_severity_and_caret() -> None:
    text = report([error("x", "m", Location("a.yml", "", 1, 1))], Lines("a"), COLOURS)

    assert text.startswith("\x1b[1ma.yml:1:1:\x1b[0m \x1b[1;31merror[x]:\x1b[0m m")


def test_colour_is_for_terminals_that_want_it() -> None:
    assert wants_colour(True, {"TERM": "xterm"})
    assert not wants_colour(False, {"TERM": "xterm"})
    assert not wants_colour(True, {"NO_COLOR": "1"})
    assert wants_colour(True, {"NO_COLOR": ""})
    assert not wants_colour(True, {"TERM": "dumb"})


def test_a_place_without_a_line_is_told_by_its_pointer() -> None:
    assert "a.yml#/paths" == place_text(Location("a.yml", "/paths"))
    assert "a.yml" == place_text(Location("a.yml"))


def test_nothing_is_said_about_no_problems() -> None:
    assert "" == report([], DiskSources())
    assert "" == summary([])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_line_is_shown_in_the_encoding_of_its_file(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes("é: b\r\nc: d\r\n".encode(encoding))

    assert "é: b" == DiskSources().excerpt(Location(str(file), "", 1, 1))


def test_lines_come_from_disk_where_the_first_sources_do_not_have_them(tmp_path: Path) -> None:
    file = tmp_path / "client.yml"
    file.write_bytes("\ufeffa: b\r\nc: d\r\n".encode())

    layered = LayeredSources(DiskSources())

    assert "a: b" == layered.excerpt(Location(str(file), "", 1, 1))
    assert "c: d" == layered.excerpt(Location(str(file), "", 2, 1))
    assert layered.excerpt(Location(str(file), "", 99, 1)) is None
    assert layered.excerpt(Location(str(tmp_path / "none.yml"), "", 1, 1)) is None


def test_warnings_that_say_the_same_are_shown_a_few_times_and_counted() -> None:
    told = [warning("x", "same", Location("a.yml", "", line, 1)) for line in range(1, 6)]
    errors = [error("y", "same", Location("a.yml", "", line, 1)) for line in range(6, 11)]

    heads = [line for line in report([*told, *errors], DiskSources()).split("\n") if line]

    assert heads[:3] == [
        "a.yml:1:1: warning[x]: same",
        "a.yml:2:1: warning[x]: same",
        "a.yml:3:1: warning[x]: same (And 2 more like it.)",
    ]
    assert heads[3:] == [*(f"a.yml:{line}:1: error[y]: same" for line in range(6, 11)), "5 errors, 5 warnings"]
    assert "more like it" not in report(told[:3], DiskSources())
