"""Fields: which properties a model's JSON object has, and how one is read.

    class Pet(Model):                     Pet.__dict__            instance.__dict__  (the JSON object itself)
        name: str                         None                    "name": "Rex"              read natively
        nick: str | None = None           None                    absent: the class's None
        kind: Literal["a"] = "a"          None                    "kind": "a"              filled in by constructors
        born: date | None = None          Field (data descriptor) "born": "2020-02-30"       converted on each access
        owner: Owner                      Field                   "owner": {…} → Owner over the same dict, kept
        from_: str = field(wire="from")   Field                   "from": "…"

Receives annotations as text. Whether a field needs a descriptor is decided by the look of that text, because
evaluating it would import other modules; what looks convertible and is not gives up its descriptor when first read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeAlias

from .annotations import Annotation, is_plain, members, own_annotations, resolve


class View:
    """An object whose `__dict__` is a JSON object, keyed by wire names: the very dict, not a copy."""

    # The first holds the lists and dicts whose items were converted, by wire name; unset in most objects. No property
    # of a JSON object can hide it, as a slot is a data descriptor.
    __slots__ = ("__clientmill_kept__", "__dict__", "__weakref__")
    __clientmill_kept__: dict[str, Any]
    __own_fields__: ClassVar[Mapping[str, Field]] = {}
    __extra__: ClassVar[str | None] = None
    __xml__: ClassVar[Mapping[str, Any]] = {}
    __rules__: ClassVar[Mapping[str, Any]] = {}


set_values: Callable[[View, dict[str, Any]], None] = View.__dict__["__dict__"].__set__
"""Make a dict the JSON object of a view. Not an assignment: models check those."""
_new = object.__new__
_Class: TypeAlias = type[Any]
"""For Field's annotations: `type` is a property there."""


class _Pending:
    """Stands for a converter that nobody needed yet."""


_PENDING: Final = _Pending()
SCALARS: Final = frozenset({str, int, float})


class Field:
    """One property of a JSON object: a data descriptor where reading it takes more than a dict lookup."""

    __slots__ = (
        "_convert",
        "_is_named",
        "_is_native",
        "_item_view",
        "_members",
        "_type",
        "_view",
        "annotation",
        "constant",
        "constraints",
        "is_argument",
        "is_required",
        "owner",
        "python_name",
        "wire_name",
    )

    def __init__(
        self, wire_name: str | None, is_required: bool, constraints: Mapping[str, Any]
    ) -> None:
        self._is_named = wire_name is not None
        self.wire_name = wire_name or ""
        self.is_required = is_required
        """It is in every object that a server sends."""
        self.is_argument = is_required
        """The constructor demands it."""
        self.constant: Any = None  # What the constructor fills in.
        self.constraints = constraints
        """JSON Schema keyword in snake_case → value: `max_length`. For strict mode and for readers."""
        # A converter, None where there is nothing to convert, or _PENDING.
        self._convert: Any = _PENDING
        # The class of every object that can stand here, or in a list here: once the converter is there, and if it is one.
        self._view: _Class | None = None
        self._item_view: _Class | None = None

    def bind(self, owner: _Class, python_name: str, annotation: Any) -> None:
        self.owner = owner
        self.python_name = python_name
        self.annotation = annotation
        """Text, or a type where the class's module has no `from __future__ import annotations`."""
        if not self._is_named:
            self.wire_name = python_name
        if self.constant is not None:
            self.is_required = not str(annotation).endswith("| None")
        self._is_native = False

    @property
    def type(self) -> Annotation:
        try:
            return self._type
        except AttributeError:
            tp = self.annotation
            if isinstance(tp, str):
                tp = resolve(
                    tp, self.owner.__module__, {self.owner.__name__: self.owner}
                )
            self._type: Annotation = tp
            return tp

    @property
    def members(self) -> tuple[Annotation, ...]:
        """The members of the field's type, a union or not."""
        try:
            return self._members
        except AttributeError:
            self._members: tuple[Annotation, ...] = members(self.type)
            return self._members

    def converter(self) -> Callable[[Any], Any] | None:
        """None means: nothing to convert."""
        if not isinstance(self._convert, _Pending):
            made: Callable[[Any], Any] | None = self._convert
            return made
        from .convert import converter_for, lone_model  # Needs this module.

        convert = self._convert = converter_for(self.type)
        self._view = lone_model(self.members)
        self._item_view = lone_model(self.members, is_item=True)
        if (
            convert is None
            and self._is_native
            and self.owner.__dict__.get(self.python_name) is self
        ):
            _uncover(self)
        return convert

    def __get__(self, instance: View | None, owner: object = None) -> Any:
        if instance is None:
            return self
        raw = instance.__dict__.get(self.wire_name)
        if raw is None:  # Absent, or null.
            return None
        convert = self._convert
        if convert.__class__ is _Pending:
            convert = self.converter()
        if convert is None:
            return raw
        kind = raw.__class__
        if kind is dict:  # What the converter would do, without its calls.
            cls = self._view
            if cls is not None:
                made = _new(cls)
                set_values(made, raw)
                instance.__dict__[self.wire_name] = made
                return made
        elif kind is list:
            cls = self._item_view
            if cls is not None:
                # Models at both ends were made before, and nothing was appended since.
                if raw and not (raw[0].__class__ is raw[-1].__class__ is cls):
                    for index, value in enumerate(raw):
                        if value.__class__ is dict:
                            made = raw[index] = _new(cls)
                            set_values(made, value)
                return raw
        else:
            # A text to parse on each access, or what Python code has put here.
            return convert(raw) if kind in SCALARS else raw
        return kept(instance, self.wire_name, raw, convert)

    def __set__(self, instance: View, value: Any) -> None:
        instance.__dict__[self.wire_name] = value

    def __delete__(self, instance: View) -> None:
        try:
            del instance.__dict__[self.wire_name]
        except KeyError:
            raise AttributeError(
                self.python_name, name=self.python_name, obj=instance
            ) from None

    def __repr__(self) -> str:
        return f"<field {self.owner.__name__}.{self.python_name}: {self.annotation}>"


