"""Schemas extended through `$dynamicRef`: the client has a model of each, with the right items."""

from __future__ import annotations

from pathlib import Path

from tests.behaviour.inline import package_of
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
