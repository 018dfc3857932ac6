"""Views of `types/`: every model, TypedDict and alias as laid-out source lines.

Receives an Api and its NameTable; returns one `TypesModuleView` per module and the index of them all.
"""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct

from generator.emitter import docs, literals
from generator.emitter.displays import display
from generator.emitter.imports import ImportsView, types_imports
from generator.emitter.layout import Call, Expr, alias, annotated, assigned, laid_out, one_line
from generator.emitter.limit_facts import limit_facts
from generator.emitter.names import CAN_HIDE, Scope, claim_all, snake_name
from generator.emitter.quoted import loses_order, quoted_alias
from generator.emitter.shared_names import shared_names
from generator.emitter.spelling import Speller, joined
from generator.emitter.table import NameTable
from generator.emitter.xml_facts import xml_display
from generator.model.api import Api
from generator.model.types import Alias, AnyValue, Doc, EnumValue, Field, ObjectType, TypeDefinition, constant_of
from generator.model.words import snake_fold, words_of

_INDENT = "    "
_MODEL_MEMBERS = frozenset({"to_dict", "to_json", "from_dict", "is_set", "extra_fields"})
"""Methods of runtime/model.py's Model; a field of such a name would change their type for a type checker."""
_CAN_HIDE = CAN_HIDE | {"field"}


class BlockView(Struct, frozen=True):
    """One top-level statement."""

    lines: tuple[str, ...]
    gap: tuple[str, ...]
    """Blank lines before it: two around a class, one after the imports, none between aliases."""


class TypesModuleView(Struct, frozen=True):
    name: str
    docstring: tuple[str, ...]
    imports: ImportsView
    blocks: tuple[BlockView, ...]
    parts: tuple[str, ...]
    """Names of aliases that are parts of others: annotations are evaluated in the package, which has to find them."""
    has_runtime: bool


class IndexEntry(Struct, frozen=True):
    module: str
    lines: tuple[str, ...]
    """`"module": "Names …",` laid out."""


class TypesIndexView(Struct, frozen=True):
    entries: tuple[IndexEntry, ...]
    index: tuple[str, ...]
    """The index as a dict display."""
    has_entries: bool


def types_modules(api: Api, table: NameTable) -> tuple[TypesModuleView, ...]:
    by_module: dict[str, list[TypeDefinition]] = defaultdict(list)
    for definition in api.types.values():
        by_module[table.modules[definition.id]].append(definition)
    return tuple(
        _module(name, sorted(definitions, key=lambda item: table.names[item.id]), table)
        for name, definitions in sorted(by_module.items())
    )


def types_index(modules: tuple[TypesModuleView, ...], table: NameTable) -> TypesIndexView:
    names: dict[str, list[str]] = defaultdict(list)
    for id, module in table.modules.items():
        names[module].append(table.names[id])
        if id in table.input_names:
            names[module].append(table.input_names[id])
    for each in modules:
        names[each.name] += each.parts
    entries = tuple(
        IndexEntry(module.name, tuple(_index_lines(module.name, sorted(names[module.name])))) for module in modules
    )
    inner = [line for entry in entries for line in entry.lines]
    index = ("_INDEX = {", *inner, "}") if inner else ("_INDEX: dict[str, str] = {}",)
    return TypesIndexView(entries, index, bool(entries))


def _index_lines(module: str, names: list[str]) -> list[str]:
    """Names that begin with the same word share lines: a new definition is a diff of a line or two."""
    if len(names) == 1:
        return [f'{_INDENT}"{module}": "{names[0]}",']
    inner = _INDENT * 2
    lines: list[str] = []
    word = ""
    for name in names:
        begins = words_of(name)[0]
        if begins != word or len(lines[-1]) + 1 + len(name) > docs.PROSE:
            lines.append(inner + name)
        else:
            lines[-1] += f" {name}"
        word = begins
    return [f'{_INDENT}"{module}": """', *lines, f'{_INDENT}""",']


def _is_class(lines: Sequence[str]) -> bool:
    # An `@` is the decorator of one.
    return lines[0].startswith(("class ", "@"))


