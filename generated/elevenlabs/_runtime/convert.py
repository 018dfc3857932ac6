"""Annotations to converters: JSON's values in, models, dates and tuples out.

    resolve("list[Pet]", "telnyx.types") ──converter_for──▶ a function, or None where JSON's own values are all there is

A converter never raises: what it does not understand, it returns as it came. Lists and dicts are converted in place.
Converting twice does no harm. `strict.validate` is what refuses values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import NoneType
from typing import Any, TypeAlias, get_args

from .annotations import (
    LISTS,
    MAPPINGS,
    Annotation,
    is_mapping,
    literal_values,
    members,
    origin_of,
    tagging_of,
)
from .annotations import resolve as resolve
from .fields import SCALARS, View, set_values, view
from .scalars import KEEPERS, READERS
from .unions import (
    Tags,
    UnknownVariant,
    best_list,
    best_model,
    is_model,
    text_readers,
)

Converter: TypeAlias = Callable[[Any], Any]


def converter_for(tp: Annotation) -> Converter | None:
    """Return what turns a JSON value into what `tp` says, for a value whose text is kept elsewhere (a field's).

    None means that there is nothing to convert.
    """
    return _Builder(READERS).converter(tp)


def lone_model(kinds: Sequence[Annotation], is_item: bool = False) -> type[View] | None:
    """Give the model that a union's members come down to beside None, or (`is_item`) the lists among them hold."""
    others = [member for member in kinds if member is not NoneType]
    if len(others) != 1:
        return None
    (only,) = others
    if is_item:
        return (
            lone_model(members(get_args(only)[0])) if origin_of(only) in LISTS else None
        )
    return only if is_model(only) else None


def decode(value: Any, tp: Annotation, where: str = "", *, strict: bool = False) -> Any:
    """Turn a decoded JSON document into what `tp` says: a type, or its text with the package `where` to look names up.

    Raises StrictValidationError with `strict` if the document is not what `tp` says; never without.
    """
    if isinstance(tp, str):
        tp = _resolved(tp, where or __name__.rsplit(".", 2)[0] + ".types")
    if strict:
        from .strict import validate

        validate(value, tp)
    convert = document_converter(tp)
    return value if convert is None else convert(value)


_resolved = lru_cache(maxsize=1024)(resolve)


# By identity: unions that differ only in order are equal, and order settles what a value cannot tell apart. The type is
# in the entry so that its id stays taken.
_document_converters: dict[int, tuple[Annotation, Converter | None]] = {}
_MOST_CONVERTERS = 1024
"""Types made anew for every call, as `cast_to=list[Pet]`, would fill the memory."""


def document_converter(tp: Annotation) -> Converter | None:
    """Return what turns a whole document into what `tp` says; None if there is nothing to convert."""
    known = _document_converters.get(id(tp))
    if known is not None:
        return known[1]
    if len(_document_converters) >= _MOST_CONVERTERS:
        _document_converters.clear()
    convert = _Builder(KEEPERS).converter(tp)
    _document_converters[id(tp)] = (tp, convert)
    return convert


class _Builder:
    """Builds one converter. `scalars` are those for the value itself; what is inside a list or dict is kept there."""

    def __init__(
        self, scalars: Mapping[type, Converter], open_types: tuple[Annotation, ...] = ()
    ) -> None:
        self._scalars = scalars
        self._open_types = open_types
        """Aliases and unions that are being built: meeting one again means a recursive type."""

    def converter(self, tp: Annotation) -> Converter | None:
        if tp in self._open_types:
            return _Later(tp)
        kinds = [member for member in members(tp) if member is not NoneType]
        if len(kinds) == 1 and kinds[0] is tp:
            return self._one(tp)
        inside = _Builder(self._scalars, (*self._open_types, tp))
        return inside._one(kinds[0]) if len(kinds) == 1 else inside._union(kinds)

    def _item(self, tp: Annotation) -> Converter | None:
        return _Builder(KEEPERS, self._open_types).converter(tp)

    def _one(self, member: Annotation) -> Converter | None:
        origin = origin_of(member)
        arguments = get_args(member)
        if is_model(member):
            return _viewer(member)
        if tagging_of(member) is not None:
            return self._union([member])
        if origin in LISTS:
            return _list_converter(self._item(arguments[0]))
        if origin in MAPPINGS:
            return _dict_converter(self._item(arguments[1]))
        if origin is tuple:
            return _tuple_converter(self, arguments)
        return self._scalars.get(member) if isinstance(member, type) else None

    def tuple_items(self, arguments: tuple[Annotation, ...]) -> list[Converter | None]:
        return [self._item(argument) for argument in arguments]

    def _union(self, kinds: Sequence[Annotation]) -> Converter | None:
        """Tell members apart by the JSON type of the value first."""
        tags = [Tags(member) for member in kinds if tagging_of(member) is not None]
        models = [member for member in kinds if is_model(member)]
        for tag in tags:
            models += [model for model in tag.all_models() if model not in models]
        beside = opened(kinds)
        lists = [
            member
            for member in beside
            if origin_of(member) in LISTS or origin_of(member) is tuple
        ]
        maps = [member for member in beside if is_mapping(member)]
        of_dict = self._object_converter(tags, models, maps)
        of_list = _list_chooser([(member, self._one(member)) for member in lists])
        of_scalar = self._scalar_converter(beside)
        if of_dict is of_list is of_scalar is None:
            return None

        def convert(raw: Any) -> Any:
            kind = type(raw)
            # Anything else is converted already.
            chosen = (
                of_dict
                if kind is dict
                else of_list if kind is list else of_scalar if kind in SCALARS else None
            )
            return raw if chosen is None else chosen(raw)

        return convert

    def _scalar_converter(self, kinds: Sequence[Annotation]) -> Converter | None:
        readers = [self._scalars[each] for each in text_readers(kinds)]
        known = {value for kind in kinds for value in literal_values(kind) or ()}
        takes_numbers = int in kinds or float in kinds

        def convert(raw: Any) -> Any:
            if raw in known or (takes_numbers and type(raw) is not str):
                return raw
            for read in readers:
                made = read(raw)
                if made is not raw:
                    return made
            return raw

        return convert if readers else None

    def _object_converter(
        self,
        tags: Sequence[Tags],
        models: Sequence[type[View]],
        maps: Sequence[Annotation],
    ) -> Converter | None:
        plain = self._one(maps[0]) if maps else None
        if not models:
            return plain
        if len(models) == 1 and not maps and not tags:
            return _viewer(models[0])
        must_convince = bool(tags) or bool(maps)
        tag_names = {tag.wire_name for tag in tags}

        def convert(raw: Any) -> Any:
            for tag in tags:
                variant = tag.variant_of(raw)
                if variant is not None:
                    found = document_converter(variant)
                    return raw if found is None else found(raw)
            claiming = [model for tag in tags for model in tag.claiming(raw)]
            chosen = best_model(raw, claiming, False, tag_names) if claiming else None
            if chosen is None:
                # A tag that nobody knows says that it is none of the variants, unless everything else speaks for one.
                chosen = best_model(raw, models, must_convince, tag_names)
            if chosen is not None:
                return view(chosen, raw)
            if maps:
                return raw if plain is None else plain(raw)
            return view(UnknownVariant, raw)

        return convert


def opened(kinds: Sequence[Annotation], with_maps: bool = True) -> list[Annotation]:
    """Put what a tagged union holds beside its classes (a text, an array, null) next to it: the tag tells classes."""
    found: list[Annotation] = []
    for kind in kinds:
        if tagging_of(kind) is not None:
            inner = opened(members(get_args(kind)[0]), with_maps)
            found += (
                each
                for each in inner
                if not is_model(each) and (with_maps or not is_mapping(each))
            )
        found.append(kind)
    return found


class _Later:
    """The converter of a recursive type, built when a value gets that deep."""

    def __init__(self, tp: Annotation) -> None:
        self._type = tp

    def __call__(self, raw: Any) -> Any:
        convert = document_converter(self._type)
        return raw if convert is None else convert(raw)


def _viewer(cls: type[View]) -> Converter:
    new, adopt = object.__new__, set_values

    def convert(raw: Any) -> Any:
        if type(raw) is not dict:
            return raw
        made = new(cls)
        adopt(made, raw)
        return made

    return convert


def _list_converter(item: Converter | None) -> Converter | None:
    if item is None:
        return None

    def convert(raw: Any) -> Any:
        if type(raw) is list:
            for index, value in enumerate(raw):
                made = item(value)
                if made is not value:
                    raw[index] = made
        return raw

    return convert


def _dict_converter(item: Converter | None) -> Converter | None:
    if item is None:
        return None

    def convert(raw: Any) -> Any:
        if type(raw) is dict:
            for name, value in raw.items():
                made = item(value)
                if made is not value:
                    raw[name] = (
                        made  # The name is there already, so the dict may be iterated.
                    )
        return raw

    return convert


def _tuple_converter(builder: _Builder, arguments: tuple[Annotation, ...]) -> Converter:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        every = builder.tuple_items(arguments[:1])[0]
        return lambda raw: (
            raw
            if type(raw) is not list
            else tuple(raw) if every is None else tuple(every(value) for value in raw)
        )
    items = builder.tuple_items(() if arguments == ((),) else arguments)

    def convert(raw: Any) -> Any:
        if type(raw) is not list or len(raw) != len(items):
            return raw
        return tuple(
            value if item is None else item(value)
            for item, value in zip(items, raw, strict=True)
        )

    return convert


def _list_chooser(
    candidates: Sequence[tuple[Annotation, Converter | None]],
) -> Converter | None:
    if all(convert is None for _, convert in candidates):
        return None
    if len(candidates) == 1:
        return candidates[0][1]

    def convert(raw: Any) -> Any:
        chosen = candidates[best_list(raw, [member for member, _ in candidates])][1]
        return raw if chosen is None else chosen(raw)

    return convert
