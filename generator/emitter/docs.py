"""Text of a spec as docstrings and Markdown. One of the two doors through which spec text reaches a generated file.

Receives untrusted text of any shape; gives lines that end where they should: no text can close its docstring, hide a backslash
escape in it, or break out of a table cell.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise

from generator.emitter.layout import WIDTH, width

_STRUCTURED = re.compile(r"^(\s{4,}|\s*([-*+>|#]|\d+[.)])\s|\s*(```|~~~|\||<))")
"""Starts of Markdown lines whose line breaks mean something: code, lists, quotes, tables, headings, HTML."""
_ENTRY = re.compile(r"\S+( \S+)?:\s")
"""Starts of lines of a list without marks: `limit: how many`."""
PROSE = 120
"""Columns of text. More than of code: black breaks no text, and half of what a package consists of is text."""
_NARROWEST = 40
"""Columns that somebody may have broken prose to."""
_UNPRINTABLE = re.compile(r"[^\S\n ]|[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def clean(text: str | None) -> str:
    """Strip, and turn into spaces what would break a source line (control characters, odd spaces, lone surrogates), or show
    another than there is (directions of writing: CVE-2021-42574)."""
    if not text:
        return ""
    if text.isprintable():  # One line, as most are, and the only space in it is " ".
        return text.strip(" ")
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in _UNPRINTABLE.sub(" ", unified).split("\n")).strip()


def wrapped(text: str, width: int) -> list[str]:
    """Break paragraphs at `width` columns; lines with Markdown structure, and words longer than a line, stay whole."""
    if len(text) <= width and "\n" not in text:
        return [text] if text else []
    lines: list[str] = []
    paragraph: list[str] = []
    is_code = False
    for line in (*text.split("\n"), ""):
        fence = line.lstrip().startswith(("```", "~~~"))
        if fence or is_code or not line or _STRUCTURED.match(line):
            for each in _flowing(paragraph) if paragraph else ():
                lines += _broken(each, width)
            paragraph = []
            lines.append(line)
        else:
            paragraph.append(line)
        is_code ^= fence
    return _without_double_blanks(lines[:-1])


def _flowing(lines: list[str]) -> list[str]:
    """Join lines that were broken to fit in a width, and not to say something: Markdown reads such a break as a space.

    A line goes on in the next one if that begins in small letters in the middle of a sentence, or if the next word had
    no room in the width of the paragraph.
    """
    longest = max(map(len, lines))
    found = [lines[0]]
    for above, line in pairwise(lines):
        had_no_room = longest >= _NARROWEST and len(above) + 1 + len(line.split(" ", 1)[0]) > longest
        is_one_sentence = line[0].islower() and (above[-1].isalnum() or above[-1] == ",") and not _ENTRY.match(line)
        if (had_no_room or is_one_sentence) and not above.endswith("\\"):
            found[-1] += f" {line.lstrip(' ')}"
        else:
            found.append(line)
    return found


def continued(text: str, sentence: str) -> str:
    """Put a sentence behind a text: in its last paragraph if that is prose that ends as sentences do, else after it."""
    if not text:
        return sentence
    last = text.rpartition("\n\n")[2].split("\n")
    is_prose = last[-1].endswith((".", "!", "?")) and not any(_STRUCTURED.match(line) for line in last)
    return f"{text} {sentence}" if is_prose and "```" not in text else f"{text}\n\n{sentence}"


def _broken(line: str, width: int) -> list[str]:
    """Break at spaces as textwrap.wrap does, which takes a fifth of the time of a whole run; no tabs are in a cleaned line."""
    lines: list[str] = []
    while len(line) > width:
        end = line.rfind(" ", 0, width + 1)
        if not line[: max(end, 0)].strip(" "):
            # The first word does not fit: without its indent perhaps, else it stays whole.
            if line.startswith(" "):
                line = line.lstrip(" ")
                continue
            end = line.find(" ")
        if end < 0:
            break
        lines.append(line[:end].rstrip(" "))
        line = line[end:].lstrip(" ")
    return [*lines, line] if line or not lines else lines


def _without_double_blanks(lines: Sequence[str]) -> list[str]:
    return [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def docstring(lines: Sequence[str], indent: str) -> list[str]:
    """Spell lines of text as a docstring at `indent`; no lines, no docstring."""
    safe = [_escaped(line) for line in lines]
    while safe and not safe[-1]:
        safe.pop()
    if not safe:
        return []
    # As black does (PEP 257): what all lines after the first are indented by goes.
    safe = [safe[0].lstrip(), *textwrap.dedent("\n".join(safe[1:])).split("\n")] if safe[1:] else [safe[0].lstrip()]
    # A quote next to the delimiter would be read as part of it.
    if safe[0].startswith('"'):
        safe[0] = "\\" + safe[0]
    if safe[-1].endswith('"'):
        safe[-1] += " "
    if len(safe) == 1:
        return [f'{indent}"""{safe[0]}"""']
    *others, last = [f'{indent}"""{safe[0]}', *((indent + line).rstrip() for line in safe[1:])]
    ending = " " * safe[-1].endswith(" ")
    if width(f'{last}{ending}"""') <= WIDTH:
        return [*others, f'{last}{ending}"""']
    return [*others, last, f'{indent}"""']


def text_lines(*parts: str | None, indent: str) -> list[str]:
    """Clean and wrap parts for a docstring at `indent`, a blank line between them."""
    lines: list[str] = []
    for part in parts:
        body = clean(part)
        if body:
            if lines:
                lines.append("")
            lines += wrapped(body, PROSE - len(indent) - 3)
    return lines


def argument_lines(python_name: str, text: str | None, indent: str) -> list[str]:
    """Spell one entry of a docstring's Args section: the name, then its text, indented under it."""
    body = clean(text)
    if not body:
        return []
    width = PROSE - len(indent) - 8
    first, *rest = wrapped(f"{python_name}: {body}", width)
    return [f"    {first}", *(f"        {line}".rstrip() for line in rest)]


def cell(text: str | None) -> str:
    """Give text for one Markdown table cell: one line, bars escaped."""
    return " ".join(clean(text).split()).replace("|", "\\|")


def sentence(text: str | None) -> str:
    """Give the first paragraph on one line."""
    return " ".join(clean(text).split("\n\n")[0].split())
