"""Small documents for the loader's tests, written to a folder and loaded from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.config import AuthConfig
from generator.loader import Loaded, load_spec
from generator.loader.spec import Operation, Schema, Spec
from generator.problems import Problem, ProblemsFound, Severity

HEAD = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n"


class Folder:
    """A folder of documents. The first file written is the one that is loaded, unless others are named."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._first = ""

    def write(self, **files: str | bytes) -> Folder:
        """Write files; `a_yml` is a.yml and `sub__a_yml` is sub/a.yml."""
        return self.write_named({name.replace("__", "/").replace("_", "."): text for name, text in files.items()})

    def write_named(self, files: Mapping[str, str | bytes]) -> Folder:
        for name, content in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
            self._first = self._first or name
        return self

    def load(
        self,
        *names: str,
        overlays: Sequence[str] = (),
        auth: Sequence[AuthConfig] = (),
        allow_remote: bool = False,
        allow_outside: bool = False,
    ) -> Loaded:
        return load_spec(
            [self.path / name for name in names or (self._first,)],
            overlays=[self.path / name for name in overlays],
            auth=auth,
            allow_remote=allow_remote,
            allow_outside=allow_outside,
            display_root=self.path,
        )

    def spec(self, *names: str, **options: Any) -> Spec:
        return self.load(*names, **options).spec

    def errors(self, *names: str, **options: Any) -> tuple[Problem, ...]:
        """Load what cannot be loaded; give the errors."""
        with pytest.raises(ProblemsFound) as caught:
            self.load(*names, **options)
        assert all(
            problem.location.line is not None and problem.location.column is not None
            for problem in caught.value.problems
            if problem.code != "file-unreadable"
        )
        return tuple(problem for problem in caught.value.problems if problem.severity is Severity.ERROR)

    def schema(self, text: str) -> Schema:
        """Load a document with one schema, `S`, given as YAML."""
        indented = "".join(f"      {line}\n" for line in dedent(text).strip().splitlines())
        self.write(openapi_yml=f"{HEAD}components:\n  schemas:\n    S:\n{indented}")
        return self.spec("openapi.yml").schemas["openapi.yml#/components/schemas/S"]

    def operation(self, text: str, path: str = "/pets") -> Operation:
        """Load a document with one operation, a GET, given as YAML."""
        indented = "".join(f"      {line}\n" for line in dedent(text).strip().splitlines())
        self.write(openapi_yml=f"{HEAD}paths:\n  {path}:\n    get:\n{indented}")
        (operation,) = self.spec("openapi.yml").operations
        return operation


def places(problems: Sequence[Problem]) -> list[tuple[str, str, int | None, int | None]]:
    """Give (code, file, line, column) of problems."""
    return [
        (problem.code, problem.location.file, problem.location.line, problem.location.column) for problem in problems
    ]


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]
