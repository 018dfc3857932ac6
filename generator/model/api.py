"""The Api: everything a client needs to know, in no particular language.

Api ─ resources (a tree) ─ operations ─ parameters, body, answers
  ├─ types: {TypeId: ObjectType | Alias}
  └─ servers, credentials
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

from generator.model.pages import Pagination
from generator.model.types import Doc, TypeDefinition, TypeExpr, TypeId, XmlNode
from generator.problems import Location, Problem


class Place(Enum):
    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"


class Style(Enum):
    SIMPLE = "simple"
    LABEL = "label"
    MATRIX = "matrix"
    FORM = "form"
    SPACE_DELIMITED = "spaceDelimited"
    PIPE_DELIMITED = "pipeDelimited"
    TAB_DELIMITED = "tabDelimited"
    """Swagger 2.0's `collectionFormat: tsv`."""
    DEEP_OBJECT = "deepObject"
    JSON = "json"
    """`content: application/json` in place of a style."""
    FORM_URLENCODED = "form-urlencoded"
    """`content: application/x-www-form-urlencoded`; the whole query string has FORM."""
    TEXT = "text"
    """`content` of any other media type: the value as text."""
    COOKIE = "cookie"


class Parameter(Struct, frozen=True):
    wire_name: str
    place: Place
    type: TypeExpr
    is_required: bool
    style: Style
    explode: bool
    doc: Doc
    location: Location
    allow_reserved: bool = False
    allow_empty_value: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    """JSON Schema keyword → value: minLength, maximum …"""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """What is inside must obey, as JSON Schema: {"items": {"maxLength": 5}}."""
    encodings: tuple[PartEncoding, ...] = ()
    """Of the properties of a value that is a form."""


class BodyKind(Enum):
    JSON = "json"
    """application/json, +json, JSON Patch, merge patch."""
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    XML = "xml"
    BINARY = "binary"


class PartHeader(Struct, frozen=True):
    """A header that a part of a multipart body may have."""

    wire_name: str
    explode: bool = False
    is_json: bool = False
    fixed: str | None = None
    """The one value it can have: sent always."""


class PartEncoding(Struct, frozen=True):
    """How one property of a form or multipart body is sent, where the spec says."""

    wire_name: str
    content_type: str | None = None
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: tuple[PartHeader, ...] = ()
    is_base64: bool = False
    """Bytes go out as base64 text, not as a file."""
    is_json_text: bool = False
    """A text is the JSON that is sent, not a value to be put in quotes."""


class BodyVariant(Struct, frozen=True):
    """One media type of a request body."""

    media_type: str
    kind: BodyKind
    type: TypeExpr
    location: Location
    encodings: tuple[PartEncoding, ...] = ()
    prefix: tuple[PartEncoding, ...] = ()
    """Of the first parts of a body that is a list of parts."""
    rest: PartEncoding | None = None
    """Of the parts after those."""
    xml: XmlNode | None = None
    xml_root: str | None = None
    """What the root is called where nothing else names it. None: the body is no structured XML."""


class Body(Struct, frozen=True):
    is_required: bool
    variants: tuple[BodyVariant, ...]
    """The first is what a call sends when nothing is said."""
    flat: TypeId | None
    """The ObjectType whose fields become arguments of their own; None: the whole body is one argument."""
    doc: Doc
    location: Location


class AnswerKind(Enum):
    JSON = "json"
    TEXT = "text"
    XML = "xml"
    BINARY = "binary"
    EVENT_STREAM = "event-stream"
    JSON_LINES = "json-lines"
    PIECES = "pieces"
    """Bytes, handed out as they come."""


class DescribedEvent(Struct, frozen=True):
    fields: tuple[str, ...]
    has_text: bool
    """Whether its `data` is a text, not JSON."""


class AnswerVariant(Struct, frozen=True):
    media_type: str
    kind: AnswerKind
    type: TypeExpr
    """Of the whole body, or of one item of a stream. A text in an event stream means the events themselves."""
    location: Location
    xml: XmlNode | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    """What a value that is no object must obey, as JSON Schema: {"minItems": 1}. Objects have rules of their own."""
    event: DescribedEvent | None = None  # The item, where it is that and not the JSON in it.


class AnswerHeader(Struct, frozen=True):
    wire_name: str
    type: TypeExpr
    doc: Doc
    location: Location
    is_required: bool = False
    style: Style = Style.SIMPLE
    """SIMPLE, or JSON and TEXT of a header with `content`."""
    explode: bool = False


class Link(Struct, frozen=True):
    """What an answer says can be asked next."""

    wire_name: str
    target: Location
    """Of the operation it leads to."""
    values: tuple[tuple[tuple[Place, str], object], ...]
    """(place and wire name of a parameter, runtime expression or constant)."""
    has_body: bool
    body: object
    """Runtime expression or constant, where `has_body`."""
    server_url: str | None
    """None: the target's own servers."""
    doc: Doc
    location: Location


