from __future__ import annotations

import ast
import textwrap

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.emitter import docs

_HOSTILE = st.text(alphabet=st.sampled_from("ab \"'\\\n\r\t#`|-*\u2028\x00\ufeffé{}%"), max_size=60)


@given(_HOSTILE)
def test_no_text_breaks_out_of_its_docstring(text: str) -> None:
    lines = docs.docstring(docs.text_lines(text, indent="    "), "    ")
    source = "\n".join(["def f():", *lines, "    return 1", ""])
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == (2 if lines else 1)


@given(_HOSTILE)
def test_black_leaves_a_docstring_alone(text: str) -> None:
    lines = docs.docstring(docs.text_lines(text, indent="    "), "    ")
    source = "\n".join(["def f():", *lines, "    return 1", ""])
    assert source == black.format_str(source, mode=black.Mode())


@pytest.mark.parametrize("length", range(73, 90))
def test_black_leaves_a_quote_at_the_end_alone(length: int) -> None:
    test_black_leaves_a_docstring_alone.hypothesis.inner_test("First:\n- " + "x" * length + '"')  # type: ignore[attr-defined]


def test_backslashes_and_quotes_come_back_as_written() -> None:
    text = 'Matches `\\d+` and says """hi""".'
    (line,) = docs.docstring(docs.text_lines(text, indent=""), "")
    assert text == ast.literal_eval(line)


def test_what_makes_source_look_other_than_it_is_becomes_a_space() -> None:
    hidden = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    assert "a" + " b" * len(hidden) == docs.clean("a" + "".join(f"{mark}b" for mark in hidden))
    # Letters and joiners of scripts that need them stay.
    assert "\u0646\u200c\u0627 \u05d0" == docs.clean("\u0646\u200c\u0627\n\u05d0").replace("\n", " ")


def test_paragraphs_are_wrapped_and_code_is_not() -> None:
    code = "    " + "x" * 120
    assert ["word " * 16 + "word", "word word word", "", code] == docs.wrapped(f"{'word ' * 19}word\n\n{code}", 84)[:4]


def test_a_table_cell_is_one_line() -> None:
    assert "a b \\| c" == docs.cell("a\nb | c\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "More."),
        ("How many.", "How many. More."),
        ("How many", "How many\n\nMore."),
        ("First.\n\nSecond?", "First.\n\nSecond? More."),
        ("- one.\n- two.", "- one.\n- two.\n\nMore."),
        ("All of:\n- one.", "All of:\n- one.\n\nMore."),
        ("```\ncode.\n```\nProse.", "```\ncode.\n```\nProse.\n\nMore."),
    ],
)
def test_a_sentence_goes_on_where_prose_ends(text: str, expected: str) -> None:
    assert expected == docs.continued(text, "More.")


@given(st.text(alphabet="ab  -", max_size=80).map("x{}".format).map(str.rstrip), st.integers(1, 30))
def test_lines_break_where_textwrap_breaks_them(line: str, width: int) -> None:
    expected = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    assert expected == docs.wrapped(line, width)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A line that somebody broke where the window of\nhis editor ended, and went on\nbelow.",
            ["A line that somebody broke where the window of his editor ended, and went on below."],
        ),
        ("One fact.\nAnother fact.", ["One fact.", "Another fact."]),
        ("The identifier for the\nthing that is asked for.", ["The identifier for the thing that is asked for."]),
        ("limit: How many\noffset: From where", ["limit: How many", "offset: From where"]),
        ("Kept\\\nas it is", ["Kept\\", "as it is"]),
        ("Do:\n- this\n- that\nand no more", ["Do:", "- this", "- that", "and no more"]),
        ("```\nsome code\ngoes on\n```", ["```", "some code", "goes on", "```"]),
    ],
)
def test_lines_that_were_broken_to_fit_flow_together(text: str, expected: list[str]) -> None:
    assert expected == docs.wrapped(text, 100)
