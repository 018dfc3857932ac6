"""Two Surfaces to what changed for callers.

What is given may become more, what comes back may become less: an argument that takes more types and a result that has fewer
break nobody. Unions of classes, and known values, may grow on the way back: a client reads what it does not know, and so
should its callers. Everything else that a type checker would tell of is breaking. Whatever is different is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.surface.changes import Change, Kind
from generator.surface.expressions import (
    ANYTHING,
    PART,
    Atom,
    Type,
    covers,
    is_known_value,
    names_in,
    spelled,
    type_of,
    uncovered,
)
from generator.surface.shapes import Class, Field, Method, Parameter, Surface

_KINDS = tuple(Kind)
_PLAIN = frozenset({"str", "int", "float", "bool", "None"})
"""What comes as it is in JSON."""
_NONE = Atom("None")
_LEFT_OUT = {Atom("Omit")}
_LONGEST = 100
"""Characters of an annotation that is shown."""


def changes_between(old: Surface, new: Surface) -> tuple[Change, ...]:
    found = [*_calls(old, new), *_names(old, new), *_types(old, new)]
    return tuple(sorted(found, key=lambda each: (_KINDS.index(each.kind), each.where, each.what)))


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
    if old.result and new.result:
        yield from _returned(call, "gives", "gave", type_of(old.result), type_of(new.result))
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
    told = f"`{new.name}` {_told('takes', 'took', before, after)}"
    if not covers(after, before):
        yield Change(where, Kind.BREAKING, told)
    elif not covers(before, after):
        yield Change(where, Kind.ADDITION, told)
    elif before != after:
        yield Change(where, Kind.NOTE, told)


def _returned(where: str, verb: str, past: str, before: Type, after: Type) -> Iterator[Change]:
    """Compare what comes back. That it may be less is worth knowing."""
    if before == after:
        return
    more = uncovered(before, after)
    is_safe = not more
    if any(atom.name in ANYTHING for atom in more):
        # What was made an object, a date or a list of such comes as the JSON that it is.
        is_safe = all(atom.name in _PLAIN or is_known_value(atom) for atom in before)
    elif len(before - {_NONE}) > 1 and not uncovered(after, before):
        is_safe = all(map(_is_variant, more))
    yield Change(where, Kind.NOTE if is_safe else Kind.BREAKING, _told(verb, past, before, after))


def _told(verb: str, past: str, before: Type, after: Type) -> str:
    """Tell of a type what is different, or both of a short one: "is `str | None`, was `str`", "takes `int` too"."""
    more, less = after - before, before - after
    if len(before & after) < 2:
        return f"{verb} `{_short(spelled(after))}`, {past} `{_short(spelled(before))}`"
    parts = [(more, "too"), (less, "no more")]
    if all(map(is_known_value, more | less)):
        verb = "knows"
    return " and ".join(f"{verb} `{_short(spelled(part))}` {how}" for part, how in parts if part)


def _is_variant(atom: Atom) -> bool:
    """Tell what a server may add one day: another class of a union, another known value."""
    return is_known_value(atom) or (atom.name[:1].isupper() and not atom.arguments and atom != _NONE)


def _names(old: Surface, new: Surface) -> Iterator[Change]:
    """Compare which names `types` has."""
    before, after = {*old.classes, *old.aliases}, {*new.classes, *new.aliases}
    for name in sorted(before - after):
        if not PART.fullmatch(name):
            yield Change(f"types.{name}", Kind.BREAKING, "is gone")
    for name in sorted(after - before):
        if not PART.fullmatch(name) and not (name in new.classes and new.classes[name].is_typed_dict):
            yield Change(f"types.{name}", Kind.ADDITION, "is there")


def _types(old: Surface, new: Surface) -> Iterator[Change]:
    passed = _reach(_passed(old) | _passed(new), old, new)
    returned = _reach(old.returned | new.returned, old, new)
    before, after = _all_classes(old), _all_classes(new)
    for name in sorted(before.keys() & after.keys()):
        was, is_ = old.aliases.get(name), new.aliases.get(name)
        if _has_model(name, before, after) or (was is not None and was == is_):
            continue  # A TypedDict is what its class is, and that is said once, of the name that it has first.
        if was != is_:
            now = f"is types.{is_} now" if is_ else "is a class of its own now"
            yield Change(f"types.{name}", Kind.NOTE, f"{now}, was {f'types.{was}' if was else 'a class of its own'}")
        is_passed = name in passed or before[name].is_typed_dict
        # What is neither, such as a webhook's event, comes from the API.
        is_returned = name in returned or not is_passed
        yield from _class(f"types.{name}", before[name], after[name], is_passed, is_returned)
    for name in sorted(old.aliases.keys() & new.aliases.keys() - before.keys() - after.keys()):
        if not PART.fullmatch(name):
            was_type, is_type = _whole(name, old.aliases), _whole(name, new.aliases)
            if name in passed and not covers(is_type, was_type):
                yield Change(f"types.{name}", Kind.BREAKING, _told("takes", "took", was_type, is_type))
            else:
                yield from _returned(f"types.{name}", "is", "was", was_type, is_type)
    for name in sorted((before.keys() - after.keys()) & new.aliases.keys()):
        yield Change(f"types.{name}", Kind.BREAKING, f"is `{_short(new.aliases[name])}` now, was a class")
    for name in sorted((after.keys() - before.keys()) & old.aliases.keys()):
        yield Change(f"types.{name}", Kind.BREAKING, f"is a class now, was `{_short(old.aliases[name])}`")


def _all_classes(surface: Surface) -> dict[str, Class]:
    """Give every name of a class, those that stand for one of another name too."""
    others = {name: surface.classes[text] for name, text in surface.aliases.items() if text in surface.classes}
    return {**surface.classes, **others}


def _has_model(name: str, *sides: Mapping[str, Class]) -> bool:
    model = name.removesuffix("Dict")
    return model != name and all(side[name].is_typed_dict and model in side for side in sides)


def _class(where: str, old: Class, new: Class, is_passed: bool, is_returned: bool) -> Iterator[Change]:
    if new.is_deprecated and not old.is_deprecated:
        yield Change(where, Kind.NOTE, "is deprecated now")
    for name, before in old.fields.items():
        after = new.fields.get(name)
        if after is None:
            yield Change(f"{where}.{name}", Kind.BREAKING, "is gone")
            continue
        given = [*_given(where, before, after)] if is_passed else []
        read = (type_of(before.annotation), type_of(after.annotation))
        returned = [*_returned(f"{where}.{name}", "is", "was", *read)] if is_returned else []
        # One of the two is enough: the graver.
        yield from min(given, returned, key=_gravity)
    for name in sorted(new.fields.keys() - old.fields.keys()):
        field = new.fields[name]
        if is_passed and field.is_required:
            yield Change(where, Kind.BREAKING, f"needs `{name}`: `{_short(field.annotation)}`")
        else:
            yield Change(f"{where}.{name}", Kind.ADDITION, f"is there: `{_short(field.annotation)}`")


def _gravity(changes: list[Change]) -> int:
    return min((_KINDS.index(each.kind) for each in changes), default=len(_KINDS))


def _whole(name: str, aliases: Mapping[str, str]) -> Type:
    """Give what an alias means; very long ones are written in parts."""
    return frozenset(
        atom
        for each in type_of(aliases[name])
        for atom in (_whole(each.name, aliases) if PART.fullmatch(each.name) and each.name in aliases else {each})
    )


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
