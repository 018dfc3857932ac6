"""A document's operations as it writes them, with nothing of the generator in between.

Receives a path; returns `RawOperation`s whose schemas are `Node`s: plain values, with what their references mean. One side
of the wire is read at a time: requests have no readOnly properties, responses no writeOnly ones (OpenAPI 3.1 §4.8.24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from referencing import Anchor, Registry, Resource, Specification
from referencing.jsonschema import DRAFT202012

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
# Headers that OpenAPI leaves to other parts of the document (OpenAPI 3.1 §4.8.12.1), or HTTP to the message.
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization", "content-length", "transfer-encoding"})


@dataclass(frozen=True)
class Node:
    """A value of the document, and the place its references start from."""

    value: Any
    resolver: Any

    def at(self, *keys: str | int) -> Node:
        value = self.value
        for key in keys:
            value = value[key]
        return Node(value, self.resolver)

    def get(self, key: str, default: Any = None) -> Any:
        return self.value.get(key, default) if isinstance(self.value, dict) else default

    def followed(self) -> Node:
        """Follow references that stand alone, as those of parameters, bodies, responses do."""
        node = self
        for _ in range(50):
            if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
                return node
            node = node.target()
        raise LookupError(f"endless references from {self.value}")

    def target(self) -> Node:
        found = self.resolver.lookup(self.value["$ref"])
        return Node(found.contents, found.resolver)


def path_and_query(path: str) -> tuple[str, str]:
    """Cut a template apart. A fragment on a path tells two entries of the document apart, and is no part of any URL."""
    bare, _, query = path.partition("#")[0].partition("?")
    return bare, query


def key_of(place: str, wire_name: str) -> tuple[str, str]:
    """Give what tells parameters apart. Header names do not tell case apart (RFC 9110 §5.1)."""
    return place, wire_name.lower() if place == "header" else wire_name


@dataclass(frozen=True)
class RawMedia:
    media_type: str
    schema: Node | None
    encoding: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RawParameter:
    wire_name: str
    place: str
    schema: Node
    style: str
    """"json" or "text" where a media type stands in its place."""
    explode: bool
    is_required: bool


@dataclass(frozen=True)
class RawAnswer:
    status: str
    media: tuple[RawMedia, ...]


@dataclass(frozen=True)
class RawOperation:
    id: str
    """operationId, else "METHOD /path"."""
    method: str
    path: str
    parameters: tuple[RawParameter, ...]
    body: tuple[RawMedia, ...]
    is_body_required: bool
    answers: tuple[RawAnswer, ...]


class RawDocument:
    def __init__(self, path: Path, hidden: str) -> None:
        """`hidden` is "readOnly" or "writeOnly": properties so marked are taken out."""
        self._hidden = hidden
        self._root = loaded(path)
        if self.is_swagger:
            self._root = _modern(self._root)
        self._root = _one_sided(self._root, self._root, hidden)
        registry: Registry[Any] = Registry(retrieve=self._retrieved)
        uri = path.resolve().as_uri()
        self.registry = registry = registry.with_resource(uri, self._resource(self._root)).crawl()
        self._node = Node(self._root, registry.resolver(uri))

    @property
    def is_old(self) -> bool:
        """3.0 has a dialect of its own: `nullable`, `exclusiveMinimum: true`, nothing beside `$ref`."""
        return self.is_swagger or str(self._root.get("openapi", "")).startswith("3.0")

    @property
    def is_swagger(self) -> bool:
        return "swagger" in self._root

    def operations(self) -> Iterator[RawOperation]:
        paths = self._node.get("paths") or {}
        for path in paths:
            item = self._node.at("paths", path)
            if not str(path).startswith("/") or not isinstance(item.value, dict):
                continue
            item = item.followed()
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield self._operation(path, method.upper(), item, item.at(method))
            for method in item.get("additionalOperations") or {}:
                yield self._operation(path, method, item, item.at("additionalOperations", method))

    def _operation(self, path: str, method: str, item: Node, node: Node) -> RawOperation:
        parameters = {}
        for owner in (item, node):
            for index in range(len(owner.get("parameters") or ())):
                parameter = owner.at("parameters", index).followed()
                parameters[key_of(parameter.value["in"], parameter.value["name"])] = parameter
        body = node.at("requestBody").followed() if isinstance(node.get("requestBody"), dict) else Node({}, None)
        answers = []
        for status in node.get("responses") or {}:
            if not str(status).startswith("x-"):
                answer = node.at("responses", status).followed()
                answers.append(RawAnswer(str(status).upper().replace("DEFAULT", "default"), tuple(_media(answer))))
        return RawOperation(
            node.get("operationId") or f"{method} {path}",
            method,
            path,
            tuple(
                _as_sent(_parameter(parameter), path)
                for (place, name), parameter in parameters.items()
                if name
                and not (place == "header" and name.lower() in IGNORED_HEADERS)
                and not (place == "path" and f"{{{name}}}" not in path)
            ),
            tuple(_media(body)),
            bool(body.get("required")),
            tuple(answers),
        )

    def _retrieved(self, uri: str) -> Resource[Any]:
        if not uri.startswith("file:"):
            raise LookupError(uri)
        from urllib.parse import unquote, urlsplit

        return self._resource(loaded(Path(unquote(urlsplit(uri).path))))

    def _resource(self, contents: Any) -> Resource[Any]:
        return Resource(contents=_one_sided(contents, contents, self._hidden), specification=_ANYWHERE)


def _as_sent(parameter: RawParameter, path: str) -> RawParameter:
    """Give what stands for a variable in a path's query its name there, and its place: /search?q={text}."""
    template, query = path_and_query(path)
    variable = f"{{{parameter.wire_name}}}"
    if variable in template or variable not in query or parameter.place not in ("path", "query"):
        return parameter
    names = [name for name, _, value in (pair.partition("=") for pair in query.split("&")) if value == variable]
    found = replace(parameter, wire_name=names[0] if names else parameter.wire_name, place="query")
    return found if parameter.place == "query" else replace(found, style="form")


