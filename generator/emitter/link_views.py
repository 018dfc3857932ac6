"""View of `links.py`: for each operation whose answers have links a class, for each link a `Link` of what is called with what.

Receives an Api and its NameTable; the view has no classes where no answer has a link, and the module is left out then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.emitter import docs, literals
from generator.emitter.arguments import Argument, Source, arguments_of
from generator.emitter.describe import operation_views
from generator.emitter.displays import display
from generator.emitter.facts import success_type
from generator.emitter.imports import ImportsView, code_imports
from generator.emitter.layout import Call, Expr, assigned
from generator.emitter.names import Scope, class_name, snake_name
from generator.emitter.spelling import Speller
from generator.emitter.table import NameTable, all_operations
from generator.model.api import Api, Link, Operation
from generator.problems import Location

_INDENT = "    "


class LinkRow(Struct, frozen=True):
    """One link, for the README and the account."""

    operation: Location
    """Whose answers have it."""
    location: Location
    name: str
    """As a user writes it: "links.UsersCreate.get_address"."""
    call: str
    """What it calls: "addresses.get"."""


class LinkClassView(Struct, frozen=True):
    header: str
    docstring: tuple[str, ...]
    lines: tuple[str, ...]
    rows: tuple[LinkRow, ...]


class LinksView(Struct, frozen=True):
    classes: tuple[LinkClassView, ...]
    imports: ImportsView
    has_checking: bool

    @property
    def rows(self) -> tuple[LinkRow, ...]:
        return tuple(row for each in self.classes for row in each.rows)


def links_view(api: Api, table: NameTable) -> LinksView:
    has_links = any(answer.links for operation in all_operations(api) for answer in operation.answers)
    views = operation_views(api, table) if has_links else ()
    calls = {view.operation.location: view.call for view in views}
    operations = {view.operation.location: view.operation for view in views}
    speller = Speller(table, frozenset(), "types.")
    names = Scope()
    classes = [
        _class(operation, calls, operations, names, speller, table)
        for operation in operations.values()
        if any(answer.links for answer in operation.answers)
    ]
    imports = code_imports({*speller.used, "Link"} if classes else set(), 0)
    return LinksView(tuple(classes), imports, bool(imports.checking))


def _class(
    operation: Operation,
    calls: Mapping[Location, str],
    operations: Mapping[Location, Operation],
    names: Scope,
    speller: Speller,
    table: NameTable,
) -> LinkClassView:
    call = calls[operation.location]
    name = names.claim(class_name(call.replace("_", " ").replace(".", " ").title()))
    members = Scope()
    lines: list[str] = []
    rows: list[LinkRow] = []
    for link in _links(operation):
        target = operations[link.target]
        python_name = members.claim(snake_name(link.wire_name, fallback="link"))
        annotation = Call("Link[", (success_type(target, speller),), "]")
        lines += assigned(python_name, annotation, _link(link, calls[link.target], target, table), _INDENT)
        lines += docs.docstring(docs.text_lines(link.doc.description, indent=_INDENT), _INDENT)
        rows.append(LinkRow(operation.location, link.location, f"links.{name}.{python_name}", calls[link.target]))
    told = docs.docstring([f"Links of the answers to `client.{call}`."], _INDENT)
    return LinkClassView(f"class {name}:", tuple(told), tuple(lines), tuple(rows))


def _links(operation: Operation) -> Iterator[Link]:
    """Give each link once: several statuses may have the same."""
    seen: list[Link] = []
    for answer in operation.answers:
        for link in answer.links:
            if link not in seen:
                seen.append(link)
                yield link


def _link(link: Link, call: str, target: Operation, table: NameTable) -> Expr:
    arguments = arguments_of(target, table)
    by_index = {argument.index: argument.python_name for argument in arguments}
    indexes = {(each.place, each.wire_name): index for index, each in enumerate(target.parameters)}
    pairs = tuple(display(value, f"{literals.string(by_index[indexes[key]])}: ") for key, value in link.values)
    items: list[Expr] = [literals.string(call)]
    if pairs:
        items.append(Call("{", pairs, "}"))
    if link.has_body and target.body is not None:
        items.append(display(link.body, "body="))
        items += _body_facts(arguments)
    if link.server_url is not None:
        items.append(f"server={literals.string(link.server_url)}")
    return Call("Link(", tuple(items), ")")


def _body_facts(arguments: tuple[Argument, ...]) -> Iterator[Expr]:
    """Tell how the body is passed: whole, or as which arguments."""
    whole = next((each.python_name for each in arguments if each.source is Source.BODY), None)
    if whole is not None:
        if whole != "body":
            yield f"body_argument={literals.string(whole)}"
        return
    fields = tuple(
        f"{literals.string(each.wire_name)}: {literals.string(each.python_name)}"
        for each in arguments
        if each.source is Source.FIELD
    )
    yield Call("{", fields, "}", prefix="fields=")
