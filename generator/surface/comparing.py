"""Two Surfaces to what changed for callers.

What is given may become more, what comes back may become less: an argument that takes more types and a result that has fewer
break nobody. Unions of classes, and known values, may grow on the way back: a client reads what it does not know, and so
should its callers. Everything else that a type checker would tell of is breaking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.surface.changes import Change, Kind
from generator.surface.expressions import PART, Atom, Type, covers, is_known_value, names_in, type_of, uncovered
from generator.surface.shapes import Class, Field, Method, Parameter, Surface

_NONE = Atom("None")
_LEFT_OUT = {Atom("Omit")}
_LONGEST = 100
"""Characters of an annotation that is shown."""


def changes_between(old: Surface, new: Surface) -> tuple[Change, ...]:
    found = [*_calls(old, new), *_names(old, new), *_types(old, new)]
    rank = list(Kind)
    return tuple(sorted(found, key=lambda each: (rank.index(each.kind), each.where, each.what)))


def _calls(old: Surface, new: Surface) -> Iterator[Change]:
    come = {call: method.request for call, method in new.calls.items() if call not in old.calls}
    by_request = {request: call for call, request in come.items() if request}
    for call, method in old.calls.items():
        if call in new.calls:
            yield from _call(call, method, new.calls[call])
        elif method.request in by_request:
            renamed = by_request[method.request]
            come.pop(renamed, None)
            yield Change(call, Kind.BREAKING, f"is {renamed} now")
        else:
            yield Change(call, Kind.BREAKING, "is gone")
    yield from (Change(call, Kind.ADDITION, "can be called") for call in come)


def _call(call: str, old: Method, new: Method) -> Iterator[Change]:
    yield from _parameters(call, old.parameters, new.parameters)
    if old.result != new.result:
        yield from _returned(call, "gives", "gave", old.result, new.result)
    if old.request != new.request:
        yield Change(call, Kind.NOTE, f"sends {new.request}, sent {old.request}")
    if new.is_deprecated and not old.is_deprecated:
        yield Change(call, Kind.NOTE, "is deprecated now")


def _parameters(call: str, old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> Iterator[Change]:
    now = {each.name: each for each in new}
    places = [each.name for each in new if each.is_positional]
    for place, each in enumerate(old):
        after = now.get(each.name)
        if after is None:
            yield Change(call, Kind.BREAKING, f"takes no `{each.name}` any more")
            continue
        if each.is_positional and (not after.is_positional or places.index(each.name) != place):
            how = "another position" if after.is_positional else "no position"
            yield Change(call, Kind.BREAKING, f"`{each.name}` has {how} now; by name it is what it was")
        yield from _given(call, each, after)
    before = {each.name for each in old}
    for each in new:
        if each.name not in before:
            kind, verb = (Kind.BREAKING, "needs") if each.is_required else (Kind.ADDITION, "takes")
            yield Change(call, kind, f"{verb} `{each.name}`: `{_short(each.annotation)}`")


def _given(where: str, old: Parameter | Field, new: Parameter | Field) -> Iterator[Change]:
    """Compare what is given: by callers to methods, or to the constructors of models."""
    before, after = type_of(old.annotation) - _LEFT_OUT, type_of(new.annotation) - _LEFT_OUT
    if new.is_required and not old.is_required:
        yield Change(where, Kind.BREAKING, f"needs `{new.name}`, which could be left out")
        # A model's fields have it as their default.
        before -= {_NONE}
    elif old.is_required and not new.is_required:
        yield Change(where, Kind.ADDITION, f"`{new.name}` can be left out")
        after -= {_NONE}
    takes = f"`{new.name}` takes `{_short(new.annotation)}`, took `{_short(old.annotation)}`"
    if not covers(after, before):
        yield Change(where, Kind.BREAKING, takes)
    elif not covers(before, after):
        yield Change(where, Kind.ADDITION, takes)


def _returned(where: str, verb: str, past: str, old: str, new: str) -> Iterator[Change]:
    before, after = type_of(old), type_of(new)
    more = uncovered(before, after)
    if more:
        grew = len(before - {_NONE}) > 1 and not uncovered(after, before) and all(map(_is_variant, more))
        yield Change(where, Kind.NOTE if grew else Kind.BREAKING, f"{verb} `{_short(new)}`, {past} `{_short(old)}`")


def _is_variant(atom: Atom) -> bool:
    """Tell what a server may add one day: another class of a union, another known value."""
    return is_known_value(atom) or (atom.name[:1].isupper() and not atom.arguments and atom != _NONE)


def _names(old: Surface, new: Surface) -> Iterator[Change]:
    """Compare which names `types` has."""
    before, after = {*old.classes, *old.aliases}, {*new.classes, *new.aliases}
    for name in sorted(before - after):
        if not name.startswith("_"):
            yield Change(f"types.{name}", Kind.BREAKING, "is gone")
    for name in sorted(after - before):
        if name in new.classes and not new.classes[name].is_typed_dict:
            yield Change(f"types.{name}", Kind.ADDITION, "is there")


def _types(old: Surface, new: Surface) -> Iterator[Change]:
    passed = _reach(_passed(old) | _passed(new), old, new)
    returned = _reach(old.returned | new.returned, old, new)
    for name in sorted(old.classes.keys() & new.classes.keys()):
        before, after = old.classes[name], new.classes[name]
        is_passed = name in passed or before.is_typed_dict
        # What is neither, such as a webhook's event, comes from the API.
        is_returned = name in returned or not is_passed
        yield from _class(f"types.{name}", before, after, is_passed, is_returned)
    for name in sorted(old.aliases.keys() & new.aliases.keys()):
        if not name.startswith("_"):
            yield from _alias(f"types.{name}", old.aliases, new.aliases, name, name in passed, name in returned)
    for name in sorted(old.aliases.keys() & new.classes.keys() - old.classes.keys()):
        if old.aliases[name] not in new.aliases and old.aliases[name] not in new.classes:
            yield Change(f"types.{name}", Kind.BREAKING, f"is a class now, was `{_short(old.aliases[name])}`")
    for name in sorted(old.classes.keys() & new.aliases.keys() - new.classes.keys()):
        if new.aliases[name] not in new.classes:
            yield Change(f"types.{name}", Kind.BREAKING, f"is `{_short(new.aliases[name])}` now, was a class")


def _class(where: str, old: Class, new: Class, is_passed: bool, is_returned: bool) -> Iterator[Change]:
    if new.is_deprecated and not old.is_deprecated:
        yield Change(where, Kind.NOTE, "is deprecated now")
    for name, before in old.fields.items():
        after = new.fields.get(name)
        if after is None:
            yield Change(f"{where}.{name}", Kind.BREAKING, "is gone")
            continue
        found = [*_given(where, before, after)] if is_passed else []
        if is_returned and not old.is_typed_dict and not any(each.kind is Kind.BREAKING for each in found):
            found = [*_returned(f"{where}.{name}", "is", "was", before.annotation, after.annotation)] or found
        yield from found
    for name in new.fields.keys() - old.fields.keys():
        field = new.fields[name]
        if is_passed and field.is_required:
            yield Change(where, Kind.BREAKING, f"needs `{name}`: `{_short(field.annotation)}`")
        elif not old.is_typed_dict:
            yield Change(f"{where}.{name}", Kind.ADDITION, f"is there: `{_short(field.annotation)}`")


def _alias(
    where: str, old: Mapping[str, str], new: Mapping[str, str], name: str, is_passed: bool, is_returned: bool
) -> Iterator[Change]:
    before, after = _whole(name, old), _whole(name, new)
    if before == after:
        return
    if is_passed and not covers(after, before):
        yield Change(where, Kind.BREAKING, f"takes `{_short(new[name])}`, took `{_short(old[name])}`")
    elif is_returned or not is_passed:
        yield from _returned(where, "is", "was", _spelled(before), _spelled(after))


def _whole(name: str, aliases: Mapping[str, str]) -> Type:
    """Give what an alias means; very long ones are written in parts."""
    return frozenset(
        atom
        for each in type_of(aliases[name])
        for atom in (_whole(each.name, aliases) if PART.fullmatch(each.name) and each.name in aliases else {each})
    )


def _spelled(tp: Type) -> str:
    def one(atom: Atom) -> str:
        inner = ", ".join(map(_spelled, atom.arguments))
        shown = f"Literal[{atom.name}]" if is_known_value(atom) else atom.name.removesuffix("[]")
        return f"{shown}[{inner}]" if atom.arguments else shown

    return " | ".join(sorted(map(one, tp)))


def _passed(surface: Surface) -> frozenset[str]:
    return frozenset(
        name
        for method in surface.calls.values()
        for parameter in method.parameters
        for name in names_in(parameter.annotation)
    )


def _reach(names: Iterable[str], *surfaces: Surface) -> frozenset[str]:
    """Give the names, and all that they lead to."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for surface in surfaces:
            texts = (
                [each.annotation for each in surface.classes[name].fields.values()] if name in surface.classes else []
            )
            texts += [surface.aliases[name]] if name in surface.aliases else []
            waiting += (inner for text in texts for inner in names_in(text))
    return frozenset(found)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