class Answer(Struct, frozen=True):
    """What comes back for one status."""

    status: str
    """"200", "4XX" or "default"."""
    variants: tuple[AnswerVariant, ...]
    """() means: no content."""
    headers: tuple[AnswerHeader, ...]
    doc: Doc
    location: Location
    headers_type: TypeId | None = None
    """The ObjectType that the headers make, with others of the operation; None: no header is told."""
    links: tuple[Link, ...] = ()

    @property
    def is_success(self) -> bool:
        return self.status.startswith("2")


STREAMS = frozenset({AnswerKind.EVENT_STREAM, AnswerKind.JSON_LINES, AnswerKind.PIECES})
"""Answers that come item by item."""


class CredentialKind(Enum):
    BEARER = "bearer"
    BASIC = "basic"
    DIGEST = "digest"
    API_KEY_HEADER = "api-key-header"
    API_KEY_QUERY = "api-key-query"
    API_KEY_COOKIE = "api-key-cookie"
    OAUTH2 = "oauth2"
    OPEN_ID_CONNECT = "open-id-connect"
    MUTUAL_TLS = "mutual-tls"


class TokenFlow(Struct, frozen=True):
    kind: str
    """"clientCredentials", "password", "authorizationCode", "implicit", "deviceAuthorization" or "openIdConnect"."""
    token_url: str | None = None
    refresh_url: str | None = None
    discovery_url: str | None = None
    """Where OpenID Connect tells its token URL."""
    client_authentication: str | None = None
    """"basic" or "post". None: nobody says, which means basic (RFC 6749 §2.3.1)."""


class Credential(Struct, frozen=True):
    """One way to prove who calls."""

    name: str
    """The scheme's name in the spec."""
    kind: CredentialKind
    wire_name: str | None
    """Header, query parameter or cookie of an API key."""
    doc: Doc
    flows: tuple[TokenFlow, ...] = ()
    scopes: tuple[str, ...] = ()
    """What the operations need, sorted."""


class ServerVariable(Struct, frozen=True):
    wire_name: str
    default: str | None
    """None: the URL has it and nobody defines it, so the user must say."""
    values: tuple[str, ...]
    doc: Doc


class Server(Struct, frozen=True):
    name: str
    """Unique. From the spec or client.yml; else the first is "production", the others named by what differs in their host."""
    url: str
    """Absolute where the spec allows it; may hold {variables}. No trailing slash."""
    doc: Doc
    variables: tuple[ServerVariable, ...] = ()


class Operation(Struct, frozen=True):
    id: str
    """operationId as written, else "METHOD /path"."""
    method: str
    path: str
    """Template with {variables}, beginning with "/" or empty."""
    name: str
    """Wanted name of the method, in any spelling: "update"."""
    parameters: tuple[Parameter, ...]
    """Path parameters first, in the order of the template."""
    body: Body | None
    answers: tuple[Answer, ...]
    doc: Doc
    location: Location
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives; each the names of Credentials needed together. () in it: none needed. None: send what the client has."""
    servers: tuple[Server, ...] = ()
    """Own servers; () means the Api's."""
    pagination: Pagination | None = None
    """How its answers go on; None: there is but one."""


class Resource(Struct, frozen=True):
    """A group of operations: an attribute of the client, or of another resource."""

    name: str
    """Wanted attribute name, in any spelling."""
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...]
    doc: Doc
    event: TypeId | None = None
    """What the API sends of its own accord, where this resource is the one that receives it."""


class Fate(Enum):
    GENERATED = "generated"
    SKIPPED = "skipped"


class Entry(Struct, frozen=True):
    """One line of the account: what became of a piece of the spec."""

    kind: str
    """"operation", "parameter", "body", "response", "schema"."""
    name: str
    location: Location
    fate: Fate
    reason: str = ""
    setting: str = "skip"
    """Of client.yml: what leaves it out, if it is left out."""


class Api(Struct, frozen=True):
    title: str
    description: str | None
    resources: tuple[Resource, ...]
    """Sorted by name. Operations without a resource are in `operations`."""
    operations: tuple[Operation, ...]
    """Methods of the client itself."""
    types: Mapping[TypeId, TypeDefinition]
    servers: tuple[Server, ...]
    credentials: tuple[Credential, ...]
    security: tuple[tuple[str, ...], ...] | None
    """What most operations need; an Operation that needs the same still says so itself."""
    webhooks: tuple[Operation, ...] = ()
    callbacks: tuple[Operation, ...] = ()
    account: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
