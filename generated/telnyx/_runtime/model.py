"""Model: a typed view of the JSON object that was sent.

    decoded dict ──from_dict──▶ model ──to_dict──▶ an equal dict

Nothing is read, copied or checked before somebody asks for it, so whatever the spec does not know survives: unknown
properties, unknown enum values, null against absent, the spelling of numbers and dates. A value of another type than
the spec's is handed over as it came. Reading puts models in place of the objects they view: the dict given to
`from_dict` belongs to the model from then on.

No field name is reserved. The functions of this module and of `encode` do the work; methods of the same names exist
where no field takes them.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, dataclass_transform

from .elsewhere import OF_MODELS, Elsewhere
from .encode import UnencodableTypeError, UnencodableValueError, jsonable
from .encode import to_dict as to_dict
from .encode import to_json as to_json
from .fields import Field, View, define_fields, kept, set_values, table_of, view
from .fields import field as field
from .methods import ConstructorSignature, missing_arguments
from .methods import visible_classmethod, visible_method
from .sentinels import omit

_M = TypeVar("_M", bound="Model")
_new = object.__new__
_new_object: Any = getattr(copyreg, "__newobj__")
_TYPES = __name__.rsplit(".", 2)[0] + ".types"


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Model(View):
    """A typed view of one JSON object.

    `m.name` is None when the property is absent or null; `m["name"]` raises KeyError when it is absent, and reaches
    properties that the spec does not know; `"name" in m` tells absent from null. `del m.name` makes a property absent.
    """

    __slots__ = ()

    def __init_subclass__(
        cls,
        *,
        extra: str | None = None,
        xml: Mapping[str, Any] | None = None,
        rules: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """`extra` is the annotation of properties that are not fields. Without it strict mode refuses those.

        `xml` says how the object is named in XML; see xml_facts.py. `rules` are for strict mode; see rules.py.
        """
        super().__init_subclass__(**options)
        if extra is not None:
            cls.__extra__ = extra
        if xml is not None:
            cls.__xml__ = xml
        if rules is not None:
            cls.__rules__ = rules
        define_fields(cls, _RESERVED)

    def __init__(self, /, **values: Any) -> None:
        table = table_of(type(self))
        wire_names = table.wire_names
        held: dict[str, Any] = {}
        for each in table.filled:
            if each.python_name not in values:
                held[each.wire_name] = each.constant
        for name, value in values.items():
            wire_name = wire_names.get(name)
            if wire_name is None:
                raise TypeError(
                    f"{type(self).__name__}.__init__() got an unexpected keyword argument {name!r}"
                )
            if value is not omit:
                held[wire_name] = value
        missing = [name for name in table.required if wire_names[name] not in held]
        if missing:
            raise missing_arguments(type(self), missing)
        set_values(self, held)

    if (
        not TYPE_CHECKING
    ):  # Type checkers take a class that has this for one that takes any attribute.

        def __setattr__(self, name, value):
            wire_name = table_of(type(self)).wire_names.get(name)
            if wire_name is not None:
                if value is omit:
                    self.__dict__.pop(wire_name, None)
                else:
                    self.__dict__[wire_name] = value
            elif name in self.__dict__ or hasattr(type(self), name):
                object.__setattr__(self, name, value)
            else:
                # It would be sent: a slip of the pen must not reach the server.
                raise AttributeError(
                    f"{type(self).__name__!r} object has no field {name!r}; m[{name!r}] = … sets unknown properties",
                    name=name,
                    obj=self,
                )

    def __getitem__(self, name: str) -> Any:
        declared = _field_called(self, name)
        if declared is None:
            raw = self.__dict__[name]
            extra = table_of(type(self)).extra
            return raw if extra is None else _read_extra(self, name, raw, extra)
        if declared.wire_name not in self.__dict__:
            raise KeyError(name)
        return declared.__get__(self)

    def __setitem__(self, name: str, value: Any) -> None:
        declared = _field_called(self, name)
        self.__dict__[name if declared is None else declared.wire_name] = value

    def __delitem__(self, name: str) -> None:
        declared = _field_called(self, name)
        del self.__dict__[name if declared is None else declared.wire_name]

    def __contains__(self, name: object) -> bool:
        """Tell whether the property is there, null included. `name` is a field's or a wire name."""
        if name in self.__dict__:
            return True
        return (
            isinstance(name, str)
            and table_of(type(self)).wire_names.get(name) in self.__dict__
        )

    # Without this, `__getitem__` would make models iterable by 0, 1, 2, …
    __iter__ = None

    def __eq__(self, other: object) -> bool:
        """Equal are models of one class that are the same on the wire."""
        if type(other) is not type(self):
            return NotImplemented
        if self.__dict__ is other.__dict__:
            return True
        try:
            return bool(jsonable(self) == jsonable(other))
        except (UnencodableTypeError, UnencodableValueError):
            return self.__dict__ == other.__dict__

    @recursive_repr("...")
    def __repr__(self) -> str:
        parts: list[str] = []
        unnameable: dict[str, Any] = {}
        for name, value in _shown(self):
            if name.isidentifier():
                parts.append(f"{name}={value!r}")
            else:
                unnameable[name] = value
        if unnameable:
            parts.append(f"**{unnameable!r}")
        return f"{type(self).__qualname__}({', '.join(parts)})"

    @visible_method
    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """For `rich.print`, which breaks what is long into lines."""
        return _shown(self)

    @visible_method
    def __dir__(self) -> list[str]:
        table = table_of(type(self))
        unknown = (
            name
            for name in self.__dict__
            if name not in table.by_wire_name and name.isidentifier()
        )
        there = {*dir(type(self))}.difference(OF_MODELS)
        return sorted({*there, *table.by_python_name, *unknown})

    @visible_method
    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        cls = type(self)
        if cls.__module__.startswith(f"{_TYPES}."):
            return _object_of, (cls.__name__,), dict(self.__dict__)
        return _new_object, (cls,), dict(self.__dict__)

    @visible_method
    def __setstate__(self, state: dict[str, Any]) -> None:
        set_values(self, state)

    @visible_method
    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        from copy import deepcopy  # Loaded already, by whoever calls this.

        made = view(type(self), {})
        memo[id(self)] = made
        made.__dict__.update(deepcopy(self.__dict__, memo))
        return made

    @visible_method
    def __replace__(self: _M, /, **changes: Any) -> _M:
        """Return a copy with some fields changed: `copy.replace(m, name="new")`, Python 3.13."""
        made: _M = view(type(self), dict(self.__dict__))
        for name, value in changes.items():
            if name not in table_of(type(self)).by_python_name:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(made, name, value)
        return made

    @visible_method
    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object as a new dict, keyed by wire names."""
        return to_dict(self)

    @visible_method
    def to_json(self) -> str:
        """Return the JSON object as text."""
        return to_json(self)

    @visible_method
    def is_set(self, name: str) -> bool:
        """Tell whether the field is there, null included."""
        return is_set(self, name)

    @visible_method
    def extra_fields(self) -> dict[str, Any]:
        """Return the properties that the spec does not know."""
        return extra_fields(self)

    @visible_classmethod
    def from_dict(cls: type[_M], values: dict[str, Any], strict: bool = False) -> _M:
        """View a decoded JSON object. With `strict`, raise StrictValidationError if it is not what the spec says."""
        if strict or values.__class__ is not dict:
            return from_dict(cls, values, strict)
        made = _new(cls)  # view(), without its call.
        set_values(made, values)
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic_schema import core_schema_of

        return core_schema_of(cls)


setattr(
    Model, "__signature__", ConstructorSignature()
)  # noqa: B010 - a class statement would show it to type checkers.
_RESERVED = frozenset(dir(Model))
for _name, _instead in OF_MODELS.items():
    setattr(Model, _name, Elsewhere(_name, _instead))


def from_dict(cls: type[_M], values: Mapping[str, Any], strict: bool = False) -> _M:
    """View a decoded JSON object as `cls`; the dict itself becomes the model's.

    Raises StrictValidationError with `strict` if it is not what the spec says, TypeError if it is no object at all.
    """
    if not isinstance(values, dict):
        if not isinstance(values, Mapping):
            raise TypeError(
                f"{cls.__name__} views a JSON object, not {type(values).__name__}"
            )
        values = dict(values)
    if strict:
        from .strict import validate

        validate(values, cls)
    made: _M = view(cls, values)
    return made


def is_set(model: Model, python_name: str) -> bool:
    """Tell whether a field is there, null included. Raise AttributeError for a name that is no field and not there."""
    wire_name = table_of(type(model)).wire_names.get(python_name)
    if wire_name is not None:
        return wire_name in model.__dict__
    if python_name in model.__dict__:
        return True
    raise AttributeError(f"{type(model).__name__!r} has no field {python_name!r}")


def extra_fields(model: Model) -> dict[str, Any]:
    """Return the properties that are no fields, keyed by wire name."""
    table = table_of(type(model))
    return {
        name: raw if table.extra is None else _read_extra(model, name, raw, table.extra)
        for name, raw in list(model.__dict__.items())
        if name not in table.by_wire_name
    }


def _field_called(model: Model, name: str) -> Field | None:
    """Find a field by wire name, else by Python name. A property that is there and unknown comes between the two."""
    table = table_of(type(model))
    declared = table.by_wire_name.get(name)
    if declared is None and name not in model.__dict__:
        declared = table.by_python_name.get(name)
    return declared


def _object_of(name: str) -> Any:
    """Make what was pickled. Only names are stable: with the next document, a class may stand in another module."""
    return _new(_type_called(name))


@cache
def _type_called(name: str) -> Any:
    return getattr(import_module(_TYPES), name)


def _shown(model: Model) -> Iterator[tuple[str, Any]]:
    """Give what a model holds, by the names that its fields have in Python."""
    for each in table_of(type(model)).fields:
        if each.wire_name in model.__dict__:
            yield each.python_name, each.__get__(model)
    yield from extra_fields(model).items()


def _read_extra(model: Model, name: str, raw: Any, extra: Field) -> Any:
    convert = extra.converter()
    if convert is None:
        return raw
    return (
        kept(model, name, raw, convert) if type(raw) in (dict, list) else convert(raw)
    )