def kept(
    instance: View, wire_name: str, raw: Any, convert: Callable[[Any], Any]
) -> Any:
    """Convert an object or an array of the JSON object once, and leave the result in its place.

    Lists and dicts stay what they are: what is appended later is part of the JSON object.
    """
    done = getattr(instance, "__clientmill_kept__", None)
    if done is not None and done.get(wire_name) is raw:
        return raw
    value = convert(raw)
    if value is not raw:
        instance.__dict__[wire_name] = value
    elif done is None:
        instance.__clientmill_kept__ = {wire_name: raw}
    else:
        done[wire_name] = raw
    return value


def _uncover(given: Field) -> None:
    """Leave None on the class where a field's descriptor would be: the instance's `__dict__` wins over it.

    Also for a required field, as a server may leave it out. `__getattr__` would do too, but slows every read.
    """
    if given.owner.__dict__.get(given.python_name, given) is not None:
        setattr(given.owner, given.python_name, None)


_MISSING: Final[Any] = object()


def define_fields(cls: type[View], reserved: frozenset[str]) -> None:
    """Make the fields of a new class from its annotations. A field named in `reserved` always gets a descriptor."""
    namespace = cls.__dict__
    inherits = len(cls.__mro__) > 4  # cls, Model, View, object
    own: dict[str, Field] = {}
    for name, annotation in own_annotations(cls).items():
        default = namespace.get(name, _MISSING)
        if default is _MISSING or default is None:  # Most are: saves the call.
            made = Field(None, default is _MISSING, {})
        else:
            made = default if isinstance(default, Field) else field(default=default)
        made.bind(cls, name, annotation)
        own[name] = made
        # Under a base class's descriptor, or a name of Model's own, only a descriptor is seen.
        is_covered = name in reserved or (
            inherits and isinstance(getattr(cls.__base__, name, None), Field)
        )
        made._is_native = made.wire_name == name and not is_covered
        if made._is_native and is_plain(str(annotation)):
            _uncover(made)
        elif default is not made:
            setattr(cls, name, made)
    setattr(cls, "__own_fields__", own)


class Table:
    """All fields of a class, those of its bases included."""

    __slots__ = (
        "by_python_name",
        "by_wire_name",
        "extra",
        "fields",
        "filled",
        "required",
        "wire_names",
    )

    def __init__(self, cls: type[View]) -> None:
        by_python_name: dict[str, Field] = {}
        for base in reversed(cls.__mro__):
            by_python_name.update(base.__dict__.get("__own_fields__", {}))
        self.by_python_name: Mapping[str, Field] = by_python_name
        self.fields = tuple(by_python_name.values())
        self.by_wire_name: Mapping[str, Field] = {
            each.wire_name: each for each in self.fields
        }
        self.wire_names: Mapping[str, str] = {
            each.python_name: each.wire_name for each in self.fields
        }
        self.required = tuple(
            each.python_name for each in self.fields if each.is_argument
        )
        self.filled = tuple(each for each in self.fields if each.constant is not None)
        """Those that constructors fill in."""
        self.extra = _extra_field(cls)
        """Stands for every property that is not a field. None means: the class says nothing about those."""


def _extra_field(cls: type[View]) -> Field | None:
    for base in cls.__mro__:
        text = base.__dict__.get("__extra__")
        if text is not None:
            extra = Field("*", False, {})
            extra.bind(base, "*", text)
            return extra
    return None


def table_of(cls: type[View]) -> Table:
    """Return the field table of a class, made on first need."""
    table: Table | None = cls.__dict__.get("__table__")
    if table is None:
        table = Table(cls)
        setattr(cls, "__table__", table)
    return table


def view(cls: type[Any], values: dict[str, Any]) -> Any:
    """Make an instance of a model class whose JSON object is this very dict."""
    made = _new(cls)
    set_values(made, values)
    return made


def field(
    *,
    default: Any = _MISSING,
    wire: str | None = None,
    read_only: bool = False,
    write_only: bool = False,
    **constraints: Any,
) -> Any:
    """Describe a field that has more to it than its annotation.

    Without `default` it is required; `default=None` makes it optional, and absent unless given. Another default is what
    the constructor fills in; the field is required unless its annotation ends with `| None`. (Type checkers go by whether
    `default` is written, PEP 681.) `wire` is its name in JSON where that differs from the attribute's.
    `read_only` is for one that is required and set by the server alone: constructors do without it. `write_only` is for
    one that is required and never sent back: no server's object has to have it.
    """
    made = Field(wire, default is _MISSING, constraints)
    if isinstance(default, (str, int, float)):
        made.constant = default
    elif default is not None and default is not _MISSING:
        raise TypeError("a field's default is a text, a number, a bool or None")
    if read_only or write_only:
        made.is_required = read_only
    return made