def _module(name: str, definitions: list[TypeDefinition], table: NameTable) -> TypesModuleView:
    blocks: list[BlockView] = []
    used: set[str] = set()
    parts: list[str] = []
    for definition in (each for each in definitions if each.id not in table.twins):
        for speller, lines in _blocks_of(definition, table):
            is_near_class = _is_class(lines) or (blocks and _is_class(blocks[-1].lines))
            gap = ("", "") if is_near_class else () if blocks else ("",)
            blocks.append(BlockView(tuple(lines), gap))
            used |= speller.used
            parts += (line.partition(":")[0] for line in lines if line.startswith("_"))
    other_names, imported = shared_names(definitions, table)
    if other_names:
        blocks.append(BlockView(other_names, ("", "") if _is_class(blocks[-1].lines) else ("",)))
        used |= imported
    imports = types_imports(used)
    return TypesModuleView(
        name=name,
        docstring=(f'"""Types: {name}."""',),
        imports=imports,
        blocks=tuple(blocks),
        parts=tuple(parts),
        has_runtime=bool(imports.runtime),
    )


def _blocks_of(definition: TypeDefinition, table: NameTable) -> list[tuple[Speller, list[str]]]:
    match definition:
        case ObjectType():
            blocks = [_model(definition, table)]
            if definition.id in table.input_names:
                blocks.append(_typed_dict(definition, table))
        case Alias():
            blocks = [_alias(definition, table)]
            if definition.id in table.input_names:
                blocks.append(_input_alias(definition, table))
        case _:
            assert_never(definition)
    return blocks


def field_names(definition: ObjectType) -> tuple[str, ...]:
    """Give each field's Python name, in the order of the fields."""
    scope = Scope(_MODEL_MEMBERS)
    wire_names = [field.wire_name for field in definition.fields]

    def claim(at: int) -> str:
        name = snake_name(wire_names[at], fallback="field")
        return scope.claim(name, f"{name}_")

    return tuple(claim_all(wire_names, claim))


def deprecation_lines(doc: Doc, indent: str) -> tuple[str, ...]:
    """Give the decorator that makes type checkers and IDEs tell of what the spec deprecates."""
    return (f'{indent}@_deprecated("The API deprecates this.")',) if doc.is_deprecated else ()


def _speller(definition: TypeDefinition, table: NameTable, hidden: frozenset[str] = frozenset()) -> Speller:
    return Speller(table, hidden, "types.", table.modules[definition.id])


def _model(definition: ObjectType, table: NameTable) -> tuple[Speller, list[str]]:
    names = field_names(definition)
    speller = _speller(definition, table, frozenset(name for name in names if name in _CAN_HIDE or name in table.homes))
    speller.used.add("Model")
    body = docs.docstring(docs.text_lines(*_doc_parts(definition.doc, definition.name), indent=_INDENT), _INDENT)
    if body and names:
        body.append("")
    for python_name, field in zip(names, definition.fields, strict=True):
        body += _field(python_name, field, speller, definition)
    bases = Call(f"class {table.names[definition.id]}(", (speller.name("Model"), *_extra(definition, speller)), ")")
    mark = deprecation_lines(definition.doc, "")
    speller.used |= {"_deprecated"} if mark else set()
    return speller, [*mark, *laid_out("", bases, ":", ""), *(body or [f"{_INDENT}pass"])]


def _extra(definition: ObjectType, speller: Speller) -> tuple[Expr, ...]:
    facts: tuple[Expr, ...] = ()
    if definition.extra is not None and not isinstance(definition.extra, AnyValue):
        facts = (f"extra={literals.string(one_line(speller.returned(definition.extra)))}",)
    elif definition.is_open:
        facts = ('extra="Any"',)
    if definition.rules:
        facts = (*facts, display(definition.rules, "rules="))
    return facts if definition.xml is None else (*facts, xml_display({}, definition.xml))


def _field(python_name: str, field: Field, speller: Speller, owner: ObjectType) -> list[str]:
    annotation = speller.returned(field.type)
    is_never_sent_back = field.is_required and field.is_write_only and owner.is_output
    is_never_passed = field.is_required and field.is_read_only and owner.is_input
    if not field.is_required or is_never_sent_back:
        annotation = joined((annotation, "None"))
    # What only comes is not constructed.
    filled_in = _filled_in(field) if owner.is_input else None
    if filled_in is not None:
        default = literals.value(filled_in.value)
    else:
        default = "" if field.is_required and not is_never_passed else "None"
    facts: list[Expr] = ["read_only=True"] if is_never_passed else ["write_only=True"] if is_never_sent_back else []
    if field.wire_name != python_name:
        facts.append(f"wire={literals.string(field.wire_name)}")
    facts += limit_facts(field.constraints, field.rules)
    if field.xml is not None:
        facts.append(xml_display({}, field.xml))
    if field.spelling is not None:
        facts.append(f"spelling={literals.string(field.spelling)}")
    if facts:
        # For type checkers a field is optional if its specifier has a default (PEP 681).
        items = [f"default={default}", *facts] if default else facts
        lines = assigned(python_name, annotation, Call(f"{speller.name('field')}(", tuple(items), ")"), _INDENT)
    elif default:
        lines = assigned(python_name, annotation, default, _INDENT)
    else:
        lines = annotated(python_name, annotation, "", _INDENT)
    return [*lines, *_field_doc(field.doc, field.wire_name)]


