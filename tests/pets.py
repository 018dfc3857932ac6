"""A small document, for tests of everything around the generator."""

from __future__ import annotations

from pathlib import Path

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers:
  - url: https://pets.example/v1
paths:
  /pets/{id}:
    patch:
      operationId: updatePet
      tags: [pets]
      summary: Rename a pet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Pet"}
      responses:
        "200":
          description: The pet.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, description: What it is called.}
        age: {type: [integer, "null"]}
"""
BROKEN = PETS.replace("#/components/schemas/Pet", "#/components/schemas/Pte", 1)
"""Its first `$ref` leads nowhere."""


def write_client(specs: Path, name: str = "pets", document: str = PETS, client: str | None = None) -> Path:
    """Make a client's folder; give its path."""
    folder = specs / name
    folder.mkdir(parents=True)
    (folder / "openapi.yml").write_text(document, encoding="utf-8")
    if client is not None:
        (folder / "client.yml").write_text(client, encoding="utf-8")
    return folder