class _Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2's core schema, near enough: dates, on, off, yes and no are text."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _first in "yYnNoO":
    _Plain.yaml_implicit_resolvers[_first] = [
        pair for pair in _Plain.yaml_implicit_resolvers.get(_first, ()) if pair[0] != "tag:yaml.org,2002:bool"
    ]


def loaded(path: Path) -> Any:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".md":
        blocks = re.findall(r"^(`{3,}|~{3,})[^\n]*\n(.*?)^\1", text, re.MULTILINE | re.DOTALL)
        text = next(block for _, block in blocks if re.search(r"^\s*[\"']?openapi", block, re.MULTILINE))
    if path.suffix == ".json":
        return json.loads(text)
    return yaml.load(text, _Plain)


def _parameter(node: Node) -> RawParameter:
    place = node.value["in"]
    content = node.get("content")
    if content:
        media_type = next(iter(content))
        style = "json" if "json" in media_type else "text"
        media = node.at("content", media_type)
        schema = media.at("schema") if "schema" in media.value else Node(True, node.resolver)
        style = media_type if place == "querystring" else style
    else:
        style = node.get("style") or ("form" if place in ("query", "cookie") else "simple")
        schema = node.at("schema") if "schema" in node.value else Node(True, node.resolver)
    explode = node.get("explode")
    return RawParameter(
        node.value["name"],
        place,
        schema,
        style,
        style == "form" if explode is None else explode,
        place == "path" or bool(node.get("required")),
    )


def _modern(document: Any) -> Any:
    """Give a Swagger 2.0 document's operations the shape of 3.0's. Its schemas are 3.0's already, but for `type: file`."""
    made = {**document, "paths": {}}
    for path, item in document["paths"].items():
        made["paths"][path] = {
            method: _modern_operation(operation, document) if method in METHODS else operation
            for method, operation in item.items()
        }
    return made


