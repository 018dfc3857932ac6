"""A small Api with the shapes that are hard to print: hidden names, long unions, hostile text, every kind of definition."""

from __future__ import annotations

from types import MappingProxyType

from generator.config import ClientConfig
from generator.model.api import (
    Answer,
    AnswerKind,
    AnswerVariant,
    Api,
    Body,
    BodyKind,
    BodyVariant,
    Credential,
    CredentialKind,
    Operation,
    Parameter,
    Place,
    Resource,
    Server,
    Style,
)
from generator.model.types import (
    ANY,
    NULL,
    STRING,
    Alias,
    Doc,
    Enumeration,
    EnumValue,
    Field,
    FormattedText,
    ListOf,
    Named,
    ObjectType,
    Tagging,
    TextFormat,
    TypeDefinition,
    TypeExpr,
    UnionOf,
)
from generator.problems import Location

HERE = Location("acme.yml")
CONFIG = ClientConfig("acme", "Acme", ("acme.yml",))
HOSTILE = 'Ends in a backslash \\ and """quotes""" and a quote"'


def choice(*values: str) -> Enumeration:
    return Enumeration(tuple(EnumValue(value) for value in values), STRING)


def field(wire_name: str, type: TypeExpr = STRING, *, is_required: bool = False, **constraints: object) -> Field:
    return Field(
        wire_name, type, is_required, Doc(description=HOSTILE), HERE, constraints=MappingProxyType(constraints)
    )


def model(name: str, *fields: Field, extra: TypeExpr | None = ANY) -> ObjectType:
    return ObjectType(name, name, fields, extra, Doc(description=HOSTILE), HERE, is_input=True, is_output=True)


ERROR = model("voice-designs_ErrorResponse", field("errors", ListOf(STRING)))
OTHER = model("Other", field("code", is_required=True), extra=STRING)
DATA = model(
    "Data",
    field("created_at", FormattedText(TextFormat.DATE_TIME)),
    field("from", UnionOf((STRING, NULL)), is_required=True, minLength=1, maxLength=255, pattern='^a"b\\d$'),
    field("list", ListOf(STRING)),
    field("gender", UnionOf((choice("male", "female", "neutral"), NULL))),
    field(
        "Weird name!", UnionOf((Named(ERROR.id), Named(OTHER.id)), Tagging("kind", (("a", ERROR.id), ("b", OTHER.id))))
    ),
    field("createdAt"),
    field("created-at"),
    field("to_dict"),
    field("field"),
)
REQUEST = model(
    "UpdateRequest",
    field("name", is_required=True),
    field("nested", Named(DATA.id)),
    field("pets", Named("Pets")),
    field("timeout"),
)
PETS = Alias("Pets", "Pets", ListOf(UnionOf((Named(DATA.id), Named(OTHER.id)))), Doc(), HERE)
LONG = Alias("Long", "Long", choice(*(f"value number {number}" for number in range(9))), Doc(), HERE)
DEFINITIONS: tuple[TypeDefinition, ...] = (ERROR, OTHER, DATA, REQUEST, PETS, LONG)


def json_answer(status: str, type: TypeExpr) -> Answer:
    return Answer(status, (AnswerVariant("application/json", AnswerKind.JSON, type, HERE),), (), Doc(), HERE)


UPDATE = Operation(
    "updateThing",
    "PATCH",
    "/things/{id}",
    "update",
    (
        Parameter("id", Place.PATH, STRING, True, Style.SIMPLE, False, Doc(description=HOSTILE), HERE),
        Parameter("filter[x]", Place.QUERY, Named(LONG.id), False, Style.DEEP_OBJECT, True, Doc(), HERE),
        Parameter("name", Place.HEADER, STRING, False, Style.SIMPLE, False, Doc(), HERE),
    ),
    Body(True, (BodyVariant("application/json", BodyKind.JSON, Named(REQUEST.id), HERE),), REQUEST.id, Doc(), HERE),
    (json_answer("200", Named(DATA.id)), json_answer("404", Named(ERROR.id)), Answer("422", (), (), Doc(), HERE)),
    Doc(title="Update", description=HOSTILE),
    HERE,
    security=(("bearerAuth",),),
)
LIST = Operation(
    "listThings", "GET", "/things", "list", (), None, (json_answer("200", ListOf(Named(DATA.id))),), Doc(), HERE
)


def api(*operations: Operation, definitions: tuple[TypeDefinition, ...] = DEFINITIONS) -> Api:
    things = Resource(
        "Things", operations or (UPDATE, LIST), (Resource("inner", (LIST,), (), Doc()),), Doc(description=HOSTILE)
    )
    return Api(
        title="Acme API",
        description=HOSTILE,
        resources=(things,),
        operations=(),
        types={definition.id: definition for definition in definitions},
        servers=(Server("production", "https://api.acme.test/v2", Doc()),),
        credentials=(Credential("bearerAuth", CredentialKind.BEARER, None, Doc()),),
        security=(("bearerAuth",),),
    )
