"""`make interop`: generated clients against Prism, which validates every request by the document.

    python -m tests.interop.run [SPECS]      SPECS: a folder that may hold train-travel.json and openai.yaml

Every operation of every subject is called once, with an example for each required argument, as the generated README spells
it. A request that Prism finds fault with is a violation: the run fails. What Prism itself cannot do is in `LIMITS`, each
with the reason; anything else that goes wrong is a failure too. Not part of `make test`, because it needs npm.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

import httpx2

from generator.client_yml import read_client
from generator.config import ClientConfig, pascal_case
from generator.emitter import render
from generator.emitter.client_views import client_view
from generator.emitter.readme_views import call_example
from generator.emitter.resource_views import MethodView, resource_modules
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.model import build_api
from tests.interop.limits import Limit, limit_of
from tests.interop.prism import Mock, NoPrism, installed, mocking

ROOT = Path(__file__).resolve().parents[2]
_ON_THE_FLY = ("train-travel.json", "openai.yaml")
_PRISM_ERROR = "https://stoplight.io/prism/errors#"


@dataclass(frozen=True)
class Subject:
    """A document, and the calls of the client that was made from it."""

    document: Path
    package: str
    class_name: str
    statements: tuple[tuple[str, str], ...]
    """("METHOD /path", the call as source)."""


@dataclass(frozen=True)
class Outcome:
    route: str
    statement: str
    violation: str = ""
    limit: Limit | None = None


def subjects(specs: Path, output: Path) -> Iterator[Subject]:
    sys.path[:0] = [str(ROOT / "generated"), str(output)]
    for folder in sorted(path.parent for path in (ROOT / "specs").glob("*/client.yml")):
        config = read_client(folder)
        for document in config.specs:
            yield _subject(Path(document), config, [Path(each) for each in config.specs])
    for name in _ON_THE_FLY:
        document = specs / name
        if not document.is_file():
            print(f"There is no {document}; not tried. Name its folder with SPECS=…")
            continue
        package = f"interop_{document.stem.replace('-', '_')}"
        config = ClientConfig(package, pascal_case(package), (document.as_posix(),))
        for path, text in render(build_api(load_spec([document]).spec, config), config, "").items():
            file = output / package / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        invalidate_caches()
        yield _subject(document, config, [document])


def _subject(document: Path, config: ClientConfig, documents: list[Path]) -> Subject:
    loaded = load_spec(documents, overlays=config.overlays, auth=config.auth)
    api = build_api(loaded.spec, config)
    table = name_table(api)
    methods: list[tuple[tuple[str, ...], MethodView]] = [((), each) for each in client_view(api, config, table).methods]
    for module in resource_modules(api, config.class_name, table):
        methods += [(module.path, each) for each in module.methods]
    statements = tuple(
        (f"{method.operation.method} {method.operation.path}", "\n".join(call_example(path, method, table)))
        for path, method in methods
        if method.operation.location.file.endswith(document.name)
    )
    return Subject(document, config.package, config.class_name, statements)


def outcomes(subject: Subject, mock: Mock) -> Iterator[Outcome]:
    """Call everything; tell what Prism said of each request."""
    answers: list[tuple[httpx2.Response, bytes]] = []

    def keep(response: httpx2.Response) -> None:
        answers.append((response, response.read()))

    client_class: Any = getattr(import_module(subject.package), subject.class_name)
    with httpx2.Client(event_hooks={"response": [keep]}, timeout=60) as http_client:
        client = client_class(base_url=mock.url, max_retries=0, http_client=http_client)
        for name in getattr(client_class, "__annotations__", {}):
            setattr(client, name, "secret")
        for route, statement in subject.statements:
            answers.clear()
            failure = _failure(statement, client)
            found = [text for response, content in answers if (text := _violation(response, content))]
            if not answers or (failure and not found):
                # A mock may answer with any status the document has; that is an exception, and no fault of the request.
                is_answered = bool(answers) and answers[-1][0].status_code >= 400
                found += [] if is_answered else [failure or "no request was sent"]
            text = "\n".join(found)
            yield Outcome(route, statement, text, limit_of(subject.document.name, route, text) if text else None)


def _failure(statement: str, client: object) -> str:
    try:
        exec(statement, {"client": client})
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"
    return ""


def _violation(response: httpx2.Response, content: bytes) -> str:
    """Say what Prism found wrong with a request; "" for nothing."""
    noted = response.headers.get("sl-violations")
    if noted:
        wrong = [each for each in json.loads(noted) if each.get("location", [""])[0] != "response"]
        if wrong:
            return json.dumps(wrong)
    if "problem+json" in response.headers.get("content-type", "") and _PRISM_ERROR.encode() in content:
        return content.decode()
    return ""


def main(arguments: list[str]) -> int:
    try:
        command = installed()
    except NoPrism as reason:
        print(f"Interoperability was not tried. {reason}")
        return 2
    violations = 0
    with tempfile.TemporaryDirectory() as output:
        for subject in subjects(Path(arguments[0] if arguments else "."), Path(output)):
            with mocking(command, subject.document) as mock:
                found = list(outcomes(subject, mock))
            wrong = [each for each in found if each.violation and each.limit is None]
            limited = [each for each in found if each.limit is not None]
            violations += len(wrong)
            print(
                f"{subject.document.name}: {len(found)} operations called, {len(wrong)} violations,"
                f" {len(limited)} beyond Prism",
                flush=True,
            )
            for each in limited:
                print(f"  beyond Prism: {each.route}: {each.limit.reason if each.limit else ''}")
            for each in wrong:
                print(f"  VIOLATION {each.route}\n    {each.statement}\n    {each.violation[:1500]}")
    return 1 if violations else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
