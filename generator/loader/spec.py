"""The Spec: OpenAPI documents, read, resolved and upgraded to one dialect (3.1 and later).

Frozen values between loader and model. Every reference to a parameter, body, response, header or path item is already followed;
references between schemas stay references (`Schema.ref`, a key of `Spec.schemas`), because schemas form cycles.

    Spec ─ servers, security, tags
      ├─ operations ─ parameters ─ Schema
      │            ├─ body ─ media types ─ Schema
      │            └─ responses ─ headers, media types ─ Schema
      ├─ webhooks (operations again)
      ├─ security_schemes
      └─ schemas: {SchemaId: Schema}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from generator.loader.spec_access import OAuthFlow as OAuthFlow
from generator.loader.spec_access import SecurityRequirement as SecurityRequirement
from generator.loader.spec_access import SecurityScheme as SecurityScheme
from generator.loader.spec_access import Server as Server
from generator.loader.spec_access import ServerVariable as ServerVariable
from generator.problems import Location, Problem

SchemaId = str
"""`file#/pointer` of a schema that something refers to, or that is a named component."""


class Discriminator(Struct, frozen=True, omit_defaults=True):
    property_name: str
    mapping: tuple[tuple[str, SchemaId], ...] = ()
    """(value, schema) in document order; bare names and references are both resolved."""
    default: SchemaId | None = None
    """OpenAPI 3.2 `defaultMapping`."""


class Condition(Struct, frozen=True, omit_defaults=True):
    """A keyword that depends on the value: it decides what is valid, and no type."""

    keyword: str
    """"if", "dependentSchemas", "unevaluatedItems"; "allOf", "anyOf", "oneOf" where a model puts them aside."""
    schemas: tuple[Schema | None, ...]
    """Of `if`: itself, `then` and `else`, None for what is not there."""
    property_name: str | None = None
    """Of dependentSchemas."""


class Schema(Struct, frozen=True, omit_defaults=True):
    """A JSON Schema 2020-12 object as OpenAPI 3.1 uses it (§4.8.24). A keyword that was absent is None or ()."""

    location: Location
    ref: SchemaId | None = None
    """Target of `$ref` (or `$dynamicRef`). The other fields then hold its siblings, which apply too."""
    boolean: bool | None = None
    """The schema was `true` or `false`."""
    types: tuple[str, ...] = ()
    """`type` as a list: "string", "integer", "number", "boolean", "null", "array", "object". 3.0 `nullable` is in here as "null"."""
    format: str | None = None
    title: str | None = None
    description: str | None = None
    enum: tuple[Any, ...] | None = None
    enum_names: tuple[str, ...] = ()
    """x-enum-varnames or x-enumNames."""
    enum_descriptions: tuple[str, ...] = ()
    has_const: bool = False
    const: Any = None
    has_default: bool = False
    default: Any = None
    examples: tuple[Any, ...] = ()
    """`example` and `examples` in that order."""
    properties: tuple[tuple[str, Schema], ...] = ()
    """In document order."""
    required: tuple[str, ...] = ()
    additional_properties: Schema | None = None
    """None: not stated. `true` and `false` come as boolean schemas."""
    pattern_properties: tuple[tuple[str, Schema], ...] = ()
    property_names: Schema | None = None
    unevaluated_properties: Schema | None = None
    items: Schema | None = None
    prefix_items: tuple[Schema, ...] = ()
    contains: Schema | None = None
    all_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    not_: Schema | None = None
    conditional: tuple[Condition, ...] = ()
    """`if`, dependentSchemas, unevaluatedItems: no type comes from them, strict mode checks them."""
    discriminator: Discriminator | None = None
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    constraints: Mapping[str, Any] = field(default_factory=dict)
    """minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minItems, maxItems,
    uniqueItems, minProperties, maxProperties, minContains, maxContains, dependentRequired: wire keyword → value."""
    content_media_type: str | None = None
    content_encoding: str | None = None
    content_schema: Schema | None = None
    """Of what the text holds, where `contentMediaType` says that it holds JSON."""
    xml: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)
    """x-* keywords as written."""


class Header(Struct, frozen=True):
    wire_name: str
    location: Location
    schema: Schema | None = None
    is_required: bool = False
    description: str | None = None
    is_deprecated: bool = False
    explode: bool = False
    content_media_type: str | None = None


class Encoding(Struct, frozen=True):
    """How one property of a form or multipart body is sent (OpenAPI 3.1 §4.8.15)."""

    property_name: str
    content_type: str | None = None
    headers: tuple[Header, ...] = ()
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    location: Location | None = None
    """None where no `encoding` says it: Swagger 2.0."""


class MediaType(Struct, frozen=True):
    media_type: str
    """As written, parameters included."""
    location: Location
    schema: Schema | None = None
    item_schema: Schema | None = None
    """OpenAPI 3.2 `itemSchema`, for streams."""
    encodings: tuple[Encoding, ...] = ()
    prefix_encodings: tuple[Encoding, ...] = ()
    """OpenAPI 3.2 `prefixEncoding`: of the first parts of a multipart body without names."""
    item_encoding: Encoding | None = None
    """OpenAPI 3.2 `itemEncoding`: of the parts after those."""


class Parameter(Struct, frozen=True):
    wire_name: str
    place: str
    """`in`: "path", "query", "header", "cookie" or "querystring"."""
    location: Location
    schema: Schema | None = None
    content_media_type: str | None = None
    """Set when the parameter has `content` in place of `schema`; `schema` is then that media type's."""
    encodings: tuple[Encoding, ...] = ()
    """That media type's."""
    is_required: bool = False
    style: str = "form"
    """Never absent: the default of its place is filled in (OpenAPI 3.1 §4.8.12.2)."""
    explode: bool = True
    """Never absent: the default of its style is filled in."""
    allow_reserved: bool = False
    allow_empty_value: bool = False
    description: str | None = None
    is_deprecated: bool = False


