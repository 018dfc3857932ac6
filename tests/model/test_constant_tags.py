"""Which tags are constants: those that alone tell a variant from the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.behaviour.checkers import CHECKERS, complaints
from tests.behaviour.inline import package_of

SCHEMAS = """
    Text: {type: object, required: [type, text], properties: {type: {type: string, enum: [text]}, text: {type: string}}}
    Image: {type: object, required: [type, url], properties: {type: {type: string, enum: [image]}, url: {type: string}}}
    Photo: {type: object, required: [type, url], properties: {type: {type: string, enum: [image]}, url: {type: string}}}
    Map: {type: object, properties: {type: {$ref: "#/components/schemas/MapType"}, place: {type: string}}}
    MapType: {type: string, enum: [map]}
    Alone: {type: object, properties: {kind: {type: string, enum: [alone]}}}
    First: {type: object, required: [t], properties: {t: {type: string, enum: [a]}, one: {type: string}}}
    Second: {type: object, required: [t], properties: {t: {type: string, enum: [b]}, two: {type: string}}}
"""
DOCUMENT = """
paths:
  /items:
    get:
      operationId: listItems
      tags: [items]
      responses: {"200": {description: d, content: {application/json: {schema: {type: array, items: ITEM}}}}}
components:
  schemas:
""" + SCHEMAS
ITEM = "{anyOf: [REFS]}".replace(
    "REFS", ", ".join(f'{{$ref: "#/components/schemas/{name}"}}' for name in ("Text", "Image", "Map"))
)
MAPPED = (
    '{oneOf: [{$ref: "#/components/schemas/First"}, {$ref: "#/components/schemas/Second"}], '
    "discriminator: {propertyName: t, mapping: {a: First, other: First, b: Second}}}"
)


def constants(tmp_path: Path, item: str) -> set[str]:
    """Give the classes whose tag is a constant."""
    package = package_of(tmp_path, DOCUMENT.replace("ITEM", item))
    folder = Path(str(package.__file__)).parent / "types"
    found: set[str] = set()
    for path in folder.glob("*.py"):
        name = ""
        for line in path.read_text().splitlines():
            name = line[6:].partition("(")[0] if line.startswith("class ") else name
            if line.strip().startswith(("type: Literal", "kind: Literal", "t: Literal")) and "| str" not in line:
                found.add(name)
    return found


def test_the_tag_of_a_variant_is_a_constant(tmp_path: Path) -> None:
    assert {"Text", "Image", "Map"} <= constants(tmp_path, ITEM)


def test_what_is_like_a_variant_is_the_same_type(tmp_path: Path) -> None:
    assert "Alone" not in constants(tmp_path, ITEM)
    types = package_of(tmp_path, DOCUMENT.replace("ITEM", ITEM)).types
    assert types.Photo is types.Image


_USE = """
from {name} import Inline

for item in Inline().items.list():
    if item.type == "image":
        print(item.url.upper())
    elif item.type == "text":
        print(item.text.upper())
    else:
        print(item.place)
"""


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_type_checker_tells_variants_by_their_tags(checker: str, tmp_path: Path) -> None:
    name = package_of(tmp_path, DOCUMENT.replace("ITEM", ITEM)).__name__
    (tmp_path / "use.py").write_text(_USE.format(name=name))
    assert [] == complaints(checker, Path(sys.prefix), tmp_path, "use.py")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (MAPPED, {"Second"}),
        (MAPPED.replace("other: First, ", ""), {"First", "Second"}),
        (
            MAPPED.replace("a: First, other: First, ", "").replace("mapping", "defaultMapping: First, mapping"),
            {"Second"},
        ),
    ],
)
def test_a_variant_that_has_other_values_as_well_is_open(item: str, expected: set[str], tmp_path: Path) -> None:
    assert expected == constants(tmp_path, item)