def _filled_in(field: Field) -> EnumValue | None:
    """Give the one value of a field that is sent though nobody gives it: it has to be there, or is meant where it is not."""
    constant = constant_of(field.type)
    if constant is None or field.is_read_only:
        return None
    (only,) = constant.values
    return only if field.is_required or (field.doc.has_default and field.doc.default == only.value) else None


def _text(doc: Doc, name: str) -> str:
    """Give the description, or a title that says more than the name does: many documents title `voice_id` "Voice Id"."""
    return docs.clean(doc.description or (doc.title if doc.title and snake_fold(doc.title) != snake_fold(name) else ""))


def _doc_parts(doc: Doc, name: str) -> list[str | None]:
    return [_text(doc, name), "Deprecated." if doc.is_deprecated else None]


def doc_text(doc: Doc, name: str) -> str:
    """Give a field's or argument's text: description, server's default, deprecation."""
    text = _text(doc, name)
    if doc.has_default and doc.default is not None:
        text = docs.continued(text, f"The server's default is `{literals.value(doc.default)}`.")
    return docs.continued(text, "Deprecated.") if doc.is_deprecated else text


def _field_doc(doc: Doc, name: str) -> list[str]:
    return docs.docstring(docs.text_lines(doc_text(doc, name), indent=_INDENT), _INDENT)


def _typed_dict(definition: ObjectType, table: NameTable) -> tuple[Speller, list[str]]:
    """What a caller may pass for the model: a plain dict with wire names as keys."""
    name = table.input_names[definition.id]
    fields = [field for field in definition.fields if not field.is_read_only]
    is_class = all(_is_class_key(field.wire_name) for field in fields)
    hidden = frozenset(field.wire_name for field in fields) & _CAN_HIDE if is_class else frozenset[str]()
    speller = _speller(definition, table, hidden)
    speller.used.add("TypedDict")
    annotations: list[Expr] = []
    for field in fields:
        annotation = speller.passed(field.type)
        annotations.append(
            Call(f"{speller.name('Required')}[", (annotation,), "]") if field.is_required else annotation
        )
    if not is_class:
        # Keys that are no identifiers need the functional form; it runs at import, so its types are quoted.
        pairs = tuple(
            f"{literals.string(field.wire_name)}: {literals.string(one_line(annotation))}"
            for field, annotation in zip(fields, annotations, strict=True)
        )
        display = Call("TypedDict(", (literals.string(name), Call("{", pairs, "}"), "total=False"), ")")
        return speller, laid_out(f"{name} = ", display, "", "")
    lines = laid_out("", Call(f"class {name}(", ("TypedDict", "total=False"), ")"), ":", "")
    for field, annotation in zip(fields, annotations, strict=True):
        lines += annotated(field.wire_name, annotation, "", _INDENT)
    return speller, lines if fields else [*lines, f"{_INDENT}pass"]


def _is_class_key(wire_name: str) -> bool:
    return (
        wire_name.isidentifier()
        and wire_name.isascii()
        and not keyword.iskeyword(wire_name)
        and not wire_name.startswith("__")
    )


def _alias(definition: Alias, table: NameTable) -> tuple[Speller, list[str]]:
    speller = _speller(definition, table)
    lines = _assignment(table.names[definition.id], speller.returned(definition.type), speller)
    return speller, [
        *lines,
        *docs.docstring(docs.text_lines(*_doc_parts(definition.doc, definition.name), indent=""), ""),
    ]


def _input_alias(definition: Alias, table: NameTable) -> tuple[Speller, list[str]]:
    speller = _speller(definition, table)
    return speller, _assignment(table.input_names[definition.id], speller.passed(definition.type), speller)


def _assignment(name: str, expr: Expr, speller: Speller) -> list[str]:
    """An alias that refers to other definitions is quoted: they may stand further down, or in a module not loaded yet."""
    annotation = speller.name("TypeAlias")
    is_quoted = bool(speller.definitions) or loses_order(expr)
    return quoted_alias(name, annotation, expr) if is_quoted else alias(name, annotation, expr)