class RequestBody(Struct, frozen=True):
    location: Location
    media_types: tuple[MediaType, ...] = ()
    is_required: bool = False
    description: str | None = None


class Link(Struct, frozen=True):
    wire_name: str
    location: Location
    operation_id: str | None = None
    operation_ref: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    request_body: Any = None
    description: str | None = None
    target: Location | None = None
    """Where `operation_ref` leads; None if it leads nowhere, or there is none."""
    server: Server | None = None
    has_body: bool = False
    """Whether `request_body` is stated: it may be null."""


class Response(Struct, frozen=True):
    status: str
    """"200", "4XX" (upper case) or "default"."""
    location: Location
    description: str | None = None
    media_types: tuple[MediaType, ...] = ()
    headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()


class CodeSample(Struct, frozen=True):
    """One entry of x-codeSamples / x-code-samples."""

    language: str
    source: str


class Callback(Struct, frozen=True):
    name: str
    expression: str
    operations: tuple[Operation, ...]


def path_and_query(path: str) -> tuple[str, str]:
    """Cut what stands for a path into the path itself and its query: "/a?b=1#c" → ("/a", "b=1")."""
    bare, _, query = path.partition("#")[0].partition("?")
    return bare, query


class Operation(Struct, frozen=True):
    method: str
    """Upper case: "PATCH", "QUERY"."""
    path: str
    """As written."""
    location: Location
    operation_id: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    description: str | None = None
    parameters: tuple[Parameter, ...] = ()
    """Path item's and operation's own merged: the operation's win by (name, in). Document order."""
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[SecurityRequirement, ...] | None = None
    """Alternatives. None: the document states none anywhere. ((),) or (): none is needed."""
    servers: tuple[Server, ...] = ()
    """Operation's or path item's own; () means the spec's servers."""
    is_deprecated: bool = False
    code_samples: tuple[CodeSample, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)


class Tag(Struct, frozen=True):
    name: str
    summary: str | None = None
    description: str | None = None
    parent: str | None = None


class Info(Struct, frozen=True):
    title: str
    description: str | None = None


class Spec(Struct, frozen=True):
    """All documents of one client, merged."""

    files: tuple[str, ...]
    infos: tuple[Info, ...]
    """One per document, in order."""
    servers: tuple[Server, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Operation, ...] = ()
    schemas: Mapping[SchemaId, Schema] = field(default_factory=dict)
    """Every named component and every other target of a reference. Equal components of two documents appear once."""
    schema_names: Mapping[SchemaId, str] = field(default_factory=dict)
    """The component name of those ids that are components. A name can appear twice: same name, different content."""
    security_schemes: tuple[SecurityScheme, ...] = ()
    tags: tuple[Tag, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Warnings found on the way; errors are raised as ProblemsFound."""
    components_key: str = ""
    """Differs where the documents say anything else of named schemas, or refer into them elsewhere; "": not known."""
