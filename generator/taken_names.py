"""Names of a client that something else has already.

Receives a ClientConfig; returns warnings. Names that Python would not take are config.py's, and errors.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from generator.config import ClientConfig
from generator.problems import Location, Problem, warning
from generator.runtime.names import PUBLIC

_EXPORTED = {"links", "types", *PUBLIC.split()}
"""What every package has at its top besides its clients."""


def name_warnings(config: ClientConfig) -> Iterator[Problem]:
    """Tell of a package that hides a module of Python's own, and of a client that hides what its package exports."""
    if config.package in sys.stdlib_module_names:
        yield warning(
            "config-name",
            f"`{config.package}` is a module of Python's own, which this package hides where it is found first.",
            config.location or Location("--package"),
            f"Choose another name, for example `{config.package}_api`, or keep the package inside another one.",
        )
    for name in (config.class_name, f"Async{config.class_name}"):
        if name in _EXPORTED:
            yield warning(
                "config-name",
                f"The client `{name}` hides the `{name}` that every package exports.",
                config.location or Location("--class-name"),
                f"Choose another name, for example `{config.class_name}Client`: `class_name:` in client.yml, or --class-name.",
            )
