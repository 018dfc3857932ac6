"""Which parameters an operation's fact has to name: runtime/given.py knows the plain ones of the path by its template.

query="limit page_size=page[size]"             plain ones of the query; a name in front where the argument's is another
parameters=(header("X-Trace", name="trace"),)  all others
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter import literals
from generator.emitter.displays import display
from generator.emitter.encodings import parameter_encodings
from generator.emitter.layout import Call, Expr
from generator.emitter.limit_facts import limit_facts, limits_by_name
from generator.model.api import Operation, Parameter, Place, Style

_DEFAULTS = {
    Place.PATH: (Style.SIMPLE, False),
    Place.QUERY: (Style.FORM, True),
    Place.HEADER: (Style.SIMPLE, False),
    Place.COOKIE: (Style.FORM, True),
    Place.QUERYSTRING: (Style.FORM, True),
}
"""What runtime/operations.py's constructors assume (OpenAPI 3.1 §4.8.12.2)."""
_QUERYSTRINGS = {Style.JSON: "application/json", Style.TEXT: "text/plain"}
"""What the whole query string is spelled as (OpenAPI 3.2 `in: querystring`), where it is not the runtime's default, a form."""
_OF_CONTENT = (Style.JSON, Style.FORM_URLENCODED, Style.TEXT)
_LONGEST = 66
"""Columns of a line of names; more go to further lines, so that one more name changes one line."""


def parameter_facts(operation: Operation, names: Mapping[int, str]) -> list[Expr]:
    """`names`: of the arguments, by their parameter's place in the operation."""
    plain, listed = _sorted(operation, names)
    facts: list[Expr] = []
    if plain:
        facts.append(_query([_word(operation.parameters[index], names[index]) for index in plain]))
    if listed:
        calls = tuple(_call(operation.parameters[index], names[index]) for index in listed)
        facts.append(Call("(", calls, ")", prefix="parameters=", keeps_comma=True))
    limits = {
        names[index]: each
        for index, parameter in enumerate(operation.parameters)
        if index not in listed and (each := limits_by_name(parameter.limits, parameter.rules))
    }
    if limits:
        facts.append(display(limits, "limits="))
    return facts


def parameter_names(operation: Operation, names: Mapping[int, str]) -> set[str]:
    """Give the names that the facts are spelled with."""
    listed = [operation.parameters[index] for index in _sorted(operation, names)[1]]
    return {each.place.value for each in listed} | ({"Encoding"} if any(each.encodings for each in listed) else set())


def _sorted(operation: Operation, names: Mapping[int, str]) -> tuple[list[int], list[int]]:
    """Sort into plain ones of the query and those that have to be listed. The query keeps its order."""
    plain: list[int] = []
    listed: list[int] = []
    for index, parameter in enumerate(operation.parameters):
        is_listed = not _is_plain(parameter)
        if parameter.place is Place.PATH:
            is_listed |= names[index] != parameter.wire_name or f"{{{parameter.wire_name}}}" not in operation.path
        else:
            is_listed |= any(operation.parameters[each].place is Place.QUERY for each in listed)
            is_listed |= parameter.place is not Place.QUERY or not _is_word(parameter.wire_name)
        if parameter.place is not Place.PATH or is_listed:
            (listed if is_listed else plain).append(index)
    return plain, listed


def _is_plain(parameter: Parameter) -> bool:
    is_usual = (parameter.style, parameter.explode) == _DEFAULTS[parameter.place]
    return is_usual and not parameter.allow_reserved and not parameter.allow_empty_value


def _is_word(text: str) -> bool:
    return bool(text) and text.isprintable() and not any(map(str.isspace, text))


def _word(parameter: Parameter, name: str) -> str:
    return name if name == parameter.wire_name else f"{name}={parameter.wire_name}"


def _query(words: list[str]) -> Expr:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > _LONGEST:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    if len(lines) == 1:
        return f"query={literals.string(lines[0])}"
    return Call("(", tuple(map(literals.string, lines)), ")", prefix="query=")


def _call(parameter: Parameter, name: str) -> Expr:
    argument = f"name={literals.string(name)}"
    if parameter.place is Place.QUERYSTRING:
        # It is all of the query: its name is never on the wire.
        media_type = _QUERYSTRINGS.get(parameter.style)
        stated = [literals.string(media_type)] if media_type else []
        return Call("querystring(", (*stated, argument, *parameter_encodings(parameter)), ")")
    style, explode = _DEFAULTS[parameter.place]
    items: list[Expr] = [literals.string(parameter.wire_name)]
    if name != parameter.wire_name:
        items.append(argument)
    if parameter.style is not style:
        items.append(f"style={literals.string(parameter.style.value)}")
    if parameter.explode is not explode and parameter.style not in _OF_CONTENT:
        items.append(f"explode={parameter.explode}")
    if parameter.allow_reserved:
        items.append("allow_reserved=True")
    if parameter.allow_empty_value:
        items.append("allow_empty=True")
    items += parameter_encodings(parameter)
    items += limit_facts(parameter.limits, parameter.rules)
    return Call(f"{parameter.place.value}(", tuple(items), ")")
