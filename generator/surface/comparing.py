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
    agrees,
    covers,
    expanded,
    is_growth,
    is_plain,
    names_in,
    names_of,
    spelled,
    type_of,
)
from generator.surface.shapes import Class, Field, Method, Parameter, Surface
from generator.surface.wording import short, told_of, told_of_texts

_KINDS = tuple(Kind)
_NONE = Atom("None")
_LEFT_OUT = {Atom("Omit")}


def changes_between(old: Surface, new: Surface) -> tuple[Change, ...]:
    comparison = _Comparison(old, new)
    found = [*comparison.settings(), *comparison.calls(), *comparison.links(), *comparison.names(), *comparison.types()]
    return tuple(sorted(set(found), key=lambda each: (_KINDS.index(each.kind), each.where, each.what)))


class _Comparison:
    def __init__(self, old: Surface, new: Surface) -> None:
        self._old = old
        self._new = new

    def settings(self) -> Iterator[Change]:
        """Compare what a client knows of itself: the names of environment variables, servers, credentials."""
        for name in sorted(self._old.settings.keys() & self._new.settings.keys()):
            before, after = self._old.settings[name], self._new.settings[name]
            if before != after:
                kind = Kind.BREAKING if name == "env_prefix" else Kind.NOTE
                yield Change("client", kind, f"`{name}` {told_of_texts('is', 'was', before, after)}")

    def calls(self) -> Iterator[Change]:
        old, new = self._old.calls, self._new.calls
        before = {method.request: call for call, method in old.items() if method.request}
        after = {method.request: call for call, method in new.items() if method.request}
        come = [call for call in new if call not in old]
        for call, method in old.items():
            now = after.get(method.request)
            if call in new and method.request != new[call].request and (now or new[call].request in before):
                # Two operations have a name in common, and it went from one to the other.
                is_now = f"is {now} now, and " if now else "is gone, and "
                yield Change(call, Kind.BREAKING, f"{is_now}this sends {new[call].request}, not {method.request}")
            elif call in new:
                yield from self._call(call, method, new[call])
            elif now in come:
                come.remove(now)
                yield Change(call, Kind.BREAKING, f"is {now} now")
                yield from self._call(now, method, new[now])
            else:
                yield Change(call, Kind.BREAKING, f"is {now} now" if now else "is gone")
        yield from (Change(call, Kind.ADDITION, "can be called") for call in come)

    def _call(self, call: str, old: Method, new: Method) -> Iterator[Change]:
        yield from self._parameters(call, old.parameters, new.parameters)
        if old.result and new.result:
            yield from self._result(call, type_of(old.result), type_of(new.result))
        yield from self._errors(call, old.errors, new.errors)
        if old.request != new.request:
            yield Change(call, Kind.NOTE, f"sends {new.request}, sent {old.request}")
        if new.is_deprecated and not old.is_deprecated:
            yield Change(call, Kind.NOTE, "is deprecated now")

    def _result(self, call: str, old: Type, new: Type) -> Iterator[Change]:
        """Compare what a method gives. Where it may give a stream or not, callers who do not ask for one get the rest."""
        kinds = {each.name == "Stream" for each in new}
        for is_stream, gone in ((False, "no answer but a stream"), (True, "no stream")):
            before, after = (
                frozenset(atom for atom in each if (atom.name == "Stream") is is_stream) for each in (old, new)
            )
            if before and after:
                yield from self._returned(call, "gives", "gave", before, after)
            elif before:
                yield Change(call, Kind.BREAKING, f"gives {gone} any more")
            elif after and not is_stream:
                unless = ", unless a stream is asked for" if len(kinds) > 1 else ""
                yield Change(call, Kind.BREAKING, f"gives `{short(spelled(after))}`{unless}")
            elif after and len(kinds) > 1:
                yield Change(call, Kind.ADDITION, f"gives `{short(spelled(after))}` when it is asked to")

    def _errors(self, call: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
        """Compare what the bodies of errors are read as. Where nothing is said, they are the JSON that they are."""
        for status in sorted({*old, *new}):
            before, after = (_of_status(status, each) for each in (old, new))
            if before is None and after is not None:
                yield Change(call, Kind.ADDITION, f"the body of {status} is `{short(after)}`")
            else:
                texts = (type_of(each or "Any") for each in (before, after))
                yield from self._returned(call, f"the body of {status} is", "was", *texts)

    def _parameters(self, call: str, old: tuple[Parameter, ...], new: tuple[Parameter, ...]) -> Iterator[Change]:
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
            yield from self._given(call, each, after)
        before = {each.name for each in old}
        for each in new:
            if each.name not in before:
                kind, verb = (Kind.BREAKING, "needs") if each.is_required else (Kind.ADDITION, "takes")
                yield Change(call, kind, f"{verb} `{each.name}`: `{short(each.annotation)}`")

    def _given(self, where: str, old: Parameter | Field, new: Parameter | Field) -> Iterator[Change]:
        """Compare what is given: by callers to methods, or to the constructors of models."""
        before, after = type_of(old.annotation) - _LEFT_OUT, type_of(new.annotation) - _LEFT_OUT
        if new.is_required and not old.is_required:
            yield Change(where, Kind.BREAKING, f"needs `{new.name}`, which could be left out")
            # A model's fields have it as their default.
            before -= {_NONE}
        elif old.is_required and not new.is_required:
            yield Change(where, Kind.ADDITION, f"`{new.name}` can be left out")
            after -= {_NONE}
        kind = self._kind_of_given(before, after)
        if kind is not None:
            yield Change(where, kind, f"`{new.name}` {told_of('takes', 'took', before, after)}")

    def _kind_of_given(self, before: Type, after: Type) -> Kind | None:
        whole_before, whole_after = self._whole(before, after)
        if whole_before == whole_after:
            return None
        if not covers(whole_after, whole_before):
            return Kind.BREAKING
        return Kind.NOTE if covers(whole_before, whole_after) else Kind.ADDITION

    def _returned(self, where: str, verb: str, past: str, before: Type, after: Type) -> Iterator[Change]:
        """Compare what comes back. That it may be less is worth knowing."""
        whole_before, whole_after = self._whole(before, after)
        if whole_before == whole_after:
            return
        if ANYTHING.isdisjoint(names_of(whole_before) ^ names_of(whole_after)):
            is_safe = covers(whole_before, whole_after) or is_growth(whole_before, whole_after)
        else:
            # What was made an object or a date comes as the JSON that it is, or the other way round.
            is_safe = agrees(whole_before, whole_after) and is_plain(whole_before) and is_plain(whole_after)
        yield Change(where, Kind.NOTE if is_safe else Kind.BREAKING, told_of(verb, past, before, after))

    def _whole(self, before: Type, after: Type) -> tuple[Type, Type]:
        """Put what aliases mean in their place, where anything is different: one side may say what the other has a name for."""
        if before == after:
            return before, after
        return expanded(before, self._old.aliases), expanded(after, self._new.aliases)

    def links(self) -> Iterator[Change]:
        old, new = self._old.links, self._new.links
        yield from (Change(name, Kind.BREAKING, "is gone") for name in old.keys() - new.keys())
        yield from (Change(name, Kind.ADDITION, "can be followed") for name in new.keys() - old.keys())
        for name in old.keys() & new.keys():
            yield from self._returned(name, "is", "was", type_of(old[name]), type_of(new[name]))

    def names(self) -> Iterator[Change]:
        """Compare which names `types` has."""
        before, after = ({*each.classes, *each.aliases} for each in (self._old, self._new))
        for name in before - after:
            # A TypedDict goes with its model; where that stays, it is what nobody can import any more.
            if not PART.fullmatch(name) and _model_of(name, self._old) not in before - after:
                yield Change(f"types.{name}", Kind.BREAKING, "is gone")
        for name in after - before:
            if not PART.fullmatch(name) and _model_of(name, self._new) not in after:
                yield Change(f"types.{name}", Kind.ADDITION, "is there")

    def types(self) -> Iterator[Change]:
        old, new = self._old, self._new
        passed, returned = _reach(_passed(old) | _passed(new), old, new), _reach(old.returned | new.returned, old, new)
        before, after = _all_classes(old), _all_classes(new)
        for name in before.keys() & after.keys():
            was, is_ = _twin(name, old), _twin(name, new)
            if was is not None and was == is_:
                continue  # Said once, of the name that it has first.
            if was != is_ and not before[name].is_typed_dict:
                now = f"is types.{is_} now" if is_ else "is a class of its own now"
                yield Change(
                    f"types.{name}", Kind.NOTE, f"{now}, was {f'types.{was}' if was else 'a class of its own'}"
                )
            # What is neither given nor comes back describes a body whose properties are arguments.
            is_passed = name in passed or name not in returned
            changes = [*self._class(f"types.{name}", before[name], after[name], is_passed, name in returned)]
            model = _model_of(name, old)
            if model is not None and _model_of(name, new) is not None:
                # A TypedDict is what its model is: only what is different in its keys is news.
                said = self._class(f"types.{name}", before[model], after[model], True, True)
                known = {(each.where, each.kind) for each in said}
                changes = [each for each in changes if (each.where, each.kind) not in known]
            yield from changes
        for name in {*old.aliases} & {*new.aliases} - before.keys() - after.keys():
            if not PART.fullmatch(name):
                yield from self._alias(name, name in passed, name in returned)
        for name in (before.keys() - after.keys()) & new.aliases.keys():
            yield from self._returned(f"types.{name}", "is", "was", frozenset({Atom(name)}), type_of(new.aliases[name]))
        for name in (after.keys() - before.keys()) & old.aliases.keys():
            yield from self._returned(f"types.{name}", "is", "was", type_of(old.aliases[name]), frozenset({Atom(name)}))

    def _alias(self, name: str, is_passed: bool, is_returned: bool) -> Iterator[Change]:
        before, after = (expanded(type_of(each.aliases[name]), each.aliases) for each in (self._old, self._new))
        kind = self._kind_of_given(before, after) if is_passed else None
        if kind is Kind.BREAKING or (kind is not None and not is_returned):
            yield Change(f"types.{name}", kind, told_of("takes", "took", before, after))
        else:
            yield from self._returned(f"types.{name}", "is", "was", before, after)

    def _class(self, where: str, old: Class, new: Class, is_passed: bool, is_returned: bool) -> Iterator[Change]:
        if new.is_deprecated and not old.is_deprecated:
            yield Change(where, Kind.NOTE, "is deprecated now")
        is_passed = is_passed or old.is_typed_dict
        for name, before in old.fields.items():
            after = new.fields.get(name)
            if after is None:
                yield Change(f"{where}.{name}", Kind.BREAKING, "is gone")
                continue
            given = [*self._given(where, before, after)] if is_passed else []
            read = type_of(before.annotation), type_of(after.annotation)
            is_read = is_returned and not old.is_typed_dict
            returned = [*self._returned(f"{where}.{name}", "is", "was", *read)] if is_read else []
            # One of the two is enough: the graver.
            yield from min(given, returned, key=_gravity)
        for name in new.fields.keys() - old.fields.keys():
            field = new.fields[name]
            if is_passed and field.is_required:
                yield Change(where, Kind.BREAKING, f"needs `{name}`: `{short(field.annotation)}`")
            else:
                yield Change(f"{where}.{name}", Kind.ADDITION, f"is there: `{short(field.annotation)}`")


def _of_status(status: str, errors: Mapping[str, str]) -> str | None:
    return next((errors[each] for each in (status, f"{status[0]}XX", "default") if each in errors), None)


def _gravity(changes: list[Change]) -> int:
    return min((_KINDS.index(each.kind) for each in changes), default=len(_KINDS))


def _model_of(name: str, surface: Surface) -> str | None:
    """Give the model that a TypedDict is the plain form of."""
    found, model = surface.classes.get(_twin(name, surface) or name), name.removesuffix("Dict")
    is_form = found is not None and found.is_typed_dict and model != name
    return model if is_form and (model in surface.classes or _twin(model, surface)) else None


def _twin(name: str, surface: Surface) -> str | None:
    """Give the class that an alias is another name of."""
    if name in surface.classes or name not in surface.aliases:
        return None
    first, *others = type_of(surface.aliases[name])
    return first.name if not others and not first.arguments and first.name in surface.classes else None


def _all_classes(surface: Surface) -> dict[str, Class]:
    """Give every name of a class, those that stand for one of another name too."""
    twins = {name: twin for name in surface.aliases if (twin := _twin(name, surface)) is not None}
    return {**surface.classes, **{name: surface.classes[twin] for name, twin in twins.items()}}


def _passed(surface: Surface) -> frozenset[str]:
    annotations = (each.annotation for method in surface.calls.values() for each in method.parameters)
    return frozenset(name for annotation in annotations for name in names_in(annotation))


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
            fields = surface.classes[name].fields.values() if name in surface.classes else ()
            texts = [*(each.annotation for each in fields), *filter(None, [surface.aliases.get(name)])]
            waiting += (inner for text in texts for inner in names_in(text))
    return frozenset(found)