def _modern_operation(operation: Any, document: Any) -> Any:
    takes = operation.get("consumes") or document.get("consumes") or ["application/json"]
    gives = operation.get("produces") or document.get("produces") or ["application/json"]
    made = {**operation, "parameters": []}
    form: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for parameter in operation.get("parameters") or ():
        schema = {
            key: value for key, value in parameter.items() if key not in ("name", "in", "required", "description")
        }
        match parameter["in"]:
            case "body":
                content = {media_type: {"schema": parameter["schema"]} for media_type in takes}
                made["requestBody"] = {"content": content, "required": parameter.get("required", False)}
            case "formData":
                is_file = schema.get("type") == "file"
                form["properties"][parameter["name"]] = {"type": "string", "format": "binary"} if is_file else schema
                form["required"] += [parameter["name"]] if parameter.get("required") else []
                is_required = bool(form["required"])
                made["requestBody"] = {
                    "content": {media_type: {"schema": form} for media_type in takes},
                    "required": is_required,
                }
            case _:
                explodes = schema.pop("collectionFormat", None) == "multi"
                wanted = {key: parameter[key] for key in ("name", "in", "required") if key in parameter}
                made["parameters"].append({**wanted, "schema": schema, "explode": explodes})
    made["responses"] = {
        status: (
            {"content": {media_type: {"schema": answer["schema"]} for media_type in gives}}
            if "schema" in answer
            else {}
        )
        for status, answer in operation["responses"].items()
    }
    return made


def _media(node: Node) -> Iterator[RawMedia]:
    for media_type in node.get("content") or {}:
        if media_type.startswith("x-"):
            continue
        media = node.at("content", media_type).followed()
        has_schema = isinstance(media.value, dict) and "schema" in media.value
        media_type = "*/*" if media_type in ("", "*") else media_type
        yield RawMedia(media_type, media.at("schema") if has_schema else None, media.get("encoding") or {})


def _children(value: Any) -> Iterator[Any]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        if isinstance(item, dict) and not isinstance(item.get("$schema", ""), str):
            # A property called $schema, which the library would take for the keyword.
            yield from _children(item)
        elif isinstance(item, dict | list):
            yield item


def _text(value: Any, key: str) -> str | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _anchors(specification: Specification[Any], value: Any) -> Iterator[Anchor[Any]]:
    name = _text(value, "$anchor")
    return iter((Anchor(name, specification.create_resource(value)),) if name else ())


_ANYWHERE: Specification[Any] = Specification(
    name="OpenAPI",
    id_of=lambda value: _text(value, "$id"),
    subresources_of=_children,
    anchors_in=_anchors,
    maybe_in_subresource=DRAFT202012.maybe_in_subresource,
)
"""JSON Schema's identifiers and anchors, which in an OpenAPI document may stand anywhere."""


def _one_sided(value: Any, root: Any, hidden: str) -> Any:
    """Take the properties marked `hidden` out of every object schema."""
    if isinstance(value, list):
        return [_one_sided(item, root, hidden) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _one_sided(item, root, hidden) for key, item in value.items()}
    is_schema = "in" not in value and ("content" not in value or "type" in value or "properties" in value)
    if isinstance(value.get("required"), bool) and is_schema:
        # Draft 3's spelling, in a schema: it means nothing today, and other tools trip over it.
        del made["required"]
    properties = value.get("properties")
    if isinstance(properties, dict):
        gone = {name for name, schema in properties.items() if _is_marked(schema, root, hidden)}
        made["properties"] = {name: schema for name, schema in made["properties"].items() if name not in gone}
        if gone and isinstance(value.get("required"), list):
            made["required"] = [name for name in value["required"] if name not in gone]
            if not made["required"]:
                del made["required"]
    return made


def _is_marked(schema: Any, root: Any, hidden: str) -> bool:
    for _ in range(20):
        if not isinstance(schema, dict):
            return False
        if schema.get(hidden) is True:
            return True
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return False
        schema = root
        for word in reference[2:].split("/"):
            word = word.replace("~1", "/").replace("~0", "~")
            schema = schema.get(word) if isinstance(schema, dict) else None
    return False
