"""How the parts of form and multipart bodies are sent, as source: `Encoding(...)` facts of a `Body(...)`."""

from __future__ import annotations

from collections.abc import Mapping

from generator.emitter import literals
from generator.emitter.layout import Call, Expr
from generator.emitter.table import NameTable
from generator.model.api import Body, BodyKind, BodyVariant, Parameter, PartEncoding, PartHeader
from generator.model.bodies import object_of
from generator.model.types import NULL, Alias, Binary, ListOf, Named, TypeDefinition, TypeExpr, TypeId, UnionOf

_ENCODED = frozenset({BodyKind.FORM, BodyKind.MULTIPART})


def body_encodings(body: Body) -> list[Expr]:
    """Give the arguments; the first media type's encodings hold for all that do not differ."""
    variants = [variant for variant in body.variants if variant.kind in _ENCODED]
    if not variants:
        return []
    first = next((variant for variant in variants if variant.encodings), variants[0])
    items: list[Expr] = []
    if first.encodings:
        items.append(_named(first.encodings, "encodings="))
    others = tuple(
        _named(variant.encodings, f"{literals.string(variant.media_type)}: ")
        for variant in variants
        if variant.encodings != first.encodings
    )
    if others:
        items.append(Call("{", others, "}", prefix="others="))
    for variant in variants:
        if variant.prefix:
            items.append(
                Call("(", tuple(_encoding(each) for each in variant.prefix), ")", prefix="prefix=", keeps_comma=True)
            )
        if variant.rest is not None:
            items.append(_encoding(variant.rest, "item="))
        if variant.prefix or variant.rest is not None:
            break
    return items


def file_names(body: Body, table: NameTable) -> tuple[str, ...]:
    """Give the properties, by wire name, that are files, or arrays of files, in every multipart variant that has them."""
    variants = [variant for variant in body.variants if variant.kind is BodyKind.MULTIPART]
    found = [_files_and_others(variant, table) for variant in variants]
    others = {name for _, names in found for name in names}
    return tuple(dict.fromkeys(name for names, _ in found for name in names if name not in others))


def _files_and_others(variant: BodyVariant, table: NameTable) -> tuple[list[str], list[str]]:
    definition = object_of(variant.type, table.types)
    names: tuple[list[str], list[str]] = [], []
    texts = {each.wire_name for each in variant.encodings if each.is_base64}
    for field in () if definition is None else definition.fields:
        is_file = field.wire_name not in texts and _is_file(field.type, table.types)
        names[0 if is_file else 1].append(field.wire_name)
    return names


def _is_file(expr: TypeExpr, types: Mapping[TypeId, TypeDefinition], seen: frozenset[TypeId] = frozenset()) -> bool:
    match expr:
        case Binary():
            return True
        case ListOf(item=item):
            return _is_file(item, types, seen)
        case UnionOf(members=members):
            return all(_is_file(each, types, seen) for each in members if each != NULL)
        case Named(id=id) if id not in seen:
            definition = types[id]
            return isinstance(definition, Alias) and _is_file(definition.type, types, seen | {id})
        case _:
            return False


def parameter_encodings(parameter: Parameter) -> list[Expr]:
    """Give the argument of a parameter whose value is a form."""
    return [_named(parameter.encodings, "encodings=")] if parameter.encodings else []


def encoding_names(body: Body) -> set[str]:
    """Give the names that the facts are spelled with."""
    found: list[PartEncoding] = []
    for variant in body.variants:
        if variant.kind in _ENCODED:
            found += [*variant.encodings, *variant.prefix, *(() if variant.rest is None else (variant.rest,))]
    names = {"Encoding"} if found else set()
    return names | ({"header"} if any(each.headers for each in found) else set())


def _named(encodings: tuple[PartEncoding, ...], prefix: str) -> Expr:
    pairs = tuple(_encoding(each, f"{literals.string(each.wire_name)}: ") for each in encodings)
    return Call("{", pairs, "}", prefix=prefix)


def _encoding(encoding: PartEncoding, prefix: str = "") -> Expr:
    items: list[Expr] = []
    if encoding.content_type is not None:
        items.append(f"content_type={literals.string(encoding.content_type)}")
    if encoding.style is not None:
        items.append(f"style={literals.string(encoding.style.value)}")
    if encoding.explode is not None:
        items.append(f"explode={encoding.explode}")
    if encoding.allow_reserved:
        items.append("allow_reserved=True")
    if encoding.is_base64:
        items.append("is_base64=True")
    if encoding.is_json_text:
        items.append("is_json_text=True")
    free = tuple(_header(each) for each in encoding.headers if each.fixed is None)
    if free:
        items.append(Call("(", free, ")", prefix="headers=", keeps_comma=True))
    fixed = tuple(
        Call("(", (literals.string(each.wire_name), literals.string(each.fixed)), ")")
        for each in encoding.headers
        if each.fixed is not None
    )
    if fixed:
        items.append(Call("(", fixed, ")", prefix="fixed=", keeps_comma=True))
    return Call("Encoding(", tuple(items), ")", prefix=prefix)


def _header(header: PartHeader) -> Expr:
    items: list[Expr] = [literals.string(header.wire_name)]
    if header.is_json:
        items.append('style="json"')
    if header.explode:
        items.append("explode=True")
    return Call("header(", tuple(items), ")")
