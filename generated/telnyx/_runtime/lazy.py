"""What is made when it is first used: names of a package (PEP 562), resources of a client, views of a resource.

    __getattr__, __dir__ = lazy_exports(__name__, {"_client": "Acme AsyncAcme"})
    __getattr__, __dir__ = lazy_types(__name__, {"animals": "Cat Dog Pet"})
    files: Files = lazy_resource(".resources.files")     of a client or a resource: Files(client)
    with_raw_response: FilesRaw = lazy_view()            FilesRaw(self), of the same module

Attributes take their class from their annotation, which type checkers read too: a fact stands once.
Does not replace `import`: type checkers read the `if TYPE_CHECKING` imports beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def lazy_exports(
    package: str,
    index: Mapping[str, str],
    prepare: Callable[[ModuleType], None] | None = None,
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return (`__getattr__`, `__dir__`) for `package`.

    `index` maps a sub-module, dotted and relative to the package ("_client", "_runtime.public"), to the names it
    defines, separated by spaces. A sub-module without names is itself the export. A name that was found is kept in the
    package's globals, so it is looked up once. `prepare` is given each sub-module that is used, once.
    """
    modules: dict[str, str] = {}
    prepared: set[str] = set()
    for module, names in index.items():
        for name in names.split():
            modules.setdefault(name, module)
        if not names:
            modules.setdefault(module, module)

    def get_attribute(name: str) -> object:
        module_name = modules.get(name)
        if name == "__all__":
            return sorted(modules)  # `import *` and `help` see no other names.
        if module_name is None:
            # In Python's own words, so that "did you mean" and hasattr work as for any module.
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # Two threads may both come here; the import lock makes them find the same object.
        module = import_module(f"{package}.{module_name}")
        if prepare is not None and module_name not in prepared:
            prepare(module)
            prepared.add(module_name)
        value: object = module if name == module_name else getattr(module, name)
        vars(sys.modules[package])[name] = value
        return value

    def directory() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return get_attribute, directory


def lazy_types(
    package: str, index: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the same for a package of types, whose modules have aliases as texts: these become `annotations.Alias`."""

    def with_aliases(module: ModuleType) -> None:
        from .annotations import Alias

        for name, value in list(vars(module).items()):
            if isinstance(value, str) and not name.startswith("__"):
                setattr(module, name, Alias(name, value, package))

    return lazy_exports(package, index, with_aliases)


class LazyModule:
    """A module that is imported when something of it is first used. (An `import` in a function costs half a microsecond
    each time.)"""

    def __init__(self, package: str, name: str) -> None:
        self._package = package
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self._name, self._package), name)
        self.__dict__[name] = value
        return value


def lazy_resource(module: str) -> Any:
    """Make an attribute that is a resource; `module` is relative to the package of the class that has it."""
    return _Attribute(module)


def lazy_view() -> Any:
    """Make an attribute that is a view of the object that has it."""
    return _Attribute(None)


class _Attribute:
    # Makes its value when it is first read, and leaves it in the instance's `__dict__`, where it is found from then on.
    # Of the class, it is the value's class, for what looks at classes: `help`, `create_autospec`. No docstring: they
    # would show it.

    def __init__(self, module: str | None) -> None:
        self._module = module

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        home = self._owner.__module__
        if self._module is None:
            module = sys.modules[home]
        else:
            module = import_module(self._module, home.rpartition(".")[0])
        cls: type[Any] = getattr(module, self._owner.__annotations__[self._name])
        if instance is None:
            return cls
        parent = (
            instance if self._module is None else getattr(instance, "_client", instance)
        )
        return instance.__dict__.setdefault(self._name, cls(parent))
