"""What importing a client costs, in time and in modules, and defining its models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Row, in_turn, pair, python

_MODULES = 250
_MODELS = 200
_MODEL = """class Thing{}(Model):
    id: str
    name: str
    kind: Literal["a", "b"] | str
    count: int | None = None
    created_at: datetime | None = None
    tags: list[str] | None = None
    parent: Thing0 | None = None
    parts: list[Thing0] | None = None
"""


def importing(runs: int, folder: Path) -> Iterator[Row]:
    """`folder` holds the package made_up, of a thousand operations."""
    environment = {"PYTHONPATH": str(folder)}
    construct = "import httpx2; httpx2.Client()"
    touch = "import made_up; made_up.MadeUp(base_url='http://127.0.0.1').batas.retrieve"
    codes = ("import httpx2", "import made_up", construct, touch, f"{construct}\n{touch}")
    library, package, least, ours, both = [
        each.seconds for each in in_turn(runs, *(python(code, environment) for code in codes))
    ]
    yield Row("import", "import of 1,000 operations", package, "import httpx2", library)
    yield Row("import", "import, construct, find a method", ours, "httpx2: import, construct", least)
    yield Row("import", "the same after httpx2's", both, "httpx2's and 60 ms", least + 0.06, "s", 1.0)
    more = modules(folder, codes[-1]) - modules(folder, construct)
    yield Row("import", "modules beside httpx2's", more, "what is wanted", _MODULES, "", 1.0)


def defining(runs: int, package: Any) -> Row:
    """Measure defining models of eight fields, of every kind; `package` is a client."""
    runtime = import_module(f"{package.__name__}._runtime.model")
    source = "from __future__ import annotations\n" + "".join(_MODEL.format(number) for number in range(_MODELS))
    code = compile(source, "<models>", "exec")
    run: Callable[[], None] = lambda: exec(code, {"Model": runtime.Model, "__name__": package.types.__name__})
    seconds = pair(runs, run, lambda: None, 1)[0]
    return Row("import", "a model of eight fields, defined", seconds / _MODELS, "what is wanted", 150e-6, "s", 1.0)


def modules(folder: Path, code: str) -> int:
    """Count the modules that code loads."""
    import os
    import subprocess
    import sys

    counted = f"{code}\nimport sys; print(len(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", counted], env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)
