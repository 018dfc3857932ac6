"""Schemas extended through `$dynamicRef`: the client has a model of each, with the right items."""

from __future__ import annotations

from pathlib import Path
from typing import get_type_hints

from generator.loader import load_spec
from tests.behaviour.inline import HEAD, package_of
from tests.loopback import Loopback, Reply

DOCUMENT = """
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Pets"}}}}
  /owners:
    get:
      operationId: listOwners
      tags: [owners]
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Page"
                $defs: {item: {$dynamicAnchor: item, $ref: "#/components/schemas/Owner"}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}, born: {type: string, format: date}}}
    Owner: {type: object, properties: {since: {type: string, format: date}}}
    Page:
      type: object
      properties:
        items: {type: array, items: {$dynamicRef: "#item"}}
        inner: {type: object, properties: {first: {$dynamicRef: "#item"}}}
      $defs: {item: {$dynamicAnchor: item}}
    Pets: {$ref: "#/components/schemas/Page", $defs: {item: {$dynamicAnchor: item, $ref: "#/components/schemas/Pet"}}}
"""


def test_a_page_of_each_kind_has_items_of_that_kind(tmp_path: Path) -> None:
    inline = package_of(tmp_path, DOCUMENT)
    body = {"items": [{"born": "2020-01-02", "since": "2020-01-02"}], "inner": {"first": {"name": "Rex"}}}
    with Loopback(Reply(json=body)) as server, inline.Inline(base_url=server.url) as client:
        pets, owners = client.pets.list(), client.owners.list()
    assert ("Pets", "Pet", "Pet") == (
        type(pets).__name__,
        type(pets.items[0]).__name__,
        type(pets.inner.first).__name__,
    )
    assert ("OwnerListResponse", "Owner") == (type(owners).__name__, type(owners.items[0]).__name__)


RECURSIVE = """
paths:
  /filters:
    get:
      operationId: listFilters
      tags: [filters]
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Compound"}}}}
  /trees:
    get:
      operationId: listTrees
      tags: [trees]
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}}
components:
  schemas:
    Comparison: {type: object, required: [type], properties: {type: {type: string, enum: [eq]}, key: {type: string}}}
    Compound:
      $recursiveAnchor: true
      type: object
      properties:
        type: {type: string, enum: [and, or]}
        filters:
          type: array
          items:
            oneOf: [{$ref: "#/components/schemas/Comparison"}, {$recursiveRef: "#"}]
            discriminator: {propertyName: type}
    Closed: {type: object, properties: {kids: {type: array, items: {$recursiveRef: "#"}}}}
    Opened: {$recursiveAnchor: true, allOf: [{$ref: "#/components/schemas/Closed"}], properties: {more: {type: string}}}
    Tree: {type: object, properties: {leaf: {type: string}, left: {$ref: "#"}, right: {$recursiveRef: "#"}}}
"""


def test_a_recursive_reference_is_the_schema_with_the_recursive_anchor(tmp_path: Path) -> None:
    """JSON Schema 2019-09 §8.2.4.2, in which OpenAI writes its filters."""
    inline = package_of(tmp_path, RECURSIVE)
    body = {"type": "or", "filters": [{"type": "and", "filters": [{"type": "eq", "key": "k"}]}]}
    with Loopback(Reply(json=body)) as server, inline.Inline(base_url=server.url) as client:
        outer = client.filters.list()
    inner = outer.filters[0]
    assert ("Compound", "Comparison", "k") == (
        type(inner).__name__,
        type(inner.filters[0]).__name__,
        inner.filters[0].key,
    )


def test_a_reference_to_the_whole_document_is_the_schema_around_it(tmp_path: Path) -> None:
    inline = package_of(tmp_path, RECURSIVE)
    with (
        Loopback(Reply(json={"left": {"right": {"leaf": "x"}}})) as server,
        inline.Inline(base_url=server.url) as client,
    ):
        assert "x" == client.trees.list().left.right.leaf
    (tmp_path / "r.yml").write_text(HEAD + RECURSIVE, encoding="utf-8")
    opened = next(
        each
        for each in (getattr(inline.types, name) for name in dir(inline.types))
        if getattr(each, "__name__", "") == "Opened"
    )
    assert "Closed" in str(get_type_hints(opened)["kids"])
    said = [problem.message for problem in load_spec([tmp_path / "r.yml"]).spec.problems]
    around = "which is no schema. It is read as the schema around it, `#/components/schemas/Tree`."
    assert [f"`{keyword}: #` leads to the whole document, {around}" for keyword in ("$ref", "$recursiveRef")] == [
        each for each in said if "Tree" in each
    ]
