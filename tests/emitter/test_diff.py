from __future__ import annotations

from generator.emitter.diff import LINES_PER_FILE, counts, diff_text
from generator.emitter.tree import Change


def test_a_changed_line_shows_in_a_unified_diff() -> None:
    expected = "--- a/generated/pets/a.py\n+++ b/generated/pets/a.py\n@@ -1,2 +1,2 @@\n x\n-old\n+new\n"

    assert expected == diff_text([Change("a.py", b"x\nold\n", b"x\nnew\n")], "generated/pets")


def test_added_and_removed_files_say_so() -> None:
    text = diff_text(
        [Change("a.py", None, b"a\n"), Change("b.py", b"b\n", None), Change("py.typed", None, b"")], "pets"
    )

    assert (
        "added: pets/a.py\n--- /dev/null\n+++ b/pets/a.py\n@@ -0,0 +1 @@\n+a\n"
        "removed: pets/b.py\n--- a/pets/b.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n"
        "added: pets/py.typed\n"
    ) == text


def test_a_long_diff_is_cut_and_says_by_how_much() -> None:
    text = diff_text([Change("a.py", None, b"line\n" * 1000)], "pets")

    lines = text.split("\n")
    assert "(943 more lines of this file are not shown)" == lines[-2]
    assert LINES_PER_FILE + 3 == len(lines)


def test_files_too_long_to_compare_say_so() -> None:
    text = diff_text([Change("a.py", b"a\n" * 30_000, b"b\n" * 30_001)], "pets")

    assert text.endswith("(differs; too long to compare line by line: 30000 and 30001 lines)\n")


def test_line_ends_and_bytes_that_are_not_text_show() -> None:
    assert "-a\\r\n+a\n" in diff_text([Change("a.py", b"a\r\n", b"a\n")], "pets")
    assert "-a  (no line end)\n+a\n" in diff_text([Change("a.py", b"a", b"a\n")], "pets")
    assert "differs in bytes that are not text: pets/a.py\n" == diff_text([Change("a.py", b"\xff", b"\xfe")], "pets")


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in diff_text([Change("a.py", b"\x1b[2J\n", b"\tb\n")], "pets")
    assert "+\tb\n" in diff_text([Change("a.py", b"a\n", b"\tb\n")], "pets")


def test_counts_name_what_there_is() -> None:
    assert "1 added, 2 changed, 1 removed" == counts(
        [Change("a", None, b""), Change("b", b"", b"1"), Change("c", b"", b"1"), Change("d", b"", None)]
    )
    assert "no changes" == counts([])
