"""The fields that OpenAPI's objects have, and what stands beside them by mistake.

Receives the place of an object that is being read; notes every key that is no field of it and does not begin with `x-`:
nothing reads such a key, and what stands behind it would be lost without a word. The fields are those of 3.0, 3.1 and
3.2 together, as every version is read by the same rules, or those of Swagger 2.0. Schemas are open (JSON Schema 2020-12
§6.5): of them, a key is told only if it looks like a keyword.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any

from msgspec import Struct

from generator.loader.document import Dialect
from generator.loader.reading import Reading
from generator.loader.refs import Place
from generator.loader.unread_extensions import tell_unread

_FIELD, _KEYWORD = "unknown-field", "unknown-keyword"
_EVERYWHERE = frozenset({"summary", "description"})
"""A reference may say them of anything (OpenAPI 3.1 §4.8.23)."""
_NEAR = 0.75
"""How alike two words are of four letters where two neighbours have changed places: `psot`, `enmu`."""


class Kind(Struct, frozen=True):
    """A kind of object."""

    name: str
    """"an operation"."""
    fields: frozenset[str]
    swagger: frozenset[str] = frozenset()
    """The fields of Swagger 2.0. Empty where it has no such object, or one that is a schema too."""


def _kind(name: str, fields: str, swagger: str = "") -> Kind:
    of_swagger = frozenset(swagger.split()) | _EVERYWHERE if swagger else frozenset[str]()
    return Kind(name, frozenset(fields.split()) | _EVERYWHERE, of_swagger)


ROOT = _kind(
    "an OpenAPI document",
    "openapi $self $schema info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
    "swagger info host basePath schemes consumes produces paths definitions parameters responses securityDefinitions "
    "security tags externalDocs",
)
INFO = _kind("`info`", "title termsOfService contact license version", "title termsOfService contact license version")
COMPONENTS = _kind(
    "`components`",
    "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems mediaTypes",
)
PATH_ITEM = _kind(
    "a path item",
    "$ref get put post delete options head patch trace query additionalOperations servers parameters",
    "$ref get put post delete options head patch parameters",
)
OPERATION = _kind(
    "an operation",
    "tags externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
    "tags externalDocs operationId consumes produces parameters responses schemes deprecated security",
)
HEADER = _kind(
    "a header", "required deprecated allowEmptyValue style explode allowReserved schema example examples content"
)
PARAMETER = Kind("a parameter", HEADER.fields | {"name", "in"})
BODY = _kind("a request body", "content required")
MEDIA_TYPE = _kind("a media type", "schema itemSchema example examples encoding prefixEncoding itemEncoding")
ENCODING = _kind("an encoding", "contentType headers style explode allowReserved encoding prefixEncoding itemEncoding")
RESPONSE = _kind("a response", "headers content links", "schema headers examples")
LINK = _kind("a link", "operationRef operationId parameters requestBody server")
SERVER = _kind("a server", "url name variables")
SERVER_VARIABLE = _kind("a server variable", "enum default")
SECURITY_SCHEME = _kind(
    "a security scheme",
    "type name in scheme bearerFormat flows openIdConnectUrl oauth2MetadataUrl deprecated",
    "type name in flow authorizationUrl tokenUrl scopes",
)
OAUTH_FLOW = _kind("an OAuth flow", "authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl scopes")
TAG = _kind("a tag", "name externalDocs parent kind", "name externalDocs")
DISCRIMINATOR = _kind("a discriminator", "propertyName mapping defaultMapping")
XML = _kind("`xml`", "nodeType name namespace prefix attribute wrapped", "name namespace prefix attribute wrapped")

_KEYWORDS = frozenset(
    "$id $schema $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs $recursiveRef $recursiveAnchor id "
    "prefixItems items additionalItems unevaluatedItems contains minContains maxContains minItems maxItems uniqueItems "
    "properties patternProperties additionalProperties unevaluatedProperties propertyNames required minProperties "
    "maxProperties dependentRequired dependentSchemas dependencies definitions if then else allOf anyOf oneOf not type "
    "enum const default format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf "
    "contentEncoding contentMediaType contentSchema title description deprecated readOnly writeOnly example examples "
    "nullable discriminator xml externalDocs collectionFormat".split()
)
"""JSON Schema's, since draft 4, and OpenAPI's own."""
_MEANT = frozenset(keyword for keyword in _KEYWORDS if len(keyword) > 3) - {"$schema", "$comment", "$vocabulary"}
"""Those that a mistake can be meant for and that say something of values. Any short word looks like `if`, `id` or `not`."""


def tell_unknown_fields(kind: Kind, place: Place, reading: Reading) -> None:
    """Note what an object has and none of its kind can have."""
    if not place.value.keys() <= _fields_of(kind, place):
        for key, member in place.members():
            tell_unknown_field(kind, key, member, reading)


def tell_unknown_field(kind: Kind, key: str, place: Place, reading: Reading) -> None:
    """Note a member of an object if none of its kind can have it. Whole operations are an error, all else a warning."""
    fields = _fields_of(kind, place)
    if key.startswith("x-"):
        tell_unread(key, place, reading)
    if not fields or key in fields or key.startswith("x-"):
        return
    message = f"`{key}` is no field of {kind.name}"
    near = get_close_matches(key, fields, 1, _NEAR)
    allowed = f"Allowed are {', '.join(sorted(fields))}, and names that begin with `x-`."
    hint = f"Did you mean `{near[0]}`?" if near else allowed
    if kind is ROOT and _are_paths(place.value) or kind is PATH_ITEM and _is_operation(place.value):
        lost = "the operations in it" if kind is ROOT else "the operation"
        correction = f"Correct it in an overlay, or list `#{place.pointer}` under `skip:`."
        reading.error(_FIELD, f"{message}: {lost} would be lost.", place, f"{hint} {correction}")
    else:
        reading.warn(_FIELD, f"{message}; it is ignored.", place, hint)


def _fields_of(kind: Kind, place: Place) -> frozenset[str]:
    return kind.swagger if place.document.dialect is Dialect.SWAGGER_2_0 else kind.fields


def tell_near_keyword(key: str, place: Place, reading: Reading) -> None:
    """Note what stands in a schema and looks like a keyword of it."""
    if key not in _KEYWORDS and (near := _keyword_like(key)):
        message = f"`{key}` is no keyword of a schema; it is ignored."
        reading.warn(_KEYWORD, message, place, f"Did you mean `{near}`?")


@cache
def _keyword_like(key: str) -> str:
    return next(iter(get_close_matches(key, _MEANT, 1, _NEAR)), "")


def _is_operation(value: Any) -> bool:
    return isinstance(value, dict) and not value.keys().isdisjoint(OPERATION.fields - _EVERYWHERE)


def _are_paths(value: Any) -> bool:
    return isinstance(value, dict) and any(key.startswith("/") for key in value)
