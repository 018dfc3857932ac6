"""Names of a package that are imported when they are first used (PEP 562).

Receives which sub-module defines which names; returns the package's `__getattr__` and `__dir__`.
Does not replace `import`: type checkers read the `if TYPE_CHECKING` imports beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_exports(
    package: str, index: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return (`__getattr__`, `__dir__`) for `package`.

    `index` maps a sub-module, dotted and relative to the package ("_client", "_runtime.public"), to the names it
    defines, separated by spaces. A sub-module without names is itself the export. A name that was found is kept in the
    package's globals, so it is looked up once.
    """
    modules: dict[str, str] = {}
    for module, names in index.items():
        for name in names.split():
            modules.setdefault(name, module)
        if not names:
            modules.setdefault(module, module)

    def get_attribute(name: str) -> object:
        module_name = modules.get(name)
        if module_name is None:
            # In Python's own words, so that "did you mean" and hasattr work as for any module.
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # Two threads may both come here; the import lock makes them find the same object.
        module = import_module(f"{package}.{module_name}")
        value: object = module if name == module_name else getattr(module, name)
        vars(sys.modules[package])[name] = value
        return value

    def directory() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return get_attribute, directory
