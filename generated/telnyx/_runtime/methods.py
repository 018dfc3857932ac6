"""What makes a model's methods more than functions: names that no property of a JSON object can hide, a signature.

Used by `model` only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .fields import Field, View, table_of
from .sentinels import omit

if TYPE_CHECKING:
    from inspect import Signature

    _F = TypeVar("_F", bound=Callable[..., Any])

    def visible_method(function: _F) -> _F: ...

    visible_classmethod = classmethod

else:

    class visible_method:
        """A method that a property of the JSON object with the same name does not hide: a data descriptor."""

        def __init__(self, function):
            self.function = function
            self.__doc__ = function.__doc__

        def __get__(self, instance, owner=None):
            return (
                self.function if instance is None else self.function.__get__(instance)
            )

        def __set__(self, instance, value):
            raise AttributeError(
                f"{self.function.__name__} is a method of {type(instance).__name__}"
            )

    class visible_classmethod(classmethod):
        # Not a visible_method: binding in C halves what from_dict adds to json.loads.
        def __set__(self, instance, value):
            raise AttributeError(
                f"{self.__name__} is a method of {type(instance).__name__}"
            )


class ConstructorSignature:
    """The constructor's signature, for `help()` and IDEs; computed when somebody looks."""

    def __get__(self, instance: View | None, owner: type[View]) -> Signature:
        if instance is not None:
            raise AttributeError("__signature__")
        from inspect import (  # Takes as long to import as the rest of this package.
            Parameter,
            Signature,
        )

        keyword = Parameter.KEYWORD_ONLY
        parameters = [
            Parameter(
                each.python_name,
                keyword,
                default=Parameter.empty if each.is_argument else _filled_in(each),
                annotation=each.annotation,
            )
            for each in sorted(
                table_of(owner).fields, key=lambda each: not each.is_argument
            )
        ]
        return Signature(parameters)


def _filled_in(each: Field) -> Any:
    return omit if each.constant is None else each.constant


def missing_arguments(cls: type, names: list[str]) -> TypeError:
    """Say what a constructor needs, in Python's own words."""
    quoted = [repr(name) for name in names]
    listed = (
        " and ".join(quoted)
        if len(quoted) < 3
        else ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    )
    plural = "s" if len(names) > 1 else ""
    return TypeError(
        f"{cls.__name__}.__init__() missing {len(names)} required keyword-only argument{plural}: {listed}"
    )
